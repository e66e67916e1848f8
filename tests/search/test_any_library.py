"""For any library, any sight and any words: what is found is what going through everything by hand finds."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from casebook.search.document import CaseDocument, ClipDocument, Document, SpokenCue, moments
from casebook.search.index import Index
from casebook.search.query import Found, SearchAsk, Sight
from casebook.search.words import words_in

#: Words whose stem is the word itself, none of them little, and no two nearly spelt alike.
WORDS = ("apple", "bridg", "cloud", "dragon", "elbow", "forest")
texts = some.lists(some.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
clips = some.tuples(some.booleans(), some.lists(texts, min_size=1, max_size=9))
libraries = some.lists(some.tuples(texts, texts, some.lists(clips, max_size=2)), min_size=1, max_size=4)
questions = some.one_of(
    some.lists(some.sampled_from(WORDS), min_size=1, max_size=3, unique=True).map(lambda words: ("any", words)),
    some.lists(some.sampled_from(WORDS), min_size=2, max_size=3, unique=True).map(lambda words: ("all", words)),
    some.lists(some.sampled_from(WORDS), min_size=2, max_size=2, unique=True).map(lambda words: ("without", words)),
    some.lists(some.sampled_from(WORDS), min_size=2, max_size=3).map(lambda words: ("phrase", words)),
)


def documents(library: list[tuple[str, str, list[tuple[bool, list[str]]]]]) -> list[Document]:
    made: list[Document] = []
    for number, (title, dilemma, told) in enumerate(library):
        case = f"case{number}"
        made.append(CaseDocument(case, title, dilemma))
        for place, (after, lines) in enumerate(told):
            key = f"{case}clip{place}"
            cues = [SpokenCue(1000 * start, line) for start, line in enumerate(lines)]
            made += [ClipDocument(case, key, "", "", after), *moments(case, key, cues, after=after)]
    return made


def typed(kind: str, words: list[str]) -> str:
    joined = {"any": " ", "all": " AND ", "without": " NOT ", "phrase": " "}[kind].join(words)
    return f'"{joined}"' if kind == "phrase" else joined + " "


def holds(document: Document, kind: str, words: list[str]) -> bool:
    said = [[word.plain for word in words_in(text)] for text in document.texts().values()]
    here = {word for text in said for word in text}
    if kind == "phrase":
        return any(f" {' '.join(words)} " in f" {' '.join(text)} " for text in said)
    if kind == "without":
        return words[0] in here and words[1] not in here
    return all(word in here for word in words) if kind == "all" else any(word in here for word in words)


def by_hand(all_of_it: list[Document], sight: Sight, kind: str, words: list[str]) -> set[str]:
    seen = [one for one in all_of_it if sight.sees(one.case_slug, one.clip_key)]
    found = {one.case_slug for one in seen if holds(one, kind, words)}
    if kind == "phrase" and not found:  # what nobody says is searched as words
        return by_hand(all_of_it, sight, "any", words)
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(libraries, some.lists(questions, min_size=1, max_size=8), some.data())
def test_exactly_what_is_in_sight_and_answers_is_found_and_counted(
    two_indexes: tuple[Index, Index],
    library: list[tuple[str, str, list[tuple[bool, list[str]]]]],
    asked: list[tuple[str, list[str]]],
    data: some.DataObject,
) -> None:
    made = documents(library)
    cases = sorted({one.case_slug for one in made})
    keys = sorted({one.clip_key for one in made} - {""})
    sight = Sight(
        frozenset(data.draw(some.sets(some.sampled_from(cases)))),
        frozenset(data.draw(some.sets(some.sampled_from(keys)))) if keys else frozenset(),
    )
    index, without = two_indexes
    index.rebuild(made)
    without.rebuild([one for one in made if sight.sees(one.case_slug, one.clip_key)])
    for kind, words in asked:
        found: Found = index.search(SearchAsk(typed(kind, words), limit=100), sight)
        assert found.answering == by_hand(made, sight, kind, words), typed(kind, words)
        assert {case.case_slug for case in found.cases} == found.answering
        assert found.total == len(found.answering)
        assert all(sight.sees(hit.case_slug, hit.clip_key) for case in found.cases for hit in case.hits)
        assert found == without.search(SearchAsk(typed(kind, words), limit=100), sight)
