"""Garments, cloth, and a hand that holds: as in props.py."""

import math

import numpy as np
from furniture import at
from kit import *  # noqa: F403
from light import dim, form_lit, mix
from people import SKINS


@at
def jacket_open(c, lit, colour="#22305a", lining="#8a4a54", crest=None, braid=None, label=True, letter=False, rail="#7a563a"):
    """A jacket over the back of a chair, its front to us: one side turned out, the lining and the inside pocket seen."""
    for u in (-118, 118):
        seg(c, u, -118, u * 1.1, 460, lit.tone(rail, 1.05), 22)
    form_lit(c, lit, C((-140, -136), (0, -150), (140, -136), (140, -96), (0, -106), (-140, -96), k=0.1), rail, 0.6)
    form_lit(c, lit, R(-200, 372, 400, 40, 10), rail, 0.6)
    edge = braid or mix(colour, "#ffffff", 0.16)
    for s in (-1, 1):  # the sleeves hang behind
        sleeve = C((s * 168, -66), (s * 216, -34), (s * 250, 110), (s * 262, 300), (s * 206, 308), (s * 192, 150), (s * 160, 30), k=0.13)
        shadow(c, sleeve, 0.4, 14, -8, 10, lit.dark)
        form_lit(c, lit, sleeve, mix(colour, "#000000", 0.14), 0.9)
        line(c, C((s * 207, 282), (s * 234, 288), (s * 260, 276), closed=False), lit.tone(edge, 1.1), 5, 0.8 if braid else 0.3)
    inside = C((-176, -70), (-70, -98), (0, -84), (70, -98), (176, -70), (196, 120), (186, 338), (0, 350), (-186, 338), (-196, 120), k=0.09)
    form_lit(c, lit, inside, mix(lining, "#000000", 0.22), 1.0)
    for pts in (((-60, -60), (-52, 120), (-64, 336)), ((6, -60), (14, 120), (4, 340))):
        line(c, C(*pts, closed=False), lit.dark, 9, 0.34, 6)
    if label:
        form_lit(c, lit, R(-40, -62, 80, 34, 3), "#f0ead8", 0.3)
        seg(c, -27, -50, 22, -50, "#7a2f34", 4, 0.8)
        seg(c, -27, -39, 6, -39, "#3a4656", 3, 0.7)
    # the side that is turned out
    out = C((-66, -96), (-176, -74), (-262, -40), (-322, 90), (-330, 330), (-250, 352), (-120, 344), (-104, 180), (-90, 40), k=0.08)
    shadow(c, out, 0.45, 16, -8, 10, lit.dark)
    form_lit(c, lit, out, lining, 1.1)
    c.save()
    c.clipPath(out, doAntiAlias=True)
    line(c, C((-262, -44), (-318, 90), (-326, 334), closed=False), lit.tone(colour, 1.1), 52)
    line(c, C((-236, -30), (-292, 92), (-300, 334), closed=False), lit.dark, 2.6, 0.4)
    for pts in (((-150, -60), (-164, 120), (-150, 338)), ((-210, -40), (-236, 110), (-230, 338))):
        line(c, C(*pts, closed=False), lit.dark, 10, 0.26, 7)
    c.restore()
    line(c, C((-262, -40), (-322, 90), (-330, 330), closed=False), lit.tone(edge, 1.15), 5, 0.8 if braid else 0.3)
    if letter:
        p = G((-254, -22), (-150, -40), (-140, 112), (-246, 124))
        shadow(c, p, 0.4, 8, -4, 6, lit.dark)
        form_lit(c, lit, p, "#f4eee0", 0.5, 0.85, 0.2, dark=False)
        for i in range(6):
            seg(c, -238 + i * 1.4, 4 + i * 15, -168 - (i % 2) * 16, -7 + i * 15, "#3a4656", 2.8, 0.5)
        line(c, O(-186, 36, 33, 30), "#7a5030", 5, 0.5, 0.8)
        fill(c, G((-268, 92), (-118, 76), (-114, 190), (-268, 190)), lit.tone(lining, 1.02))
    welt = C((-268, 92), (-190, 82), (-118, 76), (-118, 92), (-190, 100), (-268, 110), k=0.05)
    form_lit(c, lit, welt, colour, 0.4)
    # the side that hangs as it should
    on = C((64, -98), (172, -72), (206, -30), (212, 130), (204, 340), (110, 352), (12, 342), (16, 200), (24, 100), (56, -20), k=0.08)
    shadow(c, on, 0.5, 14, -10, 8, lit.dark)
    form_lit(c, lit, on, colour, 1.1)
    for pts in (((150, -50), (136, 120), (150, 336)), ((96, 150), (88, 240), (96, 340))):
        line(c, C(*pts, closed=False), lit.dark, 9, 0.34, 6)
    lapel = G((60, -100), (118, -82), (132, -16), (108, -8), (118, 14), (26, 122), (50, -10))
    shadow(c, lapel, 0.4, 8, 4, 5, lit.dark)
    form_lit(c, lit, lapel, mix(colour, "#ffffff", 0.06), 0.6)
    if braid:
        line(c, C((132, -16), (108, -8), (118, 14), (26, 122), (14, 220), (12, 342), closed=False, k=0.02), lit.tone(edge, 1.2), 6, 0.95)
        line(c, C((112, 238), (194, 234), closed=False), lit.tone(edge, 1.2), 6, 0.95)
    line(c, C((112, 238), (194, 234), (190, 318), (114, 322), k=0.04), lit.dark, 2.6, 0.5)
    for y in (158, 222):
        form_lit(c, lit, O(36, y, 10), "#d8b15e" if crest else "#2a2a2c", 0.3)
    if crest:
        shield = C((140, 46), (166, 50), (192, 44), (190, 84), (166, 112), (142, 86), k=0.06)
        form_lit(c, lit, shield, crest, 0.4)
        line(c, shield, lit.tone("#e6c476", 1.3), 4)
        seg(c, 166, 52, 166, 106, lit.tone("#e6c476", 1.3), 4)
        seg(c, 144, 72, 189, 70, lit.tone("#e6c476", 1.3), 4)
        seg(c, 148, 122, 186, 120, lit.tone("#e6c476", 1.2), 4, 0.8)
    collar = C((-74, -96), (-60, -118), (0, -128), (60, -118), (74, -96), (40, -80), (0, -88), (-40, -80), k=0.1)
    form_lit(c, lit, collar, mix(colour, "#ffffff", 0.08), 0.5)


@at
def folded_top(c, lit, colour="#26345a", kind="jacket"):
    """A garment folded square, lying; seen from above and in front. Jacket, with lapels and a badge, or cardigan."""
    low = C((-150, 92), (-150, 62), (0, 70), (150, 62), (152, 92), (140, 106), (0, 112), (-140, 106), k=0.06)
    shadow(c, low, 0.5, 14, -8, 10, lit.dark)
    form_lit(c, lit, low, mix(colour, "#000000", 0.18), 0.6)
    seg(c, -146, 88, 148, 88, lit.dark, 3, 0.5, 1)
    top = C((-116, -112), (-60, -122), (60, -122), (116, -112), (138, -20), (152, 70), (138, 82), (0, 90), (-138, 82), (-152, 70), (-138, -20), k=0.07)
    form_lit(c, lit, top, colour, 1.0)
    c.save()
    c.clipPath(top, doAntiAlias=True)
    for s in (-1, 1):  # the sleeves, folded in
        arm = C((s * 124, -120), (s * 104, -30), (s * 74, 40), (s * 98, 100), (s * 170, 100), (s * 160, -20))
        shadow(c, arm, 0.35, 8, -s * 3, 4, lit.dark)
        form_lit(c, lit, arm, mix(colour, "#ffffff", 0.04), 0.6)
    if kind == "cardigan":
        for i in range(26):
            line(c, C((-160, -116 + i * 8), (0, -110 + i * 8), (160, -116 + i * 8), closed=False), lit.dark, 1.6, 0.1)
    c.restore()
    neck = C((-44, -124), (0, -130), (44, -124), (20, -84), (0, -52), (-20, -84), k=0.1) if kind == "jacket" else C((-40, -124), (0, -128), (40, -124), (24, -96), (0, -60), (-24, -96), k=0.12)
    fill(c, neck, mix(lit.tone(colour), lit.dark, 0.6))
    seg(c, 0, -54, 2, 88, lit.dark, 3, 0.6, 0.8)
    if kind == "jacket":
        for s in (-1, 1):
            lapel = G((s * 44, -128), (s * 66, -116), (s * 70, -72), (s * 50, -66), (s * 56, -50), (s * 2, 4), (s * 14, -70))
            shadow(c, lapel, 0.35, 6, 2, 4, lit.dark)
            form_lit(c, lit, lapel, mix(colour, "#ffffff", 0.1), 0.5)
        form_lit(c, lit, C((-48, -132), (0, -142), (48, -132), (40, -116), (0, -124), (-40, -116)), mix(colour, "#ffffff", 0.06), 0.4)
        badge = O(66, -34, 15, 13)
        form_lit(c, lit, badge, "#b43a3a", 0.3)
        line(c, badge, lit.tone("#e6c476", 1.3), 3)
        seg(c, 58, -34, 74, -34, "#f4efe2", 3)
        for i in range(3):
            form_lit(c, lit, O(12, 20 + i * 26, 7, 6), "#d8b15e", 0.2)
    else:
        for s in (-1, 1):
            line(c, C((s * 42, -124), (s * 24, -92), (s * 4, -56), (s * 5, 88), closed=False), lit.tone(mix(colour, "#ffffff", 0.3), 1.1), 9, 0.85)
        for i in range(5):
            form_lit(c, lit, O(0, -44 + i * 29, 7, 6), "#8a5a6a", 0.2)
    inner(c, top, lit.left, 4, 5, 9, 0.3)


@at
def beaker(c, lit, cover="#e8d8c4", flowers=("#b4485c", "#5a6fa4", "#c9963c")):
    """A two-handled beaker with a spout, in a cover sewn of flowered stuff; it stands on (0, 0)."""
    shadow(c, O(-8, 2, 74, 16), 0.5, 10, -8, 4, lit.dark)
    for s in (-1, 1):
        line(c, C((s * 56, -112), (s * 102, -108), (s * 104, -52), (s * 54, -40), closed=False), lit.tone("#cfd8dc", 1.15), 12)
        line(c, C((s * 56, -115), (s * 101, -111), (s * 104, -70), closed=False), lit.left, 2.4, 0.5, 1)
    form_lit(c, lit, C((-54, -146), (-50, -164), (-20, -172), (20, -172), (50, -164), (54, -146), k=0.08), "#cfd8dc", 0.5)
    form_lit(c, lit, C((-16, -168), (-13, -204), (0, -210), (14, -206), (18, -168), k=0.08), "#cfd8dc", 0.4)
    body = C((-60, -142), (-64, -70), (-56, -10), (-40, 4), (40, 4), (56, -10), (64, -70), (60, -142), (0, -134), k=0.07)
    form_lit(c, lit, body, cover, 0.9)
    c.save()
    c.clipPath(body, doAntiAlias=True)
    for j in range(4):
        for i in range(5):
            x, y = -62 + i * 31 + (j % 2) * 15, -124 + j * 37
            for q in range(5):
                t = q * 1.2566
                fill(c, O(x + 6.4 * math.cos(t), y + 6.4 * math.sin(t), 4.6), lit.tone(flowers[(i + j) % 3], 1.25), 0.9)
            fill(c, O(x, y, 3.2), lit.tone("#f0dc9a", 1.3))
            line(c, C((x + 4, y + 10), (x + 9, y + 15), (x + 15, y + 14), closed=False), lit.tone("#5a8a4a", 1.2), 3, 0.8)
    for x in (-36, 0, 34):
        line(c, C((x, -138), (x * 1.06, -60), (x, 6), closed=False), lit.dark, 7, 0.14, 5)
    c.restore()
    for i in range(9):  # the frill, drawn in with a tape
        x = -60 + i * 15
        form_lit(c, lit, C((x - 9, -136), (x - 7, -158), (x + 7, -158), (x + 9, -136), (x, -132)), cover, 0.25)
    line(c, C((-61, -134), (0, -127), (61, -134), closed=False), lit.tone(flowers[0], 1.2), 5)
    for s in (-1, 1):
        line(c, C((0, -128), (s * 22, -142), (s * 26, -122), (0, -128), closed=False), lit.tone(flowers[0], 1.2), 4)
        seg(c, 0, -128, s * 12, -98, lit.tone(flowers[0], 1.2), 4)


def closed_hand(c, lit, colour, reach=1.0, old=False, nails=False):
    """A closed hand, the wrist to the right, its fingers to the left."""
    back = C((-40, -78), (40, -104), (130, -92), (212, -60), (330, -56), (330, 60), (214, 62), (130, 84), (40, 92), (-40, 72), k=0.14)
    shadow(c, back, 0.55, 18, -8, 14, lit.dark)
    form_lit(c, lit, back, colour, 1.0, most=0.4)
    for i, (y, r) in enumerate(((-78, 118), (-36, 134), (6, 130), (46, 108))):
        f = turn(R(-r * reach, -22, r * reach + 46, 44, 22), 4 - i * 3, 0, 0)
        f.offset(14, y + 6)
        shadow(c, f, 0.32, 6, 0, 5, lit.dark)
        form_lit(c, lit, f, colour, 0.55, most=0.4)
        for u in (0.36, 0.68):
            x = 14 - r * reach * u
            line(c, C((x + 3, y - 10), (x - 4, y + 6), (x + 3, y + 22), closed=False), dim(colour, 0.5), 2.6, 0.4, 0.8)
    thumb = C((96, 60), (30, 96), (-34, 118), (-72, 116), (-84, 98), (-70, 82), (-14, 74), (50, 36))
    shadow(c, thumb, 0.35, 8, 0, 6, lit.dark)
    form_lit(c, lit, thumb, colour, 0.6, most=0.4)
    if nails:
        for i, (y, r) in enumerate(((-78, 118), (-36, 134), (6, 130), (46, 108))):
            form_lit(c, lit, O(14 - r * reach + 17, y + 6 + (r * reach * math.tan(math.radians(-(4 - i * 3)))), 12, 11), mix(colour, "#ffe8dc", 0.35), 0.2)
    if old:
        for p in (((300, -30), (200, -44), (96, -60)), ((300, 0), (200, -6), (100, -14)), ((296, 26), (200, 30), (104, 26))):
            line(c, C(*p, closed=False), dim(colour, 0.55), 7, 0.3, 3)
        for x, y in ((150, -66), (190, 40), (120, 54), (230, -24), (170, 4)):
            fill(c, O(x, y, 6, 4), dim(colour, 0.55), 0.34, 1.5)
    for p in (((60, -84), (110, -50), (150, -44)), ((66, -36), (116, -20), (160, -16)), ((66, 8), (114, 14), (160, 12))):
        line(c, C(*p, closed=False), lit.dark, 7, 0.2, 5)


@at
def hand_on_tool(c, lit, glove="#d8cdb8", cuff="#4f8a94", skin=None):
    """A gloved hand seen from above, closed over one instrument; the wrist to the right."""
    colour = SKINS.get(skin, glove)
    steel = lit.tone("#dfe6e8", 1.3)
    for a, b in (((-62, 60), (-96, 236)), ((-30, 60), (-22, 246))):
        seg(c, *a, *b, steel, 11)
        line(c, O(b[0], b[1] + 26, 24, 28), steel, 9)
    shaft = C((-66, 70), (-18, -120), (0, -236), (10, -238), (14, -120), (-24, 76), k=0.04)
    shadow(c, shaft, 0.5, 10, -8, 10, lit.dark)
    form_lit(c, lit, shaft, "#cfd8dc", 0.4)
    seg(c, 5, -232, -4, -130, "#ffffff", 2, 0.8)
    closed_hand(c, lit, colour)
    for i in range(4):
        line(c, C((226 + i * 17, -54), (220 + i * 17, 0), (226 + i * 17, 56), closed=False), lit.dark, 3, 0.26, 2)
    form_lit(c, lit, C((296, -84), (420, -96), (640, -110), (640, 120), (420, 104), (296, 86), (308, 0), k=0.06), cuff, 1.0)
    for i in range(5):
        line(c, C((306 + i * 9, -80), (318 + i * 9, 0), (306 + i * 9, 82), closed=False), lit.dark, 2.4, 0.26, 1)


@at
def slipper_on_side(c, lit, colour="#7a4a5a"):
    """A slipper lying on its side, the sole towards us."""
    shadow(c, O(0, 8, 190, 15), 0.6, 10, -6, 3, lit.dark)
    upper = C((-176, -8), (-170, -66), (-120, -104), (-30, -112), (10, -94), (30, -70), (100, -62), (168, -66), (184, -34), (176, -4), k=0.13)
    form_lit(c, lit, upper, colour, 0.9)
    fill(c, C((14, -92), (60, -92), (150, -84), (176, -58), (110, -56), (34, -66)), lit.dark, 0.75)
    line(c, C((8, -94), (60, -96), (152, -88), (180, -60), closed=False), lit.tone("#e8dcc8", 1.2), 10, 0.9)
    sole = C((-184, -16), (-170, -52), (-100, -66), (-30, -50), (40, -40), (120, -52), (178, -40), (190, -16), (170, 4), (60, 6), (0, 0), (-100, 8), (-170, 6), k=0.14)
    form_lit(c, lit, sole, "#a89a84", 0.7)
    for i in range(11):
        x = -160 + i * 32
        seg(c, x, -36, x + 9, -10, lit.dark, 3, 0.3, 0.6)


@at
def drips(c, lit, wide=400, seed=3):
    """Water falling from the hem of something wet; drops from 0 down."""
    rng = np.random.default_rng(seed)
    for _ in range(13):
        x, y = rng.uniform(-wide / 2, wide / 2), rng.uniform(0, 120)
        seg(c, x, y - rng.uniform(10, 26), x, y, lit.left, 2, 0.35, 0.6)
        fill(c, C((x, y - 9), (x + 4, y), (x, y + 5), (x - 4, y)), lit.left, 0.75)


@at
def rucksack(c, lit, colour="#5a6a4a"):
    """A rucksack set down; it stands on (0, 0)."""
    shadow(c, O(0, 2, 92, 12), 0.45, 8, -4, 4, lit.dark)
    line(c, C((-22, -170), (-16, -198), (16, -198), (22, -170), closed=False), lit.tone(colour), 9)
    form_lit(c, lit, C((-84, -4), (-92, -80), (-72, -158), (-30, -180), (30, -180), (72, -158), (92, -80), (84, -4), (0, 4), k=0.1), colour, 0.9)
    line(c, C((-84, -104), (0, -92), (84, -104), closed=False), lit.dark, 4, 0.5)
    form_lit(c, lit, C((-60, -10), (-64, -74), (0, -84), (64, -74), (60, -10), k=0.08), mix(colour, "#ffffff", 0.06), 0.6)
    for x in (-26, 26):
        seg(c, x, -104, x, -62, lit.tone("#d8c8a4", 1.1), 6, 0.8)


@at
def pot(c, lit, colour="#f0ece2"):
    """An empty yoghurt pot with a spoon in it; it stands on (0, 0)."""
    shadow(c, O(0, 2, 40, 8), 0.5, 6, -3, 3, lit.dark)
    line(c, C((6, -70), (26, -130), (34, -158), closed=False), lit.tone("#d4dade", 1.3), 6)
    form_lit(c, lit, turn(O(36, -166, 9, 15), 14, 36, -166), "#d4dade", 0.3)
    form_lit(c, lit, G((-44, -88), (44, -88), (34, 0), (-34, 0)), colour, 0.6)
    form_lit(c, lit, G((-41, -64), (41, -64), (36, -20), (-36, -20)), "#7a6ab0", 0.4)
    fill(c, O(-8, -42, 13, 11), lit.tone("#4a3f8a", 1.2))
    fill(c, O(12, -40, 11, 10), lit.tone("#5a4f9a", 1.2))
    form_lit(c, lit, O(0, -88, 46, 9), mix(colour, "#ffffff", 0.3), 0.3)
    fill(c, O(0, -87, 39, 6), mix(lit.tone(colour), lit.dark, 0.45))


@at
def clasp(c, lit, skin="pale", other="brown", chain=True, cuff="#7a4f52", other_cuff="#3a4a5c"):
    """An old hand closing the fingers of a younger hand round something."""
    form_lit(c, lit, C((-700, -80), (-430, -78), (-336, -72), (-322, 10), (-328, 92), (-430, 116), (-700, 200), k=0.08), other_cuff, 1.0)
    c.save()
    c.translate(-46, 6)
    c.rotate(-4)
    c.scale(-1, 1)
    closed_hand(c, lit.flipped(), SKINS.get(other, other))
    c.restore()
    if chain:
        for i in range(24):
            x, y = -92 - 16 * math.sin(i * 0.22), 104 + i * 8.4
            line(c, O(x, y, 7.5, 5) if i % 2 else O(x, y, 4, 6), lit.tone("#f0cf7c", 1.3), 2.8)
        glow(c, -98, 150, 76, "#ffe9b0", 0.7)
    form_lit(c, lit, C((700, -190), (460, -130), (372, -104), (372, 76), (470, 92), (700, 70), k=0.06), cuff, 1.0)
    c.save()
    c.translate(62, -16)
    c.rotate(-3)
    closed_hand(c, lit, SKINS.get(skin, skin), reach=1.12, old=True, nails=True)
    c.restore()
    for i in range(5):
        line(c, C((384 + i * 10, -98), (394 + i * 10, -10), (384 + i * 10, 74), closed=False), lit.dark, 2.6, 0.3, 1)


@at
def legs_away(c, lit, colour="#26303a", wide=200, long=260):
    """The dark trousers of somebody seen from behind; (0, 0) is the middle of the hem above."""
    for s in (-1, 1):
        p = C((s * 4, -40), (s * wide / 2, -40), (s * wide * 0.52, long * 0.5), (s * wide * 0.5, long), (s * 14, long), (s * 10, long * 0.4), k=0.06)
        form_lit(c, lit, p, colour, 0.9)
