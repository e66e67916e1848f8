"""The embedded index: Whoosh in a folder. It keeps words, places and texts; the order of merit is `ranking.py`'s."""

# mypy: disallow-untyped-calls=False

import re
import shutil
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from whoosh.analysis.tokenizers import SpaceSeparatedTokenizer
from whoosh.fields import ID, KEYWORD, STORED, TEXT, Schema
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import TOC, FileIndex
from whoosh.lang.porter2 import stem as porter2
from whoosh.query.positional import Phrase

from ..errors import IndexBusy, IndexUnavailable
from .document import FIELDS, CaseDocument, ClipDocument, Document, Moment, SpokenCue
from .finding import find
from .folder import IndexFolder, settle
from .marking import Read, read
from .query import Found, SearchAsk, Sight
from .words import words_in

#: Raise it whenever documents, fields or the cutting of words change: an index of another shape is rebuilt.
SHAPE = 2

#: An index up to this size is read into memory whole. A memory map of a file that is torn ends the process.
MOST_IN_MEMORY = 96 * 1024 * 1024

_MOST_TRIES = 20
_GENERATION = re.compile(r"_MAIN_([0-9]+)\.toc")

P = ParamSpec("P")
R = TypeVar("R")


class Torn(Exception):
    """The files of the index cannot be read. Whoosh says so by any type of exception."""


def _reads_files(method: Callable[P, R]) -> Callable[P, R]:
    @wraps(method)
    def reading(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except Exception as torn:
            raise Torn(f"{type(torn).__name__}: {torn}") from torn

    return reading


stem = lru_cache(maxsize=50_000)(porter2)


def _schema() -> Schema:
    fields: dict[str, Any] = {
        name: TEXT(analyzer=SpaceSeparatedTokenizer(), spelling=False, field_boost=weight)
        for name, weight in FIELDS.items()
    }
    # `word` holds every word as it is spelt, for beginnings and near spellings
    return Schema(case=ID(sortable=True), clip=ID(sortable=True), kept=STORED, word=KEYWORD, **fields)


def _row(document: Document) -> dict[str, Any]:
    row: dict[str, Any] = {"case": document.case_slug, "kept": _given(document)}
    if document.clip_key:
        row["clip"] = document.clip_key
    spelt: set[str] = set()
    for name, text in document.texts().items():
        plain = [word.plain for word in words_in(text)]
        spelt.update(plain)
        if plain:
            row[name] = " ".join(stem(word) for word in plain)
    row["word"] = " ".join(sorted(spelt))
    return row


def _given(document: Document) -> tuple[Any, ...]:
    """A document as plain values; its owner is kept beside it."""
    if isinstance(document, Moment):
        return "moment", document.after, tuple((cue.start_ms, cue.text) for cue in document.cues)
    if isinstance(document, ClipDocument):
        return "clip", document.after, document.title, document.contributor
    return "case", document.title, document.dilemma, document.story, document.themes, document.setting


def _taken(owner: tuple[str, str], given: tuple[Any, ...]) -> Document:
    """The document that `_given` took apart."""
    case_slug, clip_key = owner
    match given:
        case "moment", after, cues:
            return Moment(case_slug, clip_key, after, tuple(SpokenCue(*cue) for cue in cues))
        case "clip", after, title, contributor:
            return ClipDocument(case_slug, clip_key, title, contributor, after)
        case "case", *texts:
            return CaseDocument(case_slug, *texts)
    raise ValueError(f"unknown document {given[:1]}")


class WhooshIndex:
    """See `index.Index` for what it promises."""

    def __init__(self, folder: Path) -> None:
        self._folder = IndexFolder(folder, shape=SHAPE)
        self._lock = threading.Lock()
        self._shelf: Shelf | None = None

    # Reading

    def generation(self) -> str:
        served = self._folder.current()
        return _generation(served) if served else ""

    def open(self) -> None:
        """Raises IndexUnavailable unless the index can be read."""
        self._with_shelf(lambda shelf: None)

    def search(self, ask: SearchAsk, sight: Sight) -> Found:
        return self._with_shelf(lambda shelf: find(ask, shelf, shelf.in_sight(sight)))

    def _with_shelf(self, asking: "Callable[[Shelf], R]") -> R:
        failed = ""
        with self._lock:
            for _ in range(_MOST_TRIES):
                served = self._folder.current()
                if served is None:
                    self._put_down()
                    raise IndexUnavailable("There is no search index yet.")
                tried = _generation(served)
                try:
                    return asking(self._newest_shelf(served, tried))
                except Torn as torn:
                    self._put_down()
                    if tried == failed:
                        self._folder.set_aside(served)
                        raise IndexUnavailable("The search index is broken and has been set aside.") from torn
                    failed = tried  # a file may have gone because the worker replaced it just now: look again
        raise IndexUnavailable("The search index changes faster than it can be read.")

    def _newest_shelf(self, served: Path, generation: str) -> "Shelf":
        if self._shelf is None or self._shelf.generation != generation:
            self._put_down()
            self._shelf = Shelf(served, generation)
        return self._shelf

    def _put_down(self) -> None:
        self._shelf = None

    def close(self) -> None:
        with self._lock:
            self._put_down()

    # Writing

    def update(self, documents: Iterable[Document], *, cases: Collection[str], clips: Collection[str]) -> None:
        with self._alone():
            served = self._folder.current()
            if served is None:
                raise IndexUnavailable("There is no search index yet.")
            try:
                _write(served, documents, cases=cases, clips=clips)
            except Exception as failed:
                if isinstance(failed, FileNotFoundError) or not isinstance(failed, OSError):
                    self._folder.set_aside(served)  # broken; a full disk alone would leave it whole
                raise IndexUnavailable(f"The search index cannot be written: {failed}") from failed

    def remove(self, *, cases: Collection[str] = (), clips: Collection[str] = ()) -> None:
        self.update((), cases=cases, clips=clips)

    def rebuild(self, documents: Iterable[Document]) -> None:
        with self._alone():
            fresh = self._folder.fresh()
            try:
                FileStorage(str(fresh)).create_index(_schema())
                _write(fresh, documents, cases=(), clips=())
                self._folder.serve(fresh)
            except BaseException:
                shutil.rmtree(fresh, ignore_errors=True)
                raise

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._folder.folder.mkdir(parents=True, exist_ok=True)
        lock = FileStorage(str(self._folder.folder)).lock("writing.lock")
        if not lock.acquire():
            raise IndexBusy("The search index is being written by another worker.")
        try:
            yield
        finally:
            lock.release()


def _write(folder: Path, documents: Iterable[Document], *, cases: Collection[str], clips: Collection[str]) -> None:
    writer = FileStorage(str(folder)).open_index().writer()
    try:
        for field, keys in (("case", cases), ("clip", clips)):
            for key in keys:
                writer.delete_by_term(field, key)
        for document in documents:
            writer.add_document(**_row(document))
    except BaseException:
        writer.cancel()
        raise
    writer.commit()
    settle(folder)


def _generation(served: Path) -> str:
    try:
        numbers = [int(found[1]) for path in served.iterdir() if (found := _GENERATION.fullmatch(path.name))]
    except OSError:
        numbers = []
    return f"{served.name}.{max(numbers, default=-1)}"


class Shelf:
    """One generation of the index, held open. One thread at a time; what was read once is kept as long as it is."""

    @_reads_files
    def __init__(self, served: Path, generation: str) -> None:
        self.generation = generation
        index = FileIndex(_storage(served))
        self._reader: Any = index.reader()
        self._searcher: Any = index.searcher()
        pairs = {("", ""): 0}  # of documents that were taken away; in nobody's sight
        self._owners = [0] * self._reader.doc_count_all()
        if self._reader.doc_count():
            case, clip = self._reader.column_reader("case"), self._reader.column_reader("clip")
            for document in self._reader.all_doc_ids():
                self._owners[document] = pairs.setdefault((case[document], clip[document]), len(pairs))
        self._pairs = list(pairs)
        self.holding = lru_cache(maxsize=512)(self._holding)
        self.spelt = lru_cache(maxsize=512)(self._spelt)
        self.kept = lru_cache(maxsize=2048)(self._kept)
        self._sight: tuple[Sight | None, bytes] = (None, b"")

    stem = staticmethod(stem)

    def in_sight(self, sight: Sight) -> Sequence[int]:
        """1 for each document in sight, else 0."""
        if self._sight[0] != sight:
            seen = [0, *(int(sight.sees(case, clip)) for case, clip in self._pairs[1:])]
            self._sight = (sight, bytes(seen[owner] for owner in self._owners))
        return self._sight[1]

    def owner(self, document: int) -> tuple[str, str]:
        """The case and the clip of a document."""
        return self._pairs[self._owners[document]]

    @_reads_files
    def _holding(self, stem: str) -> tuple[Sequence[int], Sequence[float]]:
        weights: dict[int, float] = {}
        for field in FIELDS:
            for matcher in self._matcher(field, stem):
                while matcher.is_active():
                    document = matcher.id()
                    weights[document] = weights.get(document, 0.0) + matcher.weight()
                    matcher.next()
        return list(weights), list(weights.values())

    @_reads_files
    def _spelt(self, plain: str) -> Sequence[int]:
        return [document for matcher in self._matcher("word", plain) for document in matcher.all_ids()]

    def _matcher(self, field: str, term: str) -> Iterator[Any]:
        if (field, term.encode()) in self._reader:
            yield self._reader.postings(field, term.encode())

    @_reads_files
    def holding_phrase(self, stems: Sequence[str]) -> Collection[int]:
        if len(stems) == 1:
            return self.holding(stems[0])[0]
        return {
            document
            for field in FIELDS
            if all((field, stem.encode()) in self._reader for stem in stems)
            for document in self._searcher.docs_for_query(Phrase(field, list(stems)))
        }

    @_reads_files
    def beginning_with(self, prefix: str) -> Sequence[str]:
        return [word.decode() for word in self._reader.expand_prefix("word", prefix)]

    @_reads_files
    def spelt_like(self, plain: str) -> Sequence[Sequence[str]]:
        if len(plain) < 4:
            return []
        distances = (1, 2) if len(plain) > 7 else (1,)
        return [list(self._reader.terms_within("word", plain, distance, prefix=1)) for distance in distances]

    @_reads_files
    def _kept(self, document: int) -> "tuple[Document, tuple[Read, ...]]":
        kept = _taken(self.owner(document), self._reader.stored_fields(document)["kept"])
        return kept, tuple(read(text, stem) for text in kept.pieces())


def _storage(served: Path) -> Any:
    """The files of the newest generation, and no others: beside them the worker may be writing the next."""
    files = FileStorage(str(served), supports_mmap=False)
    toc = TOC.read(files, "MAIN")
    segments = tuple(f"{segment.segment_id()}." for segment in toc.segments)
    names = [name for name in files.list() if name.startswith(segments)] if segments else []
    if sum(files.file_length(name) for name in names) > MOST_IN_MEMORY:
        return files
    memory = RamStorage()
    for name in [f"_MAIN_{toc.generation}.toc", *names]:
        memory.files[name] = (served / name).read_bytes()
    return memory
