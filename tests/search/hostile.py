"""Questions nobody means well with: broken joining, strange letters, far too much of anything."""

import random
import string
from collections.abc import Iterator


def hostile(number: int) -> Iterator[str]:
    chance = random.Random(14)
    pieces = [
        *(
            "daughter",
            "tell",
            '"',
            "'",
            "“",
            "*",
            "?",
            "~",
            "AND",
            "OR",
            "NOT",
            "(",
            ")",
            "[",
            "TO",
            "]",
            "^",
            ":",
            "/",
        ),
        *(
            "\\",
            "\x00",
            "\ud800",
            "\u202e",
            "é",
            "e\u0301",
            "ﬁ",
            "ß",
            "İ",
            "日本",
            "🫀",
            "%",
            "_",
            "-",
            "<script>",
            "’",
        ),
        *("case:x", "spoken:", "a" * 300, "0", "½", "Ⅷ", "\n", "\t", "''", "𝕯", "ǅ", "\u0345", "x" * 5000, "..", "--"),
    ]
    for _ in range(number):
        chosen = [chance.choice(pieces) for _ in range(chance.randint(0, 12))]
        letters = "".join(chance.choices(string.printable, k=chance.randint(0, 20)))
        yield chance.choice([" ", ""]).join([*chosen, letters])
