"""The first three films, each drawn by hand: the quiet lie, keys on the table, bed 14.

`say` is the loudness of the speech (0 to 1, smoothed), `fast` its quick rises,
`done` how much of the film has passed (0 to 1).
"""

import math

import numpy as np
import skia
from kit import *  # noqa: F403
from moving import *  # noqa: F403


class Stairwell(Film):
    """The quiet lie. Dawn; a tall window on the stairs; she sits on the third step."""

    def draw_far(self, c, k):
        self.wall(c, k)
        self.sky(c, k)

    def draw_near(self, c, k):
        self.window(c)
        self.steps(c, k)
        self.handrail(c)
        self.draw_legs(c)

    def parts(self):
        self.head = part(self.draw_head)
        self.body = part(self.draw_body)
        self.arm = part(self.draw_arm)
        self.badge = part(self.draw_badge)
        self.cloud = puff("#f6ece0")
        x, y, w, h = self.WIN
        self.shaft = part(
            lambda c: c.drawPath(
                G((x + 40, y), (x + w, y), (980, 720), (360, 720)),
                paint(lin((x + 150, y), (760, 700), [col("#ffe3bb", 1), col("#ffe3bb", 0)]), blur=36),
            )
        )
        self.motes = np.random.default_rng(5).random((18, 4))

    # -- the place
    WIN = (150, 60, 330, 470)

    def sky(self, c, k):
        x, y, w, h = self.WIN
        c.save()
        c.clipRect(skia.Rect.MakeXYWH(x, y, w, h))
        cols = (["#5f7c96", "#93aab8", "#cfcfc8", "#ecd0b0"], ["#7c9fb9", "#b9cbd0", "#f0dfc6", "#fbcf9a"])[k]
        fill(c, R(x, y, w, h), lin((0, y), (0, y + h), cols, [0, 0.45, 0.75, 1]))
        glow(c, x + 90, y + h - 70, 260, "#ffd9a6", (0.35, 0.8)[k])

        def roofs(c):
            far = ("#7d8f9c", "#94a0a4")[k]
            near = ("#44586a", "#5a6770")[k]
            fill(c, G((x, 470), (x + 60, 470), (x + 60, 448), (x + 130, 448), (x + 130, 462), (x + 210, 430), (x + 270, 458), (x + w, 458), (x + w, 540), (x, 540)), far)
            fill(c, R(x + 236, 372, 20, 120), far)
            fill(c, R(x + 230, 366, 32, 9), far)
            fill(c, G((x, 502), (x + 84, 494), (x + 84, 478), (x + 118, 478), (x + 118, 496), (x + 190, 496), (x + 190, 506), (x + w, 500), (x + w, 560), (x, 560)), near)
            for i, (u, v) in enumerate(((20, 512), (44, 512), (140, 512), (166, 512), (250, 516))):
                if i in (1, 2):
                    fill(c, R(x + u, v, 10, 8), "#ffd79a", (0.95, 0.4)[k])

        soft(c, roofs, 3.2)
        c.restore()

    def wall(self, c, k):
        top, bot = (("#415767", "#1c2935"), ("#5d6f78", "#2a343b"))[k]
        fill(c, R(0, 0, W, H), lin((0, 0), (900, 720), [top, bot]))
        # painted dado, as hospital stairs have
        fill(c, G((0, 585), (560, 585), (1280, 120), (1280, 720), (0, 720)), "#16222c", 0.34)
        seg(c, 0, 585, 560, 585, "#9db0b8", 2, 0.18)
        seg(c, 560, 585, 1280, 120, "#9db0b8", 2, 0.14)
        x, y, w, h = self.WIN
        glow(c, x + w / 2, y + h / 2, 640, ("#9fc0d6", "#f3d9b6")[k], (0.42, 0.55)[k])
        # the window's light laid on the far wall
        pane = picture(lambda q: [fill(q, G((700 + i * 74, 60 + j * 112 + i * 6), (762 + i * 74, 65 + j * 112 + i * 6), (762 + i * 74 - 6, 165 + j * 112 + i * 6), (694 + i * 74, 158 + j * 112 + i * 6)), ("#a9c6d8", "#ffd9a4")[k]) for i in range(4) for j in range(4)])
        p = skia.Paint(ImageFilter=skia.ImageFilters.Blur(9, 9))
        p.setAlphaf((0.1, 0.3)[k])
        p.setBlendMode(SCREEN)
        c.drawImage(pane, 0, 0, skia.SamplingOptions(), p)

    def window(self, c):
        x, y, w, h = self.WIN
        # reveal and sill
        frame = skia.Path()
        frame.addRect(skia.Rect.MakeXYWH(x - 22, y - 22, w + 44, h + 50))
        frame.addRect(skia.Rect.MakeXYWH(x, y, w, h))
        frame.setFillType(skia.PathFillType.kEvenOdd)
        fill(c, frame, lin((x - 22, 0), (x + w + 22, 0), ["#24333f", "#3d4f5c", "#5f727d"]))
        fill(c, R(x - 34, y + h + 16, w + 68, 18), lin((0, y + h + 16), (0, y + h + 34), ["#b9bfbb", "#4a5863"]))
        seg(c, x - 34, y + h + 17, x + w + 34, y + h + 17, "#f2e6d2", 2.5, 0.7)
        bar = "#2c3b47"
        for u in (1, 2):
            xx = x + w * u / 3
            fill(c, R(xx - 4, y, 8, h), bar)
            seg(c, xx - 3.2, y, xx - 3.2, y + h, "#d9cdb8", 1.4, 0.5)
        for v in (1, 2, 3):
            yy = y + h * v / 4
            fill(c, R(x, yy - (7 if v == 2 else 4), w, 14 if v == 2 else 8), bar)
            seg(c, x, yy + (7 if v == 2 else 4), x + w, yy + (7 if v == 2 else 4), "#efe0c6", 1.4, 0.4)
        # a worn leaf plant on the sill
        def plant(c):
            fill(c, G((404, 496), (452, 496), (446, 546), (410, 546)), "#2a2f36")
            for a, L in ((-64, 92), (-38, 118), (-14, 130), (10, 122), (34, 110), (60, 86)):
                r = math.radians(a)
                ex, ey = 428 + math.sin(r) * L, 500 - math.cos(r) * L
                mx, my = 428 + math.sin(r * 0.5) * L * 0.6, 500 - math.cos(r * 0.5) * L * 0.7
                lf = C((428, 500), (mx - 8, my), (ex, ey), (mx + 8, my + 4))
                form(c, lf, "#1d2a2e", ("#dbc9a4", 3, 0, 3, 0.55))

        soft(c, plant, 1.2)

    STEP = [(612, 706), (700, 626), (788, 546), (876, 466), (1010, 386), (1098, 306), (1186, 226)]

    def steps(self, c, k):
        light = ("#8ea6b4", "#d6bf9f")[k]
        s = self.STEP
        fill(c, R(0, 690, W, 40), lin((0, 690), (0, 720), ["#33414b", "#1a242c"]))
        for i in range(len(s) - 1, 0, -1):
            x, y = s[i]
            nx = s[i + 1][0] if i + 1 < len(s) else W + 60
            block = G((x, y), (W, y), (W, H), (x, H))
            shade = 0.9 - i * 0.06
            fill(c, block, lin((x, y), (x + 420, y + 260), [("#41525e", "#57595a")[k], "#18222a"]))
            # riser catches the window, tread catches less
            fill(c, G((x, y + 10), (x + 26, y + 4), (x + 26, H), (x, H)), lin((x, 0), (x + 26, 0), [col(light, 0.42 * shade), col(light, 0)]))
            fill(c, R(x - 6, y, nx - x + 40, 10, 3), lin((x, 0), (nx, 0), [col(light, 0.85 * shade), col(light, 0.12)]))
            seg(c, x - 5, y + 1, nx, y + 1, "#fff0d8", 1.6, (0.25, 0.4)[k] * shade)
        # her shadow on the stairs behind
        fill(c, C((900, 470), (1010, 300), (1110, 210), (1200, 250), (1230, 430), (1280, 600), (900, 720)), "#060b10", 0.42, 40)

    def handrail(self, c):
        for dy, a in ((0, 1.0),):
            seg(c, 700, 330 + dy, 1300, -60 + dy, "#11191f", 17, a, 1.5)
            seg(c, 700, 326 + dy, 1300, -64 + dy, "#a9b7b8", 3, 0.5, 1)
        for i in range(6):
            x = 770 + i * 100
            seg(c, x, 290 - i * 65, x, 560 - i * 78, "#141d24", 7, 0.95, 1.3)
            seg(c, x - 2.5, 290 - i * 65, x - 2.5, 560 - i * 78, "#94a4a8", 1.6, 0.35, 0.8)

    # -- her
    RIM, COOL = "#ffe2b8", "#a8c6d8"

    def draw_legs(self, c):
        far = C((890, 462), (800, 420), (736, 424), (716, 450), (728, 520), (738, 600), (742, 668), (716, 684), (710, 702), (800, 702), (806, 660), (806, 560), (812, 516), (878, 488))
        form(c, far, "#111a23", (self.COOL, 6, 2, 6, 0.16))
        thigh = C((930, 462), (880, 418), (780, 402), (700, 410), (672, 436), (678, 480), (690, 540), (700, 620), (704, 668), (672, 686), (650, 694), (648, 704), (770, 704), (772, 660), (770, 580), (776, 516), (836, 508), (878, 486), (900, 468))
        form(
            c, thigh, lin((660, 400), (900, 700), ["#3a5262", "#1b2a36", "#111b23"], [0, 0.4, 1]),
            (self.RIM, 9, 4, 9, 0.65), (self.RIM, 3, 2, 2, 0.55), ("#05090d", -10, -10, 16, 0.6),
        )  # fmt: skip
        # a crease behind the knee, the hem, the shoe
        line(c, C((776, 520), (750, 500), (720, 492), closed=False), "#0a1118", 4, 0.6, 3)
        fill(c, C((658, 704), (664, 691), (686, 680), (708, 664), (772, 664), (778, 704)), lin((640, 670), (776, 704), ["#d8cbb4", "#6f7673", "#2b3740"], [0, 0.35, 1]))
        seg(c, 660, 704, 778, 704, "#0c1319", 5)
        line(c, C((704, 650), (738, 656), (772, 650), closed=False), "#0b131a", 3, 0.55, 1.5)

    def draw_head(self, c):
        neck = C((726, 226), (742, 262), (744, 320), (850, 320), (822, 268), (806, 214))
        form(c, neck, lin((720, 240), (830, 280), ["#6a5148", "#26252b", "#151b22"], [0, 0.42, 1]), (self.RIM, 5, 0, 5, 0.5))
        face = C((752, 92), (716, 104), (694, 130), (687, 152), (688, 163), (679, 180), (672, 191), (676, 198), (682, 202), (678, 210), (681, 216), (679, 223), (685, 229), (684, 241), (692, 252), (712, 254), (738, 243), (764, 240), (800, 226), (818, 170), (802, 112), k=0.155)
        form(
            c, face, lin((668, 170), (792, 196), ["#a97f66", "#5a4744", "#26262e", "#151b23"], [0, 0.2, 0.55, 1]),
            (self.RIM, 7, 3, 9, 0.5), (self.RIM, 2.2, 0.8, 1.6, 0.85), ("#0c1118", 0, -9, 12, 0.55),
        )  # fmt: skip
        # eye socket, cheek and jaw, only as shade
        fill(c, C((694, 160), (716, 156), (730, 166), (714, 176), (698, 172)), "#1c1a22", 0.42, 5)
        line(c, C((692, 166), (704, 171), (716, 167), closed=False), "#120f16", 2.4, 0.6, 1)
        line(c, C((690, 151), (706, 146), (724, 151), closed=False), "#14121a", 4, 0.55, 1.4)
        fill(c, C((716, 200), (748, 196), (766, 224), (724, 240)), "#15151d", 0.35, 11)
        line(c, C((680, 214), (690, 213), (697, 216), closed=False), "#2a161a", 2.2, 0.55, 1)
        # hair, drawn back into a knot
        knot = C((806, 128), (830, 118), (856, 132), (860, 162), (842, 184), (816, 178), (800, 152))
        form(c, knot, "#12131a", ("#6f8798", -4, 5, 5, 0.45), (self.RIM, 3, 5, 4, 0.25))
        hair = C((690, 138), (698, 112), (722, 92), (756, 82), (794, 92), (820, 122), (828, 166), (816, 210), (800, 234), (788, 226), (780, 206), (772, 186), (758, 172), (746, 150), (722, 128), (704, 128))
        form(c, hair, lin((700, 90), (830, 200), ["#3b322f", "#1a181e", "#0f1218"], [0, 0.4, 1]), (self.RIM, 4, 5, 5, 0.55), (self.COOL, -3, 4, 5, 0.28))
        for a, b, d in (((712, 104), (760, 100), (812, 142)), ((706, 116), (756, 116), (808, 158)), ((712, 124), (760, 136), (802, 176)), ((744, 148), (772, 166), (800, 200))):
            line(c, C(a, b, d, closed=False), "#8d7a68", 1.3, 0.35, 0.7)
        ear = C((762, 176), (774, 172), (780, 186), (774, 204), (764, 208), (760, 194))
        form(c, ear, "#3a2f31", (self.RIM, 2, 1, 2, 0.55))
        line(c, C((800, 228), (812, 250), (806, 276), closed=False), "#15151b", 1.6, 0.9)

    def draw_body(self, c):
        coat = C((742, 268), (770, 262), (812, 262), (850, 276), (898, 318), (940, 388), (968, 440), (1000, 458), (996, 469), (940, 471), (892, 474), (884, 520), (872, 566), (846, 578), (828, 548), (812, 506), (790, 470), (768, 420), (746, 370), (736, 320), k=0.15)
        form(
            c, coat, lin((740, 300), (990, 470), ["#4b5560", "#27313c", "#141c25"], [0, 0.4, 1]),
            (self.RIM, 6, 3, 8, 0.4), (self.COOL, -3, 6, 7, 0.32), ("#04070b", -6, -14, 22, 0.55),
        )  # fmt: skip
        # folds down the back, the coat's skirt over the edge of the step
        for pts, a in ((((850, 300), (884, 380), (892, 462)), 0.5), (((902, 340), (928, 410), (944, 464)), 0.4), (((846, 470), (856, 520), (852, 570)), 0.5), (((806, 330), (812, 400), (830, 480)), 0.45)):
            line(c, C(*pts, closed=False), "#070c12", 7, a, 6)
        for pts in (((858, 296), (896, 376), (904, 460)), ((866, 480), (872, 520), (866, 562))):
            line(c, C(*pts, closed=False), self.COOL, 2.4, 0.2, 2)
        # scrub top under the open coat
        scrub = C((740, 282), (752, 300), (778, 344), (796, 412), (802, 448), (776, 430), (752, 380), (738, 330))
        form(c, scrub, lin((738, 320), (800, 360), ["#6fa3a8", "#2b4c57"]), (self.RIM, 4, 0, 4, 0.6))
        lapel = C((738, 262), (762, 254), (800, 262), (806, 300), (792, 352), (776, 320), (752, 292))
        form(c, lapel, lin((736, 270), (806, 310), ["#5b646c", "#1d2630"]), (self.RIM, 3, 3, 3, 0.6))
        collar = C((792, 240), (832, 252), (868, 286), (846, 306), (806, 296), (768, 276), (774, 252))
        form(c, collar, lin((770, 250), (866, 290), ["#4a545d", "#19212b"]), (self.COOL, -2, 3, 4, 0.4), (self.RIM, 3, 3, 3, 0.35))

    def draw_arm(self, c):
        # shoulder, elbow on the knee, forearm forward
        sleeve = C((822, 282), (852, 290), (876, 318), (884, 362), (872, 412), (846, 452), (808, 468), (752, 464), (694, 452), (644, 438), (646, 402), (690, 400), (734, 402), (764, 392), (778, 362), (784, 322), (798, 292), k=0.17)
        shadow(c, sleeve, 0.4, 12, 6, 8, "#04070b")
        form(
            c, sleeve, lin((650, 360), (890, 430), ["#59646c", "#3a454f", "#222c36", "#141c24"], [0, 0.3, 0.62, 1]),
            (self.RIM, 5, 6, 7, 0.5), (self.RIM, 1.6, 2.2, 1.5, 0.4), ("#04070b", -5, -9, 14, 0.55), (self.COOL, -2, 2, 3, 0.14),
        )  # fmt: skip
        for pts, a in ((((776, 396), (806, 418), (850, 420)), 0.6), (((768, 402), (792, 432), (832, 446)), 0.5), (((756, 404), (772, 430), (790, 456)), 0.35), (((800, 300), (812, 340), (806, 380)), 0.3), (((700, 404), (706, 426), (700, 450)), 0.35)):
            line(c, C(*pts, closed=False), "#070c12", 5, a, 3)
        for pts in (((786, 396), (812, 411), (852, 411)), ((774, 410), (798, 434), (830, 440))):
            line(c, C(*pts, closed=False), self.RIM, 1.6, 0.22, 1.2)
        # knitted cuff
        fill(c, C((640, 402), (664, 396), (668, 448), (642, 436)), lin((640, 400), (668, 440), ["#7b8587", "#262f38"]))

        self.draw_hand(c)

    def draw_hand(self, c):
        sk = lin((570, 390), (650, 450), ["#cf9f80", "#8b6556", "#3d3236"], [0, 0.45, 1])
        back = C((646, 400), (622, 394), (596, 402), (576, 416), (566, 434), (572, 446), (588, 450), (612, 450), (644, 440))
        form(c, back, sk, (self.RIM, 3, 4, 4, 0.6), (self.RIM, 1, 1.4, 1, 0.6), ("#1a1216", 0, -6, 7, 0.5))
        for i, (x0, y0, x1, y1) in enumerate(((600, 410, 574, 436), (612, 412, 586, 444), (624, 418, 602, 448))):
            seg(c, x0, y0, x1, y1, "#4a3230", 2.2, 0.55, 1)
        thumb = C((632, 400), (610, 392), (590, 396), (580, 408), (592, 412), (612, 410))
        form(c, thumb, "#a87c66", (self.RIM, 1, 2, 2, 0.7), ("#1a1216", 0, -4, 4, 0.5))
        # the lanyard, wound round
        for i in range(3):
            line(c, C((588 + i * 11, 398 + i), (582 + i * 11, 424), (588 + i * 11, 450), closed=False), "#1f7a80", 5, 1)
            line(c, C((587 + i * 11, 400 + i), (581 + i * 11, 424), closed=False), "#8fd0cc", 1.4, 0.7)

    def draw_badge(self, c):
        seg(c, 592, 448, 592, 520, "#1f7a80", 4.5)
        seg(c, 600, 448, 594, 520, "#175f66", 4.5)
        seg(c, 591, 448, 591, 520, "#8fd0cc", 1.2, 0.6)
        form(c, R(572, 520, 44, 60, 5), lin((572, 520), (616, 580), ["#efe7d8", "#8f969a"]), ("#fff3dc", 2, 2, 2, 0.9))
        fill(c, R(580, 532, 18, 20, 2), "#56707c", 0.9)
        seg(c, 580, 560, 608, 560, "#52616b", 2.4, 0.8)
        seg(c, 580, 568, 600, 568, "#52616b", 2.4, 0.6)

    def draw_front(self, c):
        fill(c, R(0, 560, W, 160), lin((0, 560), (0, 720), [col("#060a0f", 0), col("#060a0f", 0.55)]))
        # the near banister, out of focus
        seg(c, -40, 640, 420, 760, "#090e13", 46, 0.95, 14)
        seg(c, -40, 622, 420, 742, "#8fa3ab", 5, 0.25, 6)
        vignette(c, "#05090e", 0.55, 560, 330, 860)

    def frame(self, c, t, say, done, fast):
        k = self.light(done)
        far, near = self.ground(t, done)
        layer(c, far)
        # the boiler house breathes out
        x, y, w, h = self.WIN
        c.save()
        c.clipRect(skia.Rect.MakeXYWH(x, y, w, h))
        for n in range(9):
            u = (t / 24 + n / 9) % 1
            place(c, self.cloud, x + 246 - u * 200, y + 300 - u * 150 - 14 * math.sin(u * 5 + n), 18 + u * 84, 0.95 * (1 - u) * min(1, u * 7))
        c.restore()
        layer(c, near)
        # light through the air, with dust
        layer(c, self.shaft, 0.09 + 0.15 * k + 0.012 * math.sin(t * 0.31), mode=SCREEN)
        for m in self.motes:
            u = (m[0] + t * (0.004 + m[2] * 0.004)) % 1
            mx = 330 + u * 460 + 10 * math.sin(t * 0.4 + m[3] * 9)
            my = 120 + m[1] * 380 + 16 * math.sin(t * 0.23 + m[2] * 20) + u * 60
            c.drawCircle(mx, my, 1.1 + m[3] * 1.3, paint("#ffeccc", (0.18 + 0.25 * k) * math.sin(math.pi * u)))
        b = breath(t)
        lean = noise1(t, 2) * 0.35 + say * 0.25
        body = move(0, 0, lean - b * 0.25, 950, 480, 1 + 0.006 * b)
        nod = noise1(t, 7) * 1.5 + fast * 2.2 - 1.2 * say
        layer(c, self.head, m=skia.Matrix.Concat(body, move(0, -b * 1.5, nod - 3.5, 790, 250)))
        layer(c, self.body, m=body)
        raise_ = noise1(t * 0.7, 4) * 0.5 - fast * 1.8 - say * 0.9
        arm = move(0, -b * 0.8, -raise_ * 0.9, 806, 452)
        swing = 2.2 * math.sin(t * 1.35) * (0.35 + 0.65 * abs(noise1(t * 0.3, 3))) + fast * 3 + raise_
        layer(c, self.badge, m=skia.Matrix.Concat(arm, move(0, 0, swing, 596, 448)))
        layer(c, self.arm, m=arm)
        layer(c, self.over)


class Consulting(Film):
    """Keys on the table. Dusk and rain; one lamp; she is on the patient's chair."""

    WIN = (96, 70, 330, 400)
    WARM, COOL = "#ffc887", "#8fa6d8"

    def draw_far(self, c, k):
        fill(c, R(0, 0, W, H), lin((0, 0), (1280, 420), (["#4a3f58", "#5f4a55", "#7a563f"], ["#2b2a40", "#46384a", "#75503a"])[k]))
        glow(c, 1020, 360, 760, "#ffb56a", (0.4, 0.55)[k])
        x, y, w, h = self.WIN
        c.save()
        c.clipRect(skia.Rect.MakeXYWH(x, y, w, h))
        cols = (["#525a86", "#8b7a98", "#d99a7c", "#e8ad78"], ["#1d2444", "#333458", "#5c4a64", "#86604f"])[k]
        fill(c, R(x, y, w, h), lin((x, y), (x, y + h), cols, [0, 0.4, 0.72, 1]))

        def street(c):
            fill(c, G((x, 400), (x + 50, 360), (x + 110, 396), (x + 110, 372), (x + 170, 332), (x + 236, 378), (x + 300, 350), (x + w, 366), (x + w, 480), (x, 480)), ("#51476a", "#1e2036")[k])
            for u, v in ((70, 410), (84, 410), (190, 400), (262, 404), (276, 404)):
                fill(c, R(x + u, v, 9, 14), "#ffd08a", (0.75, 1)[k])
            seg(c, x + 140, 470, x + 140, 250, ("#3d3654", "#15172a")[k], 5)
            seg(c, x + 140, 252, x + 176, 244, ("#3d3654", "#15172a")[k], 4)

        soft(c, street, 4.5)
        glow(c, x + 178, 252, 92, "#ffc47e", (0.6, 0.95)[k])
        for u, v, r, h2, a in ((60, 392, 13, "#ffb873", 0.5), (214, 420, 16, "#ff8f6b", 0.42), (246, 424, 11, "#ffd9a0", 0.5), (296, 398, 15, "#ffc98d", 0.36), (28, 430, 18, "#9fb4ff", 0.25)):
            c.drawCircle(x + u, v, r, paint(h2, a * (0.7, 1)[k], 1.5, SCREEN))
        c.restore()

    def draw_near(self, c, k):
        x, y, w, h = self.WIN
        frame = skia.Path()
        frame.addRect(skia.Rect.MakeXYWH(x - 24, y - 24, w + 48, h + 48))
        frame.addRect(skia.Rect.MakeXYWH(x, y, w, h))
        frame.setFillType(skia.PathFillType.kEvenOdd)
        fill(c, frame, lin((x - 24, 0), (x + w + 24, 0), ["#2c2638", "#4d3f4c", "#8a684f"]))
        fill(c, R(x + w / 2 - 6, y, 12, h), lin((x + w / 2 - 6, 0), (x + w / 2 + 6, 0), ["#2c2638", "#80604c"]))
        fill(c, R(x, y + 128, w, 9), "#3a3042")
        seg(c, x, y + 128, x + w, y + 128, "#a68a86", 1.4, 0.4)
        fill(c, R(x - 36, y + h + 22, w + 72, 20), lin((0, y + h + 22), (0, y + h + 42), ["#9c7f6c", "#40333a"]))
        # a notice on the wall, out of focus; the couch's end; a shelf of boxes
        def things(c):
            fill(c, R(770, 92, 128, 170, 3), "#e9d2b4", 0.5)
            fill(c, R(786, 110, 96, 56, 2), "#a86a52", 0.55)
            for i in range(4):
                seg(c, 788, 188 + i * 16, 870 - 14 * (i % 2), 188 + i * 16, "#6a4d44", 4, 0.5)
            fill(c, R(930, 150, 300, 12), "#3b2b2c")
            for i, (bw, bh, h2) in enumerate(((40, 62, "#7a5a4c"), (26, 84, "#4d5a63"), (22, 76, "#8a4f40"), (30, 88, "#5a4a58"), (54, 44, "#b78d62"), (24, 80, "#41505a"), (34, 70, "#6e4638"))):
                fill(c, R(944 + sum((40, 26, 22, 30, 54, 24, 34)[:i]) + i * 5, 150 - bh, bw, bh, 2), h2, 0.9)
        soft(c, things, 5)
        # the chair she sits on
        def chair(c):
            back = C((352, 330), (372, 306), (420, 300), (470, 330), (480, 560), (352, 560))
            form(c, back, lin((350, 300), (480, 500), ["#3a3350", "#221b2c"]), (self.COOL, 4, 4, 5, 0.4))
            seg(c, 350, 330, 336, 720, "#241c26", 18)
            seg(c, 344, 330, 330, 720, self.COOL, 2.5, 0.35, 1)
        soft(c, chair, 1.6)
        # the desk, the lamp, what lies there
        top = G((770, 560), (880, 506), (1280, 506), (1280, 580))
        fill(c, G((770, 560), (1280, 580), (1280, 720), (790, 720)), lin((780, 560), (1100, 720), ["#4a2f24", "#1b1216"]))
        fill(c, top, lin((780, 540), (1280, 540), ["#7c5034", "#c98d55", "#8a5a3a"], [0, 0.45, 1]))
        glow(c, 1010, 536, 250, "#ffd596", 0.75, 1, 0.26)
        seg(c, 770, 561, 1280, 581, "#ffd9a0", 3, 0.6)
        def screen(c):
            fill(c, R(1130, 296, 170, 150, 8), "#1a1620")
            seg(c, 1131, 300, 1131, 440, "#ffcf95", 3, 0.5)
            fill(c, R(1196, 446, 40, 66), "#1a1620")
            fill(c, G((1140, 506), (1280, 506), (1280, 522), (1120, 520)), "#1a1620")
        soft(c, screen, 2)
        shadow(c, O(1046, 520, 62, 13), 0.6, 7, 0, 4)
        form(c, O(1046, 514, 56, 13), "#2b1d1c", ("#ffd9a0", 0, 3, 3, 0.8))
        seg(c, 1046, 510, 1078, 400, "#2b1d1c", 8)
        seg(c, 1078, 400, 1016, 312, "#2b1d1c", 8)
        seg(c, 1043, 508, 1074, 402, "#ffcf95", 1.8, 0.5, 0.8)
        c.drawCircle(1078, 400, 9, paint("#3c2927"))
        shade = C((1030, 286), (1046, 300), (1050, 330), (1034, 376), (960, 372), (938, 356), (986, 306), (1008, 288), k=0.1)
        form(c, shade, lin((950, 300), (1050, 370), ["#6d8f84", "#2d4a48", "#1b2d2f"]), ("#ffe2b0", 0, -5, 5, 0.8), ("#cfe6d8", 3, 3, 4, 0.5))
        fill(c, turn(O(986, 364, 50, 8), 5, 986, 364), "#fff0cf")
        glow(c, 986, 372, 150, "#ffdf9f", 0.9)
        # his keys, the brass fish
        self.keys(c, 905, 536, 1.0)

    @staticmethod
    def keys(c, x, y, s=1.0):
        c.save()
        c.translate(x, y)
        c.scale(s, s)
        shadow(c, O(0, 6, 46, 9), 0.55, 5, -6, 3)
        line(c, O(0, -2, 17, 7), "#d8c7a2", 2.6)
        for a, L, h2 in ((200, 44, "#c9c2b2"), (222, 40, "#a9a294"), (160, 46, "#8d877c"), (12, 34, "#b9b1a0")):
            r = math.radians(a)
            ex, ey = math.cos(r) * L, math.sin(r) * L * -0.42
            seg(c, math.cos(r) * 15, math.sin(r) * -7, ex, ey, h2, 5)
            fill(c, O(math.cos(r) * 20, math.sin(r) * -9, 8, 5), h2)
            seg(c, math.cos(r) * 15, math.sin(r) * -7 - 1.6, ex, ey - 1.6, "#fff4d8", 1.2, 0.8)
        fish = C((20, 6), (34, -2), (52, 0), (64, 8), (74, 0), (76, 18), (64, 12), (50, 20), (32, 18))
        form(c, fish, lin((20, 0), (76, 20), ["#ffd57e", "#c98a34", "#7a4d1d"]), ("#fff3cc", 2, 3, 2, 0.8))
        c.drawCircle(30, 7, 1.8, paint("#5a3510"))
        c.restore()

    def parts(self):
        x, y, w, h = self.WIN
        self.hair_back = part(self.draw_hair_back)
        self.head = part(self.draw_head)
        self.body = part(self.draw_body)
        self.arms = part(self.draw_arms)
        self.beam = puff("#ffe9c8")
        self.cloud = puff("#fff2e2")
        self.pool = part(lambda c: glow(c, 1000, 400, 520, "#ffbe74", 1.0))
        rng = np.random.default_rng(8)
        self.drops = rng.random((26, 4))

        def beads(c):
            for u, v, r, a in rng.random((190, 4)):
                px, py, rr = x + u * w, y + v * h, 0.8 + r * r * 3.2
                c.drawCircle(px, py, rr, paint("#10142a", 0.25))
                c.drawCircle(px - rr * 0.2, py + rr * 0.3, rr * 0.7, paint("#e8dcf0", 0.2 + 0.3 * a))
                c.drawCircle(px - rr * 0.3, py - rr * 0.4, rr * 0.3, paint("#ffffff", 0.4))

        self.beads = part(beads)

        def run(c):
            seg(c, 8, 4, 8, 56, "#e8e0f4", 2, 0.12, 1)
            seg(c, 8, 30, 8, 58, "#e8e0f4", 2.6, 0.2, 0.8)
            c.drawCircle(8, 60, 3.4, paint("#141830", 0.35))
            c.drawCircle(8, 61, 2.6, paint("#efe6f6", 0.7))
            c.drawCircle(7, 59, 1, paint("#ffffff", 0.9))

        self.run = picture(run, w=16, h=68)

    # -- her
    def draw_hair_back(self, c):
        hair = C((470, 150), (500, 96), (556, 78), (610, 100), (632, 160), (630, 240), (616, 300), (560, 330), (500, 330), (470, 300), (458, 230))
        form(c, hair, "#140f16", (self.COOL, 4, 3, 6, 0.3))

    def draw_head(self, c):
        neck = C((512, 270), (508, 330), (488, 372), (540, 430), (600, 400), (640, 372), (606, 340), (600, 270))
        form(c, neck, lin((500, 340), (620, 340), ["#3a262a", "#84543e", "#bb7c52"]), ("#1a0f12", 0, 26, 16, 0.6))
        face = C((482, 176), (496, 132), (545, 108), (594, 126), (612, 174), (611, 198), (618, 226), (615, 252), (603, 284), (584, 306), (562, 315), (540, 308), (510, 286), (490, 250), (480, 212), k=0.16)
        form(
            c, face, lin((484, 200), (624, 226), ["#2a1d26", "#4c3030", "#94603f", "#d99a66"], [0, 0.38, 0.75, 1]),
            (self.WARM, -9, 0, 12, 0.35), (self.WARM, -2.5, -1, 2, 0.6), (self.COOL, 4, 1, 7, 0.2), ("#180e12", 0, -12, 12, 0.4),
        )  # fmt: skip
        # features: lids lowered, a nose, a mouth at rest
        fill(c, C((512, 204), (536, 196), (558, 206), (536, 220)), "#1d1118", 0.45, 5)
        fill(c, C((578, 204), (594, 197), (610, 204), (596, 217)), "#1d1118", 0.34, 4)
        line(c, C((514, 211), (534, 217), (554, 212), closed=False), "#120a0e", 3, 0.8, 0.7)
        line(c, C((580, 212), (594, 217), (608, 211), closed=False), "#120a0e", 2.8, 0.75, 0.7)
        line(c, C((508, 189), (532, 182), (556, 189), closed=False), "#170d10", 4.5, 0.65, 1.3)
        line(c, C((578, 188), (594, 183), (610, 188), closed=False), "#170d10", 4, 0.55, 1.2)
        fill(c, C((568, 196), (576, 216), (586, 244), (566, 252), (556, 242)), "#2a1714", 0.36, 5)
        line(c, C((578, 204), (585, 226), (592, 243), closed=False), "#ffd09a", 4, 0.4, 2.5)
        line(c, C((562, 250), (574, 255), (588, 251), closed=False), "#1d0f0e", 2.6, 0.6, 1)
        line(c, C((554, 276), (570, 274), (582, 274.5), (593, 276), closed=False), "#2a0f10", 2.6, 0.75, 0.8)
        fill(c, C((556, 276), (574, 281), (592, 275), (576, 289)), "#a5523f", 0.4, 2)
        # hair: parted, falling to one shoulder
        hair = C((606, 172), (602, 140), (574, 126), (552, 128), (528, 150), (510, 188), (500, 238), (498, 290), (490, 350), (478, 420), (456, 484), (424, 500), (404, 470), (408, 410), (428, 350), (446, 290), (450, 230), (456, 170), (480, 108), (530, 76), (584, 82), (620, 116), (632, 170), (632, 230), (622, 268), (620, 230), (616, 200), k=0.16)
        form(c, hair, lin((420, 120), (640, 260), ["#1d1a2a", "#1a1218", "#3a2118"], [0, 0.55, 1]), (self.COOL, 4, 3, 6, 0.45), (self.WARM, -3, 3, 4, 0.55), (self.WARM, -1, 1.5, 1.2, 0.5))
        for pts, h2, a in ((((560, 88), (506, 128), (476, 230), (460, 360), (430, 470)), self.COOL, 0.2), (((572, 98), (522, 136), (490, 236), (474, 370), (444, 480)), "#8a5a44", 0.28), (((548, 84), (490, 128), (464, 220), (446, 330), (418, 450)), self.COOL, 0.28), (((590, 92), (616, 130), (624, 190), (624, 240)), self.WARM, 0.35), (((580, 104), (606, 138), (618, 184)), self.WARM, 0.25)):
            line(c, C(*pts, closed=False), h2, 1.6, a, 0.9)

    def draw_body(self, c):
        torso = C((500, 352), (450, 372), (398, 400), (370, 450), (356, 560), (350, 740), (780, 740), (762, 560), (742, 450), (704, 400), (652, 376), (612, 352), (560, 420), k=0.15)
        form(
            c, torso, lin((360, 430), (760, 470), ["#332b44", "#4a3040", "#7a4538", "#b8693f"], [0, 0.4, 0.78, 1]),
            (self.WARM, -8, 4, 12, 0.45), (self.WARM, -2, 2, 2, 0.4), (self.COOL, 5, 4, 8, 0.4), ("#0d080c", 0, -60, 60, 0.5),
        )  # fmt: skip
        blouse = C((512, 356), (536, 420), (556, 500), (566, 620), (604, 620), (616, 500), (622, 430), (612, 360), (568, 408), k=0.12)
        form(c, blouse, lin((520, 380), (620, 420), ["#6b5a66", "#cfae92", "#f6dcb4"]), ("#2a1a1c", 0, 20, 18, 0.5, MULT))
        line(c, C((564, 414), (576, 500), (584, 610), closed=False), "#7a5a50", 2, 0.6, 0.8)
        left = C((500, 350), (470, 366), (486, 430), (530, 520), (556, 640), (540, 500), (522, 420))
        form(c, left, "#2d2233", (self.WARM, -3, 0, 3, 0.4), (self.COOL, 2, 2, 3, 0.25))
        right = C((614, 350), (652, 368), (650, 430), (626, 520), (606, 640), (612, 500), (622, 420))
        form(c, right, lin((610, 400), (654, 400), ["#5a3230", "#a85f3d"]), (self.WARM, -2, 1, 3, 0.5))
        for pts, a in ((((700, 410), (706, 480), (690, 560)), 0.4), (((420, 420), (430, 500), (420, 600)), 0.4)):
            line(c, C(*pts, closed=False), "#170d12", 7, a, 6)

    def draw_arms(self, c):
        # her right arm (on our left), then the other, then hands round the mug
        la = C((400, 402), (372, 436), (352, 520), (344, 600), (362, 652), (420, 668), (500, 650), (560, 634), (562, 590), (500, 590), (446, 588), (432, 560), (446, 500), (450, 440), (432, 408), k=0.15)
        shadow(c, la, 0.35, 14, 8, 6)
        form(c, la, lin((340, 520), (560, 600), ["#3a3350", "#37293a", "#5c3838"]), (self.COOL, 6, 4, 8, 0.5), (self.COOL, 1.5, 1, 1.5, 0.35), (self.WARM, -4, -1, 6, 0.3), ("#0d080c", 0, -12, 14, 0.5))
        ra = C((698, 402), (730, 430), (758, 510), (778, 590), (770, 646), (730, 668), (680, 652), (640, 636), (642, 594), (684, 592), (706, 584), (702, 550), (684, 490), (674, 440), (680, 408), k=0.15)
        shadow(c, ra, 0.35, 14, -8, 6)
        form(c, ra, lin((670, 480), (780, 560), ["#4f2f36", "#8f523a", "#c97a48"]), (self.WARM, -7, 3, 9, 0.55), (self.WARM, -2, 1, 1.6, 0.5), ("#170b0d", 6, -8, 14, 0.45))
        for pts in (((430, 566), (400, 590), (372, 590)), ((440, 590), (420, 616), (392, 626)), ((700, 570), (726, 590), (752, 584)), ((700, 590), (716, 614), (744, 620))):
            line(c, C(*pts, closed=False), "#150b10", 5, 0.5, 3.5)
        for cx, h2 in ((560, "#4a3038"), (642, "#a8623f")):
            form(c, R(cx - 12, 586, 24, 54, 8), h2, (self.WARM, -3, 0, 4, 0.5))
        # far fingers, mug, near hand
        mug = C((562, 536), (562, 610), (572, 636), (600, 642), (630, 636), (640, 610), (640, 536), k=0.08)
        form(c, mug, lin((560, 580), (642, 580), ["#3c5566", "#7fa0a0", "#f0e0c0"]), (self.WARM, -5, 0, 5, 0.7), ("#101820", 8, 0, 12, 0.5))
        fill(c, O(601, 537, 39, 9), "#e8d9bf")
        fill(c, O(601, 539, 34, 6.5), "#4a2a1a")
        hand_l = C((556, 596), (566, 572), (586, 562), (612, 566), (622, 580), (612, 592), (622, 602), (614, 614), (606, 626), (584, 636), (560, 632))
        form(c, hand_l, lin((556, 600), (624, 600), ["#4c2f2c", "#8a583f", "#c98d60"]), (self.WARM, -2, 2, 4, 0.5), ("#1a0c0c", 0, -5, 6, 0.4))
        for y0 in (582, 596, 611):
            line(c, C((580, y0 + 1), (600, y0 - 2), (617, y0 + 1), closed=False), "#2f1612", 2.2, 0.55, 1)
        hand_r = C((648, 594), (640, 570), (624, 560), (606, 572), (604, 584), (620, 588), (612, 600), (618, 612), (612, 622), (628, 636), (650, 632))
        form(c, hand_r, lin((604, 600), (652, 600), ["#8a583f", "#d39a68"]), (self.WARM, -2, 2, 4, 0.6), ("#3a1c14", 2, -4, 5, 0.4))
        for y0 in (586, 600, 613):
            line(c, C((614, y0 + 2), (626, y0), (640, y0 + 3), closed=False), "#4a2416", 2, 0.55, 1)

    def draw_front(self, c):
        # her knees, the near dark
        knees = C((330, 740), (372, 676), (470, 654), (580, 664), (690, 656), (776, 682), (820, 740))
        form(c, knees, lin((330, 660), (800, 720), ["#1c1826", "#2a1d28", "#57342c"]), (self.WARM, -3, 6, 9, 0.4), (self.COOL, 3, 4, 7, 0.2))
        fill(c, R(0, 600, W, 120), lin((0, 600), (0, 720), [col("#0a0609", 0), col("#0a0609", 0.6)]))
        vignette(c, "#0c070c", 0.6, 660, 340, 860)

    def frame(self, c, t, say, done, fast):
        k = self.light(done)
        far, near = self.ground(t, done)
        layer(c, far)
        x, y, w, h = self.WIN
        c.save()
        c.clipRect(skia.Rect.MakeXYWH(x, y, w, h))
        # a car goes by now and then
        sweep = 0.0
        for period, phase, sign in ((23, 4, 1), (37, 19, -1)):
            u = ((t + phase) % period) / 6.5
            if u < 1:
                f = math.sin(math.pi * u)
                px = x + (u if sign > 0 else 1 - u) * (w + 160) - 80
                place(c, self.beam, px, 428, 84, 0.95 * f, SCREEN)
                place(c, self.beam, px + 34 * sign, 430, 46, f, SCREEN)
                sweep = max(sweep, f)
        layer(c, self.beads)
        for d in self.drops:
            span = 7 + d[2] * 16
            u = ((t + d[3] * 50) / span) % 1
            # a drop hangs, then runs
            v = u * 0.25 if u < 0.4 else 0.1 + (u - 0.4) ** 1.7 * 2.2
            n = int((t + d[3] * 50) / span)
            px = x + ((d[0] + 0.37 * n) % 1) * w + 3 * math.sin(v * 22 + d[1] * 9)
            py = y + (v + ((d[1] + 0.61 * n) % 1) * 0.85) * h
            s = (0.6 + d[2] * 0.8) * min(1, 0.1 + u * 9)
            c.drawImageRect(self.run, skia.Rect.MakeXYWH(px, py - 68 * s, 16 * s, 68 * s), skia.SamplingOptions(skia.FilterMode.kLinear))
        c.restore()
        layer(c, near)
        if sweep:
            place(c, self.beam, 760 + 60 * math.sin(t * 0.4), 120, 420, 0.13 * sweep, SCREEN)
        layer(c, self.pool, 0.07 + 0.06 * k + 0.008 * math.sin(t * 0.43), mode=SCREEN)
        b = breath(t, 0.22)
        lean = noise1(t, 5) * 0.3
        body = move(0, -1.2 * b, lean, 560, 720, 1 + 0.005 * b)
        tilt = noise1(t, 1) * 1.4 + fast * 1.6 + say * 0.9
        head = skia.Matrix.Concat(body, move(noise1(t, 9) * 1.4, -1.0 * b + fast * 3.2, tilt - 1, 555, 350))
        layer(c, self.hair_back, m=head)
        layer(c, self.body, m=body)
        layer(c, self.head, m=head)
        lift = -1.2 * b - 5 * fast - 2.5 * say + noise1(t * 0.6, 3) * 1.5
        layer(c, self.arms, m=move(noise1(t * 0.5, 6) * 1.2, lift, fast * 0.5, 560, 640))
        for n in range(5):
            u = (t / 6.5 + n / 5) % 1
            place(c, self.cloud, 601 + math.sin(u * 4 + n * 2 + t * 0.2) * 15 * u + noise1(t, n) * 3, 528 + lift - u * 118, 9 + u * 26, 0.5 * math.sin(math.pi * u) ** 1.3, SCREEN)
        layer(c, self.over)


class RelativesRoom(Film):
    """Bed 14. Before dawn, blue through a blind, one lamp; he stands turned from us."""

    WIN = (70, 40, 420, 520)
    WARM, COOL = "#ffbf7d", "#9cc4f2"

    def draw_far(self, c, k):
        fill(c, R(0, 0, W, H), lin((0, 0), (1280, 300), (["#15233c", "#1d2c42", "#3b3434"], ["#22385a", "#2b4059", "#44413f"])[k]))
        x, y, w, h = self.WIN
        glow(c, 1050, 330, 620, "#ffb066", (0.5, 0.4)[k])
        glow(c, x + w / 2, y + h / 2, 620, "#6ea3e6", (0.3, 0.5)[k])
        c.save()
        c.clipRect(skia.Rect.MakeXYWH(x, y, w, h))
        cols = (["#16294d", "#244274", "#3b5e92", "#5a7aa6"], ["#2e568f", "#5b8cc2", "#a9c3da", "#f0c9a6"])[k]
        fill(c, R(x, y, w, h), lin((x, y), (x, y + h), cols, [0, 0.4, 0.72, 0.92]))

        def town(c):
            fill(c, G((x, 420), (x + 70, 420), (x + 70, 350), (x + 130, 350), (x + 130, 400), (x + 190, 400), (x + 190, 300), (x + 262, 300), (x + 262, 390), (x + 330, 390), (x + 330, 430), (x + w, 430), (x + w, 580), (x, 580)), ("#0f1c36", "#2c466b")[k])
            rng = np.random.default_rng(4)
            for u, v, q in rng.random((46, 3)):
                fill(c, R(x + int(u * 42) * 10, 320 + int(v * 12) * 19, 6, 8), ("#ffd594", "#ffe7bf", "#bcd6ff")[int(q * 3)], (0.85, 0.45)[k] if v * 12 > 6 or 19 <= int(u * 42) < 26 else 0)

        soft(c, town, 4)
        c.restore()

    def slats(self, c):
        """The blind, lit from outside."""
        x, y, w, h = self.WIN
        for i in range(25):
            yy = y + 4 + i * 21
            sl = R(x - 6, yy, w + 12, 9.5, 3)
            form(c, sl, lin((x, yy), (x, yy + 10), ["#7fa2cf", "#2c4165", "#18253e"]), ("#dcecff", 0, 1.6, 1.2, 0.75))
        for u in (0.2, 0.8):
            seg(c, x + w * u, y, x + w * u, y + h, "#0e1728", 2.2, 0.9)
        fill(c, R(x - 12, y - 14, w + 24, 20, 3), lin((0, y - 14), (0, y + 6), ["#40577a", "#18233a"]))

    def draw_near(self, c, k):
        x, y, w, h = self.WIN
        frame = skia.Path()
        frame.addRect(skia.Rect.MakeXYWH(x - 26, y - 26, w + 52, h + 52))
        frame.addRect(skia.Rect.MakeXYWH(x, y, w, h))
        frame.setFillType(skia.PathFillType.kEvenOdd)
        fill(c, frame, lin((x - 26, 0), (x + w + 26, 0), ["#0e1728", "#1b2a42", "#3a4a5c"]))
        fill(c, R(x - 40, y + h + 22, w + 90, 18), lin((0, y + h + 22), (0, y + h + 40), [("#4f6c96", "#7f9cc0")[k], "#141d2e"]))
        # bars of blue laid along the wall
        bars = picture(lambda q: [fill(q, G((500, 70 + i * 26), (830, 112 + i * 26), (830, 123 + i * 26), (500, 82 + i * 26)), "#86b4ee") for i in range(17)])
        p = skia.Paint(ImageFilter=skia.ImageFilters.Blur(5, 5))
        p.setAlphaf((0.12, 0.26)[k])
        p.setBlendMode(SCREEN)
        c.drawImage(bars, 0, 0, skia.SamplingOptions(), p)

        def room(c):
            # a print of the sea, a clock
            fill(c, R(842, 92, 190, 130, 2), "#2a211f")
            fill(c, R(852, 102, 170, 110), lin((0, 102), (0, 212), ["#7b8d95", "#b79f84", "#3f5a66", "#2b434f"], [0, 0.5, 0.54, 1]))
            # two low chairs with their backs to the wall
            for cx, h2 in ((842, "#3d3a42"), (1150, "#5a4238")):
                form(c, C((cx - 96, 468), (cx - 84, 424), (cx, 414), (cx + 84, 424), (cx + 96, 468), (cx + 98, 580), (cx - 98, 580)), lin((cx - 90, 430), (cx + 90, 560), [h2, "#1a171c"]), ("#ffcb8c", -3 if cx < 1000 else 3, 4, 8, 0.45))
                form(c, R(cx - 112, 540, 224, 52, 16), lin((cx, 540), (cx, 592), [h2, "#15131a"]), ("#ffcb8c", 0, 4, 6, 0.4))
                for u in (-88, 88):
                    seg(c, cx + u, 590, cx + u, 660, "#120f14", 9)
            # the lamp's table
            fill(c, R(950, 500, 104, 12, 3), "#6d4a32")
            for u in (962, 1042):
                seg(c, u, 512, u, 656, "#1b1314", 7)
            form(c, C((992, 500), (984, 470), (996, 446), (1012, 446), (1022, 470), (1014, 500)), lin((984, 0), (1022, 0), ["#5d7a80", "#2a3a42"]), ("#ffe0b0", 0, 4, 5, 0.7))
            seg(c, 1003, 446, 1003, 420, "#3a2a22", 6)
            form(c, G((958, 484), (984, 484), (984, 501), (958, 501)), "#c9b79c")
            fill(c, C((962, 485), (970, 470), (981, 484)), "#f6ead6")

        soft(c, room, 2.6)
        shade = G((968, 330), (1038, 330), (1066, 424), (940, 424))

        def lampshade(c):
            fill(c, shade, lin((940, 330), (1066, 424), ["#ffdfa2", "#ffc478", "#e89a52"]))
            inner(c, shade, "#fff4d6", 0, -16, 18, 0.7)

        soft(c, lampshade, 2)
        glow(c, 1003, 400, 330, "#ffb868", 0.75)
        glow(c, 1003, 505, 190, "#ffc27a", 0.5, 1, 0.3)
        fill(c, R(0, 640, W, 80), lin((0, 640), (0, 720), [col("#0a0d15", 0), col("#0a0d15", 0.8)]))

    def parts(self):
        x, y, w, h = self.WIN
        self.blind = part(self.slats)
        self.head = part(self.draw_head)
        self.body = part(self.draw_body)
        self.blue = puff("#5b9dff")
        self.lit = puff("#ffe0b0")

    # -- him
    def stripes(self, c, path, a, region):
        """The blind's bars, bent over a form."""
        c.save()
        c.clipPath(path, doAntiAlias=True)
        x0, x1, y0, y1 = region
        i = 0
        yy = y0
        while yy < y1:
            bar = C((x0, yy), ((x0 + x1) / 2, yy + 9), (x1, yy + 24), (x1, yy + 30), ((x0 + x1) / 2, yy + 19), (x0, yy + 11))
            c.drawPath(bar, paint(lin((x0, 0), (x1, 0), [col(self.COOL, a), col(self.COOL, 0)]), blur=2.6, mode=SCREEN))
            yy += 24
            i += 1
        c.restore()

    def draw_head(self, c):
        neck = C((534, 216), (530, 260), (510, 300), (560, 330), (640, 322), (668, 292), (640, 262), (636, 210))
        form(c, neck, lin((520, 250), (650, 260), ["#6d89b0", "#2e3242", "#241f28", "#6d4630"], [0, 0.3, 0.7, 1]), ("#05070c", 0, 18, 14, 0.6), (self.WARM, -3, 0, 4, 0.4))
        face = C((520, 96), (508, 120), (503, 150), (506, 164), (497, 182), (495, 192), (503, 198), (504, 212), (510, 232), (526, 250), (560, 252), (592, 232), (600, 160), (580, 100), k=0.15)
        form(c, face, lin((496, 170), (600, 180), ["#a8b9d8", "#5a5f78", "#2a2a36", "#1c1b24"], [0, 0.2, 0.55, 1]), (self.COOL, 5, 1, 6, 0.6), (self.COOL, 1.6, 0.5, 1.4, 0.85))
        line(c, C((507, 165), (518, 168), (529, 164), closed=False), "#0c0d14", 2.4, 0.7, 0.8)
        beard = C((506, 210), (514, 204), (540, 214), (572, 204), (590, 176), (604, 190), (600, 230), (574, 254), (540, 260), (516, 246))
        form(c, beard, "#13141c", (self.COOL, 5, 0, 5, 0.45), blur=1.2)
        fill(c, C((508, 158), (524, 153), (536, 160), (524, 168)), "#14151f", 0.5, 4)
        line(c, C((507, 150), (520, 146), (534, 149), closed=False), "#0f1018", 4, 0.8, 1)
        hair = C((512, 118), (516, 84), (548, 58), (600, 52), (648, 78), (670, 128), (668, 180), (652, 222), (630, 236), (606, 232), (600, 206), (596, 172), (584, 160), (574, 172), (568, 160), (566, 128), (540, 108), k=0.16)
        form(c, hair, lin((512, 90), (672, 160), ["#2b3a58", "#14161f", "#171216", "#3d2618"], [0, 0.35, 0.7, 1]), (self.COOL, 4, 4, 6, 0.55), (self.WARM, -4, 3, 6, 0.5), (self.WARM, -1.4, 1, 1.2, 0.6))
        for pts in (((540, 72), (580, 66), (630, 90)), ((528, 92), (580, 82), (640, 116)), ((560, 110), (606, 112), (650, 150))):
            line(c, C(*pts, closed=False), "#8fb0dc", 1.6, 0.16, 1)
        ear = C((574, 152), (590, 146), (600, 160), (596, 186), (584, 202), (575, 190))
        form(c, ear, lin((574, 0), (600, 0), ["#7d6a70", "#3a2c30"]), (self.COOL, 2, 1, 2, 0.6))
        line(c, C((582, 160), (592, 164), (588, 186), closed=False), "#1c1519", 2.4, 0.6, 1)

    def draw_body(self, c):
        # the far elbow, towards the window
        far = C((440, 330), (404, 372), (366, 440), (356, 480), (376, 506), (440, 512), (520, 500), (520, 400))
        form(c, far, lin((356, 420), (500, 460), ["#4d6f9e", "#223450"]), (self.COOL, 5, 3, 6, 0.6), (self.COOL, 1.6, 1, 1.4, 0.6), ("#050a12", -4, -12, 16, 0.6))
        # forearm crossing in front, bare below the sleeve
        fore = C((366, 470), (392, 452), (450, 446), (520, 452), (520, 508), (440, 514), (384, 510))
        form(c, fore, lin((366, 470), (500, 480), ["#93a7c8", "#4a4a5c", "#2a2730"]), (self.COOL, 3, 4, 5, 0.6), ("#06090f", 0, -8, 10, 0.6))
        # the near forearm goes round his front: only the elbow shows, behind the shirt
        skin = C((720, 460), (780, 462), (806, 500), (806, 536), (786, 560), (748, 562), (716, 550))
        form(c, skin, lin((720, 500), (808, 520), ["#3a2a28", "#6a4836", "#b97f55"]), (self.WARM, -5, 2, 7, 0.55), (self.WARM, -1.6, 0.5, 1.4, 0.5), ("#0b080b", 2, -10, 12, 0.6))
        line(c, C((752, 520), (776, 526), (796, 518), closed=False), "#1a0f0d", 4, 0.4, 3)
        torso = C((520, 288), (476, 304), (434, 330), (424, 400), (436, 500), (446, 600), (448, 740), (716, 740), (722, 600), (742, 500), (752, 420), (744, 356), (712, 318), (668, 298), (640, 286), (580, 310), k=0.15)
        form(
            c, torso, lin((430, 420), (750, 460), ["#45699c", "#27415f", "#1b2a3c", "#2c2a30", "#5a4032"], [0, 0.25, 0.55, 0.82, 1]),
            (self.COOL, 7, 3, 10, 0.5), (self.COOL, 1.8, 1, 1.5, 0.5), (self.WARM, -6, 3, 10, 0.4), ("#04070c", 0, -70, 70, 0.55),
        )  # fmt: skip
        self.stripes(c, torso, 0.34, (420, 620, 320, 720))
        # spine, shoulder blade, the cloth pulled by folded arms
        for pts, w, a in ((((600, 320), (596, 420), (586, 540), (584, 700)), 9, 0.4), (((690, 350), (662, 400), (664, 460), (690, 500)), 12, 0.4), (((500, 350), (520, 400), (512, 460), (484, 500)), 10, 0.3), (((740, 500), (680, 540), (620, 548)), 8, 0.45), (((724, 580), (670, 596), (610, 590)), 7, 0.35), (((450, 540), (500, 560), (560, 556)), 7, 0.35)):
            line(c, C(*pts, closed=False), "#060b13", w, a, 6)
        for pts in (((742, 492), (684, 530), (628, 538)), ((700, 352), (674, 400), (676, 458))):
            line(c, C(*pts, closed=False), self.WARM, 2.4, 0.2, 2)
        # near arm: down to the elbow, then away from us
        near = C((692, 312), (734, 332), (766, 384), (790, 440), (800, 476), (760, 484), (714, 480), (700, 470), (702, 430), (688, 380), (674, 334), k=0.15)
        shadow(c, near, 0.45, 16, -10, 8)
        form(
            c, near, lin((672, 420), (796, 450), ["#203248", "#2a2e38", "#6b4a36"], [0, 0.55, 1]),
            (self.WARM, -7, 3, 9, 0.6), (self.WARM, -2, 1, 1.6, 0.5), (self.COOL, 3, 3, 6, 0.18), ("#05080d", 4, -10, 16, 0.55),
        )  # fmt: skip
        cuff = C((700, 462), (746, 458), (795, 462), (801, 482), (750, 480), (700, 482))
        form(c, cuff, lin((690, 0), (792, 0), ["#22354c", "#2b3038", "#80583e"]), (self.WARM, -3, 1, 3, 0.5))
        for pts in (((704, 404), (730, 420), (762, 420)),):
            line(c, C(*pts, closed=False), "#070a10", 5, 0.5, 4)
        # fingers of that hand, holding the far arm
        for i, (fx, fy) in enumerate(((408, 392), (401, 408), (399, 424), (403, 439))):
            f = turn(R(fx - 16, fy - 6, 36, 13, 6), -16 + i * 3, fx, fy)
            form(c, f, lin((fx - 16, 0), (fx + 20, 0), ["#a9b8d4", "#4a4a5c"]), (self.COOL, 1.5, 2, 2, 0.7), ("#0a0c14", 0, -3, 3, 0.5))
        # collar
        collar = C((516, 286), (560, 312), (610, 314), (650, 286), (662, 296), (614, 330), (556, 328), (508, 298))
        form(c, collar, lin((508, 0), (662, 0), ["#5f86ba", "#22344c", "#6b4c38"]), (self.COOL, 2, 2, 2, 0.5), (self.WARM, -2, 1, 2, 0.4))

    def draw_front(self, c):
        fill(c, R(0, 540, W, 180), lin((0, 540), (0, 720), [col("#05070c", 0), col("#05070c", 0.6)]))

        def edge(c):
            fill(c, C((1130, 740), (1150, 640), (1210, 600), (1300, 590), (1320, 740)), "#0b0a0e")
            line(c, C((1140, 700), (1158, 640), (1212, 604), (1300, 594), closed=False), "#ffc27e", 4, 0.4)

        soft(c, edge, 14)
        vignette(c, "#04060b", 0.6, 640, 330, 880)

    def frame(self, c, t, say, done, fast):
        k = self.light(done)
        far, near = self.ground(t, done)
        layer(c, far)
        x, y, w, h = self.WIN
        c.save()
        c.clipRect(skia.Rect.MakeXYWH(x, y, w, h))
        # an ambulance waiting below, its lamp turning; a car that leaves
        pulse = max(0.0, math.sin(t * 2.1)) ** 3 * (0.5 + 0.5 * math.sin(t * 0.11))
        place(c, self.blue, x + 96, 520, 150, 0.5 * pulse * (1 - 0.5 * k), SCREEN)
        u = ((t + 9) % 31) / 8
        if u < 1:
            place(c, self.lit, x + 40 + u * 460, 506 - u * 14, 60, 0.9 * math.sin(math.pi * u), SCREEN)
            place(c, self.lit, x + 66 + u * 460, 506 - u * 14, 34, math.sin(math.pi * u), SCREEN)
        for n in range(6):
            tw = 0.5 + 0.5 * noise1(t * 1.3, n * 3 + 1)
            place(c, self.lit, x + 60 + n * 66, 396 + (n * 53) % 90, 15, 0.5 * tw * (1 - 0.6 * k), SCREEN)
        # the blind stirs over the radiator
        layer(c, self.blind, m=move(0.8 * noise1(t * 0.8, 2), 0, 0.12 * noise1(t * 0.7, 5), x + w / 2, y, 1 + 0.0022 * noise1(t * 0.9, 8)))
        sway = 7 * math.sin(t * 0.9) * (0.5 + 0.5 * noise1(t * 0.2, 6))
        line(c, C((x + w - 34, y), (x + w - 34 + sway * 0.35, y + 150), (x + w - 34 + sway, y + 300), closed=False), "#d6e4f6", 1.6, 0.7)
        c.drawCircle(x + w - 34 + sway, y + 304, 5, paint("#c8d6ea"))
        c.restore()
        layer(c, near)
        b = breath(t, 0.21)
        lean = noise1(t, 3) * 0.35
        body = move(0, -1.4 * b, lean, 590, 720, 1 + 0.004 * b, 1 + 0.004 * b)
        tilt = noise1(t, 4) * 1.3 + fast * 1.9 + say * 0.8
        head = skia.Matrix.Concat(body, move(noise1(t, 12) * 1.6, -0.8 * b + fast * 3, tilt, 595, 280))
        layer(c, self.head, m=head)
        layer(c, self.body, m=body)
        layer(c, self.over)


FILMS = {
    "his-shoes/nia": Stairwell,
    "keys-on-the-table/anjali": Consulting,
    "bed-14/yusuf": RelativesRoom,
}
