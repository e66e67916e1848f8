"""Figures of a health check come out in fives, together, and only where they tell on nobody."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from casebook.reflect.comparing import FIRST_RELEASE
from casebook.reflect.rounding import range_of
from casebook.teach.health_check import ANSWERS
from casebook.teach.health_figures import MIXED, STRENGTH, UNTOLD, WEAKNESS, arriving, as_drawn, drawn

ASKED: list[dict[str, Any]] = [
    {"slug": "time", "title": "Time", "line": "Room.",
     "statements": [{"key": "a", "text": "A"}, {"key": "b", "text": "B"}]},
    {"slug": "safety", "title": "Safety", "line": "Safe.", "statements": [{"key": "c", "text": "C"}]},
]  # fmt: skip
answers = st.fixed_dictionaries({}, optional={key: st.sampled_from(list(ANSWERS)) for key in "abc"})


@given(st.lists(answers, max_size=40))
def test_no_figure_tells_what_any_one_person_answered(given_: list[dict[str, str]]) -> None:
    """Whoever knows her own answer and how many answered can still not be certain of any other's."""
    figures = drawn(ASKED, given_)
    if figures is None:
        return
    assert len(given_) >= FIRST_RELEASE
    for chart in figures["charts"].values():
        assert all(five % 5 == 0 and five > 0 for five in chart.values())
        spans = {answer: range_of(chart.get(answer, 0)) for answer in ANSWERS}
        for own in ANSWERS:
            for answer in ANSWERS:
                others = len(given_) - 1
                sure = max(spans[answer][0] - (own == answer), 0)  # of the others, who must have given `answer`
                assert sure < others


@given(st.integers(0, 10))
def test_too_few_have_no_figures(number: int) -> None:
    assert drawn(ASKED, [{"a": "mostly"}] * number) is None


def test_thirteen_who_say_the_same_are_held_back_and_a_fourteenth_who_does_not_frees_nobody() -> None:
    """Thirteen alike round to fifteen, which can be no fewer: each would be known."""
    alike = {"a": "mostly", "b": "mostly", "c": "mostly"}
    assert drawn(ASKED, [alike] * 13) is None
    assert drawn(ASKED, [alike] * 13 + [{"a": "seldom"}]) is None
    assert drawn(ASKED, [alike] * 16) is not None


def test_what_holds_and_what_needs_care_follow_from_the_released_fives_alone() -> None:
    given_ = [{"a": "mostly", "b": "mostly", "c": "seldom"}] * 12 + [{"a": "sometimes", "b": "mostly"}] * 9
    figures = drawn(ASKED, given_)
    assert figures is not None
    time, safety = as_drawn(ASKED, figures)
    assert (time.standing, safety.standing) == (STRENGTH, WEAKNESS)
    assert time.statements[0][1] == {
        "mostly": "about 10", "sometimes": "about 10", "seldom": "fewer than 5", "unsure": "fewer than 5",
    }  # fmt: skip
    mixed = {"charts": {"a": {"sometimes": 10, "mostly": 5}, "b": {}, "c": {}}}
    assert [one.standing for one in as_drawn(ASKED, mixed)] == [MIXED, ""]
    untold = {"charts": {"a": {"unsure": 15, "mostly": 5}, "b": {}, "c": {"unsure": 20}}}
    assert [one.standing for one in as_drawn(ASKED, untold)] == [UNTOLD, UNTOLD]


def test_arrivals_are_told_in_three_steps() -> None:
    assert [arriving(number, 30) for number in (0, 9, 10, 19, 20, 30)] == [
        "few", "few", "about half", "about half", "most", "most",
    ]  # fmt: skip
