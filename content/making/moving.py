"""What moves: layers drawn once as pictures, laid over one another a little shifted in every frame."""

import math
import wave

import numpy as np
import skia
from kit import *  # noqa: F403


def crop(image):
    """Only the part of a picture that is not empty → (image, x, y)."""
    a = image.toarray(colorType=skia.kRGBA_8888_ColorType)[..., 3]
    ys, xs = np.flatnonzero(a.any(1)), np.flatnonzero(a.any(0))
    x0, x1, y0, y1 = int(xs[0]), int(xs[-1]) + 1, int(ys[0]), int(ys[-1]) + 1
    return image.makeSubset(skia.IRect(x0, y0, x1, y1)).makeRasterImage(), x0, y0


def part(draw, *args):
    return crop(picture(draw, *args))


def layer(c, part, a=1.0, m=None, mode=None):
    image, x, y = part if isinstance(part, tuple) else (part, 0, 0)
    p = skia.Paint()
    p.setAlphaf(a)
    if mode:
        p.setBlendMode(mode)
    if m is None:
        c.drawImage(image, x, y, skia.SamplingOptions(), p)
    else:
        c.save()
        c.concat(m)
        c.drawImage(image, x, y, skia.SamplingOptions(skia.FilterMode.kLinear), p)
        c.restore()


def move(dx=0.0, dy=0.0, deg=0.0, x=0.0, y=0.0, sy=1.0, sx=1.0):
    m = skia.Matrix()
    m.setTranslate(dx, dy)
    m.preTranslate(x, y)
    m.preRotate(deg)
    m.preScale(sx, sy)
    m.preTranslate(-x, -y)
    return m


def breath(t, rate=0.24):
    """In a little faster than out."""
    u = (t * rate) % 1.0
    return 0.5 - 0.5 * math.cos(math.pi * (u / 0.42 if u < 0.42 else 1 + (u - 0.42) / 0.58))


def puff(colour):
    """A soft round cloud, 128 px, to be drawn at any size."""
    return picture(
        lambda c: c.drawCircle(64, 64, 64, paint(rad(64, 64, 64, [col(colour, 0.5), col(colour, 0.2), col(colour, 0)], [0, 0.5, 1]))),
        w=128, h=128,
    )  # fmt: skip


def place(c, image, x, y, r, a, mode=None):
    p = skia.Paint()
    p.setAlphaf(max(0.0, min(1.0, a)))
    if mode:
        p.setBlendMode(mode)
    c.drawImageRect(image, skia.Rect.MakeLTRB(x - r, y - r, x + r, y + r), skia.SamplingOptions(skia.FilterMode.kLinear), p)


class Film:
    """Two lights (0 the first, 1 the last) of what is far and of what is near;
    the mixture is made anew every two seconds."""

    grade = 2.6

    def __init__(self):
        self.far = [picture(self.draw_far, k) for k in (0, 1)]
        self.near = [picture(self.draw_near, k) for k in (0, 1)]
        self.plates = (None, None, None)

        def front(c):
            self.draw_front(c)
            c.drawImage(grain(3, self.grade), 0, 0)

        self.over = picture(front)
        self.parts()

    def light(self, done):
        return 0.5 - 0.5 * math.cos(math.pi * min(1.0, done * 1.05))

    def ground(self, t, done):
        tick = int(t / 2)
        if self.plates[0] != tick:
            k = self.light(done)
            mixed = []
            for pair in (self.far, self.near):
                s = skia.Surface.MakeRasterN32Premul(W, H)
                s.getCanvas().clear(0)
                layer(s.getCanvas(), pair[0])
                layer(s.getCanvas(), pair[1], k)
                mixed.append(s.makeImageSnapshot())
            self.plates = (tick, *mixed)
        return self.plates[1], self.plates[2]


def loudness(path, fps):
    """Per frame: a slow level (0 to 1) and its quick rises (about -1 to 1)."""
    with wave.open(str(path)) as w:
        rate = w.getframerate()
        x = np.frombuffer(w.readframes(w.getnframes()), "<i2").astype(np.float32) / 32768
    n = round(len(x) / rate * fps)
    step = rate / fps
    e = np.array([np.sqrt((x[int(i * step) : int((i + 1) * step)] ** 2).mean() + 1e-9) for i in range(n)])
    e = np.clip((20 * np.log10(e) + 45) / 30, 0, 1)

    def smooth(v, secs):
        k = np.hanning(int(secs * fps) | 1)
        return np.convolve(v, k / k.sum(), "same")

    slow, mid = smooth(e, 1.6), smooth(e, 0.52)
    return slow, np.clip((mid - slow) * 1.6, -1, 1)
