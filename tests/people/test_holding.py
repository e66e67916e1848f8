"""A legal hold: two approve, nothing goes, she is told unless the law bars it; lifted, all goes its usual way."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import Session, select

from casebook.db.engine import reading, writing
from casebook.errors import AlreadyDone, OnHold, WrongInput
from casebook.library import Library
from casebook.people.holding import lift_hold, live_hold, place_hold
from casebook.people.person import Appointment, Person, Role
from casebook.people.signing_in import suspend
from casebook.reflect.everything import everything_of
from casebook.reflect.response import SealedRecord
from casebook.teach.closing import close_account
from tests.conftest import Visitor, cast
from tests.teach.test_closing import write_everything

Visit = Callable[[str], Visitor]


def approvers(db: Session) -> tuple[Person, Person]:
    two = cast(db, "ada"), cast(db, "vera")
    for one in two:
        db.add(Appointment(person_id=one.pk, role=Role.administrator))
    db.flush()
    return two


def held(library: Library, *, bar: str = "") -> str:
    key = write_everything(library)
    with writing(library.engine) as db:
        place_hold(db, cast(db, "lena"), by=approvers(db), reference="IG 2026/14", bar=bar)
    return key


def test_it_needs_two_administrators_who_are_not_her(db: Session) -> None:
    lena, (ada, vera) = cast(db, "lena"), approvers(db)
    for by in ((ada, ada), (ada, lena), (lena, ada), (ada, cast(db, "tom"))):
        with pytest.raises(WrongInput):
            place_hold(db, lena, by=by, reference="IG 2026/14")
    with pytest.raises(WrongInput):
        place_hold(db, lena, by=(ada, vera), reference="Mr Baker's complaint: he said “no”")
    suspend(db, vera, reason="left")
    with pytest.raises(WrongInput):
        place_hold(db, lena, by=(ada, vera), reference="IG 2026/14")
    assert live_hold(db, lena) is None


def test_while_it_is_on_nothing_is_closed_and_no_key_is_destroyed(stocked: Library) -> None:
    key = held(stocked)
    with pytest.raises(OnHold, match="IG 2026/14"):
        close_account(stocked.engine, stocked.keyring, key)
    assert stocked.keyring.closed_among([key]) == []
    with writing(stocked.engine) as db:
        lena = cast(db, "lena")
        assert db.exec(select(SealedRecord)).all()
        with pytest.raises(AlreadyDone):
            place_hold(db, lena, by=(cast(db, "ada"), cast(db, "vera")), reference="again")
        lift_hold(db, lena, by=(cast(db, "vera"), cast(db, "ada")))
    close_account(stocked.engine, stocked.keyring, key)
    with reading(stocked.engine) as db:
        assert db.exec(select(SealedRecord)).all() == []


def test_she_is_told_where_she_would_close_it_and_in_what_she_takes_along(stocked: Library, visit: Visit) -> None:
    held(stocked)
    lena = visit("lena")
    told = lena.get("/account/closing").text
    assert "IG 2026/14" in told
    assert "Close my account for good" not in told
    assert "IG 2026/14" in lena.get("/account").text
    with reading(stocked.engine) as db:
        taken = everything_of(db, stocked.keyring, cast(db, "lena"))
    assert [row["reference"] for row in taken["rows"]["holds"]] == ["IG 2026/14"]
    assert "approved_by_id" not in json.dumps(taken)


def test_where_an_order_bars_it_she_reads_nothing_of_a_hold(stocked: Library, visit: Visit) -> None:
    held(stocked, bar="Order 9")
    lena = visit("lena")
    for page in ("/account/closing", "/account"):
        assert "legal hold" not in lena.get(page).text
    answer = lena.post("/account/closing", email="lena@casebook.example", password="three unrelated words")
    assert answer.status_code == 409
    assert "cannot be closed at present" in answer.text
    for secret in ("IG 2026/14", "Order 9"):
        assert secret not in answer.text
    with reading(stocked.engine) as db:
        assert everything_of(db, stocked.keyring, cast(db, "lena"))["rows"]["holds"] == []


def test_the_command_line_places_lists_and_lifts_it(stocked: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    from casebook.cli import app

    monkeypatch.setenv("CASEBOOK_DATA", str(Path(stocked.settings.data)))
    with writing(stocked.engine) as db:
        two = [word for one in approvers(db) for word in ("--approver", one.email)]
    runner, email = CliRunner(), "lena@casebook.example"
    assert runner.invoke(app, ["hold", "place", email, *two[:2], "--reference", "IG 1"]).exit_code == 1
    placed = runner.invoke(app, ["hold", "place", email, *two, "--reference", "IG 1"])
    assert "She is told on her pages." in placed.stdout
    assert "IG 1" in runner.invoke(app, ["hold", "list"]).stdout
    assert runner.invoke(app, ["hold", "lift", email, *two]).exit_code == 0
    assert "There is none." in runner.invoke(app, ["hold", "list"]).stdout


def test_the_audit_tells_of_a_hold_to_the_operator_alone(
    stocked: Library, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    from typer.testing import CliRunner

    from casebook.cli import app

    monkeypatch.setenv("CASEBOOK_DATA", str(Path(stocked.settings.data)))
    with writing(stocked.engine) as db:
        two = [word for one in approvers(db) for word in ("--approver", one.email)]
    place = ["hold", "place", "lena@casebook.example", *two, "--reference", "IG 1", "--not-told", "Order 9"]
    assert CliRunner().invoke(app, place).exit_code == 0
    assert "hold place" in CliRunner().invoke(app, ["audit", "export"]).stdout
    with reading(stocked.engine) as db:
        assert "hold" not in json.dumps(everything_of(db, stocked.keyring, cast(db, "lena"))["rows"]["audit_entries"])
    assert "hold place" not in visit("vera").get("/audit").text
