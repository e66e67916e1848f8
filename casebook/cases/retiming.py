"""Moving what cases and sets keep by time along with a film that was redacted."""

from collections.abc import Sequence

from sqlmodel import Session, select

from ..media.redacting import Retimed
from ..media.timeline import moved_span
from .case import ContentNote
from .case_set import SetPart
from .theme import ClipTheme


def retime_cases(db: Session, retimed: Sequence[Retimed]) -> None:
    """Let content notes, the themes of spans and the parts of case sets stand where they stood. A part that was all cut
    out is a moment."""
    for one in retimed:
        for note in db.exec(select(ContentNote).where(ContentNote.clip_id == one.clip.pk)).all():
            if note.from_ms is not None:
                to_ms = note.from_ms if note.to_ms is None else note.to_ms
                note.from_ms, to_ms = moved_span(note.from_ms, to_ms, one.before, one.after)
                note.to_ms = None if note.to_ms is None else to_ms
                db.add(note)
        for tag in db.exec(select(ClipTheme).where(ClipTheme.clip_id == one.clip.pk)).all():
            tag.from_ms, tag.to_ms = moved_span(tag.from_ms, tag.to_ms, one.before, one.after)
            db.add(tag)
        for part in db.exec(select(SetPart).where(SetPart.clip_id == one.clip.pk)).all():
            part.from_ms, part.to_ms = moved_part(part.from_ms, part.to_ms, one)
            db.add(part)


def moved_part(from_ms: int, to_ms: int | None, one: Retimed) -> tuple[int, int | None]:
    """A part of a clip, which may go to its end, in the clip's new time."""
    if to_ms is None:
        return moved_span(from_ms, from_ms, one.before, one.after)[0], None
    return moved_span(from_ms, to_ms, one.before, one.after)
