"""casebook's own search: the database of a library, indexed by what the worker does, asked as a page asks."""

import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from sqlmodel import Session, col, select

from casebook.cases.case import Case, CaseClip, CaseTheme
from casebook.cases.theme import Theme
from casebook.db import changes
from casebook.db.engine import open_engine, reading, writing
from casebook.media.clip import Clip
from casebook.media.transcript import Cue, Transcript
from casebook.search.document import Document
from casebook.search.index import open_index
from casebook.search.indexing import index_changes, rebuild
from casebook.search.query import SearchAsk, Sight

from .engines import SHOWN, answer
from .questions import Answer, Question

EACH = 2  # moments of each of ten cases: as many places as the others show


class Casebook:
    """casebook with its database in one folder and its index in another."""

    def __init__(self, library: Path, folder: Path, *, index: str = "") -> None:
        self.engine = open_engine(f"sqlite:///{library / 'casebook.db'}")
        self._index = open_index(index or f"whoosh://{folder / 'index'}")

    def build(self) -> None:
        rebuild(self.engine, self._index)

    def open(self, themes: Mapping[str, str], sight: Sight) -> None:
        self._themes, self._sight = themes, sight
        self._index.open()

    def ask(self, question: Question) -> Answer:
        found = self._index.search(SearchAsk(question.text, limit=SHOWN // EACH, moments=EACH), self._sight)
        return answer(found.answering, self._themes, [hit for case in found.cases for hit in case.hits])

    def edit(self, clip: str, text: str) -> str:
        """Save another text for the first line of a clip, and let the index see it; answers what stood there."""
        with writing(self.engine) as db:
            cue = db.exec(
                select(Cue).join(Transcript, col(Transcript.id) == Cue.transcript_id)
                .join(Clip, col(Clip.id) == Transcript.clip_id).where(Clip.key == clip).order_by(col(Cue.start_ms))
            ).first()  # fmt: skip
            assert cue is not None
            before, cue.text = cue.text, text
            db.add(cue)
            changes.note(db, "clip", clip)
        index_changes(self.engine, self._index)
        return before

    def cpu(self) -> float:
        """Seconds of processor time so far, of all who take part."""
        return time.process_time()

    def close(self) -> None:
        self._index.close()
        self.engine.dispose()


class Collecting:
    """An index that only takes what it is given: how the others come by casebook's own documents."""

    def __init__(self) -> None:
        self.documents: list[Document] = []

    def rebuild(self, documents: Iterable[Document]) -> None:
        self.documents = list(documents)


def themes_of(db: Session) -> dict[str, str]:
    """The theme of each case."""
    joined = select(Case.slug, Theme.slug).join(CaseTheme, col(CaseTheme.case_id) == Case.id)
    return dict(db.exec(joined.join(Theme, col(Theme.id) == CaseTheme.theme_id)).all())


def sight_of(db: Session) -> Sight:
    """One who sees every case and what is told before its decision, and has decided in every other."""
    cases = db.exec(select(Case.slug)).all()
    clips = db.exec(select(Clip.key, CaseClip.after, CaseClip.case_id).join(CaseClip, col(CaseClip.clip_id) == Clip.id))
    seen = frozenset(key for key, after, case_id in clips.all() if not after or case_id % 2)
    return Sight(frozenset(cases), seen)


def documents_of(library: Path) -> list[Document]:
    """What casebook would index, for the others."""
    engine, collecting = open_engine(f"sqlite:///{library / 'casebook.db'}"), Collecting()
    rebuild(engine, collecting)  # type: ignore[arg-type]
    engine.dispose()
    return collecting.documents


def cues_of(library: Path) -> list[str]:
    """All that is said before a decision: the asker sees it."""
    engine = open_engine(f"sqlite:///{library / 'casebook.db'}")
    with reading(engine) as db:
        question = (
            select(Cue.text)
            .join(Transcript, col(Transcript.id) == Cue.transcript_id)
            .join(CaseClip, col(CaseClip.clip_id) == Transcript.clip_id)
            .where(~col(CaseClip.after))
        )
        cues = list(db.exec(question.order_by(col(Cue.id))).all())
    engine.dispose()
    return cues
