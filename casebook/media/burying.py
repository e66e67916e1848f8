"""Taking away what a consent no longer covers: the film at once, the recording and every word of it some days later.

A ledger beside the film, one small file a recording, remembers each end: a database restored from an older backup
is brought to what the ledger says before anybody is let in.
"""

import json
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, delete, or_, select

from ..clock import now
from ..db import changes
from ..db.engine import empty_log, reading, writing
from ..errors import GivesWay
from ..jobs.worker import Work
from .attempt import sweep
from .clip import Clip, ClipState, Recording
from .consent import Consent
from .ending import clips_of, end_recording, open_again, original_due
from .rendition import Rendition
from .storage import Storage
from .tombstone import Tombstone, Why
from .transcript import Cue, Transcript
from .upload import Upload
from .workshop import Workshop

LEDGER = "tombstones"
BLANK = "A recording that was taken back"


def bury(work: Work, shop: Workshop, *, undo_days: int) -> None:
    """Station: take away what is due of the recording `work.about`. Safe to repeat, and to be killed anywhere."""
    with reading(shop.engine) as db:
        tombstone, _ = _held(db, work.about)
    if tombstone.film_settled_at is None:
        _bury_film(work, shop)
    with reading(shop.engine) as db:
        is_due = db.exec(
            select(Tombstone.id).where(Tombstone.recording_key == work.about, original_due(undo_days))
        ).first()
    if is_due is not None:
        _bury_original(work, shop)


def _bury_film(work: Work, shop: Workshop) -> None:
    keys = []
    with work.writing() as db:
        tombstone, recording = _held(db, work.about)
        if recording is not None and tombstone.answered_at is None:
            for clip in clips_of(db, recording):
                db.exec(delete(Rendition).where(col(Rendition.clip_id) == clip.pk))
                clip.version = clip.also_version = 0
                clip.state = ClipState.taken_back
                db.add(clip)
                keys.append(clip.key)
            changes.note_anew(db)
    if tombstone.answered_at is None:
        _write_down(shop.storage, tombstone)
    for key in keys:
        shop.storage.remove_below(f"film/{key}")
    sweep(shop.engine, shop.folder)  # what a killed worker had of it in hand
    with work.writing() as db:
        tombstone, recording = _held(db, work.about)
        tombstone.film_settled_at = now()
        db.add(tombstone)
        if recording is not None and tombstone.answered_at is not None:
            open_again(db, recording)


def _bury_original(work: Work, shop: Workshop) -> None:
    with work.writing() as db:
        tombstone, recording = _held(db, work.about)
        if tombstone.answered_at is not None:
            return
        if recording is not None:
            _blank(db, recording)
    if not empty_log(shop.engine):
        raise GivesWay("Somebody still reads what is to be taken away.")
    shop.storage.remove_below(f"originals/{work.about}")
    with work.writing() as db:
        tombstone, _ = _held(db, work.about)
        tombstone.original_gone_at = now()
        db.add(tombstone)


def _blank(db: Session, recording: Recording) -> None:
    # from here on a new consent is refused, so that nobody is promised a recording that is going
    recording.original, recording.original_name, recording.title = "", "", BLANK
    recording.described, recording.facts, recording.stills, recording.bytes = "", {}, [], 0
    recording.probed_at = None
    db.add(recording)
    for clip in clips_of(db, recording):
        clip.title = BLANK  # often the name of the file too
        db.add(clip)
    of_clips = select(Clip.id).where(Clip.recording_id == recording.pk)
    transcripts = select(Transcript.id).where(col(Transcript.clip_id).in_(of_clips))
    db.exec(delete(Cue).where(col(Cue.transcript_id).in_(transcripts)))
    db.exec(delete(Transcript).where(col(Transcript.clip_id).in_(of_clips)))
    if (upload := db.exec(select(Upload).where(Upload.recording_key == recording.key)).first()) is not None:
        # names of files tell names of people; those of its pictures too
        with_it = (col(Upload.batch) == upload.batch) & (col(Upload.batch) != "")
        pictures = with_it & (col(Upload.person_id) == upload.person_id) & col(Upload.finished_at).is_not(None)
        db.exec(delete(Upload).where(or_(col(Upload.id) == upload.id, pictures)))


def _held(db: Session, key: str) -> tuple[Tombstone, Recording | None]:
    tombstone = db.exec(select(Tombstone).where(Tombstone.recording_key == key)).one()
    return tombstone, db.exec(select(Recording).where(Recording.key == key)).first()


def _write_down(storage: Storage, tombstone: Tombstone) -> None:
    told = {"sha256": tombstone.sha256, "ended_at": tombstone.ended_at.isoformat(), "why": tombstone.why.value}
    storage.put_bytes(f"{LEDGER}/{tombstone.recording_key}", json.dumps(told).encode())


def remember(engine: Engine, storage: Storage) -> int:
    """Bring the database to what the ledger says, where it was restored from a backup older than an end: consents
    written down before that end are over, and what came back is taken away again. Answers how many had to be."""
    written = {path.rpartition("/")[2]: json.loads(storage.read(path)) for path in storage.below(LEDGER)}
    with reading(engine) as db:
        known = dict(db.exec(select(Tombstone.recording_key, Tombstone.ended_at)).all())
    forgotten = {
        key: told for key, told in written.items() if key not in known or known[key] < _moment(told["ended_at"])
    }
    if forgotten:
        with writing(engine) as db:
            for key, told in forgotten.items():
                _end_again(db, key, told["sha256"], _moment(told["ended_at"]), Why(told["why"]))
    return len(forgotten)


def _end_again(db: Session, key: str, sha256: str, ended_at: datetime, why: Why) -> None:
    recording = db.exec(select(Recording).where(Recording.key == key)).first()
    if recording is None:
        gone = Tombstone(recording_key=key, sha256=sha256, ended_at=ended_at, why=why)
        gone.film_settled_at = gone.original_gone_at = now()
        db.add(gone)
        return
    consents = db.exec(select(Consent).where(Consent.recording_id == recording.pk)).all()
    for consent in consents:
        if consent.created_at <= ended_at and consent.withdrawn_at is None:
            consent.withdrawn_at, consent.withdrawn_reason = ended_at, "as it was before the backup"
            db.add(consent)
    tombstone = end_recording(db, recording, why)
    tombstone.ended_at = ended_at
    if any(consent.created_at > ended_at for consent in consents):
        tombstone.answered_at = tombstone.film_settled_at = now()
        open_again(db, recording)


def _moment(told: str) -> datetime:
    return datetime.fromisoformat(told)
