"""Things seen close: on a table, a sill, a bed. As in furniture.py; papers and cups."""

import math

import numpy as np
import skia
from furniture import at, box
from kit import *  # noqa: F403
from light import dim, form_lit, mix

PAPER = "#f4eee0"


def lying(w, h, lean=0.35, squash=0.62):
    """A sheet lying on a table, seen from above and in front: four corners."""
    return [(-w / 2 + h * lean * 0.5, -h * squash / 2), (w / 2 + h * lean * 0.5, -h * squash / 2 + w * 0.02), (w / 2 - h * lean * 0.5, h * squash / 2), (-w / 2 - h * lean * 0.5, h * squash / 2 - w * 0.02)]


def on(q, u, v):
    """A place on such a sheet, 0 to 1 each way."""
    (ax, ay), (bx, by), (dx, dy), (ex, ey) = q
    lx, ly, rx, ry = ax + (ex - ax) * v, ay + (ey - ay) * v, bx + (dx - bx) * v, by + (dy - by) * v
    return lx + (rx - lx) * u, ly + (ry - ly) * u


def sheet(c, lit, q, colour=PAPER, thick=0):
    shadow(c, G(*q), 0.4, 9, -4, 6, lit.dark)
    for i in range(thick):
        fill(c, G(*[(x + i * 0.6, y + thick * 3 - i * 3) for x, y in q]), mix(lit.tone(colour), lit.dark, 0.25))
        line(c, G(*[(x + i * 0.6, y + thick * 3 - i * 3) for x, y in q]), lit.dark, 1, 0.3)
    form_lit(c, lit, G(*q), colour, 0.5, 0.9, 0.22, dark=False)


def written(c, lit, q, rows, u0=0.12, u1=0.88, v0=0.16, v1=0.9, ink="#3a4656", width=3.0, a=0.6, ragged=0.25, hand=False, seed=1):
    rng = np.random.default_rng(seed)
    for i in range(rows):
        v = v0 + (v1 - v0) * i / max(1, rows - 1) if rows > 1 else v0
        e = u1 - rng.uniform(0, ragged)
        if hand:
            pts = [on(q, u0 + (e - u0) * j / 26, v + 0.012 * math.sin(j * 2.4 + i) * (0.6 + rng.random())) for j in range(27)]
            line(c, C(*pts, closed=False), ink, width, a)
        else:
            seg(c, *on(q, u0, v), *on(q, e, v), ink, width, a)


@at
def page(c, lit, w=260, h=340, turn_=0, colour=PAPER, rows=9, ink="#3a4656", hand=False, lean=0.35, squash=0.62, kind="letter", thick=0, fold=False):
    """A sheet lying down: letter, form, corrected, signed, rota, list, file (lined)."""
    c.rotate(turn_)
    q = lying(w, h, lean, squash)
    sheet(c, lit, q, colour, thick)
    if kind == "file":  # lined file paper: a margin, two holes, round handwriting
        for i in range(19):
            seg(c, *on(q, 0.01, 0.12 + i * 0.046), *on(q, 0.99, 0.12 + i * 0.046), "#7fa4c8", 1.2, 0.45)
        seg(c, *on(q, 0.13, 0.005), *on(q, 0.13, 0.995), "#c4606a", 1.4, 0.5)
        for v in (0.27, 0.73):
            x, y = on(q, 0.055, v)
            fill(c, O(x, y, 5, 3.4), mix(lit.tone("#8a5a30"), lit.dark, 0.3))
        rng = np.random.default_rng(8)
        for i in range(rows):
            v = 0.108 + (i + 1.3 * (i > 0)) * 0.046
            e = (0.34, 0.9, 0.86, 0.92, 0.55, 0.88, 0.4)[i % 7]
            u = 0.17
            while u < e:
                k = int(rng.integers(2, 7))
                pts = []
                for t in range(k * 9):
                    a, w = t / 9 * 6.283, 1 + 0.9 * (t // 9 == k // 2 and k > 3)
                    pts.append(on(q, u + 0.019 * t / 9 - 0.006 * math.cos(a), v - 0.012 - 0.0085 * w * math.sin(a)))
                line(c, C(*pts, closed=False), ink, 1.5, 0.8)
                u += 0.019 * k + 0.026
    if kind == "form":
        seg(c, *on(q, 0.08, 0.08), *on(q, 0.92, 0.08), lit.tone("#4a7a70", 1.2), 9, 0.8)
        for i in range(rows):
            v = 0.2 + 0.7 * i / rows
            seg(c, *on(q, 0.1, v), *on(q, 0.34, v), ink, 3, 0.55)
            fill(c, G(on(q, 0.4, v - 0.03), on(q, 0.9, v - 0.03), on(q, 0.9, v + 0.03), on(q, 0.4, v + 0.03)), "#ffffff", 0.5)
            line(c, G(on(q, 0.4, v - 0.03), on(q, 0.9, v - 0.03), on(q, 0.9, v + 0.03), on(q, 0.4, v + 0.03)), ink, 1.2, 0.4)
    elif kind == "rota":
        for i in range(9):
            seg(c, *on(q, 0.06, 0.14 + i * 0.095), *on(q, 0.94, 0.14 + i * 0.095), ink, 1.6, 0.5)
        for i in range(8):
            seg(c, *on(q, 0.06 + i * 0.1257, 0.14), *on(q, 0.06 + i * 0.1257, 0.9), ink, 1.6, 0.5)
        rng = np.random.default_rng(5)
        for i in range(8):
            for j in range(7):
                u, v = 0.085 + j * 0.1257, 0.19 + i * 0.095
                seg(c, *on(q, u, v), *on(q, u + 0.04 + 0.03 * rng.random(), v), ink, 3.4, 0.55)
                if (i, j) in ((2, 3), (5, 5), (4, 1)):
                    seg(c, *on(q, u - 0.015, v + 0.02), *on(q, u + 0.09, v - 0.02), "#a8483c", 3, 0.8)
    elif kind == "signed":
        written(c, lit, q, rows, v1=0.66, ink=ink)
        for u in (0.1, 0.54):
            seg(c, *on(q, u, 0.86), *on(q, u + 0.34, 0.86), ink, 1.6, 0.6)
        written(c, lit, q, 1, 0.13, 0.4, 0.83, hand=True, ink="#1f3a6a", ragged=0.03)
        written(c, lit, q, 1, 0.57, 0.82, 0.83, hand=True, ink="#1f3a6a", ragged=0.03, seed=6)
    elif kind == "list":
        for i in range(rows):
            v = 0.14 + 0.76 * i / rows
            seg(c, *on(q, 0.1, v), *on(q, 0.16, v), ink, 4, 0.7)
            seg(c, *on(q, 0.22, v), *on(q, 0.56 + 0.26 * ((i * 7) % 4) / 4, v), ink, 3, 0.55)
    elif kind == "corrected":
        written(c, lit, q, rows, ink=ink)
        for i, (u, v) in enumerate(((0.3, 0.28), (0.55, 0.42), (0.2, 0.56), (0.62, 0.7), (0.4, 0.84))):
            seg(c, *on(q, u, v), *on(q, u + 0.18, v + 0.005), "#5a5a60", 3, 0.9)
            written(c, lit, q, 1, u + 0.04, u + 0.26, v - 0.05, hand=True, ink="#55555c", width=2, ragged=0.02, seed=i)
        for i in range(4):
            line(c, C(on(q, 0.93, 0.3 + i * 0.14), on(q, 0.96, 0.33 + i * 0.14), on(q, 0.92, 0.36 + i * 0.14), closed=False), "#55555c", 2, 0.8)
    elif kind == "letter":
        seg(c, *on(q, 0.6, 0.08), *on(q, 0.88, 0.08), ink, 3, 0.5)
        written(c, lit, q, rows, ink=ink, hand=hand, width=2.2 if hand else 3)
    elif kind == "plain":
        pass
    if fold:
        for v in (0.34, 0.67):
            seg(c, *on(q, 0.0, v), *on(q, 1.0, v), lit.dark, 3, 0.28, 1.4)
            seg(c, *on(q, 0.0, v + 0.012), *on(q, 1.0, v + 0.012), "#ffffff", 2, 0.5, 1)


@at
def folder(c, lit, w=240, h=300, turn_=0, colour="#c9a870", papers=True, lean=0.35, squash=0.62, open=False):
    c.rotate(turn_)
    q = lying(w, h, lean, squash)
    if open:
        left = [(x - w * 0.98, y - 4) for x, y in q]
        sheet(c, lit, left, colour)
    sheet(c, lit, q, colour, 2)
    if papers:
        inner_ = [on(q, 0.04, 0.04), on(q, 0.97, 0.03), on(q, 0.96, 0.95), on(q, 0.05, 0.96)]
        if open:
            form_lit(c, lit, G(*inner_), PAPER, 0.4, 0.8, 0.2, dark=False)
            page_q = inner_
            written(c, lit, page_q, 7, v1=0.62)
            for u in (0.12, 0.56):
                seg(c, *on(page_q, u, 0.84), *on(page_q, u + 0.32, 0.84), "#3a4656", 1.6, 0.6)
                written(c, lit, page_q, 1, u + 0.02, u + 0.28, 0.81, hand=True, ink="#1f3a6a", ragged=0.02, seed=int(u * 10))
        else:
            seg(c, *on(q, 0.02, 0.99), *on(q, 0.98, 1.0), lit.tone(PAPER, 1.2), 3, 0.8)
            fill(c, G(on(q, 0.5, 0.1), on(q, 0.9, 0.1), on(q, 0.9, 0.24), on(q, 0.5, 0.24)), lit.tone(PAPER, 1.1), 0.8)
            seg(c, *on(q, 0.55, 0.17), *on(q, 0.8, 0.17), "#4a4440", 3, 0.6)


@at
def envelope(c, lit, w=260, h=150, turn_=0, colour="#efe8d8", back=False, tied=False, lean=0.3, squash=0.62):
    c.rotate(turn_)
    q = lying(w, h, lean, squash)
    sheet(c, lit, q, colour, 2 if tied else 0)
    if back:
        line(c, C(on(q, 0, 0), on(q, 0.5, 0.6), on(q, 1, 0), closed=False, k=0), lit.dark, 2.4, 0.4)
    else:
        for i, u in enumerate((0.46, 0.52, 0.42)):
            seg(c, *on(q, 0.34, 0.42 + i * 0.14), *on(q, 0.34 + u * 0.7, 0.42 + i * 0.14), "#3a4656", 3, 0.6)
        fill(c, G(on(q, 0.84, 0.1), on(q, 0.95, 0.1), on(q, 0.95, 0.36), on(q, 0.84, 0.36)), lit.tone("#8a4f5c", 1.2), 0.8)
    if tied:
        seg(c, *on(q, 0.7, 0), *on(q, 0.7, 1), lit.tone("#b4483c", 1.2), 4)
        seg(c, *on(q, 0, 0.5), *on(q, 1, 0.5), lit.tone("#c4b28a", 1.2), 4)


@at
def book(c, lit, w=400, h=280, turn_=0, rows=7, only=None, hand=True, colour="#5a3a34"):
    """A book or diary, open; `only` writes one line at that row of the right page."""
    c.rotate(turn_)
    q = lying(w + 24, h + 16, 0.2)
    sheet(c, lit, q, colour, 2)
    for side in (0, 1):
        u0, u1 = (0.03, 0.5) if side == 0 else (0.5, 0.97)
        p = [on(q, u0, 0.03), on(q, u1, 0.03), on(q, u1, 0.96), on(q, u0, 0.96)]
        form_lit(c, lit, G(*p), PAPER, 0.4, 0.7, 0.22, dark=False)
        fill(c, G(on(p, 0.86 if side == 0 else 0, 0), on(p, 1 if side == 0 else 0.14, 0), on(p, 1 if side == 0 else 0.14, 1), on(p, 0.86 if side == 0 else 0, 1)), lit.dark, 0.14, 5)
        for i in range(rows):
            v = 0.14 + 0.8 * i / rows
            seg(c, *on(p, 0.06, v + 0.04), *on(p, 0.94, v + 0.04), "#8fa4b4", 1.2, 0.5)
            if only is None or (side == 1 and i == only):
                written(c, lit, p, 1, 0.1, 0.86, v, hand=hand, ink="#22365a", width=2.2, ragged=0.3, seed=i + side * 9)


@at
def newspaper(c, lit, w=280, h=200, turn_=-8):
    c.rotate(turn_)
    q = lying(w, h, 0.3)
    sheet(c, lit, q, "#dcd8cc", 3)
    fill(c, G(on(q, 0.08, 0.08), on(q, 0.9, 0.08), on(q, 0.9, 0.2), on(q, 0.08, 0.2)), "#3a3a3c", 0.6)
    fill(c, G(on(q, 0.08, 0.28), on(q, 0.44, 0.28), on(q, 0.44, 0.7), on(q, 0.08, 0.7)), "#7a7a7c", 0.5)
    written(c, lit, q, 9, 0.5, 0.92, 0.3, 0.92, ragged=0.08, width=2)
    written(c, lit, q, 3, 0.08, 0.44, 0.78, 0.92, ragged=0.05, width=2)


@at
def grid(c, lit, w=760, h=480, colour="#efe9da", rows=8, cols=9, rubbed=(4, 5), letter=True, pins=True):
    """A rota on a wall, flat: one square rubbed and written over."""
    form_lit(c, lit, R(0, 0, w, h, 2), colour, 0.6, 0.7, 0.22, dark=False)
    fill(c, R(0, 0, w, h / (rows + 1)), lit.tone("#8fa9a4"), 0.4)
    rng = np.random.default_rng(9)
    cw, ch = w / cols, h / (rows + 1)
    for i in range(rows + 1):
        seg(c, 0, ch * i, w, ch * i, "#4a5058", 2, 0.5)
    for j in range(cols):
        seg(c, cw * j, 0, cw * j, h, "#4a5058", 2, 0.5)
        seg(c, cw * j + cw * 0.25, ch * 0.5, cw * j + cw * 0.7, ch * 0.5, "#2a3238", 5, 0.6)
    for i in range(1, rows + 1):
        for j in range(cols):
            if j == 0:
                seg(c, 14, ch * (i + 0.5), cw * (0.5 + 0.35 * rng.random()), ch * (i + 0.5), "#2a3238", 5, 0.65)
            elif (i, j) != tuple(rubbed) and rng.random() < 0.62:
                seg(c, cw * (j + 0.35), ch * (i + 0.5), cw * (j + 0.35 + 0.3 * rng.random() + 0.06), ch * (i + 0.5), ("#2a4a7a", "#2a3238", "#7a3a34")[rng.integers(3)], 6, 0.6)
    i, j = rubbed
    for n in range(16):
        fill(c, turn(O(cw * (j + rng.uniform(0.3, 0.7)), ch * (i + rng.uniform(0.35, 0.65)), cw * 0.26, ch * 0.14), -20 + n * 3, cw * (j + 0.5), ch * (i + 0.5)), "#3a3a40", 0.06, 4)
    if letter:
        x, y = cw * (j + 0.5), ch * (i + 0.5)
        line(c, C((x - 12, y + 14), (x - 10, y - 14), (x + 4, y - 14), (x + 6, y - 2), (x - 10, y + 1), (x + 8, y + 3), (x + 9, y + 14), (x - 12, y + 15), closed=False, k=0.2), "#3a3a40", 3, 0.8)
    if pins:
        for x, y in ((8, 8), (w - 8, 8), (8, h - 8), (w - 8, h - 8)):
            form_lit(c, lit, O(x, y, 7), "#b4483c", 0.2)


@at
def pencil(c, lit, long=220, turn_=-24, colour="#c9963c", pen=False, string=False):
    c.rotate(turn_)
    if string and string is not True:  # so long, and straight
        seg(c, long / 2, 0, long / 2 + string, 0, lit.tone("#d8ccb4", 1.2), 2.6)
        fill(c, O(long / 2 + string, 0, 7), lit.tone("#b4483c", 1.2))
    elif string:
        line(c, C((long / 2, 0), (long / 2 + 40, -60), (long / 2 + 20, -220), (long / 2 + 40, -420), closed=False), lit.tone("#d8ccb4", 1.2), 3)
    fill(c, R(-long / 2, 4, long, 10, 4), lit.dark, 0.4, 5)
    form_lit(c, lit, R(-long / 2 + 22, -5.5, long - 22, 11, 2), "#22365a" if pen else colour, 0.25)
    seg(c, -long / 2 + 24, -2, long / 2, -2, "#ffffff", 1.6, 0.4)
    form_lit(c, lit, G((-long / 2 + 24, -5.5), (-long / 2, 0), (-long / 2 + 24, 5.5)), "#c9ccd0" if pen else "#e0c49a", 0.2)
    if not pen:
        fill(c, G((-long / 2 + 7, -1.8), (-long / 2, 0), (-long / 2 + 7, 1.8)), "#2a2a2c")
        form_lit(c, lit, R(long / 2 - 4, -5.5, 16, 11, 4), "#c4807c", 0.2)


@at
def eraser(c, lit):
    form_lit(c, lit, C((-34, -8), (-26, -18), (26, -18), (36, -6), (34, 12), (-32, 12), k=0.08), "#d8a8a0", 0.4)
    form_lit(c, lit, G((-10, -19), (26, -18), (34, 12), (-6, 12)), "#4a6a9a", 0.3)
    for i in range(9):
        fill(c, O(-60 + i * 17, 22 + (i * 7) % 12, 4, 1.6), lit.tone("#8a8488"))


@at
def cup(c, lit, colour="#d8cbb2", tea=True, saucer=False, full=True, handle=1, steam=False):
    """A cup from a little above; (0, 0) is the middle of its rim."""
    shadow(c, O(-6 * handle, 88, 62, 15), 0.5, 9, -10, 4, lit.dark)
    if saucer:
        form_lit(c, lit, O(0, 86, 96, 24), colour, 0.5)
        fill(c, O(0, 84, 60, 13), lit.dark, 0.18, 3)
    line(c, C((46 * handle, 16), (80 * handle, 14), (82 * handle, 48), (42 * handle, 60), closed=False), lit.tone(colour, 1.05), 10)
    line(c, C((46 * handle, 13), (80 * handle, 11), (83 * handle, 40), closed=False), lit.left, 2.2, 0.5, 1)
    form_lit(c, lit, C((-52, 0), (-50, 40), (-40, 78), (-20, 90), (20, 90), (40, 78), (50, 40), (52, 0), k=0.12), colour, 0.7)
    fill(c, O(0, 0, 52, 15), mix(lit.tone(colour), "#ffffff", 0.22))
    fill(c, O(0, 2.5, 46, 11.5), lit.tone("#7a4a28") if tea else mix(lit.tone(colour), lit.dark, 0.45))
    if tea:
        fill(c, O(8, 2, 26, 5), "#fff2d8", 0.2, 2)


@at
def mug(c, lit, colour="#7f9aa0", handle=1, tea=True):
    shadow(c, O(-6 * handle, 92, 56, 13), 0.5, 9, -10, 4, lit.dark)
    line(c, C((44 * handle, 18), (78 * handle, 18), (78 * handle, 64), (44 * handle, 66), closed=False), lit.tone(colour, 1.05), 12)
    form_lit(c, lit, C((-46, 0), (-46, 84), (-34, 96), (34, 96), (46, 84), (46, 0), k=0.05), colour, 0.7)
    fill(c, O(0, 0, 46, 12), mix(lit.tone(colour), "#ffffff", 0.25))
    fill(c, O(0, 2, 40, 9), lit.tone("#6a4226") if tea else mix(lit.tone(colour), lit.dark, 0.5))


@at
def teapot(c, lit, colour="#8a4f44"):
    shadow(c, O(0, 70, 92, 16), 0.5, 10, -8, 4, lit.dark)
    line(c, C((62, -20), (110, -30), (112, 30), (66, 40), closed=False), lit.tone(colour, 1.1), 12)
    form_lit(c, lit, C((-60, 10), (-104, -24), (-116, -36), (-100, -46), (-60, -20)), colour, 0.5)
    form_lit(c, lit, C((-78, 10), (-60, -44), (0, -58), (60, -44), (78, 10), (58, 62), (0, 74), (-58, 62), k=0.16), colour, 0.9)
    form_lit(c, lit, C((-40, -46), (0, -70), (40, -46), (0, -38)), mix(colour, "#ffffff", 0.08), 0.4)
    form_lit(c, lit, O(0, -72, 10, 9), colour, 0.3)


@at
def glass(c, lit, water=True, sponge=False):
    """A tumbler; with a pink mouth sponge on its stick, perhaps."""
    shadow(c, O(0, 92, 50, 12), 0.45, 9, -8, 4, lit.dark)
    g = C((-44, -40), (-38, 80), (-30, 92), (30, 92), (38, 80), (44, -40), k=0.03)
    fill(c, g, lit.left, 0.13)
    if water:
        fill(c, C((-41, 14), (-38, 80), (-30, 90), (30, 90), (38, 80), (41, 14), k=0.03), mix(lit.left, "#9fc4d4", 0.5), 0.3)
        fill(c, O(0, 14, 41, 9), lit.left, 0.35)
    if sponge:
        seg(c, 10, 60, -52, -112, lit.tone("#e8e4da", 1.3), 6)
        form_lit(c, lit, turn(C((-66, -150), (-46, -164), (-30, -150), (-34, -112), (-50, -102), (-64, -114)), -6, -50, -130), "#e58fa6", 0.5, most=0.2)
        for i in range(4):
            seg(c, -60 + i * 8, -150, -56 + i * 6, -112, dim("#e58fa6", 0.5), 2, 0.35, 1)
    line(c, g, lit.left, 2, 0.5)
    line(c, O(0, -40, 44, 10), lit.left, 2.4, 0.7)
    seg(c, -34, -30, -29, 76, "#ffffff", 5, 0.35, 1.6)


@at
def plate(c, lit, food=None, colour="#e4e4de", rim="#8fa4b4", cover=False):
    """A plate; food: toast, crusts, sandwiches, butter, crumbs, covered."""
    shadow(c, O(0, 12, 126, 34), 0.45, 12, -6, 6, lit.dark)
    form_lit(c, lit, O(0, 0, 124, 36), colour, 0.6)
    line(c, O(0, 0, 112, 31), lit.tone(rim, 1.1), 3, 0.6)
    fill(c, O(0, 1, 84, 22), lit.dark, 0.1, 3)
    if food in ("toast", "crusts"):
        for i, (x, y, a) in enumerate(((-34, -4, -8), (26, -8, 14), (6, 8, -26)) if food == "toast" else ((-30, -2, 20), (22, 4, -14), (40, -8, 50))):
            c.save()
            c.translate(x, y)
            c.rotate(a)
            p = G((-44, 14), (44, 14), (0, -26)) if food == "toast" else C((-40, 8), (-20, -6), (10, -8), (36, 6), (34, 14), (8, 2), (-18, 4), (-36, 16))
            fill(c, turn(p, 0, 0, 0), lit.dark, 0.3, 4)
            form_lit(c, lit, p, "#c48a4a", 0.4)
            if food == "toast":
                form_lit(c, lit, G((-34, 10), (34, 10), (0, -18)), "#e8c07a", 0.3)
            c.restore()
            _ = i
    elif food == "sandwiches":
        for i in range(6):
            x, y = -64 + i * 24, (-6, 6)[i % 2]
            form_lit(c, lit, G((x, y + 12), (x + 46, y + 12), (x + 22, y - 26)), "#ecdcb8", 0.3)
            seg(c, x + 6, y + 4, x + 38, y + 4, lit.tone("#a8684a"), 4, 0.8)
        fill(c, C((-110, 8), (-80, -50), (0, -64), (80, -48), (110, 8), k=0.14), "#ffffff", 0.16)
        line(c, C((-70, -42), (-10, -58), (50, -50), closed=False), "#ffffff", 3, 0.5, 1)
    elif food == "crumbs":
        rng = np.random.default_rng(2)
        for _ in range(26):
            c.drawCircle(rng.normal(0, 34), rng.normal(0, 8), rng.uniform(1, 2.6), paint(lit.tone(("#8a5a2a", "#c08a4a")[rng.integers(2)])))
    if cover:
        form_lit(c, lit, C((-104, 4), (-84, -40), (0, -58), (84, -40), (104, 4), (0, 26), k=0.14), colour, 0.6)
        form_lit(c, lit, C((-40, -48), (0, -60), (40, -48), (0, -40)), colour, 0.3)


@at
def dish(c, lit, cloth="#d8d4c6", colour="#7a8f94"):
    """A covered dish with a folded tea towel over it."""
    shadow(c, O(0, 40, 120, 20), 0.5, 10, 0, 4, lit.dark)
    form_lit(c, lit, C((-112, -10), (-104, 34), (-80, 46), (80, 46), (104, 34), (112, -10), k=0.06), colour, 0.7)
    form_lit(c, lit, C((-118, -6), (-80, -40), (0, -52), (80, -40), (118, -6), (96, 24), (60, 10), (10, 22), (-40, 10), (-92, 26), k=0.12), cloth, 0.7)
    for i in range(3):
        line(c, C((-96 + i * 8, 12 - i * 8), (0, -16 - i * 8), (96 - i * 8, 12 - i * 8), closed=False), lit.tone("#b4544a"), 3, 0.6)


@at
def tissues(c, lit):
    form_lit(c, lit, G((-70, -30), (70, -30), (82, 34), (-82, 34)), "#8fb0b4", 0.6)
    fill(c, O(0, -20, 34, 8), lit.dark, 0.5)
    form_lit(c, lit, C((-26, -20), (-34, -70), (-6, -58), (4, -86), (24, -56), (40, -66), (26, -18)), "#f6f4ee", 0.5)


@at
def clipboard(c, lit, turn_=-6, pen=True):
    c.rotate(turn_)
    q = lying(250, 340, 0.25)
    sheet(c, lit, q, "#8a6a48", 1)
    p = [on(q, 0.06, 0.1), on(q, 0.94, 0.1), on(q, 0.94, 0.96), on(q, 0.06, 0.96)]
    form_lit(c, lit, G(*p), PAPER, 0.4, 0.7, 0.22, dark=False)
    for i in range(6):
        seg(c, *on(p, 0.1, 0.2 + i * 0.12), *on(p, 0.9, 0.2 + i * 0.12), "#8a949c", 1.6, 0.7)
    form_lit(c, lit, G(on(q, 0.34, 0.0), on(q, 0.66, 0.0), on(q, 0.64, 0.1), on(q, 0.36, 0.1)), "#a8b0b4", 0.3)
    if pen:
        pencil(c, lit, 0, 0, 0.9, pen=True, turn_=14)


_ = (box, skia)
