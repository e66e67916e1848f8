"""Advice about lines, and where there is none."""

import pytest

from casebook.media.cue_rules import advice
from casebook.media.webvtt import SpokenCue


def test_a_good_line_gets_no_advice() -> None:
    assert advice([SpokenCue(0, 1000, "word " * 16, "Nia"), SpokenCue(1000, 7000, "x", "Nia")], length_ms=7000) == [
        [], [],
    ]  # fmt: skip
    assert advice([]) == []


@pytest.mark.parametrize(
    ("cue", "words"),
    [
        (SpokenCue(0, 3000, "word " * 20, "Nia"), "3 lines of 42 letters"),
        (SpokenCue(0, 600, "x", "Nia"), "Shown for 0.6 s"),
        (SpokenCue(0, 8250, "x", "Nia"), "Shown for 8.25 s"),
        (SpokenCue(500, 500, "x", "Nia"), "ends before it begins"),
        (SpokenCue(0, 2000, "x"), "Name who speaks"),
        (SpokenCue(0, 2000, "", "Nia"), "Nothing is said"),
        (SpokenCue(18_000, 21_000, "x", "Nia"), "ends after the clip"),
    ],
)
def test_each_rule_says_what_to_do(cue: SpokenCue, words: str) -> None:
    said = advice([cue], length_ms=20_000)[0]
    assert len(said) == 1
    assert words in said[0]


def test_lines_that_overlap_are_told_by_how_much() -> None:
    said = advice([SpokenCue(0, 2300, "x", "Nia"), SpokenCue(2000, 4000, "y", "Nia")])
    assert said == [["Overlaps the next line by 0.3 s."], []]
