"""What `index.Index` promises, held against every engine."""

import threading
from collections.abc import Callable, Iterator

import pytest

from casebook.errors import IndexBusy, IndexUnavailable
from casebook.search.document import CaseDocument, ClipDocument, Document, SpokenCue, moments
from casebook.search.index import Index, open_index
from casebook.search.query import Found, SearchAsk, Sight, Synonym

from .conftest import AFTER, BEFORE, BEFORE_DECIDING, EVERYTHING, OTHER
from .hostile import hostile


@pytest.fixture
def url(new_url: Callable[[], str]) -> str:
    return new_url()


@pytest.fixture(scope="module")
def library(new_url: Callable[[], str]) -> Iterator[Index]:
    """An index that is only read."""
    index = open_index(new_url())
    index.rebuild(documents())
    yield index
    index.close()


@pytest.fixture
def index(url: str) -> Iterator[Index]:
    """An index that may be written."""
    index = open_index(url)
    index.rebuild(documents())
    yield index
    index.close()


def documents() -> list[Document]:
    return [
        CaseDocument(
            "the-quiet-lie",
            "The quiet lie",
            "A family asks you to hide a diagnosis.",
            "",
            ("Truth",),
            "ward",
            ("General Medical Council: Decision making and consent",),
        ),
        *clip("the-quiet-lie", "liebefore", BEFORE),
        *clip("the-quiet-lie", "lieafter", AFTER, after=True),
        CaseDocument("bed-14", "Bed 14", "Nobody has spoken about what she would want.", "", ("End of life",)),
        *clip("bed-14", "bed", OTHER, contributor="Tomasz Zielinski"),
    ]


def clip(
    case: str, key: str, said: tuple[str, ...], *, after: bool = False, contributor: str = "Nia Rees"
) -> list[Document]:
    cues = [SpokenCue(number * 4000, text) for number, text in enumerate(said)]
    return [ClipDocument(case, key, key, contributor, after), *moments(case, key, cues, after=after)]


def ask(index: Index, text: str, sight: Sight = EVERYTHING, *synonyms: Synonym) -> Found:
    return index.search(SearchAsk(text, synonyms=synonyms), sight)


def places(found: Found) -> list[tuple[str, int]]:
    return [(hit.clip_key, hit.start_ms) for case in found.cases for hit in case.hits]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("you must not tell him", ("liebefore", 12000)),
        ("YOU MUST NOT TELL HIM!", ("liebefore", 12000)),
        ('"not tell him"', ("liebefore", 12000)),
        ("enough already", ("liebefore", 16000)),  # the cue that two windows share
        ("told him about the shadow", ("lieafter", 0)),
        ("CAFE", ("liebefore", 20000)),
        ("id promised", ("liebefore", 28000)),
        ("wept", ("lieafter", 4000)),
        ("weep wep", ("lieafter", 4000)),
    ],
)
def test_a_spoken_phrase_lands_on_the_start_of_its_own_cue(library: Index, text: str, place: tuple[str, int]) -> None:
    assert places(ask(library, text))[0] == place


@pytest.mark.parametrize("text", [*BEFORE, *AFTER, *OTHER])
def test_each_spoken_sentence_is_its_own_best_answer(library: Index, text: str) -> None:
    best = ask(library, text).cases[0].hits[0]
    assert best.text == text


def test_a_thought_that_crosses_cues_is_found(library: Index) -> None:
    assert places(ask(library, "daughter in the corridor took hold of my sleeve"))[0][0] == "liebefore"
    assert ask(library, '"corridor she took hold"').total == 1


def test_more_words_matched_come_first(library: Index) -> None:
    found = ask(library, "daughter form ")
    assert places(found)[0] == ("bed", 4000)
    assert found.cases[0].score > found.cases[1].score


def test_the_last_word_is_found_while_it_is_being_typed(library: Index) -> None:
    assert places(ask(library, "corri")) == [("liebefore", 4000)]
    assert places(ask(library, "she took hold of my slee"))[0] == ("liebefore", 8000)
    assert ask(library, "corri ").suggestion == ""


def test_marked_parts_are_the_cue_and_never_html(library: Index) -> None:
    hit = ask(library, "must not tell him").cases[0].hits[0]
    assert hit.text == "Please, she said, you must not tell him."
    assert [part.text for part in hit.parts if part.marked] == ["must not tell him"]


def test_a_case_is_found_by_its_own_words(library: Index) -> None:
    found = ask(library, "hiding a diagnosis")
    assert [case.case_slug for case in found.cases] == ["the-quiet-lie"]
    assert [part.text for part in found.cases[0].about if part.marked] == ["hide a diagnosis"]


def test_a_contributor_is_found_at_the_beginning_of_her_clip(library: Index) -> None:
    assert places(ask(library, "Nia Rees", BEFORE_DECIDING)) == [("liebefore", 0)]


def test_a_cue_is_given_once(library: Index) -> None:
    shown = places(ask(library, "he"))
    assert len(shown) == len(set(shown))


def test_a_misspelt_word_is_searched_as_it_was_probably_meant(library: Index) -> None:
    found = ask(library, "the coridor, please")
    assert found.suggestion == "the corridor, please"
    assert places(found)[0][0] == "liebefore"


def test_synonyms_are_searched_and_said(library: Index) -> None:
    found = ask(library, "resus", EVERYTHING, Synonym("resus", ("DNACPR", "end of life")))
    assert found.also == ("DNACPR", "end of life")
    assert ("bed", 4000) in places(found)
    found = ask(library, "dnar", EVERYTHING, Synonym("DNAR", ("end of life",)))
    assert [case.case_slug for case in found.cases] == ["bed-14"]


def test_limits_are_kept_and_all_that_answer_are_named_past_them(library: Index) -> None:
    found = library.search(SearchAsk("daughter", limit=1, moments=1), EVERYTHING)
    assert (len(found.cases), len(found.cases[0].hits), found.total) == (1, 1, 2)
    assert found.answering == {"the-quiet-lie", "bed-14"}


def test_a_case_is_found_by_the_guidance_that_bears_on_it(library: Index) -> None:
    assert ask(library, "consent guidance from the GMC general medical council").cases[0].case_slug == "the-quiet-lie"


# Joining and leaving out


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        ("daughter corridor", {"the-quiet-lie", "bed-14"}),
        ("daughter AND corridor ", {"the-quiet-lie"}),
        ("daughter AND shadow ", {"the-quiet-lie"}),
        ("daughter AND spectacles ", set()),
        ("daughter AND corrid", {"the-quiet-lie"}),
        ("daughter AND coridor ", {"the-quiet-lie"}),  # misspelt
        ("bleep OR wept ", {"the-quiet-lie", "bed-14"}),
        ("daughter AND bleep OR corridor ", {"the-quiet-lie", "bed-14"}),
        ("daughter AND form OR spectacles ", {"bed-14"}),
        ('daughter AND "took hold"', {"the-quiet-lie"}),
        ('daughter AND "hold took"', set()),
        ('"hold took" daughter', {"the-quiet-lie", "bed-14"}),  # a phrase nobody says is searched as words
        ("sleeve form NOT corridor ", {"bed-14"}),
        ("resuscitation NOT form ", set()),
        ("daughter -form ", {"the-quiet-lie"}),
        ('daughter -"dnacpr form"', {"the-quiet-lie"}),
        ('daughter -"form dnacpr"', {"the-quiet-lie", "bed-14"}),
        ("daughter and not form ", {"the-quiet-lie", "bed-14"}),
    ],
)
def test_words_are_joined_and_left_out_as_asked(library: Index, text: str, cases: set[str]) -> None:
    found = ask(library, text)
    assert found.answering == cases
    assert {case.case_slug for case in found.cases} == cases


def test_either_of_two_words_counts_as_one(library: Index) -> None:
    one, either = ask(library, "bleep "), ask(library, "bleep OR wept ")
    assert {case.case_slug: case.hits[0].start_ms for case in either.cases} == {"bed-14": 0, "the-quiet-lie": 4000}
    assert either.cases[0].score < one.cases[0].score + 1


def test_what_was_left_out_is_in_no_moment_that_is_given(library: Index) -> None:
    found = ask(library, "daughter NOT corridor ")
    assert places(found) == [("bed", 4000), ("lieafter", 8000)]


# Sight


def test_what_comes_after_the_decision_is_neither_found_nor_counted_nor_suggested(library: Index) -> None:
    for text in ("shadow", "fortnight", "wept", '"thanked me"', "shado", "fortnigt "):
        assert ask(library, text, EVERYTHING).total == 1
        assert ask(library, text, BEFORE_DECIDING) == Found()
    assert ask(library, "shadw", EVERYTHING).suggestion == "shadow"
    assert ask(library, "shadow", EVERYTHING).cases[0].hits[0].after


def test_a_clip_is_out_of_sight_with_its_case(library: Index) -> None:
    sight = Sight(frozenset({"bed-14"}), EVERYTHING.open_clips)
    assert {case.case_slug for case in ask(library, "daughter", sight).cases} == {"bed-14"}


def test_nothing_is_found_by_one_who_may_see_nothing(library: Index) -> None:
    assert ask(library, "daughter", Sight(frozenset(), frozenset())) == Found()


QUESTIONS = (
    "daughter", "tell him", "what she would want", "shado", "dauhgter", '"not tell"', "nia", "he", "the f",
    "daughter AND shadow", "tell NOT shadow", "wept OR daughter", '"about the shadow" daughter', "daughter -wept",
)  # fmt: skip


def test_what_is_out_of_sight_is_as_if_it_were_not_in_the_index(library: Index, url: str) -> None:
    without = open_index(url)
    without.rebuild([one for one in documents() if EVERYTHING.sees(one.case_slug) and one.clip_key != "lieafter"])
    for text in QUESTIONS:
        assert ask(library, text, BEFORE_DECIDING) == ask(without, text, BEFORE_DECIDING), text


# Hostile


def test_two_hundred_hostile_questions_raise_nothing_and_break_nothing(library: Index) -> None:
    before = library.generation()
    for text in hostile(200):
        assert isinstance(ask(library, text), Found)
    assert library.generation() == before
    assert places(ask(library, "wept")) == [("lieafter", 4000)]


@pytest.mark.parametrize(("limit", "moments_each"), [(0, 0), (-5, -5), (10**9, 10**9)])
def test_any_limit_is_taken_as_one_that_can_be(library: Index, limit: int, moments_each: int) -> None:
    assert library.search(SearchAsk("daughter", limit=limit, moments=moments_each), EVERYTHING).cases


# Writing


def test_an_update_replaces_a_clip_and_leaves_the_others(index: Index) -> None:
    before = index.generation()
    index.update(clip("bed-14", "bed", ("She asked for her spectacles.",)), cases=(), clips=["bed"])
    assert index.generation() != before
    assert places(ask(index, "spectacles")) == [("bed", 0)]
    assert ask(index, "bleep ").total == 0
    assert ask(index, "blep ").suggestion == ""
    assert places(ask(index, "wept")) == [("lieafter", 4000)]
    assert ask(index, "Bed 14").cases[0].case_slug == "bed-14"


def test_a_removed_case_takes_its_clips_with_it(index: Index) -> None:
    index.remove(cases=["the-quiet-lie"])
    assert {case.case_slug for case in ask(index, "daughter").cases} == {"bed-14"}
    assert ask(index, "quiet lie").total == 0


def test_an_index_may_be_emptied_and_filled_again(index: Index) -> None:
    index.remove(cases=["the-quiet-lie", "bed-14"])
    assert ask(index, "daughter") == Found()
    index.update(documents(), cases=(), clips=())
    assert ask(index, "daughter").total == 2


def test_many_updates_stay_right(index: Index) -> None:
    for number in range(25):
        index.update(clip("bed-14", "bed", (f"Spectacles number {number}.",)), cases=(), clips=["bed"])
    assert [hit.text for hit in ask(index, "spectacles").cases[0].hits] == ["Spectacles number 24."]


def test_one_that_reads_sees_what_another_wrote(index: Index, url: str) -> None:
    reader = open_index(url)
    assert ask(reader, "spectacles").total == 0
    index.update(clip("bed-14", "bed", ("Her spectacles.",)), cases=(), clips=["bed"])
    assert ask(reader, "spectacles").total == 1
    index.rebuild(documents())
    assert ask(reader, "spectacles").total == 0
    assert reader.generation() == index.generation()


def test_a_rebuild_that_fails_leaves_the_old_index_serving(index: Index) -> None:
    def failing() -> Iterator[Document]:
        yield documents()[0]
        raise RuntimeError("the database went away")

    before = index.generation()
    with pytest.raises(RuntimeError):
        index.rebuild(failing())
    assert index.generation() == before
    assert ask(index, "daughter").total == 2


def test_the_old_index_serves_while_a_new_one_is_made_and_a_second_writer_is_refused(index: Index, url: str) -> None:
    other = open_index(url)

    def slowly() -> Iterator[Document]:
        yield documents()[0]
        assert ask(other, "daughter").total == 2
        assert other.being_written()
        with pytest.raises(IndexBusy):
            other.remove(cases=["bed-14"])

    index.rebuild(slowly())
    assert ask(other, "daughter") == Found(suggestion=ask(other, "daughter").suggestion)
    assert not other.being_written()


def test_threads_search_while_the_worker_writes(index: Index, url: str) -> None:
    reader, wrong, done = open_index(url), list[object](), threading.Event()

    def searching() -> None:
        while not done.is_set():
            try:
                if places(ask(reader, "wept")) != [("lieafter", 4000)]:
                    wrong.append("not found")
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=searching) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for number in range(15):
            index.update(clip("bed-14", "bed", (f"Number {number}.",)), cases=(), clips=["bed"])
            if number % 5 == 0:
                index.rebuild(documents())
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert wrong == []


def test_an_index_that_is_not_there_says_so(url: str) -> None:
    missing = open_index(url)
    assert missing.generation() == ""
    assert not missing.being_written()
    for trying in (missing.open, lambda: ask(missing, "daughter"), lambda: missing.remove(cases=["bed-14"])):
        with pytest.raises(IndexUnavailable):
            trying()
