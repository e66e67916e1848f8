"""The first rules for identifiers: each kind is found with its reason, and what only looks like one is left alone."""

import pytest

from casebook.reflect.identifiers import found_in, pieces


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("I looked up 943 476 5919 twice.", "943 476 5919"),
        ("Write to jo.bloggs@nhs.example today.", "jo.bloggs@nhs.example"),
        ("She lives at B15 2TT.", "B15 2TT"),
        ("Ring 020 7946 0000.", "020 7946 0000"),
        ("Seen on 3/4/2026.", "3/4/2026"),
        ("Mrs Jones told me.", "Mrs Jones"),
    ],
)
def test_what_may_identify_is_found_with_a_reason(text: str, span: str) -> None:
    (found,) = found_in(text)
    assert text[found.start : found.end] == span
    assert found.why.endswith(".")


@pytest.mark.parametrize("text", ["I counted 943 476 5918 steps.", "At 02:00 I sat down with the F2.", ""])
def test_what_identifies_nobody_is_left_alone(text: str) -> None:
    assert found_in(text) == []


def test_the_pieces_are_the_text() -> None:
    text = "Mrs Jones, 943 476 5919."
    assert "".join(words for words, _ in pieces(text, found_in(text))) == text


def test_a_name_of_the_case_is_an_invented_one() -> None:
    assert found_in("Mrs Jones told me.", story="Mrs Jones waits.") == []
