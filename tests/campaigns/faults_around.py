"""Rows of `make faults` about what stands around a casebook: its clock, its mail server, its sign-in provider."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
from sqlmodel import Session, col, select

from casebook import clock
from casebook.clock import now, standing_at
from casebook.db.engine import reading, writing
from casebook.jobs.queue import open_queue
from casebook.media.clip import Recording
from casebook.media.consent import Consent
from casebook.media.consenting import give_consent, live_consent
from casebook.people.letter import Letter, LetterState
from casebook.people.signing_in import set_password, sign_in, signed_in
from tests.campaigns.faults_disk import LENA, lena, opened
from tests.people.posts import mail_server
from tests.web.test_provider_endings import set_provider
from tests.web.uploading import ROOT, Server

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
PASSWORD = "three unrelated words"
ASKING, LONGEST_S = 10, 5.0
FROM_HERE = {"sec-fetch-site": "same-origin"}


@contextmanager
def wall_clock() -> Iterator[Callable[[timedelta], None]]:
    """What is handed out puts this machine's clock, as casebook reads it, so far from what it is."""
    put, told = [timedelta()], clock._told

    class Put(datetime):
        @classmethod
        def now(cls, tz=None):  # type: ignore[no-untyped-def,override]
            return datetime.now(tz) + put[0]

    clock.datetime = Put  # type: ignore[misc]
    try:
        yield lambda so_far: put.__setitem__(0, so_far)
    finally:
        clock.datetime, clock._told = datetime, told  # type: ignore[misc]


def clock_moved(data: Path) -> str:
    """The clock is put back an hour and a day, then on a day, and put right again."""
    with opened(data) as library, wall_clock() as put, writing(library.engine) as db:
        over = run_out(db)
        _, secret = sign_in(db, lena(db), hours=12)

        def still() -> tuple[bool, bool]:
            return signed_in(db, secret, idle_minutes=20) is not None, live_consent(db, over) is None

        back = [still()]
        for so_far in (-HOUR, -DAY, timedelta()):
            put(so_far)
            back.append(still())
        put(DAY)
        on = still()
        put(timedelta())  # what runs goes on from where it was, so that nothing comes back to life
        _, secret = sign_in(db, lena(db), hours=12)
        right = still()
    return (
        f"put back: signed in {all(one for one, _ in back)}, consent over {all(one for _, one in back)}; a day on: "
        f"signed out {not on[0]}; put right: signed in anew {right[0]}, consent over {on[1] and right[1]}"
    )


def run_out(db: Session) -> int:
    """A recording whose consent ran out half an hour ago."""
    consent = db.exec(select(Consent).order_by(col(Consent.id))).first()
    assert consent is not None
    give_consent(db, db.get_one(Recording, consent.recording_id), evidence="Form 7", until=now() - 30 * MINUTE)
    db.flush()
    return consent.recording_id


def lease_through(data: Path) -> str:
    """A lease, while the clock goes a day on and back; and one that nobody keeps."""
    with opened(data) as library, wall_clock() as put:
        with writing(library.engine) as db:
            open_queue(library.engine).put(db, "clock", "1")
        queue = open_queue(library.engine, lease_seconds=5)
        lease = queue.take("one", ["clock"])
        assert lease is not None
        kept = []
        for so_far in (DAY, -HOUR, -DAY):
            put(so_far)
            kept.append(queue.take("two", ["clock"]) is None and queue.holds(lease))
        time.sleep(5.5)
        return f"kept {all(kept)}, given on when it is over {queue.take('two', ['clock']) is not None}"


def summer_ends(data: Path) -> str:
    """The night in which London's clocks show the hour from one to two twice, on a machine that is set to London."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Europe/London"
    time.tzset()
    try:
        last = datetime(2026, 10, 25, 0, 55, tzinfo=UTC)  # 01:55, and five minutes on it is 01:00 again
        with opened(data) as library, writing(library.engine) as db:
            with standing_at(last):
                _, secret = sign_in(db, lena(db), hours=12)
                over = run_out(db)
            seen = []
            for minutes in (10, 19, 21, 61):
                with standing_at(last + minutes * MINUTE):
                    seen.append(signed_in(db, secret, idle_minutes=20) is not None)
                    seen.append(live_consent(db, over) is None)
        return f"in, in, out, out: {seen[::2] == [True, True, False, False]}; consent over {all(seen[1::2])}"
    finally:
        os.environ.pop("TZ")
        if before is not None:
            os.environ["TZ"] = before
        time.tzset()


@contextmanager
def silent() -> Iterator[int]:
    """A port at which somebody listens and says nothing."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen(200)
        yield one.getsockname()[1]


def provider_away(data: Path) -> str:
    """The provider says nothing, or is not there; people with a password come in meanwhile."""
    with opened(data) as library, writing(library.engine) as db:
        set_password(db, lena(db), PASSWORD)
    with silent() as port:
        set_provider(data.parent, f"http://127.0.0.1:{port}")
        server = Server(data).start()
        try:
            slow = asked_at_once(server)
        finally:
            server.stop()
    server.start()  # and nobody listens there now
    try:
        down = asked_at_once(server)
    finally:
        server.stop()
    return f"slow: {slow}; down: {down}"


def asked_at_once(server: Server) -> str:
    """Many ask for the provider while others sign in by password."""
    with httpx2.Client(base_url=server.address, timeout=60, headers=FROM_HERE) as browser:
        browser.get("/sign-in")  # whatever a first page takes
        lasted: list[float] = []

        def asked(way: str, form: dict[str, str] | None = None) -> int:
            began = time.monotonic()
            answer = browser.post(way, data=form) if form else browser.get(way)
            lasted.append(time.monotonic() - began)
            return answer.status_code

        with ThreadPoolExecutor(ASKING + 2) as pool:
            asking = [pool.submit(asked, "/sign-in/with/north") for _ in range(ASKING)]
            time.sleep(0.3)
            by_password = [asked("/sign-in", {"email": LENA, "password": PASSWORD}) for _ in range(3)]
            by_provider = {one.result() for one in asking}
    longest = "" if max(lasted) <= LONGEST_S else f" and {max(lasted):.1f} s"
    return f"{sorted(by_provider)}, by password {sorted(set(by_password))}, within {LONGEST_S:.0f} s{longest}"


def mail_away(data: Path) -> str:
    """The mail server says nothing: who asks for a link waits for nobody, the letter waits, other work goes on; then it
    takes letters."""
    with opened(data) as library, writing(library.engine) as db:
        set_password(db, lena(db), PASSWORD)
    with silent() as port:
        post = {"CASEBOOK_SMTP_HOST": "127.0.0.1", "CASEBOOK_SMTP_PORT": str(port), "CASEBOOK_SMTP_SECURITY": "none",
                "CASEBOOK_MAIL_FROM": "casebook@hospital.example"}  # fmt: skip
        server = Server(data, **post).start()
        worker = working(server)
        try:
            began = time.monotonic()
            asked = httpx2.post(f"{server.address}/forgotten-password", data={"email": LENA}, headers=FROM_HERE,
                                timeout=60).status_code  # fmt: skip
            quick = time.monotonic() - began <= LONGEST_S
            waits = until(data, lambda letter: letter.attempts > 0)
            alive = worker.poll() is None
        finally:
            worker.terminate()
            worker.wait()
            server.stop()
    return f"asked {asked}, within {LONGEST_S:.0f} s {quick}; the letter {waits}, the worker lives {alive}; " + sent(
        data, server
    )


def working(server: Server) -> "subprocess.Popen[bytes]":
    with server.log.open("ab") as log:
        return subprocess.Popen([sys.executable, "-m", "casebook", "work"], env=server.environment, stdout=log,
                                stderr=log, cwd=ROOT)  # fmt: skip


def until(data: Path, what: Callable[[Letter], bool], seconds: float = 60) -> str:
    """How the one letter is when something is so of it."""
    end = time.monotonic() + seconds
    with opened(data) as library:
        while time.monotonic() < end:
            with reading(library.engine) as db:
                letter = db.exec(select(Letter)).one()
            if what(letter):
                return letter.state.value
            time.sleep(0.2)
    return f"{letter.state.value} after {seconds:.0f} s"


def sent(data: Path, server: Server) -> str:
    """What becomes of the letter when a mail server is there, as soon as it is due."""
    with mail_server() as (box, office):
        server.environment["CASEBOOK_SMTP_PORT"] = str(office.port)
        with opened(data) as library, writing(library.engine) as db:
            letter = db.exec(select(Letter)).one()
            letter.due_at = letter.created_at
            db.add(letter)
        worker = working(server)
        try:
            state = until(data, lambda letter: letter.state is not LetterState.waiting)
        finally:
            worker.terminate()
            worker.wait()
        return f"then {state}, {len(box.letters)} came"


ROWS: tuple[tuple[str, str, str, Callable[[Path], str]], ...] = (
    ("F19", "the clock moved", "put back: signed in True, consent over True; a day on: signed out True; put right: "
     "signed in anew True, consent over True", clock_moved),
    ("F19", "a lease while the clock moves", "kept True, given on when it is over True", lease_through),
    ("F19", "the night summer time ends", "in, in, out, out: True; consent over True", summer_ends),
    ("F22", "the sign-in provider slow, down", "slow: [503], by password [303], within 5 s; down: [503], by password "
     "[303], within 5 s", provider_away),
    ("F22", "the mail server slow, then there", "asked 200, within 5 s True; the letter waiting, the worker lives "
     "True; then sent, 1 came", mail_away),
)  # fmt: skip
