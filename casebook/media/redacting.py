"""Redacting: planning what of a recording nobody is to hear or see, applying it, and undoing that while it can be.

From the moment it is applied, in that very transaction, no film of the clips it touches is out and no word that was
said there is kept. A redaction that is not settled is itself the note that work is due: `work.py` finds it and
lets `settling.py` call off what is being made, take away what was there before and have it made anew.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, delete

from ..clock import now
from ..db import changes
from ..errors import AlreadyDone, NotFound, NotReady, WrongInput
from ..people.person import Person
from . import queries
from .clip import Clip, ClipState, Recording
from .editing import words_changed
from .ending import clips_of
from .judging import sound_tracks
from .redacted_words import Line, line_left
from .redaction import UNHEARD, UNSEEN, WHOLE, Redaction, Way
from .redactions import planned_for, redactions_of, timeline_of
from .rendition import Rendition
from .timeline import Span, Timeline, moved_span

SHORTEST_MS = 100
_LEAST_LEFT_MS = 1000  # of a clip, for there to be something to play
MOST_PLANNED = 50
Box = tuple[int, int, int, int]
WHOLE_PICTURE: Box = (0, 0, WHOLE, WHOLE)


@dataclass(frozen=True)
class Retimed:
    """A clip whose time means something else than before: everything that is kept by it has to move along."""

    clip: Clip
    before: Timeline
    after: Timeline


def plan_redaction(
    db: Session, clip: Clip, recording: Recording, *, way: Way, span: Span, box: Box = WHOLE_PICTURE, by: Person
) -> Redaction:
    """Plan to redact a span of a clip, in ms as the clip is shown now. Nothing is changed yet. Raises WrongInput."""
    _possible(clip, recording, way, span, box)
    shown = timeline_of(clip, redactions_of(db, recording))
    planned = planned_for(db, recording)
    if len(planned) >= MOST_PLANNED:
        raise WrongInput(f"{MOST_PLANNED} spans are planned already. Redact those first.")
    redaction = Redaction(
        recording_id=recording.pk,
        way=way,
        start_ms=clip.in_ms + shown.recorded(span[0]),
        end_ms=clip.in_ms + shown.recorded(span[1], ends=True),
        left=box[0], top=box[1], width=box[2], height=box[3],
        planned_by_id=by.pk,
    )  # fmt: skip
    _leaves_something(db, recording, [*planned, redaction])
    db.add(redaction)
    db.flush()
    return redaction


def drop_planned(db: Session, recording: Recording, key: str) -> None:
    """Take a plan back before anything was done. Raises NotFound."""
    found = next((one for one in planned_for(db, recording) if one.key == key), None)
    if found is None:
        raise NotFound("redaction")
    db.delete(found)
    db.flush()


def apply_redactions(
    db: Session, recording: Recording, *, by: Person, only: Collection[str] | None = None
) -> list[Retimed]:
    """Apply what is planned for a recording, all of it or `only` some by their keys: the clips that are touched are
    closed at once and made anew, and the words that were said there go for good. Answers the clips whose time has
    changed. Raises NotReady, WrongInput."""
    planned = [one for one in planned_for(db, recording) if only is None or one.key in only]
    if not planned:
        raise NotReady("The redaction", ["Nothing is planned yet."])
    if not recording.original:
        raise NotReady("The redaction", ["The recording itself is gone, so nothing can be made of it anew."])
    _leaves_something(db, recording, planned)
    earlier = redactions_of(db, recording)
    for one in planned:
        one.applied_at, one.applied_by_id = now(), by.pk
        db.add(one)
    retimed = []
    for clip in clips_of(db, recording):
        if not (touching := [one for one in planned if touches(clip, one)]):
            continue
        before, after = timeline_of(clip, earlier), timeline_of(clip, [*earlier, *planned])
        _take_words_out(db, clip, touching, before, after, by)
        _close(db, clip)
        if before != after:
            retimed.append(Retimed(clip, before, after))
    changes.note_anew(db)
    return retimed


def undo_redactions(db: Session, recording: Recording, *, undo_days: int) -> list[Retimed]:
    """Let what was redacted be heard and seen again, while the recording as it was received is still there. The words
    are not: they have to be written anew. Answers the clips whose time has changed. Raises AlreadyDone."""
    in_force = redactions_of(db, recording)
    clips = [(clip, timeline_of(clip, in_force)) for clip in clips_of(db, recording)]
    undone = [one for one in in_force if can_be_undone(one, undo_days)]
    if not undone:
        raise AlreadyDone("There is nothing that could be undone any more.")
    for one in undone:
        one.undone_at, one.settled_at = now(), None
        db.add(one)
    retimed = []
    for clip, before in clips:
        if not any(touches(clip, one) for one in undone):
            continue
        after = timeline_of(clip, in_force)
        for cue in queries.cues_of(db, clip):
            cue.start_ms, cue.end_ms = moved_span(cue.start_ms, cue.end_ms, before, after)
            db.add(cue)
        _close(db, clip)
        if before != after:
            retimed.append(Retimed(clip, before, after))
    changes.note_anew(db)
    return retimed


def can_be_undone(redaction: Redaction, undo_days: int) -> bool:
    """Whether the recording as it was received is still there for it."""
    applied = redaction.applied_at
    in_time = applied is not None and applied > now() - timedelta(days=undo_days)
    return redaction.in_force and in_time and redaction.original_gone_at is None


def touches(clip: Clip, redaction: Redaction) -> bool:
    """Whether a redaction has anything of a clip."""
    return redaction.end_ms > clip.in_ms and (clip.out_ms is None or redaction.start_ms < clip.out_ms)


def _possible(clip: Clip, recording: Recording, way: Way, span: Span, box: Box) -> None:
    start, end = span
    if clip.state in (ClipState.taken_back, ClipState.replaced, ClipState.redacting) or not recording.original:
        raise WrongInput("Nothing can be redacted in this film now.")
    if end - start < SHORTEST_MS or start < 0:
        raise WrongInput("It has to end later than it begins, by a tenth of a second at least.")
    if clip.duration_ms and start >= clip.duration_ms:
        raise WrongInput("The clip is over before this begins.")
    heard = any(one.heard for one in sound_tracks(recording.facts, recording.sound_track))
    if way in (Way.silence, Way.bleep) and recording.probed_at and not heard:
        raise WrongInput("This film has no sound.")
    if way is Way.blur and clip.width is None:
        raise WrongInput("This clip has no picture.")
    left, top, width, height = box
    if not (0 <= left < WHOLE and 0 <= top < WHOLE and 0 < width <= WHOLE - left and 0 < height <= WHOLE - top):
        raise WrongInput("The box has to lie within the picture.")


def _leaves_something(db: Session, recording: Recording, planned: Sequence[Redaction]) -> None:
    cuts = [*redactions_of(db, recording), *planned]
    for clip in clips_of(db, recording):
        if clip.duration_ms is None or not any(touches(clip, one) for one in planned if one.way is Way.cut):
            continue
        whole = timeline_of(clip, redactions_of(db, recording)).recorded(clip.duration_ms)
        spans = [(one.start_ms - clip.in_ms, one.end_ms - clip.in_ms) for one in cuts if one.way is Way.cut]
        if Timeline.without(spans, length_ms=whole).shown(whole) < _LEAST_LEFT_MS:
            raise WrongInput(f"Nothing would be left of the clip {clip.title}. Take it out of its case instead.")


def _take_words_out(
    db: Session, clip: Clip, redactions: Iterable[Redaction], before: Timeline, after: Timeline, by: Person
) -> None:
    transcript = queries.transcript_of(db, clip)
    if transcript is None:
        return
    unheard, unseen = (
        [
            span
            for one in redactions
            if one.way in ways
            for span in before.spans(max(one.start_ms - clip.in_ms, 0), one.end_ms - clip.in_ms)
        ]
        for ways in (UNHEARD, UNSEEN)
    )
    for cue in queries.cues_of(db, clip):
        line = Line(cue.start_ms, cue.end_ms, cue.text, cue.seen)
        left = line_left(line, unheard=unheard, unseen=unseen, before=before, after=after)
        if left is None:
            db.delete(cue)
        else:
            cue.start_ms, cue.end_ms, cue.text = left.start_ms, left.end_ms, left.text
            db.add(cue)
    words_changed(db, clip, transcript, by=by)


def _close(db: Session, clip: Clip) -> None:
    db.exec(delete(Rendition).where(col(Rendition.clip_id) == clip.pk))
    clip.version = clip.also_version = 0  # nothing of it is found from this moment on
    clip.ready_at = None
    if clip.state is not ClipState.taken_back:
        clip.state, clip.reason = ClipState.redacting, ""
    db.add(clip)
    changes.note(db, "clip", clip.key)
