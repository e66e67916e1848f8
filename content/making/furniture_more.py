"""Cars close by, walls with lamps, washing lines, doors that slide; as in furniture.py."""

import math

import numpy as np
import skia
from furniture import at, bed, box
from kit import *  # noqa: F403
from light import form_lit, mix


@at
def open_car(c, lit, colour="#7a8794", inside="#ffd9a0", bag=None):
    """A small car close by, its near door open towards us; sill at (0, 0), wheels at 130."""
    shadow(c, O(0, 132, 520, 20), 0.6, 14, 0, 0, lit.dark)
    body = C((-560, 90), (-566, 0), (-520, -60), (-330, -90), (-230, -230), (-130, -280), (250, -286), (390, -210), (470, -80), (560, -50), (580, 20), (570, 92), (420, 110), (-420, 110), k=0.1)
    form_lit(c, lit, body, colour, 1.2)
    hole = C((-196, -96), (-140, -224), (-90, -252), (120, -256), (128, -60), (126, 40), (-150, 40), (-196, -10), k=0.06)
    fill(c, hole, lin((0, -256), (0, 40), [mix(lit.dark, inside, 0.2), mix(lit.dark, inside, 0.34)]))
    c.save()
    c.clipPath(hole, doAntiAlias=True)
    form_lit(c, lit, C((20, -190), (60, -200), (96, -180), (110, -40), (120, 60), (0, 60), (10, -60)), "#3a424c", 0.7)
    form_lit(c, lit, C((-60, -20), (60, -30), (120, 0), (120, 60), (-80, 60)), "#343c46", 0.6)
    glow(c, -30, -230, 220, inside, 0.5 if lit.amb < 0.6 else 0.2)
    c.restore()
    line(c, hole, mix(lit.tone(colour), lit.dark, 0.6), 7)
    rear = C((150, -60), (150, -256), (250, -262), (344, -190), (372, -80), k=0.06)
    form_lit(c, lit, rear, "#26323e", 0.6)
    screen_ = C((-236, -100), (-206, -110), (-130, -246), (-150, -252), (-226, -196), k=0.05)
    form_lit(c, lit, screen_, "#2c3a48", 0.4)
    seg(c, 140, -50, 146, 90, lit.dark, 4, 0.5)
    # the door, swung towards us and seen almost on its edge
    door_ = C((-196, -92), (-238, -74), (-262, -60), (-268, 128), (-240, 136), (-196, 60), k=0.05)
    shadow(c, door_, 0.5, 14, -8, 8, lit.dark)
    form_lit(c, lit, door_, mix(colour, "#000000", 0.08), 0.7)
    line(c, C((-198, -96), (-206, -226), (-238, -238), (-262, -62), closed=False), lit.tone(colour), 7)
    fill(c, C((-200, -94), (-207, -218), (-235, -228), (-256, -62), k=0.05), lit.left, 0.14)
    form_lit(c, lit, C((-300, -110), (-282, -122), (-262, -110), (-264, -84), (-296, -84)), colour, 0.3)
    for wx in (-396, 396):
        fill(c, O(wx, 66, 80, 76), lit.dark, 0.8)
        form_lit(c, lit, O(wx, 72, 64), "#15181c", 0.6)
        form_lit(c, lit, O(wx, 72, 32), "#7f8990", 0.4)
    fill(c, O(-556, 0, 12, 20), "#fff3d0", 0.8)
    fill(c, R(548, -36, 22, 30, 6), "#c4382c", 0.95)
    glow(c, 560, -20, 60, "#ff5a4a", 0.3)


@at
def lamp_wall(c, lit, n=7, dead=4, tall=330, wide=1400):
    """A very high plain wall with lamps along its top; foot at 0."""
    form_lit(c, lit, R(-60, -tall, wide, tall), "#7c8288", 0.8, 0.4, 0.14)
    for i in range(18):
        seg(c, -60 + i * 80, -tall, -60 + i * 80, 0, lit.dark, 2, 0.2)
    seg(c, -60, -tall + 2, wide, -tall + 2, lit.left, 5, 0.35)
    for i in range(n):
        x = i * 210 - 10
        seg(c, x, -tall, x, -tall - 34, lit.dark, 7)
        if i == dead:
            fill(c, O(x, -tall - 38, 17, 8), lit.tone("#5a6268"))
            continue
        fill(c, O(x, -tall - 38, 17, 8), "#f4faff")
        glow(c, x, -tall - 34, 220, "#dfeeff", 0.6)
        fill(c, G((x - 16, -tall - 30), (x + 16, -tall - 30), (x + 120, 0), (x - 120, 0)), lin((0, -tall), (0, 0), [col("#dfeeff", 0.2), col("#dfeeff", 0)]), 1, 12, SCREEN)


@at
def washing(c, lit, n=3, wide=720):
    """White sheets on a line; the line at 0."""
    line(c, C((-40, 0), (wide / 2, 16), (wide + 40, -4), closed=False), lit.tone("#d8d2c4", 1.2), 3)
    for i in range(n):
        x = 20 + i * wide / n
        w = wide / n - 30
        p = C((x, 6), (x + w / 2, 12), (x + w, 6), (x + w + 8, 120), (x + w - 4, 214), (x + w / 2, 222), (x + 6, 212), (x - 8, 110), k=0.1)
        form_lit(c, lit, p, "#f2efe6", 0.9, 0.8)
        for j in range(4):
            u = x + w * (j + 0.5) / 4
            line(c, C((u, 14), (u + 8, 110), (u - 2, 210), closed=False), lit.dark, 12, 0.12, 9)
        for u in (x + 10, x + w - 10):
            seg(c, u, -4, u, 16, lit.tone("#c4a06a", 1.2), 6)


@at
def sliding_doors(c, lit, wide=320, tall=430, open=0.0, sign=True):
    """An entrance with frosted light behind it; foot at 0."""
    box(c, lit, -wide / 2 - 26, -tall - 60, wide + 52, tall + 60, "#4a545c", 2)
    fill(c, R(-wide / 2, -tall, wide, tall), lin((0, -tall), (0, 0), ["#f4e6c4", "#e8cf9a", "#b9966a"]), 0.95)
    for i in range(9):
        seg(c, -wide / 2, -tall + 40 + i * 44, wide / 2, -tall + 40 + i * 44, "#ffffff", 5, 0.16, 2)
    for s in (-1, 1):
        seg(c, s * 4, -tall, s * 4, 0, lit.tone("#5a646c"), 8)
        seg(c, s * wide / 2, -tall, s * wide / 2, 0, lit.tone("#5a646c"), 12)
        seg(c, s * 26, -tall * 0.55, s * 26, -tall * 0.38, lit.tone("#3a444c"), 8)
    fill(c, O(-40, -tall * 0.36, 26, 70), "#8a6a48", 0.18, 16)
    if sign:
        fill(c, R(-wide / 2, -tall - 48, wide, 36, 3), "#b43a34")
        for i in range(9):
            seg(c, -wide * 0.32 + i * wide * 0.08, -tall - 30, -wide * 0.32 + i * wide * 0.08 + wide * 0.045, -tall - 30, "#ffffff", 9, 0.9)
    glow(c, 0, -tall / 2, tall * 0.8, "#ffdf9f", 0.55)
    fill(c, G((-wide / 2, 0), (wide / 2, 0), (wide * 0.9, 170), (-wide * 0.9, 170)), lin((0, 0), (0, 170), [col("#ffdf9f", 0.5), col("#ffdf9f", 0)]), 1, 14, SCREEN)


@at
def canopy(c, lit, wide=1400):
    form_lit(c, lit, G((-60, 0), (wide, 0), (wide, 84), (-60, 110)), "#3a434b", 0.8)
    for i in range(60):
        x = -40 + i * 24
        seg(c, x, 108 - i * 0.4, x - 1, 108 + 26 + (i * 17) % 60, "#dfe8f6", 1.5, 0.25)


@at
def ambulance_back(c, lit, open=False, red=True):
    """The back of an ambulance; wheels at 0, 230 wide."""
    shadow(c, O(0, 0, 130, 12), 0.6, 10, 0, 0, lit.dark)
    form_lit(c, lit, R(-115, -300, 230, 280, 10), "#e4dfc6", 0.9)
    if open:
        fill(c, R(-92, -270, 92, 220), lin((0, -270), (0, -50), ["#fff0cc", "#f0cf94"]))
        glow(c, -46, -160, 220, "#ffdf9f", 0.7)
        bed(c, lit, -20, -46, 0.26)
        form_lit(c, lit, G((-92, -270), (-170, -252), (-170, -30), (-92, -50)), "#d8d2b8", 0.6)
    for x in ((0,) if open else (-92, 0)):
        form_lit(c, lit, R(x + 3, -270, 86, 220, 3), "#dad4bc", 0.4)
        form_lit(c, lit, R(x + 16, -256, 60, 74, 4), "#2a3846", 0.3)
        for i in range(4):
            fill(c, G((x + 6, -150 + i * 26), (x + 44, -168 + i * 26), (x + 44, -155 + i * 26), (x + 6, -137 + i * 26)), lit.tone("#c4483c", 1.1), 0.85)
            fill(c, G((x + 84, -150 + i * 26), (x + 46, -168 + i * 26), (x + 46, -155 + i * 26), (x + 84, -137 + i * 26)), lit.tone("#e8c23c", 1.1), 0.85)
    for s in (-1, 1):
        fill(c, R(s * 104 - 9, -110, 18, 34, 4), "#c4382c" if red else lit.tone("#7a2a24"))
        if red:
            glow(c, s * 104, -94, 90, "#ff4a3a", 0.55)
            fill(c, C((s * 104 - 14, 6), (s * 104 + 14, 6), (s * 110 + 26, 110), (s * 110 - 26, 110)), "#ff4a3a", 0.16, 10, SCREEN)
        form_lit(c, lit, R(s * 84 - 20, -34, 40, 34, 8), "#15181c", 0.3)
    box(c, lit, -112, -322, 224, 24, "#3a6fe0", 6, 0.4)


@at
def wheelchair(c, lit, blanket="#8a5a5f"):
    for x, r in ((-10, 74), (80, 26)):
        line(c, O(x, -r, r), lit.tone("#8d9aa2", 1.2), 5)
        line(c, O(x, -r, r - 9), lit.dark, 3, 0.5)
        for i in range(8):
            a = i * math.pi / 8
            seg(c, x - math.cos(a) * r * 0.85, -r - math.sin(a) * r * 0.85, x + math.cos(a) * r * 0.85, -r + math.sin(a) * r * 0.85, lit.tone("#aab6bc"), 1.2, 0.5)
    form_lit(c, lit, R(-70, -230, 20, 140, 8), "#2a3038", 0.4)
    form_lit(c, lit, R(-70, -116, 150, 24, 8), "#2a3038", 0.4)
    seg(c, -86, -226, -58, -222, lit.tone("#8d9aa2", 1.2), 8)
    seg(c, 78, -100, 100, -26, lit.tone("#8d9aa2", 1.2), 6)
    seg(c, 92, -22, 130, -18, lit.tone("#8d9aa2", 1.2), 9)
    for i in range(3):
        form_lit(c, lit, R(-46, -136 - i * 17, 112, 18, 6), mix(blanket, "#000000", 0.06 * i), 0.3)


@at
def pole_bus(c, lit):
    """A bus shelter, wet, empty; foot at 0, 420 wide."""
    form_lit(c, lit, G((-230, -290), (240, -300), (250, -274), (-240, -264)), "#4a545c", 0.5)
    for x in (-214, 220):
        seg(c, x, -270, x, 0, lit.tone("#5a646c"), 9)
    fill(c, R(-206, -262, 420, 220), lit.left, 0.1)
    line(c, R(-206, -262, 420, 220), lit.left, 1.6, 0.3)
    seg(c, 0, -262, 0, -42, lit.left, 2, 0.3)
    form_lit(c, lit, R(-150, -92, 300, 16, 4), "#8a6a48", 0.4)
    for x in (-120, 120):
        seg(c, x, -78, x, 0, lit.tone("#4a545c"), 8)
    for i in range(5):
        glow(c, -120 + i * 60, -88, 26, "#ffffff", 0.3, 1, 0.3)
    box(c, lit, 150, -240, 50, 76, "#e6e2d2", 2, 0.3)


@at
def house_door(c, lit, lamp=True, colour="#3a5a4a"):
    """A back door in a yard wall; foot at 0."""
    box(c, lit, -94, -330, 188, 330, "#b0a48e", 2, 0.5)
    box(c, lit, -78, -314, 156, 314, colour, 2, 0.8)
    for x, y in ((-60, -296), (6, -296)):
        fill(c, R(x, y, 54, 110, 3), "#ffd88a" if lamp else lit.h["sky"][0][1], 0.85)
    fill(c, O(56, -150, 7), lit.tone("#e6c476", 1.2))
    form_lit(c, lit, R(-110, -2, 220, 18, 2), "#9a948a", 0.3)
    seg(c, 0, -372, 0, -352, lit.tone("#3a3a3a"), 6)
    form_lit(c, lit, C((-26, -352), (-14, -370), (14, -370), (26, -352)), "#3a4048", 0.3)
    if lamp:
        fill(c, O(0, -350, 16, 9), "#fff0cf")
        glow(c, 0, -330, 270, "#ffcf88", 0.85)


@at
def brick(c, lit, wide=1400, tall=500, colour="#8a5f4c"):
    """A brick wall; foot at 0."""
    form_lit(c, lit, R(-60, -tall, wide, tall), colour, 0.6, 0.3, 0.16)
    c.save()
    c.clipRect(skia.Rect.MakeXYWH(-60, -tall, wide, tall))
    rng = np.random.default_rng(2)
    for j in range(int(tall / 22)):
        for i in range(int(wide / 56)):
            fill(c, R(-60 + i * 56 - (j % 2) * 28, -tall + j * 22, 52, 19, 1), mix(lit.tone(colour), (lit.dark, lit.left)[rng.integers(2)], rng.uniform(0, 0.16)), 0.6)
    c.restore()


@at
def garden_bench(c, lit, back=True, wide=420):
    for x in (-wide / 2 + 20, wide / 2 - 20):
        seg(c, x, -190, x, 0, lit.tone("#6a4f38"), 14)
    for i in range(3):
        form_lit(c, lit, R(-wide / 2, -190 + i * 34, wide, 20, 4), "#8a6848", 0.5)
    form_lit(c, lit, R(-wide / 2 - 8, -84, wide + 16, 18, 4), "#8a6848", 0.4)


@at
def cupboard(c, lit, wide=320, tall=360):
    """A locked metal medicine cupboard on a wall; (0, 0) its top left."""
    box(c, lit, 0, 0, wide, tall, "#9aa4a6", 4, 1.0)
    for i in range(2):
        box(c, lit, 14 + i * (wide / 2 - 8), 16, wide / 2 - 20, tall - 32, "#aab4b4", 3, 0.8)
    for x in (wide / 2 - 26, wide / 2 + 14):
        form_lit(c, lit, R(x, tall / 2 - 20, 14, 44, 4), "#6a7478", 0.3)
    fill(c, O(wide / 2 + 21, tall / 2 + 44, 8), lit.dark)
    fill(c, R(30, 40, 74, 40, 3), lit.tone("#3f7f5c"), 0.8)


@at
def belt_back(c, lit, coat="#3a4a5c", chain=True):
    """Somebody from behind, cut off at shoulder and hip: a belt, a chain, one key."""
    body = C((-210, -420), (-190, -200), (-170, 0), (-200, 200), (-214, 420), (214, 420), (200, 200), (170, 0), (190, -200), (210, -420), k=0.1)
    shadow(c, body, 0.5, 24, -10, 10, lit.dark)
    form_lit(c, lit, body, coat, 1.3)
    for p in (((0, -420), (-6, -150), (0, 0)), ((-120, -400), (-90, -200), (-110, -10)), ((120, -400), (90, -200), (112, -10))):
        line(c, C(*p, closed=False), lit.dark, 12, 0.34, 8)
    for s in (-1, 1):
        form_lit(c, lit, C((s * 200, -420), (s * 262, -340), (s * 280, -120), (s * 262, 120), (s * 250, 420), (s * 196, 420), (s * 190, 100), (s * 180, -160)), coat, 1.0)
    form_lit(c, lit, C((-176, 16), (0, 30), (176, 16), (180, 62), (0, 78), (-180, 62), k=0.08), "#2a241f", 0.6)
    if chain:
        for i in range(17):
            t = i / 16
            x, y = 110 - 24 * math.sin(t * 3), 70 + t * 190
            line(c, O(x, y, 6, 9), lit.tone("#d4dade", 1.3), 3)
        seg(c, 106, 270, 106, 340, lit.tone("#d4dade", 1.3), 9)
        line(c, O(106, 268, 16, 16), lit.tone("#d4dade", 1.3), 6)
        for y in (318, 332):
            seg(c, 106, y, 126, y, lit.tone("#d4dade", 1.3), 7)


@at
def tablet(c, lit, number="4", colour="#3fae6a"):
    """A tablet on a stand, with one number on it."""
    form_lit(c, lit, G((-150, 60), (150, 60), (170, 84), (-170, 84)), "#2a3038", 0.4)
    shadow(c, R(-170, -200, 340, 260, 16), 0.5, 12, -6, 8, lit.dark)
    form_lit(c, lit, R(-170, -200, 340, 260, 16), "#1a1f26", 0.6)
    fill(c, R(-152, -182, 304, 224, 6), "#eef6f2")
    fill(c, R(-152, -182, 304, 44, 4), mix(colour, "#22303a", 0.5))
    fill(c, R(-62, -118, 124, 124, 18), colour)
    if number == "4":
        for a in (((10, -98), (-34, -40), (36, -40)), ((14, -66), (14, -14))):
            line(c, C(*a, closed=False, k=0), "#ffffff", 12)
    else:
        seg(c, -24, -56, 24, -56, "#ffffff", 12)
    seg(c, -110, 22, 60, 22, "#5a6a70", 5, 0.5)
    glow(c, 0, -70, 330, colour, 0.35)


@at
def row_of_chairs(c, lit, n=5, colour="#4f6f8a"):
    for i in range(n):
        x = i * 118
        form_lit(c, lit, C((x - 50, -110), (x - 46, -220), (x, -230), (x + 46, -220), (x + 50, -110), k=0.1), colour, 0.6)
        form_lit(c, lit, R(x - 54, -118, 108, 30, 10), mix(colour, "#000000", 0.1), 0.5)
    seg(c, -60, -84, (n - 1) * 118 + 60, -84, lit.tone("#5a646c"), 9)
    for x in (0, (n - 1) * 118):
        seg(c, x, -84, x, 0, lit.tone("#5a646c"), 9)


@at
def forehead_on_pillow(c, lit, skin="#e2b08c", hair="#cfd0cc"):
    """An old man from behind, sitting on a bed, bent over a table with his forehead on a pillow."""
    bed(c, lit, 40, 330, 1.15, made=True, cover="#c4ccd0")
    form_lit(c, lit, R(-430, 10, 300, 16, 4), "#a88a64", 0.5)
    seg(c, -250, 26, -250, 320, lit.tone("#8d9aa2"), 12)
    seg(c, -330, 322, -170, 322, lit.tone("#8d9aa2"), 12)
    form_lit(c, lit, C((-400, 8), (-390, -50), (-300, -66), (-200, -50), (-186, 8), k=0.12), "#f2eee2", 0.8)
    form_lit(c, lit, C((-250, -40), (-292, -90), (-262, -140), (-204, -140), (-176, -92), (-196, -46)), skin, 0.6)
    form_lit(c, lit, C((-250, -130), (-216, -152), (-172, -120), (-170, -70), (-190, -54), (-206, -96)), hair, 0.4)
    back = C((-196, -90), (-110, -130), (10, -96), (96, 20), (126, 150), (110, 190), (-40, 196), (-60, 110), (-120, 20), (-190, -20), k=0.15)
    form_lit(c, lit, back, "#9fb4c4", 1.1)
    for p in (((-150, -96), (-40, -70), (50, 20)), ((-120, -60), (-30, -20), (30, 70))):
        line(c, C(*p, closed=False), lit.dark, 8, 0.3, 6)
    line(c, C((-40, -110), (60, -10), (110, 150), closed=False), lit.dark, 4, 0.4, 2)
    for x, y in ((20, -60), (84, 50)):
        line(c, C((x, y), (x + 20, y + 14), (x + 14, y + 40), closed=False), "#e8eef2", 3.4, 0.6, 0.6)
        line(c, C((x, y), (x - 6, y + 22), (x + 2, y + 44), closed=False), "#e8eef2", 3.4, 0.5, 0.6)
    form_lit(c, lit, C((-140, -20), (-70, 30), (-110, 60), (-260, 22), (-330, 10), (-336, -8), (-240, -6)), skin, 0.6)
    leg = C((60, 150), (-40, 138), (-140, 150), (-166, 180), (-160, 260), (-152, 318), (-96, 318), (-92, 240), (-80, 216), (20, 214), (80, 200), k=0.14)
    form_lit(c, lit, leg, "#8a9ab4", 0.9)
    form_lit(c, lit, C((-190, 336), (-182, 316), (-150, 308), (-96, 310), (-92, 336)), "#6a4a3c", 0.4)


@at
def ceiling_lights(c, lit, n=6):
    """A corridor's ceiling, seen by someone lying down."""
    for i in range(n):
        f = (i + 1) / n
        y0, y1 = 360 - 350 * f ** 1.6, 360 - 350 * ((i + 0.45) / n) ** 1.6
        w0, w1 = 40 + 250 * f ** 1.6, 40 + 250 * ((i + 0.45) / n) ** 1.6
        p = G((-w0, y0), (w0, y0), (w1, y1), (-w1, y1))
        fill(c, p, "#eef6ff", 0.95, 3 + i * 1.5)
        glow(c, 0, (y0 + y1) / 2, 300 * f + 60, "#dfeeff", 0.4, 1.6, 0.7)
    for s in (-1, 1):
        line(c, C((s * 60, 360), (s * 340, 120), (s * 760, -240), closed=False), lit.left, 4, 0.3, 2)


@at
def table_edge(c, lit, colour="#a8764a", wide=1400, deep=300):
    """A table top that comes towards us, over the people behind it; its far edge at 0."""
    fill(c, R(-60, 0, wide, deep), lin((0, 0), (0, deep), [mix(lit.tone(colour, 1.1), lit.left, 0.12), lit.tone(colour), mix(lit.tone(colour), lit.dark, 0.5)]))
    rng = np.random.default_rng(1)
    for _ in range(26):
        y, x = rng.uniform(8, deep), rng.uniform(-100, wide)
        seg(c, x, y, x + rng.uniform(160, 620), y + rng.uniform(-2, 2), lit.dark, rng.uniform(1, 2.6), rng.uniform(0.05, 0.13), 1)
    seg(c, -60, 0, wide, 0, lit.left, 2.4, 0.45, 0.6)


@at
def long_list(c, lit, wide=300):
    """A printed list that runs on and on, a dot on each line."""

    def across(u, y):
        w = wide * (1 + 0.0006 * y)
        return u * w + y * 0.04, y

    p = G(across(-0.5, 0), across(0.5, 0), across(0.5, 420), across(-0.5, 420))
    shadow(c, p, 0.5, 12, -8, 6, lit.dark)
    form_lit(c, lit, p, "#f4eee0", 0.4, 0.6, 0.2, dark=False)
    for i in range(14):
        y = 18 + i * 29
        seg(c, *across(-0.4, y), *across(0.2 + ((i * 31) % 50) / 400, y), "#3a4656", 3, 0.5)
        fill(c, O(*across(0.4, y), 6), "#b4541a", 0.9)


_ = skia
