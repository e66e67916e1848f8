"""Reading what was typed."""

from casebook.search.query import MOST_WORDS, understand


def plain(words: object) -> list[str]:
    return [word.plain for word in words]  # type: ignore[attr-defined]


def test_words_that_say_little_count_only_when_there_are_no_others() -> None:
    assert plain(understand("what would you tell him").counting) == ["tell"]
    assert plain(understand("what would you do").counting) == ["what", "would", "you", "do"]


def test_quotes_make_a_phrase_and_a_lonely_quote_none() -> None:
    assert [plain(phrase) for phrase in understand('she said "not tell him" “or her” "').phrases] == [
        ["not", "tell", "him"],
        ["or", "her"],
    ]


def test_the_last_word_may_still_be_being_typed_until_something_follows_it() -> None:
    assert understand("tell hi").unfinished
    assert not understand("tell him ").unfinished
    assert not understand("").unfinished


def test_a_text_without_end_is_cut() -> None:
    assert len(understand("word another " * 10_000).words) == MOST_WORDS
