"""The page that compares: by career stage, and after withdrawing."""

from collections.abc import Callable
from datetime import timedelta

from sqlmodel import select

from casebook.clock import now, standing_at
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.people.joining import add_person
from casebook.people.person import CareerStage
from casebook.reflect.responding import respond as commit
from casebook.reflect.response import Response
from tests.conftest import Visitor, an_answer, the_case
from tests.web.test_cases import point_key, respond

Visit = Callable[[str], Visitor]
PAGE = "/cases/the-open-door/comparison"


def fill(library: Library) -> None:
    """Eleven students, then ten specialty trainees a day later."""
    with writing(library.engine) as db:
        case, point, options = the_case(db)
        for days, stage, many in ((4, CareerStage.student, 11), (2, CareerStage.specialty_training, 10)):
            with standing_at(now() - timedelta(days=days)):
                for number in range(many):
                    person = add_person(db, name="Someone", email=f"{stage}{number}@casebook.example", stage=stage)
                    answer = an_answer(("stay", "go", "ask")[number % 3])
                    commit(db, library.keyring, case, point, options, answer, by=person)


def test_the_stages_are_shown_beside_the_whole_by_name(visit: Visit, stocked: Library) -> None:
    fill(stocked)
    lena = visit("lena")
    respond(lena)
    text = lena.get(PAGE).text
    assert "By career stage" in text
    assert "Student: about 10 people" in text
    assert "Specialty training: about 10 people" in text


def test_one_may_withdraw_from_comparison_once_and_keeps_ones_own_record(visit: Visit, stocked: Library) -> None:
    lena, path = visit("lena"), f"/decision-points/{point_key(stocked)}/withdrawal"
    assert lena.post(path).status_code == 403, "nothing is counted yet"
    respond(lena)
    assert "Withdraw my answers from comparison" in lena.get(PAGE).text
    assert lena.post(path).status_code == 303
    assert "You have withdrawn your answers here" in lena.get(PAGE).text
    assert lena.post(path).status_code == 403
    assert "He asked" in lena.get("/my-casebook").text
    with reading(stocked.engine) as db:
        assert db.exec(select(Response)).all() == []
    assert visit("").post(path).status_code == 401
    assert lena.post("/decision-points/abcdefghjkmn/withdrawal").status_code == 404
