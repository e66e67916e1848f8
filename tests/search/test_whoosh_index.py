"""What is Whoosh's own: files that are torn, deleted or of another shape."""

import errno
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine
from whoosh.filedb.filestore import FileStorage

from casebook.db import changes
from casebook.db.engine import writing
from casebook.errors import IndexUnavailable
from casebook.search import whoosh_index, whoosh_shelf
from casebook.search.index import Index, open_index
from casebook.search.indexing import index_changes
from casebook.search.query import SearchAsk
from casebook.search.terms import PAIR, STEM, WORD
from casebook.search.whoosh_shelf import Shelf

from .conftest import EVERYTHING


def served(tmp_path: Path) -> Path:
    return tmp_path / "index" / (tmp_path / "index" / "current").read_text()


def tear(part: float) -> Callable[[Path], None]:
    def tearing(file: Path) -> None:
        file.write_bytes(file.read_bytes()[: int(file.stat().st_size * part)])

    return tearing


def delete(file: Path) -> None:
    file.unlink()


def overwrite(file: Path) -> None:
    file.write_bytes(b"\xff" * file.stat().st_size)


def right(index: Index) -> bool:
    found = index.search(SearchAsk("and then he thanked me"), EVERYTHING)
    return [hit.clip_key for case in found.cases for hit in case.hits][:1] == ["lieafter"]


@pytest.mark.parametrize("pattern", ["*.toc", "*.seg"])
@pytest.mark.parametrize("damage", [tear(0), tear(0.5), tear(0.9), delete, overwrite])
def test_torn_files_are_set_aside_and_the_index_is_rebuilt(
    engine: Engine, index: Index, tmp_path: Path, pattern: str, damage: Callable[[Path], None]
) -> None:
    for file in served(tmp_path).glob(pattern):
        damage(file)
    reader = open_index(f"whoosh://{tmp_path / 'index'}")
    with pytest.raises(IndexUnavailable):
        reader.search(SearchAsk("wept"), EVERYTHING)
    assert list((tmp_path / "index").glob("broken-*"))
    index_changes(engine, open_index(f"whoosh://{tmp_path / 'index'}"))
    assert right(reader)


def test_one_that_is_reading_goes_on_when_files_are_torn_beneath_it(index: Index, tmp_path: Path) -> None:
    assert right(index)
    for file in served(tmp_path).glob("*.seg"):
        tear(0.1)(file)
    assert right(index)


def test_a_deleted_index_is_rebuilt(engine: Engine, index: Index, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "index")
    with pytest.raises(IndexUnavailable):
        index.search(SearchAsk("wept"), EVERYTHING)
    index_changes(engine, index)
    assert right(index)


def test_an_index_of_another_shape_is_not_read_but_rebuilt(
    engine: Engine, index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whoosh_index, "SHAPE", whoosh_index.SHAPE + 1)
    newer = open_index(f"whoosh://{tmp_path / 'index'}")
    with pytest.raises(IndexUnavailable):
        newer.open()
    index_changes(engine, newer)
    assert right(newer)


def test_what_is_left_of_killed_writers_and_broken_indexes_is_swept(
    engine: Engine, index: Index, tmp_path: Path
) -> None:
    for number in range(3):
        (tmp_path / "index" / f"shape1-left{number}").mkdir()
        (tmp_path / "index" / f"broken-shape1-{number}").mkdir()
    index.rebuild([])
    left = sorted(path.name for path in (tmp_path / "index").iterdir() if path.is_dir())
    assert len(left) == 1  # the one that is served


def test_a_large_index_is_read_from_its_files(
    engine: Engine, index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whoosh_shelf, "MOST_IN_MEMORY", 0)
    assert right(open_index(f"whoosh://{tmp_path / 'index'}"))


def test_an_index_torn_where_only_a_writer_looks_is_set_aside_too(
    engine: Engine, index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(engine) as db:
        changes.note(db, "clip", "bed")
    for file in served(tmp_path).glob("*.toc"):
        tear(0.5)(file)
    monkeypatch.setattr(index, "open", lambda: None)
    with pytest.raises(IndexUnavailable):
        index_changes(engine, index)
    monkeypatch.undo()
    assert index_changes(engine, index) == 1
    assert right(index)


def test_a_full_disk_leaves_the_index_whole_and_nothing_behind(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object, **_named: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(whoosh_index, "_write", full)
    before = sorted(path.name for path in (tmp_path / "index").iterdir())
    with pytest.raises(IndexUnavailable):
        index.remove(cases=["bed-14"])
    with pytest.raises(OSError, match="No space"):
        index.rebuild([])
    assert sorted(path.name for path in (tmp_path / "index").iterdir()) == before
    assert right(index)


def test_postings_read_by_the_block_are_those_that_whoosh_reads_one_by_one(index: Index, tmp_path: Path) -> None:
    reader = FileStorage(str(served(tmp_path))).open_index().reader()
    shelf = Shelf(served(tmp_path), "")
    for field, term in reader.all_terms():
        if field in (STEM, WORD, PAIR):
            matcher = reader.postings(field, term)
            expected = []
            while matcher.is_active():
                expected.append((matcher.id(), round(matcher.weight())))
                matcher.next()
            held = shelf.held(field, term.decode())
            assert list(zip(held.documents, held.tenths, strict=True)) == expected


def test_a_whoosh_that_gives_no_blocks_is_read_one_by_one(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def all_held() -> dict[tuple[str, bytes], tuple[list[int], bytes]]:
        reader, shelf = FileStorage(str(served(tmp_path))).open_index().reader(), Shelf(served(tmp_path), "")
        held = {(field, term): shelf.held(field, term.decode()) for field, term in reader.all_terms() if field == STEM}
        return {term: (list(one.documents), one.tenths) for term, one in held.items()}

    by_block = all_held()
    assert by_block
    monkeypatch.setattr(whoosh_shelf, "BY_BLOCK", ("a_method_that_whoosh_has_not",))
    assert all_held() == by_block
