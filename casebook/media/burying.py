"""Taking away what a consent no longer covers: the film at once, the recording and every word of it some days later.

The ledger (`ledger.py`) remembers each end: a database restored from an older backup is brought to what it says before
anybody is let in. What was taken away is counted, for the proof that whoever withdrew is given.
"""

from sqlalchemy import Engine
from sqlmodel import Session, col, delete, or_, select

from ..clock import now
from ..db import changes
from ..db.engine import empty_log, reading, writing
from ..errors import GivesWay
from ..jobs.worker import Work
from .allowing import standing
from .attempt import sweep
from .clip import Clip, ClipState, Recording
from .consent import Consent, Withdrawer
from .consenting import supersede
from .ending import clips_of, end_recording, open_again, original_due
from .ledger import Ledger, Told, mark_of, mark_of_consent
from .rendition import Rendition
from .tombstone import Removal, Tombstone
from .transcript import Cue, Transcript
from .upload import Upload
from .workshop import Workshop

FILM, ORIGINAL, WORDS = "film", "recording", "lines"  # what a removal tells of; `ending.py` has one more
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
    if tombstone.answered_at is None and shop.ledger is not None:
        shop.ledger.write(tombstone)  # whoever withdrew has done so already; what ran out is written down here
    files = sum(shop.storage.remove_below(f"film/{key}") for key in keys)
    sweep(shop.engine, shop.folder)  # what a killed worker had of it in hand
    with work.writing() as db:
        tombstone, recording = _held(db, work.about)
        tombstone.film_settled_at = now()
        db.add(tombstone)
        if tombstone.answered_at is None:
            db.add(Removal(recording_key=work.about, what=FILM, many=files))
        if recording is not None and tombstone.answered_at is not None:
            open_again(db, recording)


def _bury_original(work: Work, shop: Workshop) -> None:
    lines = 0
    with work.writing() as db:
        tombstone, recording = _held(db, work.about)
        if tombstone.answered_at is not None:
            return
        if recording is not None:
            lines = _blank(db, recording)
    if not empty_log(shop.engine):
        raise GivesWay("Somebody still reads what is to be taken away.")
    originals = shop.storage.remove_below(f"originals/{work.about}")
    with work.writing() as db:
        tombstone, _ = _held(db, work.about)
        tombstone.original_gone_at = now()
        db.add_all([tombstone, Removal(recording_key=work.about, what=ORIGINAL, many=originals)])
        if lines:
            db.add(Removal(recording_key=work.about, what=WORDS, many=lines))


def _blank(db: Session, recording: Recording) -> int:
    """Take every word of a recording away; answers how many lines were said in it."""
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
    lines = db.exec(delete(Cue).where(col(Cue.transcript_id).in_(transcripts))).rowcount
    db.exec(delete(Transcript).where(col(Transcript.clip_id).in_(of_clips)))
    if (upload := db.exec(select(Upload).where(Upload.recording_key == recording.key)).first()) is not None:
        # names of files tell names of people; those of its pictures too
        with_it = (col(Upload.batch) == upload.batch) & (col(Upload.batch) != "")
        pictures = with_it & (col(Upload.person_id) == upload.person_id) & col(Upload.finished_at).is_not(None)
        db.exec(delete(Upload).where(or_(col(Upload.id) == upload.id, pictures)))
    return lines


def _held(db: Session, key: str) -> tuple[Tombstone, Recording | None]:
    tombstone = db.exec(select(Tombstone).where(Tombstone.recording_key == key)).one()
    return tombstone, db.exec(select(Recording).where(Recording.key == key)).first()


def remember(engine: Engine, ledger: Ledger) -> int:
    """Bring the database to what the ledger says, where it was restored from a backup older than an end: consents
    written down before that end are over, and what came back is taken away again. What the database alone knows is
    written into the ledger. Answers how many had to be ended."""
    written = ledger.read()
    with reading(engine) as db:
        stones = db.exec(select(Tombstone)).all()
        keys = {mark_of(key): key for key in db.exec(select(Recording.key)).all()} if written else {}
    known = {mark_of(stone.recording_key): stone.ended_at for stone in stones}
    forgotten = [told for mark, told in written.items() if mark not in known or known[mark] < told.ended_at]
    for stone in stones:
        mark = mark_of(stone.recording_key)
        if stone.answered_at is None and (mark not in written or written[mark].ended_at < stone.ended_at):
            ledger.write(stone)
    if forgotten:
        with writing(engine) as db:
            for told in forgotten:
                _end_again(db, keys.get(told.mark, told.mark), told)
    _supersede_again(engine, ledger)
    return len(forgotten)


def _supersede_again(engine: Engine, ledger: Ledger) -> None:
    """Let no consent stand that another took the place of, though the other is lost: nothing is let out by it until
    somebody has written down again what was agreed last."""
    with reading(engine) as db:
        ledger.write_replaced(db.exec(select(Consent.key).where(col(Consent.superseded_at).is_not(None))).all())
        replaced = ledger.replaced()
        forgotten = [key for key in db.exec(select(Consent.key).where(standing())).all()
                     if mark_of_consent(key) in replaced]  # fmt: skip
    if forgotten:
        with writing(engine) as db:
            for consent in db.exec(select(Consent).where(col(Consent.key).in_(forgotten))).all():
                supersede(db, consent)


def _end_again(db: Session, key: str, told: Told) -> None:
    recording = db.exec(select(Recording).where(Recording.key == key)).first()
    if recording is None:
        gone = Tombstone(recording_key=key, sha256=told.sha256, ended_at=told.ended_at, why=told.why)
        gone.film_settled_at = gone.original_gone_at = now()
        db.add(gone)
        return
    consents = db.exec(select(Consent).where(Consent.recording_id == recording.pk)).all()
    for consent in consents:
        if consent.created_at <= told.ended_at and consent.withdrawn_at is None:
            consent.withdrawn_at, consent.withdrawn_by = told.ended_at, Withdrawer.ledger
            db.add(consent)
    tombstone = end_recording(db, recording, told.why)
    tombstone.ended_at = told.ended_at
    if any(consent.created_at > told.ended_at for consent in consents):
        tombstone.answered_at = tombstone.film_settled_at = now()
        open_again(db, recording)
