"""A portfolio: one's own reflections as they leave the library. Of what anybody else wrote there is only the dilemma
they are about and what there was to choose from, as it stood when its owner answered, and named as that."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..cases.versioning import CaseAsItStood
from .queries import OwnCase
from .reflection import Reflection

LABEL = (
    "Written on a library case, told on film for learning. It is not about a patient of the writer’s and does not "
    "count as a Clinical Case Review."
)
OWN_LABEL = "Written for learning. It does not count as a Clinical Case Review."


@dataclass(frozen=True)
class PortfolioEntry:
    """A reflection ready to be set: every value is text as a reader sees it."""

    title: str
    about: str  # the library case; empty where there is none
    label: str
    written: str
    template: str
    minutes: str
    parts: list[tuple[str, str]]  # heading, words
    capabilities: list[tuple[str, str]]  # title, justification
    guidance: list[str]
    moments: list[str]
    actions: list[tuple[str, str]]  # action, how it stands
    dilemma: str = ""  # the library's sentence, for one who has answered
    options: str = ""
    stood: str = ""  # which words of the library's these are, where they have been changed since


@dataclass(frozen=True)
class Portfolio:
    """What is exported: entries in the order they were written, and, for more than one, what they come to."""

    name: str  # of whoever wrote it
    period: str
    summary: list[tuple[str, str]]
    entries: list[PortfolioEntry]


def in_period(reflections: Iterable[Reflection], begins: date | None, ends: date | None) -> list[Reflection]:
    """Finished reflections begun between two days, both included, the earliest first."""
    days = [(one.begun_at.date(), one) for one in reflections if one.finished]
    kept = [one for day, one in days if (begins is None or begins <= day) and (ends is None or day <= ends)]
    return sorted(kept, key=lambda one: one.begun_at)


def portfolio_of(
    name: str,
    reflections: Sequence[Reflection],
    *,
    capabilities: Mapping[str, str],
    guidance: Mapping[str, str],
    answered: Iterable[OwnCase] = (),
) -> Portfolio:
    """Reflections as a portfolio. The two mappings give titles by key; what the library no longer has keeps its key.
    A reflection on a case that is `answered` has its dilemma beside it, of the version that was answered."""
    cases = {one.case.slug: one for one in answered}
    days = [one.begun_at.date() for one in reflections]
    return Portfolio(
        name=name,
        period=_period(min(days), max(days)) if days else "",
        summary=_summary(reflections, capabilities) if len(reflections) > 1 else [],
        entries=[_entry(one, capabilities, guidance, cases.get(one.case)) for one in reflections],
    )


def _entry(
    one: Reflection, capabilities: Mapping[str, str], guidance: Mapping[str, str], answered: OwnCase | None
) -> PortfolioEntry:
    stood: CaseAsItStood | None = answered.stood if answered else None
    return PortfolioEntry(
        title=one.name,
        about=one.case_title,
        label=LABEL if one.case_title else OWN_LABEL,
        written=_period(one.begun_at.date(), one.changed_at.date()),
        template=one.shape.title,
        minutes=f"{one.minutes} minutes" if one.minutes else "",
        parts=[(heading.title, words) for heading, words in one.written],
        capabilities=[(capabilities.get(key, key), why) for key, why in one.capabilities.items()],
        guidance=[guidance.get(key, key) for key in one.guidance],
        moments=[f"{moment.title}, {_clock(moment.from_ms)}" for moment in one.moments],
        actions=[(action.text, _standing(action.due, action.done_on)) for action in one.actions],
        dilemma=stood.dilemma if stood else "",
        options="; ".join(option.label for option in stood.options) if stood else "",
        stood=", as it stood when you answered" if answered and answered.changed else "",
    )


def _summary(reflections: Sequence[Reflection], capabilities: Mapping[str, str]) -> list[tuple[str, str]]:
    actions = [action for one in reflections for action in one.actions]
    done = sum(1 for action in actions if action.done_on)
    minutes = sum(one.minutes or 0 for one in reflections)
    titles = sorted({capabilities.get(key, key) for one in reflections for key in one.capabilities})
    rows = [
        ("Reflections", str(len(reflections))),
        ("Library cases", "; ".join(sorted({one.case_title for one in reflections if one.case_title}))),
        ("Time given", f"{minutes // 60} h {minutes % 60} min" if minutes else ""),
        ("Capabilities", "; ".join(titles)),
        ("Actions", f"{done} done, {len(actions) - done} open" if actions else ""),
    ]
    return [(what, said) for what, said in rows if said]


def _standing(due: date | None, done_on: date | None) -> str:
    if done_on:
        return f"done {_day(done_on)}"
    return f"by {_day(due)}" if due else "open"


def _period(begins: date, ends: date) -> str:
    return _day(begins) if begins == ends else f"{_day(begins)} to {_day(ends)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _clock(ms: int) -> str:
    return f"{ms // 60_000}:{ms // 1000 % 60:02d}"
