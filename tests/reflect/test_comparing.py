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
from casebook.reflect import comparison as comparison_values
from casebook.reflect.comparing import comparison, release_if_due
from casebook.reflect.comparison import Distribution
from casebook.reflect.responding import respond
from casebook.reflect.response import Release
from casebook.reflect.rounding import rounded
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
    assert figures.choices.of("stay").words == "about 30"
    assert figures.choices.of("go").words == "fewer than 5"


def test_between_releases_nothing_changes_for_anyone(db: Session, stocked: Library) -> None:
    answered(db, stocked, *["stay"] * 11)
    before = shown(db)
    with standing_at(now() + timedelta(days=3)):
        answered(db, stocked, *["go"] * 5, *["ask"] * 4)
        assert shown(db) == before, "nine new people are too few"
        answered(db, stocked, "stay")
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

    for chart in [*figures.pop("stages").values(), *figures.values()]:
        assert all(number % 5 == 0 for number in numbers(chart["counts"]))
        assert chart["people"] % 5 == 0


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


@pytest.mark.parametrize("count", range(5))
def test_a_count_of_four_looks_like_none(count: int) -> None:
    assert rounded(count) == rounded(0)


def place(db: Session, library: Library, choice: str, *places: int | None) -> None:
    """People who place themselves on the line of courage, or leave it blank."""
    case, point, options = the_case(db)
    for at in places:
        person = add_person(db, name="Someone", email=f"s{next(_number)}@casebook.example")
        answer = an_answer(choice, positions={} if at is None else {"courage": at})
        respond(db, library.keyring, case, point, options, answer, by=person)


def line(db: Session) -> Distribution | None:
    _, point, options = the_case(db)
    figures = comparison(db, point, options)
    assert figures is not None
    return figures.continua.get("courage")


def test_a_line_is_shown_only_when_eleven_have_placed_themselves_on_it(db: Session, stocked: Library) -> None:
    place(db, stocked, "stay", 1, 1, 2, 5, 7)
    place(db, stocked, "go", *[None] * 6)
    assert line(db) is None, "eleven have answered, five have placed themselves"


def test_one_newcomer_on_a_line_is_not_found_out(db: Session, stocked: Library) -> None:
    place(db, stocked, "stay", *[1, 2, 3] * 4)
    shown_first = line(db)
    assert shown_first is not None
    before = shown(db)
    with standing_at(now() + timedelta(days=2)):
        place(db, stocked, "ask", *[None] * 4)
        place(db, stocked, "go", *[None] * 4, 7)
        place(db, stocked, "stay", *[None] * 2)
        assert shown(db) != before, "the others are ten, and are let out"
        after = line(db)
        assert after is not None
        assert [share.words for share in after.shares] == [share.words for share in shown_first.shares]


def test_newcomers_who_all_chose_alike_are_held_back_until_the_next_ten(db: Session, stocked: Library) -> None:
    answered(db, stocked, *["stay"] * 8, *["go"] * 3)
    before = shown(db)
    with standing_at(now() + timedelta(days=2)):
        answered(db, stocked, *["go"] * 10)
        assert shown(db) == before, "the figures would say what all ten chose"
        answered(db, stocked, *["stay"] * 4, *["ask"] * 5)
        assert shown(db) == before
        answered(db, stocked, "go")
        assert shown(db) != before


def test_eleven_second_answers_spread_thinly_are_shown_as_fewer_than_five_each(db: Session, stocked: Library) -> None:
    answered(db, stocked, *["stay"] * 4, *["go"] * 4, *["ask"] * 3, again=True)
    with standing_at(now() + timedelta(days=2)):
        answered(db, stocked, *["stay"] * 4, *["go"] * 3, *["ask"] * 3)
        _, point, options = the_case(db)
        figures = comparison(db, point, options)
        assert figures is not None
        assert figures.second is not None
        assert {share.words for share in figures.second.shares} == {"fewer than 5"}


@given(people=st.integers(11, 400), share=st.floats(0, 1), other=st.floats(0, 1))
def test_bars_that_say_the_same_are_equally_long(people: int, share: float, other: float) -> None:
    bars = (comparison_values.bar(rounded(int(people * part)), rounded(people)) for part in (share, other))
    one, two = (comparison_values.Share("k", *bar) for bar in bars)
    if one.words == two.words:
        assert one.length == two.length
    elif one.words == "fewer than 5":
        assert one.length <= two.length, "nothing looks longer than what is more"
