"""What only one still needs: as in furniture.py."""

import math

import numpy as np
from furniture import at, box, shelf
from furniture_home import car
from kit import *  # noqa: F403
from light import dim, form_lit, mix
from people import SKINS


@at
def hanging_card(c, lit):
    line(c, C((-16, -4), (0, -34), (16, -4), closed=False), lit.tone("#d8ccb0"), 3)
    form_lit(c, lit, R(-30, -4, 60, 96, 4), "#f0ead8", 0.4, 0.8, 0.22, dark=False)
    fill(c, O(0, 22, 14), "#b4483c", 0.9)
    seg(c, -7, 22, 7, 22, "#ffffff", 4)
    for i in range(3):
        seg(c, -18, 50 + i * 13, 18 - (i % 2) * 8, 50 + i * 13, "#4a4440", 3.4, 0.6)


@at
def white_stick(c, lit):
    box(c, lit, -40, -34, 80, 12, "#6a5240", 2, 0.3)
    line(c, C((16, -24), (18, -8), (0, 0), closed=False), lit.tone("#c9c2b2"), 5)
    line(c, C((0, -6), (-6, 20), (0, 40), closed=False), lit.tone("#2a2a2c"), 7)
    seg(c, 0, 30, 0, 330, lit.tone("#f2f0ea", 1.3), 9)
    seg(c, 0, 300, 0, 330, lit.tone("#c43a30", 1.2), 10)
    seg(c, 0, 30, 0, 80, lit.tone("#2a2a2c"), 11)


@at
def checks(c, lit, a="#c4524a", n=22):
    for i in range(n):
        x = i * 62
        fill(c, R(x, 0, 31, H), lit.tone(a, 1.1), 0.26)
        fill(c, R(0, x, W, 31), lit.tone(a, 1.1), 0.26)
    glow(c, 260, 120, 600, lit.left, 0.3)


@at
def floor_tiles(c, lit):
    for i in range(-3, 14):
        seg(c, 640 + (i - 5.5) * 90, 0, 640 + (i - 5.5) * 300, H, lit.dark, 3, 0.34)
    for j in range(9):
        y = 20 + 700 * (j / 8) ** 1.5
        seg(c, 0, y, W, y, lit.dark, 3, 0.34)
        seg(c, 0, y + 3, W, y + 3, lit.left, 1.4, 0.14)
    fill(c, G((0, 260), (520, 120), (900, 720), (0, 720)), lit.left, 0.12, 40, SCREEN)


@at
def boards(c, lit):
    for i in range(9):
        x = i * 150 - 30
        fill(c, R(x, 0, 146, H), lit.tone("#9a6c42", 0.9 + 0.05 * (i % 3)), 0.5)
        seg(c, x, 0, x, H, lit.dark, 3, 0.5)
        seg(c, x + 3, 0, x + 3, H, lit.left, 1.4, 0.2)
    fill(c, G((0, 0), (420, 0), (900, 720), (300, 720)), lit.left, 0.2, 40, SCREEN)


@at
def wallpaper(c, lit, a="#7f8f6a"):
    for j in range(8):
        for i in range(14):
            x, y = i * 96 + (j % 2) * 48, j * 96 + 30
            for q in range(5):
                t = q * math.pi * 2 / 5
                fill(c, O(x + 13 * math.cos(t), y + 13 * math.sin(t), 8, 6), lit.tone(a, 1.1), 0.3)
            fill(c, O(x, y, 6), lit.tone("#b4684a", 1.2), 0.35)
            line(c, C((x, y + 14), (x + 9, y + 34), (x - 6, y + 56), closed=False), lit.tone(a, 1.1), 3, 0.3)
    glow(c, 1080, 60, 700, lit.left, 0.5)


@at
def letterbox(c, lit):
    form_lit(c, lit, R(-70, -18, 140, 36, 6), "#d6b060", 0.4)
    fill(c, R(-56, -9, 112, 18, 3), "#fff4d8")
    glow(c, 0, 0, 190, "#fff0cc", 0.75)
    fill(c, G((-56, 4), (56, 4), (230, 330), (-230, 330)), lin((0, 4), (0, 330), [col("#fff0cc", 0.34), col("#fff0cc", 0)]), 1, 14, SCREEN)


@at
def coat_front(c, lit, colour="#5a4a44", skin="tan"):
    """Two hands doing up the top button of a winter coat; chin to chest."""
    s = SKINS[skin]
    form_lit(c, lit, C((-70, -330), (-60, -210), (0, -180), (60, -210), (70, -330)), s, 0.8)
    form_lit(c, lit, C((-90, -400), (-80, -290), (-40, -250), (0, -240), (40, -250), (80, -290), (90, -400)), s, 0.7)
    scarf = C((-120, -240), (-60, -210), (0, -196), (60, -210), (120, -240), (110, -170), (0, -130), (-110, -170))
    form_lit(c, lit, scarf, "#8a3f44", 0.7)
    body = C((-120, -210), (-260, -170), (-340, -60), (-370, 340), (370, 340), (340, -60), (260, -170), (120, -210), (0, -120), k=0.12)
    form_lit(c, lit, body, colour, 1.3)
    for sx in (-1, 1):
        form_lit(c, lit, C((0, -90), (sx * 40, -170), (sx * 120, -214), (sx * 170, -150), (sx * 90, -60)), mix(colour, "#ffffff", 0.07), 0.7)
    seg(c, 6, -90, 10, 340, lit.dark, 5, 0.5, 1)
    for y in (60, 190, 310):
        form_lit(c, lit, O(-16, y, 20), "#3a2c24", 0.4)
    for sx in (-1, 1):
        sleeve = C((sx * 330, 20), (sx * 372, 130), (sx * 300, 190), (sx * 170, 110), (sx * 100, 50), (sx * 92, -20), (sx * 140, -40), (sx * 230, 30), k=0.14)
        shadow(c, sleeve, 0.45, 14, 0, 10, lit.dark)
        form_lit(c, lit, sleeve, colour, 1.0)
        hand = C((sx * 116, -44), (sx * 60, -96), (sx * 24, -84), (sx * 12, -58), (sx * 24, -30), (sx * 64, 10), (sx * 104, 30))
        form_lit(c, lit, hand, s, 0.6)
        for i in range(3):
            line(c, C((sx * 24, -74 + i * 20), (sx * 50, -64 + i * 20), (sx * 76, -56 + i * 20), closed=False), dim(s, 0.42), 2.6, 0.5, 1)
    form_lit(c, lit, O(0, -62, 17), "#3a2c24", 0.4)


@at
def steel_rail(c, lit):
    for y in (0, 190):
        form_lit(c, lit, R(-40, y, 1400, 54, 26), "#c4ced4", 0.9)
        seg(c, -40, y + 14, 1360, y + 14, "#ffffff", 4, 0.5, 1)
    for x in (170, 1120):
        form_lit(c, lit, R(x, -300, 40, 900, 16), "#aab6bc", 0.8)
    for i in range(7):
        line(c, C((40 + i * 14, 90), (160 + i * 22, 130 + i * 9), (330 + i * 6, 110 + i * 14), (430 + i * 10, 160), closed=False), lit.tone("#5a3a26", 1.2), 2.2, 0.75)


@at
def lit_car(c, lit, taxi=False):
    """A small car seen from the side, its inside light on, a child seat in the back, or a taxi with its back door open."""
    car(c, lit, 0, 0, 1.0, colour="#20242a" if taxi else "#6a4f56")
    g = C((6, -86), (6, -130), (44, -130), (76, -114), (100, -86), k=0.06)
    h = C((-90, -86), (-66, -118), (-44, -128), (-6, -130), (-6, -86), k=0.06)
    for w in (g, h):
        fill(c, w, lin((0, -130), (0, -86), ["#ffe6b0", "#d8a868"]), 0.9)
    if taxi:
        fill(c, G((2, -128), (76, -112), (92, -84), (92, -22), (4, -22)), lin((0, -128), (0, -22), ["#ffe6b0", "#8a6238"]))
        form_lit(c, lit, C((8, -60), (60, -62), (80, -40), (80, -26), (8, -26)), "#4a3a34", 0.4)
        form_lit(c, lit, G((92, -116), (138, -104), (140, -8), (94, -22)), "#20242a", 0.5)
        fill(c, R(-34, -154, 52, 16, 4), "#ffb83c")
        glow(c, -8, -146, 60, "#ffb83c", 0.7)
    else:
        form_lit(c, lit, C((34, -86), (36, -118), (60, -122), (72, -100), (74, -86)), "#2a3a5a", 0.3)
        fill(c, C((44, -90), (46, -110), (58, -110), (62, -92)), "#8a5a70")
    glow(c, 0, -104, 150, "#ffe0a0", 0.6)
    glow(c, 0, 14, 220, "#ffe0a0", 0.25, 1, 0.2)


@at
def doorway(c, lit):
    """A kitchen doorway whose door is gone: hinge plates, crayon drawings up the frame, light beyond."""
    fill(c, R(-170, -540, 340, 540), lin((0, -540), (0, 0), ["#fff4d8", "#f4dca8", "#c9a878"]))
    fill(c, R(-170, -120, 340, 120), lit.tone("#b08a5c"))
    box(c, lit, -120, -250, 240, 130, "#e4dcc8", 3)
    for x in (-60, 0, 60):
        form_lit(c, lit, O(x, -262, 20, 16), ("#b4684a", "#5f8a8a", "#c9a04a")[(x + 60) // 60], 0.3)
    glow(c, 0, -330, 380, "#fff0c8", 0.7)
    for sx in (-1, 1):
        form_lit(c, lit, R(sx * 196 - 28, -570, 56, 570), "#efe8d8", 0.8)
    form_lit(c, lit, R(-224, -598, 448, 56), "#efe8d8", 0.7)
    for y in (-470, -110):
        form_lit(c, lit, R(168, y, 18, 64, 2), "#c9a45a", 0.3)
        for dy in (12, 32, 52):
            fill(c, O(177, y + dy, 3), lit.dark, 0.8)
    rng = np.random.default_rng(4)
    for i, (x, y) in enumerate(((-330, -520), (-350, -370), (-320, -215), (310, -480), (330, -310), (300, -150))):
        c.save()
        c.translate(x, y)
        c.rotate((-6, 4, -3, 5, -4, 3)[i])
        form_lit(c, lit, R(-62, -50, 124, 104, 2), "#fbf6ea", 0.4, 0.7, 0.2, dark=False)
        if i % 3 == 0:
            fill(c, O(-26, -16, 16), "#f0b83c")
            line(c, C((-50, 34), (0, 24), (50, 36), closed=False), "#5a9a4a", 9)
            form_lit(c, lit, R(6, -6, 36, 36), "#c4524a", 0.2)
        elif i % 3 == 1:
            for q in range(3):
                line(c, C((-40 + q * 40, 36), (-40 + q * 40, 0), closed=False), ("#3a6fa0", "#c4524a", "#7a4a8a")[q], 12)
                fill(c, O(-40 + q * 40, -14, 13), ("#e8b890", "#b07a50", "#e8b890")[q])
        else:
            for q in range(7):
                line(c, C((-44, 30 - q * 9), (0, 10 - q * 9 - 8), (44, 30 - q * 9), closed=False), ("#c43a30", "#e8882c", "#f0c83c", "#5a9a4a", "#3a6fa0", "#5a4a9a", "#8a4a8a")[q], 6, 0.85)
        fill(c, R(-14, -58, 28, 14), "#e8dcb0", 0.75)
        c.restore()
    _ = rng


@at
def blind_sun(c, lit):
    """A window at midday with its blind down: a hard thin frame of sun."""
    fill(c, R(-12, -10, 324, 384), "#fff4d0")
    glow(c, 150, 180, 420, "#ffe6a8", 0.6)
    fill(c, R(0, 4, 300, 358), lin((0, 0), (0, 360), ["#3a3630", "#4a443a"]))
    for i in range(12):
        seg(c, 0, 30 + i * 28, 300, 30 + i * 28, lit.dark, 2, 0.35)
    seg(c, 150, 362, 150, 400, "#c9b890", 3)


@at
def caged_lamp(c, lit):
    fill(c, O(0, 0, 34, 46), "#fff0c8")
    glow(c, 0, 0, 330, "#ffdf9f", 0.8)
    for x in (-22, 0, 22):
        line(c, C((x * 0.4, -54), (x * 1.6, 0), (x * 0.4, 54), closed=False), lit.tone("#2a2f34"), 4)
    for y in (-24, 8, 36):
        line(c, C((-36, y), (0, y + 8), (36, y), closed=False), lit.tone("#2a2f34"), 3.4)
    form_lit(c, lit, R(-30, -74, 60, 22, 4), "#4a5258", 0.4)


@at
def empty_box(c, lit):
    """A screen with one empty white box and a cursor."""
    seg(c, 0, 0, 0, -60, lit.tone("#2a3138"), 44)
    form_lit(c, lit, O(0, 0, 150, 18), "#2a3138", 0.4)
    box(c, lit, -400, -500, 800, 450, "#20262d", 14, 0.8)
    fill(c, R(-376, -476, 752, 402, 4), lin((0, -476), (0, -74), ["#8fb0c8", "#6f92ac"]))
    fill(c, R(-376, -476, 752, 40), "#4f7088", 0.8)
    fill(c, R(-250, -356, 500, 150, 8), "#fdfdfb")
    seg(c, -222, -322, -222, -286, "#20262d", 4)
    fill(c, R(110, -176, 140, 44, 8), "#4f7088", 0.7)
    glow(c, 0, -280, 620, "#cfe4f4", 0.4)


@at
def theatre_lamp(c, lit):
    """A theatre lamp swung aside."""
    seg(c, 0, -80, 0, 40, lit.tone("#a9b4ba"), 14)
    seg(c, 0, 40, 150, 110, lit.tone("#a9b4ba"), 12)
    c.save()
    c.translate(190, 150)
    c.rotate(24)
    form_lit(c, lit, C((-130, 20), (-100, -40), (0, -62), (100, -40), (130, 20), (0, 34)), "#cdd6da", 0.9)
    fill(c, O(0, 22, 122, 24), lit.tone("#e8f0f2", 1.1))
    for i in range(5):
        fill(c, O(-80 + i * 40, 22, 15, 9), lit.tone("#9fb0b8"))
    c.restore()


@at
def names(c, lit):
    """A sheet of names under two pins, its bottom corner lifting."""
    p = C((0, 0), (170, 0), (170, 190), (150, 214), (110, 222), (0, 220), k=0.02)
    shadow(c, p, 0.4, 10, 4, 8, lit.dark)
    form_lit(c, lit, p, "#f4eee0", 0.5, 0.8, 0.22, dark=False)
    form_lit(c, lit, C((110, 222), (120, 186), (168, 180), (156, 206)), "#d8d0bc", 0.4)
    fill(c, R(20, 18, 130, 16), lit.tone("#4a7a70"), 0.6)
    for i in range(3):
        seg(c, 22, 66 + i * 36, 60, 66 + i * 36, "#3a4656", 5, 0.7)
        seg(c, 72, 66 + i * 36, 138 - (i % 2) * 18, 66 + i * 36, "#3a4656", 4, 0.5)
    for x in (12, 158):
        form_lit(c, lit, O(x, 10, 7), "#b4483c", 0.2)


@at
def steel_trolley(c, lit):
    """A steel trolley with an unopened pack."""
    for x in (-110, 110):
        seg(c, x, -190, x, -12, lit.tone("#aab6bc", 1.1), 7)
        fill(c, O(x, -8, 11), lit.tone("#22282e"))
    for y in (-190, -60):
        form_lit(c, lit, R(-124, y, 248, 14, 4), "#b4c0c6", 0.5)
    form_lit(c, lit, C((-84, -192), (-78, -232), (78, -236), (86, -192), k=0.05), "#5f8fa0", 0.6)
    seg(c, -80, -212, 82, -214, lit.tone("#e8f0f2"), 6, 0.7)
    fill(c, R(20, -230, 44, 24, 2), "#f4eee0", 0.85)


_ = shelf
