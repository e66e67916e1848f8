"""Questions about redactions: those in force, those planned, and what time means in a clip because of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from .clip import Clip, Recording
from .redaction import Redaction, Way
from .timeline import Timeline, moved_span


def redactions_of(db: Session, recording: Recording) -> list[Redaction]:
    """What is redacted of a recording by now, in the order of time."""
    return [one for one in all_redactions_of(db, recording) if one.in_force]


def planned_for(db: Session, recording: Recording) -> list[Redaction]:
    """What is planned and not applied."""
    return [one for one in all_redactions_of(db, recording) if one.applied_at is None]


def all_redactions_of(db: Session, recording: Recording) -> Sequence[Redaction]:
    """Every redaction of a recording, planned, applied and undone, in the order of time."""
    question = select(Redaction).where(Redaction.recording_id == recording.pk)
    return db.exec(question.order_by(col(Redaction.start_ms), col(Redaction.id))).all()


def timeline_of(clip: Clip, redactions: Iterable[Redaction], *, at: datetime | None = None) -> Timeline:
    """What time means in a clip: now, or as it was at a moment."""
    cuts = (one for one in redactions if one.way is Way.cut and _held(one, at))
    length = None if clip.out_ms is None else clip.out_ms - clip.in_ms
    return Timeline.without(((one.start_ms - clip.in_ms, one.end_ms - clip.in_ms) for one in cuts), length_ms=length)


def whole_timeline(db: Session, recording: Recording) -> Timeline:
    """What time means in a whole recording, as it would be shown."""
    cuts = (one for one in redactions_of(db, recording) if one.way is Way.cut)
    return Timeline.without((one.start_ms, one.end_ms) for one in cuts)


def _held(one: Redaction, at: datetime | None) -> bool:
    if at is None:
        return one.in_force
    return one.applied_at is not None and one.applied_at <= at and (one.undone_at is None or one.undone_at > at)


@dataclass(frozen=True)
class Moves:
    """Where moments that were kept earlier are in their clips now. What was kept by a person is sealed for her, so it
    is not written anew when a film is cut: it is moved whenever she looks."""

    _clips: Mapping[str, tuple[Clip, list[Redaction]]] = field(default_factory=dict)

    def span(self, clip: str, from_ms: int, to_ms: int, since: datetime) -> tuple[int, int]:
        """A span of a clip, by its key, as it was kept at a moment."""
        if clip not in self._clips:
            return from_ms, to_ms
        cut, redactions = self._clips[clip]
        return moved_span(from_ms, to_ms, timeline_of(cut, redactions, at=since), timeline_of(cut, redactions))

    def moment(self, clip: str, ms: int, since: datetime) -> int:
        """The same of a single moment."""
        return self.span(clip, ms, ms, since)[0]


def moves(db: Session) -> Moves:
    """The moves of every clip of which something was ever cut out; most libraries have few or none."""
    question = (
        select(Clip, Redaction)
        .join(Redaction, col(Redaction.recording_id) == Clip.recording_id)
        .where(Redaction.way == Way.cut, col(Redaction.applied_at).is_not(None))
    )
    found: dict[str, tuple[Clip, list[Redaction]]] = {}
    for clip, redaction in db.exec(question).all():
        found.setdefault(clip.key, (clip, []))[1].append(redaction)
    return Moves(found)
