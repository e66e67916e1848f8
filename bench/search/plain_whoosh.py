"""Whoosh as its manual begins: a searcher for each question, facets by groups, its own highlighter and speller."""

# mypy: ignore-errors

import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from whoosh import index
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, TEXT, Schema
from whoosh.query import Or, Phrase, Prefix, Term

from casebook.search.stemming import stem

from .engines import SHOWN, Held, answer
from .questions import Answer, Question


class PlainWhoosh:
    """See `engines.Engine`."""

    def __init__(self, folder: Path) -> None:
        place = folder / "plain_whoosh"
        cut = SpaceSeparatedTokenizer()
        schema = Schema(
            stems=TEXT(analyzer=cut, stored=True), words=TEXT(analyzer=cut, phrase=False),
            mine=ID(stored=True, sortable=True), clip=ID, seen=ID,
        )  # fmt: skip
        if place.exists():
            self._index = index.open_dir(place)
        else:
            place.mkdir()
            self._index = index.create_in(place, schema)

    def build(self, documents: Iterable[Held]) -> None:
        self._add(self._index.writer(limitmb=256), documents)

    def _add(self, writer, documents: Iterable[Held]) -> None:
        for one in documents:
            writer.add_document(stems=one.stems, words=one.words, mine=one.case, clip=one.clip, seen=str(one.seen))
        writer.commit()

    def open(self, themes: Mapping[str, str]) -> None:
        self._themes = themes

    def ask(self, question: Question) -> Answer:
        terms = [Term("stems", stem(word)) for word in question.words]
        if question.kind == "phrase":
            terms = [Phrase("stems", [stem(word) for word in question.words])]
        elif question.kind == "prefix":
            terms[1] = Prefix("words", question.words[1])
        elif question.kind == "typo":
            terms = []
        with self._index.searcher() as searcher:
            if question.kind == "typo":  # a FuzzyTerm as it comes finds next to nothing: letters changed places
                likes = searcher.suggest("words", question.words[0], limit=1, prefix=1)
                terms = [Term("stems", stem(like)) for like in likes]
            found = searcher.search(Or(terms), filter=Term("seen", "True"), limit=SHOWN, groupedby="mine")
            snippets = [hit.highlights("stems") for hit in found]
            return answer(found.groups("mine"), self._themes, snippets)

    def replace(self, clip: str, documents: Iterable[Held]) -> None:
        writer = self._index.writer()
        writer.delete_by_term("clip", clip)
        self._add(writer, documents)

    def cpu(self) -> float:
        return time.process_time()

    def close(self) -> None:
        self._index.close()
