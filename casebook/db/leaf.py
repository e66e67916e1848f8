"""A leaf: one page of a list that is too long for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Leaf(Generic[T]):
    """One page of a list: `some` of its `things`, and which page of how many this is."""

    some: Sequence[T]
    things: int
    number: int
    pages: int


def leaf(things: Sequence[T], number: int, *, most: int) -> Leaf[T]:
    """A page of a list, with so many on each; one beyond the last is the last."""
    number, pages = which(len(things), number, most=most)
    return Leaf(things[most * (number - 1) : most * number], len(things), number, pages)


def which(things: int, number: int, *, most: int) -> tuple[int, int]:
    """The page that is meant, and of how many."""
    pages = max(1, ceil(things / most))
    return min(max(number, 1), pages), pages
