"""Words heard one by one become lines that can be read."""

from hypothesis import given
from hypothesis import strategies as st

from casebook.media.cue_rules import advice
from casebook.media.cueing import SpokenWord, cues_of_words
from casebook.media.webvtt import SpokenCue


def words(text: str, *, every_ms: int = 400) -> list[SpokenWord]:
    return [SpokenWord(n * every_ms, n * every_ms + every_ms - 50, one) for n, one in enumerate(text.split())]


def test_a_sentence_is_a_line() -> None:
    cues = cues_of_words(words("I had drawn it up on my own that night. Nobody else knew."), speaker="Nia")
    assert [cue.text for cue in cues] == ["I had drawn it up on my own that night.", "Nobody else knew."]
    assert {cue.speaker for cue in cues} == {"Nia"}


def test_a_pause_begins_a_line() -> None:
    said = [SpokenWord(0, 500, "Well"), SpokenWord(2000, 2600, "no")]
    assert cues_of_words(said, length_ms=2700) == [SpokenCue(0, 1000, "Well"), SpokenCue(2000, 2700, "no")]


def test_nothing_said_is_no_line() -> None:
    assert cues_of_words([]) == []
    assert cues_of_words([SpokenWord(0, 10, " ")]) == []


@given(st.lists(st.tuples(st.integers(60, 900), st.integers(0, 1500), st.text("abcde.,?", min_size=1, max_size=14))))
def test_a_draft_follows_the_rules_of_lines(spoken: list[tuple[int, int, str]]) -> None:
    at, said = 0, []
    for lasts, pause, text in spoken:
        said.append(SpokenWord(at, at + lasts, text))
        at += lasts + pause
    cues = cues_of_words(said, speaker="Nia", length_ms=at + 1000)
    assert " ".join(cue.text for cue in cues) == " ".join(word.text for word in said)
    told = [one for about in advice(cues) for one in about]
    assert all("less than 1 s" in one for one in told), "only what is said too fast to be shown longer"


def test_a_full_line_ends_with_its_clause() -> None:
    said = "I'd a younger man, very sick, in the emergency department, and I'd a retired postman on a ward."
    words = [SpokenWord(n * 330, n * 330 + 300, word) for n, word in enumerate(said.split())]
    assert [cue.text for cue in cues_of_words(words)] == [
        "I'd a younger man, very sick, in the emergency department,",
        "and I'd a retired postman on a ward.",
    ]
