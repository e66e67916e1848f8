"""What time means in a clip once spans are cut out: order is kept, nothing inside a cut survives, and back again."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from casebook.media.timeline import Timeline, moved, moved_span, together

MOMENTS = st.integers(0, 60_000)
SPANS = st.lists(st.tuples(MOMENTS, MOMENTS), max_size=6)
TIMELINES = st.builds(Timeline.without, SPANS)


@given(SPANS)
def test_spans_put_together_are_in_order_apart_and_cover_the_same(spans: list[tuple[int, int]]) -> None:
    made = together(spans)
    assert all(start < end for start, end in made)
    assert all(first[1] < second[0] for first, second in pairwise(made))
    for ms in {edge for span in spans for edge in span} | {edge + 1 for span in spans for edge in span}:
        assert any(start <= ms < end for start, end in made) == any(start <= ms < end for start, end in spans)


@given(TIMELINES, MOMENTS, MOMENTS)
def test_what_came_first_is_shown_first(timeline: Timeline, one: int, other: int) -> None:
    first, second = sorted((one, other))
    assert timeline.shown(first) <= timeline.shown(second)
    assert timeline.recorded(first) <= timeline.recorded(second)


@given(TIMELINES, MOMENTS)
def test_nothing_inside_a_cut_has_a_moment_of_its_own(timeline: Timeline, ms: int) -> None:
    inside = [span for span in timeline.cuts if span[0] <= ms < span[1]]
    if inside:
        assert timeline.shown(ms) == timeline.shown(inside[0][0]) == timeline.shown(inside[0][1])
    assert not any(start <= timeline.recorded(ms) < end for start, end in timeline.cuts)


@given(TIMELINES, MOMENTS)
def test_outside_the_cuts_there_and_back_is_where_one_was(timeline: Timeline, ms: int) -> None:
    assert timeline.shown(timeline.recorded(ms)) == ms
    assert timeline.shown(timeline.recorded(ms, ends=True)) == ms
    if not any(start <= ms < end for start, end in timeline.cuts):
        assert timeline.recorded(timeline.shown(ms)) == ms


@given(TIMELINES)
def test_the_film_is_shorter_by_what_was_cut(timeline: Timeline) -> None:
    assert timeline.shown(100_000) == 100_000 - timeline.cut_ms


@given(TIMELINES, TIMELINES, MOMENTS, MOMENTS)
def test_a_span_moved_never_ends_before_it_begins(before: Timeline, after: Timeline, one: int, other: int) -> None:
    start, end = moved_span(*sorted((one, other)), before, after)
    assert 0 <= start <= end


@given(SPANS, SPANS, MOMENTS)
def test_cutting_more_in_two_steps_is_cutting_it_at_once(
    first: list[tuple[int, int]], then: list[tuple[int, int]], recorded_ms: int
) -> None:
    whole, one, both = Timeline(), Timeline.without(first), Timeline.without([*first, *then])
    at_once = moved(recorded_ms, whole, both)
    assert moved(moved(recorded_ms, whole, one), one, both) == at_once


def test_a_span_around_a_cut_that_is_undone_holds_it_again() -> None:
    cut = Timeline(((2000, 3000),))
    assert moved_span(1000, 2500, cut, Timeline()) == (1000, 3500)
    assert moved_span(1000, 2000, cut, Timeline()) == (1000, 2000), "what ended where it broke off ends there"
    assert moved_span(2000, 2500, cut, Timeline()) == (3000, 3500), "what began where it went on begins there"


def test_a_note_inside_a_cut_stands_at_the_cut() -> None:
    assert moved_span(2200, 2800, Timeline(), Timeline(((2000, 3000),))) == (2000, 2000)
