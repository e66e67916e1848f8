"""Reading what was typed."""

import pytest

from casebook.search.query import MOST_WORDS, Asked, understand


def plain(words: object) -> list[str]:
    return [word.plain for word in words]  # type: ignore[attr-defined]


def joined(asked: Asked) -> list[tuple[list[str], bool]]:
    """Each group: its words, and its phrases as one text each, and whether it is required."""
    return [
        ([*plain(group.words), *(" ".join(plain(phrase)) for phrase in group.phrases)], group.required)
        for group in asked.groups
    ]


def test_words_that_say_little_count_only_when_there_are_no_others() -> None:
    assert plain(understand("what would you tell him").counting) == ["tell"]
    assert plain(understand("what would you do").counting) == ["what", "would", "you", "do"]


def test_quotes_make_a_phrase_and_a_lonely_quote_none() -> None:
    phrases = [phrase for group in understand('she said "not tell him" “or her” "').groups for phrase in group.phrases]
    assert [plain(phrase) for phrase in phrases] == [["not", "tell", "him"], ["or", "her"]]


def test_the_last_word_may_still_be_being_typed_until_something_follows_it() -> None:
    assert understand("tell hi").unfinished
    assert not understand("tell him ").unfinished
    assert not understand("tell AND").unfinished
    assert not understand("").unfinished


def test_a_text_without_end_is_cut() -> None:
    assert len(understand("word another " * 10_000).words) == MOST_WORDS


@pytest.mark.parametrize(
    ("text", "groups", "without"),
    [
        ("daughter AND form", [(["daughter"], True), (["form"], True)], []),
        ("resus OR DNACPR form", [(["resus", "dnacpr"], False), (["form"], False)], []),
        ("form AND resus OR DNACPR", [(["form"], True), (["resus", "dnacpr"], True)], []),
        ("you AND form", [(["you"], True), (["form"], True)], []),
        ('"not tell" OR lie', [(["lie", "not tell"], False), (["tell"], False)], []),
        ("daughter NOT form", [(["daughter"], False)], ["form"]),
        ("daughter -form", [(["daughter"], False)], ["form"]),
        ('daughter -"the form"', [(["daughter"], False)], ["the form"]),
        ("daughter AND NOT form", [(["daughter"], False)], ["form"]),
        ("end-life - form", [(["end"], False), (["life"], False), (["form"], False)], []),
    ],
)
def test_capitals_join_and_leave_out(text: str, groups: list[tuple[list[str], bool]], without: list[str]) -> None:
    asked = understand(text)
    assert joined(asked) == groups
    assert [" ".join(plain(phrase)) for phrase in asked.without] == without


@pytest.mark.parametrize("text", ["and or not", "AND", "OR NOT AND", "NOT form", "-form", "NO, DO NOT TELL HIM", "NOT"])
def test_a_text_that_asks_for_nothing_else_is_read_as_words(text: str) -> None:
    asked = understand(text)
    assert asked.counting
    assert not asked.without


@pytest.mark.parametrize(
    "text", ["AND form", "form AND", "form OR", "OR form", "form NOT", "form AND AND", "OR form NOT"]
)
def test_an_operator_with_nothing_on_one_side_is_passed_over(text: str) -> None:
    assert joined(understand(text)) == [(["form"], False)]


def test_small_letters_join_nothing() -> None:
    assert joined(understand("daughter and not form")) == [(["daughter"], False), (["form"], False)]
