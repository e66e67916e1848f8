"""People, from data: build, skin, hair or what covers it, clothes, posture, what the hands hold.

Two ways of being seen, both facing left and mirrored when wanted:

- `away`: from behind, the head a little turned, so that a cheek shows (standing,
  or in a chair); arms folded, hanging, at the phone, at the neck, on a sill;
- `side`: in profile, leaning forward on a table, a sink or the own knees.

(0, 0) is the base of the neck. Heads are in heads.py.
"""

import skia
from heads import Head
from kit import *  # noqa: F403
from light import dim, form_lit, mix
from moving import breath, layer, move, part

SKINS = {
    "pale": "#f0c9ac", "fair": "#e2b08c", "olive": "#cf9f78", "tan": "#b9845c",
    "brown": "#96633f", "dark": "#6f4630", "deep": "#4f3226",
}  # fmt: skip
CLOTHES = {
    "scrubs": dict(colour="#3f7f88", sleeve="short", neck="v"),
    "tunic": dict(colour="#3a5f96", sleeve="short", neck="collar", piping="#e8eef4"),
    "shirt": dict(colour="#b9c8d8", sleeve="rolled", neck="collar"),
    "blouse": dict(colour="#c9a48c", sleeve="long", neck="round"),
    "jumper": dict(colour="#5b6a58", sleeve="long", neck="round", knit=True),
    "cardigan": dict(colour="#7a4f52", sleeve="long", neck="v", knit=True),
    "jacket": dict(colour="#3a4352", sleeve="long", neck="lapel", tail=False),
    "coat": dict(colour="#5a646c", sleeve="long", neck="lapel", tail=True),
    "gown": dict(colour="#5d8f9a", sleeve="long", neck="round", ties=True),
    "fleece": dict(colour="#42506a", sleeve="long", neck="stand"),
    "dress": dict(colour="#6a5470", sleeve="long", neck="round"),
    "uniform": dict(colour="#2f6a52", sleeve="short", neck="collar"),
    "hoodie": dict(colour="#59606c", sleeve="long", neck="hood"),
}  # fmt: skip


class Person:
    def __init__(self, spec, lit):
        self.spec = spec
        self.face_right = spec.get("face", "left") == "right"
        self.lit = lit.flipped() if self.face_right else lit
        self.s = float(spec.get("scale", 1.0))
        self.build = float(spec.get("build", 1.0))
        self.at = spec["at"]
        self.seen = spec.get("seen", "away")
        self.skin = SKINS.get(spec.get("skin", "fair"), spec.get("skin"))
        clothes = spec.get("clothes", "jumper")
        clothes = {"kind": clothes} if isinstance(clothes, str) else clothes
        self.wear = {**CLOTHES.get(clothes.get("kind"), CLOTHES["jumper"]), **{k: v for k, v in clothes.items() if k != "kind"}}
        self.cloth = self.wear["colour"]
        self.name = spec.get("name")
        self.head = Head(spec, self.lit, self.skin, "side" if self.seen == "side" else "away")
        self.bow = float(spec.get("bow", 0))  # degrees the head is lowered
        self.seed = sum(map(ord, str(self.name or spec.get("at"))))
        self.parts = {}
        for name, draw in self.drawing():
            self.parts[name] = part(self.own, draw)

    def own(self, c, draw):
        c.save()
        c.translate(*self.at)
        c.scale(-self.s if self.face_right else self.s, self.s)
        draw(c)
        c.restore()

    def point(self, x, y):
        """Own coordinates → the picture's."""
        return self.at[0] + (-x if self.face_right else x) * self.s, self.at[1] + y * self.s

    def drawing(self):
        side = self.seen == "side"
        yield "head", self.head.draw
        if self.head.has_back:
            yield "hair", self.head.draw_back
        if side:
            if self.spec.get("legs"):
                yield "legs", self.side_legs
            yield "body", self.side_body
            yield "arm", self.side_arm
        else:
            yield "body", self.away_body
            if self.spec.get("arms") in ("phone", "neck"):
                yield "arm", self.away_raised

    # ---------------------------------------------------------------- every frame

    def frame(self, c, t, say, fast):
        sd = self.seed % 17
        b = breath(t, 0.21 + 0.01 * (sd % 5))
        turn_ = -1 if self.face_right else 1
        lean = (noise1(t, sd) * 0.3 + say * 0.2) * turn_
        hx, hy = self.point(0, 0)
        bx, by = self.point(60, 420)
        body = move(0, -1.1 * b, lean, bx, by, 1 + 0.004 * b, 1 + 0.003 * b)
        tilt = (noise1(t, sd + 4) * 1.3 + fast * 1.9 + say * 0.7 - self.bow) * turn_
        head = skia.Matrix.Concat(body, move(noise1(t, sd + 9) * 1.2, -0.8 * b + fast * 2.4, tilt, hx, hy - 10 * self.s))
        if "legs" in self.parts:
            layer(c, self.parts["legs"])
        over = self.head.over_body  # long hair, a headscarf: over the shoulders
        order = [("body", body), ("head", head)] if over or self.seen == "away" else [("head", head), ("body", body)]
        if self.seen == "away":
            order = [("head", head), ("body", body)] if not over else order
        if "hair" in self.parts:
            order.append(("hair", head))
        for name, m in order:
            layer(c, self.parts[name], m=m)
        if "arm" in self.parts:
            ax, ay = self.point(16, 190) if self.seen == "side" else self.point(120, 40)
            lift = (noise1(t * 0.7, sd + 6) * 0.5 - fast * 1.5 - say * 0.8) * turn_
            arm = body if self.seen == "away" else move(0, -0.8 * b, -lift * 0.9, ax, ay)
            layer(c, self.parts["arm"], m=arm)

    # ------------------------------------------------------------- seen from behind

    def crease(self, c, *lines, a=0.4, w=8):
        for pts in lines:
            line(c, C(*pts, closed=False), self.lit.dark, w, a, w * 0.7)

    def skin_form(self, c, path, size=0.6):
        form_lit(c, self.lit, path, self.skin, size, most=0.4)

    def away_body(self, c):
        lit, f = self.lit, self.build
        arms = self.spec.get("arms", "folded")

        def X(*pts):
            return [(x * f, y) for x, y in pts]

        short = self.wear["sleeve"] in ("short", "rolled")
        if arms in ("folded", "front"):
            far = C(*X((-155, 45), (-191, 87), (-229, 155), (-239, 195), (-219, 221), (-155, 227), (-75, 215), (-75, 115)))
            form_lit(c, lit, far, self.skin if short and arms == "front" else self.cloth, 0.8)
            if arms == "folded":
                fore = C(*X((-229, 185), (-203, 167), (-145, 161), (-75, 167), (-75, 223), (-155, 229), (-211, 225)))
                form_lit(c, lit, fore, self.skin if short else self.cloth, 0.7)
            if not short:
                near_long = C(*X((97, 27), (139, 47), (171, 99), (197, 160), (214, 218), (200, 262), (158, 276), (122, 258), (108, 200), (104, 145), (93, 95), (79, 49)), k=0.15)
            elbow = C(*X((125, 175), (185, 177), (211, 215), (211, 251), (191, 275), (153, 277), (121, 265)))
            form_lit(c, lit, elbow, self.skin if short else self.cloth, 0.8)
        elif arms == "sill":
            far = C(*X((-150, 44), (-190, 80), (-236, 160), (-282, 214), (-296, 236), (-262, 246), (-212, 214), (-150, 150), (-100, 100)))
            form_lit(c, lit, far, self.skin if short else self.cloth, 0.8)
            hand = C(*X((-262, 214), (-300, 220), (-338, 238), (-344, 250), (-300, 254), (-262, 248)))
            self.skin_form(c, hand)
        else:  # hanging
            far = C(*X((-150, 40), (-180, 90), (-196, 190), (-198, 300), (-192, 460), (-140, 460), (-130, 200), (-110, 90)))
            form_lit(c, lit, far, self.cloth, 0.8)
        torso = C(*X((-75, 3), (-119, 19), (-161, 45), (-171, 115), (-159, 215), (-149, 315), (-147, 470), (131, 470), (132, 315), (147, 215), (157, 135), (149, 71), (117, 33), (73, 13), (45, 1), (-15, 25)), k=0.15)
        form_lit(c, lit, torso, self.cloth, 1.15)
        fill_shade = lin((0, 120), (0, 470), [col(lit.dark, 0), col(lit.dark, 0.5 - 0.3 * lit.amb)])
        fill(c, torso, fill_shade)
        self.crease(c, X((5, 35), (1, 135), (-9, 255), (-11, 420)), X((95, 65), (67, 115), (69, 175), (95, 215)), X((-95, 65), (-75, 115), (-83, 175), (-111, 215)), a=0.36)
        if arms in ("folded", "front"):
            self.crease(c, X((145, 215), (85, 255), (25, 263)), X((129, 295), (75, 311), (15, 305)), X((-145, 255), (-95, 275), (-35, 271)), a=0.42, w=7)
            line(c, C(*X((147, 207), (89, 245), (33, 253)), closed=False), lit.right, 2.2, 0.18 * lit.rim, 2)
        if self.wear.get("ties"):
            for y in (70, 210):
                line(c, C((-30, y), (0, y + 6), (34, y - 4), closed=False), mix(self.cloth, "#ffffff", 0.4), 5, 0.5, 1)
                line(c, C((0, y + 6), (-14, y + 50), closed=False), mix(self.cloth, "#ffffff", 0.4), 4, 0.45, 1)
                line(c, C((4, y + 6), (16, y + 56), closed=False), mix(self.cloth, "#ffffff", 0.4), 4, 0.45, 1)
        if self.wear.get("bands"):
            c.save()
            c.clipPath(torso, doAntiAlias=True)
            for y in (112, 250, 300):
                for w, q in ((30, lit.tone("#c9b93c", 1.1)), (17, mix(lit.tone("#e8ecea", 1.3), lit.left, 0.25))):
                    line(c, C((-190 * f, y), (-8, y + 12), (170 * f, y), closed=False), q, w, 0.95)
            c.restore()
        if self.wear.get("knit"):
            c.save()
            c.clipPath(torso, doAntiAlias=True)
            for i in range(24):
                line(c, C((-190 * f, 40 + i * 19), (0, 52 + i * 19), (190 * f, 40 + i * 19), closed=False), lit.dark, 2, 0.07, 1)
            c.restore()
        # the near arm
        if arms not in ("phone", "neck"):
            if arms in ("hang", "sill"):
                near = C(*X((97, 27), (139, 47), (171, 99), (193, 165), (203, 260), (200, 380), (196, 470), (146, 470), (146, 340), (132, 230), (112, 130), (79, 49)), k=0.15)
            elif not short:
                near = near_long
            else:
                near = C(*X((97, 27), (139, 47), (171, 99), (195, 155), (205, 191), (165, 199), (119, 195), (105, 185), (107, 145), (93, 95), (79, 49)), k=0.15)
            shadow(c, near, 0.36, 16, -10, 8, lit.dark)
            form_lit(c, lit, near, self.cloth, 1.0)
            if arms in ("folded", "front") and short:
                cuff = C(*X((105, 177), (151, 173), (200, 177), (206, 197), (155, 195), (105, 197)))
                form_lit(c, lit, cuff, mix(self.cloth, "#ffffff", 0.08), 0.4)
            self.crease(c, X((109, 119), (135, 135), (167, 135)), a=0.45, w=5)
        if arms == "folded":
            for i, (fx, fy) in enumerate(((-187, 107), (-194, 123), (-196, 139), (-192, 154))):
                self.skin_form(c, turn(R(fx * f - 16, fy - 6, 36, 13, 6), -16 + i * 3, fx * f, fy), 0.25)
        self.away_neckline(c, f)

    def away_neckline(self, c, f):
        lit, kind = self.lit, self.wear["neck"]
        edge = mix(self.cloth, "#ffffff", 0.1)
        if kind in ("collar", "lapel"):
            collar = C((-82 * f, -4), (-40, 24), (14, 26), (62 * f, -4), (74 * f, 12), (22, 48), (-44, 46), (-92 * f, 14))
            form_lit(c, lit, collar, self.wear.get("piping", edge), 0.4)
        elif kind == "hood":
            hood = C((-88 * f, -12), (-40, 22), (20, 26), (70 * f, -10), (104 * f, 34), (86, 108), (10, 142), (-66, 110), (-112 * f, 40))
            shadow(c, hood, 0.3, 10, 0, 6, lit.dark)
            form_lit(c, lit, hood, edge, 0.7)
        elif kind == "stand":
            form_lit(c, lit, C((-78, -34), (-30, -14), (24, -12), (58, -34), (72, 4), (20, 30), (-44, 28), (-86, 2)), edge, 0.4)
        else:
            form_lit(c, lit, C((-79 * f, 1), (-35, 27), (15, 29), (55 * f, 1), (67 * f, 11), (19, 45), (-39, 43), (-87 * f, 13)), edge, 0.35)
        if self.wear.get("piping") and kind == "collar":
            line(c, C((-88 * f, 14), (-42, 44), (20, 46), (70 * f, 12), closed=False), self.wear["piping"], 3, 0.6, 0.6)
        lanyard = self.spec.get("lanyard")
        if lanyard:
            line(c, C((-66, -6), (-30, 20), (14, 22), (50, -6), closed=False), lit.tone(lanyard, 1.3), 6)

    def away_raised(self, c):
        """An arm that goes up: a phone at the ear, or a hand on the neck."""
        lit, f = self.lit, self.build
        phone = self.spec.get("arms") == "phone"
        short = self.wear["sleeve"] in ("short", "rolled")
        upper = C((92 * f, 24), (140 * f, 46), (186 * f, 110), (222 * f, 176), (216 * f, 206), (176 * f, 208), (130 * f, 160), (98 * f, 100), (82 * f, 56), k=0.15)
        if phone:
            fore = C((222 * f, 198), (188 * f, 214), (158, 176), (112, 70), (58, -34), (52, -66), (82, -78), (104, -52), (166, 62), (218 * f, 160))
            hand = C((104, -46), (56, -36), (34, -62), (26, -100), (34, -118), (60, -122), (82, -98), (100, -72))
        else:
            fore = C((222 * f, 200), (192 * f, 214), (160, 160), (120, 66), (66, -2), (44, -16), (58, -46), (96, -40), (164, 40), (222 * f, 160))
            hand = C((100, -34), (62, -2), (18, 0), (-20, -12), (-22, -30), (10, -38), (60, -52))
        form_lit(c, lit, fore, self.skin if short else self.cloth, 0.8)
        if phone:
            form_lit(c, lit, turn(R(2, -150, 26, 104, 7), 8, 14, -90), "#1a2027", 0.3)
            glow(c, 0, -108, 60, "#cfe4ff", 0.5)
        self.skin_form(c, hand, 0.4)
        for i in range(3):
            if phone:
                seg(c, 30, -66 - i * 15, 62, -60 - i * 17, dim(self.skin, 0.4), 2, 0.5, 0.7)
            else:
                seg(c, -14 + i * 4, -14 - i * 9, 34, -20 - i * 10, dim(self.skin, 0.4), 2, 0.5, 0.7)
        shadow(c, upper, 0.36, 14, -8, 8, lit.dark)
        form_lit(c, lit, upper, self.cloth, 1.0)
        self.crease(c, ((120 * f, 110), (150 * f, 136), (190 * f, 130)), a=0.45, w=5)

    # ------------------------------------------------------------------ in profile

    def side_legs(self, c):
        lit = self.lit
        wear = self.spec.get("trousers", "#33485a")
        c.save()
        c.translate(-795, -262)
        far = C((890, 462), (800, 420), (736, 424), (716, 450), (728, 520), (738, 600), (742, 668), (716, 684), (710, 702), (800, 702), (806, 660), (806, 560), (812, 516), (878, 488))
        form_lit(c, lit, far, dim(wear, 0.45), 0.6, 0.4)
        thigh = C((930, 462), (880, 418), (780, 402), (700, 410), (672, 436), (678, 480), (690, 540), (700, 620), (704, 668), (672, 686), (650, 694), (648, 704), (770, 704), (772, 660), (770, 580), (776, 516), (836, 508), (878, 486), (900, 468))
        form_lit(c, lit, thigh, wear, 1.0)
        line(c, C((776, 520), (750, 500), (720, 492), closed=False), lit.dark, 4, 0.6, 3)
        shoe = C((658, 704), (664, 691), (686, 680), (708, 664), (772, 664), (778, 704))
        form_lit(c, lit, shoe, self.spec.get("shoes", "#8a8a84"), 0.5)
        seg(c, 660, 704, 778, 704, lit.dark, 5)
        c.restore()

    def side_body(self, c):
        lit = self.lit
        c.save()
        c.translate(-795, -262)
        tail = self.wear.get("tail")
        if tail:
            body = C((742, 268), (770, 262), (812, 262), (850, 276), (898, 318), (940, 388), (968, 440), (1000, 458), (996, 469), (940, 471), (892, 474), (884, 520), (872, 566), (846, 578), (828, 548), (812, 506), (790, 470), (768, 420), (746, 370), (736, 320), k=0.15)
        else:
            w = (self.build - 1) * 120
            body = C((742, 268), (770, 262), (812, 262), (850 + w * 0.2, 276), (900 + w * 0.4, 318), (938 + w * 0.7, 388), (956 + w, 450), (962 + w, 520), (960 + w, 640), (800 - w * 0.4, 640), (786 - w * 0.6, 560), (776 - w * 0.6, 480), (762 - w * 0.4, 420), (746, 370), (736, 320), k=0.15)
            if self.spec.get("legs"):
                body = C((742, 268), (770, 262), (812, 262), (850, 276), (898 + w * 0.4, 318), (936 + w * 0.8, 388), (956 + w, 440), (966 + w, 468), (940, 480), (880, 486), (820, 480), (790, 470), (768, 420), (746, 370), (736, 320), k=0.15)
        form_lit(c, lit, body, self.cloth, 1.1)
        self.crease(c, ((850, 300), (884, 380), (892, 462)), ((902, 340), (928, 410), (944, 464)), ((806, 330), (812, 400), (830, 480)), a=0.4, w=7)
        if tail:
            self.crease(c, ((846, 470), (856, 520), (852, 570)), a=0.5, w=7)
        line(c, C((858, 296), (896, 376), (904, 460), closed=False), lit.right, 2.2, 0.16 * lit.rim, 2)
        if self.wear["neck"] in ("lapel", "v"):
            inner_ = C((740, 282), (752, 300), (778, 344), (796, 412), (802, 448), (776, 430), (752, 380), (738, 330))
            form_lit(c, lit, inner_, self.spec.get("under", "#7fa6aa"), 0.4)
        if self.wear["neck"] == "lapel":
            form_lit(c, lit, C((738, 262), (762, 254), (800, 262), (806, 300), (792, 352), (776, 320), (752, 292)), mix(self.cloth, "#ffffff", 0.1), 0.5)
            form_lit(c, lit, C((792, 240), (832, 252), (868, 286), (846, 306), (806, 296), (768, 276), (774, 252)), mix(self.cloth, "#ffffff", 0.06), 0.5)
        elif self.wear["neck"] == "hood":
            form_lit(c, lit, C((786, 244), (836, 244), (890, 284), (900, 330), (862, 344), (806, 310), (770, 276)), mix(self.cloth, "#ffffff", 0.06), 0.6)
        else:
            ring = C((738, 258), (764, 264), (806, 256), (838, 254), (846, 268), (812, 282), (766, 286), (740, 276))
            form_lit(c, lit, ring, self.wear.get("piping", mix(self.cloth, "#ffffff", 0.1)), 0.35)
        if self.wear.get("buttoned"):
            line(c, C((752, 290), (762, 350), (778, 420), (790, 490), (800, 640), closed=False), lit.dark, 3, 0.5, 1)
            for x, y in ((748, 304), (757, 352), (768, 400), (783, 486), (790, 540), (795, 594)):
                form_lit(c, lit, O(x, y, 6), mix(self.cloth, "#000000", 0.5), 0.2)
        if self.spec.get("lanyard"):
            line(c, C((752, 272), (760, 340), (772, 410), closed=False), lit.tone(self.spec["lanyard"], 1.3), 5)
            form_lit(c, lit, R(758, 408, 34, 48, 4), "#e6e0d2", 0.3)
        c.restore()

    def side_arm(self, c):
        from hands import held

        lit = self.lit
        c.save()
        c.translate(-795, -262)
        short = self.wear["sleeve"] in ("short", "rolled")
        if short:
            fore = C((872, 408), (846, 452), (808, 468), (752, 462), (694, 448), (640, 440), (642, 404), (690, 400), (734, 402), (764, 392), (800, 376))
            shadow(c, fore, 0.35, 10, 4, 8, lit.dark)
            self.skin_form(c, fore, 0.7)
            sleeve = C((822, 282), (852, 290), (876, 318), (888, 362), (884, 404), (846, 414), (796, 396), (772, 378), (778, 350), (784, 322), (798, 292), k=0.17)
            form_lit(c, lit, sleeve, self.cloth, 0.9)
            if self.wear["sleeve"] == "rolled":
                form_lit(c, lit, C((772, 366), (820, 386), (886, 386), (888, 412), (846, 424), (796, 408), (766, 390)), mix(self.cloth, "#ffffff", 0.08), 0.4)
            elif self.wear.get("piping"):
                line(c, C((774, 378), (820, 402), (884, 402), closed=False), self.wear["piping"], 3.4, 0.7, 0.6)
        else:
            sleeve = C((822, 282), (852, 290), (876, 318), (884, 362), (872, 412), (846, 452), (808, 468), (752, 464), (694, 452), (644, 438), (646, 402), (690, 400), (734, 402), (764, 392), (778, 362), (784, 322), (798, 292), k=0.17)
            shadow(c, sleeve, 0.38, 12, 6, 8, lit.dark)
            form_lit(c, lit, sleeve, self.cloth, 0.9)
            self.crease(c, ((776, 396), (806, 418), (850, 420)), ((768, 402), (792, 432), (832, 446)), ((700, 404), (706, 426), (700, 450)), a=0.45, w=5)
            form_lit(c, lit, C((640, 402), (664, 396), (668, 448), (642, 436)), mix(self.cloth, "#ffffff", 0.14), 0.35)
        held(c, lit, self.skin, self.spec.get("holds"), self.spec)
        c.restore()

