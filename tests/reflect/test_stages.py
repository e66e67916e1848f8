"""Career stages beside the whole (D6), and what happens to figures when people withdraw (D4)."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from casebook.clock import now, standing_at
from casebook.errors import NotAllowed
from casebook.library import Library
from casebook.people.joining import add_person
from casebook.people.person import CareerStage, Person
from casebook.reflect.comparing import comparison
from casebook.reflect.comparison import Comparison
from casebook.reflect.queries import own_answer
from casebook.reflect.responding import respond, withdraw
from casebook.reflect.response import Release, Response
from tests.conftest import an_answer, the_case

STUDENT, GP, OTHER = CareerStage.student, CareerStage.gp, CareerStage.other
_number = iter(range(100_000))


def answered(db: Session, library: Library, stage: CareerStage, *choices: str) -> list[Person]:
    case, point, options = the_case(db)
    people = []
    for choice in choices:
        people.append(add_person(db, name="Someone", email=f"g{next(_number)}@casebook.example", stage=stage))
        respond(db, library.keyring, case, point, options, an_answer(choice), by=people[-1])
    return people


def figures(db: Session) -> Comparison:
    _, point, options = the_case(db)
    found = comparison(db, point, options)
    assert found is not None
    return found


def test_two_stages_of_ten_are_shown_beside_the_whole(db: Session, stocked: Library) -> None:
    with standing_at(now() - timedelta(days=3)):
        answered(db, stocked, STUDENT, *["stay"] * 6, *["go"] * 5)
    answered(db, stocked, GP, *["go"] * 4, *["ask"] * 3, *["stay"] * 3)
    shown = figures(db).stages
    assert [(one.stage, one.about) for one in shown] == [("student", "about 10"), ("gp", "about 10")]
    assert shown[0].choices.of("stay").words == "about 5"
    assert shown[0].choices.of("ask").words == "fewer than 5"


def test_a_stage_that_comes_together_slowly_is_not_shown(db: Session, stocked: Library) -> None:
    for days in (9, 6, 3):
        with standing_at(now() - timedelta(days=days)):
            answered(db, stocked, STUDENT, *["stay", "go", "ask"] * 2)
            answered(db, stocked, GP, *["go", "ask", "stay", "go", "ask"])
    assert figures(db).about == "about 30"
    assert figures(db).stages == [], "never ten of a stage between two releases"


def test_a_stage_is_not_shown_where_the_others_are_fewer_than_ten(db: Session, stocked: Library) -> None:
    answered(db, stocked, STUDENT, *["stay", "go"] * 3)
    answered(db, stocked, GP, *["go", "ask", "stay", "go"])
    answered(db, stocked, OTHER, "stay")
    assert figures(db).stages == [], "eleven people; no stage has ten"
    with standing_at(now() + timedelta(days=2)):
        answered(db, stocked, STUDENT, *["stay", "ask", "go"] * 3, "ask")
        assert figures(db).stages == [], "sixteen students of twenty-one: five others would be told apart"


def test_the_stages_that_are_not_shown_cannot_be_had_by_taking_the_others_from_the_whole(
    db: Session, stocked: Library
) -> None:
    with standing_at(now() - timedelta(days=3)):
        answered(db, stocked, STUDENT, *["stay", "go"] * 5, "ask")
    answered(db, stocked, GP, *["go", "ask", "stay"] * 2)
    answered(db, stocked, OTHER, *["go", "ask", "stay", "go"])
    assert [one.stage for one in figures(db).stages] == ["student"]
    before = figures(db)
    with standing_at(now() + timedelta(days=3)):
        answered(db, stocked, GP, *["go", "ask", "stay"] * 3, "go")
        assert figures(db).about != before.about
        assert figures(db).stages == before.stages, "students and sixteen GPs together would leave four others"


def test_a_stage_stays_as_it_was_drawn_until_ten_more_of_it_have_answered(db: Session, stocked: Library) -> None:
    with standing_at(now() - timedelta(days=9)):
        answered(db, stocked, STUDENT, *["stay"] * 6, *["go"] * 5)
    with standing_at(now() - timedelta(days=6)):
        answered(db, stocked, GP, *["go"] * 4, *["ask"] * 3, *["stay"] * 3)
        drawn, whole = figures(db).stages, figures(db).about
    with standing_at(now() - timedelta(days=3)):
        answered(db, stocked, STUDENT, *["stay", "ask", "go", "ask"])
        answered(db, stocked, GP, *["go", "stay", "ask"] * 2)
        assert figures(db).about != whole
        assert figures(db).stages == drawn, "four students and six GPs are too few"


def test_nine_who_withdraw_change_nothing_and_the_tenth_does(db: Session, stocked: Library) -> None:
    _, point, _ = the_case(db)
    with standing_at(now() - timedelta(days=3)):
        people = answered(db, stocked, GP, *["stay"] * 12, *["go"] * 9)
    with standing_at(now() - timedelta(days=1, hours=12)):
        people += answered(db, stocked, GP, *["stay", "go", "ask"] * 3, "ask")
        before = figures(db)
    for person in people[:9]:
        withdraw(db, stocked.keyring, point, by=person)
        assert figures(db) == before
    withdraw(db, stocked.keyring, point, by=people[9])
    after = figures(db)
    assert after != before
    assert after.choices.of("stay").words == "about 5"


def test_withdrawals_and_new_answers_count_together(db: Session, stocked: Library) -> None:
    _, point, _ = the_case(db)
    with standing_at(now() - timedelta(days=3)):
        people = answered(db, stocked, GP, *["stay"] * 15, *["go"] * 6)
    before = figures(db)
    for person in people[:3]:
        withdraw(db, stocked.keyring, point, by=person)
    answered(db, stocked, GP, *["go", "ask", "stay"] * 2)
    assert figures(db) == before, "nine"
    answered(db, stocked, GP, "ask")
    assert figures(db) != before, "ten"


def test_figures_are_never_drawn_of_fewer_than_eleven_people(db: Session, stocked: Library) -> None:
    _, point, _ = the_case(db)
    with standing_at(now() - timedelta(days=3)):
        people = answered(db, stocked, GP, *["stay"] * 6, *["go"] * 5)
    before = figures(db)
    for person in people[:10]:
        withdraw(db, stocked.keyring, point, by=person)
    assert figures(db) == before
    assert len(db.exec(select(Release)).all()) == 1


def test_whoever_withdraws_keeps_her_own_words_and_is_counted_no_more(db: Session, stocked: Library) -> None:
    case, point, options = the_case(db)
    (person,) = answered(db, stocked, GP, "stay")
    withdraw(db, stocked.keyring, point, by=person)
    assert db.exec(select(Response)).all() == []
    assert own_answer(db, stocked.keyring, person, point) is not None
    respond(db, stocked.keyring, case, point, options, an_answer("go"), by=person)
    respond(db, stocked.keyring, case, point, options, an_answer("go"), by=person, again=True)
    assert db.exec(select(Response)).all() == [], "neither a first answer sent again nor a second brings her back"
    first = own_answer(db, stocked.keyring, person, point)
    second = own_answer(db, stocked.keyring, person, point, second=True)
    assert first is not None
    assert second is not None
    assert (first.choice, second.choice) == ("stay", "go")
    with pytest.raises(NotAllowed):
        withdraw(db, stocked.keyring, point, by=person)
