"""Rounding: how a count is said so that it tells of nobody (D2). Pure, and the same everywhere."""


def rounded(count: int) -> int:
    """To the nearest five; 0 to 4 all become 0, which is said as "fewer than 5" (D2)."""
    return 0 if count < 5 else 5 * round(count / 5)


def range_of(five: int) -> tuple[int, int]:
    """The smallest and largest count that is rounded to `five`: what a reader can know."""
    return (0, 4) if five == 0 else (max(5, five - 2), five + 2)


def in_words(five: int) -> str:
    """A rounded count as a reader sees it."""
    return "fewer than 5" if five == 0 else f"about {five}"
