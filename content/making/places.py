"""Where a scene happens: a room, a corridor, a car, out of doors, a table seen close.

A place draws three things: what is far (twice, for the two lights of the hour),
what is near, behind the people, and what is in front of them. What stands in it
is named in the scene file, or in places.yaml for the places that come back.
"""

import skia
from furniture import box
from kit import *  # noqa: F403
from light import VIEWS, form_lit, mix, sky, window_light


class Room:
    """A wall with a window, a floor perhaps, and what the scene puts there."""

    def __init__(self, scene, how):
        self.scene, self.how, self.lit = scene, how, scene.lit
        self.window = how.get("window")

    @property
    def rect(self):
        return self.window["at"] if self.window else None

    def wall(self, c, k):
        lit = self.lit
        cols = lit.wall[k]
        if tint := self.how.get("tint"):
            cols = [mix(x, lit.tone(tint, 1.1), 0.45) for x in cols]
        fill(c, R(0, 0, W, H), lin((0, 0), (1280, 430), cols))
        if dado := self.how.get("dado"):
            y = dado if isinstance(dado, (int, float)) and dado > 1 else 470
            fill(c, R(0, y, W, H - y), lit.dark, 0.26)
            seg(c, 0, y, W, y, lit.left, 2, 0.16)
        if tiles := self.how.get("tiles"):
            x0, y0, x1, y1 = tiles
            for j in range(int((y1 - y0) / 44)):
                for i in range(int((x1 - x0) / 66)):
                    fill(c, R(x0 + i * 66, y0 + j * 44, 63, 41, 2), mix(cols[1], "#ffffff", 0.07 + 0.02 * ((i * 7 + j * 3) % 3)), 0.55)
        if y := self.how.get("floor"):
            f = self.how.get("floor_colour", "#6a6258")
            fill(c, R(0, y, W, H - y), lin((0, y), (0, H), [lit.tone(f), mix(lit.tone(f), lit.dark, 0.6)]))
            seg(c, 0, y, W, y, lit.left, 2, 0.14)
            fill(c, R(0, y - 26, W, 24), lit.dark, 0.22)

    def draw_far(self, c, k):
        lit, win = self.lit, self.window
        self.wall(c, k)
        if not win:
            gx, gy = self.how.get("source", [200, 120])
            glow(c, gx, gy, 720, lit.key, (0.24, 0.34)[k])
            return
        x, y, w, h = win["at"]
        glow(c, x + w / 2, y + h / 2, 640, lit.key, (0.3, 0.46)[k])
        c.save()
        c.clipRect(skia.Rect.MakeXYWH(x, y, w, h))
        sky(c, lit, k, x, y, w, h, win.get("sun", (0.3, 0.8)))
        soft(c, lambda q: VIEWS[win.get("view", "town")](q, lit, k, x, y, w, h), win.get("blur", 3.4))
        c.restore()
        if win.get("cast"):
            window_light(c, lit, k, x, y, w, h, 1 if win["cast"] == "right" else -1)

    def draw_window(self, c):
        lit, win = self.lit, self.window
        x, y, w, h = win["at"]
        frame_ = skia.Path()
        frame_.addRect(skia.Rect.MakeXYWH(x - 22, y - 22, w + 44, h + 44))
        frame_.addRect(skia.Rect.MakeXYWH(x, y, w, h))
        frame_.setFillType(skia.PathFillType.kEvenOdd)
        colour = win.get("frame", "#6a7378")
        base = lit.tone(colour, 0.8)
        fill(c, frame_, lin((x - 22, 0), (x + w + 22, 0), [mix(base, lit.dark, 0.45), base, mix(base, lit.right, 0.18)]))
        across, down = win.get("panes", (2, 2))
        for i in range(1, across):
            xx = x + w * i / across
            fill(c, R(xx - 4.5, y, 9, h), mix(base, lit.dark, 0.3))
            seg(c, xx + 4.5, y, xx + 4.5, y + h, lit.left, 1.4, 0.4)
        for i in range(1, down):
            yy = y + h * i / down
            fill(c, R(x, yy - 4.5, w, 9), mix(base, lit.dark, 0.3))
            seg(c, x, yy + 4.5, x + w, yy + 4.5, lit.left, 1.4, 0.35)
        form_lit(c, lit, R(x - 36, y + h + 20, w + 72, 18, 2), mix(colour, "#ffffff", 0.3), 0.4)
        if win.get("blind"):
            n = int(h / 21)
            for i in range(n):
                yy = y + 4 + i * h / n
                a = win["blind"] if isinstance(win["blind"], (int, float)) and win["blind"] is not True else 1.0
                sl = R(x - 4, yy, w + 8, 10, 3)
                fill(c, sl, lin((x, yy), (x, yy + 10), [mix(base, lit.left, 0.5), mix(base, lit.dark, 0.35)]), a)
                seg(c, x - 4, yy + 1, x + w + 4, yy + 1, lit.left, 1.4, 0.6 * a)
            for u in (0.2, 0.8):
                seg(c, x + w * u, y, x + w * u, y + h, lit.dark, 2, 0.7)
            if win.get("bars_cast"):
                bx, by = win["bars_cast"]
                p = skia.Paint(ImageFilter=skia.ImageFilters.Blur(5, 5))
                p.setAlphaf(0.3)
                p.setBlendMode(SCREEN)
                c.saveLayer(None, p)
                for i in range(12):
                    fill(c, G((bx, by + i * 26), (bx + 340, by + 36 + i * 26), (bx + 340, by + 47 + i * 26), (bx, by + 12 + i * 26)), lit.key)
                c.restore()

    def draw_near(self, c):
        if self.window:
            self.draw_window(c)
        self.scene.things(c, "behind", 2.6)
        for gx, gy, r, a in self.how.get("glows", []):
            glow(c, gx, gy, r, self.lit.lamp, a)
        self.scene.things(c, "near", 0.7)

    def draw_front(self, c):
        pass


class Corridor(Room):
    """A hospital corridor going away, with a lit end."""

    def draw_far(self, c, k):
        lit = self.lit
        vx, vy = self.how.get("vanish", (800, 300))
        self.wall(c, k)
        cols = lit.wall[k]
        end = self.how.get("end", lit.key)
        s = 0.16
        x0, x1, y0, y1 = vx - vx * s, vx + (W - vx) * s, vy - vy * s, vy + (H - vy) * s
        fill(c, G((0, 0), (W, 0), (x1, y0), (x0, y0)), lin((0, 0), (0, y0), [mix(cols[1], lit.dark, 0.5), cols[0]]))
        fill(c, G((0, H), (W, H), (x1, y1), (x0, y1)), lin((0, y1), (0, H), [mix(cols[0], end, 0.3), mix(cols[2], lit.dark, 0.4)]))
        fill(c, G((0, 0), (x0, y0), (x0, y1), (0, H)), lin((0, 0), (x0, 0), [mix(cols[1], lit.dark, 0.35), cols[0]]))
        fill(c, G((W, 0), (x1, y0), (x1, y1), (W, H)), lin((x1, 0), (W, 0), [cols[0], mix(cols[2], lit.dark, 0.3)]))
        fill(c, R(x0, y0, x1 - x0, y1 - y0), mix(end, cols[0], 0.25))
        glow(c, vx, vy, 330, end, (0.6, 0.75)[k])
        for u in (0.34, 0.66):
            seg(c, 0, H * u, x0, vy + (H * u - vy) * s, lit.left, 2, 0.18)
        # shine on the floor
        fill(c, G((x0 + 10, y1), (x1 - 10, y1), (vx + 260, H), (vx - 260, H)), lin((0, y1), (0, H), [col(end, 0.4), col(end, 0.02)]), 1, 18, SCREEN)
        dead = self.how.get("dark_lamps", ())
        for i in range(5):
            f0, f1 = s + (1 - s) * (i / 5) ** 1.6, s + (1 - s) * ((i + 0.45) / 5) ** 1.6
            q = [(vx + (u - 0.5) * 260 * f * 1.4, vy - vy * f * 0.98) for u, f in ((0, f1), (1, f1), (1, f0), (0, f0))]
            if i in dead:
                fill(c, G(*q), mix(cols[0], lit.dark, 0.3))
            else:
                fill(c, G(*q), "#eef6ff", 0.5 + 0.4 * (1 - i / 5))
                glow(c, vx, vy - vy * f0, 240 * f1, "#dfeeff", 0.25, 1.4, 0.7)
        # doors
        for side in (-1, 1):
            for i in range(3):
                f0, f1 = s + (1 - s) * ((i + 0.25) / 3) ** 1.5, s + (1 - s) * ((i + 0.62) / 3) ** 1.5
                ex = 0 if side < 0 else W
                pts = [(vx + (ex - vx) * f, vy + (v - vy) * f) for v, f in ((110, f0), (110, f1), (H, f1), (H, f0))]
                fill(c, G(*pts), mix(cols[1], lit.dark, 0.34))
                c.drawPath(G(*pts), paint(lit.left, 0.16, 0, None, 2))
                pane = [(vx + (ex - vx) * (f0 + (f1 - f0) * u), vy + (v - vy) * (f0 + (f1 - f0) * u)) for v, u in ((170, 0.3), (170, 0.7), (330, 0.7), (330, 0.3))]
                on = (side < 0 and i == self.how.get("lit_left", -1)) or (side > 0 and i == self.how.get("lit_right", -1))
                fill(c, G(*pane), lit.lamp if on else mix(cols[0], lit.dark, 0.5), 0.9)
                if on:
                    glow(c, pane[0][0], 260, 170, lit.lamp, 0.5)

    def draw_near(self, c):
        self.scene.things(c, "behind", 2.2)
        self.scene.things(c, "near", 0.7)


class Car(Room):
    """A parked car from its driver's side; the driver seen through the window, facing right."""

    OPEN = ((300, 168), (470, 150), (820, 150), (960, 250), (1040, 430), (1030, 452), (300, 452))

    def draw_far(self, c, k):
        lit = self.lit
        sky(c, lit, k, 0, 0, W, 520, (0.5, 0.8))
        soft(c, lambda q: VIEWS[self.how.get("view", "street")](q, lit, k, 0, 20, W, 460), 6)
        fill(c, R(0, 470, W, 260), mix(lit.tone("#4a4c54"), lit.dark, 0.4))
        self.scene.things(c, "beyond", 2.4)

    def draw_near(self, c):
        lit = self.lit
        inside = C(*self.OPEN, k=0.05)
        c.save()
        c.clipPath(inside, doAntiAlias=True)
        fill(c, R(0, 0, W, H), mix(lit.tone("#2a3038"), lit.dark, 0.25), 0.72)
        # the far door's window, the headrest, the wheel
        fill(c, C((420, 200), (800, 196), (900, 270), (940, 380), (420, 384), k=0.06), lit.h["sky"][0][2], 0.5, 6)
        glow(c, 760, 430, 260, self.how.get("dash", "#8fb4d8"), 0.35)
        form_lit(c, lit, C((316, 300), (330, 230), (384, 222), (404, 280), (420, 470), (300, 480)), "#39414a", 0.7)
        form_lit(c, lit, C((330, 214), (344, 178), (384, 180), (394, 220), (376, 236), (344, 236)), "#323942", 0.5)
        self.scene.things(c, "behind", 1.5)
        c.restore()

    def draw_front(self, c):
        lit = self.lit
        colour = self.how.get("colour", "#4a5a6c")
        inside = C(*self.OPEN, k=0.05)
        c.save()
        c.clipPath(inside, doAntiAlias=True)
        wheel = turn(O(905, 425, 26, 96), 18, 905, 425)
        line(c, wheel, lit.tone("#1b1f25"), 15)
        line(c, turn(O(902, 423, 24, 92), 18, 905, 425), lit.right, 2, 0.4)
        fill(c, C((930, 400), (1060, 408), (1060, 470), (900, 470)), lit.tone("#20252c"))
        fill(c, G((330, 150), (420, 150), (300, 452), (300, 300)), "#ffffff", 0.05)
        fill(c, G((560, 150), (640, 150), (480, 452), (390, 452)), "#ffffff", 0.035)
        c.restore()
        shell = skia.Path()
        shell.addRect(skia.Rect.MakeLTRB(-60, 470, W + 60, H + 60))
        roof = C((-60, 300), (60, 190), (260, 110), (460, 92), (830, 92), (990, 190), (1110, 380), (1340, 430), (1340, 800), (-60, 800), k=0.06)
        hole = skia.Op(roof, inside, skia.PathOp.kDifference_PathOp)
        back = C((40, 400), (110, 300), (240, 180), (262, 452), (70, 452), k=0.08)
        hole = skia.Op(hole, back, skia.PathOp.kDifference_PathOp)
        fill(c, back, mix(lit.h["sky"][0][1], lit.dark, 0.55), 0.85)
        base = lit.tone(colour)
        fill(c, hole, lin((0, 90), (0, 720), [mix(base, lit.left, 0.16), base, mix(base, lit.dark, 0.6)]))
        inner(c, hole, lit.left, 3, 5, 6, 0.45)
        inner(c, hole, lit.left, 0, 2, 1.5, 0.6)
        line(c, inside, mix(base, lit.dark, 0.75), 10)
        line(c, inside, lit.left, 1.6, 0.3)
        seg(c, 280, 460, 270, 720, lit.dark, 4, 0.6)
        line(c, C((1040, 460), (1052, 560), (1020, 720), closed=False), lit.dark, 4, 0.6)
        form_lit(c, lit, R(330, 506, 110, 24, 12), mix(colour, "#ffffff", 0.1), 0.4)
        form_lit(c, lit, C((1010, 410), (1060, 396), (1096, 424), (1086, 466), (1030, 470)), colour, 0.6)
        fill(c, R(-20, 470, W + 40, 3), lit.left, 0.3)


class CarInside(Room):
    """A parked car from its back seat: the wet windscreen, the wheel, the driver's seat on the right."""

    GLASS = ((150, 96), (640, 70), (1130, 96), (1250, 420), (640, 440), (30, 420))

    @property
    def rect(self):
        return [60, 76, 1160, 356]

    def draw_far(self, c, k):
        lit = self.lit
        fill(c, R(0, 0, W, H), mix(lit.tone("#2a2e36"), lit.dark, 0.5))
        c.save()
        c.clipPath(C(*self.GLASS, k=0.03), doAntiAlias=True)
        sky(c, lit, k, 0, 60, W, 400, (0.4, 0.9))
        soft(c, lambda q: VIEWS[self.how.get("view", "street")](q, lit, k, 0, 40, W, 420), 5)
        self.scene.things(c, "beyond", 4)
        c.restore()

    def draw_near(self, c):
        lit = self.lit
        glass = C(*self.GLASS, k=0.03)
        cabin = skia.Path()
        cabin.addRect(skia.Rect.MakeLTRB(-60, -60, W + 60, H + 60))
        cabin = skia.Op(cabin, glass, skia.PathOp.kDifference_PathOp)
        base = mix(lit.tone("#39404a"), lit.dark, 0.3)
        fill(c, cabin, lin((0, 0), (0, H), [mix(base, lit.dark, 0.4), base, mix(base, lit.dark, 0.7)]))
        inner(c, cabin, lit.left, 0, -3, 8, 0.4)
        line(c, glass, lit.dark, 9)
        line(c, glass, lit.left, 1.6, 0.35)
        for x0, x1 in ((300, 560), (760, 1010)):
            seg(c, x0, 424, x1, 398, lit.dark, 7)
        form_lit(c, lit, C((560, 84), (720, 84), (726, 132), (640, 142), (554, 132), k=0.08), "#2a2e36", 0.5)
        dash = C((-40, 452), (300, 424), (640, 436), (980, 424), (1320, 452), (1320, 600), (-40, 600), k=0.08)
        form_lit(c, lit, dash, "#323841", 1.0)
        glow(c, 850, 470, 130, self.how.get("dash", "#8fb4d8"), 0.35)
        wheel = turn(O(846, 512, 148, 112), 0, 846, 512)
        line(c, wheel, lit.tone("#1b1f25"), 24)
        line(c, O(846, 508, 150, 114), lit.left, 2, 0.35)
        self.scene.things(c, "behind", 1.2)
        self.scene.things(c, "near", 0.6)

    def draw_front(self, c):
        lit = self.lit
        seat = C((640, 760), (650, 560), (690, 500), (800, 478), (950, 478), (1060, 500), (1100, 560), (1112, 760), k=0.1)
        shadow(c, seat, 0.5, 18, 0, -8, lit.dark)
        form_lit(c, lit, seat, "#3c444f", 1.2)
        for x in (770, 980):
            line(c, C((x, 500), (x + 4, 620), (x, 740), closed=False), lit.dark, 6, 0.4, 3)
        other = C((120, 760), (130, 570), (180, 510), (280, 494), (400, 508), (450, 570), (460, 760), k=0.1)
        self.scene.things(c, "on_seat", 0)
        form_lit(c, lit, other, "#39414b", 1.1)


class Outside(Room):
    """Sky over ground; houses, cars and trees are put there by the scene."""

    def draw_far(self, c, k):
        lit = self.lit
        y = self.how.get("horizon", 470)
        sky(c, lit, k, 0, 0, W, y + 30, self.how.get("sun", (0.7, 0.85)))
        if self.how.get("view"):
            soft(c, lambda q: VIEWS[self.how["view"]](q, lit, k, 0, 0, W, y + 20), 3.4)
        g = self.how.get("ground", "#5a5c60")
        fill(c, R(0, y, W, H - y), lin((0, y), (0, H), [lit.tone(g), mix(lit.tone(g), lit.dark, 0.55)]))
        if self.how.get("wet"):
            for i in range(9):
                glow(c, 80 + i * 140, y + 60 + (i * 53) % 120, 130, lit.lamp if i % 2 else lit.key, 0.16, 1.2, 0.3)
        if self.how.get("kerb"):
            form_lit(c, lit, R(-10, y + 24, W + 20, 16), "#8a8a86", 0.3)

    def draw_near(self, c):
        self.scene.things(c, "behind", 1.6)
        self.scene.things(c, "near", 0.6)


class Table(Room):
    """Things on a table, seen close: the room behind is out of focus."""

    def draw_near(self, c):
        lit = self.lit

        def back(q):
            if self.window:
                self.draw_window(q)
            self.scene.things(q, "behind", 0)

        soft(c, back, self.how.get("blur", 6))
        y = self.how.get("edge", 410)
        colour = self.how.get("top", "#a8703f")
        if self.how.get("cloth"):
            fill(c, R(0, y, W, H - y), lin((0, y), (0, H), [lit.tone(colour, 1.1), mix(lit.tone(colour), lit.dark, 0.45)]))
            for i in range(6):
                line(c, C((-40, y + 30 + i * 56), (340, y + 10 + i * 60), (760, y + 44 + i * 54), (1320, y + 16 + i * 60), closed=False), lit.dark, 22, 0.16, 16)
                line(c, C((-40, y + 18 + i * 56), (340, y - 2 + i * 60), (760, y + 32 + i * 54), (1320, y + 4 + i * 60), closed=False), lit.left, 8, 0.1, 8)
        else:
            fill(c, R(0, y, W, H - y), lin((0, y), (0, H), [mix(lit.tone(colour), lit.lamp, 0.16), lit.tone(colour), mix(lit.tone(colour), lit.dark, 0.5)]))
            import numpy as np

            rng = np.random.default_rng(1)
            for _ in range(0 if self.how.get("plain") else 40):
                yy = y + (H - y) * rng.random() ** 0.8
                x0 = rng.uniform(-200, W)
                seg(c, x0, yy, x0 + rng.uniform(160, 620), yy + rng.uniform(-3, 3), lit.dark, rng.uniform(1, 3), rng.uniform(0.05, 0.15), 1)
        seg(c, 0, y, W, y, lit.left, 2, 0.4, 0.6)
        pool = self.how.get("pool", [640, 560, 560, 0.5])
        glow(c, pool[0], pool[1], pool[2], lit.lamp if self.how.get("lamp", True) else lit.key, pool[3], 1, 0.45)
        for gx, gy, r, a in self.how.get("glows", []):
            glow(c, gx, gy, r, lit.lamp, a)
        self.scene.things(c, "near", 0)


class Wall(Room):
    """Only a surface, seen flat: a sheet, a floor from above, a noticeboard."""

    def draw_far(self, c, k):
        lit = self.lit
        colour = self.how.get("colour", "#8a7a66")
        fill(c, R(0, 0, W, H), lin((0, 0), (W, H), [mix(lit.tone(colour), lit.left, 0.25), lit.tone(colour), mix(lit.tone(colour), lit.dark, 0.5)]))
        if self.how.get("folds"):
            for i in range(7):
                line(c, C((-40, 60 + i * 110), (330, 20 + i * 116), (760, 90 + i * 106), (1320, 40 + i * 116), closed=False), lit.dark, 34, 0.22, 26)
                line(c, C((-40, 34 + i * 110), (330, -6 + i * 116), (760, 64 + i * 106), (1320, 14 + i * 116), closed=False), lit.left, 14, 0.14, 14)
        glow(c, *self.how.get("source", [330, 180]), 720, lit.key, 0.3)


KINDS = {"room": Room, "corridor": Corridor, "car": Car, "car-inside": CarInside, "outside": Outside, "table": Table, "surface": Wall}
_ = box
