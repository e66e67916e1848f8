"""What is let out of others' answers: D1 to D4, for any answers people may give."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from casebook.cases.decision_point import DecisionPoint
from casebook.clock import now, standing_at
from casebook.library import Library
from casebook.people.joining import add_person
from casebook.people.person import CareerStage
from casebook.reflect.comparing import comparison, percentage, release_if_due, rounded
from casebook.reflect.responding import respond
from casebook.reflect.response import Release
from tests.conftest import an_answer, the_case

_number = iter(range(100_000))


def answered(db: Session, library: Library, *choices: str, again: bool = False) -> None:
    case, point, options = the_case(db)
    for choice in choices:
        person = add_person(
            db, name="Someone", email=f"s{next(_number)}@casebook.example", stage=CareerStage.foundation
        )
        respond(db, library.keyring, case, point, options, an_answer(choice), by=person)
        if again:
            second = an_answer(choice, moved_by="It.")
            respond(db, library.keyring, case, point, options, second, by=person, again=True)


def shown(db: Session) -> object:
    _, point, options = the_case(db)
    return comparison(db, point, options)


def test_ten_answers_show_nothing_and_the_eleventh_lets_them_out(db: Session, stocked: Library) -> None:
    answered(db, stocked, *["stay"] * 6, *["go"] * 4)
    assert shown(db) is None
    answered(db, stocked, "stay")
    assert shown(db) is not None


def test_counts_are_rounded_to_five_and_small_ones_and_none_look_alike(db: Session, stocked: Library) -> None:
    answered(db, stocked, *["stay"] * 8, *["go"] * 3)
    _, point, options = the_case(db)
    figures = comparison(db, point, options)
    assert figures is not None
    words = {share.key: share.words for share in figures.choices.shares}
    assert words == {
        "stay": "about 10", "go": "fewer than 5", "ask": "fewer than 5", "another-way": "fewer than 5",
    }  # fmt: skip
    assert figures.choices.of("go").length == figures.choices.of("ask").length
    assert figures.about == "about 10"


def test_a_unanimous_group_does_not_say_that_everybody_chose_it(db: Session, stocked: Library) -> None:
    answered(db, stocked, *["stay"] * 25)
    with standing_at(now() + timedelta(days=2)):
        answered(db, stocked, *["stay"] * 10)
    _, point, options = the_case(db)
    figures = comparison(db, point, options)
    assert figures is not None
    assert figures.choices.of("stay").words == "more than 95 %"
    assert figures.choices.of("go").words == "fewer than 5 %"


def test_between_releases_nothing_changes_for_anyone(db: Session, stocked: Library) -> None:
    answered(db, stocked, *["stay"] * 11)
    before = shown(db)
    with standing_at(now() + timedelta(days=3)):
        answered(db, stocked, *["go"] * 9)
        assert shown(db) == before, "nine new people are too few"
        answered(db, stocked, "go")
        assert shown(db) != before


def test_a_release_waits_a_day_however_many_answer(db: Session, stocked: Library) -> None:
    answered(db, stocked, *["stay"] * 11)
    before = shown(db)
    answered(db, stocked, *["go"] * 40)
    assert shown(db) == before


def test_second_answers_join_only_when_eleven_have_given_one(db: Session, stocked: Library) -> None:
    answered(db, stocked, *["stay"] * 10, again=True)
    with standing_at(now() + timedelta(days=2)):
        answered(db, stocked, "go", "go")
        _, point, options = the_case(db)
        figures = comparison(db, point, options)
        assert figures is not None
        assert figures.second is None
    with standing_at(now() + timedelta(days=4)):
        answered(db, stocked, *["go"] * 10, again=True)
        figures = comparison(db, point, options)
        assert figures is not None
        assert figures.second is not None


def test_what_is_written_down_of_a_release_is_rounded_already(db: Session, stocked: Library) -> None:
    answered(db, stocked, *["stay"] * 7, *["go"] * 6)
    figures = db.exec(select(Release)).one().figures

    def numbers(value: object) -> Iterator[int]:
        if isinstance(value, dict):
            for inner in value.values():
                yield from numbers(inner)
        elif isinstance(value, int):
            yield value

    assert all(number % 5 == 0 for number in numbers(figures))


def test_asking_again_without_newcomers_releases_nothing(db: Session, stocked: Library) -> None:
    answered(db, stocked, *["stay"] * 11)
    point = db.exec(select(DecisionPoint)).one()
    with standing_at(now() + timedelta(days=30)):
        assert release_if_due(db, point) is None


@given(count=st.integers(0, 10_000))
def test_rounding_hides_every_count_below_five_and_is_never_off_by_more_than_two(count: int) -> None:
    five = rounded(count)
    assert five % 5 == 0
    assert five == 0 if count < 5 else abs(five - count) <= 2


@given(people=st.integers(0, 2000), share=st.floats(0, 1))
def test_a_percentage_is_in_fives_and_never_all_or_nothing(people: int, share: float) -> None:
    words = percentage(rounded(int(people * share)), rounded(people))
    if rounded(people) < 20:
        assert words is None
    else:
        assert words in {"fewer than 5 %", "more than 95 %"} | {f"{five} %" for five in range(5, 100, 5)}


@pytest.mark.parametrize("count", range(5))
def test_a_count_of_four_looks_like_none(count: int) -> None:
    assert rounded(count) == rounded(0)
