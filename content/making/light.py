"""Hours of the day as colours, and how light lies on a form.

An hour has two states, the film's beginning and its end; the picture goes slowly
from the one to the other.
"""

import math

import skia
from kit import *  # noqa: F403


def rgb(h):
    h = h.lstrip("#")
    return tuple(int(h[i : i + 2], 16) for i in (0, 2, 4))


def mix(a, b, f):
    """Two colours; f = 0 is the first."""
    return "#" + "".join(f"{max(0, min(255, round(x + (y - x) * f))):02x}" for x, y in zip(rgb(a), rgb(b), strict=True))


def dim(a, f):
    return "#" + "".join(f"{max(0, min(255, round(x * f))):02x}" for x in rgb(a))


# sky: top to bottom, at the beginning and at the end; wall: three stops; key: what
# comes in at the window; lamp: what burns inside; amb: how much of a thing's own
# colour is seen; dark: the shade
HOURS = {
    "night": {
        "sky": (["#0c1630", "#18294a", "#263f66", "#3c5a86"], ["#0f1b38", "#1d3054", "#2e4a74", "#46679a"]),
        "wall": (["#15233c", "#1d2c42", "#332f36"], ["#172741", "#203047", "#37333a"]),
        "key": "#9cc4f2", "lamp": "#ffbf7d", "amb": 0.5, "dark": "#04060b", "rim": 0.95, "stars": True,
    },
    "before-dawn": {
        "sky": (["#16294d", "#244274", "#3b5e92", "#5a7aa6"], ["#2e568f", "#5b8cc2", "#a9c3da", "#f0c9a6"]),
        "wall": (["#1b2c48", "#22344d", "#3b3738"], ["#2a4364", "#33485f", "#4a4644"]),
        "key": "#a8ccf4", "lamp": "#ffc287", "amb": 0.54, "dark": "#050810", "rim": 0.9,
    },
    "dawn": {
        "sky": (["#5f7c96", "#93aab8", "#cfcfc8", "#ecd0b0"], ["#7c9fb9", "#b9cbd0", "#f0dfc6", "#fbcf9a"]),
        "wall": (["#415767", "#33475a", "#1f2d39"], ["#5d6f78", "#4a5b66", "#2a343b"]),
        "key": "#ffe2b8", "lamp": "#ffd9a0", "amb": 0.58, "dark": "#05090d", "rim": 0.85,
    },
    "morning": {
        "sky": (["#a9c6da", "#cfdfe4", "#eee9da", "#f8e4c2"], ["#b9d3e2", "#dbe8ea", "#f4eedc", "#fbe8c4"]),
        "wall": (["#9fb0b4", "#8a9a9e", "#5d6a70"], ["#b3c0c0", "#9dabac", "#6b777b"]),
        "key": "#fff0d2", "lamp": "#ffe9c0", "amb": 0.82, "dark": "#0c1418", "rim": 0.6,
    },
    "day": {
        "sky": (["#c2d3dc", "#d6e0e2", "#e8e9e0", "#f1ecdc"], ["#b7cad6", "#cedadf", "#e6e6de", "#f0e8d4"]),
        "wall": (["#b4beb8", "#a3aca6", "#747b76"], ["#aeb8b4", "#9da6a2", "#6d7471"]),
        "key": "#fdf4e0", "lamp": "#fff0d0", "amb": 0.86, "dark": "#10160f", "rim": 0.55,
    },
    "afternoon": {
        "sky": (["#e9d3a6", "#f3d9a4", "#ffc879", "#f0ab62"], ["#dcc29a", "#eec890", "#fbb468", "#e08f50"]),
        "wall": (["#b08f64", "#96764f", "#5e4530"], ["#9a774f", "#825f40", "#4c3526"]),
        "key": "#ffdda0", "lamp": "#ffd08a", "amb": 0.72, "dark": "#1a0e06", "rim": 0.75,
    },
    "dusk": {
        "sky": (["#525a86", "#8b7a98", "#d99a7c", "#e8ad78"], ["#1d2444", "#333458", "#5c4a64", "#86604f"]),
        "wall": (["#4a3f58", "#5f4a55", "#7a563f"], ["#2b2a40", "#46384a", "#75503a"]),
        "key": "#a9b6e4", "lamp": "#ffc887", "amb": 0.52, "dark": "#0c070c", "rim": 0.85,
    },
    "evening": {
        "sky": (["#1d2444", "#2c3054", "#4c4262", "#72566a"], ["#131a36", "#20274a", "#363a5e", "#54506e"]),
        "wall": (["#33304a", "#46394a", "#6a4c3c"], ["#2a2a42", "#3c3344", "#5e4436"]),
        "key": "#a4b4e8", "lamp": "#ffc687", "amb": 0.52, "dark": "#0a070d", "rim": 0.9, "stars": True,
    },
}  # fmt: skip
HOURS["overcast"] = {
    **HOURS["day"],
    "sky": (["#8e9da8", "#a3b0b6", "#b8c0c0", "#c6c8c2"], ["#7f8e9a", "#95a3aa", "#acb4b6", "#bcbeb8"]),
    "wall": (["#7f8d92", "#707d82", "#485359"], ["#72808a", "#646f77", "#3f494f"]),
    "key": "#e6ecea", "lamp": "#ffe2b4", "amb": 0.7, "dark": "#0a1014", "rim": 0.6,
}  # fmt: skip


class Lit:
    """How light falls: `left` and `right` are the colours that come from there."""

    def __init__(self, hour, key_side="left", lamp=True, walls=None):
        h = HOURS[hour]
        self.hour, self.h = hour, h
        self.key, self.lamp = h["key"], h["lamp"]
        self.amb, self.dark, self.rim = h["amb"], h["dark"], h["rim"]
        other = self.lamp if lamp else dim(h["key"], 0.55)
        self.left, self.right = (self.key, other) if key_side == "left" else (other, self.key)
        self.wall = walls or h["wall"]

    def flipped(self):
        q = object.__new__(Lit)
        q.__dict__.update(self.__dict__)
        q.left, q.right = self.right, self.left
        return q

    def tone(self, colour, more=1.0):
        """A thing's own colour in this light, without any ray on it."""
        return mix(mix(self.dark, self.wall[0][1], 0.35), dim(colour, min(1.0, self.amb * 1.12)), min(1.0, (0.55 + 0.45 * self.amb) * more))

    def across(self, colour, x0, x1, most=0.34):
        """Lit from both sides, dark between."""
        base = self.tone(colour)
        deep = mix(base, self.dark, 0.42 - 0.26 * self.amb)
        a = mix(mix(base, colour, 0.35), self.left, most)
        b = mix(mix(base, colour, 0.3), self.right, most * 0.85)
        return lin((x0, 0), (x1, 0), [a, base, deep, b], [0, 0.34, 0.68, 1])

    def down(self, colour, y0, y1):
        base = self.tone(colour)
        return lin((0, y0), (0, y1), [mix(base, colour, 0.4), base, mix(base, self.dark, 0.45)])

    def rims(self, size=1.0, a=1.0, dark=True):
        """The edges that face the two lights, for form()."""
        r = self.rim * a
        out = [
            (self.left, 6 * size, 3 * size, 8 * size, 0.55 * r), (self.left, 1.8 * size, 0.8 * size, 1.4 * size, 0.8 * r),
            (self.right, -6 * size, 3 * size, 9 * size, 0.5 * r), (self.right, -1.7 * size, 0.8 * size, 1.4 * size, 0.6 * r),
        ]  # fmt: skip
        if dark:
            out.append((self.dark, 0, -14 * size, 18 * size, 0.42))
        return out


def form_lit(c, lit, path, colour, size=1.0, a=1.0, most=0.34, blur=0, dark=True, right=True):
    """A shape in this light; right=False where something hides its right edge."""
    b = path.getBounds()
    rims = lit.rims(size, a, dark)
    if not dark:  # flat and pale, as paper is: nothing of it is turned away from the light
        base = mix(lit.tone(colour), colour, 0.22)
        shade = lin((b.left(), b.top()), (b.right(), b.bottom()), [mix(base, lit.left, 0.24), base, mix(base, lit.right, 0.14)])
        form(c, path, shade, *rims[:2], blur=blur)
        return
    form(c, path, lit.across(colour, b.left(), b.right(), most), *(rims if right else rims[:2]), blur=blur)


def sky(c, lit, k, x, y, w, h, sun=None):
    fill(c, R(x, y, w, h), lin((0, y), (0, y + h), lit.h["sky"][k], [0, 0.4, 0.74, 1]))
    if sun:
        glow(c, x + sun[0] * w, y + sun[1] * h, 0.9 * h, lit.key, (0.35, 0.7)[k])
    if lit.h.get("stars"):
        for i in range(14):
            u, v = (i * 0.618 + 0.13) % 1, ((i * i * 0.137 + 0.07) % 1) * 0.5
            c.drawCircle(x + u * w, y + v * h, 0.8 + (i % 3) * 0.35, paint("#ffffff", 0.25 + 0.1 * (i % 4)))


# ------------------------------------------------------------ what is seen outside


def town(c, lit, k, x, y, w, h):
    """Roofs and a hospital chimney, with windows lit."""
    base = y + h * 0.84
    far, near = (mix(lit.h["sky"][k][3], "#22304a", f) for f in (0.45, 0.72))
    pts = [(0, 0.0), (0.18, 0.0), (0.18, 0.06), (0.36, 0.06), (0.5, 0.13), (0.66, 0.04), (0.82, 0.04), (0.82, 0.1), (1, 0.1)]
    fill(c, G(*[(x + u * w, base - (v + 0.06) * h) for u, v in pts], (x + w, y + h + 4), (x, y + h + 4)), far)
    fill(c, R(x + 0.7 * w, base - 0.28 * h, 0.05 * w, 0.3 * h), far)
    pts = [(0, 0.02), (0.24, 0.03), (0.24, 0.07), (0.34, 0.07), (0.34, 0.02), (0.62, 0.03), (0.62, 0.05), (1, 0.03)]
    fill(c, G(*[(x + u * w, base + 0.05 * h - v * h) for u, v in pts], (x + w, y + h + 4), (x, y + h + 4)), near)
    night = 1 - lit.amb
    for i in range(12):
        u, v = (i * 0.618 + 0.05) % 1, (i * 0.27) % 0.12
        fill(c, R(x + u * w, base + (v + 0.02) * h, w * 0.022, h * 0.018), "#ffd79a", min(0.9, 1.3 * night) * (0.5 + 0.5 * ((i * 7) % 3) / 2))


def street(c, lit, k, x, y, w, h):
    """Gables over the way and a street lamp."""
    roof = mix(lit.h["sky"][k][2], "#171a2c", 0.66)
    fill(c, G((x, y + 0.82 * h), (x + 0.15 * w, y + 0.72 * h), (x + 0.33 * w, y + 0.81 * h), (x + 0.33 * w, y + 0.76 * h), (x + 0.52 * w, y + 0.66 * h), (x + 0.72 * w, y + 0.77 * h), (x + 0.9 * w, y + 0.7 * h), (x + w, y + 0.74 * h), (x + w, y + h + 4), (x, y + h + 4)), roof)
    for u, v in ((0.21, 0.85), (0.26, 0.85), (0.58, 0.82), (0.8, 0.83), (0.84, 0.83)):
        fill(c, R(x + u * w, y + v * h, 0.028 * w, 0.035 * h), "#ffd08a", 0.25 + 0.7 * (1 - lit.amb))
    if lit.amb < 0.6:
        px = x + 0.42 * w
        seg(c, px, y + h, px, y + 0.45 * h, dim(roof, 0.7), 5)
        seg(c, px, y + 0.455 * h, px + 0.11 * w, y + 0.44 * h, dim(roof, 0.7), 4)
        glow(c, px + 0.11 * w, y + 0.46 * h, 0.24 * h, "#ffc47e", 0.9)


def garden(c, lit, k, x, y, w, h):
    """Hedges, a tree, hills."""
    hill = mix(lit.h["sky"][k][2], "#52607a", 0.5)
    fill(c, C((x - 20, y + 0.74 * h), (x + 0.3 * w, y + 0.66 * h), (x + 0.62 * w, y + 0.73 * h), (x + w + 20, y + 0.64 * h), (x + w + 20, y + h + 20), (x - 20, y + h + 20)), hill)
    leaf = lit.tone("#5d6f42")
    for i in range(9):
        fill(c, O(x + (i / 8) * w, y + (0.88 + 0.03 * math.sin(i * 2.1)) * h, 0.1 * w, 0.1 * h), mix(leaf, lit.dark, 0.12 * (i % 3)))
    for i in range(7):
        fill(c, O(x + 0.78 * w + 0.09 * w * math.cos(i * 1.9), y + 0.56 * h + 0.09 * h * math.sin(i * 2.3), 0.085 * w, 0.085 * h), mix(leaf, lit.dark, 0.2))
    seg(c, x + 0.78 * w, y + 0.62 * h, x + 0.78 * w, y + 0.9 * h, mix(leaf, lit.dark, 0.5), 0.025 * w)


def carpark(c, lit, k, x, y, w, h):
    """A flat roofline, parked cars, tall lamps."""
    town(c, lit, k, x, y - 0.12 * h, w, h)
    ground = mix(lit.tone("#6a7078"), lit.dark, 0.3)
    fill(c, R(x, y + 0.8 * h, w, 0.22 * h), ground)
    for i in range(5):
        cx = x + (0.1 + 0.2 * i) * w
        fill(c, C((cx - 0.075 * w, y + 0.86 * h), (cx - 0.045 * w, y + 0.8 * h), (cx + 0.04 * w, y + 0.8 * h), (cx + 0.075 * w, y + 0.86 * h), (cx + 0.07 * w, y + 0.9 * h), (cx - 0.07 * w, y + 0.9 * h)), mix(ground, "#9aa8b8", 0.25 + 0.1 * (i % 3)))
    if lit.amb < 0.6:
        for u in (0.2, 0.74):
            seg(c, x + u * w, y + 0.86 * h, x + u * w, y + 0.34 * h, lit.dark, 3)
            glow(c, x + u * w, y + 0.34 * h, 0.2 * h, "#ffd9a0", 0.8)


def fields(c, lit, k, x, y, w, h):
    garden(c, lit, k, x, y, w, h)


VIEWS = {"town": town, "street": street, "garden": garden, "carpark": carpark, "fields": fields}


def window_light(c, lit, k, x, y, w, h, to=1):
    """The window's light laid on a wall beside it; to = 1 to the right, -1 to the left."""
    pane = skia.PictureRecorder()
    q = pane.beginRecording(skia.Rect.MakeWH(W, H))
    x0 = x + w + 200 if to > 0 else x - 470
    for i in range(3):
        for j in range(4):
            ax, ay = x0 + i * 84, y + 10 + j * 100 + i * 7 * to
            fill(q, G((ax, ay), (ax + 70, ay + 6 * to), (ax + 63, ay + 92 + 6 * to), (ax - 7, ay + 88)), lit.key)
    p = skia.Paint(ImageFilter=skia.ImageFilters.Blur(10, 10))
    p.setAlphaf((0.1, 0.24)[k])
    p.setBlendMode(SCREEN)
    c.saveLayer(None, p)
    c.drawPicture(pane.finishRecordingAsPicture())
    c.restore()
