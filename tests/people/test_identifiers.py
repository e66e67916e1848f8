"""The local check for what may tell who somebody is: what it finds, what it leaves alone, and why it says so."""

import random
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.people.identifiers import found_in, is_nhs_number, pieces
from tests.reflect.made_sentences import KINDS, made_sentences, nhs_number

CONTENT = Path(__file__).parents[2] / "content"


def is_marked(text: str, start: int, end: int) -> bool:
    """Whether some mark touches the identifier."""
    return any(one.start < end and start < one.end for one in found_in(text))


def test_nearly_every_nhs_number_is_found_however_it_is_written() -> None:
    chance = random.Random(7)
    numbers = [nhs_number(chance) for _ in range(1000)]
    shapes = ("{0}{1}{2}", "{0} {1} {2}", "{0}-{1}-{2}", "{0}.{1}.{2}", "{0}  {1}  {2}".replace("  ", " "))
    found = 0
    for number in numbers:
        written = chance.choice(shapes).format(number[:3], number[3:6], number[6:])
        text = f"She was {written} on the list."
        found += any(text[one.start : one.end] == written and "NHS number" in one.why for one in found_in(text))
    assert found >= 950


def test_nine_in_ten_identifiers_of_five_hundred_made_sentences_are_marked() -> None:
    missed: dict[str, list[str]] = {kind: [] for kind in KINDS}
    made = made_sentences()
    for kind, text, start, end in made:
        if not is_marked(text, start, end):
            missed[kind].append(text)
    assert len(made) == 500
    assert sum(map(len, missed.values())) <= 50, missed
    assert all(len(texts) <= 12 for texts in missed.values()), missed  # of each kind too, more than four in five


def test_the_demonstrations_own_prose_raises_at_most_one_false_alarm_in_five_hundred_words() -> None:
    words, alarms = 0, []
    for case in CONTENT.glob("cases/*/case.md"):
        story = re.sub(r"\A---\n.*?\n---\n", "", case.read_text(encoding="utf-8"), flags=re.DOTALL)
        texts = [story]
        for captions in case.parent.rglob("*.vtt"):
            lines = captions.read_text(encoding="utf-8").splitlines()
            texts.append("\n".join(re.sub(r"<[^>]*>", "", line) for line in lines if "-->" not in line))
        for text in texts:
            words += len(text.split())
            alarms += [text[one.start : one.end] for one in found_in(text, story=case.read_text(encoding="utf-8"))]
    assert words > 5000
    assert len(alarms) <= words / 500, alarms


@pytest.mark.parametrize(
    "text",
    [
        "We gave 1000 ml over 8 hours and 500 ml over 4.",
        "It happened at 02:00 on a Tuesday in March, in bay 3.",
        "The lactate was 4.2, then 2.1 and 1.9; sats 88-92%.",
        "I have asked 10 people. Five said 50/50.",
        "The doctor who told her was not the one she knew.",
        "ST3, CT2 and F1 were all there; so was the SHO.",
        "See paragraph 22 of Good medical practice (2024).",
        "The MR scan and the CT were normal. His GP knew.",
        "Number 1234567890 on the monitor meant nothing.",
    ],
)
def test_ordinary_sentences_are_left_alone(text: str) -> None:
    assert found_in(text) == []


def test_a_name_from_the_cases_own_story_is_left_alone_and_another_is_not() -> None:
    story = "Mr Lomax waits in bed 14."
    text = "I would tell Mr Lomax what I told Mr Baker."
    assert [text[one.start : one.end] for one in found_in(text, story=story)] == ["Mr Baker"]


def test_each_mark_says_why_in_a_plain_sentence() -> None:
    for _, text, _, _ in made_sentences(70):
        for one in found_in(text):
            assert re.fullmatch(r"This [^\n]+\.", one.why)


@given(text=st.text(max_size=400))
def test_marks_are_in_order_within_the_text_and_never_overlap(text: str) -> None:
    found = found_in(text)
    edges = [edge for one in found for edge in (one.start, one.end)]
    assert edges == sorted(edges)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert "".join(words for words, _ in pieces(text, found)) == text


@given(digits=st.text("0123456789", min_size=10, max_size=10), place=st.integers(0, 9), by=st.integers(1, 9))
def test_one_wrong_digit_is_no_nhs_number(digits: str, place: int, by: int) -> None:
    if is_nhs_number(digits):
        wrong = digits[:place] + str((int(digits[place]) + by) % 10) + digits[place + 1 :]
        assert not is_nhs_number(wrong)


@pytest.mark.parametrize("letter", ["0", "a", "A", " ", "0 ", "Mr ", "@", ".", "07 ", "a.", "Dr A. "])
def test_a_long_strange_text_is_checked_within_a_second(letter: str) -> None:
    began = time.process_time()
    found_in((letter * 8000)[:8000])
    assert time.process_time() - began < 1
