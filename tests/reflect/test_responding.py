"""Committing an answer: once, as given, with words only their owner can open."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from casebook.cases.decision_point import ANOTHER_WAY, Commitment
from casebook.db.engine import reading, writing
from casebook.errors import KeyMissing, NotAllowed, WrongInput
from casebook.library import Library
from casebook.reflect.queries import own_answer, own_cases
from casebook.reflect.responding import Answer, problems_with, respond
from casebook.reflect.response import Response, SealedRecord
from casebook.reflect.sealing import unseal
from tests.conftest import an_answer, cast, the_case

CANARY = "quokkacanary"


def give(db: Session, library: Library, answer: Answer, name: str = "lena", *, again: bool = False) -> Response:
    case, point, options = the_case(db)
    response = respond(db, library.keyring, case, point, options, answer, by=cast(db, name), again=again)
    assert response is not None
    return response


def test_a_first_answer_stays_as_it_was_given(db: Session, stocked: Library) -> None:
    first = give(db, stocked, an_answer("stay"))
    again = give(db, stocked, an_answer("go", reasons="I have thought again."))
    assert again.id == first.id
    _, point, _ = the_case(db)
    kept = own_answer(db, stocked.keyring, cast(db, "lena"), point)
    assert kept is not None
    assert (kept.choice, kept.reasons) == ("stay", "Because he asked me.")
    assert len(db.exec(select(Response)).all()) == 1


def test_a_second_answer_comes_after_the_first_and_says_what_moved_her(db: Session, stocked: Library) -> None:
    with pytest.raises(NotAllowed):
        give(db, stocked, an_answer("go"), again=True)
    give(db, stocked, an_answer("stay"))
    give(db, stocked, an_answer("go", moved_by="The list."), again=True)
    _, point, _ = the_case(db)
    lena = cast(db, "lena")
    second = own_answer(db, stocked.keyring, lena, point, second=True)
    first = own_answer(db, stocked.keyring, lena, point)
    assert second is not None
    assert first is not None
    assert (first.choice, second.choice, second.moved_by) == ("stay", "go", "The list.")
    assert [one.case.slug for one in own_cases(db, stocked.keyring, lena)] == ["the-open-door"]


@pytest.mark.parametrize(
    ("different", "field"),
    [
        ({"choice": "fly"}, "choice"),
        ({"choice": ""}, "choice"),
        ({"choice": ANOTHER_WAY}, "another_way"),
        ({"reasons": "  \n "}, "reasons"),
        ({"reasons": "x" * 8001}, "reasons"),
        ({"confidence": 0}, "confidence"),
        ({"confidence": 5}, "confidence"),
        ({"positions": {"courage": 8}}, "positions"),
        ({"positions": {"justice": 3}}, "positions"),
    ],
)
def test_an_answer_that_cannot_be_committed_says_why_beside_the_field(
    db: Session, stocked: Library, different: dict[str, object], field: str
) -> None:
    _, point, options = the_case(db)
    answer = an_answer(**({"choice": "stay"} | different))  # type: ignore[arg-type]
    assert set(problems_with(answer, point, options)) == {field}
    with pytest.raises(WrongInput):
        give(db, stocked, answer)
    assert not db.exec(select(Commitment)).all()


def test_leaving_every_line_blank_is_an_answer(db: Session, stocked: Library) -> None:
    assert give(db, stocked, an_answer(positions={})).positions == {}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(words=st.text(min_size=1, max_size=300).filter(lambda text: text.strip()))
def test_words_come_back_exactly_as_they_were_typed(stocked: Library, words: str) -> None:
    with writing(stocked.engine) as db:
        _, point, _ = the_case(db)
        lena = cast(db, "lena")
        give(db, stocked, an_answer(reasons=words))
        kept = own_answer(db, stocked.keyring, lena, point)
        assert kept is not None
        assert kept.reasons == words
        db.rollback()


def test_private_words_are_nowhere_on_the_disk(stocked: Library) -> None:
    with writing(stocked.engine) as db:
        give(db, stocked, an_answer(reasons=f"Because {CANARY}.", closing=f"{CANARY} again"))
        give(db, stocked, an_answer(moved_by=CANARY), again=True)
    for path in stocked.settings.data.rglob("*"):
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes(), f"{CANARY} stands in {path.name}"


def test_a_response_says_nothing_of_who_or_when(stocked: Library) -> None:
    with writing(stocked.engine) as db:
        give(db, stocked, an_answer())
        lena = cast(db, "lena")
    columns = {one["name"] for one in inspect(stocked.engine).get_columns("responses")}
    assert not columns & {"person_id", "created_at", "ip", "owner_id"}
    with reading(stocked.engine) as db:
        row = " ".join(map(str, db.connection().exec_driver_sql("SELECT * FROM responses").one()))
    assert lena.key not in row
    assert lena.email not in row


@pytest.mark.sqlite("its rows have hidden numbers; what PostgreSQL tells instead is in decision 0043")
def test_no_hidden_number_tells_the_order_of_answers(stocked: Library) -> None:
    with reading(stocked.engine) as db:
        for table in ("responses", "sealed_records", "commitments"):
            with pytest.raises(OperationalError, match="rowid"):
                db.connection().exec_driver_sql(f"SELECT rowid FROM {table}")


def test_sealed_words_cannot_be_moved_to_another_owner_or_place(stocked: Library) -> None:
    with writing(stocked.engine) as db:
        give(db, stocked, an_answer(), "lena")
        give(db, stocked, an_answer("go"), "otto")
        hers, his = (
            db.exec(select(SealedRecord).where(SealedRecord.owner_id == cast(db, name).pk)).one()
            for name in ("lena", "otto")
        )
        hers.sealed, his.sealed = his.sealed, hers.sealed
        with pytest.raises(KeyMissing):
            unseal(stocked.keyring, cast(db, "lena"), hers)
        db.rollback()


def test_without_her_key_nobody_can_open_her_words(stocked: Library) -> None:
    with writing(stocked.engine) as db:
        give(db, stocked, an_answer())
    stocked.keyring.destroy("someone else")
    with reading(stocked.engine) as db:
        _, point, _ = the_case(db)
        lena = cast(db, "lena")
        assert own_answer(db, stocked.keyring, lena, point) is not None
        stocked.keyring.destroy(lena.key)
        with pytest.raises(KeyMissing):
            own_answer(db, stocked.keyring, lena, point)
