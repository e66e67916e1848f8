"""Moving what groups keep by time along with a film that was redacted."""

from collections.abc import Sequence

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from ..cases.retiming import moved_part, retime_cases
from ..db.engine import writing
from ..media.redacting import Retimed
from ..media.redaction_ledger import forgotten_by, redact_again, written_down
from ..media.storage import Storage
from ..media.timeline import moved_span
from .shared_note import SharedNote
from .teaching_session import TeachingStep


def retime_groups(db: Session, retimed: Sequence[Retimed]) -> None:
    """Let shared notes, and what a room watches, stand where they stood."""
    for one in retimed:
        for note in db.exec(select(SharedNote).where(SharedNote.clip_id == one.clip.pk)).all():
            note.from_ms, note.to_ms = moved_span(note.from_ms, note.to_ms, one.before, one.after)
            db.add(note)
    clips = {one.clip.key: one for one in retimed}
    with_parts = select(TeachingStep).where(col(TeachingStep.parts).is_not(None))
    for step in db.exec(with_parts).all() if clips else ():
        if any(part["clip"] in clips for part in step.parts or ()):
            step.parts = [
                _moved(part, clips[part["clip"]]) if part["clip"] in clips else part for part in step.parts or ()
            ]
            db.add(step)


def redact_forgotten(engine: Engine, storage: Storage) -> None:
    """Redact again what a database that was restored from an older backup has forgotten."""
    written = written_down(storage)  # before anybody has to wait for it
    if forgotten_by(engine, written):
        with writing(engine) as db:
            retimed = redact_again(db, written)
            retime_cases(db, retimed)
            retime_groups(db, retimed)


def _moved(part: dict[str, object], one: Retimed) -> dict[str, object]:
    from_ms, to_ms = moved_part(int(str(part["from_ms"])), part["to_ms"], one)  # type: ignore[arg-type]
    return part | {"from_ms": from_ms, "to_ms": to_ms}
