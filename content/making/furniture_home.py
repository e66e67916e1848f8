"""What stands in houses, cars and streets. As in furniture.py."""

import math

import numpy as np
import skia
from furniture import at, box, folds
from kit import *  # noqa: F403
from light import form_lit, mix


@at
def kitchen_counter(c, lit, wide=560, tiles=True, kettle=True, rack=True):
    """A worktop against the wall; (0, 0) its left end, top at 0."""
    if tiles:
        for j in range(2):
            for i in range(int(wide / 56)):
                form_lit(c, lit, R(i * 56, -112 + j * 54, 53, 51, 2), "#d8cfb8", 0.2, 0.4, 0.16, dark=False)
    form_lit(c, lit, R(0, 0, wide, 18, 3), "#b08a5c", 0.5)
    for i in range(3):
        box(c, lit, 6 + i * (wide / 3), 22, wide / 3 - 10, 300, "#8f9a8a", 3, 0.6)
        fill(c, R(wide / 3 * i + wide / 6 - 16, 50, 32, 6, 3), lit.tone("#d8ccb0"))
    if kettle:
        kettle_at(c, lit, wide * 0.7, 0, 1.0)
    if rack:
        for i in range(3):
            form_lit(c, lit, turn(O(60 + i * 34, -30, 28, 28), 0, 0, 0), "#e6e2d6", 0.4)


@at
def kettle_at(c, lit, colour="#a9b8bc"):
    form_lit(c, lit, C((-44, 0), (-50, -30), (-38, -70), (-20, -86), (20, -86), (38, -70), (48, -30), (44, 0), k=0.12), colour, 0.6)
    line(c, C((-22, -84), (-26, -120), (0, -132), (26, -120), (22, -84), closed=False), lit.tone("#22262a"), 9)
    form_lit(c, lit, C((-46, -50), (-76, -76), (-70, -84), (-40, -66)), colour, 0.3)
    fill(c, O(0, -88, 8, 5), lit.tone("#22262a"))


@at
def table(c, lit, wide=520, colour="#9a6c42", tall=190):
    """A table from the side; floor at 0."""
    for u in (-wide / 2 + 26, wide / 2 - 26):
        form_lit(c, lit, R(u - 9, -tall, 18, tall, 3), mix(colour, "#000000", 0.2), 0.4)
    form_lit(c, lit, R(-wide / 2, -tall - 18, wide, 22, 5), colour, 0.7)


@at
def kitchen_chair(c, lit, colour="#8a6444"):
    for u in (-52, 52):
        seg(c, u, -120, u * 1.06, 0, lit.tone(colour), 9)
        seg(c, u, -120, u * 0.94, -270, lit.tone(colour), 10)
        seg(c, u - 2, -120, u * 0.94 - 2, -270, lit.left, 1.6, 0.4)
    for y in (-262, -216, -172):
        form_lit(c, lit, C((-52, y), (0, y - 6), (52, y), (52, y + 18), (0, y + 12), (-52, y + 18), k=0.1), colour, 0.4)
    form_lit(c, lit, R(-66, -132, 132, 20, 7), colour, 0.5)


@at
def sofa(c, lit, colour="#6f6a78", wide=440):
    form_lit(c, lit, C((-wide / 2, -40), (-wide / 2 + 10, -210), (0, -224), (wide / 2 - 10, -210), (wide / 2, -40), k=0.07), colour, 1.0)
    for i in range(2):
        form_lit(c, lit, R(-wide / 2 + 30 + i * (wide / 2 - 30), -130, wide / 2 - 34, 62, 18), mix(colour, "#ffffff", 0.06), 0.7)
    form_lit(c, lit, R(-wide / 2 + 16, -78, wide - 32, 60, 14), mix(colour, "#000000", 0.16), 0.7)
    for u in (-1, 1):
        form_lit(c, lit, R(u * wide / 2 - 30, -160, 60, 150, 24), mix(colour, "#000000", 0.06), 0.8)


@at
def home_bed(c, lit, cover="#8f7f8c", sleeper=False, head="#5a4030"):
    """A bed that has come downstairs, head to the right; floor at 0."""
    box(c, lit, 220, -300, 22, 300, head, 8)
    box(c, lit, -262, -180, 18, 180, head, 8)
    box(c, lit, -250, -120, 480, 44, mix(head, "#000000", 0.2), 6)
    form_lit(c, lit, C((96, -176), (130, -236), (200, -250), (226, -210), (214, -160), (130, -148)), "#efe8da", 0.9)
    top = ((-262, -80), (-256, -176), (-120, -188), (60, -184), (140, -166), (160, -70))
    if sleeper:
        top = ((-262, -80), (-256, -186), (-196, -216), (-130, -198), (-30, -206), (60, -232), (130, -212), (172, -160), (176, -70))
        form_lit(c, lit, C((148, -212), (168, -244), (200, -242), (210, -216), (190, -196), (160, -196)), sleeper if isinstance(sleeper, str) else "#d8cfc4", 0.5)
    form_lit(c, lit, C(*top, k=0.15), cover, 1.0)
    for i in range(5):
        line(c, C((-210 + i * 74, -184), (-200 + i * 72, -130), (-214 + i * 74, -78), closed=False), lit.dark, 10, 0.28, 8)
    for i in range(4):
        line(c, C((-250, -150 + i * 20), (-100, -158 + i * 20), (150, -146 + i * 20), closed=False), mix(cover, "#ffffff", 0.3), 3, 0.2, 1)


@at
def fireplace(c, lit, on=True):
    box(c, lit, -130, -260, 260, 260, "#8a7464", 3)
    box(c, lit, -150, -284, 300, 28, "#b49a7c", 4)
    fill(c, R(-80, -190, 160, 190, 6), lit.dark)
    if on:
        for i in range(3):
            seg(c, -50, -40 - i * 34, 50, -40 - i * 34, "#ff9a4a", 9, 0.9, 1)
        glow(c, 0, -80, 240, "#ff9a4a", 0.6)


@at
def photos(c, lit, n=4):
    """Frames on a sill or a mantel; (0, 0) where they stand."""
    for i in range(n):
        h = 46 + (i * 17) % 28
        box(c, lit, i * 58, -h, 44, h, ("#8a6a3c", "#c4c0b4", "#5a4a40")[i % 3], 2, 0.3)
        fill(c, R(i * 58 + 6, -h + 6, 32, h - 12), lit.tone(("#b09a84", "#8fa0a8", "#c4ae94")[i % 3]))
        fill(c, O(i * 58 + 22, -h * 0.55, 7, 8), lit.tone("#6a5648"), 0.8)
        fill(c, C((i * 58 + 9, -6), (i * 58 + 22, -h * 0.42), (i * 58 + 35, -6)), lit.tone("#6a5648"), 0.7)


@at
def picture_frame(c, lit, wide=190, tall=130, sea=True):
    box(c, lit, 0, 0, wide, tall, "#3a2e28", 2, 0.4)
    cols = ["#7b8d95", "#b79f84", "#3f5a66", "#2b434f"] if sea else ["#c4b08c", "#8f9a6a", "#5f7048", "#46563a"]
    fill(c, R(10, 10, wide - 20, tall - 20), lin((0, 10), (0, tall - 10), [lit.tone(x, 1.1) for x in cols], [0, 0.5, 0.54, 1]))


@at
def plant(c, lit, pot="#7a5a48"):
    form_lit(c, lit, G((-26, -52), (26, -52), (20, 0), (-20, 0)), pot, 0.4)
    for a, L in ((-64, 92), (-38, 118), (-14, 130), (10, 122), (34, 110), (60, 86)):
        r = math.radians(a)
        ex, ey = math.sin(r) * L, -50 - math.cos(r) * L
        mx, my = math.sin(r * 0.5) * L * 0.6, -50 - math.cos(r * 0.5) * L * 0.7
        form_lit(c, lit, C((0, -50), (mx - 8, my), (ex, ey), (mx + 8, my + 4)), "#4a6a50", 0.4)


@at
def radiator(c, lit, wide=240):
    for i in range(int(wide / 20)):
        box(c, lit, i * 20, -110, 17, 100, "#c9cbc4", 7, 0.3, 0.6)


@at
def coat_hook(c, lit, colour="#b98a3c", small=False):
    s = 0.7 if small else 1
    box(c, lit, -60, -8, 120, 12, "#6a5240", 2, 0.3)
    seg(c, 0, 0, 0, 18, lit.tone("#c9c2b2"), 5)
    for u in (-1, 1):
        sleeve = C((u * 30 * s, 26 * s), (u * 62 * s, 52 * s), (u * 76 * s, 130 * s), (u * 78 * s, 216 * s), (u * 52 * s, 220 * s), (u * 46 * s, 130 * s), (u * 34 * s, 70 * s), k=0.13)
        form_lit(c, lit, sleeve, mix(colour, "#000000", 0.16), 0.7)
        seg(c, u * 76 * s, 204 * s, u * 54 * s, 207 * s, lit.dark, 2.4, 0.4)
    form_lit(c, lit, C((0, 16), (30 * s, 24 * s), (50 * s, 50 * s), (52 * s, 150 * s), (62 * s, 280 * s), (0, 286 * s), (-62 * s, 280 * s), (-52 * s, 150 * s), (-50 * s, 50 * s), (-30 * s, 24 * s), k=0.1), colour, 0.9)
    for u in (-1, 1):
        form_lit(c, lit, G((0, 14 * s), (u * 28 * s, 22 * s), (u * 32 * s, 48 * s), (u * 4 * s, 92 * s)), mix(colour, "#ffffff", 0.08), 0.4)
        line(c, C((u * 26 * s, 120 * s), (u * 30 * s, 200 * s), (u * 36 * s, 276 * s), closed=False), lit.dark, 6, 0.28, 4)
    seg(c, 4 * s, 92 * s, 6 * s, 282 * s, lit.dark, 3, 0.5, 1)
    for y in (112, 156, 200):
        form_lit(c, lit, O(-6 * s, y * s, 4.4 * s), mix(colour, "#000000", 0.5), 0.2)


@at
def stairs(c, lit, n=7, wide=104, tall=58, mirror_=False):
    """A flight going up to the right; (0, 0) the foot of the first step."""
    for i in range(n - 1, -1, -1):
        x, y = i * wide, -(i + 1) * tall
        form_lit(c, lit, G((x, y), (1600, y), (1600, 400), (x, 400)), mix("#5f6f78", "#000000", 0.05 * i), 0.5, 0.3, 0.16)
        fill(c, G((x, y + 8), (x + 24, y + 4), (x + 24, 400), (x, 400)), lin((x, 0), (x + 24, 0), [col(lit.left, 0.34), col(lit.left, 0)]))
        fill(c, R(x - 6, y, wide + 34, 9, 3), lin((x, 0), (x + wide, 0), [col(lit.left, 0.7), col(lit.left, 0.1)]))


@at
def banister(c, lit, long=700, rise=-430):
    seg(c, 0, 0, long, rise, lit.tone("#3a2f2a"), 17, 1, 1)
    seg(c, 0, -5, long, rise - 5, lit.left, 2.5, 0.45, 0.8)
    for i in range(7):
        u = (i + 0.4) / 7
        seg(c, long * u, rise * u, long * u, rise * u + 250, lit.tone("#2a2f34"), 7, 0.95, 0.8)


@at
def fridge(c, lit, notes=True):
    box(c, lit, -90, -430, 180, 430, "#d4d6d0", 12, 0.9)
    seg(c, -90, -290, 90, -290, lit.dark, 3, 0.5)
    seg(c, -70, -400, -70, -320, lit.tone("#9aa2a4"), 8)
    seg(c, -70, -270, -70, -150, lit.tone("#9aa2a4"), 8)
    if notes:
        for i, (x, y, q) in enumerate(((-30, -260, "#f0dc9a"), (30, -240, "#f4efe2"), (-10, -190, "#bcd4dc"))):
            form_lit(c, lit, turn(R(x, y, 46, 54, 2), (-5, 4, 2)[i], x, y), q, 0.2, 0.5, 0.2, dark=False)


@at
def bookcase(c, lit, rows=4, wide=220):
    from furniture import shelf

    box(c, lit, 0, -rows * 108, wide, rows * 108, "#4a382c", 3)
    for i in range(rows):
        shelf(c, lit, 6, -i * 108 - 14, 1.0, wide=wide - 12, seed=i + 3)


@at
def street_lamp(c, lit, tall=460):
    seg(c, 0, 0, 0, -tall, lit.tone("#2a2f36"), 9)
    line(c, C((0, -tall + 4), (6, -tall - 20), (60, -tall - 26), closed=False), lit.tone("#2a2f36"), 7)
    fill(c, O(66, -tall - 20, 18, 7), "#fff0cf")
    glow(c, 66, -tall - 8, 240, "#ffcf88", 0.85)


@at
def house(c, lit, colour="#8a6450", window="#ffd88a", door_="#3a5a4a", wide=560, open=False):
    """A terraced front; its foot at 0."""
    form_lit(c, lit, R(-wide / 2, -470, wide, 470), colour, 0.8, 0.5)
    rng = np.random.default_rng(2)
    for _ in range(150):
        x, y = rng.uniform(-wide / 2, wide / 2 - 30), rng.uniform(-470, -12)
        fill(c, R(x, y, 28, 9, 1), lit.tone(mix(colour, "#5a3a2c", rng.uniform(0, 0.5))), 0.35)
    form_lit(c, lit, G((-wide / 2 - 20, -470), (wide / 2 + 20, -470), (wide / 2 - 20, -560), (-wide / 2 + 20, -560)), "#4a4a52", 0.6)
    for x, y, on in ((-190, -400, False), (60, -400, True), (-190, -190, True)):
        box(c, lit, x - 8, y - 8, 126, 136, "#d8d0bc", 2, 0.4)
        fill(c, R(x, y, 110, 120), window if on and lit.amb < 0.66 else lit.h["sky"][0][1])
        if on and lit.amb < 0.66:
            glow(c, x + 55, y + 60, 190, window, 0.5)
        seg(c, x + 55, y, x + 55, y + 120, lit.tone("#e8e2d2"), 5)
        seg(c, x, y + 60, x + 110, y + 60, lit.tone("#e8e2d2"), 5)
    box(c, lit, 82, -256, 132, 256, "#d8d0bc", 2, 0.4)
    if open:
        fill(c, R(92, -246, 112, 246), lin((0, -246), (0, 0), [mix(lit.dark, "#c48a4a", 0.2), lit.dark]))
        form_lit(c, lit, G((92, -246), (122, -232), (122, 10), (92, 0)), door_, 0.5)
    else:
        box(c, lit, 92, -246, 112, 246, door_, 2, 0.7)
        fill(c, R(108, -230, 80, 50, 2), window if lit.amb < 0.66 else lit.h["sky"][0][2], 0.8)
        fill(c, O(190, -118, 6), lit.tone("#e6c476", 1.2))
        fill(c, R(128, -134, 40, 8, 3), lit.tone("#d6b060", 1.2))
    form_lit(c, lit, G((70, 0), (226, 0), (236, 20), (60, 20)), "#b9ad98", 0.3)


@at
def car(c, lit, colour="#6f7f8e", lamps=False):
    """A small car from the side, facing left; wheels at 0, 340 wide."""
    shadow(c, O(0, 4, 176, 13), 0.7, 10, 0, 0, lit.dark)
    body = C((-168, -22), (-172, -50), (-160, -70), (-104, -82), (-74, -122), (-48, -138), (48, -140), (92, -120), (126, -82), (162, -72), (170, -46), (166, -20), (120, -14), (-120, -14), k=0.13)
    form_lit(c, lit, body, colour, 0.8)
    for g in (C((-90, -86), (-66, -118), (-44, -128), (-6, -130), (-6, -86), k=0.06), C((6, -86), (6, -130), (44, -130), (76, -114), (100, -86), k=0.06)):
        form_lit(c, lit, g, "#223040", 0.4)
    seg(c, 0, -84, 4, -22, lit.dark, 1.6, 0.35)
    for wx in (-106, 108):
        form_lit(c, lit, O(wx, -14, 30), "#15181c", 0.4)
        fill(c, O(wx, -14, 14), lit.tone("#8a949c"))
    fill(c, O(-164, -56, 7, 9), "#fff3d0", 0.9)
    fill(c, O(165, -58, 6, 10), "#b5382c", 0.95)
    if lamps:
        glow(c, -168, -54, 140, "#fff0c4", 0.7)


@at
def tree(c, lit, seed=1, lean=0.1, size=1.0):
    rng = np.random.default_rng(seed)
    colour = mix(lit.tone("#3a3430"), lit.dark, 0.3)

    def limb(x, y, a, L, w):
        if L < 9:
            return
        ex, ey = x + math.sin(a) * L, y - math.cos(a) * L
        line(c, C((x, y), ((x + ex) / 2 + rng.uniform(-3, 3), (y + ey) / 2), (ex, ey), closed=False), colour, w)
        for da in (-0.42, 0.36) if L > 16 else (-0.3, 0.3):
            limb(ex, ey, a + da * rng.uniform(0.6, 1.4), L * rng.uniform(0.66, 0.8), w * 0.64)

    limb(0, 0, lean, 78 * size, 13 * size)


@at
def hedge(c, lit, wide=500, colour="#4a6038", flowers=False, r=26):
    rng = np.random.default_rng(7)
    for i in range(int(wide / 22)):
        for _ in range(5):
            fill(c, O(i * 22 + rng.normal(0, r * 0.7), -r + rng.normal(0, r * 0.5), r * rng.uniform(0.6, 1.0)), mix(lit.tone(colour), lit.dark, rng.uniform(0, 0.4)))
    for i in range(int(wide / 22)):
        fill(c, O(i * 22 + rng.normal(0, 10), -r * 1.7 + rng.normal(0, 5), r * 0.4), mix(lit.tone(colour), lit.left, 0.3), 0.6)
        if flowers:
            fill(c, O(i * 22 + rng.normal(0, 12), -r + rng.normal(0, 18), 4.5), lit.tone(("#f1c6b4", "#fff0d0", "#d88a9a")[i % 3], 1.2))


@at
def scooter(c, lit, colour="#c4483c"):
    seg(c, -40, -12, 40, -12, lit.tone(colour, 1.2), 9)
    seg(c, 40, -12, 56, -120, lit.tone("#a4b2ba", 1.2), 6)
    seg(c, 38, -122, 74, -118, lit.tone("#20262c"), 8)
    for x in (-42, 44):
        form_lit(c, lit, O(x, -10, 13), "#20262c", 0.3)


@at
def bin_bags(c, lit):
    for x, y, r in ((-40, -40, 44), (20, -46, 50), (66, -30, 34)):
        form_lit(c, lit, C((x - r, 0), (x - r * 0.8, y), (x - 6, y - r * 0.6), (x + 6, y - r * 0.6), (x + r * 0.8, y), (x + r, 0)), "#20242a", 0.6)


@at
def net_curtain(c, lit, wide=300, tall=300):
    fill(c, R(0, 0, wide, tall), lin((0, 0), (0, tall), [col("#ffffff", 0.32), col("#ffffff", 0.16)]))
    for i in range(18):
        x = wide * i / 18
        seg(c, x, 0, x + 3, tall, "#ffffff", 5, 0.1, 2)


@at
def pair_curtains(c, lit, wide=360, tall=420, colour="#8a5a4c"):
    for x0, x1, b in ((-40, 50, 8), (wide + 40, wide - 50, -8)):
        folds(c, x0, x1, 0, tall, lit.tone(colour, 1.1), mix(lit.tone(colour), lit.dark, 0.45), 5, b, 2)
    seg(c, -56, -6, wide + 56, -6, lit.tone("#5a4030", 1.2), 9)
