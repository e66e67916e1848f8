"""The forms of a case set: its name and slot, and a case in it with its clips; what was typed is kept as it was."""

from dataclasses import dataclass, field

from starlette.datastructures import FormData

from ..cases.assembling import Span
from ..cases.case_set import CaseSet
from ..cases.shown_sets import ShownStep
from .forms import as_ms, text_of
from .words import as_time


@dataclass
class SetForm:
    """Fields: title, note, slot."""

    title: str = ""
    note: str = ""
    slot: int = 45
    problem: str = ""

    @classmethod
    def of(cls, case_set: CaseSet) -> "SetForm":
        return cls(case_set.title, case_set.note, case_set.slot_minutes)

    @classmethod
    def read(cls, form: FormData) -> "SetForm":
        return cls(text_of(form, "title"), text_of(form, "note"), _number(text_of(form, "slot") or "45"))


@dataclass
class TypedSpan:
    """A clip as the form has it: whether it is ticked, and its times as they were typed; empty is its start or end."""

    chosen: bool = False
    start: str = ""
    end: str = ""


@dataclass
class StepForm:
    """A case in a set. Fields: prompt, minutes; of each clip clip-<key>, from-<key>, to-<key>; gone-<number> for a
    place that is given up."""

    key: str
    prompt: str = ""
    minutes: str = ""
    spans: dict[str, TypedSpan] = field(default_factory=dict)
    without: list[int] = field(default_factory=list)
    problem: str = ""

    @classmethod
    def of(cls, one: ShownStep) -> "StepForm":
        """The form of a step as it stands."""
        spans = {
            part.clip_key: TypedSpan(True, _time(part.from_ms), "" if part.to_ms is None else _time(part.to_ms))
            for part in one.open_parts
        }
        rest = {clip.clip_key: TypedSpan() for clip in one.offered if clip.clip_key not in spans}
        return cls(one.step.key, one.step.prompt, str(one.step.minutes), spans | rest)

    @classmethod
    def read(cls, form: FormData, one: ShownStep) -> "StepForm":
        """What was typed for a step."""
        return cls(
            one.step.key,
            text_of(form, "prompt"),
            text_of(form, "minutes").strip()[:10],
            {
                clip.clip_key: TypedSpan(
                    text_of(form, f"clip-{clip.clip_key}") == "yes",
                    text_of(form, f"from-{clip.clip_key}").strip()[:20],
                    text_of(form, f"to-{clip.clip_key}").strip()[:20],
                )
                for clip in one.offered
            },
            [part.pk for part in one.gone if text_of(form, f"gone-{part.pk}") == "yes"],
        )

    @property
    def minutes_typed(self) -> int:
        """The minutes as a number; 0 where they are none."""
        return _number(self.minutes)

    def chosen(self) -> list[Span]:
        """The clips that are ticked. Puts what cannot be read as a time into `problem`."""
        spans = []
        for key, typed in self.spans.items():
            start, end = as_ms(typed.start or "0"), as_ms(typed.end) if typed.end else None
            if start is None or (typed.end and end is None):
                self.problem = self.problem or "Write times as minutes and seconds, such as 1:30."
            elif typed.chosen:
                spans.append(Span(key, start, end))
        return spans


def _time(ms: int) -> str:
    return as_time(ms).removesuffix(".000") if ms else ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
