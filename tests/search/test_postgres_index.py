"""What is PostgreSQL's own: tables that are torn, writers that are killed, servers that go away, rights that lack."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import psycopg
import pytest
from sqlalchemy.engine import make_url

from casebook.db.changes import Change
from casebook.db.engine import open_engine, writing
from casebook.db.migrate import drift
from casebook.errors import IndexBusy, IndexMissing, IndexUnavailable, SettingWrong
from casebook.search import postgres_shelf, postgres_writing
from casebook.search.document import CaseDocument
from casebook.search.index import Index, open_index
from casebook.search.postgres_shelf import Lately
from casebook.search.query import Found, SearchAsk, Sight
from tests.postgres import Databases

from .conftest import EVERYTHING
from .test_index_contract import ask, clip, documents, places


@pytest.fixture
def index(postgres_url: str) -> Iterator[Index]:
    index = open_index(postgres_url)
    index.rebuild(documents())
    yield index
    index.close()


def told(url: str, sentence: str) -> list[tuple[object, ...]]:
    """What the database answers to a sentence of somebody else's; `{edition}` is the one that is served."""
    given = make_url(url)
    with psycopg.connect(host=str(given.query["host"]), user=given.username, dbname=given.database) as other:
        if "{edition}" in sentence:
            found = other.execute("SELECT edition FROM search.served").fetchone()
            assert found
            sentence = sentence.format(edition=found[0])
        cursor = other.execute(sentence)  # type: ignore[call-overload]
        return cursor.fetchall() if cursor.description else []


def right(index: Index) -> bool:
    return places(ask(index, "and then he thanked me"))[:1] == [("lieafter", 4000)]


@pytest.mark.parametrize(
    "damage",
    [
        "DROP TABLE search.documents_{edition}",
        "DROP TABLE search.owners_{edition}",
        "DROP TABLE search.vocabulary_{edition}",
        "ALTER TABLE search.documents_{edition} DROP COLUMN kept",
        "UPDATE search.documents_{edition} SET kept = left(kept, 10)",
        "UPDATE search.documents_{edition} SET kept = '[]'",
        "UPDATE search.served SET edition = '../elsewhere'",
        "UPDATE search.served SET edition = '0123456789ab'",
        "ALTER TABLE search.served DROP COLUMN size",
        "DROP TABLE search.served",
        "DROP SCHEMA search CASCADE",
    ],
)
def test_torn_tables_are_set_aside_and_the_index_is_made_anew(index: Index, postgres_url: str, damage: str) -> None:
    told(postgres_url, damage)
    reader = open_index(postgres_url)
    with pytest.raises(IndexUnavailable):
        reader.search(SearchAsk("wept"), EVERYTHING)
    with pytest.raises(IndexMissing):
        reader.open()
    index.rebuild(documents())
    assert right(reader)
    reader.close()


def test_tables_torn_where_only_a_writer_looks_are_set_aside_too(index: Index, postgres_url: str) -> None:
    told(postgres_url, "ALTER TABLE search.documents_{edition} DROP COLUMN passages")
    with pytest.raises(IndexUnavailable):
        index.update(clip("bed-14", "bed", ("Her spectacles.",)), cases=(), clips=["bed"])
    with pytest.raises(IndexMissing):
        index.open()


def test_an_index_of_another_shape_is_not_read_but_made_anew_and_nothing_is_left_of_it(
    index: Index, postgres_url: str
) -> None:
    told(postgres_url, "UPDATE search.served SET shape = '0'")
    with pytest.raises(IndexMissing):
        index.open()
    index.rebuild(documents())
    assert right(index)
    tables = "SELECT count(*) FROM pg_class WHERE relnamespace = 'search'::regnamespace AND relkind = 'r'"
    assert told(postgres_url, tables) == [(4,)]


def test_words_that_were_taken_away_stand_in_no_table(index: Index, postgres_url: str) -> None:
    told_in = "SELECT count(*) FROM search.vocabulary_{edition} WHERE term IN ('bleep', 'zielinski', 'daughter')"
    assert told(postgres_url, told_in) == [(6,)]  # as they are spelt and by their stems
    index.remove(clips=["bed"])
    assert told(postgres_url, told_in) == [(2,)]
    kept = "SELECT count(*) FROM search.documents_{edition} WHERE kept LIKE '%bleep%' OR terms @@ '''w1:bleep'''"
    assert told(postgres_url, kept) == [(0,)]


def test_an_index_made_anew_leaves_the_words_of_the_old_one_in_no_file(
    index: Index, postgres: Databases, postgres_url: str
) -> None:
    ((number,),) = told(postgres_url, "SELECT oid FROM pg_database WHERE datname = current_database()")
    ((data,),) = told(postgres_url, "SHOW data_directory")

    def files() -> list[str]:
        postgres.do("CHECKPOINT")
        return [one.name for one in Path(str(data), "base", str(number)).iterdir() if b"zygomorph" in one.read_bytes()]

    index.update(clip("bed-14", "bed", ("A zygomorphic flower.",)), cases=(), clips=["bed"])
    assert files()
    index.rebuild(documents())
    assert files() == []


def test_the_server_keeps_no_samples_of_documents(index: Index, postgres_url: str) -> None:
    for _ in range(2):
        told(postgres_url, "ANALYZE")
        documents_of = "SELECT count(*) FROM pg_stats WHERE tablename LIKE 'documents%' AND attname {} 'number'"
        assert told(postgres_url, documents_of.format("=")) == [(1,)], "it did look"
        assert told(postgres_url, documents_of.format("<>")) == [(0,)]
        index.rebuild(documents())


def test_numbers_are_given_out_anew_where_most_have_no_document(
    index: Index, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_writing, "SPARSE", 8)
    sizes = []
    for number in range(20):
        index.update(clip("bed-14", "bed", (f"Number {number} of them.",)), cases=(), clips=["bed"])
        sizes += [size for (size,) in told(postgres_url, "SELECT size FROM search.served")]
    assert sizes != sorted(sizes)
    fresh = documents()[:-3] + clip("bed-14", "bed", ("Number 19 of them.",))
    found = [ask(index, text) for text in ("number 19", "daughter", "tell him", "Nia")]
    index.rebuild(fresh)
    assert found == [ask(index, text) for text in ("number 19", "daughter", "tell him", "Nia")]


def test_a_document_is_not_refused_for_its_length(index: Index) -> None:
    story = " ".join(f"word{number}" + 50 * "x" for number in range(12_000))  # twice what a vector holds
    index.update([CaseDocument("long", "A long one", "Very.", story)], cases=["long"], clips=())
    sight = Sight(EVERYTHING.cases | {"long"}, EVERYTHING.open_clips)
    assert ask(index, f"word17{50 * 'x'} ", sight).answering == {"long"}
    assert ask(index, "daughter", sight).total == 2


def test_letters_that_a_database_does_not_take_are_no_error(index: Index) -> None:
    said = ("A \x00 nothing, a half \ud800 letter.", "It 's \\ quoted ' : & | ! <-> and done.")
    index.update(clip("bed-14", "bed", said), cases=(), clips=["bed"])
    assert places(ask(index, "half letter")) == [("bed", 0)]
    assert ask(index, "half letter").cases[0].hits[0].text == said[0]
    assert places(ask(index, '"quoted and done"')) == [("bed", 4000)]


# Who reads, who writes


def test_who_writes_the_library_and_who_writes_the_index_do_not_wait_for_each_other(migrated_url: str) -> None:
    engine, index = open_engine(migrated_url), open_index(migrated_url)
    with writing(engine) as db:
        db.add(Change(kind="case", key="x"))
        db.flush()
        index.rebuild(documents())
    assert right(index)
    assert drift(engine) == [], "the index is in nobody's way who compares the tables with the rows"
    engine.dispose()
    index.close()


def test_two_who_write_at_once_are_told_apart_and_nothing_is_lost(index: Index, postgres_url: str) -> None:
    done: list[str] = []

    def write(key: str) -> None:
        mine = open_index(postgres_url)
        for _ in range(200):
            try:
                mine.update(clip("bed-14", key, (f"Spectacles of {key}.",)), cases=(), clips=[key])
                done.append(key)
                break
            except IndexBusy:
                time.sleep(0.01)
        mine.close()

    threads = [threading.Thread(target=write, args=[f"clip{number}"]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 6
    sight = Sight(EVERYTHING.cases, frozenset(done))
    assert len(index.search(SearchAsk("spectacles", moments=50), sight).cases[0].hits) == 6


WRITE_FOR_EVER = """
import sys, time
from casebook.search.index import open_index
from tests.search.test_index_contract import documents
def slowly():
    yield documents()[0]
    print("writing", flush=True)
    time.sleep(600)
open_index(sys.argv[1]).rebuild(slowly())
"""


def test_who_is_killed_while_writing_holds_nobody_up_and_leaves_nothing(index: Index, postgres_url: str) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITE_FOR_EVER, postgres_url], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == b"writing\n"
    assert index.being_written()
    with pytest.raises(IndexBusy):
        index.remove(clips=["bed"])
    assert right(index)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    end = time.monotonic() + 10
    while index.being_written() and time.monotonic() < end:
        time.sleep(0.05)
    index.update(clip("bed-14", "bed", ("Her spectacles.",)), cases=(), clips=["bed"])
    assert ask(index, "spectacles").total == 1
    tables = "SELECT count(*) FROM pg_class WHERE relnamespace = 'search'::regnamespace AND relkind = 'r'"
    assert told(postgres_url, tables) == [(4,)]


class ReadByAnotherMeanwhile(Lately[Any, Any]):
    """Whenever something is not there, another thread reads it before who asked goes on."""

    met: ClassVar[list[object]] = []
    meanwhile: ClassVar[Callable[[], object]]

    def get(self, key: Any) -> Any:
        if (found := super().get(key)) is None and threading.current_thread() is threading.main_thread():
            self.met.append(key)
            other = threading.Thread(target=self.meanwhile)
            other.start()
            other.join()
        return found


@pytest.mark.parametrize("text", ["she took hold", '"tell him"', "daug", "coridor"])
def test_two_who_ask_at_once_are_both_answered(index: Index, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = ask(index, text)
    index.close()
    monkeypatch.setattr(postgres_shelf, "Lately", ReadByAnotherMeanwhile)
    monkeypatch.setattr(postgres_shelf.Reading, "expect", lambda *_: None)  # so that each is asked for by itself
    ReadByAnotherMeanwhile.meanwhile = partial(ask, index, text)
    ReadByAnotherMeanwhile.met.clear()
    assert ask(index, text) == expected
    assert ReadByAnotherMeanwhile.met


# The server


def test_connections_that_were_cut_are_made_again(index: Index, postgres: Databases, postgres_url: str) -> None:
    assert right(index)
    name = make_url(postgres_url).database
    postgres.do(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    assert right(index)
    postgres.do(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    index.remove(clips=["bed"])
    assert ask(index, "bleep ") == Found()


def test_a_server_out_of_reach_is_said_so_and_the_index_is_whole_when_it_is_back(
    index: Index, postgres: Databases, postgres_url: str
) -> None:
    name = make_url(postgres_url).database
    postgres.do(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    postgres.do(f"ALTER DATABASE {name} RENAME TO {name}away")
    try:
        for trying in (
            index.open,
            lambda: ask(index, "wept"),
            lambda: index.remove(clips=["bed"]),
            lambda: index.rebuild([]),
            index.being_written,
        ):
            with pytest.raises(IndexUnavailable, match="out of reach"):
                trying()
        assert index.generation() == ""
    finally:
        postgres.do(f"ALTER DATABASE {name}away RENAME TO {name}")
    assert right(index)


def test_one_who_may_not_make_schemas_is_told_and_may_be_given_one(
    postgres: Databases, postgres_url: str, request: pytest.FixtureRequest
) -> None:
    name = f"reader_of_{make_url(postgres_url).database}"
    postgres.do(f"CREATE ROLE {name} LOGIN")
    request.addfinalizer(lambda: postgres.do(f"DROP ROLE {name}"))
    request.addfinalizer(lambda: told(postgres_url, f"DROP OWNED BY {name} CASCADE"))
    index = open_index(make_url(postgres_url).set(username=name).render_as_string(hide_password=False))
    request.addfinalizer(index.close)
    with pytest.raises(IndexUnavailable, match="permission denied"):
        index.rebuild(documents())
    told(postgres_url, f"CREATE SCHEMA search AUTHORIZATION {name}")
    index.rebuild(documents())
    assert right(index)


def test_a_driver_that_is_not_installed_or_known_is_said_of_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingWrong, match=r"^CASEBOOK_INDEX: postgresql"):
        open_index("postgresql+asyncpg://x/y")
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SettingWrong, match=r"^CASEBOOK_INDEX: .*pip install 'casebook\[postgres\]'"):
        open_index("postgresql+psycopg://x/y")


def test_what_was_read_lately_is_kept_within_a_bound_and_read_again_past_it(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked() -> list[Found]:
        return [ask(index, text) for text in ("she took hold", "coridor", "daug", '"tell him"', "Nia", "the f")]

    before = asked()
    index.close()
    monkeypatch.setattr(postgres_shelf, "Lately", lambda _most: Lately(1))
    assert asked() == before
