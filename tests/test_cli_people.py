"""Roles and lost second factors, from the command line."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from sqlmodel import select

from casebook.db.engine import reading, writing
from casebook.people.joining import add_person
from casebook.people.person import Organisation, Role, SignIn
from casebook.people.queries import roles_of
from casebook.people.second_factor_queries import factors_of
from casebook.reflect.response import SealedRecord
from tests.conftest import Visitor, cast
from tests.databases import environment as database_of
from tests.web.stepping import with_app

ROOT = Path(__file__).parents[1]


def run(data: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CASEBOOK_")}
    return subprocess.run(
        [sys.executable, "-m", "casebook", "people", *words], cwd=ROOT, input=typed, capture_output=True, text=True,
        env=environment | {"CASEBOOK_DATA": str(data), "PYTHONPATH": str(ROOT)} | database_of(data),
    )  # fmt: skip


def test_a_role_is_given_and_the_sign_ins_end(visit: Callable[[str], Visitor]) -> None:
    lena = visit("lena")
    done = run(lena.library.settings.data, "appoint", "lena@casebook.example", "operator")
    assert "has the role operator now" in done.stdout, done.stderr
    assert "already" in run(lena.library.settings.data, "appoint", "lena@casebook.example", "operator").stdout
    assert run(lena.library.settings.data, "appoint", "nobody@x.example", "author").returncode == 2
    with reading(lena.library.engine) as db:
        assert roles_of(db, cast(db, "lena")) == {Role.trainee, Role.operator}
        assert all(one.revoked_at for one in db.exec(select(SignIn)).all())


def test_an_administrator_is_of_an_organisation_before_she_is_one(visit: Callable[[str], Visitor]) -> None:
    """The role opens nothing to somebody of no organisation, and no page could put her into one."""
    library = visit("lena").library
    with writing(library.engine) as db:
        add_person(db, name="Nora", email="nora@casebook.example")
    data = library.settings.data
    refused = run(data, "appoint", "nora@casebook.example", "administrator")
    assert refused.returncode == 2
    assert 'casebook people place nora@casebook.example "Its name"' in refused.stderr
    assert "(south-vale)" in run(data, "place", "nora@casebook.example", "South Vale").stdout
    assert "administrator now" in run(data, "appoint", "nora@casebook.example", "administrator").stdout
    moved = run(data, "place", "nora@casebook.example", "Somewhere Else")
    assert "of another organisation already" in moved.stderr
    with reading(library.engine) as db:
        assert db.exec(select(Organisation).where(Organisation.slug == "somewhere-else")).first() is None


def test_a_lost_second_step_is_taken_away_once_somebody_says_she_knows_her(visit: Callable[[str], Visitor]) -> None:
    tom = visit("tom")
    data = tom.library.settings.data
    with_app(tom.library, "tom")
    assert run(data, "forget-factors", "tom@casebook.example", typed="n\n").returncode == 2
    with reading(tom.library.engine) as db:
        assert factors_of(db, cast(db, "tom")).any
    assert run(data, "forget-factors", "tom@casebook.example", typed="y\n").returncode == 0
    with reading(tom.library.engine) as db:
        held = factors_of(db, cast(db, "tom"))
        assert not held.any
        assert held.codes_left == 0
        assert db.exec(select(SealedRecord)).all() == []
    assert tom.get("/themes").status_code == 303
