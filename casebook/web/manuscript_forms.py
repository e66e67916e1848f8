"""The forms on which a case is written, read as they were typed: all that is judged is whether they can be kept."""

import re
from dataclasses import dataclass, field
from typing import Any, get_args

from starlette.datastructures import FormData

from ..cases.content_shape import CaseShape
from ..cases.manuscript_words import (
    MOST_CLIPS,
    MOST_OPTIONS,
    CaseWords,
    ClipWords,
    NoteWords,
    OptionWords,
    SupportWords,
)
from .consent_forms import SETTINGS
from .forms import PLACES, SLUG, text_of

MOST_FIELDS = 500
MOST_NOTES, MOST_LINKS, MOST_THEMES = 10, 6, 4
LEVELS: tuple[str, ...] = get_args(CaseShape.model_fields["level"].annotation)
PERSPECTIVES: tuple[str, ...] = get_args(CaseShape.model_fields["perspective"].annotation)
LINES = (
    "title", "dilemma", "setting", "level", "jurisdiction", "perspective", "moment", "question", "closing", "licence",
    "attribution",
)  # fmt: skip
TEXTS = ("story", "twist")
KEY = re.compile(r"[a-z0-9]{1,32}")
#: What the fields are called where two tabs have written in them.
SAID = {
    "title": "Title", "dilemma": "The dilemma", "story": "The story", "setting": "Where it happens", "level": "Level",
    "jurisdiction": "Whose law", "perspective": "Whose eyes", "moment": "Who you are, and when",
    "question": "The question", "closing": "The closing question", "twist": "The twist",
    "attribution": "Whom to name", "licence": "Licence",
}  # fmt: skip


@dataclass
class ManuscriptForm:
    """What was typed, by the names of `CaseWords`, and which words whoever typed has seen."""

    typed: dict[str, Any] = field(default_factory=dict)
    seen: int = 0
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: FormData, before: CaseWords) -> "ManuscriptForm":
        """The form of a case's words; `before` names the parts that its guide has."""
        typed: dict[str, Any] = {name: _line(form, name) for name in LINES}
        typed |= {name: text_of(form, name).strip() for name in TEXTS}
        typed["guide"] = {
            part: text_of(form, f"guide-{number}").strip() for number, part in enumerate(before.guide, start=1)
        }
        options = [
            OptionWords(
                _slug(form, f"option-{n}-key"),
                _line(form, f"option-{n}-label"),
                _line(form, f"option-{n}-for"),
                _line(form, f"option-{n}-against"),
            )
            for n in range(1, MOST_OPTIONS + 1)
        ]
        typed["options"] = [one for one in options if one.label or one.speaks_for or one.speaks_against]
        typed["continua"] = _slugs(form, "continuum")
        typed["themes"] = list(dict.fromkeys(s for n in range(1, MOST_THEMES + 1) if (s := _slug(form, f"theme-{n}"))))
        typed["guidance"] = _slugs(form, "guidance")
        notes = [
            NoteWords(*(_line(form, f"note-{n}-{part}") for part in ("note", "clip", "from", "to")))
            for n in range(1, MOST_NOTES + 1)
        ]
        typed["notes"] = [one for one in notes if one.note]
        typed["nothing_to_note"] = text_of(form, "nothing_to_note") == "yes" and not typed["notes"]
        links = [
            SupportWords(_line(form, f"support-{n}-title"), _line(form, f"support-{n}-url"))
            for n in range(1, MOST_LINKS + 1)
        ]
        typed["support"] = [one for one in links if one.title or one.url]
        read = cls(typed, _number(form, "seen"))
        read._judge()
        return read

    @classmethod
    def read_clips(cls, form: FormData) -> "ManuscriptForm":
        """The form of the clips of a case, in the order that their numbers give."""
        clips: list[tuple[int, ClipWords]] = []
        for n in range(1, MOST_CLIPS + 1):
            key = _line(form, f"clip-{n}-key")
            if not KEY.fullmatch(key) or _line(form, f"clip-{n}-out") == "yes":
                continue
            after = _line(form, f"clip-{n}-part") == "after"
            placed = {
                name.removeprefix(f"clip-{n}-at-"): int(str(place))
                for name, place in form.multi_items()
                if name.startswith(f"clip-{n}-at-") and place in PLACES
            }
            told = ClipWords(key, after, _slug(form, f"clip-{n}-chose"), placed, _line(form, f"clip-{n}-weighed"))
            clips.append((_number(form, f"clip-{n}-order") or n, told))
        if KEY.fullmatch(another := _line(form, "another")) and another not in {told.clip for _, told in clips}:
            clips.append((MOST_CLIPS + 1, ClipWords(another, _line(form, "another-part") == "after")))
        in_order = [told for _, told in sorted(clips, key=lambda one: one[0])]
        return cls({"clips": in_order[:MOST_CLIPS]}, _number(form, "seen"))

    def _judge(self) -> None:
        if not self.typed["title"]:
            self.problems["title"] = "Give the case a title: a thing or a phrase from its story."
        for name, known in (("setting", SETTINGS), ("level", LEVELS), ("perspective", PERSPECTIVES)):
            if self.typed[name] not in ("", *known):
                self.problems[name] = "Choose one of those that are listed."
        for one in self.typed["support"]:
            if not re.match(r"(https://|tel:)\S+$", one.url) or not one.title:
                self.problems["support"] = "A link has words and an address that begins with https:// or tel:."


def differing(mine: CaseWords, theirs: CaseWords) -> list[tuple[str, str]]:
    """What another tab has saved otherwise, as pairs to read: what it is of, and its words there."""
    found = [(SAID[name], getattr(theirs, name)) for name in SAID if getattr(mine, name) != getattr(theirs, name)]
    found += [(part, text) for part, text in theirs.guide.items() if mine.guide.get(part, "") != text]
    if mine.options != theirs.options:
        found.append(("Options", "\n".join(f"{o.label} / {o.speaks_for} / {o.speaks_against}" for o in theirs.options)))
    for name, said in (("continua", "Continua"), ("themes", "Themes"), ("guidance", "Guidance")):
        if getattr(mine, name) != getattr(theirs, name):
            found.append((said, ", ".join(getattr(theirs, name))))
    if mine.notes != theirs.notes:
        found.append(("Content notes", "\n".join(f"{n.note} {n.from_} {n.to}".strip() for n in theirs.notes)))
    if mine.support != theirs.support:
        found.append(("Support", "\n".join(f"{one.title} {one.url}" for one in theirs.support)))
    if mine.clips != theirs.clips:
        found.append(("Clips", "\n".join(f"{one.clip} {one.chose} {one.weighed}".strip() for one in theirs.clips)))
    return found


def _line(form: FormData, name: str) -> str:
    return " ".join(text_of(form, name).split())


def _slug(form: FormData, name: str) -> str:
    typed = _line(form, name)
    return typed if SLUG.fullmatch(typed) else ""


def _slugs(form: FormData, name: str) -> list[str]:
    return list(dict.fromkeys(str(one) for one in form.getlist(name) if SLUG.fullmatch(str(one))))


def _number(form: FormData, name: str) -> int:
    typed = _line(form, name)
    return int(typed) if typed.isdecimal() and len(typed) < 6 else 0
