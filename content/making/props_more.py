"""Things seen close, continued: cloth, tools, machines, food, shoes, hands."""

import math

import numpy as np
import skia
from furniture import at, box
from kit import *  # noqa: F403
from light import dim, form_lit, mix
from people import SKINS
from props import lying, on, sheet


@at
def telephone(c, lit, colour="#4a4640", off=True):
    """A desk telephone, its receiver off and lying beside it."""
    base = C((-120, -40), (-100, -74), (84, -78), (116, -40), (144, 56), (126, 88), (-130, 94), (-148, 62), k=0.1)
    shadow(c, base, 0.55, 16, -14, 12, lit.dark)
    form_lit(c, lit, base, colour, 1.0)
    for dx in (-96, 56):
        fill(c, R(dx, -66, 44, 28, 8), lit.dark, 0.7)
    for r in range(4):
        for q in range(3):
            form_lit(c, lit, R(-56 + q * 36 - r * 2, -16 + r * 24, 26, 15, 4), "#cfc4ac", 0.2)
    rec = C((-130, -26), (-100, -44), (-66, -26), (-50, 0), (60, 0), (78, -26), (114, -42), (140, -24), (134, 34), (106, 52), (-90, 52), (-122, 32), k=0.14)
    if off:
        cord = [(130, 50)] + [(150 + i * 3.6 + 9 * math.sin(i * 1.8), 84 + 22 * math.sin(i / 34 * 3.1) + 7 * math.cos(i * 0.9)) for i in range(36)]
        line(c, C(*cord, closed=False), lit.tone("#22201e"), 5)
    c.save()
    if off:
        c.translate(290, 20)
        c.rotate(9)
    else:
        c.translate(-6, -76)
    shadow(c, rec, 0.55, 12, -8, 12, lit.dark)
    form_lit(c, lit, rec, colour, 0.9)
    c.restore()


@at
def phone(c, lit, on_=True, turn_=-8, screen="#dcecff", lines=6, call=False, w=120, h=210):
    """A mobile phone lying down."""
    c.rotate(turn_)
    q = lying(w, h, 0.22, 0.7)
    p = G(*q)
    shadow(c, p, 0.6, 10, -6, 8, lit.dark)
    line(c, p, "#10141a", 12)
    fill(c, p, "#10141a")
    inner_ = [on(q, 0.05, 0.04), on(q, 0.95, 0.04), on(q, 0.95, 0.96), on(q, 0.05, 0.96)]
    fill(c, G(*inner_), screen if on_ else "#1a2028")
    if on_:
        glow(c, 0, 0, 190, screen, 0.45)
        for i in range(0 if call else lines):
            v = 0.14 + 0.74 * i / lines
            seg(c, *on(inner_, 0.12, v), *on(inner_, 0.12 + 0.72 * (0.6 + 0.4 * ((i * 5) % 3) / 2), v), "#2a3a4a", 3.4, 0.55)
        if call:
            fill(c, O(*on(inner_, 0.5, 0.3), 22, 18), "#3a5a7a", 0.6)
            fill(c, O(*on(inner_, 0.5, 0.82), 14, 11), "#c2473a")
    line(c, p, "#ffffff", 1.4, 0.25)


@at
def watch(c, lit, strap="#6a4a30", chain=False):
    """A wrist watch lying on its strap, or a pocket watch with its chain."""
    if chain:
        for i in range(26):
            line(c, O(40 + i * 9, -10 + 40 * math.sin(i * 0.25), 6, 3.5), lit.tone("#e6c476", 1.25), 2)
    else:
        for s in (-1, 1):
            b = C((s * 30, -24), (s * 90, -26), (s * 150, -6), (s * 196, 16), (s * 190, 34), (s * 140, 22), (s * 90, 14), (s * 30, 24), k=0.12)
            shadow(c, b, 0.45, 8, -4, 6, lit.dark)
            form_lit(c, lit, b, strap, 0.5)
            for i in range(5):
                fill(c, O(s * (100 + i * 18), -4 + i * 5, 3, 2), lit.dark, 0.6)
    shadow(c, O(0, 6, 58, 46), 0.5, 9, -4, 6, lit.dark)
    form_lit(c, lit, O(0, 0, 58, 48), "#e0bd6a", 0.7)
    form_lit(c, lit, O(0, -2, 46, 38), "#f6f0de", 0.3, 0.5)
    for i in range(12):
        a = i * math.pi / 6
        seg(c, math.sin(a) * 36, -2 - math.cos(a) * 30, math.sin(a) * 41, -2 - math.cos(a) * 34, "#3a3020", 2.2)
    seg(c, 0, -2, -16, -18, "#2a2420", 3.4)
    seg(c, 0, -2, 18, -22, "#2a2420", 2.4)
    c.drawArc(skia.Rect.MakeLTRB(-42, -36, 42, 32), 200, 80, False, paint("#ffffff", 0.6, 0.6, None, 3))


@at
def keys(c, lit, chain=True):
    shadow(c, O(0, 6, 46, 9), 0.55, 5, -6, 3, lit.dark)
    line(c, O(0, -2, 17, 7), lit.tone("#d8c7a2", 1.2), 2.6)
    for a, L in ((200, 44), (222, 40), (160, 46), (12, 34)):
        r = math.radians(a)
        seg(c, math.cos(r) * 15, math.sin(r) * -7, math.cos(r) * L, math.sin(r) * L * -0.42, lit.tone("#b9b1a0", 1.2), 5)
        fill(c, O(math.cos(r) * 20, math.sin(r) * -9, 8, 5), lit.tone("#b9b1a0", 1.2))


@at
def glasses(c, lit):
    for x in (-44, 44):
        line(c, O(x, 0, 34, 20), lit.tone("#3a2a22", 1.2), 5)
        fill(c, O(x, 0, 32, 18), lit.left, 0.16)
        c.drawArc(skia.Rect.MakeLTRB(x - 26, -13, x + 26, 13), 200, 60, False, paint("#ffffff", 0.6, 0.4, None, 2.4))
    line(c, C((-12, -4), (0, -10), (12, -4), closed=False), lit.tone("#3a2a22", 1.2), 5)
    for s in (-1, 1):
        line(c, C((s * 78, -4), (s * 104, -34), (s * 84, -62), closed=False), lit.tone("#3a2a22", 1.2), 5)


@at
def carrier(c, lit, beans=True, colour="#dfe2dc"):
    """A carrier bag standing, runner beans out of it."""
    if beans:
        for i in range(9):
            x = -44 + i * 11
            line(c, C((x * 0.6, -60), (x, -130), (x * 1.5 + (i % 3) * 10, -196 - (i * 13) % 40), closed=False), lit.tone(("#5f8a3c", "#79a04a", "#4c7434")[i % 3], 1.1), 13)
            line(c, C((x * 0.6 - 3, -60), (x - 3, -130), (x * 1.5 + (i % 3) * 10 - 3, -190 - (i * 13) % 40), closed=False), lit.left, 2, 0.4, 0.6)
    shadow(c, O(0, 4, 104, 16), 0.45, 10, -6, 4, lit.dark)
    bag = C((-96, 0), (-104, -60), (-84, -116), (-40, -96), (0, -110), (44, -94), (84, -118), (102, -60), (94, 0), k=0.12)
    form_lit(c, lit, bag, colour, 0.8)
    for pts in (((-60, -104), (-50, -50), (-60, -6)), ((10, -104), (0, -60), (14, -8)), ((62, -104), (54, -60), (66, -10))):
        line(c, C(*pts, closed=False), lit.dark, 6, 0.25, 4)
    for s in (-1, 1):
        line(c, C((s * 84, -116), (s * 70, -170), (s * 34, -160), (s * 40, -98), closed=False), lit.tone(colour, 1.05), 8, 0.85)
    fill(c, O(0, -52, 34, 26), lit.tone("#b4484c"), 0.4)


@at
def knitting(c, lit, colour="#b4687a"):
    form_lit(c, lit, O(-40, -34, 40, 36), colour, 0.5)
    for i in range(6):
        line(c, C((-76 + i * 4, -30 + i * 3), (-40 + i * 6, -64 + i * 8), (-6, -40 + i * 6), closed=False), mix(lit.tone(colour), "#ffffff", 0.2), 2, 0.5)
    form_lit(c, lit, C((0, -20), (70, -40), (120, -20), (126, 6), (40, 8), (-6, 4)), mix(colour, "#ffffff", 0.06), 0.5)
    seg(c, -6, -30, 140, -66, lit.tone("#d8c8a4", 1.2), 5)
    seg(c, 20, -70, 130, -10, lit.tone("#d8c8a4", 1.2), 5)


@at
def handbag(c, lit, colour="#7a5238"):
    shadow(c, O(0, 2, 110, 14), 0.5, 9, -4, 4, lit.dark)
    line(c, C((-56, -110), (-50, -190), (0, -206), (50, -190), (56, -110), closed=False), lit.tone(colour), 10)
    form_lit(c, lit, C((-100, 0), (-92, -90), (-70, -118), (70, -118), (92, -90), (100, 0), k=0.08), colour, 0.9)
    form_lit(c, lit, C((-88, -92), (-70, -118), (70, -118), (88, -92), (60, -62), (0, -54), (-60, -62)), mix(colour, "#ffffff", 0.06), 0.5)
    fill(c, R(-14, -70, 28, 20, 4), lit.tone("#e6c476", 1.2))


@at
def doctors_bag(c, lit, colour="#4f3222", open=False):
    shadow(c, O(0, 2, 150, 16), 0.5, 10, -4, 4, lit.dark)
    line(c, C((-44, -140), (-40, -180), (0, -190), (40, -180), (44, -140), closed=False), lit.tone(colour), 12)
    form_lit(c, lit, C((-146, 0), (-134, -100), (-90, -142), (90, -142), (134, -100), (146, 0), k=0.08), colour, 1.0)
    if open:
        fill(c, C((-92, -136), (0, -156), (92, -136), (0, -112)), lit.dark, 0.8)
        line(c, C((20, -130), (40, -170), (70, -150), (64, -120), closed=False), lit.tone("#3a4a54", 1.3), 6)
    seg(c, -138, -60, 138, -60, lit.dark, 2, 0.5)
    fill(c, R(-18, -110, 36, 24, 4), lit.tone("#d8b15e", 1.2))


@at
def folded(c, lit, colour="#7f8fa0", w=220, layers=3, buttons=False, stripes=None, badge_hole=False, collar=False):
    """A garment, folded: cardigan, pyjamas, jacket, blanket."""
    shadow(c, O(0, 30, w * 0.56, 20), 0.45, 12, -6, 6, lit.dark)
    for i in range(layers):
        y = 24 - i * 17
        form_lit(c, lit, C((-w / 2, y), (-w / 2 + 6, y - 20), (0, y - 26), (w / 2 - 6, y - 20), (w / 2, y), (0, y + 12), k=0.1), mix(colour, "#000000", 0.1 * (layers - 1 - i)), 0.5)
    y = -16 - (layers - 3) * 17
    top = C((-w / 2 + 4, y), (-w * 0.42, y - 96), (w * 0.42, y - 96), (w / 2 - 4, y), (0, y + 18), k=0.06)
    form_lit(c, lit, top, colour, 0.7)
    if stripes:
        c.save()
        c.clipPath(top, doAntiAlias=True)
        for i in range(int(w / 18)):
            seg(c, -w / 2 + i * 18 + 4, y + 20, (-w / 2 + i * 18 + 4) * 0.86, y - 100, lit.tone(stripes, 1.1), 6, 0.7)
        c.restore()
    if collar:
        for s in (-1, 1):
            form_lit(c, lit, G((s * 3, y - 34), (s * 44, y - 100), (s * 74, y - 99), (s * 22, y - 8)), mix(colour, "#ffffff", 0.09), 0.35)
        fill(c, G((-44, y - 98), (44, y - 98), (0, y - 40)), mix(lit.tone(colour), lit.dark, 0.5))
    if buttons:
        seg(c, 0, y - 70, 0, y + 14, lit.dark, 2, 0.4)
        for i in range(5):
            form_lit(c, lit, O(0, y - 62 + i * 18, 7, 5.5), "#e8e2d0", 0.25)
    if badge_hole:
        form_lit(c, lit, C((-60, y - 90), (-20, y - 60), (-30, y), (-66, y - 30)), mix(colour, "#ffffff", 0.08), 0.4)
        fill(c, O(-44, y - 50, 4, 4), lit.dark)


@at
def buttons(c, lit, n=6, colour="#cfd8e0", stripes="#5a7aa4", gap=92):
    """A buttoned pyjama front, very close, lying down: from left to right up to the collar."""
    form_lit(c, lit, C((-620, -150), (560, -190), (640, -60), (650, 120), (560, 210), (-640, 190), k=0.05), colour, 1.0, 0.6, 0.2)
    for i in range(9):
        y = -150 + i * 42
        line(c, C((-640, y + 12), (-100, y + 2), (600, y - 6), closed=False), lit.tone(stripes, 1.1), 9, 0.5)
    form_lit(c, lit, C((-640, -34), (560, -44), (572, 36), (-640, 42), k=0.03), mix(colour, "#ffffff", 0.12), 0.6)
    seg(c, -640, 34, 560, 28, lit.dark, 2, 0.3)
    for s in (-1, 1):
        p = C((470, s * 14), (520, s * 150), (640, s * 190), (700, s * 60), (600, s * 10), k=0.1)
        shadow(c, p, 0.3, 9, -4, 5, lit.dark)
        form_lit(c, lit, p, mix(colour, "#ffffff", 0.1), 0.7)
    for i in range(n):
        x = -440 + i * gap * 1.75
        shadow(c, O(x, 2, 27, 25), 0.4, 5, -2, 4, lit.dark)
        form_lit(c, lit, O(x, -2, 27, 25), "#f0ead8", 0.5)
        line(c, O(x, -2, 19, 17), lit.dark, 1.6, 0.25)
        for a, b in ((-5, -5), (5, -5), (-5, 5), (5, 5)):
            fill(c, O(x + a, b - 2, 2.8), lit.dark, 0.7)
        seg(c, x - 5, -7, x + 5, 3, lit.tone("#d8d0c0"), 2)
        seg(c, x + 34, -2, x + 52, -2, lit.dark, 3, 0.4)


@at
def thimble(c, lit):
    shadow(c, O(0, 4, 36, 9), 0.5, 7, -5, 3, lit.dark)
    form_lit(c, lit, C((-30, 0), (-24, -50), (-14, -62), (14, -62), (24, -50), (30, 0), (0, 8), k=0.1), "#cfd2d4", 0.5)
    for i in range(4):
        for j in range(5):
            fill(c, O(-18 + j * 9, -50 + i * 9, 1.6), lit.dark, 0.5)
    seg(c, -29, -4, 29, -4, lit.left, 2, 0.6)


@at
def tray(c, lit, w=520, colour="#8a6a4a"):
    form_lit(c, lit, C((-w / 2, -50), (w / 2, -60), (w / 2 + 60, 60), (-w / 2 - 50, 74), k=0.04), colour, 0.8)
    line(c, C((-w / 2, -50), (w / 2, -60), (w / 2 + 60, 60), (-w / 2 - 50, 74), k=0.04), mix(lit.tone(colour), lit.left, 0.4), 5, 0.7)


@at
def instruments(c, lit):
    """Instruments on a draped tray."""
    form_lit(c, lit, C((-560, -90), (560, -110), (640, 150), (-620, 180), k=0.04), "#4f8a72", 0.8)
    for i in range(11):
        x = -420 + i * 82
        steel = lit.tone("#cdd6da", 1.2)
        if i % 3 == 2:
            seg(c, x, -64, x + 14, 90, steel, 9)
            form_lit(c, lit, C((x - 4, -64), (x + 2, -100), (x + 10, -66)), "#dfe6e8", 0.2)
        else:
            seg(c, x, -80, x + 22, 60, steel, 6)
            seg(c, x + 16, -80, x + 4, 60, steel, 6)
            for a in (0, 24):
                line(c, O(x + a, 78, 13, 11), steel, 5)
        seg(c, x - 2, -60, x + 14, 50, "#ffffff", 1.4, 0.5)


@at
def hand_flat(c, lit, skin="fair", glove=None, palm=False, cuff=None, ring=False, old=False):
    """A hand lying flat, seen from above; fingers to the left, the wrist to the right."""
    colour = glove or SKINS.get(skin, skin)
    pts = [((-40, -64), (-170, -92), 24), ((-50, -22), (-216, -36), 25), ((-46, 20), (-206, 22), 25), ((-34, 56), (-162, 72), 22)]
    thumb = ((40, -76), (-58, -142), 28)
    if palm:
        pts = [(a, b, w) for a, b, w in pts]
    whole = O(-600, 0, 1)
    for a, b, w in [*pts, thumb]:
        seg_ = skia.Path()
        dx, dy = b[0] - a[0], b[1] - a[1]
        L = math.hypot(dx, dy)
        m = skia.Matrix()
        m.setRotate(math.degrees(math.atan2(dy, dx)))
        m.postTranslate(*a)
        p = R(-20, -w, L + 20 + w, 2 * w, w)
        p.transform(m)
        seg_.addPath(p)
        whole = skia.Op(whole, seg_, skia.PathOp.kUnion_PathOp)
    palm_ = C((-70, -60), (-20, -94), (60, -96), (130, -62), (220, -56), (330, -58), (330, 62), (220, 56), (130, 70), (30, 92), (-50, 76), (-84, 20), k=0.15)
    whole = skia.Op(whole, palm_, skia.PathOp.kUnion_PathOp)
    whole = skia.Op(whole, O(-600, 0, 2), skia.PathOp.kDifference_PathOp)
    shadow(c, whole, 0.5, 14, -6, 12, lit.dark)
    form_lit(c, lit, whole, colour, 0.9, most=0.36)
    for a, b, w in pts:
        mx, my = a[0] * 0.5 + b[0] * 0.5, a[1] * 0.5 + b[1] * 0.5
        if palm:
            for f in (0.35, 0.66):
                x, y = a[0] + (b[0] - a[0]) * f, a[1] + (b[1] - a[1]) * f
                line(c, C((x + 3, y - w * 0.7), (x - 3, y), (x + 3, y + w * 0.7), closed=False), dim(colour, 0.45), 2.4, 0.5, 0.8)
        elif not glove:
            line(c, C((mx + 4, my - w * 0.55), (mx - 1, my), (mx + 4, my + w * 0.55), closed=False), dim(colour, 0.45), 2.2, 0.4, 0.8)
            form_lit(c, lit, O(b[0] + w * 0.2, b[1], w * 0.52, w * 0.42), mix(colour, "#ffe8dc", 0.35), 0.2)
        fold = ((a[0] + 8, a[1] + w), (a[0] - 40, a[1] + w + 1))
        seg(c, *fold[0], *fold[1], dim(colour, 0.4), 3, 0.4, 2)
    if palm:
        line(c, C((-40, -40), (20, -10), (60, 50), closed=False), dim(colour, 0.45), 3, 0.5, 1)
        line(c, C((-60, 10), (0, 6), (80, -30), closed=False), dim(colour, 0.45), 3, 0.45, 1)
        line(c, C((0, -84), (60, -40), (90, 30), closed=False), dim(colour, 0.45), 3, 0.4, 1)
    elif old:
        for p in (((200, -20), (100, -30), (20, -40)), ((210, 10), (110, 0), (10, 0)), ((190, 30), (90, 34), (0, 40))):
            line(c, C(*p, closed=False), dim(colour, 0.55), 6, 0.3, 3)
        for x, y in ((60, -20), (110, 14), (20, 26), (140, -22)):
            fill(c, O(x, y, 6, 4), dim(colour, 0.55), 0.3, 1.5)
    if ring:
        seg(c, -96, -2, -96, 46, lit.tone("#e6c476", 1.3), 8)
    if glove:
        for i in range(3):
            line(c, C((210 + i * 20, -54), (204 + i * 20, 0), (210 + i * 20, 54), closed=False), lit.dark, 3, 0.25, 2)
    if cuff:
        form_lit(c, lit, C((250, -84), (420, -96), (640, -110), (640, 120), (420, 104), (250, 86), (266, 0), k=0.06), cuff, 1.0)
        for i in range(7):
            line(c, C((262 + i * 8, -80), (274 + i * 8, 0), (262 + i * 8, 82), closed=False), lit.dark, 2.4, 0.3, 1)
        fill(c, O(330, -78, 10, 9), mix(lit.tone(cuff), "#ffffff", 0.3))


@at
def shoes(c, lit, colour="#8a6a5a", kind="canvas", pair=True):
    """Shoes seen from the side, toes to the left: canvas, clogs, slipper, trainers."""
    for i in range(2 if pair else 1):
        c.save()
        c.translate(i * 74, -i * 26)
        shadow(c, O(0, 4, 124, 12), 0.5, 9, -6, 4, lit.dark)
        if kind == "clogs":
            form_lit(c, lit, C((-120, 0), (-124, -40), (-90, -72), (-30, -84), (10, -70), (40, -52), (110, -54), (118, -20), (116, 0), k=0.12), colour, 0.8)
            fill(c, C((6, -70), (40, -54), (108, -54), (70, -66), (36, -74)), lit.dark, 0.55)
            for j in range(4):
                fill(c, O(-70 + j * 22, -50 - j * 5, 5, 5), lit.dark, 0.5)
        elif kind == "slipper":
            form_lit(c, lit, C((-120, 0), (-122, -34), (-90, -60), (-20, -62), (10, -40), (60, -20), (116, -20), (118, 0), k=0.12), colour, 0.8)
            fill(c, C((0, -48), (30, -30), (110, -22), (70, -14), (10, -20)), lit.dark, 0.5)
        else:
            form_lit(c, lit, C((-122, -6), (-124, -36), (-92, -58), (-30, -70), (0, -104), (60, -116), (104, -110), (116, -50), (116, -6), k=0.12), colour, 0.8)
            form_lit(c, lit, C((-128, -14), (-120, -24), (112, -20), (120, -10), (116, 4), (-122, 4), k=0.06), "#e8e4da", 0.4)
            form_lit(c, lit, C((-124, -24), (-116, -44), (-86, -46), (-78, -26)), "#e8e4da", 0.3)
            for j in range(5):
                seg(c, -34 + j * 16, -66 - j * 9, -6 + j * 15, -72 - j * 9, "#f0ece2", 4, 0.9)
            for a in (-36, -8, 20, 44):
                line(c, C((16, -108), (16 + a * 0.6, -140 + abs(a) * 0.3), (16 + a, -112), (16, -106), closed=False), "#f0ece2", 3.4, 0.9)
            fill(c, O(16, -108, 7, 6), "#f0ece2")
        c.restore()


@at
def drip_wheels(c, lit):
    """The foot of a drip stand, close."""
    for a in (-150, -60, 70, 160):
        seg(c, 0, -60, a, -10 + abs(a) * 0.06, lit.tone("#9aa6ac", 1.2), 12)
        form_lit(c, lit, O(a, 4 + abs(a) * 0.06, 20), "#22282d", 0.4)
        fill(c, O(a, 4 + abs(a) * 0.06, 7), lit.tone("#8a949a"))
    seg(c, 0, -60, 0, -760, lit.tone("#b4c0c6", 1.2), 13)
    seg(c, -4, -60, -4, -760, lit.left, 2.4, 0.6)


@at
def jacket_over(c, lit, colour="#2f3a5a"):
    """A jacket, from behind, over the back of a chair."""
    for u in (-150, 150):
        seg(c, u, 0, u * 1.04, 420, lit.tone("#6a4a34"), 20)
    form_lit(c, lit, R(-190, 240, 380, 40, 10), "#7a563a", 0.7)
    body = C((-200, -40), (-150, -80), (0, -92), (150, -80), (200, -40), (230, 120), (216, 330), (120, 350), (0, 336), (-120, 350), (-216, 330), (-230, 120), k=0.1)
    shadow(c, body, 0.4, 16, -8, 10, lit.dark)
    form_lit(c, lit, body, colour, 1.1)
    for pts in (((-120, -60), (-110, 120), (-130, 330)), ((0, -80), (6, 120), (0, 330)), ((120, -60), (110, 120), (136, 330))):
        line(c, C(*pts, closed=False), lit.dark, 9, 0.34, 6)
    for s in (-1, 1):
        sleeve = C((s * 184, -34), (s * 222, 0), (s * 238, 150), (s * 236, 300), (s * 186, 304), (s * 184, 160), (s * 166, 40))
        form_lit(c, lit, sleeve, mix(colour, "#000000", 0.12), 0.8)
    collar = C((-120, -74), (0, -108), (120, -74), (90, -44), (0, -62), (-90, -44))
    form_lit(c, lit, collar, mix(colour, "#ffffff", 0.08), 0.5)


@at
def tunics(c, lit, n=5, empty=3, colour="#2f4a7a"):
    """A row of hooks with uniforms, a fob watch at each pocket; one hook empty."""
    box(c, lit, -40, -14, n * 170 + 20, 16, "#7a6a54", 3)
    for i in range(n):
        x = i * 170 + 40
        seg(c, x, 0, x, 22, lit.tone("#c9c2b2", 1.2), 6)
        fill(c, O(x, 0, 8), lit.tone("#c9c2b2", 1.2))
        if i == empty:
            continue
        p = C((x, 18), (x + 44, 30), (x + 82, 90), (x + 66, 128), (x + 52, 112), (x + 60, 360), (x - 60, 360), (x - 52, 112), (x - 66, 128), (x - 82, 90), (x - 44, 30), k=0.1)
        form_lit(c, lit, p, colour, 0.9)
        seg(c, x, 60, x, 350, lit.dark, 3, 0.45, 1)
        line(c, C((x - 30, 28), (x, 66), (x + 30, 28), closed=False), "#e8eef4", 4, 0.7)
        seg(c, x + 28, 140, x + 28, 166, lit.tone("#d0d6d8", 1.2), 3)
        form_lit(c, lit, O(x + 28, 176, 10), "#e6e2d2", 0.2)


@at
def mattresses(c, lit):
    """Two mattresses pushed together on a floor, from above, two pillows touching."""
    for s in (-1, 1):
        p = R(-10 if s > 0 else -350, -250, 350, 520, 18)
        shadow(c, p, 0.5, 18, -8, 12, lit.dark)
        form_lit(c, lit, p, "#a9b8c0", 1.0)
        form_lit(c, lit, R(-2 if s > 0 else -342, -80, 334, 340, 24), "#8fa4b4" if s > 0 else "#b4a68f", 0.9)
        for i in range(4):
            line(c, C((s * 60 + s * i * 50, -60), (s * 80 + s * i * 46, 90), (s * 54 + s * i * 52, 250), closed=False), lit.dark, 12, 0.22, 9)
        pill = C((s * 4, -206), (s * 150, -232), (s * 280, -214), (s * 292, -150), (s * 272, -110), (s * 140, -98), (s * 6, -112), (s * -6, -160), k=0.15)
        shadow(c, pill, 0.35, 9, 0, 6, lit.dark)
        form_lit(c, lit, pill, "#f0ece2", 0.9)


@at
def doormat(c, lit, w=420, colour="#7a6244"):
    q = lying(w, 260, 0.2)
    sheet(c, lit, q, colour)
    rng = np.random.default_rng(3)
    for _ in range(240):
        u, v = rng.random(2)
        x, y = on(q, 0.02 + 0.96 * u, 0.03 + 0.94 * v)
        seg(c, x, y, x + rng.uniform(-4, 4), y - 7, mix(lit.tone(colour), lit.dark, rng.uniform(0, 0.5)), 2, 0.7)


@at
def boat(c, lit, colour="#c9853c"):
    """A small new wooden boat on a slipway."""
    fill(c, G((-520, 160), (300, 40), (700, 90), (200, 300)), lit.tone("#a8a49a"), 0.9)
    hull = C((-330, -30), (-120, 4), (120, 4), (300, -60), (270, 20), (160, 84), (-160, 90), (-290, 40), k=0.13)
    shadow(c, O(-10, 92, 250, 20), 0.5, 12, 0, 0, lit.dark)
    form_lit(c, lit, hull, colour, 1.1)
    for i in range(4):
        line(c, C((-316 + i * 10, -6 + i * 22), (-100, 26 + i * 20), (130, 26 + i * 19), (286 - i * 14, -28 + i * 24), closed=False), lit.dark, 2.6, 0.4)
    line(c, C((-332, -32), (-120, 0), (120, 0), (302, -62), closed=False), lit.tone("#f0e2c4", 1.2), 8)
    for u in (-150, 130):
        seg(c, u, 84, u - 20, 128, lit.tone("#6a5240"), 16)
    line(c, C((-620, -330), (-200, -250), (200, -290), (700, -360), closed=False), lit.tone("#e8e2d2"), 2)
    for i in range(13):
        x = -560 + i * 100
        y = -318 + 62 * math.sin((i + 1) / 14 * math.pi)
        fill(c, G((x, y), (x + 44, y), (x + 22, y + 44)), lit.tone(("#c4483c", "#e8c25a", "#3a6fa0", "#f0ece2")[i % 4], 1.15))


@at
def radio(c, lit, colour="#7a5a40"):
    form_lit(c, lit, R(-90, -110, 180, 110, 12), colour, 0.7)
    form_lit(c, lit, R(-76, -94, 84, 78, 8), "#c4b08a", 0.3)
    for i in range(6):
        seg(c, -70, -84 + i * 12, 2, -84 + i * 12, lit.dark, 3, 0.4)
    form_lit(c, lit, O(48, -72, 20), "#e6dcc0", 0.3)
    form_lit(c, lit, O(48, -28, 13), "#3a2e24", 0.3)
    seg(c, 70, -108, 120, -210, lit.tone("#c9ccd0", 1.2), 3)


@at
def small_chairs(c, lit, n=9, rx=330, ry=96):
    """A ring of very small chairs, and nobody in them."""
    ring = sorted(((math.sin(2 * math.pi * (i + 0.25) / n), math.cos(2 * math.pi * (i + 0.25) / n), i) for i in range(n)))
    for s, co, i in ring:
        x, y = co * rx, s * ry
        k = 0.44 + 0.1 * s
        c.save()
        c.translate(x, y)
        c.scale(k, k)
        fill(c, O(0, 0, 80, 16), lit.dark, 0.35, 8)
        colour = ("#b4544a", "#4a7a8a", "#c9a04a", "#5f8a5a")[i % 4]
        for u, v in ((-52, 0), (52, 0), (-44, -24), (44, -24)):
            seg(c, u * 0.9, -90, u, v, lit.tone("#5a5048"), 9)
        form_lit(c, lit, R(-60, -104, 120, 22, 9), colour, 0.5)
        if s < 0.2:
            form_lit(c, lit, C((-56, -190), (0, -200), (56, -190), (58, -140), (0, -132), (-58, -140), k=0.1), colour, 0.5)
        else:
            form_lit(c, lit, C((-58, -186), (0, -196), (58, -186), (60, -96), (0, -90), (-60, -96), k=0.1), colour, 0.5)
        c.restore()


@at
def barometer(c, lit, banjo=False):
    if banjo:
        form_lit(c, lit, C((-14, -260), (14, -260), (24, -60), (80, 0), (70, 70), (0, 100), (-70, 70), (-80, 0), (-24, -60)), "#6a4228", 0.7)
    shadow(c, O(0, 6, 86, 86), 0.45, 12, -6, 6, lit.dark)
    form_lit(c, lit, O(0, 0, 84 if not banjo else 56), "#d8ad54", 1.0)
    form_lit(c, lit, O(0, 0, 66 if not banjo else 44), "#f4eeda", 0.4, 0.5)
    r = 58 if not banjo else 38
    for i in range(21):
        a = math.radians(-130 + i * 13)
        seg(c, math.sin(a) * r * 0.86, -math.cos(a) * r * 0.86, math.sin(a) * r, -math.cos(a) * r, "#3a3020", 1.8)
    seg(c, 0, 0, r * 0.6, -r * 0.5, "#2a2420", 4)
    seg(c, 0, 0, -r * 0.2, -r * 0.74, lit.tone("#d8ad54"), 3)
    fill(c, O(0, 0, 6), "#3a3020")


@at
def parcel(c, lit):
    """A parcel in newspaper and string."""
    form_lit(c, lit, C((-96, 0), (-100, -70), (-80, -92), (80, -96), (100, -72), (98, 0), k=0.05), "#d6d2c6", 0.7)
    rng = np.random.default_rng(6)
    for i in range(11):
        seg(c, -84 + rng.uniform(0, 20), -12 - i * 7, 70 * rng.random() + 10, -14 - i * 7, "#4a4a4c", 2, 0.45)
    seg(c, 0, -96, 4, 0, lit.tone("#b08a54", 1.2), 5)
    seg(c, -100, -44, 100, -48, lit.tone("#b08a54", 1.2), 5)
    for s in (-1, 1):
        line(c, C((2, -94), (s * 26, -120), (s * 36, -100), (2, -94), closed=False), lit.tone("#b08a54", 1.2), 4)


@at
def stick(c, lit, long=300):
    line(c, C((0, 0), (6, -long), (20, -long - 30), (52, -long - 26), (54, -long + 6), closed=False), lit.tone("#7a4f2c", 1.1), 12)
    line(c, C((-3, 0), (3, -long), (18, -long - 33), closed=False), lit.left, 2, 0.5)


@at
def diaries(c, lit, n=8, opened=4):
    cols = ("#5a2f34", "#2f4a3c", "#2f3a5a", "#4a3a2c", "#6a4a2c", "#3a3a40", "#5a3a4a", "#2f5a5a")
    for i in range(n):
        x = (i - (n - 1) / 2) * 132
        if i == opened:
            q = [(px + x, py) for px, py in lying(200, 220, 0.1)]
            sheet(c, lit, q, "#f4eee0", 2)
            seg(c, *on(q, 0.5, 0), *on(q, 0.5, 1), lit.dark, 3, 0.4, 2)
            for j in range(7):
                seg(c, *on(q, 0.08, 0.14 + j * 0.11), *on(q, 0.42, 0.14 + j * 0.11), "#3a4656", 2, 0.4)
                seg(c, *on(q, 0.58, 0.14 + j * 0.11), *on(q, 0.92, 0.14 + j * 0.11), "#3a4656", 2, 0.4)
            line(c, C(on(q, 0.5, 0), on(q, 0.6, 0.5), on(q, 0.66, 1.0), on(q, 0.7, 1.25), closed=False), lit.tone("#b4483c", 1.2), 7)
            continue
        q = [(px + x, py + (i % 3) * 4) for px, py in lying(116, 190, 0.06)]
        sheet(c, lit, q, cols[i % 8], 3)
        seg(c, *on(q, 0.3, 0.24), *on(q, 0.7, 0.24), lit.tone("#e6c476", 1.2), 4, 0.8)


@at
def paper_cup(c, lit, lid=False):
    shadow(c, O(0, 88, 34, 9), 0.45, 7, -6, 3, lit.dark)
    form_lit(c, lit, G((-36, -10), (36, -10), (26, 88), (-26, 88)), "#e8e2d4", 0.5)
    form_lit(c, lit, G((-34, 18), (34, 18), (29, 62), (-29, 62)), "#a8784a", 0.4)
    fill(c, O(0, -10, 36, 8), lit.tone("#f4f0e6", 1.2))
    fill(c, O(0, -9, 31, 6), lit.tone("#4a2e1c"))
    if lid:
        form_lit(c, lit, C((-40, -8), (-34, -22), (34, -22), (40, -8)), "#3a3a3c", 0.3)


@at
def printer(c, lit, paper=True):
    form_lit(c, lit, C((-150, 0), (-156, -130), (-140, -156), (140, -156), (156, -130), (150, 0), k=0.05), "#c4c8c8", 0.9)
    fill(c, R(-110, -78, 220, 18, 4), lit.dark, 0.75)
    fill(c, R(70, -140, 60, 26, 3), "#8fd0b0", 0.8)
    form_lit(c, lit, G((-116, -30), (116, -30), (140, 24), (-140, 24)), "#a4aaac", 0.5)
    if paper:
        p = G((-84, -72), (86, -72), (104, 10), (-104, 10))
        shadow(c, p, 0.3, 6, 0, 4, lit.dark)
        form_lit(c, lit, p, "#f6f2e8", 0.3, 0.7, 0.2, dark=False)
        for i in range(5):
            seg(c, -66 - i * 3, -56 + i * 12, 40 - (i % 2) * 26, -56 + i * 12, "#3a4656", 2.6, 0.5)


@at
def clipped_hand(c, lit, **how):
    """A hand as hand_flat, smaller, at an angle."""
    c.rotate(-16)
    hand_flat(c, lit, 0, 0, 0.7, **how)


ALSO = ()
