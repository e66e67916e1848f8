"""Switching engines changes nothing: whatever is held, written, seen and asked, all of them answer alike."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from casebook.search.document import CaseDocument, ClipDocument, Document, SpokenCue, moments
from casebook.search.index import Index, open_index
from casebook.search.query import SearchAsk, Sight, Synonym
from tests.postgres import databases

from .conftest import name_of

WORDS = (
    "daughter", "daughters", "laughter", "confide", "confidence", "confidential", "the", "of", "tell", "telling",
    "café", "naïve", "o’clock", "ward", "14", "ﬁnal", "Straße",
)  # fmt: skip
SLIPS = ("dauhgter", "confidenital", "confedentail", "confid", "daugh", "war", "cafe", "strasse", "t")
lines = some.lists(some.sampled_from(WORDS), max_size=6).map(" ".join) | some.text(max_size=12)
clips = some.tuples(some.sampled_from("abcd"), some.booleans(), lines, some.lists(lines, max_size=7))
cases = some.tuples(some.sampled_from(["one", "two", "three"]), lines, lines, lines, some.lists(clips, max_size=2))
asked = some.one_of(
    some.lists(some.sampled_from([*WORDS, *SLIPS, "AND", "OR", "NOT", '"', "-"]), max_size=6).map(" ".join),
    some.tuples(some.sampled_from(WORDS), some.sampled_from(SLIPS)).map(lambda two: f'"{two[0]} the" {two[1]} '),
    some.text(max_size=30),
)
sights = some.builds(
    Sight,
    some.frozensets(some.sampled_from(["one", "two", "three"]), min_size=1),
    some.frozensets(some.sampled_from("abcd"), min_size=1),
)
ALSO = (Synonym("ward", ("café", "tell daughter", "daughter tell", "telling of confidence", "the")),)
synonyms = some.sampled_from([(), ALSO])
EVERYTHING = Sight(frozenset({"one", "two", "three", "held"}), frozenset("abcd"))
#: Held and asked each time, whatever else is.
HELD = CaseDocument("held", "They tell daughters", "Telling of confidence, and of the telling of confidence.")
ALWAYS = [(text, EVERYTHING, ALSO) for text in ("ward ", "daugh", "tell the daughter", "confidenital ", '"the ward"')]


def documents(told: tuple[str, str, str, str, list[tuple[str, bool, str, list[str]]]]) -> list[Document]:
    case, title, dilemma, story, clips = told
    made: list[Document] = [CaseDocument(case, title, dilemma, story, (title,), "ward", ())]
    for key, after, contributor, said in clips:
        cues = [SpokenCue(1000 * start, line) for start, line in enumerate(said)]
        made += [ClipDocument(case, key, key, contributor, after), *moments(case, key, cues, after=after)]
    return made


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, Index]]:
    """The same library, to be made anew on each engine for each example."""
    url = databases().made()
    both = open_index(f"whoosh://{tmp_path_factory.mktemp('whoosh') / 'index'}"), open_index(url)
    yield both
    for index in both:
        index.close()
    databases().drop(name_of(url))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    some.lists(cases, min_size=1, max_size=4),
    some.lists(cases, max_size=2),
    some.lists(some.tuples(asked, sights, synonyms), min_size=1, max_size=8),
)
def test_any_question_has_the_same_answer_on_every_engine(
    engines: tuple[Index, Index],
    first: list[tuple[str, str, str, str, list[tuple[str, bool, str, list[str]]]]],
    then: list[tuple[str, str, str, str, list[tuple[str, bool, str, list[str]]]]],
    questions: list[tuple[str, Sight, tuple[Synonym, ...]]],
) -> None:
    for index in engines:
        index.rebuild([HELD, *(one for told in first for one in documents(told))])
        for told in then:
            index.update(documents(told), cases=[told[0]], clips=[clip[0] for clip in told[4]])
    for text, sight, others in [*ALWAYS, *questions]:
        ask = SearchAsk(text, limit=100, moments=50, synonyms=others)
        one, other = (index.search(ask, sight) for index in engines)
        assert one == other, text
