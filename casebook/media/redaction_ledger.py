"""The ledger of redactions: beside the film, one small file a recording, and no words. A database restored from an
older backup is brought to what it says before anybody is let in, so that what was taken out does not come back."""

import json
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from ..db.engine import reading
from ..people.person import Person
from .clip import Recording
from .redacting import Retimed, apply_redactions
from .redaction import Redaction, Way
from .redactions import all_redactions_of, redactions_of
from .storage import Storage

LEDGER = "redactions"
#: By the key of a recording, what was redacted of it.
Written = dict[str, list[dict[str, Any]]]
_KEPT = ("key", "start_ms", "end_ms", "left", "top", "width", "height")


def write_down(db: Session, storage: Storage, recording: Recording) -> None:
    """Keep what is in force for a recording where no backup of the database can forget it."""
    told = [one.model_dump(include={*_KEPT}) | {"way": one.way.value} for one in redactions_of(db, recording)]
    storage.put_bytes(f"{LEDGER}/{recording.key}", json.dumps(told).encode())


def written_down(storage: Storage) -> Written:
    """All that the ledger says."""
    return {path.rpartition("/")[2]: json.loads(storage.read(path)) for path in storage.below(LEDGER)}


def redact_again(db: Session, written: Written) -> list[Retimed]:
    """Apply what the ledger knows and the database has forgotten; answers the clips whose time has changed."""
    retimed = []
    for key, told in written.items():
        question = select(Recording).where(Recording.key == key, Recording.original != "")
        recording = db.exec(question).first()
        if recording is None:
            continue
        # one that was taken back, too: a new consent may open it again
        retimed += _apply_forgotten(db, recording, told)
    return retimed


def _apply_forgotten(db: Session, recording: Recording, told: list[dict[str, Any]]) -> list[Retimed]:
    known = {one.key: one for one in all_redactions_of(db, recording)}
    forgotten = [one for one in told if one["key"] not in known or known[one["key"]].applied_at is None]
    if not forgotten:
        return []
    by = db.exec(select(Person).order_by(col(Person.id))).first()
    if recording.received_from_id:
        by = db.get(Person, recording.received_from_id)
    assert by
    for one in forgotten:
        if one["key"] not in known:
            values = {name: one[name] for name in _KEPT} | {"way": Way(one["way"])}
            db.add(Redaction(recording_id=recording.pk, planned_by_id=by.pk, **values))
    db.flush()
    return apply_redactions(db, recording, by=by, only={one["key"] for one in forgotten})


def forgotten_by(engine: Engine, written: Written) -> bool:
    """Whether the ledger knows of anything that the database does not."""
    with reading(engine) as db:
        applied = set(db.exec(select(Redaction.key).where(col(Redaction.applied_at).is_not(None))).all())
    return any(one["key"] not in applied for told in written.values() for one in told)
