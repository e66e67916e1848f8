"""The engines that are compared, each asked the same: words in documents in sight, all answering cases by theme, and
twenty marked places. What the others hold are casebook's own documents, already stemmed, so that nobody pays for that
but casebook; a column says whether the asker sees them.
"""

import sqlite3
import time
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from casebook.search.document import Document
from casebook.search.spelling import Vocabulary
from casebook.search.stemming import stem
from casebook.search.words import words_in

from .questions import Answer, Question

SHOWN = 20
_BETWEEN = " 0between0 "  # so that no phrase goes from one text into the next


@dataclass(frozen=True)
class Held:
    """A document as the others hold it: one line of stems, one of words, and its text."""

    case: str
    clip: str
    seen: bool
    stems: str
    words: str


def held(document: Document, *, seen: bool) -> Held:
    """A document of casebook's, for the others."""
    texts = [[word.plain for word in words_in(text)] for text in document.texts().values() if text]
    stems, words = (_BETWEEN.join(" ".join(map(cut, plain)) for plain in texts) for cut in (stem, str))
    return Held(document.case_slug, document.clip_key, seen, stems, words)


class Engine(Protocol):
    """An engine with its index in a folder."""

    def build(self, documents: Iterable[Held]) -> None: ...
    def open(self, themes: Mapping[str, str]) -> None: ...
    def ask(self, question: Question) -> Answer: ...
    def replace(self, clip: str, documents: Iterable[Held]) -> None: ...
    def cpu(self) -> float: ...
    def close(self) -> None: ...


def answer(cases: Iterable[str], themes: Mapping[str, str], snippets: list[Any]) -> Answer:
    """Count the cases by theme."""
    found = frozenset(cases)
    return Answer(found, Counter(themes[case] for case in found), snippets)


class Fts5:
    """SQLite FTS5 with BM25, its own snippets, and casebook's speller over its vocabulary."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "fts5.db")

    def build(self, documents: Iterable[Held]) -> None:
        self._db.execute("CREATE VIRTUAL TABLE docs USING fts5(stems, words, mine UNINDEXED, clip UNINDEXED, seen"
                         " UNINDEXED, tokenize = 'unicode61')")  # fmt: skip
        self._db.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(docs, col)")
        self._add(documents)

    def _add(self, documents: Iterable[Held]) -> None:
        rows = ((one.stems, one.words, one.case, one.clip, one.seen) for one in documents)
        self._db.executemany("INSERT INTO docs VALUES (?, ?, ?, ?, ?)", rows)
        self._db.commit()

    def open(self, themes: Mapping[str, str]) -> None:
        self._themes = themes
        rows = self._db.execute("SELECT term, doc FROM vocabulary WHERE col = 'words' ORDER BY term").fetchall()
        self._speller = Vocabulary([term for term, _ in rows], array("I", (count for _, count in rows)))

    def ask(self, question: Question) -> Answer:
        match = " OR ".join(f'stems : "{stem(word)}"' for word in question.words)
        if question.kind == "phrase":
            match = f'stems : "{" ".join(map(stem, question.words))}"'
        elif question.kind == "prefix":
            match = f'stems : "{stem(question.words[0])}" OR words : "{question.words[1]}" *'
        elif question.kind == "typo":
            likes = next((found for found in self._speller.spelt_like(question.words[0]) if found), [])
            match = f'stems : "{stem(likes[0])}"' if likes else 'stems : "nothing0like0it"'
        cases = self._db.execute("SELECT DISTINCT mine FROM docs WHERE docs MATCH ? AND seen", [match])
        best = self._db.execute(
            "SELECT mine, clip, snippet(docs, 0, '<b>', '</b>', '…', 24) FROM docs WHERE docs MATCH ? AND seen"
            f" ORDER BY rank LIMIT {SHOWN}", [match],
        )  # fmt: skip
        return answer((case for (case,) in cases), self._themes, best.fetchall())

    def replace(self, clip: str, documents: Iterable[Held]) -> None:
        self._db.execute("DELETE FROM docs WHERE clip = ?", [clip])
        self._add(documents)

    def cpu(self) -> float:
        return time.process_time()

    def close(self) -> None:
        self._db.close()


class Tantivy:
    """tantivy, with its own facets and snippets and a fuzzy term for what is misspelt."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("stems", tokenizer_name="whitespace", stored=True)
        builder.add_text_field("words", tokenizer_name="whitespace")
        for name in ("mine", "clip", "seen"):
            builder.add_text_field(name, tokenizer_name="raw", fast=True, stored=True, index_option="basic")
        self._schema = builder.build()
        place = folder / "tantivy"
        place.mkdir(exist_ok=True)
        self._index = tantivy.Index(self._schema, path=str(place))

    def build(self, documents: Iterable[Held]) -> None:
        writer = self._index.writer(128_000_000, 1)
        self._add(writer, documents)

    def _add(self, writer: Any, documents: Iterable[Held]) -> None:
        for one in documents:
            writer.add_document(
                self._tantivy.Document(
                    stems=one.stems, words=one.words, mine=one.case, clip=one.clip or "none", seen=str(one.seen)
                )
            )
        writer.commit()
        writer.wait_merging_threads()

    def open(self, themes: Mapping[str, str]) -> None:
        self._themes = themes
        self._index.reload()

    def _term(self, field: str, word: str) -> Any:
        return self._tantivy.Query.term_query(self._schema, field, word)

    def ask(self, question: Question) -> Answer:
        query, occur = self._tantivy.Query, self._tantivy.Occur
        terms = [self._term("stems", stem(word)) for word in question.words]
        if question.kind == "phrase" and len(terms) > 1:
            terms = [query.phrase_query(self._schema, "stems", [stem(word) for word in question.words])]
        elif question.kind == "prefix":
            terms[1] = query.regex_query(self._schema, "words", f"{question.words[1]}.*")
        elif question.kind == "typo":
            terms = [query.fuzzy_term_query(self._schema, "words", question.words[0])]
        words = query.boolean_query([(occur.Should, term) for term in terms])
        whole = query.boolean_query([(occur.Must, words), (occur.Must, query.const_score_query(
            self._term("seen", "True"), 0.0))])  # fmt: skip
        searcher = self._index.searcher()
        counted = searcher.aggregate(whole, {"cases": {"terms": {"field": "mine", "size": 65_000}}})
        generator = self._tantivy.SnippetGenerator.create(searcher, words, self._schema, "stems")
        found = [searcher.doc(address) for _, address in searcher.search(whole, SHOWN, count=False).hits]
        snippets = [generator.snippet_from_doc(document).to_html() for document in found]
        return answer((bucket["key"] for bucket in counted["cases"]["buckets"]), self._themes, snippets)

    def replace(self, clip: str, documents: Iterable[Held]) -> None:
        writer = self._index.writer(15_000_000, 1)
        writer.delete_documents_by_term("clip", clip)
        self._add(writer, documents)
        self._index.reload()

    def cpu(self) -> float:
        return time.process_time()

    def close(self) -> None:
        pass
