"""Few documents or all of them: the order of merit is the same, whichever of the two ways it was come by."""

from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from casebook.search import ranking
from casebook.search.document import Document
from casebook.search.index import open_index
from casebook.search.query import SearchAsk, Sight

from .test_any_library import documents, libraries, questions, typed

ALWAYS, NEVER = 0, 10**9


def seen_of(made: list[Document], data: some.DataObject) -> Sight:
    cases, keys = ({getattr(one, name) for one in made} - {""} for name in ("case_slug", "clip_key"))
    return Sight(
        frozenset(data.draw(some.sets(some.sampled_from(sorted(cases))))),
        frozenset(data.draw(some.sets(some.sampled_from(sorted(keys))))) if keys else frozenset(),
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(libraries, some.lists(questions, min_size=1, max_size=8), some.data())
def test_ranking_the_few_that_can_answer_gives_what_ranking_all_gives(
    library: list[tuple[str, str, list[tuple[bool, list[str]]]]],
    asked: list[tuple[str, list[str]]],
    data: some.DataObject,
) -> None:
    made = documents(library)
    sight = seen_of(made, data)
    with TemporaryDirectory() as folder:
        index = open_index(f"whoosh://{Path(folder) / 'index'}")
        index.rebuild(made)
        for one in asked:
            ask = SearchAsk(typed(*one), limit=100)
            with patch.object(ranking, "_FEW", ALWAYS):
                few = index.search(ask, sight)
            with patch.object(ranking, "_FEW", NEVER):
                assert few == index.search(ask, sight), ask.text
        index.close()
