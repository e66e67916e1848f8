"""Rows of `make faults` about disks, databases, keys and backups, each on a copy of one small library."""

import errno
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from cryptography.fernet import Fernet
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlmodel import col, select

from casebook.backup.age import new_identity, recipient_of
from casebook.backup.place import BackupPlace
from casebook.backup.restoring import restore
from casebook.backup.taking import take_backup
from casebook.db.copying import damage, wrong_in
from casebook.db.engine import is_away, open_engine, reading, writing
from casebook.errors import CasebookError, StorageFull
from casebook.library import Library, open_library
from casebook.media.consent import Consent
from casebook.media.consenting import live_consent, withdraw_consent
from casebook.media.file_storage import FileStorage
from casebook.people.person import Person
from casebook.people.queries import person_by_email
from casebook.reflect.reflecting import keep_reflection, own_reflections
from casebook.reflect.reflection import Reflection
from casebook.settings import read_settings
from casebook.teach.closing import NOBODY, close_account
from tests.campaigns.crashes import crashed
from tests.campaigns.faults_answers import Storm
from tests.campaigns.hall import Hall
from tests.conftest import make_ready
from tests.web.uploading import ROOT, Server

CANARY = "a word that nobody else has written"
LENA = "lena@casebook.example"
KILLS = 8


@contextmanager
def opened(data: Path, *, database: str = "") -> Iterator[Library]:
    """A library, and everything of it closed again."""
    library = open_library(read_settings(data=data, demo=True, database=database))
    try:
        yield library
    finally:
        library.index.close()
        library.keyring.release()
        library.engine.dispose()


def casebook(data: Path, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """A command on a library, as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "casebook", *words], env=Server(data, **settings).environment, cwd=ROOT, text=True,
        capture_output=True, timeout=120,
    )  # fmt: skip


def refused(data: Path, word: str) -> str:
    """Whether `casebook serve` ends at once, in a sentence."""
    ended = casebook(data, "serve")
    said = word in ended.stderr and "Traceback" not in ended.stderr
    return f"refused ({ended.returncode}) " + ("in words" if said else ended.stderr[-300:])


def write_words(library: Library) -> None:
    with writing(library.engine) as db:
        keep_reflection(db, library.keyring, Reflection(key="r" * 12, title=CANARY), by=lena(db))


def lena(db: object) -> Person:
    found = person_by_email(db, LENA)  # type: ignore[arg-type]
    assert found is not None
    return found


def words_open(data: Path) -> bool:
    with opened(data) as library, reading(library.engine) as db:
        return own_reflections(db, library.keyring, lena(db))[0].title == CANARY


def backup_full(data: Path) -> str:
    """The disk of the backups is full at this and that write, then is freed."""
    place, key, said = BackupPlace(data.parent / "backups"), recipient_of(new_identity()), []
    with opened(data) as library:
        for at in (1, 4, 12):
            with failing(errno.ENOSPC, at):
                try:
                    take_backup(library, place, [key], keep_days=35, keep_keys_days=7)
                except StorageFull as wrong:
                    said.append("in words" if "no room" in str(wrong) else str(wrong))
        named = len(place.moments())
        time.sleep(1.1)
        take_backup(library, place, [key], keep_days=35, keep_keys_days=7)
    return f"{len(said)} times {' '.join(sorted(set(said)))}, {named} half backups, then {len(place.moments())} whole"


def log_full(data: Path) -> str:
    """The disk of the log is full."""
    server = Server(data)
    server.log = Path("/dev/full")
    server.start()
    try:
        import httpx2

        with httpx2.Client(base_url=server.address, headers={"sec-fetch-site": "same-origin"}) as browser:
            seen = [browser.post("/demo/sign-in", data={"person": LENA}).status_code]
            seen += [browser.get("/cases/the-open-door").status_code for _ in range(5)]
        return f"{sorted(set(seen))}, " + ("alive" if server.process.poll() is None else "dead")
    finally:
        server.stop()


@contextmanager
def failing(code: int, at: int) -> Iterator[list[int]]:
    """Let each operation on the disk from the `at`th on fail: syncs, renames, links."""
    count, real = [0], {name: getattr(os, name) for name in ("fsync", "rename", "link", "replace")}

    def broken(name: str) -> Callable[..., object]:
        def act(*given: object, **more: object) -> object:
            count[0] += 1
            if count[0] >= at:
                raise OSError(code, os.strerror(code))
            return real[name](*given, **more)

        return act

    for name in real:
        setattr(os, name, broken(name))
    try:
        yield count
    finally:
        for name, act in real.items():
            setattr(os, name, act)


def nth_operation(data: Path) -> str:
    """The Nth operation of the storage fails, for every N until it is through: what it had stays, nothing is torn."""
    storage, wrong, tried = FileStorage(data.parent / "kept"), [], 0
    for code in (errno.ENOSPC, errno.EIO):
        for at in range(1, 20):
            before = secrets.token_bytes(2000)
            storage.put_bytes("film/a/1/one", before)
            with failing(code, at) as count:
                try:
                    storage.put_bytes("film/a/1/one", before[::-1])
                    told = True
                except (OSError, CasebookError):
                    told = False
            tried += 1
            held = storage.read("film/a/1/one")
            if held not in (before, before[::-1]) or (told and held != before[::-1]):
                wrong.append(f"{at}: torn or lost")
            if list((data.parent / "kept").rglob(".*.tmp")):
                wrong.append(f"{at}: something is left")
            if count[0] < at:
                break
    return f"{tried} tried, {len(wrong)} wrong {wrong[:2] if wrong else ''}".strip()


def nth_of_sqlite(data: Path) -> str:
    """The Nth write or sync of the database itself fails in the kernel's name, for N until nothing is left to fail."""
    if shutil.which("strace") is None:
        return NO_STRACE
    counts, wrong = {"kept": 0, "away": 0}, []
    for at in range(1, 13):
        key = f"n{at:011d}"
        child, begin, told = _writer(data, key)
        os.read(told, 5)
        kind = ("EIO", "ENOSPC")[at % 2]
        tracer = subprocess.Popen(
            ["strace", "-f", "-o", "/dev/null", "-e", "trace=pwrite64,fdatasync,fsync",
             "-e", f"inject=pwrite64,fdatasync,fsync:error={kind}:when={at}", "-p", str(child)],
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert tracer.stderr is not None
        attached = "attached" in tracer.stderr.readline()
        os.write(begin, b"x" if attached else b"")
        os.close(begin)
        said = os.read(told, 100).decode()
        os.close(told)
        os.waitpid(child, 0)
        tracer.communicate(timeout=20)
        if not attached:
            return NO_STRACE
        counts[said] = counts.get(said, 0) + 1
        with opened(data) as library, reading(library.engine) as db:
            there = any(one.key == key for one in own_reflections(db, library.keyring, lena(db)))
        if said == "kept" and not there:
            wrong.append(f"{at}: said kept and is lost")
    whole = not wrong_in(data / "casebook.db") and not wrong_in(data / "keys" / "people.db")
    clean = counts.pop("kept") > 0 and counts.pop("away") > 0 and not counts
    return f"{'clean errors' if clean else counts}, {len(wrong)} lies, whole: {whole}"


def _writer(data: Path, key: str) -> tuple[int, int, int]:
    """A process that keeps a reflection when it is told to: its number, where to tell it, where it tells how it was."""
    (waits, begin), (told, tells) = os.pipe(), os.pipe()
    if child := os.fork():
        os.close(waits)
        os.close(tells)
        return child, begin, told
    os.close(begin)
    said = "surprise"
    try:
        with opened(data) as library:
            with reading(library.engine) as db:
                lena(db)
            os.write(tells, b"ready")
            os.read(waits, 1)
            try:
                with writing(library.engine) as db:
                    keep_reflection(db, library.keyring, Reflection(key=key, title="kept"), by=lena(db))
                said = "kept"
            except OperationalError as wrong:
                said = "away" if is_away(wrong) else "surprise"
    except BaseException as wrong:
        said = f"surprise: {wrong}"
    finally:
        os.write(tells, said.encode())
        os._exit(0)


NO_STRACE = "not tried: strace is not here, or may not look at processes"


def backup_under_load(data: Path) -> str:
    """A backup while people answer and write, put back into an empty folder."""
    identity, backups, to = new_identity(), data.parent / "backups", data.parent / "again"
    hall = Hall(data, 60)
    hall.server.start()
    storm = Storm(hall, 3)
    done: list[subprocess.CompletedProcess[str]] = []
    before: list[int] = []

    def take() -> None:
        storm.until_told(12)
        before.extend(seat.number for seat in hall.seats if seat.acknowledged)
        done.append(casebook(data, "backup", str(backups), "--for", recipient_of(identity)))

    storm.run_beside(take)
    hall.close()
    restored = restore(backups, to, [identity], verify=True)
    with opened(to) as library, reading(library.engine) as db:
        committed = {number for (number,) in db.connection().exec_driver_sql("SELECT person_id FROM commitments")}
    lost = [seat.number for seat in hall.seats if seat.number in before and seat.person.pk not in committed]
    return (
        f"backup {done[0].returncode}, {len(restored.wrong)} wrong, {len(lost)} of before lost, "
        + ("some were" if before else "NOBODY was")
        + " before"
    )


def older_backup(data: Path) -> str:
    """A backup from before a withdrawal and an erasure is put back."""
    identity, place, to = new_identity(), BackupPlace(data.parent / "backups"), data.parent / "again"
    with opened(data) as library:
        write_words(library)
        first = take_backup(library, place, [recipient_of(identity)], keep_days=35, keep_keys_days=7).moment
        with writing(library.engine) as db:
            consent = db.exec(select(Consent).order_by(col(Consent.id))).first()
            assert consent is not None
            withdraw_consent(db, consent, reason="She asked.")
            key = lena(db).key
        make_ready(library)
        close_account(library.engine, library.keyring, key)
        time.sleep(1.1)
        take_backup(library, place, [recipient_of(identity)], keep_days=35, keep_keys_days=7)
    shutil.rmtree(data)
    restored = restore(place.folder / "library" / first, to, [identity], verify=True)
    with opened(to, database=f"sqlite:///{to / 'casebook.db'}") as library, reading(library.engine) as db:
        shut = live_consent(db, consent.recording_id) is None
        erased = db.exec(select(Person).where(Person.key == key)).one().name == NOBODY
    return f"{'still withdrawn' if shut else 'SHOWN AGAIN'}, {'still erased' if erased else 'BACK'}, " + (
        f"{len(restored.wrong)} wrong"
    )


def page_overwritten(data: Path) -> str:
    """Each page of the database in turn is overwritten."""
    with opened(data) as library:
        library.engine.dispose()
    file, missed = data / "casebook.db", []
    whole, said = file.read_bytes(), _told(file)
    pages = len(whole) // 4096
    for page in range(pages):
        torn = bytearray(whole)
        torn[page * 4096 : (page + 1) * 4096] = os.urandom(4096)
        (data.parent / "torn.db").write_bytes(torn)
        try:
            engine = open_engine(f"sqlite:///{data.parent / 'torn.db'}")
            if not damage(engine) and _told(data.parent / "torn.db") != said:  # a page that is free holds nothing
                missed.append(page)
            engine.dispose()
        except DatabaseError:
            pass
        for one in data.parent.glob("torn.db*"):
            one.unlink()
    answers = set()
    for page in (0, pages // 2, pages - 1):
        torn = bytearray(whole)
        torn[page * 4096 : (page + 1) * 4096] = os.urandom(4096)
        file.write_bytes(torn)
        answers.add(refused(data, "restore the newest backup"))
    return f"{len(missed)} pages missed; serve: {', '.join(sorted(answers))}"


def _told(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as db:
        return list(db.iterdump())


def keys_wrong(data: Path) -> str:
    """The key files are missing, others', or rotated half-way; nothing is written in the clear meanwhile."""
    with opened(data) as library:
        write_words(library)
    seen, keys = [], data / "keys"
    for name in ("master.key", "naming.key", "people.db"):
        kept = (keys / name).read_bytes()
        (keys / name).unlink()
        seen.append(refused(data, "missing"))
        if name.endswith(".key"):
            (keys / name).write_bytes(secrets.token_hex(32).encode() if name == "naming.key" else Fernet.generate_key())
            (keys / name).chmod(0o600)
            seen.append(refused(data, "not those this library was made with"))
        (keys / name).write_bytes(kept)
        (keys / name).chmod(0o600)
    halfway = ("from casebook.reflect import keyring; import os; keyring.update = lambda *_: os._exit(9);"
               "import sys; sys.argv[1:] = ['keys', 'rotate']; from casebook.cli import main; main()")  # fmt: skip
    killed = subprocess.run([sys.executable, "-c", halfway], env=Server(data).environment, cwd=ROOT).returncode
    between = words_open(data)
    again = casebook(data, "keys", "rotate").returncode
    clear = [one for one in data.rglob("*") if one.is_file() and CANARY.encode() in one.read_bytes()]
    return (f"{' and '.join(sorted(set(seen)))}; half-way ({killed}): words open {between}, again {again}, "
            f"open {words_open(data)}; {len(clear)} in the clear")  # fmt: skip


def power_lost(data: Path) -> str:
    """The power goes after any operation on a file."""
    count, wrong = crashed(data.parent / "crashes")
    return f"{'hundreds of' if count > 200 else count} crashes, {len(wrong)} wrong {wrong[:2] if wrong else ''}".strip()


ROWS: tuple[tuple[str, str, str, Callable[[Path], str]], ...] = (
    ("F5", "the backups' disk full", "3 times in words, 0 half backups, then 1 whole", backup_full),
    ("F5", "the log's disk full", "[200, 303], alive", log_full),
    ("F6", "the storage's Nth operation fails", "8 tried, 0 wrong", nth_operation),
    ("F6", "the database's Nth write fails", "clean errors, 0 lies, whole: True", nth_of_sqlite),
    ("F8", "the power goes after any operation", "hundreds of crashes, 0 wrong", power_lost),
    ("F11", "backup under load, put back", "backup 0, 0 wrong, 0 of before lost, some were before", backup_under_load),
    ("F12", "an older backup than an end", "still withdrawn, still erased, 0 wrong", older_backup),
    ("F13", "a page of the database overwritten", "0 pages missed; serve: refused (2) in words", page_overwritten),
    ("F25", "keys missing, wrong, rotated half-way", "refused (2) in words; half-way (9): words open True, again 0, "
     "open True; 0 in the clear", keys_wrong),
)  # fmt: skip
