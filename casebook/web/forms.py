"""Forms: read what was typed, keep it as it was, and say beside each field what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from starlette.datastructures import FormData

from ..cases.decision_point import DecisionPoint, Option
from ..reflect.responding import Answer, problems_with

PLACES = ("1", "2", "3", "4", "5", "6", "7")


@dataclass
class ResponseForm:
    """An answer as it is typed. Fields: choice, reasons, confidence ("1" to "4"), position-<continuum>, another_way,
    closing, moved_by."""

    choice: str = ""
    reasons: str = ""
    confidence: str = ""
    positions: dict[str, int] = field(default_factory=dict)
    another_way: str = ""
    closing: str = ""
    moved_by: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: FormData, point: DecisionPoint, options: Sequence[Option]) -> "ResponseForm":
        """Read a posted form and judge it; `problems` is empty when it can be committed."""
        placed = {slug: _text(form, f"position-{slug}") for slug in point.continua}
        read = cls(
            choice=_text(form, "choice"),
            reasons=_text(form, "reasons"),
            confidence=_text(form, "confidence"),
            another_way=_text(form, "another_way"),
            closing=_text(form, "closing"),
            moved_by=_text(form, "moved_by"),
            positions={slug: int(place) for slug, place in placed.items() if place in PLACES},
        )
        read.problems = problems_with(read.answer, point, options)
        return read

    @property
    def answer(self) -> Answer:
        """What was typed, as an answer."""
        return Answer(
            choice=self.choice,
            reasons=self.reasons,
            positions=self.positions,
            another_way=self.another_way,
            confidence=int(self.confidence) if self.confidence in ("1", "2", "3", "4") else 0,
            closing=self.closing,
            moved_by=self.moved_by,
        )


@dataclass
class SignInForm:
    """An address and what is wrong; a password is never sent back."""

    email: str = ""
    problems: dict[str, str] = field(default_factory=dict)


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    # browsers send line ends as CR LF; NUL cannot be kept by every database
    return value.replace("\r\n", "\n").replace("\x00", "") if isinstance(value, str) else ""
