"""Sizes of files as people read them."""


def as_size(size: int) -> str:
    """4294967296 -> 4.0 GB."""
    for unit, worth in (("GB", 1024**3), ("MB", 1024**2), ("kB", 1024)):
        if size >= worth:
            return f"{size / worth:.1f} {unit}"
    return f"{size} bytes"
