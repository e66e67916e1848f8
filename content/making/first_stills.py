"""The stills of the first three cases, each drawn by hand."""

import math

import numpy as np
import skia
from kit import *  # noqa: F403

STILLS = {}


def still(case, *names):
    def keep(f):
        for n in names:
            STILLS[f"{case}/stills/{n}.jpg"] = f
        return f

    return keep


# ------------------------------------------------------------------- furniture


def sky(c, *cols, pos=None):
    fill(c, R(0, 0, W, H), lin((0, 0), (0, H), list(cols), pos))


def folds(c, x0, x1, y0, y1, light, dark, n=9, bow=0, a=1.0, seed=0):
    """A hanging curtain."""
    rng = np.random.default_rng(seed)
    edge = C((x0, y0), ((x0 + x1) / 2, y0 + 2), (x1, y0), (x1 + bow, (y0 + y1) / 2), (x1 + bow * 0.6, y1), ((x0 + x1) / 2, y1 + 8), (x0, y1), (x0, (y0 + y1) / 2), k=0.05)
    c.save()
    c.clipPath(edge, doAntiAlias=True)
    fill(c, R(min(x0, x1) - 80, y0, abs(x1 - x0) + 200, y1 - y0 + 20), lin((x0, 0), (x1, 0), [light, dark]), a)
    for i in range(n):
        u = (i + 0.5 + rng.uniform(-0.2, 0.2)) / n
        xa = x0 + (x1 - x0) * u
        xb = xa + bow * u * 0.8
        w = abs(x1 - x0) / n
        line(c, C((xa, y0), (xa + 2, (y0 + y1) / 2), (xb, y1), closed=False), "#000000", w * 0.42, 0.28, w * 0.16)
        line(c, C((xa + w * 0.42, y0), (xa + w * 0.42, (y0 + y1) / 2), (xb + w * 0.42, y1), closed=False), "#ffffff", w * 0.2, 0.16, w * 0.1)
    c.restore()


def cup(c, x, y, s, body, rim, tea=None, light="#ffe7c2", handle=1):
    """A cup seen from a little above; (x, y) is the middle of its rim."""
    c.save()
    c.translate(x, y)
    c.scale(s, s)
    shadow(c, O(-6 * handle, 88, 62, 15), 0.5, 9, -14, 4)
    line(c, C((46 * handle, 16), (80 * handle, 14), (82 * handle, 48), (42 * handle, 60), closed=False), rim, 10)
    line(c, C((46 * handle, 14), (80 * handle, 12), (83 * handle, 40), closed=False), light, 2.5, 0.6, 1)
    b = C((-52, 0), (-50, 40), (-40, 78), (-20, 90), (20, 90), (40, 78), (50, 40), (52, 0), k=0.12)
    form(c, b, lin((-52, 0), (52, 0), body), (light, -5, 0, 6, 0.6), ("#0b0f14", 8, -4, 14, 0.4))
    fill(c, O(0, 0, 52, 15), rim)
    fill(c, O(0, 2.5, 46, 11.5), tea or "#2a2320")
    if tea:
        fill(c, O(8, 2, 26, 5), "#fff2d8", 0.18, 2)
    c.restore()


def phone(c, pts, screen, edge="#11151b", glow_to=None, lines=0):
    """A phone lying down: four corners, clockwise from the far left."""
    p = G(*pts)
    shadow(c, p, 0.6, 10, -6, 8)
    q = skia.Path(p)
    q.offset(0, 7)
    fill(c, q, "#06080b")
    c.drawPath(p, paint(edge, stroke=12))
    fill(c, p, edge)
    cx = sum(a for a, _ in pts) / 4
    cy = sum(b for _, b in pts) / 4
    ins = [(cx + (a - cx) * 0.93, cy + (b - cy) * 0.92) for a, b in pts]
    fill(c, G(*ins), screen)
    if lines:
        (ax, ay), (bx, by), (dx, dy), (ex, ey) = ins
        for i in range(lines):
            v = 0.14 + 0.72 * i / lines
            lx, ly = ax + (ex - ax) * v, ay + (ey - ay) * v
            rx, ry = bx + (dx - bx) * v, by + (dy - by) * v
            end = (0.84, 0.9, 0.6, 0.88, 0.74, 0.5)[i % 6]
            seg(c, lx + (rx - lx) * 0.12, ly + (ry - ly) * 0.12, lx + (rx - lx) * end, ly + (ry - ly) * end, "#2a3a4a", 3.4, 0.55)
    c.drawPath(p, paint("#ffffff", 0.25, 0.6, None, 1.4))


def table(c, y, cols, edge=None, grain_=True, seed=1):
    fill(c, R(0, y, W, H - y), lin((0, y), (0, H), cols))
    if grain_:
        rng = np.random.default_rng(seed)
        for _ in range(46):
            yy = y + (H - y) * rng.random() ** 0.8
            x0 = rng.uniform(-200, W)
            seg(c, x0, yy, x0 + rng.uniform(160, 620), yy + rng.uniform(-3, 3), "#1a0f0a", rng.uniform(1, 3), rng.uniform(0.06, 0.18), 1)
    if edge:
        seg(c, 0, y, W, y, edge, 2, 0.5, 0.6)


def sash(c, x, y, w, h, view, frame, light, panes=(2, 2), bar=9):
    """A window: view(c) is drawn inside."""
    c.save()
    c.clipRect(skia.Rect.MakeXYWH(x, y, w, h))
    view(c)
    c.restore()
    f = skia.Path()
    f.addRect(skia.Rect.MakeXYWH(x - 20, y - 20, w + 40, h + 40))
    f.addRect(skia.Rect.MakeXYWH(x, y, w, h))
    f.setFillType(skia.PathFillType.kEvenOdd)
    fill(c, f, frame)
    for i in range(1, panes[0]):
        fill(c, R(x + w * i / panes[0] - bar / 2, y, bar, h), frame)
        seg(c, x + w * i / panes[0] + bar / 2, y, x + w * i / panes[0] + bar / 2, y + h, light, 1.4, 0.5)
    for i in range(1, panes[1]):
        fill(c, R(x, y + h * i / panes[1] - bar / 2, w, bar), frame)
        seg(c, x, y + h * i / panes[1] + bar / 2, x + w, y + h * i / panes[1] + bar / 2, light, 1.4, 0.5)
    fill(c, R(x - 32, y + h + 18, w + 64, 16), light, 0.8)
    fill(c, R(x - 32, y + h + 26, w + 64, 10), frame)


def car(c, x, y, s, paint_, dark, glass, lit=None, hazard=0.0, head=0.0):
    """A small car from the side, wheels at y, facing left."""
    c.save()
    c.translate(x, y)
    c.scale(s, s)
    shadow(c, O(0, 4, 176, 13), 0.7, 10, 0, 0)
    body = C((-168, -22), (-172, -50), (-160, -70), (-104, -82), (-74, -122), (-48, -138), (48, -140), (92, -120), (126, -82), (162, -72), (170, -46), (166, -20), (120, -14), (-120, -14), k=0.13)
    form(c, body, lin((0, -140), (0, -10), [paint_, paint_, dark], [0, 0.5, 1]), ("#ffffff", 0, 4, 5, 0.4), ("#000000", 0, -12, 14, 0.5))
    g1 = C((-90, -86), (-66, -118), (-44, -128), (-6, -130), (-6, -86), k=0.06)
    g2 = C((6, -86), (6, -130), (44, -130), (76, -114), (100, -86), k=0.06)
    for g in (g1, g2):
        form(c, g, glass, ("#dfeaf2", 2, 3, 4, 0.5))
    seg(c, 0, -84, 4, -22, "#000000", 1.6, 0.35)
    seg(c, -150, -62, 156, -64, "#ffffff", 1.6, 0.3, 0.8)
    for wx in (-106, 108):
        fill(c, O(wx, -18, 38, 36), "#0b0d10", 0.75)
        form(c, O(wx, -14, 30, 30), "#15181c", ("#8a949c", 0, 3, 3, 0.4))
        fill(c, O(wx, -14, 14, 14), "#79828a")
    fill(c, O(-164, -56, 7, 9), "#fff3d0", 0.9)
    fill(c, O(165, -58, 6, 10), "#b5382c", 0.95)
    if head:
        glow(c, -168, -54, 120, "#fff0c4", head)
    if hazard:
        for wx in (-166, 168):
            fill(c, O(wx, -46, 7, 5), "#ffb347")
            glow(c, wx, -46, 110, "#ff9d2e", hazard)
        glow(c, 0, 6, 240, "#ff9d2e", hazard * 0.35, 1, 0.16)
    c.restore()


def tree(c, x, y, s, colour, seed=0, lean=0.1):
    """A bare winter tree."""
    rng = np.random.default_rng(seed)

    def limb(x, y, a, L, w):
        if L < 9:
            return
        ex, ey = x + math.sin(a) * L, y - math.cos(a) * L
        line(c, C((x, y), ((x + ex) / 2 + rng.uniform(-3, 3), (y + ey) / 2), (ex, ey), closed=False), colour, w)
        for da in (-0.42, 0.36) if L > 16 else (-0.3, 0.3):
            limb(ex, ey, a + da * rng.uniform(0.6, 1.4), L * rng.uniform(0.66, 0.8), w * 0.64)

    limb(x, y, lean, 78 * s, 13 * s)


def bush(c, pts, colour, seed=0, r=18):
    rng = np.random.default_rng(seed)
    for x, y in pts:
        for _ in range(9):
            fill(c, O(x + rng.normal(0, r), y + rng.normal(0, r * 0.6), r * rng.uniform(0.5, 1.0)), colour)


def finish(c, a=0.5, tone="#05080c", amount=4):
    vignette(c, tone, a)
    c.drawImage(grain(9, amount), 0, 0)


# ----------------------------------------------------- the quiet lie: Frances Holt


@still("his-shoes", "frances-1")
def surgery_desk(c):
    sky(c, "#8c7a5e", "#b39466", "#6b4f36")
    def back(c):
        sash(c, 120, 40, 420, 300, lambda c: [fill(c, R(120, 40, 420, 300), lin((0, 40), (0, 340), ["#f3d9a4", "#ffc879", "#e79a55"])), bush(c, [(160, 330), (240, 318), (330, 336), (430, 322), (520, 330)], "#7a6a3a", 3, 34), glow(c, 420, 200, 220, "#fff0c8", 0.8)], "#4a3826", "#ffdfa4")
        for i in range(7):
            bx = 800 + i * 46
            fill(c, R(bx, 120 + (i * 37) % 34, 38, 190 - (i * 37) % 34, 2), ("#6d4a3a", "#54604f", "#7d6a4c", "#4a4f5a", "#83553d", "#6b6b55", "#5a4436")[i])
        fill(c, R(760, 310, 420, 14), "#4a3322")
    soft(c, back, 7)
    glow(c, 360, 160, 700, "#ffcf85", 0.5)
    table(c, 430, ["#a8703f", "#6d4224", "#3b2213"], "#ffe1ac")
    glow(c, 420, 470, 520, "#ffd08a", 0.6, 1, 0.3)
    # papers
    for pts, a in ((((90, 560), (330, 520), (420, 640), (150, 690)), 0.85), (((120, 545), (350, 530), (420, 646), (176, 672)), 0.95)):
        shadow(c, G(*pts), 0.35, 8, -4, 6)
        fill(c, G(*pts), lin((100, 540), (420, 660), ["#f6e9cf", "#cdb58f"]), a)
    for i in range(6):
        seg(c, 168 + i * 9, 560 + i * 18, 340 + i * 8 - (i % 3) * 30, 545 + i * 17, "#6a5640", 2.4, 0.5)
    # telephone: cradle, cord, and the receiver on its side
    base = C((640, 470), (660, 440), (840, 436), (872, 470), (900, 560), (884, 590), (630, 596), (612, 566), k=0.1)
    shadow(c, base, 0.55, 16, -14, 12)
    form(c, base, lin((620, 440), (900, 590), ["#5b5a54", "#3a3833", "#1d1b19"]), ("#ffe4b5", 4, 5, 6, 0.55), ("#000000", -6, -8, 14, 0.5))
    for dx in (664, 812):
        fill(c, R(dx, 446, 44, 30, 8), "#191715")
    for r_ in range(4):
        for q in range(3):
            form(c, R(704 + q * 36 - r_ * 2, 494 + r_ * 23, 26, 15, 4), "#cfc4ac", ("#fff7e0", 1, 2, 2, 0.8), ("#4a3d2a", -1, -3, 3, 0.5))
    cord = [(884, 560)]
    for i in range(40):
        a = i * 0.9
        cord.append((900 + i * 3.4 + 9 * math.sin(a * 2), 600 - 3 * i * 0.2 + 22 * math.sin(i / 40 * 3.1) + 7 * math.cos(a * 2)))
    line(c, C(*cord, closed=False), "#1c1a18", 5)
    rec = turn(C((900, 500), (930, 482), (964, 500), (980, 526), (1090, 526), (1108, 500), (1144, 484), (1170, 502), (1164, 560), (1136, 578), (940, 578), (908, 558), k=0.14), 9, 1030, 530)
    shadow(c, rec, 0.6, 12, -8, 14)
    form(c, rec, lin((900, 480), (1060, 600), ["#6a6860", "#3a3833", "#181614"]), ("#ffe4b5", 3, 5, 5, 0.65), ("#000000", -4, -8, 12, 0.5))
    cup(c, 520, 500, 1.05, ["#f4ead6", "#c9b694", "#8a7452"], "#f7efdd", "#7b4a26", handle=-1)
    fill(c, O(520, 503, 40, 9), "#a9774a", 0.45, 3)
    finish(c, 0.5, "#1a0e06")


@still("his-shoes", "frances-2")
def garden_path(c):
    fill(c, R(0, 0, W, H), lin((0, 0), (W, 300), ["#b4805a", "#8f5d43", "#6d4534"]))
    rng = np.random.default_rng(2)
    for j in range(22):
        for i in range(24):
            fill(c, R(i * 58 - (j % 2) * 29, j * 24, 54, 20, 1), ("#a06a4c", "#8c5a42", "#b07a58", "#7d4d3a")[rng.integers(4)], 0.42)
    # the door
    fill(c, R(470, 60, 340, 480), "#e8dcc4")
    inner(c, R(470, 60, 340, 480), "#5a4a36", -10, 0, 14, 0.5)
    door = R(500, 86, 280, 454)
    form(c, door, lin((500, 80), (780, 540), ["#4f8a6a", "#2f6a4f", "#1d4536"]), ("#cfe8c8", 6, 4, 8, 0.4), ("#06140e", -10, 0, 18, 0.5))
    for px, py, pw, ph in ((526, 110, 100, 150), (654, 110, 100, 150), (526, 310, 100, 190), (654, 310, 100, 190)):
        form(c, R(px, py, pw, ph, 3), "#2b6349", ("#0d2a1e", 4, 4, 5, 0.7), ("#8cc4a4", -3, -3, 3, 0.5))
    fill(c, R(526, 110, 228, 60), lin((0, 110), (0, 170), ["#e9e2c4", "#7c9a90"]), 0.75)
    fill(c, R(600, 278, 80, 14, 5), "#d6b060")
    fill(c, O(748, 290, 9), "#e6c476")
    # step, path, grass
    form(c, G((440, 540), (840, 540), (870, 574), (410, 574)), "#c9b795", ("#fff0cf", 0, 3, 3, 0.8))
    fill(c, R(0, 560, W, 160), lin((0, 560), (0, 720), ["#6a7a3c", "#3d4d24"]))
    fill(c, G((412, 574), (868, 574), (1080, 720), (180, 720)), lin((300, 580), (900, 720), ["#d9c09a", "#b3946c", "#8a6c4c"]))
    for i in range(5):
        v = 574 + [22, 52, 88, 128, 170][i]
        f = (v - 574) / 146
        seg(c, 412 - 232 * f, v, 868 + 212 * f, v, "#6d5238", 2.4, 0.55, 0.8)
    for pts, s in (([(60, 540), (140, 520), (220, 548), (310, 536), (380, 552)], 1), ([(900, 552), (970, 530), (1060, 520), (1150, 536), (1240, 524)], 2)):
        bush(c, pts, "#2f4a26", s, 40)
        bush(c, [(x + 12, y - 26) for x, y in pts], "#587a36", s + 5, 22)
        bush(c, [(x - 6, y - 34) for x, y in pts], "#8fa84c", s + 9, 8)
        for x, y in pts:
            for k2 in range(5):
                fill(c, O(x + (k2 * 31 % 70) - 30, y - 40 + (k2 * 17 % 40), 5), ("#f1c6b4", "#fff0d0")[k2 % 2])
    # long afternoon shadows
    fill(c, G((0, 0), (330, 0), (130, 720), (0, 720)), "#1a0d08", 0.34, 40, MULT)
    for i in range(9):
        fill(c, O(250 + 100 * i + 30 * math.sin(i * 2), 600 + 40 * math.sin(i * 1.3), 80, 12), "#2a1a0c", 0.2, 12)
    glow(c, 1020, 120, 720, "#ffd690", 0.5)
    # the bag
    sh = C((520, 690), (300, 700), (250, 672), (430, 650))
    fill(c, sh, "#1a0d06", 0.6, 10)
    bag = C((500, 590), (520, 556), (600, 540), (684, 540), (762, 556), (780, 590), (792, 668), (780, 690), (500, 690), (488, 668), k=0.1)
    form(c, bag, lin((500, 560), (790, 690), ["#4a2c1c", "#6d4128", "#3a2012"]), ("#ffd9a0", -5, 5, 7, 0.7), ("#0c0502", 6, -10, 16, 0.6))
    form(c, C((508, 588), (526, 560), (600, 546), (684, 546), (756, 560), (774, 588), (640, 600), k=0.1), "#5a3622", ("#ffdfb0", -2, 3, 4, 0.6), ("#0c0502", 0, -4, 5, 0.6))
    line(c, C((596, 546), (600, 506), (640, 496), (682, 506), (686, 546), closed=False), "#2c170c", 13)
    line(c, C((598, 540), (603, 510), (640, 501), (680, 511), closed=False), "#c98f5c", 3, 0.8, 1)
    form(c, R(620, 586, 42, 26, 4), "#d8b15e", ("#fff2c4", 1, 2, 2, 0.9))
    seg(c, 500, 640, 784, 640, "#1c0e06", 2, 0.5)
    finish(c, 0.5, "#1a0d06", 4)


@still("his-shoes", "frances-3")
def dark_bedroom(c):
    sky(c, "#0d1420", "#121b2a", "#0a0f18")
    def back(c):
        sash(c, 170, 70, 260, 300, lambda c: [fill(c, R(170, 70, 260, 300), lin((0, 70), (0, 370), ["#1c2c48", "#33486a"])), fill(c, O(360, 140, 18), "#dfe8f2", 0.8)], "#0c121c", "#42587a")
        folds(c, 90, 190, 40, 460, "#1f2c40", "#131c2a", 5, 6)
        folds(c, 520, 410, 40, 460, "#243246", "#141d2c", 5, -6, seed=2)
        # headboard and pillows
        form(c, R(640, 210, 620, 260, 30), "#1a1714", ("#5c6e8c", 4, 5, 8, 0.35))
        form(c, C((700, 380), (740, 330), (900, 322), (960, 370), (950, 430), (720, 440)), "#2a3548", ("#8ea6c8", 3, 5, 10, 0.4))
        form(c, C((960, 384), (1000, 334), (1160, 330), (1220, 380), (1200, 440), (980, 440)), "#252f40", ("#7d94b6", 3, 5, 10, 0.35))
        fill(c, R(40, 430, 120, 200), "#14100e")
        fill(c, G((76, 330), (124, 330), (140, 380), (60, 380)), "#1d222c")
        fill(c, R(96, 380, 8, 50), "#171b22")
    soft(c, back, 5)
    # blanket, in slow hills
    for i, (yy, a) in enumerate(((430, "#1b2638"), (480, "#1f2c42"), (540, "#1a2536"), (610, "#141d2b"))):
        pts = [(240 - i * 90, yy + 40)] + [(300 - i * 80 + j * 120, yy + 20 * math.sin(j * 1.3 + i * 1.9)) for j in range(11)] + [(1400, 760), (100 - i * 60, 760)]
        form(c, C(*pts), a, ("#7f9cc6", 0, 6, 14, 0.26), ("#03060b", 0, 30, 40, 0.3))
    glow(c, 700, 520, 420, "#8cc4ff", 0.55, 1.2, 0.75)
    for i in range(6):
        line(c, C((470 + i * 30, 470 + i * 26), (600 + i * 40, 448 + i * 34), (760 + i * 46, 470 + i * 26), closed=False), "#a9d2ff", 3, 0.16 - i * 0.02, 5)
    phone(c, [(650, 470), (722, 464), (758, 582), (668, 592)], lin((640, 470), (760, 590), ["#f4fbff", "#cfe8ff"]), lines=7)
    glow(c, 702, 528, 150, "#dff0ff", 0.75)
    phone_l = [(650, 470), (722, 464), (758, 582), (668, 592)]
    phone(c, phone_l, lin((640, 470), (760, 590), ["#f7fcff", "#d3e9ff"]), lines=8)
    finish(c, 0.65, "#02040a", 4)


def kitchen_back(c, warm=True):
    cols = ("#d8b98a", "#b88d5c", "#7a5636") if warm else ("#39435a", "#4a4a58", "#2f2a30")
    sky(c, *cols)

    def back(c):
        v = lambda c: [fill(c, R(700, 30, 380, 270), lin((0, 30), (0, 300), ["#fbe7bd", "#ffd592", "#f0b36c"] if warm else ["#2b3a66", "#6b6a92", "#d59a7a"])), bush(c, [(730, 290), (820, 276), (930, 292), (1040, 280)], "#8a8a4a" if warm else "#2a3344", 3, 30)]  # noqa: E731
        sash(c, 700, 30, 380, 270, v, "#e9dcc2" if warm else "#3a3c48", "#fff3d6" if warm else "#d8b090")
        fill(c, R(0, 90, 520, 16), "#7a5538")
        for i, (w_, h_, k_) in enumerate(((54, 70, "#7f9a94"), (44, 50, "#e5d3b0"), (60, 84, "#b5654a"), (40, 60, "#efe4cc"), (70, 40, "#8fa2a6"))):
            fill(c, R(40 + i * 92, 90 - h_, w_, h_, 8), k_)
        fill(c, R(0, 300, 620, 30), "#8a6242")
        form(c, C((180, 300), (176, 230), (210, 200), (262, 200), (296, 230), (292, 300)), lin((176, 0), (296, 0), ["#d8dcd8", "#6f7c80"]), ("#fff4dc", -3, 3, 5, 0.7))
    soft(c, back, 7)


@still("his-shoes", "frances-4")
def kitchen_table(c):
    kitchen_back(c)
    glow(c, 900, 160, 700, "#ffe0a0", 0.55)
    table(c, 380, ["#d9ab72", "#b07c48", "#6d4526"], "#fff0cc", seed=5)
    # a cloth, its checks in perspective
    cloth = G((60, 470), (820, 420), (1180, 640), (200, 760))
    c.save()
    c.clipPath(cloth, doAntiAlias=True)
    fill(c, cloth, "#efe6d2")
    for i in range(14):
        u = i / 13
        seg(c, 60 + 760 * u, 470 - 50 * u, 200 + 980 * u, 760 - 120 * u, "#7f9a9a", 20, 0.28)
        seg(c, 60 + 140 * u, 470 + 290 * u, 820 + 360 * u, 420 + 220 * u, "#7f9a9a", 16, 0.28)
    c.restore()
    glow(c, 760, 500, 520, "#ffe2a8", 0.5, 1.2, 0.35)
    # shadows of the window's bars
    for i in range(3):
        fill(c, G((980 - i * 260, 380), (1010 - i * 260, 380), (760 - i * 320, 720), (710 - i * 320, 720)), "#3a2410", 0.16, 12)
    phone(c, [(440, 500), (538, 492), (580, 652), (456, 664)], lin((430, 500), (590, 650), ["#20303c", "#0d1319"]))
    fill(c, G((456, 508), (490, 505), (540, 650), (474, 655)), "#ffffff", 0.1)
    # the butter, in its dish
    dish = C((690, 560), (720, 540), (960, 536), (1000, 556), (980, 604), (900, 622), (780, 622), (708, 606), k=0.12)
    shadow(c, dish, 0.5, 14, -12, 12)
    form(c, dish, lin((690, 540), (1000, 620), ["#dfeaf0", "#a9bcc6", "#6b8494"]), ("#ffffff", -3, 4, 4, 0.8), ("#24404e", 4, -6, 10, 0.4))
    fill(c, C((714, 560), (740, 548), (950, 545), (978, 558), (940, 578), (750, 582), k=0.12), "#7f97a4", 0.7)
    form(c, G((764, 506), (914, 500), (934, 520), (786, 528)), "#ffe9a6", ("#fffbe0", 0, 3, 3, 0.9))
    form(c, G((786, 528), (934, 520), (930, 566), (788, 574)), lin((786, 0), (934, 0), ["#e2b95a", "#f7d784"]), ("#fff2c0", -2, 2, 3, 0.6))
    form(c, G((764, 506), (786, 528), (788, 574), (768, 552)), "#c99a40")
    seg(c, 880, 470, 1060, 590, "#c4ccd0", 9)
    seg(c, 880, 468, 1060, 588, "#ffffff", 2, 0.8)
    cup(c, 250, 470, 0.95, ["#5a7f86", "#8fb0b0", "#dfeadd"], "#e6efe4", "#7a4c28", "#fff0cf", -1)
    finish(c, 0.45, "#1e1006", 4)


# ------------------------------------------------------------ Bed 14: Marcus Lin


@still("bed-14", "marcus-1")
def ironing_board(c):
    sky(c, "#141a28", "#1a2030", "#0c0f17")

    def back(c):
        fill(c, G((420, 60), (860, 60), (860, 560), (420, 560)), "#10141f")
        fill(c, R(470, 120, 150, 440), "#0a0d14")  # an open door
        form(c, R(660, 100, 170, 460), lin((660, 0), (830, 0), ["#222a3a", "#171d2a"]), ("#4a5a78", 3, 3, 5, 0.3))
        seg(c, 664, 558, 826, 558, "#ffcf8a", 4, 0.75, 1.5)  # a night light under a child's door
        glow(c, 745, 566, 120, "#ffc27a", 0.35, 1.4, 0.3)
    soft(c, back, 3)
    fill(c, G((0, 0), (420, 60), (420, 560), (0, 720)), lin((0, 0), (420, 0), ["#1c2334", "#141a28"]))
    fill(c, G((W, 0), (860, 60), (860, 560), (W, 720)), lin((W, 0), (860, 0), ["#242b3c", "#171c2a"]))
    fill(c, G((0, 720), (420, 560), (860, 560), (W, 720)), lin((0, 560), (0, 720), ["#151518", "#0c0c10"]))
    glow(c, 560, 330, 560, "#7fb2ee", 0.45)
    # hooks, the coat
    seg(c, 912, 150, 1140, 118, "#3a3128", 12)
    for hx, hy in ((950, 150), (1030, 140), (1106, 128)):
        seg(c, hx, hy, hx, hy + 20, "#8a8478", 4)
    coat = C((1000, 176), (1030, 160), (1060, 174), (1092, 200), (1120, 300), (1100, 312), (1082, 262), (1090, 392), (1030, 402), (972, 392), (982, 262), (962, 312), (944, 296), (968, 200), k=0.13)
    shadow(c, coat, 0.5, 18, 22, 8)
    form(c, coat, lin((944, 200), (1120, 380), ["#d9a63c", "#a8722c", "#4f3820"]), ("#bcd8ff", 6, 3, 8, 0.55), ("#0b0806", -8, -6, 16, 0.5))
    form(c, C((1004, 180), (1030, 166), (1058, 180), (1064, 214), (1030, 226), (998, 214)), "#8a5c24", ("#cfe2ff", 4, 2, 5, 0.5))
    seg(c, 1030, 226, 1030, 396, "#4a2f14", 3, 0.8)
    for y in (250, 290, 330, 370):
        fill(c, O(1030, y, 5), "#f0dcae", 0.8)
    # the board and its legs
    for a, b in (((380, 520), (760, 760)), ((700, 500), (330, 760))):
        seg(c, *a, *b, "#272c36", 12)
        seg(c, a[0], a[1] - 4, b[0], b[1] - 4, "#8fb0dc", 2, 0.3, 1)
    board = C((150, 500), (210, 456), (420, 436), (820, 440), (880, 470), (866, 512), (480, 540), (220, 540), k=0.12)
    shadow(c, board, 0.6, 20, 0, 24)
    under = skia.Path(board)
    under.offset(0, 14)
    fill(c, under, "#10151f")
    form(c, board, lin((200, 440), (820, 540), ["#3c4a5e", "#7b93b4", "#4f6078"]), ("#cfe4ff", 0, 5, 8, 0.45))
    c.save()
    c.clipPath(board, doAntiAlias=True)
    for i in range(16):
        for j in range(5):
            fill(c, O(180 + i * 48 + (j % 2) * 24, 446 + j * 22, 6, 3.4), "#c9d8ee", 0.28)
    c.restore()
    # laptop
    glow(c, 520, 400, 300, "#a8d0ff", 0.6)
    form(c, G((372, 300), (700, 292), (716, 470), (384, 480)), "#0f131b", ("#5c6f8c", 2, 2, 2, 0.6))
    fill(c, G((384, 312), (690, 304), (704, 460), (394, 469)), lin((384, 304), (700, 470), ["#eaf4ff", "#c4dcf6"]))
    for i in range(8):
        y = 336 + i * 16
        for j, (x0, x1) in enumerate(((402, 470), (490, 540), (556, 606), (622, 676))):
            hue = "#c2543c" if (j == 3 and i in (1, 4, 5)) else ("#2f5a7c" if j == 0 else "#6f8ba6")
            seg(c, x0 + i, y - j * 1.6, x1 + i - (i * 7 % 16), y - j * 1.6 - 1, hue, 5, 0.75)
    seg(c, 398, 322, 690, 315, "#24486a", 6, 0.8)
    form(c, G((384, 480), (716, 470), (780, 506), (372, 520)), lin((384, 470), (780, 520), ["#5f6f86", "#8fa4c0"]), ("#e4f0ff", 0, 2, 2, 0.6))
    fill(c, G((410, 484), (700, 476), (738, 494), (404, 504)), "#1b222e", 0.75)
    # a mug and an iron, cold
    form(c, C((230, 476), (262, 440), (318, 436), (336, 470), (330, 490), (236, 494)), lin((230, 440), (336, 490), ["#5a6678", "#9fb6d6"]), ("#e4f0ff", -3, 2, 4, 0.6))
    line(c, C((256, 446), (276, 420), (312, 424), (322, 444), closed=False), "#222a36", 9)
    finish(c, 0.6, "#04060c")


def bays(c, lit=()):
    """Four recovery bays in a row, at night."""
    sky(c, "#1a2838", "#203242", "#14202c")
    fill(c, R(0, 0, W, 70), "#0e1721")
    for i in range(4):
        x = 50 + i * 305
        on = i in lit
        wall = R(x, 70, 290, 400)
        fill(c, wall, lin((x, 70), (x, 470), (["#8a7a5c", "#c4a878", "#8a7452"] if on else ["#22384a", "#2b4558", "#203444"])))
        # panel, monitor, gas outlets
        fill(c, R(x + 20, 190, 250, 16, 3), "#d8c8a4" if on else "#3c5668")
        for j in range(4):
            fill(c, O(x + 44 + j * 20, 220, 6), ("#5a8a7a", "#b98a4a", "#8a9aa8", "#5a6a8a")[j], 0.9 if on else 0.45)
        form(c, R(x + 178, 110, 90, 66, 5), "#0a0e13", ("#6f8aa0", 2, 2, 3, 0.4))
        if on:
            for j, h2 in enumerate(("#6ff0a8", "#7fd0ff", "#ffd86f")):
                pts = [(x + 184 + k2 * 6, 126 + j * 18 - (9 if k2 % 4 == 2 else 0)) for k2 in range(13)]
                line(c, C(*pts, closed=False, k=0.05), h2, 1.8)
        # trolley
        cx = x + 130
        bed = G((cx - 96, 360), (cx + 60, 360), (cx + 112, 450), (cx - 130, 450))
        shadow(c, G((cx - 120, 520), (cx + 110, 520), (cx + 130, 544), (cx - 140, 544)), 0.6, 12)
        for u in (-110, 94):
            seg(c, cx + u, 470, cx + u, 534, "#131c24", 8)
            fill(c, O(cx + u, 540, 9), "#0b1117")
        form(c, bed, lin((0, 360), (0, 450), (["#f2e4c6", "#c9b48a"] if on else ["#5a7488", "#3d5668"])), ("#ffffff", 0, 4, 5, 0.35))
        form(c, G((cx - 130, 450), (cx + 112, 450), (cx + 112, 480), (cx - 130, 480)), "#9a8a66" if on else "#2a3f4e", ("#ffffff", 0, 2, 2, 0.3))
        form(c, C((cx - 76, 366), (cx - 60, 352), (cx + 30, 352), (cx + 48, 368), (cx + 40, 388), (cx - 70, 388)), "#fff4da" if on else "#7c96aa", ("#ffffff", 0, 4, 5, 0.4))
        line(c, C((cx - 132, 440), (cx - 140, 410), (cx - 100, 400), closed=False), "#9fb4c2", 4, 0.6)
        # drip stand
        seg(c, x + 268, 250, x + 268, 530, "#8aa0ae", 3.4, 0.6)
        seg(c, x + 256, 252, x + 280, 252, "#8aa0ae", 3.4, 0.6)
        if on:
            glow(c, x + 145, 210, 300, "#ffd694", 0.6)
    # floor, shining
    fill(c, R(0, 545, W, 175), lin((0, 545), (0, 720), ["#2a3e4c", "#15212b", "#0c141b"]))
    fill(c, R(0, 470, W, 78), lin((0, 470), (0, 548), [col("#1a2a36", 0.0), col("#1a2a36", 0.5)]))
    for i in range(4):
        x = 50 + i * 305
        on = i in lit
        fill(c, G((x + 20, 545), (x + 270, 545), (x + 300 + (i - 1.5) * 30, 720), (x - 10 + (i - 1.5) * 30, 720)), lin((0, 545), (0, 720), [col("#ffd694" if on else "#7fa6bf", 0.5 if on else 0.2), col("#7fa6bf", 0)]), 1, 16, SCREEN)
    seg(c, 0, 545, W, 545, "#8fb0c4", 1.6, 0.35)
    # curtains
    rail = "#6f8798"
    seg(c, 0, 74, W, 74, rail, 5, 0.8)
    for i in range(4):
        x = 50 + i * 305
        if i in lit:
            folds(c, x - 8, x + 168, 78, 520, "#d9b98a", "#9a7a54", 9, 8, seed=i)
            glow(c, x + 90, 300, 260, "#ffd08a", 0.35)
        else:
            folds(c, x - 16, x + 22, 78, 520, "#3d5a6c", "#22384a", 4, 3, seed=i)


@still("bed-14", "marcus-2")
def recovery_dark(c):
    bays(c)
    glow(c, 1180, 40, 420, "#8fd0c8", 0.22)
    fill(c, R(1096, 20, 92, 34, 4), "#2f8a5c")
    for pts in ([(1112, 38), (1130, 38)], [(1126, 30), (1134, 38), (1126, 46)]):
        line(c, C(*pts, closed=False, k=0), "#e8fff0", 4)
    fill(c, R(1146, 28, 26, 20, 2), "#dff5e6", 0.9)
    finish(c, 0.62, "#03070b")


@still("bed-14", "marcus-4")
def recovery_lit(c):
    bays(c, (1, 2))
    finish(c, 0.55, "#05080b")


@still("bed-14", "marcus-3")
def two_phones(c):
    sky(c, "#1b2434", "#222a3a", "#121722")
    fill(c, R(0, 0, W, H), lin((0, 0), (W, H), ["#3b4658", "#252d3c", "#141924"]))
    for i in range(28):
        for j in range(15):
            fill(c, O(20 + i * 48 + (j % 2) * 24, 20 + j * 50, 5, 4), "#8fa4c4", 0.16)
    glow(c, 300, 120, 700, "#9fc4f4", 0.4)
    # the shirt, folded
    sh = C((262, 146), (470, 100), (810, 100), (1018, 146), (1034, 170), (1036, 400), (1040, 652), (1022, 668), (640, 676), (258, 668), (240, 652), (244, 400), (246, 170), k=0.03)
    shadow(c, sh, 0.6, 24, 8, 18)
    form(c, sh, lin((220, 120), (1060, 660), ["#eef3fa", "#c2d0e2", "#8798b2"]), ("#ffffff", 4, 4, 4, 0.7), ("#2a3850", -4, -7, 12, 0.4))
    for pts in (((300, 150), (286, 400), (300, 650)), ((980, 150), (996, 400), (980, 650)), ((640, 250), (642, 450), (640, 664))):
        line(c, C(*pts, closed=False), "#5f7292", 5, 0.35, 4)
        line(c, C(*[(x + 6, y) for x, y in pts], closed=False), "#ffffff", 3, 0.5, 2)
    for pts in (((320, 540), (440, 580), (420, 650)), ((940, 520), (860, 570), (880, 650)), ((330, 300), (400, 330), (390, 400))):
        line(c, C(*pts, closed=False), "#6f82a2", 8, 0.22, 8)
    # collar
    for s in (-1, 1):
        col_ = C((640, 168), (640 + s * 60, 110), (640 + s * 170, 104), (640 + s * 190, 150), (640 + s * 120, 236), (640 + s * 40, 246), k=0.08)
        shadow(c, col_, 0.35, 9, 2, 6)
        form(c, col_, lin((500, 110), (800, 240), ["#f7faff", "#b9c9de"]), ("#ffffff", 3 * s, 3, 4, 0.7), ("#43546e", -2, -5, 8, 0.35))
    for y in (300, 400, 500, 600):
        form(c, O(640, y, 8), "#f3f6fa", ("#5a6a84", -1, -2, 2, 0.8))
    phone(c, [(388, 300), (548, 292), (560, 590), (384, 596)], lin((390, 300), (560, 590), ["#dff0ff", "#9cc8f0"]))
    phone(c, [(722, 292), (882, 300), (892, 596), (716, 590)], lin((720, 300), (890, 590), ["#ffe9c8", "#f0b878"]))
    for cx, h2, g in ((472, "#2c5a86", "#9ccaff"), (802, "#8a4a20", "#ffc07a")):
        glow(c, cx, 440, 240, g, 0.4)
        fill(c, O(cx, 386, 30), h2, 0.55)
        for j, w_ in enumerate((44, 30)):
            seg(c, cx - w_, 446 + j * 20, cx + w_, 446 + j * 20, h2, 7, 0.6)
        fill(c, O(cx, 540, 20), "#c2473a", 0.95)
        line(c, C((cx - 9, 543), (cx, 537), (cx + 9, 543), closed=False), "#ffffff", 4)
    finish(c, 0.55, "#060a12")


@still("bed-14", "marcus-5")
def lay_by(c):
    sky(c, "#3a4a70", "#8a83a0", "#e8a98a", "#f6cf9a", pos=[0, 0.28, 0.5, 0.62])
    glow(c, 900, 400, 460, "#ffe0a8", 0.7)
    def far(c):
        fill(c, C((-40, 420), (200, 370), (460, 402), (720, 366), (980, 400), (1320, 360), (1320, 560), (-40, 560)), "#6d6a88")
        fill(c, C((-40, 452), (260, 424), (560, 446), (860, 420), (1320, 440), (1320, 560), (-40, 560)), "#4c4f66")
        for i in range(14):
            bush(c, [(60 + i * 92, 446 - 8 * math.sin(i))], "#3a3f54", i, 13)
    soft(c, far, 3)
    for x, s, k in ((150, 1.5, 3), (300, 1.0, 8), (1130, 1.7, 5)):
        tree(c, x, 520, s, "#262b3a", k, -0.1 if x > 600 else 0.12)
    bush(c, [(i * 60, 506 + 6 * math.sin(i)) for i in range(23)], "#2a3038", 4, 20)
    fill(c, R(0, 516, W, 60), lin((0, 510), (0, 576), ["#3a3d40", "#4a4a48"]))
    fill(c, R(0, 556, W, 170), lin((0, 556), (0, 720), ["#5c5a62", "#3a3a44", "#22232c"]))
    seg(c, -10, 590, 420, 600, "#e6dcd0", 4, 0.4)
    seg(c, 860, 600, 1300, 590, "#e6dcd0", 4, 0.4)
    for i in range(7):
        seg(c, i * 220 - 40, 684, i * 220 + 60, 684, "#e9e0d2", 8, 0.6, 1)
    fill(c, G((0, 556), (W, 556), (W, 600), (0, 620)), lin((0, 556), (0, 610), [col("#ffc890", 0.35), col("#ffc890", 0)]))
    car(c, 600, 610, 1.5, "#8f9fae", "#3a4652", "#2a3644", hazard=0.95)
    # somebody small at the wheel, head down
    fill(c, O(548, 434, 19, 22), "#141a22", 0.85, 2)
    seg(c, 1010, 616, 1010, 420, "#5a5a5c", 7)
    form(c, R(976, 380, 68, 60, 5), "#2f5a8a", ("#bcd8f4", 2, 2, 2, 0.7))
    seg(c, 1000, 394, 1000, 426, "#eef4fa", 7)
    line(c, C((1000, 394), (1012, 394), (1020, 402), (1012, 411), (1000, 411), closed=False), "#eef4fa", 6)
    for n in range(5):
        glow(c, 330 + n * 150, 640, 120, "#f3e6da", 0.1, 1.6, 0.4)
    finish(c, 0.5, "#0c0e18")


# ------------------------------------------------ Keys on the table: Neil Catterall


def evening(c, sun=(960, 330)):
    sky(c, "#5d6a8c", "#b99a98", "#f0b684", "#f6d3a0", pos=[0, 0.3, 0.5, 0.62])
    glow(c, *sun, 460, "#ffe6b0", 0.8)


@still("keys-on-the-table", "neil-1")
def bus_shelter(c):
    evening(c, (300, 330))

    def far(c):
        fill(c, C((-40, 400), (260, 350), (560, 384), (900, 340), (1320, 380), (1320, 560), (-40, 560)), "#8a7f8a")
        fill(c, C((-40, 440), (320, 404), (700, 436), (1000, 400), (1320, 420), (1320, 560), (-40, 560)), "#6b7350")
        for i in range(9):
            bush(c, [(30 + i * 70, 418 - 6 * math.sin(i * 2))], "#4e5a40", i, 11)
    soft(c, far, 3)
    fill(c, R(0, 480, W, 240), lin((0, 480), (0, 720), ["#7c8446", "#4a5630", "#2a331f"]))
    lane = C((-60, 620), (240, 560), (560, 528), (700, 500), (742, 488), (770, 488), (780, 510), (720, 560), (620, 640), (560, 760), (-60, 760), k=0.12)
    fill(c, lane, lin((200, 500), (400, 720), ["#b39c8a", "#8a7a74", "#544c50"]))
    bush(c, [(i * 62 + 20, 504 - i * 1.5) for i in range(9)], "#3c4a28", 7, 20)
    bush(c, [(700 + i * 26, 494) for i in range(5)], "#44522c", 14, 13)
    # the shelter
    fill(c, G((760, 610), (1180, 610), (1260, 650), (720, 650)), "#2a2a20", 0.6, 12)
    form(c, R(800, 300, 330, 310), lin((800, 0), (1130, 0), ["#8a7a62", "#5c5044", "#3a332e"]), ("#ffe0b0", 6, 0, 8, 0.5))
    rng = np.random.default_rng(6)
    for j in range(12):
        for i in range(9):
            form(c, R(802 + i * 38 - (j % 2) * 18, 302 + j * 26, 35, 23, 5), ("#8c7c66", "#76685a", "#9c8a6e", "#665a50")[rng.integers(4)], ("#ffe0b0", 2, 2, 3, 0.3))
    form(c, G((820, 340), (1050, 340), (1050, 610), (820, 610)), lin((820, 340), (1050, 610), ["#3a332c", "#211d1b"]), ("#0a0807", 12, 8, 18, 0.7))
    form(c, R(836, 520, 200, 14, 3), "#7a5836", ("#ffd9a0", 0, 3, 3, 0.7))
    seg(c, 852, 534, 852, 610, "#4a3420", 8)
    seg(c, 1020, 534, 1020, 610, "#4a3420", 8)
    roof = G((770, 304), (850, 226), (1090, 226), (1166, 304))
    form(c, roof, lin((770, 226), (1160, 304), ["#8a5a44", "#5c3c34", "#3a2824"]), ("#ffdba6", 5, 4, 6, 0.6))
    for i in range(8):
        seg(c, 864 + i * 32, 228, 800 + i * 50, 302, "#2a1a16", 2, 0.4)
    # the frame, with nothing in it
    form(c, R(1066, 370, 54, 84, 2), "#d9d3c4", ("#ffffff", 2, 2, 2, 0.8))
    fill(c, R(1073, 378, 40, 68), "#f4ecd9")
    inner(c, R(1073, 378, 40, 68), "#6a604e", 3, 3, 4, 0.7)
    for u, v in ((1077, 382), (1109, 382), (1077, 442), (1109, 442)):
        c.drawCircle(u, v, 1.8, paint("#8a7a60"))
    # the stop
    seg(c, 700, 630, 700, 300, "#3d3d3a", 7)
    seg(c, 697, 630, 697, 300, "#ffdca6", 1.6, 0.7)
    form(c, R(668, 290, 64, 50, 6), "#a53c30", ("#ffd9b0", 3, 2, 3, 0.6))
    fill(c, R(680, 304, 40, 18, 4), "#f7ecd6", 0.9)
    for i in range(46):
        x = 740 + i * 12
        seg(c, x, 655, x + rng.uniform(-8, 8), 655 - rng.uniform(12, 40), ("#58652f", "#7c8a3e", "#a39a50")[i % 3], 2.4, 0.9)
    tree(c, 1216, 560, 2.3, "#2c2622", 11, -0.15)
    finish(c, 0.5, "#140c08")


@still("keys-on-the-table", "neil-2")
def church_bend(c):
    evening(c, (1010, 300))

    def church(c):
        fill(c, C((-40, 400), (300, 360), (700, 392), (1320, 350), (1320, 560), (-40, 560)), "#80798a")
        t = ["#8c7d70", "#62584f", "#463f3c"]
        form(c, R(250, 150, 120, 330), lin((370, 0), (250, 0), t), ("#ffdca4", -6, 2, 8, 0.6))
        for i in range(4):
            fill(c, R(250 + i * 34, 132, 18, 22), "#6d625a")
        form(c, G((310, 40), (350, 150), (270, 150)), lin((350, 0), (270, 0), ["#6d7078", "#3f424a"]), ("#ffdca4", -4, 2, 4, 0.6))
        fill(c, C((298, 250), (298, 214), (310, 200), (322, 214), (322, 250), k=0.1), "#241f20")
        form(c, G((370, 300), (640, 300), (670, 360), (370, 360)), lin((0, 300), (0, 360), ["#5c5a60", "#3c3b42"]), ("#ffdca4", 0, 3, 4, 0.5))
        form(c, R(370, 358, 300, 130), lin((670, 0), (370, 0), t), ("#ffdca4", -4, 0, 6, 0.4))
        for i in range(3):
            w_ = C((410 + i * 84, 450), (410 + i * 84, 404), (426 + i * 84, 382), (442 + i * 84, 404), (442 + i * 84, 450), k=0.1)
            form(c, w_, "#2c2b36", ("#ffcf8c", 0, 0, 6, 0.5))
    soft(c, church, 1.4)
    tree(c, 150, 520, 2.2, "#2a2422", 21, 0.05)
    fill(c, R(0, 470, W, 250), lin((0, 470), (0, 720), ["#6a7440", "#3c4828", "#232c1a"]))
    # the lane comes round from the right behind the wall
    lane = C((640, 560), (760, 528), (900, 506), (1040, 494), (1130, 490), (1136, 508), (1080, 530), (980, 560), (900, 610), (860, 680), (860, 780), (160, 780), (300, 680), (460, 606), k=0.13)
    fill(c, lane, lin((500, 500), (640, 720), ["#c4a88c", "#8f7c70", "#4f474a"]))
    line(c, C((1100, 500), (960, 534), (800, 580), (640, 660), (560, 760), closed=False), "#6a8a48", 10, 0.25, 6)
    glow(c, 900, 520, 330, "#ffd79a", 0.45, 1.2, 0.3)
    # the far hedge
    bush(c, [(860 + i * 46, 478 - i * 2) for i in range(11)], "#3a4526", 3, 24)
    bush(c, [(866 + i * 46, 462 - i * 2) for i in range(11)], "#7a7a3c", 9, 12)
    # car
    car(c, 842, 578, 0.84, "#4f86b8", "#1f3c5c", "#24303c", head=0.75)
    fill(c, O(808, 486, 8, 10), "#1a1c22", 0.9, 0.8)
    fill(c, O(803, 478, 8, 5), "#d8d4d0", 0.8, 0.8)
    # the church wall, near, hiding half the bend
    wall = C((-40, 430), (200, 440), (430, 466), (560, 500), (640, 540), (660, 566), (600, 596), (430, 640), (200, 700), (-40, 770), k=0.12)
    shadow(c, wall, 0.5, 22, 30, 20)
    form(c, wall, lin((640, 500), (0, 640), ["#a08c72", "#6b5f52", "#3a352f"]), ("#ffdfae", -6, 6, 9, 0.65))
    c.save()
    c.clipPath(wall, doAntiAlias=True)
    rng = np.random.default_rng(12)
    for _ in range(170):
        x = rng.uniform(-40, 660)
        f = (660 - x) / 700
        y = rng.uniform(430 + (1 - f) * 80, 566 + f * 200)
        w_, h_ = (26 + 60 * f) * rng.uniform(0.7, 1.3), (10 + 22 * f) * rng.uniform(0.8, 1.2)
        form(c, turn(R(x, y, w_, h_, 6), 8 - 14 * f, x, y), ("#8c7a64", "#74685a", "#a5917a", "#5c5348")[rng.integers(4)], ("#ffe0b0", -2, 3, 3, 0.35), ("#120e0a", 2, -3, 4, 0.5))
    c.restore()
    line(c, C((-40, 430), (200, 440), (430, 466), (560, 500), (640, 540), closed=False), "#c4b088", 13, 0.9, 1)
    line(c, C((-40, 424), (200, 434), (430, 460), (560, 494), (640, 534), closed=False), "#ffe8bc", 3, 0.7, 1)
    for x, y in ((120, 436), (300, 450), (500, 482)):
        bush(c, [(x, y)], "#5c6a34", int(x), 10)
    finish(c, 0.5, "#120c08")


@still("keys-on-the-table", "neil-3")
def outside_my_house(c):
    sky(c, "#1f2a4c", "#3f4870", "#8a6a80", "#c98a74", pos=[0, 0.35, 0.6, 0.72])
    for x, y in ((180, 70), (420, 120), (1120, 60), (980, 150), (640, 40)):
        c.drawCircle(x, y, 1.6, paint("#fff4dc", 0.8))
    soft(c, lambda c: fill(c, C((-40, 470), (300, 430), (700, 456), (1320, 420), (1320, 600), (-40, 600)), "#2f2f48"), 4)
    tree(c, 190, 540, 2.4, "#14141f", 31, 0.08)
    # the house
    form(c, G((520, 250), (1110, 250), (1110, 560), (520, 560)), lin((520, 250), (1110, 560), ["#3a3a4e", "#2a2a3a", "#1c1c28"]), ("#d8a08c", 5, 0, 8, 0.35))
    form(c, G((480, 256), (590, 130), (1040, 130), (1150, 256)), lin((480, 130), (1150, 256), ["#2f2e3e", "#1c1b28"]), ("#e0a890", 3, 4, 6, 0.4))
    for x in (620, 980):
        form(c, R(x, 84, 56, 70), "#262432", ("#e0a890", 3, 3, 4, 0.4))
    for x, y in ((570, 290), (770, 290), (970, 290), (970, 420)):
        form(c, R(x, y, 86, 96), "#12131e", ("#6b7aa8", 3, 3, 5, 0.4))
        fill(c, R(x + 40, y, 6, 96), "#2c2d3c")
        fill(c, R(x, y + 44, 86, 6), "#2c2d3c")
    form(c, R(786, 412, 76, 148, 2), "#1d2a2c", ("#7a8aa0", 3, 3, 4, 0.35))
    # the one lit window
    fill(c, R(560, 412, 116, 104), lin((0, 412), (0, 516), ["#ffdf9c", "#ffc066"]))
    fill(c, G((560, 412), (590, 412), (570, 516), (560, 516)), "#c47a3c", 0.85)
    fill(c, G((676, 412), (646, 412), (666, 516), (676, 516)), "#c47a3c", 0.85)
    fill(c, R(615, 412, 6, 104), "#5c3a22")
    fill(c, R(560, 458, 116, 6), "#5c3a22")
    fill(c, C((600, 516), (606, 486), (622, 480), (638, 486), (644, 516)), "#8a4f28", 0.6, 3)
    glow(c, 618, 464, 300, "#ffc878", 0.75)
    bush(c, [(500 + i * 42, 556) for i in range(16)], "#14161c", 6, 20)
    fill(c, R(0, 566, W, 160), lin((0, 566), (0, 720), ["#2c2a38", "#1a1a24", "#0e0f16"]))
    fill(c, G((560, 566), (680, 566), (600, 720), (330, 720)), lin((0, 566), (0, 700), [col("#ffc878", 0.4), col("#ffc878", 0)]), 1, 14, SCREEN)
    car(c, 330, 650, 1.42, "#3f4652", "#171a22", "#181c26")
    # somebody sitting in it
    fill(c, C((262, 520), (262, 496), (276, 478), (292, 480), (302, 498), (300, 520)), "#07080c", 0.9, 1.5)
    line(c, C((298, 488), (304, 500), (304, 520), closed=False), "#ffcf8c", 2.4, 0.8, 1.5)
    line(c, C((96, 556), (230, 452), (400, 448), closed=False), "#ffcf8c", 2.5, 0.22, 2)
    seg(c, 1150, 640, 1150, 470, "#12131a", 10)
    seg(c, 1010, 620, 1270, 620, "#12131a", 7)
    seg(c, 1010, 590, 1270, 590, "#12131a", 7)
    finish(c, 0.55, "#05060c")


@still("keys-on-the-table", "neil-4")
def draining_board(c):
    sky(c, "#c79a6c", "#a8764c", "#6b452c")

    def back(c):
        sash(c, 360, 0, 560, 330, lambda c: [fill(c, R(360, 0, 560, 330), lin((0, 0), (0, 330), ["#8a93b0", "#e0b490", "#ffcf8c"])), fill(c, C((340, 300), (500, 260), (700, 286), (940, 250), (940, 360), (340, 360)), "#6a6a4c"), bush(c, [(420, 330), (520, 318), (640, 330), (860, 320)], "#4a5230", 3, 26), glow(c, 780, 210, 220, "#ffeebc", 0.9)], "#efe2c8", "#fff3d8", (3, 1))
    soft(c, back, 6)
    glow(c, 720, 200, 760, "#ffd694", 0.55)
    # tiles, worktop
    for i in range(14):
        for j in range(2):
            form(c, R(i * 96 - 20, 366 + j * 62, 92, 58, 3), ("#e5d6b8", "#dccaa8")[(i + j) % 2], ("#fff6e0", 2, 2, 3, 0.6), ("#8a6c48", -2, -2, 3, 0.3))
    fill(c, R(0, 490, W, 230), lin((0, 490), (0, 720), ["#b98a5c", "#8a5f3a", "#4f331f"]))
    seg(c, 0, 491, W, 491, "#fff0cc", 3, 0.6, 1)
    # board with grooves
    board = G((120, 540), (720, 530), (800, 700), (40, 712))
    shadow(c, board, 0.4, 12, 0, 10)
    form(c, board, lin((100, 530), (760, 700), ["#dfe4e2", "#a9b3b4", "#e9ece8"]), ("#ffffff", 3, 4, 4, 0.8))
    for i in range(12):
        u = (i + 1) / 13
        seg(c, 120 + 600 * u, 540 - 10 * u, 40 + 760 * u, 712 - 12 * u, "#6b7a7c", 4, 0.4, 1.2)
        seg(c, 124 + 600 * u, 540 - 10 * u, 45 + 760 * u, 712 - 12 * u, "#ffffff", 2, 0.6, 1)
    # two cups, upside down

    def down(x, y, s, cols):
        c.save()
        c.translate(x, y)
        c.scale(s, s)
        shadow(c, O(-16, 92, 74, 16), 0.45, 10, -12, 4)
        line(c, C((-52, 72), (-88, 70), (-84, 34), (-44, 24), closed=False), cols[1], 10)
        form(c, C((-62, 92), (-56, 40), (-40, 4), (-22, -4), (22, -4), (40, 4), (56, 40), (62, 92), (0, 106), k=0.11), lin((-60, 0), (60, 0), cols), ("#fff4d8", -6, 3, 7, 0.7), ("#2a2018", 8, 0, 14, 0.35))
        fill(c, O(0, -2, 26, 6), cols[2], 0.8)
        line(c, C((-58, 74), (0, 86), (58, 74), closed=False), "#3f6a8a", 4, 0.55)
        for u, v in ((-20, 50), (14, 64), (34, 36)):
            c.drawCircle(u, v, 3, paint("#ffffff", 0.75))
        c.restore()

    down(300, 540, 1.15, ["#b9a88c", "#ece0c8", "#fff8e8"])
    down(520, 534, 1.15, ["#a99a84", "#e2d6c0", "#fff4e0"])
    # a tea towel over the edge
    towel = C((640, 600), (760, 566), (860, 580), (900, 640), (880, 740), (660, 740), (640, 680), k=0.12)
    shadow(c, towel, 0.4, 12, -6, 8)
    form(c, towel, lin((640, 580), (900, 720), ["#f4ead2", "#d9c8a6", "#b39a72"]), ("#fffaf0", -4, 5, 6, 0.6))
    c.save()
    c.clipPath(towel, doAntiAlias=True)
    for i in range(3):
        line(c, C((650, 626 + i * 12), (760, 594 + i * 12), (890, 618 + i * 14), closed=False), "#a8483c", 5, 0.75)
    for x in (700, 770, 840):
        line(c, C((x, 580), (x - 10, 650), (x - 4, 740), closed=False), "#6a5236", 12, 0.25, 8)
    c.restore()
    # the kettle, and the letter that stands against it
    k = C((960, 540), (944, 470), (962, 400), (1010, 368), (1100, 368), (1150, 400), (1168, 470), (1152, 540), (1056, 556), k=0.13)
    shadow(c, k, 0.5, 20, -20, 14)
    form(c, k, lin((944, 0), (1168, 0), ["#6f7f80", "#b8c4c0", "#eef2ea", "#8fa0a0"], [0, 0.3, 0.55, 1]), ("#fff4d8", -5, 5, 8, 0.6), ("#1a2224", 6, -8, 18, 0.45))
    line(c, C((980, 384), (990, 316), (1056, 296), (1122, 316), (1134, 384), closed=False), "#2a2422", 15)
    line(c, C((986, 372), (996, 320), (1056, 301), closed=False), "#c9a884", 3, 0.7, 1)
    form(c, C((1150, 440), (1196, 410), (1220, 384), (1232, 392), (1216, 440), (1164, 490)), "#a9b6b2", ("#fff4d8", -2, 3, 4, 0.6))
    fill(c, O(1056, 364, 18, 9), "#2a2422")
    let = G((868, 420), (1022, 408), (1034, 546), (876, 556))
    shadow(c, let, 0.45, 10, -8, 8)
    form(c, let, lin((868, 410), (1034, 550), ["#fffaf0", "#eadcc2"]), ("#ffffff", 3, 3, 3, 0.8))
    seg(c, 871, 466, 1026, 455, "#b9a888", 2, 0.6)
    for i in range(6):
        seg(c, 890 + i, 440 + i * 17, 1004 - (i * 23 % 40), 431 + i * 17, "#4a4a58", 3, 0.55)
    finish(c, 0.45, "#1a0e06")


@still("keys-on-the-table", "neil-5")
def form_and_keys(c):
    kitchen_back(c, False)
    table(c, 330, ["#8a5c3c", "#6d452c", "#3a2418"], "#e8b88c", seed=7)
    glow(c, 560, 520, 620, "#ffc884", 0.65, 1.1, 0.5)
    glow(c, 980, 120, 500, "#e8a88a", 0.3)
    # the form
    form_ = G((250, 430), (700, 404), (800, 676), (200, 716))
    shadow(c, form_, 0.45, 12, -4, 10)
    form(c, form_, lin((240, 420), (780, 700), ["#fff4dc", "#f0dcb8", "#d3b68c"]), ("#fffaf0", 3, 3, 4, 0.8))

    def at(u, v):
        l = (250 - 50 * v, 430 + 286 * v)  # noqa: E741
        r = (700 + 100 * v, 404 + 272 * v)
        return l[0] + (r[0] - l[0]) * u, l[1] + (r[1] - l[1]) * u

    fill(c, G(at(0.05, 0.05), at(0.95, 0.05), at(0.95, 0.12), at(0.05, 0.12)), "#3f6a5c", 0.85)
    for i in range(6):
        v = 0.2 + i * 0.115
        seg(c, *at(0.06, v), *at(0.28, v), "#5c4a3c", 4.5, 0.6)
        box = G(at(0.34, v - 0.035), at(0.94, v - 0.035), at(0.94, v + 0.035), at(0.34, v + 0.035))
        fill(c, box, "#fffdf4", 0.8)
        c.drawPath(box, paint("#7a6a54", 0.7, 0, None, 1.6))
        if i < 3:
            pts = [at(0.37 + k * 0.018, v + 0.012 * math.sin(k * (2.1 + i)) - 0.004) for k in range((24, 15, 20)[i])]
            line(c, C(*pts, closed=False), "#1f3566", 2.6, 0.9)
    # the pen
    pen0, pen1 = (560, 640), (800, 520)
    seg(c, pen0[0] - 8, pen0[1] + 12, pen1[0] - 8, pen1[1] + 14, "#1a0d06", 11, 0.45, 6)
    seg(c, *pen0, *pen1, "#1d2a3c", 13)
    seg(c, pen0[0], pen0[1] - 3, pen1[0], pen1[1] - 3, "#a9c4e4", 2.6, 0.8, 0.8)
    seg(c, 536, 652, 562, 639, "#d8b878", 7)
    seg(c, 526, 657, 536, 652, "#3a3026", 3)
    seg(c, 740, 548, 796, 520, "#d8b878", 4)
    # car keys
    c.save()
    c.translate(960, 560)
    shadow(c, O(10, 26, 150, 30), 0.5, 14, -8, 6)
    line(c, O(0, 0, 34, 20), "#d6cfc0", 5)
    line(c, O(0, -1.5, 34, 20), "#ffffff", 1.4, 0.8)
    fob = C((30, -6), (64, -30), (132, -34), (158, -14), (152, 22), (120, 40), (56, 30), k=0.14)
    form(c, fob, lin((30, -30), (158, 40), ["#3a4048", "#20242a", "#0e1014"]), ("#ffdcae", 3, 4, 5, 0.7), ("#000000", -3, -5, 8, 0.5))
    for u, v in ((82, -4), (114, -4)):
        form(c, O(u, v, 12, 9), "#464c54", ("#ffe8c8", 1, 2, 2, 0.6))
    blade = G((-28, 6), (-150, 44), (-156, 30), (-140, 22), (-34, -8))
    form(c, blade, lin((-150, 40), (-30, 0), ["#e9e4d8", "#9a958a"]), ("#ffffff", 0, 3, 2, 0.9))
    for i in range(5):
        fill(c, G((-136 + i * 18, 41 - i * 5.6), (-128 + i * 18, 30 - i * 5.6), (-120 + i * 18, 36 - i * 5.6)), "#3a2418")
    form(c, C((-4, 18), (12, 46), (6, 84), (-24, 90), (-40, 62), (-26, 36)), lin((-40, 20), (12, 90), ["#5c86b4", "#2a4a74"]), ("#d8ecff", -2, 3, 4, 0.7))
    c.restore()
    cup(c, 1110, 400, 0.95, ["#b89a78", "#e9d8b8", "#fff2d6"], "#f4e8cf", "#6a4020")
    finish(c, 0.55, "#120a08")


# -------------------------------------------------------------------- posters


@still("bed-14", "maeve")
def long_ward(c):
    sky(c, "#0c141f", "#101b29", "#0a1018")
    vx, vy = 690, 300
    fill(c, G((0, 0), (vx - 70, vy - 90), (vx - 70, vy + 80), (0, H)), lin((0, 0), (vx, 0), ["#0d1622", "#1b2b3c"]))
    fill(c, G((W, 0), (vx + 70, vy - 90), (vx + 70, vy + 80), (W, H)), lin((W, 0), (vx, 0), ["#0d1622", "#1d2c3c"]))
    fill(c, G((0, H), (vx - 70, vy + 80), (vx + 70, vy + 80), (W, H)), lin((0, vy + 80), (0, H), ["#2b3440", "#141c26", "#0a0f16"]))
    fill(c, G((0, 0), (vx - 70, vy - 90), (vx + 70, vy - 90), (W, 0)), lin((0, 0), (0, vy - 90), ["#080d14", "#15202c"]))
    fill(c, R(vx - 70, vy - 90, 140, 170), "#172534")
    fill(c, R(vx - 26, vy - 40, 52, 120), "#0d1722")
    # windows on the left, a little night in them; beds, dwindling
    for i in range(5):
        f = 0.62**i
        x = vx - 70 - (vx - 70) * f * 0.98
        w_ = 150 * f
        yt, yb = vy - 90 - 130 * f, vy - 10 + 30 * f
        fill(c, G((x, yt), (x + w_, yt + 40 * f), (x + w_, yb - 6 * f), (x, yb + 16 * f)), lin((x, yt), (x, yb), ["#2c4a70", "#4a6a90"]), 0.8, 2)

    def bed(x, y, s, m=1, tone=("#8fa4b8", "#4a6074", "#2a3a4a")):
        c.save()
        c.translate(x, y)
        c.scale(s * m, s)
        shadow(c, O(0, 150, 190, 20), 0.7, 14)
        for u in (-150, 120):
            seg(c, u, 60, u, 146, "#0c131b", 12)
        form(c, R(-176, -92, 16, 190, 6), "#2a3643", ("#9fb8d0", 3, 3, 4, 0.35))
        form(c, G((-164, 20), (150, 20), (160, 84), (-164, 84)), lin((0, 10), (0, 84), list(tone)), ("#e4eef8", 0, 5, 8, 0.4))
        form(c, C((-156, 20), (-148, -16), (-90, -26), (-50, -6), (-50, 24), k=0.14), tone[0], ("#ffffff", 2, 5, 7, 0.4))
        hill = C((-64, 26), (-20, -10), (40, -14), (100, -24), (146, 10), (158, 60), (-60, 64), k=0.15)
        form(c, hill, lin((0, -20), (0, 64), list(tone)), ("#e4eef8", 2, 6, 9, 0.35), ("#060a10", 0, -14, 18, 0.4))
        form(c, R(152, -40, 14, 140, 6), "#26323e", ("#9fb8d0", 3, 3, 4, 0.3))
        c.restore()

    for i in (4, 3, 2):
        f = 0.6**i
        bed(vx - 60 - 560 * f, vy + 70 + 230 * f, 0.92 * f + 0.03)
        bed(vx + 60 + 560 * f, vy + 70 + 230 * f, 0.92 * f + 0.03, -1)
    # the desk and its lamp, in the middle distance
    c.save()
    c.translate(-74, 0)
    glow(c, 640, 352, 230, "#ffcc82", 0.95)
    form(c, G((556, 390), (704, 390), (704, 446), (556, 446)), lin((0, 390), (0, 446), ["#8a5f3a", "#2c1d14"]), ("#ffe0a8", 0, 3, 3, 0.9))
    seg(c, 664, 390, 652, 344, "#241a14", 4)
    fill(c, G((630, 336), (668, 330), (676, 350), (622, 356)), "#ffe6b0")
    fill(c, R(574, 380, 34, 10, 2), "#e8d8b8")
    form(c, C((716, 446), (712, 372), (726, 360), (752, 360), (764, 374), (766, 446), k=0.1), "#15181f", ("#ffcf8c", 4, 3, 4, 0.6))
    glow(c, 640, 470, 300, "#ffcc82", 0.4, 1.2, 0.3)
    c.restore()
    # the last bed, nearest us: drip stand, curtain half drawn
    bed(900, 500, 1.5, -1, ("#9aacbd", "#56697c", "#2c3b4a"))
    seg(c, 652, 700, 652, 150, "#9fb4c6", 6, 0.9)
    seg(c, 649, 700, 649, 150, "#ffdca8", 1.6, 0.6)
    seg(c, 622, 152, 682, 152, "#9fb4c6", 5, 0.9)
    bag = C((612, 162), (640, 160), (642, 220), (634, 238), (620, 238), (610, 220), k=0.1)
    form(c, bag, lin((610, 160), (642, 238), ["#cfe2f0", "#6f8ca4"]), ("#fff0d0", 2, 2, 4, 0.7))
    line(c, C((626, 238), (630, 330), (700, 420), (820, 470), closed=False), "#cfe2f0", 2.2, 0.55)
    form(c, R(634, 300, 40, 60, 6), "#33424f", ("#ffdca8", 3, 2, 3, 0.5))
    fill(c, R(640, 308, 28, 16, 2), "#6fe0a8", 0.9)
    glow(c, 654, 316, 60, "#6fe0a8", 0.45)
    seg(c, 960, 40, W, 4, "#6f8290", 6, 0.8)
    folds(c, 1010, 1330, 30, 690, "#46607a", "#1a2836", 12, -20, seed=4)
    glow(c, 1000, 340, 260, "#ffcc82", 0.12)
    finish(c, 0.55, "#03060a")


@still("keys-on-the-table", "ewa")
def ambulance_bay(c):
    sky(c, "#0d1428", "#141d36", "#1c2440")
    rng = np.random.default_rng(3)
    # the building, its canopy
    form(c, R(0, 60, W, 430), lin((0, 60), (W, 490), ["#1c2438", "#262c40", "#1a2032"]))
    for i in range(7):
        for j in range(2):
            on = (i * 3 + j * 5) % 7 == 1
            fill(c, R(60 + i * 178, 80 + j * 74, 110, 46), "#ffdf9e" if on else "#101726", 0.85 if on else 1)
    form(c, G((90, 236), (1190, 236), (1240, 286), (40, 286)), lin((0, 236), (0, 286), ["#3a4460", "#171d2c"]), ("#9fb4dc", 0, 4, 4, 0.5))
    for x in (120, 1160):
        seg(c, x, 286, x, 520, "#141a28", 22)
        seg(c, x - 9, 286, x - 9, 520, "#8fa4cc", 3, 0.4, 1)
    fill(c, R(440, 246, 400, 32, 3), "#a8322c")
    seg(c, 470, 262, 810, 262, "#fff0e4", 8, 0.9)
    # doors of the department, closed, glass
    form(c, R(780, 310, 330, 210), lin((0, 310), (0, 520), ["#4a6a80", "#2c4456"]), ("#c8e4f4", 0, 6, 12, 0.5))
    for i in range(5):
        seg(c, 780 + i * 82.5, 310, 780 + i * 82.5, 520, "#131a26", 7)
    # ground, wet
    fill(c, R(0, 500, W, 220), lin((0, 500), (0, 720), ["#20283c", "#161c2c", "#0b0f1a"]))
    # the ambulance from behind, its doors open
    glow(c, 440, 420, 420, "#ffe2a4", 0.6)
    form(c, R(250, 190, 380, 350, 18), lin((250, 0), (630, 0), ["#c9c8a8", "#e6d860", "#b0a850"]), ("#ffffff", 4, 5, 8, 0.5), ("#1a1c14", -8, -8, 20, 0.5))
    fill(c, R(250, 330, 380, 44), "#3f7a4a", 0.9)
    for i in range(6):
        fill(c, R(250 + i * 64 + (0 if i % 2 else 0), 330, 32, 44), "#e9e06a", 0.95)
    inside = R(290, 226, 300, 290, 6)
    fill(c, inside, lin((0, 226), (0, 516), ["#fff6dc", "#ffe2a8", "#d9a868"]))
    inner(c, inside, "#8a6030", 10, 6, 22, 0.5)
    for x in (306, 520):
        fill(c, R(x, 250, 54, 90, 4), "#cdb894")
        fill(c, R(x + 6, 258, 42, 30, 2), "#8fa4a4")
    # stretcher, empty
    form(c, G((400, 400), (480, 400), (510, 520), (370, 520)), lin((0, 400), (0, 520), ["#f6f2e8", "#a9b0b0"]), ("#ffffff", 2, 4, 4, 0.6))
    form(c, G((372, 470), (508, 470), (512, 520), (368, 520)), "#b3452f", ("#ffd0a0", 0, 4, 5, 0.5))
    form(c, R(410, 392, 60, 22, 8), "#ffffff")
    seg(c, 440, 240, 440, 300, "#8a7a5c", 3)
    # leaves of the door, swung out
    for s in (-1, 1):
        x0 = 440 + s * 190
        leaf = G((x0, 200), (x0 + s * 92, 172), (x0 + s * 92, 572), (x0, 532))
        form(c, leaf, lin((x0, 0), (x0 + s * 92, 0), ["#e6d868", "#6d6a34"]), ("#fff6d0", 3 * s, 2, 5, 0.5))
        fill(c, G((x0 + s * 16, 230), (x0 + s * 76, 214), (x0 + s * 76, 320), (x0 + s * 16, 322)), "#24304a", 0.9)
    for x in (262, 604):
        fill(c, R(x, 470, 16, 40, 3), "#d8382c")
        glow(c, x + 8, 490, 70, "#ff4a38", 0.5)
    for x in (300, 580):
        fill(c, O(x, 548, 38, 22), "#07090f")
    fill(c, R(270, 176, 340, 18, 8), "#27427a")
    for x in (300, 580):
        glow(c, x, 182, 130, "#5c94ff", 0.8)
    # reflections
    def mirror(c):
        fill(c, G((300, 560), (580, 560), (660, 720), (220, 720)), lin((0, 560), (0, 720), [col("#ffe2a4", 0.75), col("#ffe2a4", 0.05)]))
        for x, h2 in ((270, "#ff4a38"), (612, "#ff4a38"), (300, "#5c94ff"), (580, "#5c94ff"), (860, "#a8d4f0"), (1010, "#a8d4f0")):
            fill(c, R(x - 14, 560, 28, 150), lin((0, 560), (0, 710), [col(h2, 0.6), col(h2, 0)]))
    soft(c, mirror, 9)
    for _ in range(60):
        x, y = rng.uniform(0, W), rng.uniform(540, 718)
        seg(c, x, y, x + rng.uniform(30, 150), y, "#aebfe0" if rng.random() > 0.4 else "#0a0d16", rng.uniform(1, 2.4), 0.16, 1)
    for _ in range(170):
        x, y = rng.uniform(0, W), rng.uniform(0, H)
        c.drawCircle(x, y, rng.uniform(0.8, 2.2), paint("#ffffff", rng.uniform(0.15, 0.6), 0.6))
    finish(c, 0.55, "#04060e")


@still("his-shoes", "samuel")
def ward_office(c):
    sky(c, "#b9c4be", "#cfcdb8", "#a89c84")
    def back(c):
        sash(c, 150, 50, 330, 280, lambda c: [fill(c, R(150, 50, 330, 280), lin((0, 50), (0, 330), ["#cfe4ee", "#eef4ea", "#fff2d0"])), fill(c, R(330, 150, 150, 190), "#a9b4b4"), [fill(c, R(346 + (i % 3) * 40, 170 + (i // 3) * 46, 22, 26), "#7f9096") for i in range(9)]], "#e6e2d4", "#ffffff")
        fill(c, R(640, 70, 330, 210, 4), "#f6f4ec")
        c.drawPath(R(640, 70, 330, 210, 4), paint("#8a8f8c", 1, 0, None, 7))
        for i in range(5):
            seg(c, 664, 104 + i * 36, 800 + (i * 53) % 120, 104 + i * 36, ("#3f6a8a", "#a8483c", "#3f6a8a", "#4a4f54", "#2f7a5c")[i], 6, 0.5)
        fill(c, R(1060, 40, 150, 470, 4), "#8a9690")
        for i in range(4):
            fill(c, R(1072, 60 + i * 110, 126, 96, 3), "#a2aca4")
            fill(c, R(1116, 100 + i * 110, 38, 8), "#5c6864")
    soft(c, back, 4)
    fill(c, R(0, 470, W, 250), lin((0, 470), (0, 720), ["#9aa39a", "#7a8078", "#545a54"]))
    glow(c, 330, 190, 760, "#fff0c4", 0.55)
    fill(c, G((150, 500), (560, 500), (900, 720), (280, 720)), "#fff2cc", 0.3, 22, SCREEN)

    def chair(x, y, s, m, cols):
        c.save()
        c.translate(x, y)
        c.scale(s * m, s)
        fill(c, O(10, 196, 120, 18), "#1a1c18", 0.4, 12)
        for u, v in ((-70, 190), (66, 196), (-46, 160), (84, 166)):
            seg(c, u * 0.9, 70, u, v, "#39413f", 7)
            seg(c, u * 0.9 - 2, 70, u - 2, v, "#dfe4da", 1.6, 0.5)
        form(c, C((-88, -120), (-76, -140), (-10, -146), (4, -128), (0, 36), (-84, 40), k=0.09), lin((-88, 0), (4, 0), cols), ("#fff6dc", 4, 4, 7, 0.6), ("#10181a", -5, -8, 14, 0.4))
        form(c, C((-84, 40), (0, 30), (92, 44), (96, 66), (84, 76), (-74, 78), (-90, 62), k=0.1), lin((-88, 30), (96, 78), cols), ("#fff6dc", 2, 4, 5, 0.7), ("#10181a", 0, -6, 8, 0.4))
        c.restore()

    teal, rust = ["#5f9a98", "#3a6f70", "#24494c"], ["#c08a5c", "#96623c", "#5f3c26"]
    chair(470, 400, 1.0, 1, teal)
    chair(800, 396, 1.0, -1, rust)
    # the low table, the plate
    top = C((470, 560), (560, 530), (740, 530), (830, 560), (760, 604), (540, 604), k=0.15)
    for u in (530, 770):
        seg(c, u, 590, u, 690, "#4a3424", 10)
    shadow(c, O(650, 690, 190, 20), 0.4, 14, 0, 0)
    form(c, top, lin((470, 530), (830, 600), ["#e0bc8a", "#b98c58", "#8a6238"]), ("#fff4d8", 0, 4, 5, 0.8))
    form(c, O(640, 560, 84, 23), "#dfe6e4", ("#ffffff", 3, 4, 4, 0.9), ("#6a7a7c", -3, -4, 6, 0.5))
    fill(c, O(640, 560, 58, 14), "#f7faf6")
    rng = np.random.default_rng(2)
    form(c, C((610, 560), (618, 546), (640, 548), (634, 562), k=0.1), "#b9803f", ("#ffe0a8", 1, 2, 2, 0.7))
    for _ in range(36):
        x, y = 640 + rng.normal(0, 26), 561 + rng.normal(0, 6)
        c.drawCircle(x, y, rng.uniform(1, 2.8), paint(("#8a5a2a", "#c08a4a", "#6a4220")[rng.integers(3)]))
    seg(c, 664, 556, 726, 572, "#aab4b6", 5)
    seg(c, 664, 555, 726, 571, "#ffffff", 1.4, 0.9)
    cup(c, 740, 540, 0.42, ["#8fa4a6", "#dfe8e2", "#ffffff"], "#f4f8f4", "#6a4224")
    chair(330, 470, 1.22, 1, rust)
    chair(950, 468, 1.22, -1, teal)
    finish(c, 0.42, "#10140f")


# --------------------------------------------------------------------- covers


@still("his-shoes", "cover")
def bedside_dawn(c):
    fill(c, R(0, 0, W, H), lin((0, 0), (W, H), ["#516a7c", "#3a4e5c", "#1c2833"]))

    def back(c):
        x, y, w, h = 420, 20, 440, 400
        sash(
            c, x, y, w, h,
            lambda c: [fill(c, R(x, y, w, h), lin((0, y), (0, y + h), ["#6f8fab", "#b3c4ca", "#f0dcc0", "#fbc790"], [0, 0.4, 0.75, 1])),
                       fill(c, G((x, 370), (x + 90, 370), (x + 90, 336), (x + 170, 336), (x + 170, 352), (x + 260, 318), (x + 340, 352), (x + w, 352), (x + w, 440), (x, 440)), "#7a8c98"),
                       fill(c, R(x + 290, 250, 22, 120), "#7a8c98"), glow(c, x + 120, 360, 260, "#ffdca6", 0.8)],
            "#33434f", "#f0dfc4", (3, 3),
        )  # fmt: skip
    soft(c, back, 3.5)
    glow(c, 640, 230, 620, "#ffe3bb", 0.42)
    # the bed and its hills, a sleeper's shape under blankets
    form(c, R(880, 250, 26, 320, 8), "#27333d", ("#ffe2b8", 4, 3, 5, 0.5))
    for i in range(5):
        seg(c, 912 + i * 70, 270, 912 + i * 70, 420, "#3a4853", 8, 0.9)
    seg(c, 896, 268, 1300, 262, "#56656f", 12)
    seg(c, 896, 264, 1300, 258, "#ffe2b8", 2.5, 0.5, 1)
    form(c, C((900, 420), (930, 356), (1060, 332), (1180, 352), (1240, 400), (1300, 420), (1300, 520), (900, 520)), lin((900, 340), (1300, 500), ["#f3ead8", "#a9b4b8", "#5c6b76"]), ("#fff4dc", 5, 6, 12, 0.7))
    sheet = C((420, 560), (500, 500), (640, 470), (760, 486), (880, 448), (1010, 440), (1140, 452), (1320, 440), (1320, 760), (380, 760), k=0.15)
    form(c, sheet, lin((440, 460), (1180, 760), ["#e9e4d6", "#93a4ae", "#3c4d5a", "#1f2b36"], [0, 0.3, 0.65, 1]), ("#fff2d8", 6, 8, 16, 0.6))
    for pts in (((560, 500), (600, 580), (560, 720)), ((700, 486), (740, 580), (720, 740)), ((860, 470), (880, 560), (900, 740)), ((1010, 450), (1000, 560), (1060, 740)), ((640, 520), (760, 560), (900, 540))):
        line(c, C(*pts, closed=False), "#22303c", 16, 0.32, 12)
        line(c, C(*[(a - 14, b) for a, b in pts], closed=False), "#fff2d8", 6, 0.22, 6)
    # the curtain, not quite closed
    seg(c, 0, 34, 380, 8, "#8a9aa2", 7, 0.9)
    folds(c, -40, 300, 20, 700, "#31505c", "#6f9a9c", 12, 26, seed=5)
    fill(c, C((250, 20), (300, 200), (330, 460), (318, 720), (280, 720), (270, 400)), "#ffe2b8", 0.25, 14, SCREEN)
    # near: the trolley top, one ampoule, one syringe
    tray = G((250, 610), (860, 596), (960, 720), (160, 720))
    shadow(c, tray, 0.5, 18, 0, -6)
    form(c, tray, lin((250, 600), (900, 720), ["#c9d2d2", "#7f8f96", "#4a5862"]), ("#fff4dc", 0, 4, 4, 0.9))
    sy0, sy1 = (560, 690), (830, 634)
    seg(c, sy0[0], sy0[1] + 12, sy1[0], sy1[1] + 12, "#10181f", 20, 0.4, 8)
    seg(c, *sy0, *sy1, "#e9f2f2", 24, 0.75)
    seg(c, sy0[0], sy0[1] - 6, sy1[0], sy1[1] - 6, "#ffffff", 4, 0.9, 1)
    seg(c, 640, 673, 826, 635, "#9fd0d4", 14, 0.55)
    for i in range(9):
        seg(c, 640 + i * 20, 664 - i * 4.1, 643 + i * 20, 676 - i * 4.1, "#33505c", 2, 0.8)
    seg(c, 834, 633, 880, 623, "#d9e0de", 8)
    seg(c, 880, 623, 934, 612, "#e9eeec", 2.4)
    seg(c, 500, 702, 560, 690, "#c4cfd0", 8)
    seg(c, 494, 690, 502, 716, "#c4cfd0", 9)
    am = C((392, 676), (388, 616), (400, 600), (408, 580), (402, 556), (408, 534), (420, 528), (432, 534), (438, 556), (432, 580), (440, 600), (452, 616), (448, 676), (420, 684), k=0.13)
    fill(c, O(400, 684, 60, 12), "#10181f", 0.5, 8)
    form(c, am, lin((388, 0), (452, 0), ["#8fb4bc", "#e6f4f2", "#cfe4e2", "#7fa4ac"], [0, 0.35, 0.6, 1]), ("#ffffff", 3, 2, 3, 0.9), ("#1f3a44", -3, -2, 6, 0.45))
    fill(c, R(392, 626, 56, 36), "#fdf8ec", 0.95)
    seg(c, 400, 636, 440, 636, "#8a2f2a", 5, 0.85)
    seg(c, 400, 650, 428, 650, "#3a4650", 3, 0.7)
    glow(c, 420, 600, 120, "#fff2d8", 0.35)
    finish(c, 0.5, "#05090e")


def bunch(c):
    """His keys, close: a ring, four keys, the brass fish."""
    shadow(c, C((560, 580), (700, 540), (900, 560), (1060, 640), (860, 670), (620, 650)), 0.4, 26, -16, 10)

    def key(x, y, deg, L, cols, light):
        c.save()
        c.translate(x, y)
        c.scale(1, 0.62)
        c.rotate(deg)
        shank = R(34, -7, L, 14, 5)
        teeth = [G((34 + L - 14 - i * 17, 5), (34 + L - 4 - i * 17, 5), (34 + L - 5 - i * 17, 14 + (i * 7) % 9), (34 + L - 13 - i * 17, 14 + (i * 7) % 9)) for i in range(5)]
        bow = O(0, 0, 40, 34)
        bow.addOval(skia.Rect.MakeLTRB(-26, -9, -8, 9))
        bow.setFillType(skia.PathFillType.kEvenOdd)
        for p in (shank, bow, *teeth):
            shadow(c, p, 0.5, 7, -3, 13)
        for p in teeth:
            fill(c, p, cols[1])
        form(c, shank, lin((0, -8), (0, 8), cols), (light, 0, 2.4, 2, 0.9))
        seg(c, 44, 1, 24 + L, 1, "#000000", 2, 0.25, 0.8)
        form(c, bow, lin((0, -34), (0, 34), cols), (light, 3, 4, 4, 0.85), ("#000000", -3, -5, 7, 0.35))
        c.restore()

    steel, brass, dark = ["#eef0ea", "#a9aaa6", "#6d6f70"], ["#f0d48c", "#b98a3e", "#6d4a1c"], ["#b9b2a8", "#77716a", "#433f3c"]
    key(668, 596, 150, 150, dark, "#ffeccb")
    key(662, 604, 176, 176, steel, "#ffffff")
    key(680, 618, 204, 140, brass, "#fff4cc")
    key(720, 588, -24, 128, steel, "#ffffff")
    ring = O(704, 600, 62, 36)
    c.drawPath(ring, paint("#1a0d08", 0.5, 6, None, 10))
    c.drawPath(ring, paint(lin((640, 570), (770, 640), ["#fff6e0", "#9a948a", "#e9dfcc"]), stroke=8))
    for i in range(4):
        x = 766 + i * 15
        c.drawPath(O(x, 608 + i * 2, 11, 7), paint("#d8c9a4", stroke=4))
        c.drawPath(O(x, 607 + i * 2, 11, 7), paint("#fff8e4", 0.7, 0.5, None, 1.2))
    fish = C((812, 616), (842, 588), (900, 574), (960, 584), (1004, 612), (1040, 604), (1070, 580), (1082, 588), (1066, 620), (1080, 654), (1066, 660), (1030, 634), (1000, 626), (950, 656), (886, 660), (838, 642), k=0.14)
    shadow(c, fish, 0.6, 13, -6, 13, "#2a1206")
    form(c, fish, lin((830, 570), (980, 665), ["#ffe6a0", "#e0a848", "#a8702a", "#5c3412"], [0, 0.35, 0.7, 1]), ("#fff6d4", 4, 6, 5, 0.85), ("#4a2608", -3, -8, 10, 0.5))
    c.save()
    c.clipPath(fish, doAntiAlias=True)
    for i in range(7):
        for j in range(5):
            c.drawPath(C((876 + i * 19 + (j % 2) * 9, 588 + j * 15), (886 + i * 19 + (j % 2) * 9, 596 + j * 15), (876 + i * 19 + (j % 2) * 9, 603 + j * 15), closed=False), paint("#7a4a18", 0.5, 0.6, None, 2))
    line(c, C((866, 586), (876, 616), (862, 648), closed=False), "#7a4a18", 3.4, 0.7, 0.8)
    for y in (598, 612, 628, 642):
        seg(c, 1030, 616, 1080, y - 6, "#7a4a18", 2, 0.45, 0.6)
    c.restore()
    line(c, C((880, 580), (912, 560), (950, 572), closed=False), "#b9823a", 8)
    line(c, C((880, 578), (912, 558), (946, 569), closed=False), "#ffeab4", 2.4, 0.9, 0.6)
    c.drawCircle(844, 612, 6, paint("#3a1c06"))
    c.drawCircle(842, 610, 2, paint("#fff4d0"))


@still("keys-on-the-table", "cover")
def keys_cover(c):
    fill(c, R(0, 0, W, H), lin((0, 0), (W, 500), ["#3a3450", "#4f3e4c", "#7a543c"]))

    def back(c):
        def view(c):
            fill(c, R(60, 0, 520, 330), lin((0, 0), (0, 330), ["#232b52", "#4c4468", "#b07a68", "#d99a70"]))
            for u, v, r, h2, a in ((160, 250, 30, "#ffb873", 0.7), (300, 274, 38, "#ff8f6b", 0.5), (380, 262, 24, "#ffd9a0", 0.7), (500, 240, 34, "#ffc98d", 0.5), (100, 290, 40, "#9fb4ff", 0.3), (440, 150, 46, "#ffc47e", 0.7)):
                c.drawCircle(u, v, r, paint(h2, a, 3, SCREEN))
        sash(c, 60, 0, 520, 330, view, "#2c2638", "#a6806a", (2, 1), 14)
        # the empty patient's chair
        form(c, C((640, 200), (660, 160), (780, 160), (804, 200), (810, 400), (634, 400)), "#2a2436", ("#ffc887", -5, 4, 9, 0.5))
    soft(c, back, 9)
    rng = np.random.default_rng(8)
    for _ in range(70):
        x, y, r = rng.uniform(70, 570), rng.uniform(0, 320), rng.uniform(1, 3.6)
        if 306 < x < 334:
            continue
        c.drawCircle(x, y, r, paint("#e8dcf0", 0.4, 0.8))
        c.drawCircle(x - r * 0.3, y - r * 0.3, r * 0.4, paint("#ffffff", 0.6))
    glow(c, 930, 250, 760, "#ffb56a", 0.5)
    table(c, 370, ["#b0764a", "#8a5836", "#3c2418"], "#ffe0b0", seed=3)
    glow(c, 720, 520, 560, "#ffd596", 0.85, 1.15, 0.42)
    # the lamp's lower part, from above, and its cone
    shade = C((930, -40), (1180, -40), (1230, 90), (1214, 120), (880, 120), (866, 92), k=0.06)
    c.drawPath(G((880, 120), (1214, 120), (1330, 720), (420, 720)), paint(lin((0, 110), (0, 640), [col("#ffe2a8", 0.34), col("#ffe2a8", 0)]), blur=30, mode=SCREEN))
    form(c, shade, lin((870, 0), (1230, 0), ["#7fa89a", "#3d645e", "#20393a"]), ("#ffe2b0", 0, -7, 8, 0.9), ("#cfe6d8", 5, 0, 8, 0.4))
    fill(c, O(1046, 118, 168, 14), "#fff2d2")
    glow(c, 1046, 130, 240, "#ffe0a0", 0.8)
    # a prescription pad, half in the dark
    pad = G((120, 520), (420, 486), (470, 660), (100, 716))
    shadow(c, pad, 0.4, 10, -6, 8)
    form(c, pad, lin((120, 500), (460, 700), ["#c4a88c", "#f0dcb8"]), ("#fff4dc", -2, 3, 4, 0.6))
    for i in range(6):
        seg(c, 156 - i * 3, 546 + i * 24, 390 + i * 6 - (i * 41 % 90), 519 + i * 21, "#5c4a4a", 3, 0.4)
    bunch(c)
    finish(c, 0.55, "#0c070c")


@still("bed-14", "cover")
def made_bed(c):
    fill(c, R(0, 0, W, H), lin((0, 0), (W, 300), ["#1a2c48", "#1f3350", "#182438"]))
    x, y, w, h = 90, 30, 460, 340

    def back(c):
        c.save()
        c.clipRect(skia.Rect.MakeXYWH(x, y, w, h))
        fill(c, R(x, y, w, h), lin((0, y), (0, y + h), ["#14284e", "#2a4a80", "#5a80b0"]))
        fill(c, G((x, 300), (x + 90, 300), (x + 90, 240), (x + 160, 240), (x + 160, 290), (x + 250, 290), (x + 250, 210), (x + 330, 210), (x + 330, 300), (x + w, 300), (x + w, 400), (x, 400)), "#0f1c38")
        rng = np.random.default_rng(4)
        for u, v, q in rng.random((40, 3)):
            fill(c, R(x + int(u * 44) * 10, 225 + int(v * 9) * 16, 6, 7), ("#ffd594", "#ffe7bf", "#bcd6ff")[int(q * 3)], 0.8 if (9 <= int(u * 44) < 16 or 25 <= int(u * 44) < 33 or v > 0.6) else 0)
        c.restore()
    soft(c, back, 4)
    for i in range(17):
        form(c, R(x - 6, y + 4 + i * 20, w + 12, 8, 3), "#36507a", ("#c4dcf8", 0, 1.6, 1.2, 0.7))
    f = skia.Path()
    f.addRect(skia.Rect.MakeXYWH(x - 24, y - 60, w + 48, h + 84))
    f.addRect(skia.Rect.MakeXYWH(x, y - 40, w, h + 40))
    f.setFillType(skia.PathFillType.kEvenOdd)
    fill(c, f, "#121d30")
    glow(c, 320, 200, 560, "#7fb0f0", 0.35)

    # the pendant: monitor, pumps
    def kit_(c):
        seg(c, 1010, 0, 1010, 420, "#1a2536", 46)
        seg(c, 990, 0, 990, 420, "#6f8cb4", 3, 0.4)
        form(c, R(860, 90, 230, 150, 10), "#0a0f17", ("#6f8cb4", 3, 3, 4, 0.5))
        for j, h2 in enumerate(("#6ff0a8", "#7fd0ff", "#ffd86f")):
            seg(c, 882, 126 + j * 38, 1020, 126 + j * 38, h2, 2.4, 0.85)
            seg(c, 1040, 126 + j * 38, 1066, 126 + j * 38, h2, 7, 0.6)
        for j in range(3):
            form(c, R(1120, 250 + j * 62, 120, 52, 6), "#1c2838", ("#7f9cc4", 3, 2, 3, 0.5))
            fill(c, R(1132, 262 + j * 62, 50, 22, 2), "#0d1520")
            fill(c, O(1220, 276 + j * 62, 5), ("#6ff0a8", "#ffb84a", "#6ff0a8")[j])
        seg(c, 1180, 60, 1180, 560, "#54708f", 6)
        seg(c, 1150, 62, 1210, 62, "#54708f", 5)
    soft(c, kit_, 2.2)
    glow(c, 975, 165, 210, "#7fe0c8", 0.3)
    glow(c, 1180, 420, 420, "#ffb870", 0.3)
    # the floor, the bed: three quarters, its sheet with one straight crease
    fill(c, R(0, 500, W, 220), lin((0, 500), (0, 720), ["#22324a", "#131d2c", "#0a111b"]))
    glow(c, 330, 560, 380, "#7fb0f0", 0.25, 1, 0.3)
    head = C((760, 300), (790, 276), (1090, 290), (1120, 316), (1116, 470), (756, 440), k=0.08)
    form(c, head, lin((760, 280), (1120, 470), ["#44597a", "#2a3a52", "#4a4644"]), ("#cfe4ff", 4, 4, 6, 0.5))
    mat = G((760, 400), (1110, 430), (760, 680), (190, 590))
    side = G((190, 590), (760, 680), (761, 716), (193, 626))
    end = G((760, 680), (1110, 430), (1111, 462), (761, 716))
    shadow(c, G((190, 660), (760, 740), (1120, 500), (1130, 560), (780, 800), (150, 700)), 0.7, 22)
    for wx, wy in ((236, 676), (700, 716), (1080, 540)):
        seg(c, wx, wy - 50, wx, wy - 8, "#0c131e", 16)
        form(c, O(wx, wy, 22, 21), "#0d141f", ("#7f9cc4", 3, 3, 3, 0.6))
        fill(c, O(wx, wy, 8, 8), "#54708f")
    fill(c, G((200, 640), (756, 730), (1108, 470), (1108, 500), (756, 766), (206, 668)), "#16202e")
    form(c, side, lin((190, 0), (760, 0), ["#a9c0de", "#64789a"]), ("#e8f2ff", 0, 3, 4, 0.5))
    form(c, end, lin((760, 0), (1110, 0), ["#54647f", "#8a7a70"]), ("#ffdcb0", 0, 3, 4, 0.4))
    form(c, mat, lin((260, 560), (1060, 480), ["#e4effc", "#b0c6e4", "#b9b6b4", "#e2c6a4"], [0, 0.4, 0.75, 1]), ("#ffffff", 0, 4, 6, 0.5))
    pil = C((770, 392), (800, 356), (920, 350), (1060, 372), (1096, 404), (1070, 440), (950, 448), (820, 428), k=0.15)
    shadow(c, pil, 0.4, 14, -10, 8)
    form(c, pil, lin((770, 350), (1090, 440), ["#f4f9ff", "#b9cce6", "#e8cfae"]), ("#ffffff", 4, 5, 8, 0.7), ("#2a3c5a", -4, -8, 14, 0.35))
    fold = G((640, 452), (1010, 500), (960, 536), (576, 484))
    shadow(c, fold, 0.35, 8, -6, 6)
    form(c, fold, lin((600, 0), (1000, 0), ["#ffffff", "#d3e2f4", "#f4dcc0"]), ("#ffffff", 0, 3, 3, 0.8))
    seg(c, 772, 516, 470, 634, "#5a7298", 5, 0.75, 1.6)
    seg(c, 779, 516, 477, 636, "#ffffff", 3.6, 0.95, 0.8)
    # the sheet tucked at the corner; a folded blanket at the foot
    blanket = G((262, 548), (470, 580), (344, 618), (190, 592))
    blanket = G((330, 520), (840, 604), (760, 682), (190, 592))
    shadow(c, blanket, 0.3, 8, 4, -6)
    form(c, blanket, lin((200, 560), (820, 640), ["#7fa6c9", "#4f7aa6", "#5a6a84"]), ("#dff0ff", 2, 4, 5, 0.5))
    form(c, G((190, 592), (760, 682), (761, 720), (193, 630)), lin((190, 0), (760, 0), ["#5f88b0", "#36557c"]), ("#dff0ff", 0, 3, 4, 0.4))
    for i in range(3):
        seg(c, 316 - i * 34, 530 + i * 16, 826 - i * 20, 616 + i * 16, "#cfe4f8", 3, 0.3, 0.8)
    finish(c, 0.55, "#04070d")
