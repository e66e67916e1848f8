"""A bungalow, a closed car, a gate lodge, a kitchen floor, an empty trolley: as in furniture.py."""

from furniture import at, box
from kit import *  # noqa: F403
from light import form_lit, mix


@at
def bungalow(c, lit, colour="#a8886c", wide=520, lit_window=1, window="#ffd88a", door_="#3a5a4a", chimney=True):
    """A bungalow from the road; its foot at 0. One window may be lit (0 left, 1 right, -1 none)."""
    dark_pane = lit.h["sky"][0][1] if lit.amb > 0.66 else mix(lit.h["sky"][0][1], lit.dark, 0.4)
    if chimney:
        box(c, lit, wide * 0.2, -338, 44, 90, mix(colour, "#5a3a2c", 0.5), 2, 0.5)
    form_lit(c, lit, R(-wide / 2, -180, wide, 180), colour, 0.9, 0.6)
    roof = G((-wide / 2 - 30, -172), (-wide / 2 + 96, -300), (wide / 2 - 96, -300), (wide / 2 + 30, -172))
    form_lit(c, lit, roof, "#6a4a40", 0.7)
    for i in range(5):
        u = (i + 1) / 6
        seg(c, -wide / 2 - 30 + 126 * (1 - u), -172 - 128 * (1 - u), wide / 2 + 30 - 126 * (1 - u), -172 - 128 * (1 - u), lit.dark, 2, 0.3)
    seg(c, -wide / 2 - 30, -170, wide / 2 + 30, -170, lit.tone("#d8d0bc"), 7)
    for i, x in enumerate((-wide * 0.3, wide * 0.3)):
        on = i == lit_window
        box(c, lit, x - 66, -146, 132, 96, "#e0d8c6", 2, 0.4)
        fill(c, R(x - 58, -138, 116, 80), lin((0, -138), (0, -58), [window, mix(window, "#c9763c", 0.35)]) if on else dark_pane)
        if on:
            for s in (-1, 1):
                fill(c, G((x + s * 58, -138), (x + s * 24, -138), (x + s * 40, -58), (x + s * 58, -58)), mix(window, "#8a5a3a", 0.5), 0.8)
            glow(c, x, -98, 210, window, 0.6)
        seg(c, x, -138, x, -58, lit.tone("#e8e2d2"), 5)
        seg(c, x - 58, -112, x + 58, -112, lit.tone("#e8e2d2"), 4)
    box(c, lit, -44, -150, 88, 150, "#d8d0bc", 2, 0.4)
    box(c, lit, -36, -142, 72, 142, door_, 2, 0.6)
    fill(c, R(-22, -130, 44, 44, 2), dark_pane, 0.8)
    fill(c, O(24, -70, 4), lit.tone("#e6c476", 1.2))


@at
def car_near(c, lit, colour="#8a5a4a"):
    """A small car close by, from its side, its doors shut; roof at 0, wheels at 410; 1120 wide."""
    shadow(c, O(0, 408, 560, 24), 0.6, 18, 0, 0, lit.dark)
    body = C((-556, 330), (-566, 250), (-540, 186), (-440, 150), (-330, 128), (-210, 20), (-130, 0), (250, -4), (360, 20), (470, 140), (540, 176), (566, 250), (556, 334), (470, 350), (-470, 350), k=0.1)
    form_lit(c, lit, body, colour, 1.2)
    glass = "#2c3a48"
    for pts in (
        ((-288, 130), (-196, 38), (-150, 24), (-96, 22), (-96, 132)),
        ((-70, 132), (-70, 22), (130, 18), (134, 132)),
        ((160, 132), (156, 20), (270, 22), (340, 46), (408, 132)),
    ):
        g = C(*pts, k=0.04)
        form_lit(c, lit, g, glass, 0.6)
        c.save()
        c.clipPath(g, doAntiAlias=True)
        x0 = pts[0][0]
        fill(c, G((x0 + 60, 0), (x0 + 120, 0), (x0 + 50, 140), (x0 - 10, 140)), lit.left, 0.16)
        c.restore()
        line(c, g, mix(lit.tone(colour), lit.dark, 0.6), 5)
    for x in (-83, 147):
        seg(c, x, 140, x + (6 if x > 0 else 0), 344, lit.dark, 3.6, 0.6)
    line(c, C((-330, 140), (-338, 240), (-300, 344), closed=False), lit.dark, 3.6, 0.5)
    line(c, C((-548, 190), (-300, 172), (200, 168), (548, 190), closed=False), lit.left, 2.4, 0.4, 1)
    for x in (-120, 108):
        form_lit(c, lit, R(x - 26, 190, 60, 15, 7), mix(colour, "#ffffff", 0.16), 0.3)
    form_lit(c, lit, C((-300, 118), (-288, 96), (-252, 96), (-246, 124), (-270, 134)), colour, 0.4)
    for wx in (-372, 372):
        fill(c, O(wx, 330, 100, 92), lit.dark, 0.8)
        form_lit(c, lit, O(wx, 338, 76), "#15181c", 0.6)
        form_lit(c, lit, O(wx, 338, 40), "#8a949a", 0.5)
    form_lit(c, lit, C((-556, 232), (-548, 200), (-520, 196), (-512, 226), (-530, 246)), "#f0ead8", 0.4)
    form_lit(c, lit, R(540, 196, 24, 56, 8), "#b4382c", 0.4)
    inner(c, body, lit.left, 0, 5, 6, 0.5)


@at
def small_lockers(c, lit, cols=5, rows=6, wide=84, tall=66, open=None, colour="#8a989e"):
    """A wall of small numbered lockers, keys in some; (0, 0) the top left. One may stand open: [column, row]."""
    box(c, lit, -12, -12, cols * wide + 24, rows * tall + 24, "#5a666c", 3, 0.6)
    for j in range(rows):
        for i in range(cols):
            x, y = i * wide, j * tall
            if open and [i, j] == list(open):
                continue
            box(c, lit, x + 3, y + 3, wide - 6, tall - 6, mix(colour, "#000000", 0.05 * ((i + j * 2) % 3)), 3, 0.5)
            fill(c, R(x + 12, y + 12, 24, 13, 2), lit.tone("#ece6d4", 1.1), 0.9)
            seg(c, x + 17, y + 18.5, x + 23 + (i * 5 + j * 3) % 8, y + 18.5, "#3a3a3a", 3, 0.7)
            fill(c, O(x + wide - 18, y + tall * 0.55, 5), lit.dark, 0.9)
            if (i * 3 + j * 5) % 4:
                seg(c, x + wide - 18, y + tall * 0.55, x + wide - 18, y + tall * 0.55 + 15, lit.tone("#e0d8c0", 1.2), 3.4)
                fill(c, O(x + wide - 18, y + tall * 0.55 + 18, 7, 8), lit.tone("#b4483c", 1.2))
    if open:
        x, y = open[0] * wide, open[1] * tall
        fill(c, R(x + 3, y + 3, wide - 6, tall - 6, 2), lit.dark, 0.92)
        line(c, C((x + 26, y + 40), (x + 40, y + 48), (x + 58, y + 42), closed=False), lit.tone("#d4dade", 1.3), 4)
        for k in range(3):
            seg(c, x + 40, y + 46, x + 34 + k * 7, y + 58, lit.tone("#d4dade", 1.3), 4)
        leaf = G((x + 4, y + 3), (x - 44, y - 9), (x - 44, y + tall + 9), (x + 4, y + tall - 3))
        shadow(c, leaf, 0.5, 9, -6, 6, lit.dark)
        form_lit(c, lit, leaf, mix(colour, "#ffffff", 0.08), 0.6)


@at
def hatch(c, lit, wide=420, tall=300, light="#ffe2a8"):
    """A lit hatch with a shelf, frosted glass and a gap beneath it to pass things through; (0, 0) the top left."""
    box(c, lit, -22, -22, wide + 44, tall + 44, "#5c666a", 3, 0.8)
    fill(c, R(0, 0, wide, tall), lin((0, 0), (0, tall), [mix(light, "#ffffff", 0.4), light, mix(light, "#c9964a", 0.4)]), 0.96)
    for i in range(15):
        seg(c, 0, 10 + i * tall / 15, wide, 10 + i * tall / 15, "#ffffff", 4, 0.12, 2)
    fill(c, C((wide * 0.62, tall), (wide * 0.6, tall * 0.62), (wide * 0.68, tall * 0.5), (wide * 0.69, tall * 0.36), (wide * 0.76, tall * 0.3), (wide * 0.82, tall * 0.38), (wide * 0.83, tall * 0.5), (wide * 0.92, tall * 0.64), (wide * 0.92, tall)), "#8a6a48", 0.24, 14)
    seg(c, wide / 2, 0, wide / 2, tall - 44, lit.tone("#6a7478"), 9)
    seg(c, 0, tall - 44, wide, tall - 44, lit.tone("#6a7478"), 9)
    fill(c, R(4, tall - 40, wide - 8, 38), "#5a4028", 0.5)
    form_lit(c, lit, R(-44, tall + 18, wide + 88, 24, 4), "#9a8a70", 0.6)
    seg(c, -40, tall + 20, wide + 40, tall + 20, light, 3, 0.7, 1)
    glow(c, wide / 2, tall / 2, wide * 0.95, light, 0.55)


@at
def wired_door(c, lit, wide=170, tall=440, colour="#5a6a6c"):
    """A heavy door with a wired window; outside, a lamp on a long wall. Foot at 0."""
    box(c, lit, -wide / 2 - 16, -tall - 16, wide + 32, tall + 16, "#454e52", 2)
    box(c, lit, -wide / 2, -tall, wide, tall, colour, 2, 0.8)
    x, y, w, h = -wide * 0.28, -tall + 50, wide * 0.56, tall * 0.36
    fill(c, R(x, y, w, h, 3), lin((0, y), (0, y + h), [lit.h["sky"][0][0], mix(lit.h["sky"][0][2], lit.dark, 0.3)]))
    c.save()
    c.clipPath(R(x, y, w, h, 3), doAntiAlias=True)
    fill(c, R(x, y + h * 0.52, w, h), mix("#7c8288", lit.dark, 0.55))
    fill(c, O(x + w * 0.62, y + h * 0.42, 8, 5), "#f4faff")
    glow(c, x + w * 0.62, y + h * 0.44, 74, "#dfeeff", 0.9)
    for i in range(12):
        seg(c, x + i * w / 11, y, x + i * w / 11, y + h, "#1a2026", 1.4, 0.55)
    for i in range(18):
        seg(c, x, y + i * h / 17, x + w, y + i * h / 17, "#1a2026", 1.4, 0.55)
    c.restore()
    line(c, R(x, y, w, h, 3), lit.dark, 4, 0.7)
    fill(c, R(wide * 0.3, -tall * 0.46, 14, 56, 5), lit.tone("#d8d2bc", 1.2))
    fill(c, R(-wide / 2 + 10, -30, wide - 20, 20, 2), lit.tone("#8d9aa2"), 0.7)


@at
def kitchen_low(c, lit, light="#ffcf88", gap=820):
    """A kitchen seen from the floor: the foot of the cupboards, table legs, a line of light under a door. The skirting at 0."""
    box(c, lit, -80, -420, gap - 150, 392, "#7f8a80", 2, 0.8)
    fill(c, R(-80, -34, gap - 150, 34), lit.dark, 0.82)
    for i in range(3):
        x = -52 + i * (gap - 150) / 3
        w = (gap - 150) / 3 - 16
        box(c, lit, x, -400, w, 352, "#8f9a8a", 4, 0.9)
        line(c, R(x + 26, -374, w - 52, 298, 4), lit.dark, 4, 0.4)
        line(c, R(x + 29, -371, w - 52, 298, 4), lit.left, 1.6, 0.25)
    # the door
    box(c, lit, gap - 30, -430, 330, 430, "#4a4640", 2, 0.6)
    box(c, lit, gap, -430, 270, 418, "#6a5c4c", 2, 0.8)
    for x in (gap + 30, gap + 148):
        line(c, R(x, -400, 92, 330, 3), lit.dark, 4, 0.5)
    fill(c, R(gap, -13, 270, 12), lin((gap, 0), (gap + 270, 0), [light, "#fff4d8", light]))
    glow(c, gap + 135, -6, 250, light, 0.8, 1, 0.3)
    fill(c, G((gap + 4, 0), (gap + 266, 0), (gap + 330, 300), (gap - 200, 300)), lin((0, 0), (0, 300), [col(light, 0.5), col(light, 0)]), 1, 16, SCREEN)
    # the floor's tiles, running away
    for i in range(-9, 14):
        seg(c, 640 + (i - 2) * 116, 0, 640 + (i - 2) * 330, 320, lit.dark, 3, 0.26)
    for y in (14, 42, 92, 176, 300):
        seg(c, -80, y, 1360, y, lit.dark, 3, 0.26)
    # table legs, near, out of the light
    for x, y, w in ((330, 60, 26), (560, 60, 26), (130, 250, 50)):
        shadow(c, O(x + w / 2, y, w * 1.2, 9), 0.5, 6, 0, 0, lit.dark)
        form_lit(c, lit, G((x - 4, -460), (x + w + 4, -460), (x + w * 0.8, y), (x + w * 0.2, y)), "#6a5240", 0.7)


@at
def empty_trolley(c, lit, blanket="#8a5a5f"):
    """A hospital trolley that somebody has left: the pillow dented, the blanket thrown back over its side. Floor at 0."""
    for u in (-230, 220):
        seg(c, u, -120, u, -18, lit.tone("#7c8a92"), 12)
        form_lit(c, lit, O(u, -16, 17), "#22282e", 0.4)
    seg(c, -230, -60, 220, -60, lit.tone("#6a7880"), 8)
    box(c, lit, -276, -146, 540, 34, "#8d9aa2", 7)
    form_lit(c, lit, C((-280, -146), (-276, -186), (-160, -192), (100, -192), (170, -200), (238, -268), (268, -270), (272, -146), k=0.06), "#e8ecea", 0.9)
    for pts in (((-200, -188), (-120, -170), (-60, -186)), ((-20, -190), (50, -172), (120, -190)), ((-150, -176), (-70, -160), (20, -172))):
        line(c, C(*pts, closed=False), lit.dark, 5, 0.26, 3)
    form_lit(c, lit, C((136, -214), (168, -272), (222, -300), (252, -276), (236, -232), (176, -196)), "#f8f5ec", 0.8)
    line(c, C((168, -232), (196, -244), (222, -268), closed=False), lit.dark, 12, 0.26, 7)
    box(c, lit, 262, -304, 14, 176, "#7c8a92", 5)
    over = C((-284, -186), (-258, -214), (-190, -222), (-132, -206), (-92, -190), (-84, -140), (-92, -70), (-70, -34), (-128, -24), (-186, -40), (-244, -26), (-290, -40), (-280, -110), k=0.13)
    shadow(c, over, 0.5, 12, 4, 8, lit.dark)
    form_lit(c, lit, over, blanket, 1.0)
    for pts in (((-240, -206), (-230, -120), (-250, -34)), ((-176, -212), (-166, -120), (-180, -46)), ((-116, -194), (-112, -110), (-120, -32))):
        line(c, C(*pts, closed=False), lit.dark, 10, 0.34, 6)
    line(c, C((-284, -186), (-258, -214), (-190, -222), (-132, -206), (-92, -190), closed=False), lit.tone(mix(blanket, "#ffffff", 0.35), 1.1), 7, 0.7)
    for y in (-236, -212):
        seg(c, -10, y, 124, y, lit.tone("#aab6bc", 1.2), 5)
    for u in (-10, 57, 124):
        seg(c, u, -236, u, -160, lit.tone("#aab6bc", 1.2), 5)


@at
def form_on_screen(c, lit, wide=220, tall=150, filled=3, rows=6):
    """A computer screen with a form half filled in; (0, 0) is the desk."""
    seg(c, 0, 0, 0, -50, lit.tone("#2a3138"), 22)
    form_lit(c, lit, O(0, -4, 60, 9), "#2a3138", 0.3)
    box(c, lit, -wide / 2 - 8, -tall - 58, wide + 16, tall + 16, "#20262d", 8, 0.5)
    fill(c, R(-wide / 2, -tall - 50, wide, tall, 2), "#d4e4f0")
    fill(c, R(-wide / 2, -tall - 50, wide, 15), "#4f7088", 0.9)
    step = (tall - 28) / rows
    for i in range(rows):
        y = -tall - 28 + i * step
        seg(c, -wide / 2 + 14, y + step * 0.36, -wide / 2 + 44 + (i * 7) % 14, y + step * 0.36, "#3a4a5a", 3.4, 0.7)
        fill(c, R(-wide / 2 + 72, y, wide - 88, step * 0.72, 2), "#fdfdfb")
        line(c, R(-wide / 2 + 72, y, wide - 88, step * 0.72, 2), "#7f95a6", 1.2, 0.8)
        if i < filled:
            seg(c, -wide / 2 + 80, y + step * 0.36, -wide / 2 + 80 + (wide - 110) * (0.9, 0.6, 0.75)[i % 3], y + step * 0.36, "#22303f", 3.6, 0.85)
        elif i == filled:
            seg(c, -wide / 2 + 80, y + step * 0.36, -wide / 2 + 112, y + step * 0.36, "#22303f", 3.6, 0.85)
            seg(c, -wide / 2 + 117, y + 3, -wide / 2 + 117, y + step * 0.6, "#22303f", 2)
    glow(c, 0, -tall / 2 - 50, wide * 1.1, "#bcd8f0", 0.34)
