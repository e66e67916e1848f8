"""Redacting in tests as the site does: planned, applied, settled, made anew."""

from sqlmodel import select

from casebook.db import changes
from casebook.db.engine import reading, writing
from casebook.media.queries import clip_with_recording
from casebook.media.redacting import apply_redactions, plan_redaction
from casebook.media.redaction import Redaction, Way
from casebook.media.settling import redactions_due
from casebook.people.person import Person
from tests.media.conftest import Studio


def somebody(studio: Studio) -> Person:
    """Whoever redacts."""
    with writing(studio.shop.engine) as db:
        if (known := db.exec(select(Person)).first()) is not None:
            return known
        person = Person(name="Ada", email="ada@casebook.example")
        db.add(person)
        db.flush()
        return person


def plan(studio: Studio, key: str, way: Way, start_ms: int, end_ms: int, **how: object) -> Redaction:
    by = somebody(studio)
    with writing(studio.shop.engine) as db:
        clip, recording = clip_with_recording(db, key)
        return plan_redaction(db, clip, recording, way=way, span=(start_ms, end_ms), by=by, **how)  # type: ignore[arg-type]


def apply(studio: Studio, key: str) -> None:
    by = somebody(studio)
    with writing(studio.shop.engine) as db:
        apply_redactions(db, clip_with_recording(db, key)[1], by=by)


def redact(studio: Studio, key: str, way: Way, start_ms: int, end_ms: int, **how: object) -> None:
    """All of it, until the clip plays again."""
    plan(studio, key, way, start_ms, end_ms, **how)
    apply(studio, key)
    settle_all(studio)


def settle_all(studio: Studio) -> None:
    """What `work.py` puts down, done."""
    with writing(studio.shop.engine) as db:
        changes.seen(db, changes.pending(db))  # there is no index here
        due = redactions_due(db)
    for recording in due:
        studio.again(recording, "redact")
    studio.work()
    with reading(studio.shop.engine) as db:
        waiting = [clip for clip, _ in _clips(db) if clip.state.value == "waiting"]
    for clip in waiting:
        studio.again(clip.key, "probe")
    studio.work()


def _clips(db):  # type: ignore[no-untyped-def]
    from casebook.media.clip import Clip, Recording

    return db.exec(select(Clip, Recording).where(Recording.id == Clip.recording_id)).all()
