"""The chain: rows are only added, and whoever changes one without the key is found out."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from casebook.audit.audit_entry import AuditEntry
from casebook.audit.chaining import FIELDS, Trail, head, note
from casebook.audit.closing_segments import close_older
from casebook.audit.verifying import verify
from casebook.clock import now, standing_at
from casebook.db.engine import reading, writing
from casebook.library import Library
from tests.databases import drop_triggers

TEN = datetime(2026, 3, 1, 10, tzinfo=UTC)


def add(db: Session, trail: Trail, how_many: int = 1, *, act: str = "cohorts.create") -> None:
    for _ in range(how_many):
        note(db, trail, who="k3m4k3m4k3m4", act=act, about="cohorts/k3m4k3m4k3m4", organisation="north")


def open_to_change(db: Session) -> None:
    """What somebody does who has the database, and not the key."""
    drop_triggers(db)


def test_rows_are_numbered_and_verified(library: Library) -> None:
    with writing(library.engine) as db:
        add(db, library.trail, 12)
        found = verify(db, library.trail)
        assert (found.rows, found.number, found.fault) == (12, 12, "")
        assert (found.number, found.head) == head(db)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET who = 'x'",
        "DELETE FROM audit_entries",
        pytest.param(
            "INSERT OR REPLACE INTO audit_entries SELECT * FROM audit_entries WHERE number = 2",
            marks=pytest.mark.sqlite("PostgreSQL replaces by an UPDATE: tests/db/test_postgresql.py"),
        ),
    ],
)
def test_the_database_refuses_to_change_or_to_take_away_a_row(library: Library, statement: str) -> None:
    with writing(library.engine) as db:
        add(db, library.trail, 3)
    with pytest.raises(IntegrityError, match="rows of the audit"), writing(library.engine) as db:
        db.connection().exec_driver_sql(statement)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE audit_entries SET who = 'somebody' WHERE number = 4", "Row 4 is not as it was written."),
        ("UPDATE audit_entries SET at = '2020' WHERE number = 1", "Row 1 is not as it was written."),
        ("UPDATE audit_entries SET outcome = 'refused' WHERE number = 7", "Row 7 is not as it was written."),
        ("DELETE FROM audit_entries WHERE number = 5", "Row 5 is missing; the next is 6."),
        ("DELETE FROM audit_entries WHERE number < 3", "Row 1 is missing; the next is 3."),
    ],
)
def test_whoever_changes_the_file_itself_is_found_out(library: Library, statement: str, says: str) -> None:
    with writing(library.engine) as db:
        add(db, library.trail, 9)
        open_to_change(db)
        db.connection().exec_driver_sql(statement)
        assert verify(db, library.trail).fault == says


def test_a_chain_cut_short_is_found_by_a_head_that_was_noted_elsewhere(library: Library) -> None:
    with writing(library.engine) as db:
        add(db, library.trail, 9)
        noted = head(db)
        add(db, library.trail, 2)
        assert verify(db, library.trail, expected=noted).fault == ""
        open_to_change(db)
        db.connection().exec_driver_sql("DELETE FROM audit_entries WHERE number > 6")
        assert verify(db, library.trail).fault == "", "by itself a shorter chain looks whole"
        assert "cut short" in verify(db, library.trail, expected=noted).fault


def test_another_key_verifies_nothing(library: Library) -> None:
    with writing(library.engine) as db:
        add(db, library.trail)
        assert verify(db, Trail(b"another key altogether, of thirty-two")).fault


def test_nobody_writes_words_into_it_by_an_address(library: Library) -> None:
    with writing(library.engine) as db:
        for about in ("cohorts/Mr Baker of ward 4", "x" * 500, "cohorts/../../etc", "a/b/c/d/e/f/g/h"):
            assert note(db, library.trail, who="k", act="x", about=about).about == ""


def test_what_is_closed_is_gone_and_the_rest_still_verifies(library: Library) -> None:
    trail = library.trail
    with writing(library.engine) as db:
        for day in range(10):
            with standing_at(TEN + timedelta(days=day)):
                add(db, trail, 3)
        assert close_older(db, trail, than=TEN + timedelta(days=4)) == 12
        assert close_older(db, trail, than=TEN + timedelta(days=4)) == 0
        assert close_older(db, trail, than=TEN + timedelta(days=6)) == 6
        assert len(db.exec(select(AuditEntry)).all()) == 12
        assert verify(db, trail).fault == ""
        with standing_at(TEN + timedelta(days=40)):
            assert close_older(db, trail, than=now()) == 12
            add(db, trail)
        assert (verify(db, trail).number, verify(db, trail).fault) == (31, "")
        open_to_change(db)
        db.connection().exec_driver_sql("UPDATE audit_segments SET last = 13 WHERE last = 12")
        assert "segment" in verify(db, trail).fault


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(-90, 600), min_size=1, max_size=25), st.integers(-200, 9000))
def test_however_the_clock_goes_nothing_younger_is_taken_and_the_chain_verifies(
    library: Library, minutes: list[int], limit: int
) -> None:
    """The clock goes on by each number of minutes, back by an hour and a half at most."""
    trail, at = library.trail, TEN
    with Session(library.engine.execution_options(writing=True)) as db:  # undone at its end
        for step in minutes:
            at += timedelta(minutes=step)
            with standing_at(at):
                add(db, trail)
        before = {one.number: one.at for one in db.exec(select(AuditEntry)).all()}
        cutoff = TEN + timedelta(minutes=limit)
        close_older(db, trail, than=cutoff)
        kept = set(db.exec(select(AuditEntry.number).order_by(col(AuditEntry.number))).all())
        assert {number for number, when in before.items() if datetime.fromisoformat(when) >= cutoff} <= kept
        assert verify(db, trail).fault == ""
        assert verify(db, trail).number == len(minutes)


def test_a_hundred_thousand_rows_verify_in_seconds(library: Library) -> None:
    trail, before = library.trail, "0" * 64
    rows = []
    for number in range(1, 100_001):
        one = AuditEntry(
            number=number, at="2026-03-01T10:00:00.000000+00:00", who="k3m4k3m4k3m4", organisation="north",
            act="cohorts.create", about="cohorts/k3m4k3m4k3m4", outcome="done", mac="",
        )  # fmt: skip
        one.mac = before = trail.mac_of(before, [getattr(one, name) for name in FIELDS])
        rows.append(one.model_dump())
    with writing(library.engine) as db:
        db.connection().execute(AuditEntry.__table__.insert(), rows)  # type: ignore[attr-defined]
    began = time.process_time()
    with reading(library.engine) as db:
        found = verify(db, trail)
    took = time.process_time() - began
    print(f"100,000 rows verified in {took:.1f} s of CPU")
    assert (found.rows, found.fault) == (100_000, "")
    assert took < 15, f"{took:.1f} s"
