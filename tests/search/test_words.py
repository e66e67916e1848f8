"""How text is cut into words."""

from casebook.search.words import LONGEST_WORD, words_in


def plain(text: str) -> list[str]:
    return [word.plain for word in words_in(text)]


def test_capitals_accents_and_apostrophes_make_no_difference() -> None:
    assert plain("Don't DON’T dont") == ["dont"] * 3
    assert plain("Café cafe\u0301 CAFE") == ["cafe"] * 3
    assert plain("the daughter's") == ["the", "daughter"]


def test_a_word_knows_where_it_stands() -> None:
    text = "end-of-life: he wept"
    assert [text[word.start : word.end] for word in words_in(text)] == ["end", "of", "life", "he", "wept"]


def test_a_word_without_end_is_cut() -> None:
    assert len(plain("a" * 10_000)[0]) == LONGEST_WORD
