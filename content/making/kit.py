"""Drawing kit shared by draw_film.py and draw_stills.py: soft shapes, light, grain (skia)."""

import math

import numpy as np
import skia

W, H = 1280, 720


def col(h, a=1.0):
    h = h.lstrip("#")
    return skia.Color(int(h[0:2], 16), int(h[2:4], 16), int(h[4:6], 16), int(round(a * 255)))


def C(*pts, closed=True, k=1 / 6):
    """A smooth curve through points (Catmull-Rom)."""
    p = skia.Path()
    n = len(pts)
    p.moveTo(*pts[0])
    for i in range(n if closed else n - 1):
        a, b = pts[i], pts[(i + 1) % n]
        z = pts[i - 1] if closed or i else a
        d = pts[(i + 2) % n] if closed or i + 2 < n else b
        p.cubicTo(
            a[0] + (b[0] - z[0]) * k, a[1] + (b[1] - z[1]) * k,
            b[0] - (d[0] - a[0]) * k, b[1] - (d[1] - a[1]) * k, b[0], b[1],
        )  # fmt: skip
    if closed:
        p.close()
    return p


def G(*pts):
    """A polygon."""
    p = skia.Path()
    p.moveTo(*pts[0])
    for q in pts[1:]:
        p.lineTo(*q)
    p.close()
    return p


def R(x, y, w, h, r=0):
    p = skia.Path()
    p.addRRect(skia.RRect.MakeRectXY(skia.Rect.MakeXYWH(x, y, w, h), r, r))
    return p


def O(x, y, rx, ry=None):
    p = skia.Path()
    ry = rx if ry is None else ry
    p.addOval(skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry))
    return p


def turn(path, deg, x, y):
    m = skia.Matrix()
    m.setRotate(deg, x, y)
    q = skia.Path(path)
    q.transform(m)
    return q


def lin(p0, p1, cols, pos=None):
    return skia.GradientShader.MakeLinear(
        [skia.Point(*p0), skia.Point(*p1)], [c if isinstance(c, int) else col(c) for c in cols], pos
    )


def rad(x, y, r, cols, pos=None):
    return skia.GradientShader.MakeRadial(
        skia.Point(x, y), r, [c if isinstance(c, int) else col(c) for c in cols], pos
    )


def paint(what, a=1.0, blur=0, mode=None, stroke=0):
    p = skia.Paint(AntiAlias=True)
    p.setDither(True)
    if isinstance(what, str):
        p.setColor(col(what, a))
    elif isinstance(what, int):
        p.setColor(what)
    else:
        p.setShader(what)
        p.setAlphaf(a)
    if blur:
        p.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
    if mode:
        p.setBlendMode(mode)
    if stroke:
        p.setStyle(skia.Paint.kStroke_Style)
        p.setStrokeWidth(stroke)
        p.setStrokeCap(skia.Paint.kRound_Cap)
        p.setStrokeJoin(skia.Paint.kRound_Join)
    return p


SCREEN, PLUS, MULT = skia.BlendMode.kScreen, skia.BlendMode.kPlus, skia.BlendMode.kMultiply


def fill(c, path, what, a=1.0, blur=0, mode=None):
    c.drawPath(path, paint(what, a, blur, mode))


def line(c, path, what, w, a=1.0, blur=0, mode=None):
    c.drawPath(path, paint(what, a, blur, mode, w))


def seg(c, x0, y0, x1, y1, what, w, a=1.0, blur=0, mode=None):
    p = skia.Path()
    p.moveTo(x0, y0)
    p.lineTo(x1, y1)
    line(c, p, what, w, a, blur, mode)


def glow(c, x, y, r, colour, a, sx=1.0, sy=1.0, mode=SCREEN):
    c.save()
    c.translate(x, y)
    c.scale(sx, sy)
    sh = rad(0, 0, r, [col(colour, a), col(colour, a * 0.42), col(colour, a * 0.1), col(colour, 0)], [0, 0.35, 0.7, 1])
    c.drawCircle(0, 0, r, paint(sh, mode=mode))
    c.restore()


def inner(c, path, colour, dx, dy, blur, a, mode=None, within=None):
    """Light (or shade) along the inside of an edge: the rim that faces (-dx, -dy)."""
    big = skia.Path()
    big.addRect(skia.Rect.MakeLTRB(-800, -800, W + 800, H + 800))
    q = skia.Path(path)
    q.offset(dx, dy)
    big.addPath(q)
    big.setFillType(skia.PathFillType.kEvenOdd)
    c.save()
    c.clipPath(path, doAntiAlias=True)
    if within:
        c.clipPath(within, doAntiAlias=True)
    fill(c, big, colour, a, blur, mode)
    c.restore()


def form(c, path, base, *rims, blur=0):
    """A filled shape with any number of (colour, dx, dy, blur, alpha) rims."""
    fill(c, path, base, blur=blur)
    for r in rims:
        inner(c, path, *r)


def shadow(c, path, a=0.5, blur=14, dx=0, dy=8, colour="#000000"):
    q = skia.Path(path)
    q.offset(dx, dy)
    fill(c, q, colour, a, blur)


def picture(draw, *args, w=W, h=H):
    """Draw once, keep as an image."""
    s = skia.Surface(w, h)
    s.getCanvas().clear(0)
    draw(s.getCanvas(), *args)
    return s.makeImageSnapshot()


def soft(c, draw, sigma, *args):
    """Draw something out of focus."""
    p = skia.Paint(ImageFilter=skia.ImageFilters.Blur(sigma, sigma))
    c.saveLayer(None, p)
    draw(c, *args)
    c.restore()


def steam(c, x, y, t, h=120, w=26, a=0.16, colour="#ffffff", seed=0):
    """A slow thread of vapour above (x, y) at time t."""
    for n in range(3):
        pts = []
        for i in range(8):
            f = i / 7
            sway = math.sin(f * 4.2 - t * 0.55 + n * 2.1 + seed) * w * f * 0.7
            pts.append((x + (n - 1) * w * 0.3 + sway, y - f * h * (0.8 + 0.15 * n)))
        sh = lin((x, y), (x, y - h), [col(colour, 0), col(colour, a), col(colour, 0)], [0, 0.3, 1])
        c.drawPath(C(*pts, closed=False), paint(sh, blur=6, stroke=10 + 5 * n, mode=SCREEN))


def grain(seed=3, amount=5):
    """Still grain: enough to break the bands of a gradient, little enough to cost nothing."""
    rng = np.random.default_rng(seed)
    n = rng.normal(0, 1, (H, W))
    n = (n + np.roll(n, 1, 0) + np.roll(n, 1, 1)) / 1.7
    a = np.clip(np.abs(n) * amount, 0, 255).astype(np.uint8)
    px = np.zeros((H, W, 4), np.uint8)
    px[..., 3] = a
    px[n > 0, :3] = a[n > 0, None]  # premultiplied white, else black
    return skia.Image.fromarray(px, colorType=skia.kRGBA_8888_ColorType)


def vignette(c, colour="#05080c", a=0.5, x=640, y=340, r=820):
    c.drawRect(
        skia.Rect.MakeWH(W, H),
        paint(rad(x, y, r, [col(colour, 0), col(colour, 0), col(colour, a * 0.45), col(colour, a)], [0, 0.45, 0.75, 1])),
    )


def noise1(t, seed=0):
    """A smooth wandering value in about -1..1."""
    return (
        math.sin(t * 0.37 + seed * 1.7)
        + 0.6 * math.sin(t * 0.83 + seed * 4.1 + 1)
        + 0.35 * math.sin(t * 1.61 + seed * 2.3 + 2)
    ) / 1.6


def save(image, path, quality=85):
    from PIL import Image

    a = image.toarray(colorType=skia.kRGBA_8888_ColorType)
    Image.fromarray(a[..., :3]).save(path, quality=quality, optimize=True, progressive=True)
