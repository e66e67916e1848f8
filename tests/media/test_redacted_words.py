"""What is left of words when a span is not to be heard: nothing of the span, too much rather than too little."""

from hypothesis import given
from hypothesis import strategies as st

from casebook.media.redacted_words import GONE, Line, line_left, words_left
from casebook.media.timeline import Timeline

WHOLE = Timeline()
MOMENTS = st.integers(0, 20_000)
SPANS = st.tuples(MOMENTS, MOMENTS).map(lambda two: (min(two), max(two) + 100))
WORDS = st.lists(st.sampled_from("we moved her to the side room because nobody answered bells".split()), min_size=1)
LINES = st.builds(lambda span, words: Line(span[0], span[1], " ".join(words)), SPANS, WORDS)


def left(line: Line, *unheard: tuple[int, int], unseen: tuple[tuple[int, int], ...] = ()) -> Line | None:
    return line_left(line, unheard=unheard, unseen=unseen, before=WHOLE, after=WHOLE)


def test_the_words_within_a_silence_become_a_gap() -> None:
    line = Line(0, 10_000, "we all sat down and then the consultant said her name aloud and everybody in the bay heard")
    kept = left(line, (4500, 5500))
    assert kept is not None
    assert kept.text.startswith("we all")
    assert kept.text.endswith("heard")
    assert kept.text.count(GONE) == 1
    assert "consultant" not in kept.text
    assert (kept.start_ms, kept.end_ms) == (0, 10_000)


def test_a_line_that_is_not_touched_is_left_alone() -> None:
    line = Line(0, 2000, "Mrs Patel lived two doors down.")
    assert left(line, (2000, 4000)) == line


def test_whoever_is_named_in_a_touched_line_goes_wherever_the_letters_put_her() -> None:
    line = Line(0, 60_000, "Mrs Patel came in at night and I was the only one there, which I had been all that week.")
    kept = left(line, (58_000, 59_000))
    assert kept is not None
    assert "Patel" not in kept.text


def test_a_line_that_was_cut_out_whole_is_gone_and_one_cut_through_is_shorter() -> None:
    after = Timeline(((2000, 4000),))
    cut = {"unheard": [(2000, 4000)], "unseen": [(2000, 4000)], "before": WHOLE, "after": after}
    assert line_left(Line(2500, 3500, "Nothing of this."), **cut) is None
    kept = line_left(Line(1000, 9000, "this begins before it and goes on for a long time after that"), **cut)
    assert kept is not None
    assert (kept.start_ms, kept.end_ms) == (1000, 7000)
    assert line_left(Line(5000, 6000, "Later."), **cut) == Line(3000, 4000, "Later.")


def test_what_is_seen_goes_with_the_picture_and_stays_with_the_sound() -> None:
    line = Line(0, 4000, "Her badge is seen.", seen=True)
    assert left(line, (0, 4000)) == line
    kept = left(line, unseen=((1000, 2000),))
    assert kept is not None
    assert kept.text == GONE


@given(LINES, SPANS)
def test_no_word_laid_out_within_the_span_stays(line: Line, span: tuple[int, int]) -> None:
    kept = left(line, span)
    if kept is None:
        return
    touched = line.start_ms < span[1] and span[0] < line.end_ms
    if not touched:
        assert kept == line
        return
    assert GONE in kept.text.split()
    before, _, after = kept.text.partition(GONE)
    assert line.text.startswith(before.strip())
    assert line.text.endswith(after.rpartition(GONE)[2].strip())
    each = (line.end_ms - line.start_ms) / len(line.text)
    assert line.start_ms + len(before.strip()) * each <= max(span[0], line.start_ms) + 1


@given(LINES)
def test_a_line_that_is_silenced_whole_is_one_gap(line: Line) -> None:
    assert words_left(line, [(line.start_ms, line.end_ms)]) == GONE
