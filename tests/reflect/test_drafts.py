"""Drafts of answers: kept for their writer alone, gone with the commit, and after ninety days."""

from datetime import timedelta

from sqlmodel import Session, select

from casebook.clock import now, standing_at
from casebook.db.engine import writing
from casebook.library import Library
from casebook.reflect.drafts import draft_of, forget_old_drafts, keep_draft
from casebook.reflect.responding import respond
from casebook.reflect.response import SECOND, SealedRecord
from tests.conftest import an_answer, cast, the_case

CANARY = "bandicootcanary"


def kept(db: Session) -> set[str]:
    return {record.kind for record in db.exec(select(SealedRecord)).all()}


def test_a_draft_comes_back_as_it_was_left_and_only_to_its_writer(db: Session, stocked: Library) -> None:
    _, point, _ = the_case(db)
    typed = {"reasons": "Because, perhaps.\n", "choice": "", "positions": {"courage": 2}}
    assert keep_draft(db, stocked.keyring, point, typed, by=cast(db, "lena"))
    assert keep_draft(db, stocked.keyring, point, typed | {"choice": "go"}, by=cast(db, "lena"))
    assert draft_of(db, stocked.keyring, cast(db, "lena"), point) == typed | {"choice": "go"}
    assert draft_of(db, stocked.keyring, cast(db, "otto"), point) == {}


def test_a_draft_dies_with_the_commit_and_a_late_one_is_not_kept(db: Session, stocked: Library) -> None:
    case, point, options = the_case(db)
    lena = cast(db, "lena")
    keep_draft(db, stocked.keyring, point, {"reasons": "Perhaps."}, by=lena)
    respond(db, stocked.keyring, case, point, options, an_answer(), by=lena)
    assert kept(db) == {"answer"}
    assert not keep_draft(db, stocked.keyring, point, {"reasons": "Late."}, by=lena)
    assert kept(db) == {"answer"}
    assert keep_draft(db, stocked.keyring, point, {"moved_by": "It."}, by=lena, round=SECOND)
    respond(db, stocked.keyring, case, point, options, an_answer(), by=lena, again=True)
    assert kept(db) == {"answer", "second-answer"}


def test_an_emptied_draft_is_forgotten(db: Session, stocked: Library) -> None:
    _, point, _ = the_case(db)
    keep_draft(db, stocked.keyring, point, {"reasons": "Perhaps."}, by=cast(db, "lena"))
    keep_draft(db, stocked.keyring, point, {"reasons": "", "positions": {}}, by=cast(db, "lena"))
    assert kept(db) == set()


def test_a_draft_nobody_touches_for_ninety_days_is_forgotten_and_an_answer_is_not(
    db: Session, stocked: Library
) -> None:
    case, point, options = the_case(db)
    respond(db, stocked.keyring, case, point, options, an_answer(), by=cast(db, "otto"))
    keep_draft(db, stocked.keyring, point, {"reasons": "Perhaps."}, by=cast(db, "lena"))
    with standing_at(now() + timedelta(days=89)):
        assert forget_old_drafts(db, days=90) == 0
    with standing_at(now() + timedelta(days=98)):  # to the week: no finer time is kept
        assert forget_old_drafts(db, days=90) == 1
    assert kept(db) == {"answer"}


def test_a_draft_is_nowhere_on_the_disk_in_the_clear(stocked: Library) -> None:
    with writing(stocked.engine) as db:
        _, point, _ = the_case(db)
        keep_draft(db, stocked.keyring, point, {"reasons": CANARY, "another_way": CANARY}, by=cast(db, "lena"))
    for path in stocked.settings.data.rglob("*"):
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes(), f"{CANARY} stands in {path.name}"
