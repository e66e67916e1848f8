"""What happens in the background: the one table of jobs and what does them, and the path of a clip."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog
from sqlmodel import Session, col, or_, select

from .audit.daily import verify_daily
from .backup.holding import forget_left
from .cases.case import CaseClip
from .cases.withdrawing import close_cases
from .clock import now
from .db import changes
from .db.engine import reading, writing
from .errors import AlreadyDone, CasebookError, GivesWay, IndexBusy, IndexUnavailable, WrongInput
from .jobs.job import Job, JobState
from .jobs.lanes import Lanes
from .jobs.queue import Lease
from .jobs.worker import Around, Station, Work, Worker
from .library import INDEX, Library
from .media import burying, ending, growing, uploading
from .media.attempt import sweep
from .media.blanking import BLANK, blank, blanks_due
from .media.captioning import caption
from .media.clip import Clip, ClipState, Medium, Recording
from .media.marking import ENDED, REPLACED
from .media.probing import probe
from .media.queries import clip_by_key
from .media.reminding import remind_officers
from .media.replacing import purge
from .media.settling import redactions_due, settle
from .media.slimming import SLIM, slim, worth_slimming
from .media.sweeping import sweep_storage
from .media.transcoding import give_up, transcode
from .media.upload import Upload
from .people.departing import forget_proofs
from .people.inviting import forget_invited
from .people.letter import LetterKind
from .people.mailing import forget_letters, letters_due, told_by_letter
from .people.networks import forget_network_tries
from .people.posting import post_due
from .preparing import forget_old_copies
from .reflect.sharing import forget_copies
from .retention import Tell, keep_to_the_clock, nobody_is_told
from .search.indexing import index_changes
from .teach.facilitating import close_forgotten
from .teach.forgetting_guests import forget_guests
from .teach.surveying import end_old_checks

log = structlog.get_logger(__name__)

#: The stations of a clip, in order. A station never calls the next; this table does.
CLIP_PATH = ("probe", "transcode", "caption")
REDACT = "redact"  # what was made of a recording before it was redacted, by its key
BURY = "bury"  # what a consent no longer covers, by the recording's key
PURGE = "purge"  # a replaced clip and all that was made of it
SWEEP = "sweep"  # once a day: consents that ran out, old drafts and checks, files that no row names, jobs long over
MAIL = "mail"  # letters that are due
#: What may take long, in lanes of its own: everything else takes seconds and must not wait for it.
LONG = ("transcode", "caption", SLIM, BLANK)

#: Smaller comes first: short work, so that something is playable soon, and what opens a case before what follows.
_PRIORITY = {Medium.sound: 20, Medium.slideshow: 30, Medium.film: 40}
_LAST = 90
_SWEEP_EVERY = timedelta(days=1)
_AFTER_FAILING = {
    REDACT: timedelta(minutes=5),
    BLANK: timedelta(hours=1),
    BURY: timedelta(hours=1),
    PURGE: timedelta(hours=1),
    INDEX: timedelta(seconds=15),
    MAIL: timedelta(minutes=5),
}
_ALIVE = col(Job.state).in_([JobState.waiting, JobState.running])
_KEEP_JOBS_DAYS = 30
_TO_BEGIN = timedelta(seconds=5)  # between taking the index job and writing the index, at most
_OPENS_A_CASE = -15


def stations(library: Library) -> dict[str, Station]:
    """Job name -> the function that does it."""
    shop = library.workshop
    return {
        "probe": lambda work: probe(work, shop),
        "transcode": lambda work: transcode(work, shop),
        SLIM: lambda work: slim(work, shop),
        "caption": lambda work: caption(work, shop),
        REDACT: lambda work: settle(work, shop),
        BLANK: lambda work: blank(work, shop, undo_days=library.settings.consent_undo_days),
        BURY: lambda work: burying.bury(work, shop, undo_days=library.settings.consent_undo_days),
        PURGE: lambda work: purge(work, shop),
        SWEEP: lambda work: _sweep(library, work),
        INDEX: lambda work: _index(library),
        MAIL: lambda work: _post(library, work),
    }


def open_worker(library: Library) -> Worker:
    """A worker that can do everything in the table."""
    sweep(library.engine, library.settings.work_folder)
    said: dict[str, str] = {}
    return Worker(
        queue=library.queue,
        stations=stations(library),
        after_done=lambda db, lease: put_next(library, db, lease),
        after_given_up=_given_up,
        beat_seconds=library.settings.lease_seconds / 4,
        look_for_work=lambda: put_due(library, said),
    )


def open_lanes(library: Library, only: Collection[str] = (), *, around: Sequence[Around] = ()) -> Lanes:
    """What `casebook work` runs: one lane for all short work, which looks for what is due as well; one for letters; and
    as many beside them as film may be made at once. With `only` these kinds are done, and lanes without any of them
    are not there. Raises WrongInput for a kind there is not."""
    whole = replace(open_worker(library), around=around)
    if unknown := sorted(set(only) - set(whole.stations)):
        raise WrongInput(f"There is no work called {unknown[0]}. There is: {', '.join(whole.stations)}.")
    mine = {kind: station for kind, station in whole.stations.items() if not only or kind in only}
    lanes = {
        "short": {kind: station for kind, station in mine.items() if kind not in (*LONG, MAIL)},
        # a mail server that does not answer holds up letters alone
        "mail": {kind: station for kind, station in mine.items() if kind == MAIL},
    }
    long = {kind: station for kind, station in mine.items() if kind in LONG}
    lanes |= {f"film {number}": long for number in range(1, library.settings.transcodes + 1)}
    return Lanes(
        [
            replace(whole, stations=kinds, lane=lane, look_for_work=whole.look_for_work if lane == "short" else None)
            for lane, kinds in lanes.items()
            if kinds
        ]
    )


@dataclass(frozen=True)
class _Due:
    """What is due: keys of recordings and clips, and whether the rest is."""

    clips: list[tuple[Clip, Medium, bool | None]]
    graves: list[str]
    redacted: list[str]
    blanks: list[str]
    replaced: list[str]
    behind: bool
    left: Job | None  # the index job of a worker that was killed at it
    sweeps: bool
    mails: bool

    def __bool__(self) -> bool:
        return any((self.clips, self.graves, self.redacted, self.blanks, self.replaced, self.behind, self.sweeps,
                    self.mails))  # fmt: skip


def _due(library: Library, db: Session) -> _Due:
    left = _left_indexing(library, db)
    return _Due(
        clips=_clips_without_job(db),
        graves=_not_tried(db, BURY, ending.due(db, undo_days=library.settings.consent_undo_days)),
        redacted=_not_tried(db, REDACT, redactions_due(db)),
        blanks=_not_tried(db, BLANK, blanks_due(db, undo_days=library.settings.consent_undo_days)),
        replaced=_not_tried(db, PURGE, db.exec(select(Clip.key).where(Clip.state == ClipState.replaced)).all()),
        # one that waits or is being done will see what has changed, or the next look will
        behind=bool(
            (changes.pending(db, limit=1) or _index_is_broken(library)) and (left or _not_tried(db, INDEX, [""]))
        ),
        left=left,
        sweeps=not _swept(db),
        mails=bool(library.post_office and letters_due(db, most=1) and _not_tried(db, MAIL, [""])),
    )


def put_due(library: Library, said: dict[str, str] | None = None) -> None:
    """Put down what is due: the first station of each clip that waits, and the index when something changed; and
    finish what a stopped web server left behind. Who looks again and again keeps in `said` what was said of an upload
    that waits, by its key: it is said once, and again when it changes."""
    with reading(library.engine) as db:
        complete, late = uploading.uploads_left(db)
        something = bool(_due(library, db))
    _tidy_uploads(library, complete, late, {} if said is None else said)
    if not something:
        return
    with writing(library.engine) as db:
        due = _due(library, db)  # anew: another worker may have put it down since, and be at it
        for key in due.graves:
            of_it = select(Clip.key).join(Recording).where(Recording.key == key, Clip.state == ClipState.taken_back)
            library.queue.call_off(db, db.exec(of_it).all(), ENDED)
            _put_again(library, db, BURY, key, priority=5)
        for key in due.redacted:
            _put_again(library, db, REDACT, key, priority=5)
        for key in due.blanks:
            _put_again(library, db, BLANK, key, priority=_LAST)
        for clip, medium, after in due.clips:
            priority = _PRIORITY[medium] + (_OPENS_A_CASE if after is False else 0)
            library.queue.put(db, CLIP_PATH[0], clip.key, priority=priority)
        for key in due.replaced:
            library.queue.call_off(db, [key], REPLACED)
            _put_again(library, db, PURGE, key, priority=60)
        if due.sweeps:
            _put_again(library, db, SWEEP, priority=80)
        if due.mails:
            _put_again(library, db, MAIL, priority=20)
        if due.behind and due.left:
            library.queue.retry(db, due.left)
        elif due.behind:
            _put_again(library, db, INDEX, priority=10)


def _sweep(library: Library, work: Work) -> None:
    with work.writing() as db:
        ended = ending.end_what_ran_out(db, grace_days=library.settings.consent_grace_days)
        close_cases(db)
        copies = forget_copies(db)
        invited = forget_invited(db)
        checks = end_old_checks(db)
        sessions = close_forgotten(db)
        letters = forget_letters(db)
        reminded = remind_officers(db) if library.post_office is not None else 0
        forget_network_tries(db)
        forget_proofs(db)
    guests = forget_guests(library.engine, library.keyring)
    kept = keep_to_the_clock(library, tell=_teller(library))
    files = sweep_storage(work, library.workshop)
    parts = growing.forget_strays(library.engine, library.room)
    attempts = sweep(library.engine, library.settings.work_folder)
    held = forget_left(library)
    forget_old_copies(library.settings)
    jobs = library.queue.forget(days=_KEEP_JOBS_DAYS)
    log.info(
        "swept", ended=ended, files=files, parts=parts, attempts=attempts, jobs=jobs, copies=copies,
        invited=invited, checks=checks, sessions=sessions, guests=guests, letters=letters, reminded=reminded,
        held=held, **kept,
    )  # fmt: skip
    verify_daily(library.engine, library.trail)


def _teller(library: Library) -> Tell:
    """What tells somebody that nobody uses her account: a letter, and it counts when it has gone."""
    if library.post_office is None:
        return nobody_is_told
    days = str(library.settings.unused_notice_days)
    return lambda db, person: told_by_letter(db, LetterKind.account_unused, person, about=days)


def _tidy_uploads(library: Library, complete: Sequence[Upload], late: Sequence[Upload], said: dict[str, str]) -> None:
    for key in said.keys() - {upload.key for upload in complete}:
        del said[key]
    for upload in complete:
        try:
            uploading.finish_upload(library.engine, library.storage, library.room, upload)
        except CasebookError as wrong:  # being finished by the web server just now, or no room yet: next time
            if said.get(upload.key) != str(wrong):
                log.info("upload waits", upload=upload.key, why=str(wrong))
            said[upload.key] = str(wrong)
    if late:
        uploading.forget_uploads(library.engine, library.room, late)


def try_again(library: Library, db: Session, clip: Clip) -> None:
    """Let a clip that was given up wait again, and what was to follow one that plays be tried again, with the attempts
    forgotten. Raises AlreadyDone where nothing was set aside."""
    set_aside = select(Job).where(Job.about == clip.key, Job.state == JobState.quarantined)
    given_up = db.exec(set_aside.order_by(col(Job.id))).all()
    if clip.state is not ClipState.quarantined and not given_up:
        raise AlreadyDone("This clip is not waiting for another attempt.")
    if clip.state is ClipState.quarantined:
        clip.state, clip.reason = ClipState.waiting, ""
        db.add(clip)
    for job in given_up:
        library.queue.retry(db, job)


def _not_tried(db: Session, kind: str, about: Sequence[str]) -> list[str]:
    """Those of these things for which no job of this kind waits or is being done. One that failed three times is tried
    again a while later: nobody who takes something back is left waiting for a person to look."""
    if not about:
        return []
    lately = (col(Job.state) == JobState.quarantined) & (col(Job.finished_at) > now() - _AFTER_FAILING[kind])
    busy = set(db.exec(select(Job.about).where(Job.kind == kind, or_(_ALIVE, lately))).all())
    return [key for key in about if key not in busy]


def _swept(db: Session) -> bool:
    """Whether a sweep waits, is being done, or was over less than a day ago."""
    lately = col(Job.finished_at) > now() - _SWEEP_EVERY
    return db.exec(select(Job.id).where(Job.kind == SWEEP, or_(_ALIVE, lately)).limit(1)).first() is not None


def _put_again(library: Library, db: Session, kind: str, about: str = "", *, priority: int) -> None:
    """Put a job down, or let the one that was set aside be tried again: what goes on failing stays one row."""
    set_aside = select(Job).where(Job.kind == kind, Job.about == about, Job.state == JobState.quarantined)
    if (job := db.exec(set_aside.order_by(col(Job.id).desc())).first()) is not None:
        library.queue.retry(db, job)
    else:
        library.queue.put(db, kind, about, priority=priority)


def _index_is_broken(library: Library) -> bool:
    """A broken or missing index has been set aside by whoever met it; the next index job rebuilds it."""
    try:
        library.index.open()
    except IndexUnavailable:
        return True
    return False


def _left_indexing(library: Library, db: Session) -> Job | None:
    """The index job of a worker that was killed at it: search is not to wait until its lease has run out. Nobody
    writes, and it began a while ago; were its worker alive all the same, the index's own lock keeps them apart."""
    running = select(Job).where(Job.kind == INDEX, Job.state == JobState.running)
    job = db.exec(running.where(col(Job.started_at) < now() - _TO_BEGIN)).first()
    return job if job is not None and not library.index.being_written() else None


def _clips_without_job(db: Session) -> list[tuple[Clip, Medium, bool | None]]:
    busy = select(Job.id).where(col(Job.about) == Clip.key, col(Job.kind).in_(CLIP_PATH), _ALIVE)
    question = (
        select(Clip, col(Recording.medium), col(CaseClip.after))
        .join(Recording, col(Recording.id) == Clip.recording_id)
        .outerjoin(CaseClip, col(CaseClip.clip_id) == Clip.id)
        .where(Clip.state == ClipState.waiting, ~busy.exists())
        .order_by(col(Clip.id))
    )
    return [(clip, medium, after) for clip, medium, after in db.exec(question).all()]


def put_next(library: Library, db: Session, lease: Lease) -> None:
    """Put the next station of a clip's path, or what waited for this, in the transaction that ends the last one."""
    if lease.kind in CLIP_PATH[:-1]:
        following = CLIP_PATH[CLIP_PATH.index(lease.kind) + 1]
        done = db.get(Job, lease.job_id)
        library.queue.put(db, following, lease.about, priority=done.priority if done else 50)
    if lease.kind == "transcode" and library.settings.av1 and worth_slimming(db, clip_by_key(db, lease.about)):
        library.queue.put(db, SLIM, lease.about, priority=_LAST)
    if lease.kind == INDEX:
        _settle_on(library, db)


def _settle_on(library: Library, db: Session) -> None:
    """Let redactions go on that gave way to the index, which still held the words: it has let go of them now. One that
    failed waits its time."""
    gave_way = select(Job).where(Job.kind == REDACT, Job.state == JobState.waiting, Job.attempts == 0)
    for job in db.exec(gave_way).all():
        library.queue.retry(db, job)


def _given_up(db: Session, lease: Lease, reason: str, may_help: bool) -> None:
    if lease.kind in CLIP_PATH[:-1]:  # where words were not drafted, the film is whole all the same
        give_up(db, lease.about, reason, may_help)


def _post(library: Library, work: Work) -> None:
    if library.post_office is not None:
        post_due(work.writing, library.post_office, site=library.settings.own_address)


def _index(library: Library) -> None:
    with reading(library.engine) as db:
        letting_go = ending.still_in_search(db)
    try:
        index_changes(library.engine, library.index)
    except IndexBusy as wrong:  # by another worker; what it does not see is written a little later
        raise GivesWay(str(wrong)) from wrong
    if letting_go:
        with writing(library.engine) as db:
            ending.note_out_of_search(db, letting_go)
