"""Relevance: how well search answers what a trainee would ask, against plain SQLite FTS5 over the same texts.

casebook is asked with its index in Whoosh and, where a server can be started, on PostgreSQL.

`questions.yaml` says which case answers each question, and often in which clip. `recall@5` is the share of questions
whose case is among the first five (with its clip among the moments shown, where one is named); `MRR` the mean of
1 / its place. FTS5 is used as it comes: porter stems, the question's words joined by OR, bm25, the best row of a case.
"""

import importlib
import sqlite3
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlmodel import col, select

from casebook.cases.case import Case, CaseClip
from casebook.cases.confidentiality import clear_invented
from casebook.cases.content_reading import read_content
from casebook.cases.importing import ImportReport, bring_files, import_case, import_vocabulary
from casebook.cases.publishing import publish, review_confidentiality
from casebook.db.engine import reading, writing
from casebook.demo.seeding import add_cast
from casebook.library import Library, open_library
from casebook.media.clip import Clip
from casebook.people.queries import person_by_email
from casebook.preparing import prepare
from casebook.search.document import Document
from casebook.search.index import Index, open_index
from casebook.search.indexing import rebuild
from casebook.search.queries import search
from casebook.search.query import SearchAsk, Sight
from casebook.search.words import words_in
from casebook.settings import read_settings

QUESTIONS = Path(__file__).with_name("questions.yaml")
FIRST = 5
MOMENTS = 5  # shown of each case


@dataclass(frozen=True)
class Figures:
    """What one engine reached over a kind of questions; `all` for all of them."""

    engine: str
    kind: str
    questions: int
    recall: float
    mrr: float


@dataclass(frozen=True)
class Judged:
    """The figures, the questions that were passed over as their cases are not in the content, and those that ours
    does not answer among the first five."""

    figures: list[Figures]
    passed_over: int
    missed: list[str]

    @property
    def kept(self) -> bool:
        """Better than plain FTS5 on both, on every engine."""
        whole = {one.engine: one for one in self.figures if one.kind == "all"}
        plain = whole.pop("FTS5")
        return all(ours.recall > plain.recall and ours.mrr > plain.mrr for ours in whole.values())


def judge(folder: Path, content: Path) -> Judged:
    """Import `content` into a new library in `folder`, and ask all engines everything."""
    with _library(folder, content) as library, _on_postgresql(folder) as more:
        ours = Ours(library, library.index)
        engines = {"casebook": ours} | {name: Ours(library, index) for name, index in more.items()}
        engines |= {"FTS5": Plain(library)}
        asked = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))["questions"]
        questions = [one for one in asked if set(one["case"]) & ours.slugs]
        places: dict[str, list[int]] = {
            name: [_place(one, engine.ask(one["ask"], after=one.get("after", False))) for one in questions]
            for name, engine in engines.items()
        }
    figures = [
        _figures(
            name, kind, [at for one, at in zip(questions, places[name], strict=True) if kind in ("all", one["kind"])]
        )
        for kind in ("all", *sorted({one["kind"] for one in questions}))
        for name in engines
    ]
    missed = [one["ask"] for one, at in zip(questions, places["casebook"], strict=True) if not 0 < at <= FIRST]
    return Judged(figures, len(asked) - len(questions), missed)


def _place(question: dict[str, Any], answered: list[tuple[str, Collection[str]]]) -> int:
    """The place, from 1, of the first case that answers; 0 for none."""
    for place, (slug, clips) in enumerate(answered, start=1):
        if slug in question["case"] and question.get("clip", "") in {"", *clips}:
            return place
    return 0


def _figures(name: str, kind: str, places: list[int]) -> Figures:
    number = len(places) or 1
    recall = sum(0 < at <= FIRST for at in places) / number
    return Figures(name, kind, len(places), round(recall, 3), round(sum(1 / at for at in places if at) / number, 3))


class Ours:
    """casebook's search, as the page asks it."""

    def __init__(self, library: Library, index: Index) -> None:
        self.library, self.index = library, index
        rebuild(library.engine, index)
        with reading(library.engine) as db:
            self.slugs = set(db.exec(select(Case.slug)).all())
            joined = select(Clip.key, CaseClip.name, CaseClip.after).join(CaseClip, col(CaseClip.clip_id) == Clip.id)
            clips = db.exec(joined).all()
        self.names = {key: name for key, name, _ in clips}
        self.before = frozenset(key for key, _, after in clips if not after)

    def ask(self, text: str, *, after: bool) -> list[tuple[str, Collection[str]]]:
        """Cases in order, each with the clips of the moments shown."""
        sight = Sight(frozenset(self.slugs), frozenset(self.names) if after else self.before)
        with reading(self.library.engine) as db:
            found = search(db, self.index, SearchAsk(text, limit=20, moments=MOMENTS), sight)
        return [(one.case_slug, {self.names[hit.clip_key] for hit in one.hits}) for one in found.cases]


class Plain:
    """SQLite FTS5 over the very documents that casebook indexes, one row each."""

    def __init__(self, library: Library) -> None:
        ours = Ours(library, library.index)
        self.names, self.before = ours.names, ours.before
        self.rows = sqlite3.connect(":memory:")
        self.rows.execute(
            "create virtual table rows using fts5(slug unindexed, clip unindexed, text, tokenize='porter unicode61')"
        )
        rebuild(library.engine, self)  # type: ignore[arg-type]

    def rebuild(self, documents: Iterable[Document]) -> None:
        """Take in what an index would."""
        rows = ((one.case_slug, one.clip_key, "\n".join(one.texts().values())) for one in documents)
        self.rows.executemany("insert into rows values (?, ?, ?)", rows)

    def ask(self, text: str, *, after: bool) -> list[tuple[str, Collection[str]]]:
        """Cases in order of their best row, each with the clips of its best rows."""
        words = " OR ".join(f'"{word.plain}"' for word in words_in(text))
        cases: dict[str, list[str]] = {}
        for slug, clip in self.rows.execute("select slug, clip from rows where rows match ? order by rank", [words]):
            if not clip or after or clip in self.before:
                cases.setdefault(slug, []).append(clip)
        return [(slug, {self.names[key] for key in keys[:MOMENTS] if key}) for slug, keys in cases.items()]


@contextmanager
def _library(folder: Path, content: Path) -> Iterator[Library]:
    settings = read_settings(data=folder / "data", demo=True, second_factor="offered")
    prepare(settings)
    library = open_library(settings)
    read, report = read_content(content), ImportReport()
    with writing(library.engine) as db:
        add_cast(db)
        import_vocabulary(db, read, report)
        ada, vera = (person_by_email(db, f"{name}@casebook.example") for name in ("ada", "vera"))
        assert ada
        assert vera
        for one in read.cases.values():
            case = import_case(db, one, bring_files(db, library.storage, one), report, by=ada)
            clear_invented(db, case, by=vera)
            review_confidentiality(db, case, by=vera)
            publish(db, case, by=ada)
    yield library
    library.index.close()
    library.engine.dispose()


@contextmanager
def _on_postgresql(folder: Path) -> Iterator[dict[str, Index]]:
    """An index on a server of our own, where one can be started."""
    try:
        server = importlib.import_module("bench.search.postgresql").Server(folder)
    except ImportError as missing:
        print(f"PostgreSQL is left out: {missing}", file=sys.stderr)
        yield {}
        return
    index = open_index(server.url)
    yield {"PostgreSQL": index}
    index.close()
    server.stop()
