"""What moves besides people: rain, steam, dust, cars, blue lamps, curtains, traces, lifts."""

import math

import numpy as np
import skia
from kit import *  # noqa: F403
from moving import move, part, place, puff, layer


class Moving:
    """One movement; `front` says whether it lies over the people."""

    front = False

    def __init__(self, scene, **how):
        self.scene, self.how = scene, how
        self.win = how.get("in") or scene.window
        self.make()

    def make(self):
        pass

    def clip(self, c):
        c.save()
        if self.win:
            c.clipRect(skia.Rect.MakeXYWH(*self.win))


class Rain(Moving):
    """Beads on the glass, and drops that hang and then run."""

    def make(self):
        x, y, w, h = self.win
        rng = np.random.default_rng(8)
        self.drops = rng.random((max(8, int(w * h / 9000)), 4))

        def beads(c):
            for u, v, r, a in rng.random((int(w * h / 760), 4)):
                px, py, rr = x + u * w, y + v * h, 0.8 + r * r * 2.9
                c.drawCircle(px, py, rr, paint("#10142a", 0.22))
                c.drawCircle(px - rr * 0.2, py + rr * 0.3, rr * 0.7, paint("#e8e4f4", 0.16 + 0.26 * a))
                c.drawCircle(px - rr * 0.3, py - rr * 0.4, rr * 0.3, paint("#ffffff", 0.35))

        self.beads = part(beads)

        def run(c):
            seg(c, 8, 4, 8, 56, "#e8e4f4", 2, 0.12, 1)
            seg(c, 8, 30, 8, 58, "#e8e4f4", 2.6, 0.2, 0.8)
            c.drawCircle(8, 60, 3.2, paint("#141830", 0.35))
            c.drawCircle(8, 61, 2.4, paint("#efeaf6", 0.65))
            c.drawCircle(7, 59, 0.9, paint("#ffffff", 0.85))

        self.run = picture(run, w=16, h=68)

    def draw(self, c, t, k):
        x, y, w, h = self.win
        self.clip(c)
        layer(c, self.beads)
        for d in self.drops:
            span = 9 + d[2] * 18
            u = ((t + d[3] * 50) / span) % 1
            v = u * 0.25 if u < 0.4 else 0.1 + (u - 0.4) ** 1.7 * 2.2
            n = int((t + d[3] * 50) / span)
            px = x + ((d[0] + 0.37 * n) % 1) * w + 3 * math.sin(v * 22 + d[1] * 9)
            py = y + (v + ((d[1] + 0.61 * n) % 1) * 0.85) * h
            s = (0.6 + d[2] * 0.8) * min(1, 0.1 + u * 9)
            c.drawImageRect(self.run, skia.Rect.MakeXYWH(px, py - 68 * s, 16 * s, 68 * s), skia.SamplingOptions(skia.FilterMode.kLinear))
        c.restore()


class Falling(Moving):
    """Rain seen falling through lamplight, out of doors."""

    front = True

    def make(self):
        rng = np.random.default_rng(4)
        self.drops = rng.random((int(self.how.get("much", 70)), 4))
        x, y, w, h = self.how.get("in") or (0, 0, W, H)
        self.win = (x, y, w, h)

    def draw(self, c, t, k):
        x, y, w, h = self.win
        self.clip(c)
        for a, b, d, e in self.drops:
            v = (b + t * (0.4 + 0.2 * d)) % 1
            px, py = x + ((a + 0.03 * v) % 1) * w, y + v * (h + 60) - 30
            seg(c, px, py, px - 3, py + 22 + 14 * d, "#dfe8f6", 1.2, 0.1 + 0.14 * e)
        c.restore()


class Snow(Falling):
    def draw(self, c, t, k):
        x, y, w, h = self.win
        self.clip(c)
        for a, b, d, e in self.drops:
            v = (b + t * (0.03 + 0.02 * d)) % 1
            c.drawCircle(x + ((a + 0.02 * math.sin(t * 0.4 + e * 9)) % 1) * w, y + v * h, 1 + 1.6 * d, paint("#ffffff", 0.3 + 0.4 * e))
        c.restore()


class Steam(Moving):
    front = True

    def make(self):
        self.cloud = puff("#fff2e2")

    def draw(self, c, t, k):
        x, y = self.how["at"]
        s = self.how.get("size", 1.0)
        for n in range(5):
            u = (t / 7 + n / 5) % 1
            place(c, self.cloud, x + s * (math.sin(u * 4 + n * 2 + t * 0.2) * 15 * u), y - s * u * 118, s * (9 + u * 26), 0.42 * math.sin(math.pi * u) ** 1.3, SCREEN)


class Smoke(Moving):
    """A chimney far away, breathing."""

    def make(self):
        self.cloud = puff("#f6ece0")

    def draw(self, c, t, k):
        x, y, w, h = self.win
        self.clip(c)
        for n in range(7):
            u = (t / 26 + n / 7) % 1
            place(c, self.cloud, x + w * (0.72 - u * 0.5), y + h * (0.6 - u * 0.34) - 10 * math.sin(u * 5 + n), 14 + u * 64, 0.6 * (1 - u) * min(1, u * 7))
        c.restore()


class Dust(Moving):
    """Motes in a shaft of light."""

    front = True

    def make(self):
        self.motes = np.random.default_rng(5).random((14, 4))

    def draw(self, c, t, k):
        x, y, w, h = self.how.get("in") or (330, 120, 520, 380)
        for m in self.motes:
            u = (m[0] + t * (0.004 + m[2] * 0.004)) % 1
            c.drawCircle(x + u * w + 10 * math.sin(t * 0.4 + m[3] * 9), y + m[1] * h + 16 * math.sin(t * 0.23 + m[2] * 20), 1 + m[3] * 1.2, paint("#ffeccc", (0.16 + 0.22 * k) * math.sin(math.pi * u)))


class Cars(Moving):
    """Headlights that pass outside, now and then."""

    def make(self):
        self.beam = puff("#ffe9c8")

    def draw(self, c, t, k):
        x, y, w, h = self.win
        self.clip(c)
        for period, phase, sign in ((23, 4, 1), (37, 19, -1)):
            u = ((t + phase) % period) / 6.5
            if u < 1:
                f = math.sin(math.pi * u)
                px = x + (u if sign > 0 else 1 - u) * (w + 160) - 80
                place(c, self.beam, px, y + h * 0.9, 76, 0.85 * f, SCREEN)
                place(c, self.beam, px + 34 * sign, y + h * 0.9, 42, 0.9 * f, SCREEN)
        c.restore()


class Blue(Moving):
    """An ambulance's lamp, turning, somewhere out of sight."""

    def make(self):
        self.blue = puff("#5b9dff")

    def draw(self, c, t, k):
        x, y = self.how["at"]
        if self.win and not self.how.get("free"):
            self.clip(c)
        else:
            c.save()
        pulse = max(0.0, math.sin(t * 1.7)) ** 3 * (0.55 + 0.45 * math.sin(t * 0.11))
        place(c, self.blue, x, y, self.how.get("size", 150), 0.5 * pulse, SCREEN)
        c.restore()


class Light(Moving):
    """A light that comes and goes slowly: a lift, a corridor sensor, a screen, a fire."""

    def make(self):
        self.spot = puff(self.how.get("colour", "#ffe2b0"))

    def draw(self, c, t, k):
        x, y = self.how["at"]
        every = self.how.get("every", 19)
        u = (t % every) / every
        up = max(0.0, math.sin(math.pi * min(1, u * 1.6)))
        place(c, self.spot, x, y, self.how.get("size", 180), self.how.get("much", 0.5) * (0.25 + 0.75 * up), SCREEN)


class Fire(Moving):
    def make(self):
        self.spot = puff(self.how.get("colour", "#ffab5e"))

    def draw(self, c, t, k):
        x, y = self.how["at"]
        f = 0.7 + 0.2 * noise1(t * 2.6, 2) + 0.1 * noise1(t * 5.1, 7)
        place(c, self.spot, x, y, self.how.get("size", 200), self.how.get("much", 0.5) * f, SCREEN)


class Trace(Moving):
    """A monitor's slow line."""

    def draw(self, c, t, k):
        x, y, w, h = self.how["in"]
        beat = self.how.get("beat", 0.95)
        head = (t / 4.2) % 1
        for colour, row, tall in (("#6ff0a8", 0.35, 0.3), ("#7fd0ff", 0.75, 0.14)):
            pts = []
            for i in range(33):
                u = i / 32
                ph = ((u * 4.2) / beat) % 1
                v = tall if 0.1 < ph < 0.2 else -tall * 0.4 if 0.2 <= ph < 0.28 else 0
                pts.append((x + u * w, y + (row - v) * h))
            c.save()
            c.clipRect(skia.Rect.MakeXYWH(x, y, w * head, h))
            line(c, C(*pts, closed=False, k=0.05), colour, 1.8, 0.85)
            c.restore()
            c.drawCircle(x + w * head, y + row * h, 2.4, paint(colour, 0.9))


class Sway(Moving):
    """A curtain that stirs: one of the place's own hangings, by name."""

    def make(self):
        from furniture import folds

        x0, x1, y0, y1 = self.how["at"]
        light, dark = self.how.get("colours") or [self.scene.lit.tone("#7fa09c"), self.scene.lit.tone("#3c5a60")]
        self.cloth = part(lambda c: folds(c, x0, x1, y0, y1, light, dark, self.how.get("folds", 8), 14, seed=3))
        self.top = (x0, y0)

    def draw(self, c, t, k):
        x, y = self.top
        layer(c, self.cloth, m=move(2.5 * noise1(t * 0.5, 2), 0, 0.5 * noise1(t * 0.5, 5), x, y, 1 + 0.004 * noise1(t * 0.6, 8)))


class Water(Moving):
    """A running tap."""

    front = True

    def draw(self, c, t, k):
        x, y = self.how["at"]
        tall = self.how.get("tall", 120)
        for i in range(3):
            wob = 1.2 * math.sin(t * 5 + i * 2)
            line(c, C((x + i * 2 - 2, y), (x + i * 2 - 2 + wob, y + tall * 0.5), (x + i * 2 - 2 - wob, y + tall), closed=False), "#e8f4fa", 3.4 - i * 0.8, 0.4)
        for i in range(6):
            u = (t * 1.3 + i / 6) % 1
            c.drawCircle(x + (i - 2.5) * 7 * u, y + tall - 14 * math.sin(math.pi * u), 1.6, paint("#ffffff", 0.5 * (1 - u)))


class Clock(Moving):
    """A second hand."""

    def draw(self, c, t, k):
        x, y = self.how["at"]
        r = self.how.get("size", 30)
        a = math.radians((t // 1) * 6)
        seg(c, x, y, x + math.sin(a) * r, y - math.cos(a) * r, "#b4541a", 1.6, 0.8)


KINDS = {
    "rain": Rain, "falling-rain": Falling, "snow": Snow, "steam": Steam, "smoke": Smoke, "dust": Dust, "cars": Cars,
    "blue": Blue, "light": Light, "fire": Fire, "trace": Trace, "curtain": Sway, "water": Water, "clock": Clock,
}  # fmt: skip
