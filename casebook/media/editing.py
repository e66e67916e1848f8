"""Editing a transcript: words, speakers and times changed line by line. Whatever is changed is a draft again.

Each act is told which version its doer has `seen`; where another was saved meanwhile it changes nothing and raises
TranscriptChanged. An act that would change nothing leaves the transcript as it is, reviewed or not.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import Session, col

from ..clock import now
from ..db import changes
from ..errors import CasebookError, NotFound, NotReady, WrongInput
from ..people.person import Person
from . import queries
from .clip import Clip
from .transcript import Cue, Transcript
from .webvtt import SpokenCue

MOST_CUES = 2000
#: A line that is inserted lasts so long, where the next one leaves it room.
_INSERTED_MS = 2000
_SHORTEST_MS = 100
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]+")


class TranscriptChanged(CasebookError):
    """Somebody, or another tab, saved other words since these were read. Nothing was changed."""

    status = 409

    def __init__(self, transcript: Transcript | None) -> None:
        self.version = transcript.version if transcript else 0
        super().__init__("These words were changed elsewhere while you were writing. Nothing was overwritten.")


@dataclass(frozen=True)
class CueChange:
    """What is to be different in a line; None leaves it as it is."""

    cue_id: int
    text: str | None = None
    speaker: str | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    seen: bool | None = None


def change_cues(
    db: Session, clip: Clip, wanted: Iterable[CueChange], *, described: str | None = None, seen: int, by: Person
) -> Transcript:
    """Change words, speakers and times of lines, and what is seen. Raises TranscriptChanged, NotFound."""
    transcript = _held(db, clip, seen)
    cues = {cue.pk: cue for cue in queries.cues_of(db, clip)}
    different = described is not None and transcript.described != described.strip()
    for change in wanted:
        cue = _among(cues, change.cue_id)
        before = _values(cue)
        cue.text = cue.text if change.text is None else in_one_line(change.text)
        cue.speaker = cue.speaker if change.speaker is None else in_one_line(change.speaker)
        cue.start_ms = cue.start_ms if change.start_ms is None else max(change.start_ms, 0)
        cue.end_ms = cue.end_ms if change.end_ms is None else max(change.end_ms, 0)
        cue.seen = cue.seen if change.seen is None else change.seen
        cue.speaker = "" if cue.seen else cue.speaker  # what is seen is said by nobody
        different |= before != _values(cue)
        db.add(cue)
    if described is not None:
        transcript.described = described.strip()
    return words_changed(db, clip, transcript, by=by) if different else transcript


def split_cue(
    db: Session, clip: Clip, cue_id: int, *, at: int | None = None, at_ms: int | None = None, seen: int, by: Person
) -> tuple[Transcript, Cue]:
    """Make two lines of one and answer the second: `at` counts characters (None: the middle, between words), `at_ms`
    is the moment (None, or outside the line: as the characters divide it). Raises WrongInput where nothing is left."""
    transcript = _held(db, clip, seen)
    cue = _among({cue.pk: cue for cue in queries.cues_of(db, clip)}, cue_id)
    place = _middle(cue.text) if at is None else at
    first, second = cue.text[:place].strip(), cue.text[place:].strip()
    if not first or not second:
        raise WrongInput("Put the cursor between two words to split the line there.")
    if at_ms is None or not cue.start_ms + _SHORTEST_MS <= at_ms <= cue.end_ms - _SHORTEST_MS:
        at_ms = cue.start_ms + round((cue.end_ms - cue.start_ms) * len(first) / (len(first) + len(second)))
    rest = Cue(
        transcript_id=transcript.pk,
        start_ms=at_ms,
        end_ms=cue.end_ms,
        speaker=cue.speaker,
        text=second,
        seen=cue.seen,
    )
    cue.text, cue.end_ms = first, at_ms
    db.add_all([cue, rest])
    return words_changed(db, clip, transcript, by=by), rest


def merge_cue(db: Session, clip: Clip, cue_id: int, *, seen: int, by: Person) -> tuple[Transcript, Cue]:
    """Join a line with the one after it, under the first one's speaker. Raises WrongInput at the last line."""
    transcript = _held(db, clip, seen)
    cues = list(queries.cues_of(db, clip))
    cue = _among({cue.pk: cue for cue in cues}, cue_id)
    place = cues.index(cue) + 1
    if place == len(cues):
        raise WrongInput("This is the last line; there is none after it to merge with.")
    following = cues[place]
    if cue.seen is not following.seen:
        raise WrongInput("One of the two is said and the other seen; they stay two lines.")
    cue.text = f"{cue.text} {following.text}".strip()
    cue.speaker = cue.speaker or following.speaker
    cue.end_ms = max(cue.end_ms, following.end_ms)
    db.add(cue)
    db.delete(following)
    return words_changed(db, clip, transcript, by=by), cue


def insert_cue(
    db: Session,
    clip: Clip,
    *,
    after: int | None,
    start_ms: int | None = None,
    of_seen: bool = False,
    seen: int,
    by: Person,
) -> tuple[Transcript, Cue]:
    """Add an empty line after another, or as the first where `after` is None; `of_seen` for what is seen. Raises
    WrongInput where there are too many."""
    transcript = _held(db, clip, seen, begin=True)
    cues = list(queries.cues_of(db, clip))
    if len(cues) >= MOST_CUES:
        raise WrongInput(f"A transcript can have at most {MOST_CUES} lines.")
    before = _among({cue.pk: cue for cue in cues}, after) if after is not None else None
    place = cues.index(before) + 1 if before else 0
    start = start_ms if start_ms is not None else before.end_ms if before else 0
    end = start + _INSERTED_MS
    if place < len(cues) and start + _SHORTEST_MS <= cues[place].start_ms:
        end = min(end, cues[place].start_ms)
    cue = Cue(
        transcript_id=transcript.pk,
        start_ms=start,
        end_ms=end,
        speaker=before.speaker if before and not of_seen else "",
        text="",
        seen=of_seen,
    )
    db.add(cue)
    return words_changed(db, clip, transcript, by=by), cue


def delete_cue(db: Session, clip: Clip, cue_id: int, *, seen: int, by: Person) -> Transcript:
    """Take a line away. Raises TranscriptChanged, NotFound."""
    transcript = _held(db, clip, seen)
    db.delete(_among({cue.pk: cue for cue in queries.cues_of(db, clip)}, cue_id))
    return words_changed(db, clip, transcript, by=by)


def shift_cues(db: Session, clip: Clip, *, first: int, last: int, by_ms: int, seen: int, by: Person) -> Transcript:
    """Move the lines from the `first` to the `last`, counted from 1, earlier or later, keeping their lengths. Raises
    WrongInput where there are no such lines or they would begin before the film."""
    transcript = _held(db, clip, seen)
    cues = list(queries.cues_of(db, clip))
    if not 1 <= first <= last <= len(cues):
        raise WrongInput(f"The lines are numbered 1 to {len(cues)}; give the first and the last to move.")
    moved = cues[first - 1 : last]
    if min(cue.start_ms for cue in moved) + by_ms < 0:
        raise WrongInput(f"Line {first} would begin before the film does. Move it by less.")
    for cue in moved:
        cue.start_ms, cue.end_ms = cue.start_ms + by_ms, cue.end_ms + by_ms
        db.add(cue)
    return words_changed(db, clip, transcript, by=by) if by_ms else transcript


def replace_words(
    db: Session, clip: Clip, find: str, replacement: str, *, match_case: bool = False, seen: int, by: Person
) -> tuple[Transcript, int]:
    """Put other words in the place of some, in every line, and say how often. Raises WrongInput without words."""
    transcript = _held(db, clip, seen)
    find, replacement = _SPACE.sub(" ", find), _SPACE.sub(" ", replacement)
    if not find.strip():
        raise WrongInput("Type the words to find.")
    sought = re.compile(re.escape(find), 0 if match_case else re.IGNORECASE)
    put: Callable[[re.Match[str]], str] = lambda _: replacement  # noqa: E731 - so that no backslash has a meaning
    count, different = 0, False
    for cue in queries.cues_of(db, clip):
        text, here = sought.subn(put, cue.text)
        count += here
        if here and in_one_line(text) != cue.text:
            cue.text, different = in_one_line(text), True
            db.add(cue)
    return (words_changed(db, clip, transcript, by=by) if different else transcript), count


def take_cues(db: Session, clip: Clip, given: Sequence[SpokenCue], *, seen: int, by: Person) -> Transcript:
    """Let the lines of a file take the place of all that is said; what is seen stays. Raises TranscriptChanged,
    WrongInput."""
    if len(given) > MOST_CUES:
        raise WrongInput(f"A transcript can have at most {MOST_CUES} lines; this file has {len(given)}.")
    transcript = _held(db, clip, seen, begin=True)
    kept = queries.said_in(db, clip)
    if [_values(cue) for cue in kept] == [(cue.text, cue.speaker, cue.start_ms, cue.end_ms, False) for cue in given]:
        return transcript
    for cue in kept:
        db.delete(cue)
    for one in given:
        db.add(
            Cue(
                transcript_id=transcript.pk,
                start_ms=one.start_ms,
                end_ms=one.end_ms,
                speaker=in_one_line(one.speaker),
                text=in_one_line(one.text),
            )
        )
    return words_changed(db, clip, transcript, by=by)


def review(db: Session, clip: Clip, *, seen: int, by: Person) -> Transcript:
    """Say that `by` has read these very words against the sound. Raises TranscriptChanged, NotReady."""
    transcript = _held(db, clip, seen)
    cues = queries.cues_of(db, clip)
    if not cues:
        raise NotReady("The transcript", ["It has no lines yet."])
    if empty := [str(number) for number, cue in enumerate(cues, start=1) if not cue.text]:
        raise NotReady("The transcript", [f"There is nothing in line {', '.join(empty)}: write it or delete it."])
    if transcript.read_by_id != by.pk:
        transcript.read_by, transcript.read_by_id, transcript.read_on = by.name, by.pk, now().date()
        _next_version(db, transcript)
        changes.note(db, "clip", clip.key)
    return transcript


def in_one_line(text: str) -> str:
    """Words as a line keeps them: no line ends, no control characters, no space at the ends."""
    return _SPACE.sub(" ", text).strip()


def _held(db: Session, clip: Clip, seen: int, *, begin: bool = False) -> Transcript:
    transcript = queries.transcript_of(db, clip)
    if transcript is None and begin and seen == 0:
        transcript = Transcript(clip_id=clip.pk, version=0)
        db.add(transcript)
        db.flush()
    if transcript is None or transcript.version != seen:
        raise TranscriptChanged(transcript)
    return transcript


def words_changed(db: Session, clip: Clip, transcript: Transcript, *, by: Person) -> Transcript:
    """Write down that `by` has changed a transcript, which makes it a draft. Raises TranscriptChanged."""
    transcript.read_by, transcript.read_by_id, transcript.read_on = "", None, None
    transcript.changed_by_id, transcript.changed_at = by.pk, now()
    _next_version(db, transcript)
    changes.note(db, "clip", clip.key)
    return transcript


def _next_version(db: Session, transcript: Transcript) -> None:
    seen = transcript.version
    db.add(transcript)
    db.flush()
    # Counted by the database itself, so that of two who save at once one is told, wherever the rows are kept.
    counted = db.connection().execute(
        update(Transcript)
        .where(col(Transcript.id) == transcript.pk, col(Transcript.version) == seen)
        .values(version=seen + 1)
    )
    if counted.rowcount != 1:
        raise TranscriptChanged(transcript)
    db.refresh(transcript)


def _among(cues: dict[int, Cue], cue_id: int) -> Cue:
    if cue_id not in cues:
        raise NotFound("line")
    return cues[cue_id]


def _values(cue: Cue) -> tuple[str, str, int, int, bool]:
    return cue.text, cue.speaker, cue.start_ms, cue.end_ms, cue.seen


def _middle(text: str) -> int:
    """The space nearest to the middle; 0 where there is only one word."""
    spaces = [place for place, letter in enumerate(text) if letter == " "]
    return min(spaces, key=lambda place: abs(place - len(text) / 2), default=0)
