"""Heads, in profile and turned away, with hair or what covers it.

hair: {style: short|crop|bald|receding|bun|pony|bob|long|curls|braids|hijab|turban|cap, colour: "#…"}
beard: true or a colour; glasses: true.
"""

import numpy as np
import skia
from kit import *  # noqa: F403
from light import dim, form_lit, mix

HAIR = {
    "black": "#1b171b", "dark": "#2a211f", "brown": "#4a3426", "auburn": "#6d3b24", "fair": "#a98556",
    "grey": "#8c8e90", "white": "#cfd0cc", "silver": "#a9acae",
}  # fmt: skip
COVERED = ("hijab", "turban", "cap", "bonnet")


class Head:
    def __init__(self, spec, lit, skin, view):
        hair = spec.get("hair", "short")
        hair = {"style": hair} if isinstance(hair, str) else hair
        self.style = hair.get("style", "short")
        colour = hair.get("colour", "dark")
        self.colour = HAIR.get(colour, colour)
        self.lit, self.skin, self.view, self.spec = lit, skin, view, spec
        self.has_back = self.style in ("long", "braids") and view == "away"
        self.over_body = view == "side" and self.style in ("hijab", "long", "bob", "braids") or self.style == "hijab"
        beard = spec.get("beard")
        self.beard = None if not beard else (("#1b171b" if self.style in COVERED else self.colour) if beard is True else HAIR.get(beard, beard))

    def draw(self, c):
        (self.side if self.view == "side" else self.away)(c)

    def hair_form(self, c, path, size=0.8, colour=None):
        form_lit(c, self.lit, path, colour or self.colour, size, most=0.2)

    def strands(self, c, *lines, a=0.2):
        for pts in lines:
            line(c, C(*pts, closed=False), mix(self.colour, self.lit.left, 0.55), 1.5, a * (0.6 + 0.6 * self.lit.rim), 0.9)

    def curls(self, c, pts, r, seed=3, inside=60):
        """Curly hair: many small rounds along and inside an outline."""
        rng = np.random.default_rng(seed)
        path = C(*pts)
        big = skia.Path(path)
        n = 46
        m = skia.PathMeasure(path, True)
        for i in range(n):
            pos, _ = m.getPosTan(m.getLength() * i / n)
            big = skia.Op(big, O(pos.x() + rng.normal(0, 1.5), pos.y() + rng.normal(0, 1.5), r * rng.uniform(0.75, 1.1)), skia.PathOp.kUnion_PathOp)
        self.hair_form(c, big, 0.9)
        c.save()
        c.clipPath(big, doAntiAlias=True)
        b = big.getBounds()
        for _ in range(inside):
            x, y = rng.uniform(b.left(), b.right()), rng.uniform(b.top(), b.bottom())
            c.drawArc(skia.Rect.MakeXYWH(x, y, r * 1.1, r * 1.1), float(rng.uniform(0, 360)), 200, False, paint(mix(self.colour, self.lit.left, 0.4), 0.14, 0.8, None, 1.6))
        c.restore()

    # ---------------------------------------------------------------- turned away

    def away(self, c):
        lit, st = self.lit, self.style
        if st not in ("hijab",):
            neck = C((-58, -72), (-62, -25), (-76, 12), (-35, 26), (40, 24), (66, 4), (43, -23), (39, -78))
            form_lit(c, lit, neck, self.skin, 0.6)
            fill(c, C((-62, -70), (40, -70), (44, -40), (0, -30), (-60, -44)), lit.dark, 0.35, 9)
        face = C((-75, -189), (-87, -165), (-92, -135), (-89, -121), (-98, -103), (-100, -93), (-92, -87), (-91, -73), (-85, -53), (-69, -35), (-35, -33), (-3, -53), (5, -125), (-15, -185), k=0.15)
        form_lit(c, lit, face, self.skin, 0.75, 1.05, most=0.42, right=False)
        fill(c, C((-30, -140), (6, -136), (8, -70), (-10, -44), (-40, -60)), lit.dark, 0.3, 9)
        line(c, C((-88, -120), (-77, -117), (-67, -121), closed=False), lit.dark, 2.4, 0.6, 0.8)
        fill(c, C((-87, -127), (-71, -132), (-59, -125), (-71, -117)), lit.dark, 0.32, 4)
        line(c, C((-88, -135), (-75, -139), (-61, -136), closed=False), mix(self.colour if st not in COVERED else "#2a211f", lit.dark, 0.4), 4, 0.7, 1)
        if self.beard:
            beard = C((-89, -75), (-81, -81), (-55, -71), (-23, -81), (-5, -109), (9, -95), (5, -55), (-21, -31), (-55, -25), (-79, -39))
            form_lit(c, lit, beard, self.beard, 0.5, 0.8, blur=1.1)
        self.away_hair(c, st)
        if st not in ("bob", "long", "hijab"):
            ear = C((-21, -133), (-5, -139), (5, -125), (1, -99), (-11, -83), (-20, -95))
            form_lit(c, lit, ear, self.skin, 0.4)
            line(c, C((-13, -125), (-3, -121), (-7, -99), closed=False), dim(self.skin, 0.35), 2.2, 0.6, 0.9)
        if self.spec.get("glasses"):
            line(c, C((-84, -122), (-40, -124), (-8, -124), closed=False), lit.tone("#15181c"), 3.4)
            line(c, C((-96, -118), (-88, -112), (-80, -116), (-82, -126), closed=False), lit.tone("#15181c"), 3)
        if self.spec.get("hearing_aid"):
            form_lit(c, lit, C((-2, -138), (8, -126), (6, -106), (0, -112), (-2, -126)), "#d8ccb8", 0.3)

    def away_hair(self, c, st):
        lit = self.lit
        short = ((-83, -167), (-79, -201), (-47, -227), (5, -233), (53, -207), (75, -157), (73, -105), (57, -63), (35, -49), (11, -53), (5, -79), (1, -113), (-11, -125), (-21, -113), (-27, -125), (-29, -157), (-55, -177))
        if st == "crop":
            pts = [(x * 0.965 - 1, (y + 120) * 0.965 - 120) for x, y in short]
            form_lit(c, lit, C(*pts), mix(self.colour, self.skin, 0.14), 0.7, 0.8)
        elif st in ("bald", "receding"):
            skull = C((-80, -165), (-74, -198), (-44, -222), (4, -227), (50, -202), (70, -156), (66, -110), (40, -80), (0, -90), (-30, -140))
            form_lit(c, lit, skull, self.skin, 0.8)
            band = C((74, -150), (75, -108), (58, -64), (35, -49), (11, -53), (5, -79), (4, -112), (20, -128), (40, -132))
            self.hair_form(c, band, 0.6)
            if st == "receding":
                self.hair_form(c, C((-40, -222), (4, -232), (52, -206), (74, -156), (60, -130), (24, -150), (-10, -190)), 0.7)
        elif st in ("bun", "pony"):
            if st == "pony":
                tail = C((62, -172), (96, -176), (124, -140), (126, -70), (108, 0), (92, 14), (92, -40), (84, -100), (62, -140))
                self.hair_form(c, tail)
                self.strands(c, ((80, -166), (108, -130), (108, -60), (100, -6)), ((74, -160), (96, -120), (98, -60), (94, -10)))
            else:
                self.hair_form(c, O(self.spec.get("bun_x", 72), -168, 36, 34))
                self.strands(c, ((52, -180), (74, -190), (98, -174)), ((56, -160), (78, -150), (100, -162)))
            pts = [(x, y) for x, y in short]
            pts[7:11] = [(55, -78), (36, -66), (14, -64), (6, -88)]
            self.hair_form(c, C(*pts, k=0.16))
            self.strands(c, ((-56, -206), (0, -214), (56, -184)), ((-44, -190), (0, -188), (58, -168)), ((10, -80), (40, -110), (64, -150)))
        elif st == "curls":
            self.curls(c, [(x * 1.04, (y + 120) * 1.04 - 122) for x, y in short], 17)
        elif st in ("bob", "long", "braids"):
            if st == "braids":
                self.hair_form(c, C(*short, k=0.16))
            else:
                bob = C((-83, -162), (-79, -203), (-45, -230), (8, -237), (60, -210), (86, -150), (90, -80), (84, -18), (50, -2), (0, -10), (-22, -30), (-30, -80), (-30, -140), (-55, -178), k=0.16)
                self.hair_form(c, bob, 0.9)
            self.strands(c, ((-50, -212), (10, -214), (64, -170), (76, -80), (70, -14)), ((-44, -198), (6, -190), (48, -150), (56, -80), (44, -10)), ((-38, -186), (-4, -164), (16, -120), (16, -20)))
        elif st == "hijab":
            cloth = C((-82, -160), (-76, -204), (-40, -236), (14, -242), (68, -212), (92, -146), (92, -80), (98, -30), (126, 30), (120, 70), (30, 104), (-60, 84), (-104, 40), (-84, -4), (-64, -40), (-66, -84), (-72, -128), k=0.16)
            shadow(c, cloth, 0.3, 14, -4, 8, lit.dark)
            form_lit(c, lit, cloth, self.colour, 1.0)
            for pts, a in ((((-60, -206), (10, -206), (66, -140), (60, -60), (20, 0), (-60, 40)), 0.35), (((-70, -180), (-20, -120), (-14, -40), (-50, 30)), 0.4), (((70, -60), (60, 0), (10, 60)), 0.4), (((90, -40), (86, 20), (40, 80)), 0.3)):
                line(c, C(*pts, closed=False), lit.dark, 8, a, 6)
            for pts in (((-54, -212), (16, -214), (74, -146), (70, -66), (30, 0)), ((-62, -176), (-10, -118), (-4, -40), (-40, 36))):
                line(c, C(*pts, closed=False), mix(self.colour, lit.left, 0.5), 2, 0.3, 1.6)
        elif st == "turban":
            self.hair_form(c, C((20, -110), (74, -118), (64, -66), (36, -50), (10, -56), (4, -90)), 0.5, self.beard or "#1b171b")
            wrap_ = C((-90, -148), (-98, -196), (-62, -246), (2, -262), (62, -240), (92, -184), (86, -128), (52, -108), (6, -122), (-30, -146), (-62, -156), k=0.16)
            shadow(c, wrap_, 0.35, 10, 0, 6, lit.dark)
            form_lit(c, lit, wrap_, self.colour, 1.0)
            for i in range(6):
                y = -152 - i * 17
                line(c, C((-92 + i * 3, y), (-20 + i * 6, y - 22 + i * 3), (50 + i * 2, y + 14 - i * 4), (86 - i * 3, y + 34 - i * 9), closed=False), lit.dark, 4, 0.38, 2.6)
                line(c, C((-90 + i * 3, y - 4), (-20 + i * 6, y - 26 + i * 3), (50 + i * 2, y + 10 - i * 4), closed=False), mix(self.colour, lit.left, 0.5), 1.6, 0.3, 1)
        elif st in ("cap", "bonnet"):
            self.hair_form(c, C((20, -112), (70, -118), (60, -70), (36, -56), (12, -60), (4, -92)), 0.5, HAIR.get(self.spec.get("under_cap", "dark")))
            cap = C((-86, -152), (-84, -206), (-46, -237), (10, -243), (64, -215), (86, -152), (80, -108), (44, -98), (2, -124), (-34, -146), (-60, -158), k=0.16)
            form_lit(c, lit, cap, self.colour if self.colour not in HAIR.values() else "#6fa3a8", 1.0)
            line(c, C((82, -116), (40, -106), (-4, -130), (-60, -162), closed=False), lit.dark, 3, 0.4, 1.6)
            for pts in (((62, -112), (84, -96), (92, -70)), ((58, -108), (70, -84), (66, -56))):
                line(c, C(*pts, closed=False), lit.tone("#8fb8bc", 1.2), 6)
            self_l = mix("#6fa3a8", lit.left, 0.4)
            line(c, C((-60, -214), (0, -222), (60, -190), closed=False), self_l, 2, 0.3, 1.4)
        else:
            self.hair_form(c, C(*short, k=0.16), 0.9)
            self.strands(c, ((-55, -213), (-15, -219), (35, -195)), ((-67, -193), (-15, -203), (45, -169)), ((-35, -175), (11, -173), (55, -135)), a=0.14)

    def draw_back(self, c):
        """Hair that falls down the back, over the clothes."""
        if self.style == "braids":
            for i in range(8):
                x = -22 + i * 15
                pts = [(10 + i * 5, -222 + abs(i - 3) * 7), (x + 10, -150), (x + 10, -40), (x + 12, 50), (x + 4 + i * 2, 112 + (i % 3) * 16)]
                line(c, C(*pts, closed=False), self.lit.tone(mix(self.colour, "#3a2c26", 0.2)), 13)
                line(c, C(*[(a - 3, b) for a, b in pts], closed=False), mix(self.colour, self.lit.left, 0.5), 1.6, 0.3, 0.8)
                for j in range(14):
                    u = j / 14
                    seg(c, x + 5, -150 + u * 250, x + 16, -143 + u * 250, self.lit.dark, 2, 0.4, 0.6)
            return
        fall = C((-79, -203), (-45, -230), (8, -237), (60, -210), (88, -150), (98, -40), (106, 70), (88, 150), (46, 170), (6, 150), (-18, 70), (-24, -20), (-30, -90), (-36, -150), (-58, -178), k=0.16)
        self.hair_form(c, fall, 1.0)
        self.strands(c, ((-40, -214), (20, -214), (66, -150), (78, -20), (80, 130)), ((-38, -200), (10, -190), (44, -130), (52, 0), (52, 140)), ((-32, -186), (0, -160), (16, -90), (22, 20), (24, 120)), a=0.3)

    # ----------------------------------------------------------------- in profile

    def side(self, c):
        lit, st = self.lit, self.style
        c.save()
        c.translate(-795, -262)
        neck = C((726, 226), (742, 262), (744, 320), (850, 320), (822, 268), (806, 214))
        form_lit(c, lit, neck, self.skin, 0.6)
        nose = float(self.spec.get("nose", 0))
        face = C((752, 92), (716, 104), (694, 130), (687, 152), (688, 163), (679 - nose * 0.6, 180), (672 - nose, 191), (676 - nose * 0.7, 198), (682, 202), (678, 210), (681, 216), (679, 223), (685, 229), (684, 241), (692, 252), (712, 254), (738, 243), (764, 240), (800, 226), (818, 170), (802, 112), k=0.155)
        form_lit(c, lit, face, self.skin, 0.8, 1.05, most=0.42)
        fill(c, C((694, 160), (716, 156), (730, 166), (714, 176), (698, 172)), lit.dark, 0.34, 5)
        line(c, C((692, 166), (704, 171), (716, 167), closed=False), lit.dark, 2.4, 0.6, 1)
        line(c, C((690, 151), (706, 146), (724, 151), closed=False), mix("#241c1c", lit.dark, 0.5), 4, 0.55, 1.4)
        fill(c, C((716, 200), (748, 196), (766, 224), (724, 240)), lit.dark, 0.22, 11)
        line(c, C((680, 214), (690, 213), (697, 216), closed=False), dim(self.skin, 0.3), 2.2, 0.55, 1)
        if self.beard:
            beard = C((684, 226), (690, 208), (712, 212), (744, 200), (768, 176), (780, 196), (770, 228), (744, 254), (712, 268), (690, 262), (680, 244))
            form_lit(c, lit, beard, self.beard, 0.5, 0.8, blur=1.1)
        covered = st in ("hijab",)
        if not covered:
            self.side_back(c, st)
        self.side_hair(c, st)
        if st not in ("hijab", "long", "bob"):
            ear = C((762, 176), (774, 172), (780, 186), (774, 204), (764, 208), (760, 194))
            form_lit(c, lit, ear, self.skin, 0.4)
        if self.spec.get("glasses"):
            line(c, C((694, 160), (730, 164), (766, 176), closed=False), lit.tone("#15181c"), 3.2)
            line(c, C((690, 156), (686, 166), (692, 178), (702, 178), (706, 166), (700, 156)), lit.tone("#15181c"), 2.8)
            fill(c, C((690, 156), (686, 166), (692, 178), (702, 178), (706, 166), (700, 156)), lit.left, 0.2)
        if self.spec.get("mask"):
            m = C((680, 186), (720, 182), (764, 190), (766, 200), (728, 244), (694, 256), (678, 226), (668, 200))
            form_lit(c, lit, m, "#a9cdd4", 0.4)
        c.restore()

    def side_back(self, c, st):
        """What hangs behind the head."""
        if st == "bun":
            self.hair_form(c, C((806, 128), (830, 118), (856, 132), (860, 162), (842, 184), (816, 178), (800, 152)))
        elif st == "pony":
            self.hair_form(c, C((800, 120), (836, 122), (866, 160), (872, 230), (858, 292), (846, 300), (842, 240), (828, 184), (802, 152)))
            self.strands(c, ((824, 132), (852, 170), (856, 230), (852, 280)))
        elif st == "braids":
            for i in range(5):
                x = 778 + i * 11
                line(c, C((x, 110), (x + 18, 220), (x + 14 + i * 4, 320), (x + 8 + i * 5, 380 + (i % 2) * 14), closed=False), self.lit.tone(self.colour), 12)
                line(c, C((x - 3, 110), (x + 15, 220), (x + 11 + i * 4, 320), closed=False), mix(self.colour, self.lit.left, 0.5), 1.5, 0.25, 0.8)

    def side_hair(self, c, st):
        lit = self.lit
        base = ((690, 138), (698, 112), (722, 92), (756, 82), (794, 92), (820, 122), (828, 166), (816, 210), (800, 234), (788, 226), (780, 206), (772, 186), (758, 172), (746, 150), (722, 128), (704, 128))
        if st == "crop":
            pts = [(752 + (x - 752) * 0.965, 160 + (y - 160) * 0.965) for x, y in base]
            form_lit(c, lit, C(*pts), mix(self.colour, self.skin, 0.14), 0.7, 0.8)
        elif st in ("bald", "receding"):
            form_lit(c, lit, C((694, 132), (704, 108), (726, 93), (756, 86), (792, 96), (816, 124), (824, 166), (800, 190), (770, 160), (730, 140)), self.skin, 0.7)
            self.hair_form(c, C((826, 150), (828, 172), (816, 212), (800, 234), (788, 226), (780, 206), (778, 176), (796, 160)), 0.6)
            if st == "receding":
                self.hair_form(c, C((736, 90), (760, 82), (796, 92), (822, 122), (828, 166), (800, 176), (778, 150), (752, 116)), 0.7)
        elif st == "curls":
            self.curls(c, [(756 + (x - 756) * 1.05, 150 + (y - 150) * 1.05) for x, y in base], 15, inside=46)
        elif st in ("bob", "long"):
            low = 300 if st == "bob" else 420
            pts = ((692, 140), (698, 112), (722, 91), (756, 80), (796, 90), (824, 122), (838, 180), (844, 250), (840 if st == "bob" else 870, low), (800, low + 8), (768, low - 26), (760, 250), (758, 200), (752, 164), (730, 134), (708, 130))
            hair = C(*pts, k=0.16)
            self.hair_form(c, hair, 0.9)
            self.strands(c, ((712, 106), (764, 100), (806, 150), (812, 250), (814, low - 20)), ((706, 118), (756, 118), (784, 180), (790, 260), (792, low - 20)))
        elif st == "hijab":
            cloth = C((690, 150), (692, 116), (716, 88), (756, 74), (802, 86), (832, 124), (838, 180), (842, 230), (876, 280), (900, 330), (850, 372), (780, 384), (734, 350), (724, 300), (716, 258), (736, 236), (744, 196), (730, 156), (708, 140), k=0.16)
            shadow(c, cloth, 0.3, 12, -3, 8, lit.dark)
            form_lit(c, lit, cloth, self.colour, 0.9)
            for pts, a in ((((716, 110), (780, 110), (806, 180), (790, 250), (740, 300)), 0.4), (((738, 160), (764, 210), (752, 270), (734, 330)), 0.4), (((836, 220), (840, 290), (790, 360)), 0.35)):
                line(c, C(*pts, closed=False), lit.dark, 7, a, 5)
            for pts in (((722, 100), (790, 104), (816, 176), (802, 250), (756, 306)), ((744, 160), (772, 210), (762, 270), (742, 330))):
                line(c, C(*pts, closed=False), mix(self.colour, lit.left, 0.5), 1.8, 0.3, 1.4)
        elif st == "turban":
            self.hair_form(c, C((786, 176), (824, 170), (814, 212), (800, 232), (786, 222), (778, 200)), 0.5, self.beard or "#1b171b")
            wrap_ = C((684, 142), (684, 112), (706, 78), (752, 60), (804, 72), (836, 112), (836, 162), (806, 182), (774, 170), (744, 150), (712, 138), k=0.16)
            shadow(c, wrap_, 0.35, 9, 0, 5, lit.dark)
            form_lit(c, lit, wrap_, self.colour, 0.9)
            for i in range(6):
                y = 136 - i * 13
                line(c, C((688 + i * 4, y), (744 + i * 5, y - 8 + i * 4), (796 + i * 2, y + 30 - i * 5), (828 - i * 3, y + 40 - i * 11), closed=False), lit.dark, 3.6, 0.36, 2.2)
                line(c, C((690 + i * 4, y - 3), (744 + i * 5, y - 11 + i * 4), (796 + i * 2, y + 26 - i * 5), closed=False), mix(self.colour, lit.left, 0.5), 1.5, 0.3, 0.9)
        elif st in ("cap", "bonnet"):
            self.hair_form(c, C((786, 176), (824, 170), (814, 206), (800, 224), (786, 216), (778, 196)), 0.5, HAIR.get(self.spec.get("under_cap", "dark")))
            cap = C((686, 144), (690, 108), (718, 86), (756, 76), (800, 88), (830, 124), (832, 168), (800, 180), (768, 166), (738, 150), (708, 142), k=0.16)
            form_lit(c, lit, cap, self.colour if self.colour not in HAIR.values() else "#6fa3a8", 0.9)
            line(c, C((830, 166), (798, 176), (762, 160), (710, 140), closed=False), lit.dark, 3, 0.4, 1.6)
            for pts in (((822, 170), (846, 190), (850, 222)), ((816, 172), (830, 200), (826, 230))):
                line(c, C(*pts, closed=False), lit.tone("#8fb8bc", 1.2), 5.5)
        else:
            self.hair_form(c, C(*base, k=0.16), 0.8)
            self.strands(c, ((712, 104), (760, 100), (812, 142)), ((706, 116), (756, 116), (808, 158)), ((712, 124), (760, 136), (802, 176)), ((744, 148), (772, 166), (800, 200)))
