"""One generation of a PostgreSQL index, as a process holds it: whose each document is, and what was read of it so far.

What is read stays until the next write, what is answered does not. Everything a search asks for is asked at once where
that can be told beforehand: on the way to the server, not in it, most of the time is lost.
"""

import json
import sys
from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, groupby, pairwise
from threading import Lock
from typing import Any, Generic, TypeVar

from .document import Document
from .lanes import Held, InSight
from .marking import Read
from .postgres_rows import Edition, lexeme, quoted
from .query import SearchAsk, Sight, understand
from .spelling import LONG, SHORTEST, one_slip, two_slips
from .stemming import stem
from .terms import PAIR, STEM, WORD, Owner, document_of, pair, pieces
from .words import words_in

_AHEAD = 48  # longer words that are looked up together; ranking takes 40 of them
_LAST = "\U0010ffff"

K = TypeVar("K")
V = TypeVar("V")


class Torn(Exception):
    """What the index holds cannot be read."""


class Lately(Generic[K, V]):
    """What was read lately, at most so many; any number of threads."""

    def __init__(self, most: int) -> None:
        self._most, self._kept, self._lock = most, dict[K, V](), Lock()

    def known(self, keys: Iterable[K]) -> tuple[dict[K, V], list[K]]:
        """What was read of these keys, and those that were not, each once. Asked once for both: another thread may put
        or push out any of them at any moment."""
        found: dict[K, V] = {}
        lacking: list[K] = []
        for key in dict.fromkeys(keys):
            if (value := self._kept.get(key)) is None:
                lacking.append(key)
            else:
                found[key] = value
        return found, lacking

    def get(self, key: K) -> V | None:
        return self._kept.get(key)

    def put(self, key: K, value: V) -> None:
        with self._lock:
            self._kept[key] = value
            if len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]


class Shelf:
    """What is known of one generation; `owned` are its owners with their documents, in order."""

    def __init__(
        self, generation: str, edition: Edition, size: int, owned: Iterable[tuple[str, str, int, int]]
    ) -> None:
        self.generation, self.edition, self.size = generation, edition, size
        self.held: Lately[tuple[str, str], Held] = Lately(1536)
        self.phrases: Lately[tuple[str, ...], Held] = Lately(128)
        self.longer: Lately[str, Sequence[tuple[str, int]]] = Lately(64)
        self.alike: Lately[tuple[str, int], Sequence[str]] = Lately(128)  # so many slips away
        self.kept: Lately[int, tuple[Document, Sequence[Read]]] = Lately(4096)
        self._owned = [(Owner(case_slug, clip_key), first, after) for case_slug, clip_key, first, after in owned]
        self._owned_from = [first for _, first, _ in self._owned]
        self.of_case: dict[str, list[int]] = defaultdict(list)
        runs: list[tuple[str, int]] = []
        for case_slug, together in groupby(self._owned, key=lambda run: run[0].case_slug):
            theirs = list(together)
            end = theirs[-1][2]
            runs += [(case_slug, end)] * (end - len(runs))  # what was taken away before them is nobody's
            self.of_case[case_slug] += chain.from_iterable(range(first, after) for _, first, after in theirs)
        self.runs: Sequence[tuple[str, int]] = runs
        self.in_sight = lru_cache(maxsize=16)(self._in_sight)

    def _in_sight(self, sight: Sight) -> InSight:
        """The documents that somebody sees."""
        seen = bytearray(self.size)
        for owner, first, after in self._owned:
            if sight.sees(*owner):
                seen[first:after] = b"\1" * (after - first)
        return InSight(bytes(seen))

    def owner_of(self, document: int) -> Owner:
        """Whose a document is."""
        return self._owned[bisect_right(self._owned_from, document) - 1][0]


class Reading:
    """See `finding.Holdings`: a shelf, and the transaction in which the rest is read."""

    stem = staticmethod(stem)

    def __init__(self, shelf: Shelf, cursor: Any) -> None:
        self._shelf, self._cursor = shelf, cursor
        self.size, self.runs, self.in_sight = shelf.size, shelf.runs, shelf.in_sight
        self._coming: dict[str, Sequence[str]] = {}

    def _ask(self, sentence: str, *given: Any) -> list[Any]:
        edition = self._shelf.edition
        named = {name: getattr(edition, name) for name in ("documents", "owners", "vocabulary")}
        found: list[Any] = self._cursor.execute(sentence.format(**named), given).fetchall()
        return found

    def expect(self, ask: SearchAsk) -> None:
        """Read together what ranking is going to ask for."""
        asked = understand(ask.text)
        said = [words_in(other) for synonym in ask.synonyms for other in synonym.others]
        phrases = [asked.words, *(phrase for group in asked.groups for phrase in group.phrases), *asked.without, *said]
        stemmed = [tuple(stem(word.plain) for word in phrase) for phrase in phrases]
        counting = [stem(word.plain) for word in asked.counting]
        self._read_held(STEM, [*counting, *(stems[0] for stems in stemmed if len(stems) == 1)])
        self._read_phrases(stems for stems in stemmed if len(stems) > 1)

    # What ranking asks for

    def documents_of(self, case_slug: str) -> Sequence[int]:
        return self._shelf.of_case.get(case_slug, ())

    def holding(self, stem: str) -> Held:
        return self._held(STEM, stem)

    def spelt(self, plain: str) -> Held:
        if plain in self._coming:
            ahead = self._coming[plain]
            self._read_held(WORD, ahead)
            self._read_held(STEM, map(stem, ahead))
        return self._held(WORD, plain)

    def holding_phrase(self, stems: Sequence[str]) -> Held:
        if len(stems) == 1:
            return self.holding(stems[0])
        phrase = tuple(stems)
        known = self._shelf.phrases.get(phrase)
        return self._read_phrases([phrase])[phrase] if known is None else known

    def beginning_with(self, prefix: str) -> Sequence[tuple[str, int]]:
        longer = self._shelf.longer.get(prefix)
        longer = self._read_longer(prefix) if longer is None else longer
        self._expect_spelt([word for word, _ in longer])
        return longer

    def spelt_like(self, plain: str) -> Iterator[Sequence[str]]:
        if len(plain) < SHORTEST:
            return
        for slips in (1, 2) if len(plain) >= LONG else (1,):
            alike = self._shelf.alike.get((plain, slips))
            alike = self._read_alike(plain, slips) if alike is None else alike
            self._expect_spelt(alike)
            yield alike

    def kept(self, documents: Iterable[int]) -> Mapping[int, tuple[Document, Sequence[Read]]]:
        wanted, shelf = list(documents), self._shelf
        found = {document: kept for document in wanted if (kept := shelf.kept.get(document))}
        if lacking := [document for document in wanted if document not in found]:
            for number, given in self._ask("SELECT number, kept FROM {documents} WHERE number = ANY(%s)", lacking):
                found[number] = _opened(shelf.owner_of(number), given)
                shelf.kept.put(number, found[number])
        if found.keys() != set(wanted):
            raise Torn("documents are missing")
        return found

    # How it is read

    def _read_alike(self, plain: str, slips: int) -> Sequence[str]:
        alike = self._words("term = ANY(%s)", sorted(one_slip(plain)))
        if slips > 1:
            likely = self._words(
                "term >= %s AND term < %s AND length(term) BETWEEN %s AND %s",
                plain[0], plain[0] + _LAST, len(plain) - 2, len(plain) + 2,
            )  # fmt: skip
            alike = two_slips(plain, likely, but=alike)
        self._shelf.alike.put((plain, slips), alike)
        return alike

    def _words(self, where: str, *given: Any) -> list[str]:
        sentence = f"SELECT term FROM {{vocabulary}} WHERE kind = '{WORD[0]}' AND {where} ORDER BY term"
        return [term for (term,) in self._ask(sentence, *given)]

    def _expect_spelt(self, words: Sequence[str]) -> None:
        """These words will be asked for in this order: whoever asks for one gets some of those that follow."""
        for start in range(0, len(words), _AHEAD):
            self._coming[words[start]] = words[start : start + _AHEAD]

    def _held(self, kind: str, term: str) -> Held:
        known = self._shelf.held.get((kind, term))
        return self._read_held(kind, [term])[term] if known is None else known

    def _read_longer(self, prefix: str) -> Sequence[tuple[str, int]]:
        counted = self._ask(
            f"SELECT term, documents FROM {{vocabulary}} WHERE kind = '{WORD[0]}' AND term >= %s AND term < %s"
            " ORDER BY documents DESC, term",
            prefix,
            prefix + _LAST,
        )
        self._shelf.longer.put(prefix, counted)
        return counted

    def _read_held(self, kind: str, terms: Iterable[str]) -> dict[str, Held]:
        """Those that were read lately, and the others, which are read now."""
        known, unread = self._shelf.held.known((kind, term) for term in terms)
        read, lacking = {term: held for (_, term), held in known.items()}, [term for _, term in unread]
        if not lacking:
            return read
        documents: dict[str, array[int]] = {term: array("I") for term in lacking}
        tenths: dict[str, bytearray] = {term: bytearray() for term in lacking}
        for term, weight, numbers in self._ask(
            "SELECT term, tenths, (SELECT string_agg(int4send(number), '') FROM {documents}"
            " WHERE terms @@ ('''' || kind || tenths || ':' || term || '''')::tsquery)"
            " FROM {vocabulary} WHERE kind = %s AND term = ANY(%s)",
            kind[0],
            lacking,
        ):
            those = _numbers(numbers)
            documents[term].extend(those)
            tenths[term] += bytes([weight]) * len(those)
        for term in lacking:
            read[term] = Held(documents[term], bytes(tenths[term]), self.size)
            self._shelf.held.put((kind, term), read[term])
        return read

    def _read_phrases(self, phrases: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], Held]:
        """Those that were read lately, and the others, which are read now."""
        read, lacking = self._shelf.phrases.known(phrases)
        if not lacking:
            return read
        queries = [" & ".join(quoted(lexeme(PAIR, 1, pair(*two))) for two in pairwise(stems)) for stems in lacking]
        sayings = [f" {' '.join(stems)} " if len(stems) > 2 else "" for stems in lacking]
        found = self._ask(
            "SELECT place, (SELECT string_agg(int4send(number), '') FROM {documents}"
            " WHERE terms @@ query::tsquery AND (saying = '' OR strpos(passages, saying) > 0))"
            " FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS asked(query, saying, place)",
            queries,
            sayings,
        )
        for place, numbers in found:
            stems, those = lacking[place - 1], _numbers(numbers)
            read[stems] = Held(those, (b"\x01" if len(stems) == 2 else b"\x0a") * len(those), self.size)
            self._shelf.phrases.put(stems, read[stems])
        return read


def _numbers(sent: bytes | None) -> "array[int]":
    """Numbers as the server sends them: four bytes each, the highest first."""
    numbers = array("I")
    numbers.frombytes(sent or b"")
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _opened(owner: Owner, given: str) -> tuple[Document, Sequence[Read]]:
    try:
        kept = json.loads(given)
        document = document_of(owner, kept)
        return document, pieces(document, kept)
    except Exception as wrong:
        raise Torn(type(wrong).__name__) from wrong  # its text may quote the document
