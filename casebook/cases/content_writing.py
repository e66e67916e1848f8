"""Writing the library as `content/` again: each file's text, as `content_reading.py` reads it. Whatever is read from
these files and written once more is the same, byte for byte."""

import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

import yaml

from ..media.clip import Clip
from ..media.transcript import Cue, Transcript
from ..media.webvtt import write_webvtt
from ..people.contributor import Contributor
from .case import CaseClip
from .content_shape import CONSENT_OF_INVENTED
from .content_text import as_clock
from .labels import as_slug
from .theme import Theme
from .told import ToldCase, ToldRecording


def front(values: dict[str, Any], body: str) -> str:
    """Markdown with front matter; what is empty is left out."""
    return f"---\n{table(_filled(values))}---\n\n{body.strip()}\n"


def table(values: Any) -> str:
    """A YAML table, in the order given."""
    return yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=10_000)


def case_text(told: ToldCase) -> str:
    """`case.md`."""
    case, point = told.case, told.point
    values = {
        "title": case.title,
        "dilemma": case.dilemma,
        "themes": told.themes,
        "setting": case.setting,
        "jurisdiction": case.jurisdiction,
        "level": case.level,
        "cover": "stills/cover.jpg" if case.cover else "",
        "perspective": case.perspective,
        "content_notes": [_filled(one) for one in told.notes],
        "support": [{"title": one["title"], "url": one["url"]} for one in case.support],
        "guidance": told.guidance,
        "decision": {
            "moment": point.moment,
            "question": point.question,
            "options": [
                {"key": one.key, "label": one.label, "for": one.speaks_for, "against": one.speaks_against}
                for one in told.options
            ],
            "continua": list(point.continua),
            "closing": point.closing,
        },
        "twist": case.twist,
        "licence": case.licence,
        "attribution": case.attribution,
        "recordings": [_recording(one) for one in told.recordings],
    }
    return front(values, f"## Story\n\n{_flat(case.story)}\n\n## Educator's guide\n\n{_flat(case.guide)}")


def transcript_text(told: ToldRecording) -> str:
    """`<recording>.vtt`: what is said in all its clips, in the recording's own time, each line once."""
    lines = {
        (cue.start_ms + clip.in_ms, cue.end_ms + clip.in_ms, cue.text, cue.speaker)
        for clip, spoken in told.said
        for cue in spoken
    }
    return write_webvtt(
        Cue(transcript_id=0, start_ms=start_ms, end_ms=end_ms, text=text, speaker=speaker, seen=False)
        for start_ms, end_ms, text, speaker in sorted(lines)
    )


def contributor_text(one: Contributor) -> str:
    """`contributors/<slug>.md`."""
    values = {"name": one.name, "role": one.role, "stage": one.stage, "setting": one.setting, "invented": one.invented}
    return front(values | {"picture": one.picture, "voice": one.voice}, one.about)


def theme_text(one: Theme, guidance: list[str], synthesis: str) -> str:
    """`themes/<slug>.md`."""
    values = {"title": one.title, "line": one.line, "position": one.position, "words": list(one.words)}
    return front(values | {"guidance": guidance, "sought": one.sought}, synthesis)


def file_of(told: ToldRecording) -> str:
    """What a recording's file is called: its name in the case, with the ending that it came with."""
    ending = PurePath(told.recording.original_name).suffix.lower()
    return told.key + (ending if re.fullmatch(r"\.[a-z0-9]{1,5}", ending) else ".media")


def stills_of(told: ToldRecording) -> list[tuple[str, str]]:
    """The stills of a recording: what each is called, and where it is kept."""
    return [
        (f"stills/{told.key}-{number}{PurePath(still['path']).suffix}", still["path"])
        for number, still in enumerate(told.recording.stills, start=1)
    ]


def _flat(text: str) -> str:
    # a line that begins with ## would begin another part of the file
    return re.sub(r"^## ", "### ", text.strip(), flags=re.MULTILINE)


def _recording(told: ToldRecording) -> dict[str, Any]:
    consent = told.consent
    given = {
        "evidence": consent.evidence,
        "audience": consent.audience.value,
        # a consent that ends with a day is kept as that day's last moment, or as the first of the next
        "until": consent.last_day,
    }
    default = told.contributor.invented and given == {
        "evidence": CONSENT_OF_INVENTED, "audience": "signed-in", "until": None,
    }  # fmt: skip
    stills = zip(stills_of(told), told.recording.stills, strict=True)
    values = {
        "key": told.key,
        "contributor": told.contributor.slug,
        "medium": told.recording.medium.value,
        "file": file_of(told),
        "transcript": f"{told.key}.vtt",
        "consent": None if default else _filled(given) | {"transcript": consent.transcript},
        "transcript_read": _read(told.transcripts),
        "described": told.recording.described,
        "stills": [{"file": name, "at": as_clock(one["at_ms"]), "alt": one["alt"]} for (name, _), one in stills],
        "clips": [_clip(told, *one) for one in told.clips],
    }
    return _filled(values)


def _clip(told: ToldRecording, clip: Clip, in_case: CaseClip) -> dict[str, Any]:
    values = {
        "key": in_case.name,
        "title": clip.title,
        "part": "after" if in_case.after else "before",
        "from": as_clock(clip.in_ms),
        "to": as_clock(end_of(clip)),
        "chose": in_case.chose,
        "positions": dict(in_case.positions),
        "weighed": in_case.weighed,
        "themes": [
            {"theme": slug, "from": as_clock(clip.in_ms + from_ms), "to": as_clock(clip.in_ms + to_ms)}
            for slug, from_ms, to_ms in told.tags.get(clip.pk, [])
        ],
    }
    return _filled(values)


def end_of(clip: Clip) -> int:
    """Where a clip ends in its recording's time, as far as it is known; its beginning where it is not."""
    return clip.out_ms if clip.out_ms is not None else clip.in_ms + (clip.duration_ms or 0)


def _read(transcripts: Sequence[Transcript]) -> dict[str, Any] | None:
    """Who has read all of it, and when the last of it was; None while any of it is a draft."""
    days = [one.read_on for one in transcripts if one.read_by and one.read_on]
    if not transcripts or len(days) < len(transcripts):
        return None
    names = dict.fromkeys(one.read_by for one in transcripts)
    return {"by": "; ".join(names), "date": max(days)}


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def licences_text(cases: Sequence[ToldCase]) -> str:
    """`LICENCES.txt`: whose the words are, case by case."""
    lines = ["The words of each case, their licence and whom to name. What is said in films and transcripts belongs to"]
    lines += ["whoever says it, and follows their consent: where that ends, so does every copy of it.", ""]
    for told in cases:
        named = f"; {told.case.attribution}" if told.case.attribution else ""
        lines.append(f"{told.case.slug}: {told.case.licence}{named}")
    return "\n".join(lines) + "\n"


def framework_file(framework: str, version: str) -> str:
    """What the file of a capability framework is called."""
    return f"capabilities/{as_slug(f'{framework} {version}') or 'framework'}.yaml"
