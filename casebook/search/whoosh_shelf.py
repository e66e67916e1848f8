"""One generation of a Whoosh index, held open for reading: its segments, whose each document is, and what holds what.

A segment never changes but for which of its documents are taken away, so what was read of one is kept for the next
generation; a written clip costs its readers that clip, not the library.
"""

# mypy: disallow-untyped-calls=False

from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, wraps
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, NamedTuple, ParamSpec, TypeVar

from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import TOC

from .document import Document
from .lanes import Held, InSight
from .marking import Read
from .query import Sight
from .spelling import Vocabulary
from .stemming import stem
from .terms import PAIR, STEM, WORD, Owner, document_of, pair, passages, pieces

#: A segment up to this size is read into memory whole. A memory map of a file that is torn ends the process.
MOST_IN_MEMORY = 96 * 1024 * 1024

#: Methods of a matcher that Whoosh does not promise; where one is missing, postings are read one by one.
BY_BLOCK = ("_read_ids", "_read_weights", "_next_block")

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


class Run(NamedTuple):
    """Documents that follow each other and belong to one owner."""

    owner: Owner
    start: int
    end: int


class _Segment:
    """The documents of one segment, counted from 0."""

    def __init__(self, served: Path, toc: Any, segment: Any) -> None:
        codec, files = segment.codec(), _storage(served, segment)
        if segment.is_compound():
            files = segment.open_compound_file(files)
        self._schema = toc.schema
        self._terms: Any = codec.terms_reader(files, segment)
        self._documents: Any = codec.per_document_reader(files, segment)
        self.size: int = segment.doc_count_all()
        self.runs, self.vocabulary = self._runs(), self._vocabulary()
        self.postings = lru_cache(maxsize=512)(self._postings)

    def _runs(self) -> list[Run]:
        column = self._documents.column_reader("owner", self._schema["owner"].column_type)
        runs: list[Run] = []
        last, start = b"", 0
        for document in range(self.size + 1):
            owner = column[document] if document < self.size else b""
            if owner != last:
                if last:
                    runs.append(Run(Owner.read(last), start, document))
                last, start = owner, document
        return runs

    def _vocabulary(self) -> Vocabulary:
        words, counts = [], []
        for (field, term), info in self._terms.items_from(WORD, b""):
            if field != WORD:
                break
            words.append(term.decode())
            counts.append(info.doc_frequency())
        return Vocabulary(words, counts)

    def _postings(self, field: str, term: str) -> tuple[Sequence[int], bytes]:
        """The documents that hold a term, and how much in tenths."""
        documents, tenths = array("I"), bytearray()
        if (field, term.encode()) in self._terms:
            matcher = self._terms.matcher(field, term.encode(), self._schema[field].format)
            for ids, weights in _blocks(matcher):
                documents.extend(ids)
                tenths.extend(map(round, weights))
        return documents, bytes(tenths)

    def stored(self, document: int) -> Any:
        return self._documents.stored_fields(document)["kept"]


def _blocks(matcher: Any) -> Iterator[tuple[Sequence[int], Sequence[float]]]:
    """What a matcher has left, ids and weights: block by block where this Whoosh lets us, which costs a tenth of going
    from one to the next."""
    by_block = all(hasattr(matcher, name) for name in BY_BLOCK)
    while matcher.is_active():
        if by_block:
            matcher._read_ids()
            matcher._read_weights()
            yield matcher._ids, matcher._weights
            matcher._next_block()
        else:
            yield (matcher.id(),), (matcher.weight(),)
            matcher.next()


def _storage(served: Path, segment: Any) -> Any:
    files = FileStorage(str(served), supports_mmap=False)
    names = [name for name in files.list() if name.startswith(f"{segment.segment_id()}.")]
    if sum(files.file_length(name) for name in names) > MOST_IN_MEMORY:
        return files
    memory = RamStorage()
    for name in names:
        memory.files[name] = (served / name).read_bytes()
    return memory


class Shelf:
    """See `finding.Holdings`. One thread at a time."""

    @_reads_files
    def __init__(self, served: Path, generation: str, before: "Shelf | None" = None) -> None:
        self.generation = generation
        toc = TOC.read(FileStorage(str(served), supports_mmap=False), "MAIN")
        kept = before._segments if before else {}
        self._segments: dict[str, _Segment] = {}
        deleted: list[int] = []
        self._starts: list[int] = []
        self.size = 0
        for segment in toc.segments:
            name = f"{served.name}/{segment.segment_id()}"
            self._segments[name] = kept.get(name) or _Segment(served, toc, segment)
            self._starts.append(self.size)
            deleted += [self.size + document for document in segment.deleted_docs()]
            self.size += segment.doc_count_all()
        self._own(deleted)
        self.holding = lru_cache(maxsize=512)(lambda stem: self.held(STEM, stem))
        self.spelt = lru_cache(maxsize=1024)(lambda plain: self.held(WORD, plain))
        self._keeping = lru_cache(maxsize=4096)(self._kept)  # all of some hundred clips, in a few megabytes
        self._phrase = lru_cache(maxsize=128)(self._standing)
        self.in_sight = lru_cache(maxsize=16)(self._in_sight)

    stem = staticmethod(stem)

    def _own(self, deleted: list[int]) -> None:
        """Whose each document is; one that was taken away is nobody's."""
        self._owned: list[Run] = []
        for start, segment in zip(self._starts, self._segments.values(), strict=True):
            self._owned += [Run(run.owner, start + run.start, start + run.end) for run in segment.runs]
        runs: list[tuple[str, int]] = []
        self._of_case: dict[str, list[int]] = defaultdict(list)
        for case_slug, together in groupby(self._owned, key=lambda run: run.owner.case_slug):
            start, end = len(runs), list(together)[-1].end
            runs += [(case_slug, end)] * (end - start)
            self._of_case[case_slug] += range(start, end)
        self._owned_from = [run.start for run in self._owned]
        self.runs: Sequence[tuple[str, int]] = runs
        for document in deleted:
            self._of_case[runs[document][0]].remove(document)
        self._deleted = deleted

    def _in_sight(self, sight: Sight) -> InSight:
        """The documents that somebody sees."""
        seen = bytearray(self.size)
        for owner, start, end in self._owned:
            if sight.sees(*owner):
                seen[start:end] = b"\1" * (end - start)
        for document in self._deleted:
            seen[document] = 0
        return InSight(bytes(seen))

    def documents_of(self, case_slug: str) -> Sequence[int]:
        return self._of_case.get(case_slug, ())

    @_reads_files
    def beginning_with(self, prefix: str) -> Sequence[tuple[str, int]]:
        counts: Counter[str] = Counter()
        for segment in self._segments.values():
            counts.update(dict(segment.vocabulary.beginning_with(prefix)))
        return sorted(counts.items(), key=lambda counted: (-counted[1], counted[0]))

    def spelt_like(self, plain: str) -> Iterator[Sequence[str]]:
        # one after the other: who finds what was meant among the nearest asks for none farther off
        found = [segment.vocabulary.spelt_like(plain) for segment in self._segments.values()]
        return (sorted(set().union(*alike)) for alike in zip(*found, strict=True))

    @_reads_files
    def held(self, field: str, term: str) -> Held:
        """The documents that hold a term of a field."""
        documents, tenths = array("I"), bytearray()
        for start, segment in zip(self._starts, self._segments.values(), strict=True):
            theirs, how_much = segment.postings(field, term)
            documents.extend(theirs if not start else array("I", (start + document for document in theirs)))
            tenths += how_much
        return Held(documents, bytes(tenths), self.size)

    def holding_phrase(self, stems: Sequence[str]) -> Held:
        return self._phrase(tuple(stems)) if len(stems) > 1 else self.holding(stems[0])

    @_reads_files
    def _standing(self, stems: tuple[str, ...]) -> Held:
        pairs = [self.held(PAIR, pair(*two)) for two in pairwise(stems)]
        if len(pairs) == 1:
            return pairs[0]
        both = set.intersection(*sorted((set(held.documents) for held in pairs), key=len))
        asked = f" {' '.join(stems)} "
        standing = array("I", (document for document in sorted(both) if self._says(document, asked)))
        return Held(standing, b"\x0a" * len(standing), self.size)

    def _says(self, document: int, stems: str) -> bool:
        return any(stems in passage for passage in passages(*self._stored(document)))

    def kept(self, documents: Iterable[int]) -> Mapping[int, tuple[Document, Sequence[Read]]]:
        return {document: self._keeping(document) for document in documents}

    @_reads_files
    def _kept(self, document: int) -> tuple[Document, Sequence[Read]]:
        kept, given = self._stored(document)
        return kept, pieces(kept, given)

    def _stored(self, document: int) -> tuple[Document, tuple[Any, ...]]:
        number = bisect_right(self._starts, document) - 1
        owner = self._owned[bisect_right(self._owned_from, document) - 1].owner
        given = list(self._segments.values())[number].stored(document - self._starts[number])
        return document_of(owner, given), given
