"""The transcript editor's form: what was typed of each line, kept as it was, with what is wrong beside it."""

import re
from dataclasses import dataclass, field

from starlette.datastructures import FormData

from ..cases.transcript_page import TranscriptPage
from ..media.editing import CueChange, in_one_line
from .words import as_time

_TIME = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]?\d)(?:[.,](\d{1,3}))?|(\d{1,5})(?:[.,](\d{1,3}))?", re.ASCII)
_FIELD = re.compile(r"(text|speaker|start|end|kind)-(\d{1,12})")
_ACT = re.compile(r"(split|merge|insert|describe|delete)-(\d{1,12})")
SAID, SEEN = "said", "seen"
TIME_EXPECTED = "A time is expected, such as 1:02.500."


@dataclass
class TranscriptForm:
    """Fields: version, described, and for each line text-, speaker-, start-, end- and kind-<number of the cue> (said
    or seen); lines that are not sent stay as they are. `act` is what to do after saving: save, review, shift,
    replace, or split-, merge-, insert-, describe-, delete-<cue>; `at` is the cursor's place and `now_ms` the film's."""

    version: int = 0
    act: str = "save"
    cue_id: int = 0
    at: int | None = None
    now_ms: int | None = None
    typed: dict[str, str] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)
    changes: list[CueChange] = field(default_factory=list)
    described: str | None = None
    problems: dict[str, str] = field(default_factory=dict)
    theirs: dict[str, str] = field(default_factory=dict)  # what someone else saved in a field that was typed here too

    @classmethod
    def read(cls, form: FormData) -> "TranscriptForm":
        """Read a posted form; a time that cannot be read is a problem of its field alone."""
        given = {name: value.replace("\x00", "") for name, value in form.multi_items() if isinstance(value, str)}
        act = _ACT.fullmatch(given.get("act", ""))
        read = cls(
            version=_number(given.get("version")) or 0,
            act=act[1] if act else given.get("act", "save"),
            cue_id=int(act[2]) if act else 0,
            at=_number(given.get("at")),
            now_ms=_number(given.get("now_ms")),
            typed={name: value for name, value in given.items() if _FIELD.fullmatch(name)},
            other={name: given.get(name, "") for name in ("find", "replacement", "match_case", "first", "last", "by")},
            described=given.get("described"),
        )
        read.changes = read._read_changes()
        return read

    def _read_changes(self) -> list[CueChange]:
        wanted: dict[int, dict[str, str | int | bool]] = {}
        for name, value in self.typed.items():
            kind, number = name.split("-")
            if kind in ("text", "speaker"):
                wanted.setdefault(int(number), {})[kind] = value
            elif kind == "kind":
                wanted.setdefault(int(number), {})["seen"] = value == SEEN
            elif (ms := read_time(value)) is None:
                self.problems[name] = TIME_EXPECTED
            else:
                wanted.setdefault(int(number), {})[f"{kind}_ms"] = ms
        return [CueChange(number, **values) for number, values in wanted.items()]  # type: ignore[arg-type]

    def value(self, name: str, kept: str) -> str:
        """What a field shows: what was typed where that was not saved, else what is kept."""
        return self.typed.get(name, kept) if name in self.problems or name in self.theirs else kept

    def hold_against(self, page: TranscriptPage) -> list[str]:
        """After a refusal, keep what was typed where it differs from what is kept now, and tell the words of lines
        that are no longer there."""
        kept: dict[str, str] = {}
        for line in page.lines:
            kept |= {f"text-{line.cue_id}": line.text, f"speaker-{line.cue_id}": line.speaker}
            kept |= {f"kind-{line.cue_id}": SEEN if line.seen else SAID}
            kept |= {f"start-{line.cue_id}": as_time(line.start_ms), f"end-{line.cue_id}": as_time(line.end_ms)}
        for name, value in self.typed.items():
            if name in kept and in_one_line(value) != kept[name]:
                self.theirs[name] = kept[name]
        if self.described is not None and self.described.replace("\r\n", "\n").strip() != page.described:
            self.theirs["described"], self.typed["described"] = page.described, self.described
        return [value for name, value in self.typed.items() if name.startswith("text-") and name not in kept and value]


def read_time(text: str) -> int | None:
    """1:02.5, 1:00:02.5 or 62.5 -> ms; None where it is none of these."""
    if (found := _TIME.fullmatch(text.strip())) is None:
        return None
    hours, minutes, seconds, part, alone, part_alone = found.groups()
    whole = int(alone) if alone is not None else (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int((part or part_alone or "0").ljust(3, "0"))


def read_shift(text: str) -> int | None:
    """+0.5 or -1:02 -> ms; None where it is neither."""
    text = text.strip().replace("−", "-")
    ms = read_time(text.lstrip("+-"))
    return None if ms is None or len(text) - len(text.lstrip("+-")) > 1 else -ms if text.startswith("-") else ms


def _number(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"\d{1,9}", text) else None
