"""What a recording's file is kept from: a file of this machine, or parts that lie in the storage already."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Parts:
    """Files of the storage which, one after the other, are one file."""

    paths: tuple[str, ...]
    bytes: int
    name: str = ""


Source = Path | Parts


def size_of(source: Source) -> int:
    """How many bytes it has."""
    return source.bytes if isinstance(source, Parts) else source.stat().st_size
