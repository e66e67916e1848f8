"""The demonstration, started and stopped as `make demo` does."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from sqlmodel import select

from casebook.cases.content_reading import read_content
from casebook.cases.importing import ImportReport, import_vocabulary
from casebook.cases.set_queries import sets_for
from casebook.db.engine import open_engine, reading, writing
from casebook.db.migrate import current, migrate, newest
from casebook.demo.case_sets import _STEPS
from casebook.demo.departments import simulate_department
from casebook.demo.seeding import seed, simulate_answers
from casebook.library import Library
from casebook.people.joining import add_person
from casebook.people.person import Person
from casebook.reflect.comparing import comparison
from casebook.reflect.keyring import make_keys
from casebook.reflect.response import Release
from casebook.teach.health_check import HealthAnswer, HealthCheck
from tests.conftest import cast, the_case, viewer
from tests.databases import environment, url_at


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def start(data: Path, content: Path, port: int) -> subprocess.Popen[str]:
    words = ["demo", "--port", str(port), "--data", str(data), "--content", str(content)]
    return subprocess.Popen(
        [sys.executable, "-m", "casebook", *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True, env=os.environ | environment(data),
    )  # fmt: skip


def read_until(process: subprocess.Popen[str], words: str, *, seconds: float = 120) -> str:
    assert process.stdout
    seen, end = "", time.monotonic() + seconds
    while words not in seen and time.monotonic() < end:
        line = process.stdout.readline()
        if not line:
            break
        seen += line
    assert words in seen, seen
    return seen


def test_seeding_twice_changes_nothing(library: Library, small_content: Path) -> None:
    assert seed(library, small_content).added
    again = seed(library, small_content)
    assert (again.added, again.changed) == ([], [])
    with reading(library.engine) as db:
        (shared,) = sets_for(db, viewer(db, "lena"))
    assert (shared.case_set.title, shared.owner, shared.cases) == ("Nights on call", "Tom Ferreira", 1)


def test_the_set_that_is_seeded_holds_three_cases_of_the_content() -> None:
    content = read_content(Path(__file__).parents[1] / "content")
    assert len(_STEPS) == 3
    assert {slug for slug, _, _ in _STEPS} <= set(content.cases)
    assert sum(minutes for _, _, minutes in _STEPS) <= 90


def test_a_department_has_two_health_checks_by_simulated_people(library: Library) -> None:
    content = Path(__file__).parents[1] / "content"
    with writing(library.engine) as db:
        import_vocabulary(db, read_content(content), ImportReport())
        people = [add_person(db, name="S", email=f"s{number}@x.example") for number in range(32)]
    for _ in range(2):
        with writing(library.engine) as db:
            simulate_department(db, library.keyring, people, teacher=cast(db, "tom"), learner=cast(db, "lena"))
    with reading(library.engine) as db:
        checks = db.exec(select(HealthCheck)).all()
        assert [check.figures["people"] for check in checks if check.figures] == [30, 30]
        assert db.exec(select(HealthAnswer)).all() == []


def test_earlier_answers_are_simulated_by_people_nobody_can_enter_as(stocked: Library) -> None:
    simulate_answers(stocked)
    with reading(stocked.engine) as db:
        _, point, options = the_case(db)
        figures = comparison(db, point, options)
        assert figures is not None
        assert figures.about == "about 50"
        assert figures.second is not None
        assert len(db.exec(select(Release)).all()) > 1, "figures were let out bit by bit, as in life"
        people = db.exec(select(Person).where(Person.simulated)).all()
        assert people
        assert not any(person.password_hash for person in people)


def test_a_demonstration_of_an_earlier_version_is_brought_along(tmp_path: Path) -> None:
    engine = open_engine(url_at(tmp_path))
    migrate(engine, "0025")
    make_keys(tmp_path / "keys")
    ended = start(tmp_path, tmp_path / "nowhere", free_port())
    assert "There is no content in" in ended.communicate(timeout=120)[0]
    assert current(engine) == newest()


def test_the_demonstration_comes_up_stops_cleanly_and_carries_on(tmp_path: Path, small_content: Path) -> None:
    port = free_port()
    process = start(tmp_path / "data", small_content, port)
    try:
        read_until(process, f"http://localhost:{port}")
        assert urllib.request.urlopen(f"http://localhost:{port}/", timeout=10).status == 200
        taken = subprocess.run(
            [sys.executable, "-m", "casebook", "demo", "--port", str(port), "--data", str(tmp_path / "other")],
            capture_output=True, text=True,
        )  # fmt: skip
        assert taken.returncode == 2
        assert f"port {port}" in taken.stderr
        read_until(process, "All 3 clips are ready.")
    finally:
        os.kill(process.pid, signal.SIGINT)
        said, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Traceback" not in said
    made = {path: path.stat().st_mtime_ns for path in (tmp_path / "data/film").rglob("*") if path.is_file()}

    process = start(tmp_path / "data", small_content, port)
    try:
        read_until(process, "All 3 clips are ready.", seconds=30)
    finally:
        os.kill(process.pid, signal.SIGINT)
        process.communicate(timeout=30)
    again = {path: path.stat().st_mtime_ns for path in (tmp_path / "data/film").rglob("*") if path.is_file()}
    assert again == made, "no finished work was repeated"
