"""What is well and what is not, asked by `/readyz` and `casebook check`."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, func, select

from .audit.verifying import verify
from .backup.keeping import TAKEN, when
from .clock import now
from .db import changes, postgresql
from .db.engine import reading
from .db.fact import fact
from .db.migrate import ahead, behind, outgrown, unfit
from .errors import CasebookError, IndexMissing, IndexUnavailable, StorageAway
from .jobs.job import Job, JobState
from .library import Library, most_connections
from .media import part_file
from .media.ending import late
from .media.ffmpeg import program_version
from .media.program import UNFENCED, sandbox_level
from .media.sweeping import missing_files
from .people.letter import LetterState
from .people.mailing import letters_kept
from .people.person import Organisation

OLDEST_BACKUP = timedelta(hours=36)
FEWEST_PROCESSES = 3  # one of the web, one that works, and a command such as this


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is well, what was seen, and what to do where it is not."""

    name: str
    well: bool
    seen: str
    advice: str = ""


def problems(library: Library) -> list[str]:
    """What stands in the way of serving requests; empty when nothing does."""
    try:
        if outgrown(library.engine):
            return ["A newer casebook has migrated the database, and this one is too old for it."]
        return ["The database has not been migrated."] if behind(library.engine) else []
    except SQLAlchemyError:
        return ["The database cannot be read."]


def findings(library: Library) -> list[Finding]:
    """Everything `casebook check` looks at."""
    first = [_database(library), *_storage(library), _program(library), _sandbox(library)]
    return (
        first
        if unfit(library.engine)
        else [
            *first,
            *_connections(library),
            *_work(library),
            _files(library),
            _endings(library),
            _audit(library),
            _mail(library),
            _backup(library),
            *_sign_ins(library),
        ]
    )


def _database(library: Library) -> Finding:
    try:
        if behind(library.engine):
            return Finding("database", False, "not migrated to this version", "Run: casebook migrate")
        if outgrown(library.engine):
            return Finding("database", False, "migrated by a newer casebook", "Install that one here too.")
        newer = ", migrated by a newer casebook; this one may go on" if ahead(library.engine) else ""
        if library.engine.dialect.name == "postgresql":
            return _server(library, newer)
        with reading(library.engine) as db:
            answer = db.connection().exec_driver_sql("PRAGMA quick_check").scalar()
    except SQLAlchemyError as wrong:
        return Finding("database", False, type(wrong).__name__, "Restore a backup; do not delete the file.")
    return Finding("database", answer == "ok", f"{answer}{newer}", "" if answer == "ok" else "Restore a backup.")


def _server(library: Library, newer: str) -> Finding:
    with reading(library.engine) as db:
        found, seen = postgresql.faults(db.connection()), postgresql.version(db.connection())
    if found:
        return Finding("database", False, "; ".join(found), "Have it mended by whoever runs the server.")
    return Finding("database", True, f"{seen}{newer}")


def _connections(library: Library) -> list[Finding]:
    """Whether the server lets us have as many connections as the fewest processes may take; how many processes there
    are stands nowhere, so the figures are told."""
    if not (each := most_connections(library.settings)):
        return []
    with reading(library.engine) as db:
        most, taken = postgresql.room(db.connection())
    seen = f"{taken} of {most} taken; one process takes {each} at most, so {most // each} may run at once"
    enough = most // each >= FEWEST_PROCESSES
    need = f"Let max_connections be {each} for each process and ten more, or set CASEBOOK_DATABASE_CONNECTIONS lower."
    return [Finding("connections", enough, seen, "" if enough else need)]


def _storage(library: Library) -> list[Finding]:
    found = [Finding("storage", one.well, one.seen, one.advice) for one in library.storage.examined()]
    free = library.storage.free_bytes()
    if free is None:
        return found
    seen = f"{free / 1024**3:.1f} GiB free"
    room = part_file.free_bytes(library.room.folder) > library.room.reserve_bytes
    return [*found, Finding("storage", room, seen, "" if room else "Free some space: uploads are refused.")]


def _program(library: Library) -> Finding:
    try:
        return Finding("ffmpeg", True, program_version(library.settings.ffmpeg))
    except CasebookError as wrong:
        return Finding("ffmpeg", False, str(wrong), "Set CASEBOOK_FFMPEG to an ffmpeg, or install imageio-ffmpeg.")


def _sandbox(library: Library) -> Finding:
    level, wanted = sandbox_level(), library.settings.sandbox
    if level != UNFENCED:
        return Finding("sandbox", True, f"{level} ({wanted})")
    done = "no recording is opened" if wanted == "required" else "recordings are opened unconfined"
    return Finding("sandbox", False, f"{level} ({wanted})", f"Use Linux 5.13 or newer with Landlock: now {done}.")


def _work(library: Library) -> list[Finding]:
    with reading(library.engine) as db:
        counts = dict(db.exec(select(Job.state, func.count()).group_by(col(Job.state))).all())
        waiting = len(changes.pending(db, limit=1000))
    stuck = counts.get(JobState.quarantined, 0)
    line = ", ".join(f"{count} {JobState(state).value}" for state, count in sorted(counts.items())) or "none yet"
    return [
        Finding("jobs", not stuck, line, "Which and why: casebook jobs. Then: casebook retry CLIP" if stuck else ""),
        _index(library, waiting),
    ]


def _index(library: Library, waiting: int) -> Finding:
    """The search index: whether it can be read, and how far it is behind."""
    try:
        library.index.open()
    except IndexMissing as missing:
        return Finding("index", True, f"{missing} A worker makes it.")
    except IndexUnavailable as wrong:
        return Finding("index", False, str(wrong), "Search finds less until a worker has mended it: casebook work")
    engine = "PostgreSQL" if library.settings.index_url.startswith("postgresql") else "Whoosh"
    return Finding("index", True, f"{engine}, {f'{waiting} changes behind' if waiting else 'up to date'}")


def _files(library: Library) -> Finding:
    try:
        with reading(library.engine) as db:
            missing = missing_files(db, library.storage)
    except StorageAway as wrong:
        return Finding("files", False, "not looked at: where they are kept is away", str(wrong))
    if not missing:
        return Finding("files", True, "all there")
    seen = f"{len(missing)} missing, such as {missing[0]}"
    return Finding("files", False, seen, "Restore them from a backup of the storage, under the same names.")


def _endings(library: Library) -> Finding:
    """Consents that ended, and whether what they covered went when it was promised."""
    with reading(library.engine) as db:
        count = late(db, library.settings.consent_undo_days)
    seen = f"{count} not gone in time" if count else "nothing is late"
    return Finding("taken back", not count, seen, "Start a worker: casebook work. Why: casebook jobs" if count else "")


def _audit(library: Library) -> Finding:
    with reading(library.engine) as db:
        found = verify(db, library.trail)
    advice = "Somebody changed the database by hand, or part of it was restored. Keep it as it is and find out who."
    return Finding(
        "audit",
        not found.fault,
        found.fault or f"{found.rows} rows as they were written",
        advice if found.fault else "",
    )


def _backup(library: Library) -> Finding:
    """When a backup was last taken. Where none ever was, it may be taken by other means."""
    with reading(library.engine) as db:
        taken = fact(db, TAKEN)
    if taken is None:
        return Finding("backup", True, "none was taken by casebook backup")
    fresh = now() - when(taken) < OLDEST_BACKUP
    return Finding("backup", fresh, f"taken {taken}", "" if fresh else "Take one: casebook backup; see why none was.")


def _mail(library: Library) -> Finding:
    """Letters that wait or were given up, and whether there is a server to leave by."""
    with reading(library.engine) as db:
        kept = letters_kept(db)
    dead = sum(letter.state is LetterState.dead for letter in kept)
    seen = f"{len(kept) - dead} wait" + (f", {dead} given up" if dead else "")
    if dead:
        return Finding("mail", False, seen, "Which and why: casebook letters. Then: casebook letters --again")
    if kept and library.post_office is None:
        return Finding("mail", False, f"{seen}, and no server is set", "Set CASEBOOK_SMTP_HOST. See: casebook letters")
    return Finding("mail", True, seen if kept else "nothing waits")


def _sign_ins(library: Library) -> list[Finding]:
    """Each provider, and whether anybody is of the organisation it brings people to: a slug mistyped founds another."""
    with reading(library.engine) as db:
        known = {one.slug: one.name for one in db.exec(select(Organisation)).all()}
    return [
        Finding("sign-in", True, f"{one.name}, for {known[one.organisation]}")
        if one.organisation in known
        else Finding(
            "sign-in",
            False,
            f"{one.name}: there is no organisation {one.organisation}",
            f"There is: {', '.join(sorted(known)) or 'none'}. Mend {one.slug}.toml, or add its first person.",
        )
        for one in library.providers.values()
    ]
