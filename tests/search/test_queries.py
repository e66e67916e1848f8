"""What a page asks of search."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from casebook.db.engine import open_engine, reading, writing
from casebook.media.transcript import Cue, Transcript
from casebook.search.index import Index, open_index
from casebook.search.indexing import rebuild
from casebook.search.queries import search
from casebook.search.query import Found, SearchAsk

from .conftest import BEFORE_DECIDING, EVERYTHING
from .hostile import hostile


def test_a_word_people_use_for_a_theme_finds_its_cases(engine: Engine, tmp_path: Path) -> None:
    index = open_index(f"whoosh://{tmp_path / 'anew'}")
    rebuild(engine, index)
    with reading(engine) as db:
        for text in ("DNAR", "resus", "dnacpr decisions"):
            found = search(db, index, SearchAsk(text), EVERYTHING)
            assert found.cases[0].case_slug == "bed-14"
            assert found.also == ("Decisions near the end of life",)


@pytest.fixture(params=["whoosh", "postgresql"])
def broken(request: pytest.FixtureRequest, tmp_path: Path) -> Index:
    """An index that is not there, of every engine."""
    if request.param == "whoosh":
        return open_index(f"whoosh://{tmp_path / 'nowhere'}")
    return open_index(request.getfixturevalue("postgres_url"))


@pytest.fixture(params=["this run's", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """The library on every database."""
    if request.param == "this run's":
        found: Engine = request.getfixturevalue("library_engine")
        return found
    return open_engine(request.getfixturevalue("library_url"))


def test_without_an_index_the_phrase_is_still_found_and_search_says_it_is_limited(
    engine: Engine, broken: Index
) -> None:
    with reading(engine) as db:
        found = search(db, broken, SearchAsk("you must not tell him"), EVERYTHING)
        assert found.limited
        best = found.cases[0].hits[0]
        assert (best.clip_key, best.start_ms) == ("liebefore", 12000)
        assert [part.text for part in best.parts if part.marked] == ["you must not tell him"]
        assert search(db, broken, SearchAsk("hide a diagnosis"), EVERYTHING).cases[0].about


def test_without_an_index_sight_holds_all_the_same(engine: Engine, broken: Index) -> None:
    with reading(engine) as db:
        assert search(db, broken, SearchAsk("wept"), EVERYTHING).total == 1
        assert search(db, broken, SearchAsk("wept"), BEFORE_DECIDING) == Found(limited=True)


def test_without_an_index_what_is_seen_is_not_quoted_as_said_either(engine: Engine, broken: Index) -> None:
    with writing(engine) as db:
        transcript = db.exec(select(Transcript)).first()
        assert transcript
        db.add(Cue(transcript_id=transcript.pk, start_ms=0, end_ms=1000, text="A zeppelin passes.", seen=True))
    with reading(engine) as db:
        assert search(db, broken, SearchAsk("zeppelin"), EVERYTHING) == Found(limited=True)


def test_hostile_questions_raise_nothing_without_an_index_either(engine: Engine, broken: Index) -> None:
    with reading(engine) as db:
        for text in hostile(200):
            assert search(db, broken, SearchAsk(text), EVERYTHING).limited
