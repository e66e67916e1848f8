"""Identifiers: what in a text may tell who somebody is. A local check that marks and explains; it never blocks, changes
or sends anything, and finding nothing does not mean that nobody can be recognised."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE = (
    rf"(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d{{2}})|\d{{4}}-\d{{1,2}}-\d{{1,2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH},?\s+(?:\d{{4}}|[’']\d{{2}})"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}})"
)
_BORN = r"(?:d\.?\s?o\.?\s?b\.?|date of birth|born(?:\s+(?:on|in))?|birthday)"
_NAME = r"(?:(?:van|von|de|der|den|la|le|al|el|bin|ibn)[ -])*[A-Z](?:[’'][A-Z])?[a-zà-ÿ]+(?:[A-Z][a-zà-ÿ]+)?"
_TITLE = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Doctor|Prof|Professor|Sir|Dame|Rev|Reverend|Nurse|Sister|Sr)"
_LABEL = r"(?:no|number|num|id|ref|#)?\.?\s*(?:is|was)?\s*[:=#]?\s*"


@dataclass(frozen=True)
class Found:
    """A span of a text, in characters, and why it may tell who somebody is."""

    start: int
    end: int
    why: str


def found_in(text: str, *, story: str = "") -> list[Found]:
    """What in `text` may tell who somebody is, in the text's order; spans never overlap. A name that stands in `story`,
    a library case's own words, is an invented person's and is left alone."""
    spans: list[Found] = []
    for pattern, holds, why in _RULES:
        for match in pattern.finditer(text):
            start, end = match.span(1)
            taken = any(start < other.end and other.start < end for other in spans)
            invented = why is _NAMES and match[1] in story
            if not taken and not invented and holds(match[1]):
                spans.append(Found(start, end, why))
    return sorted(spans, key=lambda span: span.start)


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits are an NHS number: the last checks the nine before it, modulo 11."""
    if len(digits) != 10:
        return False
    check = 11 - sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=False)) % 11
    return check % 11 == int(digits[9])  # a remainder that asks for 10 is never given out


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


def _digits(span: str) -> str:
    return "".join(letter for letter in span if letter.isdigit())


def _always(span: str) -> bool:
    return True


def _is_telephone(span: str) -> bool:
    return 10 <= len(_digits(span)) <= 13


_NAMES = "This names a person. “The patient”, “her consultant” says as much for learning."

#: What follows a title or a role without being a name.
_NO_NAMES = frozenset({"Who", "And", "In", "The", "On", "At", "Of", "For", "Said", "I", "Told", "Had", "Then", "But"})

#: Pattern (what is marked is its first group), what else must hold, and why; the earlier rule has a span first.
_RULES: tuple[tuple[re.Pattern[str], Callable[[str], bool], str], ...] = (
    (
        re.compile(r"([\w.+'-]+@[\w-]+(?:\.[\w-]+)+)"),
        _always,
        "This looks like an e-mail address.",
    ),
    (
        re.compile(r"((?:https?://|www\.)[^\s<>\"]+[^\s<>\".,;:)])", re.IGNORECASE),
        _always,
        "This is an address on the web; it may lead to a person or a record.",
    ),
    (
        re.compile(r"(?<![\d.])(\d(?:[\s.\u2010-\u2014-]?\d){9})(?![\s.-]?\d)"),
        lambda span: is_nhs_number(_digits(span)),
        "This is an NHS number: its last digit checks the others.",
    ),
    (
        re.compile(rf"\bNHS\s*{_LABEL}(\d(?:[\s.-]?\d){{8,10}})", re.IGNORECASE),
        _always,
        "This is called an NHS number.",
    ),
    (
        re.compile(rf"\bGMC\s*{_LABEL}(\d{{7}})\b", re.IGNORECASE),
        _always,
        "This is called a GMC number.",
    ),
    (
        re.compile(
            r"\b(?:MRN|hospital|hosp|patient|unit|record|case\s?note|district|CHI|NI|national insurance|K)"
            rf"\s*{_LABEL}"
            r"((?=[A-Z0-9/-]*\d[A-Z0-9/-]*\d[A-Z0-9/-]*\d)[A-Z]{0,3}[ -]?\d[A-Z0-9/-]{3,11})\b",
            re.IGNORECASE,
        ),
        _always,
        "This looks like a hospital or record number.",
    ),
    (
        re.compile(r"\b([A-Z]{1,3}-?\d{6,9}[A-Z]?)\b"),
        _always,
        "This looks like a hospital or record number.",
    ),
    (
        re.compile(rf"\b{_BORN}\s*[:=]?\s*(?:was|is|on)?\s*({_DATE}|(?:19|20)\d{{2}})", re.IGNORECASE),
        _always,
        "This looks like a date of birth.",
    ),
    (
        re.compile(rf"(?<![\w/.-])({_DATE})(?![\w/-])", re.IGNORECASE),
        _always,
        "This is an exact date; with what happened on it, it may tell who it was.",
    ),
    (
        re.compile(
            r"(?<![\w-])((?:GIR\s?0AA|[A-Z]{1,2}\d[A-Z\d]?\s?\d[ABD-HJLNP-UW-Z]{2}))(?![\w-])",
            re.IGNORECASE,
        ),
        _always,
        "This looks like a postcode.",
    ),
    (
        re.compile(r"(?<![\d/.,£])((?:\+44\s?(?:\(0\)\s?)?|\(?0)\d(?:[\s()./-]{0,2}\d){8,10})(?!\d)"),
        _is_telephone,
        "This looks like a telephone number.",
    ),
    (
        re.compile(rf"\b({_TITLE}\.?\s+(?:[A-Z]\.?\s+){{0,2}}{_NAME}(?:[ -]{_NAME})?)"),
        lambda span: span.split()[-1] not in _NO_NAMES,
        _NAMES,
    ),
    (
        re.compile(r"\b(mrs?\.?\s+[a-z’'-]{3,})\b"),
        lambda span: span.split()[-1].title() not in _NO_NAMES,
        _NAMES,
    ),
    (
        re.compile(rf"\b(?i:named|called|name is|name was|known as)\s+({_NAME}\s+{_NAME})"),
        _always,
        _NAMES,
    ),
)
