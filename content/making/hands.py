"""A hand seen from the side, and what it holds (in the coordinates of people.py's profile)."""

from kit import *  # noqa: F403
from light import dim, form_lit, mix


def fingers(c, skin, pairs):
    for x0, y0, x1, y1 in pairs:
        seg(c, x0, y0, x1, y1, dim(skin, 0.42), 2.2, 0.5, 1)


def held(c, lit, skin, what, spec):
    """The near hand, at about (566..646, 392..450), and the far hand where two are needed."""

    def hand(*pts):
        form_lit(c, lit, C(*pts), skin, 0.45)

    def plain():
        hand((646, 400), (622, 394), (596, 402), (576, 416), (566, 434), (572, 446), (588, 450), (612, 450), (644, 440))
        fingers(c, skin, ((600, 412, 574, 438), (612, 414, 586, 446), (624, 420, 602, 449)))
        hand((632, 400), (610, 392), (590, 396), (580, 408), (592, 412), (612, 410))

    def round_it():
        """Fingers round something upright in front of the hand."""
        hand((648, 402), (626, 392), (604, 394), (588, 402), (582, 414), (588, 424), (582, 432), (590, 444), (612, 452), (646, 442))
        fingers(c, skin, ((590, 406, 616, 410), (586, 420, 614, 424), (588, 434, 614, 437)))

    if what in ("mug", "cup", "glass", "beaker"):
        colour = spec.get("mug", "#d8cbb2")
        if what == "glass":
            fill(c, R(562, 366, 44, 84, 5), "#dfeef4", 0.25)
            fill(c, R(564, 392, 40, 56, 4), "#cfe4ee", 0.35)
            line(c, R(562, 366, 44, 84, 5), "#ffffff", 1.6, 0.5)
        else:
            tall = 96 if what == "beaker" else 80
            mug = C((556, 452 - tall), (556, 436), (562, 452), (604, 452), (610, 436), (610, 452 - tall), k=0.05)
            form_lit(c, lit, mug, colour, 0.6)
            fill(c, O(583, 452 - tall, 27, 6), mix(colour, "#ffffff", 0.3))
            fill(c, O(583, 453 - tall, 23, 4.4), lit.tone("#6a4226"))
        hand((566, 424), (556, 416), (552, 404), (560, 396), (572, 400), (576, 416))
        round_it()
    elif what == "phone":
        slab = turn(R(548, 356, 30, 92, 6), -24, 566, 410)
        form_lit(c, lit, slab, "#161b22", 0.3)
        if not spec.get("phone_off"):
            seg(c, 552, 364, 586, 438, "#dcecff", 2.2, 0.85, 1)
            glow(c, 560, 396, 120, "#bcd8ff", 0.5)
        round_it()
    elif what in ("paper", "letter", "page", "list"):
        sheet = turn(G((500, 344), (592, 352), (584, 452), (492, 444)), -14, 560, 400)
        shadow(c, sheet, 0.3, 6, 0, 4, lit.dark)
        form_lit(c, lit, sheet, "#f4eee0", 0.5, 0.8, dark=False)
        for i in range(5):
            seg(c, 512 + i * 5, 372 + i * 13, 566 + i * 4 - (i % 2) * 12, 362 + i * 13, "#4a5560", 2, 0.45, 0.5)
        round_it()
    elif what == "pen":
        hand((646, 400), (622, 394), (598, 402), (584, 418), (580, 436), (588, 448), (612, 452), (644, 440))
        seg(c, 622, 366, 566, 450, lit.tone("#22303f", 1.2), 6)
        seg(c, 620, 368, 580, 428, "#dfe8f0", 1.4, 0.5)
        fingers(c, skin, ((604, 408, 584, 436), (616, 416, 596, 448)))
        hand((630, 404), (606, 402), (588, 416), (584, 430), (598, 424), (616, 414))
    elif what in ("lanyard", "badge"):
        plain()
        tape = spec.get("tape", "#1f7a80")
        for i in range(3):
            line(c, C((588 + i * 11, 398 + i), (582 + i * 11, 424), (588 + i * 11, 450), closed=False), lit.tone(tape, 1.2), 5)
        seg(c, 592, 448, 592, 520, lit.tone(tape, 1.2), 4.5)
        form_lit(c, lit, R(570, 520, 44, 60, 5), "#e6e0d2", 0.4)
        fill(c, R(578, 532, 18, 20, 2), "#56707c", 0.8)
    elif what in ("watch", "locket", "ring", "coin", "keys"):
        plain()
        if what == "watch":
            line(c, C((576, 440), (560, 470), (566, 500), closed=False), lit.tone("#7a5638"), 8)
            line(c, C((584, 446), (590, 474), (574, 500), closed=False), lit.tone("#6a4a30"), 8)
            form_lit(c, lit, O(570, 508, 17), "#e8d9a8", 0.4)
            fill(c, O(570, 508, 12), "#f6f0de", 0.9)
            seg(c, 570, 508, 570, 499, "#2a2a2a", 1.6)
            seg(c, 570, 508, 577, 511, "#2a2a2a", 1.6)
        elif what == "keys":
            for i, x in enumerate((566, 574, 584)):
                seg(c, 578, 446, x, 486 + i * 5, lit.tone("#d0c8b4", 1.2), 4)
            line(c, O(578, 450, 9), lit.tone("#d0c8b4", 1.2), 3)
        else:
            form_lit(c, lit, O(574, 452, 9), "#e6c476", 0.3)
    elif what in ("cap", "mask", "cloth", "glove", "scarf"):
        plain()
        colour = spec.get("cloth", "#7fb0b4")
        form_lit(c, lit, C((560, 430), (590, 424), (616, 436), (612, 490), (590, 528), (566, 516), (556, 470)), colour, 0.5)
        for x in (574, 594):
            line(c, C((x, 436), (x - 4, 476), (x + 2, 516), closed=False), lit.dark, 3, 0.35, 2)
    elif what in ("other hand", "clasped", "hand"):
        hand((600, 408), (574, 410), (556, 424), (552, 440), (566, 450), (600, 450))
        round_it()
        fingers(c, skin, ((584, 410, 566, 424),))
    elif what == "pager":
        form_lit(c, lit, R(552, 398, 46, 30, 6), "#20262e", 0.3)
        fill(c, R(558, 404, 30, 12, 2), "#a8c48c", 0.8)
        round_it()
    elif what == "folder":
        form_lit(c, lit, G((470, 420), (640, 404), (650, 452), (476, 470)), spec.get("folder", "#c9a870"), 0.5)
        plain()
    else:
        plain()
