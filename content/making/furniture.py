"""What stands in hospital rooms, drawn in the light of the place.

Every function takes (c, lit, x, y, s, **how); (x, y) is where it stands on the
floor or hangs on the wall, s its size. Names are what a scene file says.
"""

import math

import numpy as np
import skia
from kit import *  # noqa: F403
from light import form_lit, mix


def folds(c, x0, x1, y0, y1, light, dark, n=9, bow=0, seed=0):
    """A hanging curtain."""
    rng = np.random.default_rng(seed)
    edge = C((x0, y0), ((x0 + x1) / 2, y0 + 2), (x1, y0), (x1 + bow, (y0 + y1) / 2), (x1 + bow * 0.6, y1), ((x0 + x1) / 2, y1 + 8), (x0, y1), (x0, (y0 + y1) / 2), k=0.05)
    c.save()
    c.clipPath(edge, doAntiAlias=True)
    fill(c, R(min(x0, x1) - 80, y0, abs(x1 - x0) + 200, y1 - y0 + 20), lin((x0, 0), (x1, 0), [light, dark]))
    for i in range(n):
        u = (i + 0.5 + rng.uniform(-0.2, 0.2)) / n
        xa = x0 + (x1 - x0) * u
        xb = xa + bow * u * 0.8
        w = abs(x1 - x0) / n
        line(c, C((xa, y0), (xa + 2, (y0 + y1) / 2), (xb, y1), closed=False), "#000000", w * 0.42, 0.28, w * 0.16)
        line(c, C((xa + w * 0.42, y0), (xa + w * 0.42, (y0 + y1) / 2), (xb + w * 0.42, y1), closed=False), "#ffffff", w * 0.2, 0.12, w * 0.1)
    c.restore()


def box(c, lit, x, y, w, h, colour, r=4, size=0.6, a=0.8):
    form_lit(c, lit, R(x, y, w, h, r), colour, size, a, 0.24)


def at(draw):
    """Draw round (0, 0) at size 1."""

    def placed(c, lit, x=0, y=0, s=1.0, **how):
        c.save()
        c.translate(x, y)
        c.scale(-s if how.pop("mirror", False) else s, s)
        draw(c, lit, **how)
        c.restore()

    placed.__doc__ = draw.__doc__
    return placed


@at
def bed(c, lit, cover="#9fb4bc", made=False, sleeper=False, rails=True):
    """A hospital bed from the side, head to the right; about 520 wide, floor at 0."""
    for u in (-220, 200):
        seg(c, u, -90, u, -14, lit.tone("#5a6872"), 9)
        fill(c, O(u, -10, 13), lit.tone("#22282e"))
    box(c, lit, -250, -118, 490, 34, "#7f8c94", 6)
    form_lit(c, lit, C((150, -130), (210, -230), (246, -236), (250, -110), (160, -112)), "#d8dcd8", 0.7)
    form_lit(c, lit, C((130, -176), (160, -222), (214, -240), (238, -214), (220, -180), (160, -156)), "#f2eee2", 0.8)
    top = ((-256, -120), (-250, -170), (-120, -182), (20, -186), (150, -176), (176, -150), (180, -112))
    if sleeper:
        top = ((-256, -120), (-250, -190), (-200, -214), (-140, -196), (-40, -206), (60, -222), (130, -204), (180, -168), (186, -112))
    form_lit(c, lit, C(*top, k=0.15), cover, 0.9)
    for i in range(4):
        line(c, C((-200 + i * 90, -176), (-190 + i * 86, -140), (-204 + i * 90, -116), closed=False), lit.dark, 9, 0.28, 7)
    if made:
        seg(c, -120, -182, -112, -120, "#ffffff", 2, 0.4, 0.6)
    if sleeper:
        form_lit(c, lit, C((160, -214), (182, -240), (212, -238), (222, -214), (204, -194), (172, -196)), "#b9a894" if sleeper is True else sleeper, 0.5)
    box(c, lit, 244, -250, 12, 190, "#6f7d86", 5)
    if rails:
        for yy in (-196, -176):
            seg(c, -60, yy, 120, yy, lit.tone("#aab6bc", 1.2), 4.5)
        for u in (-60, 30, 120):
            seg(c, u, -196, u, -130, lit.tone("#aab6bc", 1.2), 4.5)


@at
def trolley(c, lit, cover="#c9d2d0", sleeper=False):
    bed(c, lit, 0, 0, 0.86, cover=cover, sleeper=sleeper)


@at
def bays(c, lit, n=3, lit_bay=-1, wide=300):
    """A row of bays with half-drawn curtains; hung from y = 0, floor at 460."""
    seg(c, -40, 0, n * wide + 40, 0, lit.tone("#8fa0aa", 1.2), 5, 0.8)
    for i in range(n):
        x = i * wide
        on = i == lit_bay
        if on:
            fill(c, R(x, 4, wide - 20, 440), lin((x, 0), (x, 440), ["#c4a878", "#e6cb98", "#8a7452"]), 0.8)
        box(c, lit, x + 150, 70, 84, 60, "#141a20", 5, 0.3)
        fill(c, R(x + 20, 150, wide - 50, 12, 3), lit.tone("#7f95a2"), 0.7)
        bed(c, lit, x + wide * 0.52, 455, 0.5, sleeper=(i % 2 == 0))
        cloth = "#d9b98a" if on else "#5f8088"
        folds(c, x - 10, x + (120 if on else 60), 4, 430, lit.tone(cloth, 1.1), mix(lit.tone(cloth), lit.dark, 0.5), 6, 8, i)
        if on:
            glow(c, x + 150, 200, 260, "#ffd694", 0.4)


@at
def curtain(c, lit, wide=180, tall=560, colour="#7fa09c", n=8, bow=14):
    folds(c, 0, wide, 0, tall, lit.tone(colour, 1.15), mix(lit.tone(colour), lit.dark, 0.45), n, bow, 4)


@at
def rail(c, lit, wide=700):
    seg(c, 0, 0, wide, -10, lit.tone("#9fb0b8", 1.2), 6, 0.9)


@at
def drip(c, lit, bag=True):
    """A drip stand, 420 tall."""
    for a in (-50, -20, 20, 50):
        seg(c, 0, -16, a, 0, lit.tone("#7c8a92"), 6)
    seg(c, 0, -16, 0, -410, lit.tone("#a4b2ba", 1.2), 5)
    seg(c, -1.5, -16, -1.5, -410, lit.left, 1.2, 0.5)
    line(c, C((-30, -398), (-26, -412), (0, -410), (26, -412), (30, -398), closed=False), lit.tone("#a4b2ba", 1.2), 4)
    if bag:
        form_lit(c, lit, R(10, -396, 42, 74, 9), "#cfe0e4", 0.5, 0.8, 0.4)
        line(c, C((31, -322), (34, -240), (60, -160), (90, -130), closed=False), lit.left, 1.8, 0.45)
        box(c, lit, -20, -270, 40, 52, "#8d9ba3", 4, 0.4)
        fill(c, R(-14, -264, 28, 14, 2), "#8fd0a0", 0.8)


@at
def monitor(c, lit, wide=170, tall=112):
    """A screen on an arm; the trace is added as a movement."""
    seg(c, wide / 2, tall, wide / 2, tall + 60, lit.tone("#5a6872"), 9)
    box(c, lit, -8, -8, wide + 16, tall + 16, "#20272e", 7)
    fill(c, R(0, 0, wide, tall, 3), "#071013")
    glow(c, wide / 2, tall / 2, wide, "#6fe0c0", 0.16)


@at
def locker(c, lit, things=True):
    box(c, lit, -50, -150, 100, 150, "#a08a6c", 4)
    seg(c, -42, -98, 42, -98, lit.dark, 2.4, 0.5)
    fill(c, R(-8, -84, 16, 5, 2), lit.tone("#d8ccb0"))
    if things:
        form_lit(c, lit, C((-32, -150), (-30, -186), (-10, -186), (-8, -150), k=0.05), "#cfe0e6", 0.4)
        box(c, lit, 6, -166, 34, 16, "#8a4f40", 2, 0.3)


@at
def chair(c, lit, colour="#5f7f86", empty=True):
    """A wipe-clean chair, seen from the front side; floor at 0, 250 tall."""
    for u in (-62, 62):
        seg(c, u, -100, u * 1.1, 0, lit.tone("#3a4248"), 8)
    form_lit(c, lit, C((-76, -120), (-70, -240), (0, -252), (70, -240), (76, -120), k=0.1), colour, 0.8)
    form_lit(c, lit, R(-86, -130, 172, 44, 14), mix(colour, "#000000", 0.1), 0.7)
    for u in (-1, 1):
        form_lit(c, lit, R(u * 84 - 9, -170, 18, 80, 8), mix(colour, "#000000", 0.25), 0.4)


@at
def armchair(c, lit, colour="#7a5a48", wing=True):
    for u in (-80, 80):
        seg(c, u, -30, u, 0, lit.tone("#2c211b"), 10)
    form_lit(c, lit, C((-96, -90), (-92, -290), (-40, -316), (40, -316), (92, -290), (96, -90), k=0.1), colour, 1.0)
    form_lit(c, lit, R(-104, -120, 208, 92, 20), mix(colour, "#000000", 0.12), 0.9)
    for u in (-1, 1):
        form_lit(c, lit, C((u * 84, -180), (u * 118, -178), (u * 124, -40), (u * 92, -30), (u * 82, -110)), mix(colour, "#ffffff", 0.04), 0.7)


@at
def stool(c, lit, colour="#4a565e"):
    for u in (-40, 0, 40):
        seg(c, 0, -60, u, 0, lit.tone("#7c8a92"), 6)
    seg(c, 0, -60, 0, -120, lit.tone("#8d9aa2"), 8)
    form_lit(c, lit, O(0, -126, 62, 17), colour, 0.6)


@at
def screen(c, lit, on=True, wide=220, tall=150, colour="#bcd8f0", lines=6, back=False):
    """A computer screen on its stand; (0, 0) is the desk."""
    seg(c, 0, 0, 0, -50, lit.tone("#2a3138"), 22)
    form_lit(c, lit, O(0, -4, 60, 9), "#2a3138", 0.3)
    box(c, lit, -wide / 2 - 8, -tall - 58, wide + 16, tall + 16, "#20262d", 8, 0.5)
    if on and not back:
        fill(c, R(-wide / 2, -tall - 50, wide, tall, 2), lin((0, -tall - 50), (0, -50), [colour, mix(colour, "#5f7f9c", 0.4)]), 0.92)
        for i in range(lines):
            seg(c, -wide / 2 + 16, -tall - 32 + i * (tall - 20) / lines, -wide / 2 + 16 + wide * (0.5 + 0.3 * ((i * 37) % 10) / 10), -tall - 32 + i * (tall - 20) / lines, "#2a4258", 4, 0.5)
        glow(c, 0, -tall / 2 - 50, wide * 1.1, colour, 0.34)


@at
def keyboard(c, lit):
    form_lit(c, lit, G((-90, -12), (90, -12), (104, 8), (-104, 8)), "#3a4148", 0.4)


@at
def desk_lamp(c, lit, on=True, colour="#4a7a70"):
    """An angled lamp; (0, 0) is its foot."""
    shadow(c, O(0, 4, 56, 10), 0.5, 7, 0, 4, lit.dark)
    form_lit(c, lit, O(0, -2, 50, 12), "#2b2a2c", 0.5)
    seg(c, 0, -6, 32, -114, lit.tone("#3a3634"), 8)
    seg(c, 32, -114, -30, -200, lit.tone("#3a3634"), 8)
    shade = C((-16, -228), (0, -214), (4, -184), (-12, -138), (-86, -142), (-108, -158), (-60, -208), (-38, -226), k=0.1)
    form_lit(c, lit, shade, colour, 0.7)
    if on:
        fill(c, turn(O(-60, -150, 46, 7), 5, -60, -150), "#fff0cf")
        glow(c, -60, -138, 170, "#ffdf9f", 0.85)
        glow(c, -40, 0, 240, "#ffd596", 0.6, 1, 0.28)


@at
def table_lamp(c, lit, on=True, colour="#5d7a80"):
    form_lit(c, lit, C((-14, 0), (-24, -30), (-12, -56), (12, -56), (24, -30), (14, 0)), colour, 0.5)
    seg(c, 0, -56, 0, -80, lit.tone("#3a2a22"), 6)
    shade = G((-34, -170), (34, -170), (62, -78), (-62, -78))
    if on:
        fill(c, shade, lin((-60, -170), (60, -78), ["#ffdfa2", "#ffc478", "#e89a52"]))
        inner(c, shade, "#fff4d6", 0, -16, 18, 0.7)
        glow(c, 0, -110, 320, "#ffb868", 0.7)
        glow(c, 0, 4, 190, "#ffc27a", 0.5, 1, 0.3)
    else:
        form_lit(c, lit, shade, "#c9b79c", 0.6)


@at
def strip_light(c, lit, wide=320, on=True):
    fill(c, R(-wide / 2, -10, wide, 18, 4), "#f4fbff" if on else lit.tone("#7c8a92"), 0.95 if on else 0.8)
    if on:
        glow(c, 0, 0, wide * 1.1, "#dff0ff", 0.5, 1, 0.5)


@at
def exit_sign(c, lit):
    fill(c, R(-46, -17, 92, 34, 4), "#2f8a5c")
    for pts in ([(-30, 0), (-12, 0)], [(-16, -8), (-8, 0), (-16, 8)]):
        line(c, C(*pts, closed=False, k=0), "#e8fff0", 4)
    fill(c, R(6, -10, 26, 20, 2), "#dff5e6", 0.9)
    glow(c, 0, 0, 160, "#7fe0b0", 0.3)


@at
def door(c, lit, wide=170, tall=420, colour="#7f8f8a", glass=True, light=None, open=False):
    """A door; hung from its foot. With a pane, perhaps lit from behind."""
    box(c, lit, -wide / 2 - 14, -tall - 14, wide + 28, tall + 14, "#5c6668", 2)
    if open:
        fill(c, R(-wide / 2, -tall, wide, tall), light or lit.dark)
        if light:
            glow(c, 0, -tall / 2, tall * 0.7, light, 0.5)
        return
    box(c, lit, -wide / 2, -tall, wide, tall, colour, 2)
    if glass:
        fill(c, R(-wide * 0.3, -tall + 44, wide * 0.6, tall * 0.34, 3), lin((0, -tall + 40), (0, -tall * 0.5), [light or lit.h["sky"][0][1], mix(light or lit.h["sky"][0][2], lit.dark, 0.3)]), 0.9)
        if light:
            glow(c, 0, -tall + 44 + tall * 0.17, tall * 0.45, light, 0.45)
    fill(c, R(wide * 0.33, -tall * 0.46, 10, 44, 4), lit.tone("#d8d2bc", 1.2))


@at
def lift(c, lit, light="#ffe2b0", number="2"):
    """Lift doors, a little open, with light in the gap."""
    box(c, lit, -150, -440, 300, 440, "#4a555c", 2)
    for u in (-1, 1):
        box(c, lit, (-132 if u < 0 else 12), -420, 120, 420, "#8a979e", 2)
        seg(c, u * 40 - 20 * u, -400, u * 40 - 20 * u, -20, lit.left, 2, 0.25)
    fill(c, R(-12, -420, 24, 420), lin((0, -420), (0, 0), [light, mix(light, lit.dark, 0.3)]))
    glow(c, 0, -210, 260, light, 0.5, 0.5, 1)
    fill(c, R(-26, -480, 52, 28, 4), "#10161b")
    fill(c, R(-8, -474, 16, 16, 2), "#ffb05a", 0.95)


@at
def lockers(c, lit, n=5, colour="#7f9098", open=-1, tall=420):
    """Tall metal lockers; floor at 0."""
    for i in range(n):
        x = i * 92
        if i == open:
            box(c, lit, x, -tall, 88, tall, "#20272d", 2)
            form_lit(c, lit, G((x + 88, -tall), (x + 128, -tall + 26), (x + 128, 24), (x + 88, 0)), colour, 0.6)
            line(c, C((x + 16, -tall + 40), (x + 44, -tall + 52), (x + 72, -tall + 40), closed=False), lit.tone("#c9d2d6", 1.2), 4)
            continue
        box(c, lit, x, -tall, 88, tall, mix(colour, "#000000", 0.04 * (i % 3)), 2)
        for j in range(4):
            seg(c, x + 22, -tall + 34 + j * 12, x + 66, -tall + 34 + j * 12, lit.dark, 3, 0.5)
        fill(c, R(x + 70, -tall * 0.52, 8, 22, 2), lit.tone("#d0d6d8", 1.2))


@at
def bench(c, lit, wide=420, colour="#a37a50"):
    for u in (-wide / 2 + 40, wide / 2 - 40):
        seg(c, u, -80, u, 0, lit.tone("#4a555c"), 11)
    for i in range(2):
        form_lit(c, lit, R(-wide / 2, -100 + i * 17, wide, 14, 4), colour, 0.5)


@at
def scrub_sink(c, lit, wide=460, taps=2):
    """A long steel trough with elbow taps; (0, 0) is the middle of its rim."""
    for i in range(taps):
        x = (i - (taps - 1) / 2) * wide / taps
        seg(c, x, -130, x, -196, lit.tone("#aab6bc", 1.2), 9)
        line(c, C((x, -190), (x + 4, -212), (x + 44, -214), (x + 56, -180), closed=False), lit.tone("#c4d0d4", 1.25), 10)
        line(c, C((x - 2, -190), (x + 2, -214), (x + 42, -217), closed=False), lit.left, 2, 0.6)
        seg(c, x - 22, -140, x + 30, -128, lit.tone("#aab6bc", 1.2), 8)
    form_lit(c, lit, G((-wide / 2 + 24, -120), (wide / 2 - 24, -120), (wide / 2, 0), (-wide / 2, 0)), "#7f8d94", 0.8)
    form_lit(c, lit, C((-wide / 2, 0), (wide / 2, 0), (wide / 2 - 16, 120), (-wide / 2 + 16, 120), k=0.04), "#a9b5ba", 1.0)
    seg(c, -wide / 2, 0, wide / 2, 0, lit.left, 3, 0.55)


@at
def shelf(c, lit, wide=300, kind="books", n=7, seed=1):
    """A shelf; (0, 0) its left end."""
    rng = np.random.default_rng(seed)
    box(c, lit, 0, 0, wide, 12, "#6a5240", 2, 0.4)
    x = 12
    cols = ("#7a5a4c", "#4d6a73", "#8a4f40", "#5a5a70", "#b78d62", "#41606a", "#6e5638", "#7c8a74")
    while x < wide - 40:
        w, h = (rng.integers(18, 34), rng.integers(58, 92)) if kind == "books" else (rng.integers(34, 62), rng.integers(34, 62))
        box(c, lit, x, -h, w, h, cols[rng.integers(8)], 2, 0.3, 0.5)
        if kind != "books":
            fill(c, R(x + 5, -h + 12, w - 10, h * 0.3, 1), lit.tone("#e8e2d2"), 0.7)
        x += w + rng.integers(2, 12)


@at
def notice(c, lit, wide=120, tall=160, colour="#e9dcc4", lines=5, picture=True):
    form_lit(c, lit, R(0, 0, wide, tall, 2), colour, 0.4, 0.5, 0.2, dark=False)
    y = 18
    if picture:
        fill(c, R(14, 16, wide - 28, tall * 0.32), lit.tone("#8f6a54"), 0.6)
        y = tall * 0.32 + 32
    for i in range(lines):
        if y + i * 15 < tall - 10:
            seg(c, 16, y + i * 15, wide - 20 - (i % 2) * 18, y + i * 15, lit.tone("#4a4440"), 4, 0.5)


@at
def whiteboard(c, lit, wide=330, tall=200, rows=5, gap=-1):
    form_lit(c, lit, R(0, 0, wide, tall, 4), "#eceee8", 0.5, 0.5, 0.2, dark=False)
    c.drawPath(R(0, 0, wide, tall, 4), paint(lit.tone("#8a9498"), 1, 0, None, 6))
    for i in range(rows):
        y = 28 + i * (tall - 40) / rows
        if i == gap:
            continue
        seg(c, 22, y, 22 + wide * 0.2, y, lit.tone(("#3f6a8a", "#a8483c", "#3f6a8a", "#4a4f54", "#2f7a5c")[i % 5]), 6, 0.7)
        seg(c, 40 + wide * 0.24, y, 40 + wide * (0.5 + 0.07 * ((i * 3) % 4)), y, lit.tone("#4a4f54"), 5, 0.5)
    for u in (0.25, 0.8):
        seg(c, wide * u, 10, wide * u, tall - 10, lit.tone("#9aa4a8"), 1.6, 0.6)


@at
def clock(c, lit, hour=8, minute=0, size=44):
    form_lit(c, lit, O(0, 0, size), "#f0ece0", 0.4, 0.8, 0.25)
    c.drawPath(O(0, 0, size), paint(lit.tone("#3a4248"), 1, 0, None, 6))
    for i in range(12):
        a = i * math.pi / 6
        seg(c, math.sin(a) * size * 0.78, -math.cos(a) * size * 0.78, math.sin(a) * size * 0.86, -math.cos(a) * size * 0.86, lit.tone("#3a4248"), 2.4)
    h, m = (hour % 12 + minute / 60) * math.pi / 6, minute * math.pi / 30
    seg(c, 0, 0, math.sin(h) * size * 0.48, -math.cos(h) * size * 0.48, lit.tone("#20262c"), 4.6)
    seg(c, 0, 0, math.sin(m) * size * 0.72, -math.cos(m) * size * 0.72, lit.tone("#20262c"), 3)


@at
def oxygen(c, lit):
    """A concentrator with its tube; floor at 0."""
    form_lit(c, lit, C((-60, 0), (-62, -190), (-40, -214), (40, -214), (62, -190), (60, 0), k=0.06), "#c4ccd0", 0.8)
    for i in range(7):
        seg(c, -38, -150 + i * 12, 38, -150 + i * 12, lit.dark, 4, 0.35)
    fill(c, O(-28, -190, 7), "#7fe0a0", 0.95)
    glow(c, -28, -190, 40, "#7fe0a0", 0.6)
    line(c, C((50, -170), (110, -60), (220, -20), (330, -90), closed=False), lit.left, 4, 0.45)


@at
def cot(c, lit):
    """A hospital cot: clear sides on a trolley; floor at 0."""
    for u in (-80, 80):
        seg(c, u, -120, u, -10, lit.tone("#8d9aa2"), 7)
        fill(c, O(u, -8, 10), lit.tone("#22282e"))
    box(c, lit, -96, -130, 192, 16, "#b09878", 4)
    fill(c, C((-100, -220), (100, -220), (88, -132), (-88, -132), k=0.05), lit.left, 0.2)
    line(c, C((-100, -220), (100, -220), (88, -132), (-88, -132), k=0.05), lit.left, 2.4, 0.6)
    form_lit(c, lit, C((-80, -134), (-76, -160), (-20, -172), (50, -170), (80, -150), (82, -134)), "#f0e6d4", 0.6)
    form_lit(c, lit, C((30, -170), (44, -186), (66, -182), (70, -164), (50, -156)), "#e9b8a0", 0.4)


@at
def pillars(c, lit, n=3, gap=300):
    for i in range(n):
        box(c, lit, i * gap, -520, 46, 520, "#6f7a80", 2)


@at
def ambulance(c, lit, blue=True):
    """Seen from the side, facing left; floor at 0, 560 wide."""
    shadow(c, O(0, -2, 290, 16), 0.6, 12, 0, 0, lit.dark)
    body = C((-280, -70), (-276, -130), (-240, -150), (-196, -240), (-150, -262), (-120, -300), (270, -304), (284, -290), (284, -40), (-270, -36), k=0.06)
    form_lit(c, lit, body, "#e8e2c4", 1.0)
    c.save()
    c.clipPath(body, doAntiAlias=True)
    for i in range(12):
        for j in range(2):
            if (i + j) % 2 == 0:
                fill(c, R(-110 + i * 34, -150 + j * 32, 34, 32), lit.tone("#3f8a5c" if j else "#2f7a50", 1.1), 0.85)
    c.restore()
    form_lit(c, lit, C((-232, -152), (-192, -232), (-148, -244), (-140, -152), k=0.05), "#223040", 0.5)
    box(c, lit, 40, -262, 100, 70, "#2a3846", 6, 0.4)
    for wx in (-190, 180):
        form_lit(c, lit, O(wx, -36, 40), "#16191d", 0.5)
        fill(c, O(wx, -36, 18), lit.tone("#8a949c"))
    fill(c, R(-70, -318, 130, 18, 8), "#3a6fe0" if blue else lit.tone("#4a5a80"))
    if blue:
        glow(c, 0, -314, 260, "#5b9dff", 0.7)
    glow(c, -276, -100, 150, "#fff0c4", 0.6)


@at
def reception(c, lit, wide=460):
    form_lit(c, lit, G((-wide / 2, -150), (wide / 2, -150), (wide / 2 + 12, 0), (-wide / 2 - 12, 0)), "#8a7a66", 0.9)
    form_lit(c, lit, R(-wide / 2 - 10, -166, wide + 20, 20, 5), "#cbb690", 0.6)


@at
def rack(c, lit, n=4):
    """A wire trolley of boxes; floor at 0."""
    for u in (-90, 90):
        seg(c, u, -300, u, -10, lit.tone("#8d9aa2", 1.1), 5)
    for i in range(n):
        y = -30 - i * 84
        seg(c, -96, y, 96, y, lit.tone("#a4b2ba", 1.1), 5)
        for j, w in enumerate((44, 60, 52)):
            box(c, lit, -84 + j * 58, y - 46 - (j * 7) % 12, w, 44 + (j * 7) % 12, ("#c9d2d0", "#7fa0a8", "#d8c8a4")[(i + j) % 3], 3, 0.3, 0.5)


@at
def couch(c, lit, colour="#4f6a78"):
    """An examination couch with its paper roll; floor at 0."""
    for u in (-190, 190):
        seg(c, u, -150, u, 0, lit.tone("#8d9aa2"), 10)
    form_lit(c, lit, R(-240, -190, 480, 46, 12), colour, 0.8)
    form_lit(c, lit, C((110, -190), (150, -238), (236, -244), (246, -190), k=0.08), colour, 0.7)
    form_lit(c, lit, C((-230, -194), (230, -194), (226, -182), (-226, -182), k=0.04), "#efeadc", 0.3, 0.6)


@at
def counts(c, lit, wide=260, tall=190, rows=5):
    """The theatre's count board."""
    whiteboard(c, lit, 0, 0, 1.0, wide=wide, tall=tall, rows=rows)
    for i in range(rows):
        y = 28 + i * (tall - 40) / rows
        for j in range(4 if i < rows - 1 else 3):
            seg(c, wide * 0.82 + j * 9, y - 9, wide * 0.82 + j * 9, y + 9, lit.tone("#a8483c"), 3, 0.9)
        if i < rows - 1:
            seg(c, wide * 0.82 - 6, y + 8, wide * 0.82 + 33, y - 8, lit.tone("#a8483c"), 3, 0.9)
    line(c, C((wide - 14, 8), (wide + 14, 60), (wide + 10, 120), closed=False), lit.tone("#d8ccb4", 1.2), 1.8)
    form_lit(c, lit, R(wide + 6, 118, 8, 46, 3), "#22365a", 0.2)
    form_lit(c, lit, G((wide + 6, 164), (wide + 14, 164), (wide + 10, 174)), "#c9ccd0", 0.2)
