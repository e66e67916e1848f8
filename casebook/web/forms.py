"""Forms: read what was typed, keep it as it was, and say beside each field what is wrong."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from starlette.datastructures import FormData

from ..cases.decision_point import DecisionPoint, Option
from ..media.clip import Medium
from ..media.receiving import GivenStill
from ..reflect.responding import Answer, problems_with

FORM_STILLS = range(1, 13)  # pictures a plain form takes; more go by the page with scripts
SLUG = re.compile(r"[a-z0-9-]{1,60}")
PLACES = ("1", "2", "3", "4", "5", "6", "7")


@dataclass
class ResponseForm:
    """An answer as it is typed. Fields: choice, reasons, confidence ("1" to "4"), position-<continuum>, consideration
    (as often as there are), another_way, closing, moved_by, share, offer."""

    choice: str = ""
    reasons: str = ""
    confidence: str = ""
    positions: dict[str, int] = field(default_factory=dict)
    considerations: list[str] = field(default_factory=list)
    another_way: str = ""
    closing: str = ""
    moved_by: str = ""
    share: bool = False  # let colleagues read the reasons
    offer: bool = False  # offer another way to the editors
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: FormData, point: DecisionPoint, options: Sequence[Option]) -> "ResponseForm":
        """Read a posted form and judge it; `problems` is empty when it can be committed."""
        placed = {slug: text_of(form, f"position-{slug}") for slug in point.continua}
        read = cls(
            choice=text_of(form, "choice"),
            reasons=text_of(form, "reasons"),
            confidence=text_of(form, "confidence"),
            another_way=text_of(form, "another_way"),
            closing=text_of(form, "closing"),
            moved_by=text_of(form, "moved_by"),
            positions={slug: int(place) for slug, place in placed.items() if place in PLACES},
            share=text_of(form, "share") == "yes",
            offer=text_of(form, "offer") == "yes",
            considerations=[str(slug) for slug in form.getlist("consideration") if SLUG.fullmatch(str(slug))],
        )
        read.problems = problems_with(read.answer, point, options)
        return read

    @classmethod
    def of_draft(cls, typed: dict[str, Any]) -> "ResponseForm":
        """A form as it was left; what it had no field for then stays empty."""
        return cls(**{name: value for name, value in typed.items() if name in cls.__dataclass_fields__})

    @property
    def typed(self) -> dict[str, Any]:
        """What was typed, to be kept as a draft."""
        return {name: value for name, value in asdict(self).items() if name != "problems"}

    @property
    def answer(self) -> Answer:
        """What was typed, as an answer."""
        return Answer(
            choice=self.choice,
            reasons=self.reasons,
            positions=self.positions,
            considerations=self.considerations,
            another_way=self.another_way,
            confidence=int(self.confidence) if self.confidence in ("1", "2", "3", "4") else 0,
            closing=self.closing,
            moved_by=self.moved_by,
        )


@dataclass
class ToldForm:
    """What is told to a case's author after teaching, as it is typed. `pieces` mark what may tell who somebody is, and
    `looked` carries that they were shown for these very words."""

    position: int = 0  # of the session's step
    says: str = ""
    missing: str = ""
    suggests: str = ""
    looked: str = ""
    pieces: list[tuple[str, str]] = field(default_factory=list)
    whys: list[str] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        return f"{self.missing}\n\n{self.suggests}".strip()


@dataclass
class SignInForm:
    """An address and what is wrong; a password is never sent back."""

    email: str = ""
    problems: dict[str, str] = field(default_factory=dict)


@dataclass
class UploadForm:
    """What the form says, and the files that came with it, each in a part file of its own."""

    words: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[str, Path]] = field(default_factory=dict)  # field -> (name it had, where it is)
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return " ".join(self.words.get("title", "").split())[:255]

    @property
    def medium(self) -> str:
        return self.words.get("medium", "")

    def stills(self) -> list[tuple[GivenStill, str]]:
        """The pictures, each with the name its file had. Puts what is wrong into `problems`."""
        found: list[tuple[GivenStill, str]] = []
        for number in FORM_STILLS:
            if (file := self.files.get(f"still-{number}")) is None:
                continue
            at_ms = as_ms(self.words.get(f"at-{number}", "") or "0")
            if at_ms is None:
                self.problems["stills"] = f"Write the time of picture {number} as minutes and seconds, such as 1:30."
            found.append(((file[1], at_ms or 0, self.words.get(f"alt-{number}", "").strip()[:500]), file[0]))
        if self.medium == Medium.slideshow and not found:
            self.problems["stills"] = "A slideshow needs at least one picture."
        return found if self.medium == Medium.slideshow else []


def number_of(text: str) -> int:
    """The page an address asks for; 1 for what is no number of a page."""
    return int(text) if re.fullmatch(r"[1-9][0-9]{0,4}", text) else 1


def as_day(text: str) -> date | None:
    """2027-03-31; None for what is no day."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def as_ms(time: str) -> int | None:
    """1:02.5 -> 62500; None for what is no time."""
    parts = time.strip().replace(",", ".").split(":")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return None
    if not 1 <= len(parts) <= 3 or any(number < 0 or number != number or number > 1e6 for number in numbers):
        return None
    seconds = 0.0
    for number in numbers:
        seconds = seconds * 60 + number
    return round(seconds * 1000)


def text_of(form: FormData, name: str) -> str:
    """What was typed in a field; empty where there is none."""
    value = form.get(name, "")
    if not isinstance(value, str):
        return ""
    # browsers send line ends as CR LF; NUL cannot be kept by every database, nor half a surrogate pair by anything
    return value.replace("\r\n", "\n").replace("\x00", "").encode(errors="replace").decode()
