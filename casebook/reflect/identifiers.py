"""Identifiers: what in a text may tell who somebody is. A local check that marks and explains; it never blocks, changes
or sends anything, and finding nothing does not mean that nobody can be recognised."""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """A span of a text, in characters, and why it may tell who somebody is."""

    start: int
    end: int
    why: str


_PATTERNS = (
    (r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b", "This looks like an NHS number: nothing names a patient more surely."),
    (r"\b[\w.+-]+@[\w-]+\.[\w.-]*\w", "An e-mail address names one person."),
    (r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", "A postcode is a few houses."),
    (r"(?:\+44 ?|\b0)\d(?:[ -]?\d){8,9}\b", "A telephone number leads to one person."),
    (
        r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d{2}\b",
        "A date can be matched with a record; a stage of life says enough.",
    ),
    (r"\b(?:Mr|Mrs|Ms|Miss|Mx) [A-Z][a-z]+\b", "A name. “The patient” or “a colleague” says as much."),
)


def found_in(text: str, *, story: str = "") -> list[Found]:
    """What in `text` may tell who somebody is, in the text's order; spans never overlap. What stands in `story`, a
    library case's own words, is invented and left alone."""
    spans: list[Found] = []
    for pattern, why in _PATTERNS:
        for match in re.finditer(pattern, text):
            taken = any(match.start() < other.end and other.start < match.end() for other in spans)
            if not taken and match[0] not in story and ("NHS" not in why or _is_nhs_number(match[0])):
                spans.append(Found(match.start(), match.end(), why))
    return sorted(spans, key=lambda span: span.start)


def pieces(text: str, found: list[Found]) -> Iterator[tuple[str, str]]:
    """The text cut at what was found: (words, why), with an empty `why` for what was not."""
    at = 0
    for one in found:
        if one.start > at:
            yield text[at : one.start], ""
        yield text[one.start : one.end], one.why
        at = one.end
    if at < len(text):
        yield text[at:], ""


def _is_nhs_number(span: str) -> bool:
    digits = [int(letter) for letter in span if letter.isdigit()]
    check = 11 - sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits, strict=False)) % 11
    return check % 11 == digits[9]
