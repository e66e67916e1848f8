"""Indexing: from what changed to documents made anew from the database, and the whole index from the whole of it.

All cases and their clips are in it, drafts too, so that whoever makes cases finds hers; sight keeps them from everyone
else. Nothing anyone wrote in answer ever is.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import Engine
from sqlmodel import Session, col, exists, select

from ..cases.case import Case, CaseClip, CaseGuidance, CaseTheme
from ..cases.guidance import Guidance
from ..cases.theme import Theme
from ..db import changes
from ..db.changes import Change
from ..db.engine import reading, writing
from ..errors import IndexUnavailable
from ..media.allowing import standing
from ..media.clip import Clip, ClipState, Recording
from ..media.consent import Consent
from ..media.transcript import Cue, Transcript
from ..people.contributor import Contributor
from .document import CaseDocument, ClipDocument, Document, SpokenCue, moments
from .index import Index

_MANY = 500
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKDOWN = re.compile(r"[*_`#>]+")


def index_changes(engine: Engine, index: Index) -> int:
    """Bring the index up to what changed; answers how many changes it has seen. Safe to repeat: changes are taken
    away only once the index holds them on the disk. An index that cannot be read is rebuilt. Raises
    IndexBusy when another worker is writing it."""
    try:
        index.open()
    except IndexUnavailable:
        return rebuild(engine, index)
    count = 0
    while True:
        with reading(engine) as db:
            batch = changes.pending(db, limit=_MANY)
            if not batch:
                return count
            anew = any(change.kind == changes.ANEW for change in batch)
            cases, clips = _concerned(db, batch)
        if anew:
            return count + rebuild(engine, index)
        index.update(_anew(engine, cases, clips), cases=cases, clips=clips)
        _seen(engine, batch)
        count += len(batch)


def _anew(engine: Engine, cases: Collection[str], clips: Collection[str]) -> Iterator[Document]:
    """The documents of these cases and clips as they are when the index asks for the first."""
    with reading(engine) as db:
        yield from _documents(db, cases=cases)
        yield from _documents(db, clips=clips, but_cases=cases)


def rebuild(engine: Engine, index: Index) -> int:
    """Make the whole index anew while the old one serves; answers how many changes this has seen."""
    batch: list[Change] = []

    def documents() -> Iterator[Document]:
        with reading(engine) as db:
            # one transaction: what is noted after it began is still pending when the new index serves
            batch.extend(changes.pending(db, limit=1_000_000))
            yield from _documents(db)

    index.rebuild(documents())
    _seen(engine, batch)
    return len(batch)


def _seen(engine: Engine, batch: Sequence[Change]) -> None:
    for start in range(0, len(batch), _MANY):
        with writing(engine) as db:
            changes.seen(db, batch[start : start + _MANY])


def _concerned(db: Session, batch: Sequence[Change]) -> tuple[set[str], set[str]]:
    """The cases and the clips to be made anew. A theme and guidance concern every case that
    has them, a contributor every clip in which she speaks."""
    keys: dict[str, set[str]] = defaultdict(set)
    for change in batch:
        keys[change.kind].add(change.key)
    of_themes = (
        select(Case.slug)
        .join(CaseTheme, col(CaseTheme.case_id) == Case.id)
        .join(Theme, col(Theme.id) == CaseTheme.theme_id)
        .where(col(Theme.slug).in_(keys["theme"]))
    )
    of_guidance = (
        select(Case.slug)
        .join(CaseGuidance, col(CaseGuidance.case_id) == Case.id)
        .join(Guidance, col(Guidance.id) == CaseGuidance.guidance_id)
        .where(col(Guidance.key).in_(keys["guidance"]))
    )
    of_contributors = (
        select(Clip.key)
        .join(Recording, col(Recording.id) == Clip.recording_id)
        .join(Contributor, col(Contributor.id) == Recording.contributor_id)
        .where(col(Contributor.slug).in_(keys["contributor"]))
    )
    cases = {*keys["case"], *db.exec(of_themes).all(), *db.exec(of_guidance).all()}
    return cases, {*keys["clip"], *db.exec(of_contributors).all()}


def _documents(
    db: Session,
    *,
    cases: Collection[str] | None = None,
    clips: Collection[str] | None = None,
    but_cases: Collection[str] = (),
) -> Iterator[Document]:
    """The documents of all cases, of these cases, or of these clips alone."""
    question = select(Case).order_by(col(Case.id))
    if cases is not None:
        question = question.where(col(Case.slug).in_(cases))
    if clips is not None:
        theirs = select(CaseClip.case_id).join(Clip, col(Clip.id) == CaseClip.clip_id).where(col(Clip.key).in_(clips))
        question = question.where(col(Case.id).in_(theirs), col(Case.slug).not_in(but_cases))
    for case in db.exec(question).all():
        if clips is None:
            yield _case_document(db, case)
        yield from _clip_documents(db, case, clips)


def _case_document(db: Session, case: Case) -> CaseDocument:
    themes = (
        select(Theme.title)
        .join(CaseTheme, col(CaseTheme.theme_id) == Theme.id)
        .where(CaseTheme.case_id == case.id)
        .order_by(col(CaseTheme.position))
    )
    guidance = (
        select(Guidance.issuer, Guidance.title)
        .join(CaseGuidance, col(CaseGuidance.guidance_id) == Guidance.id)
        .where(CaseGuidance.case_id == case.id)
        .order_by(col(CaseGuidance.position))
    )
    return CaseDocument(
        case.slug,
        case.title,
        case.dilemma,
        _plain(case.story),
        tuple(db.exec(themes).all()),
        case.setting,
        tuple(f"{issuer}: {title}" for issuer, title in db.exec(guidance).all()),
    )


def _clip_documents(db: Session, case: Case, clips: Collection[str] | None) -> Iterator[Document]:
    """The clips of a case that a consent still lets out. Whether it has begun or run out is for sight to say, by the
    clock, at each request."""
    consented = exists().where(col(Consent.recording_id) == Recording.id, standing())
    question = (
        select(Clip, CaseClip.after, Contributor.name)
        .join(CaseClip, col(CaseClip.clip_id) == Clip.id)
        .join(Recording, col(Recording.id) == Clip.recording_id)
        .outerjoin(Contributor, col(Contributor.id) == Recording.contributor_id)
        .where(CaseClip.case_id == case.id, consented, Clip.state != ClipState.taken_back)
        .order_by(col(CaseClip.position))
    )
    if clips is not None:
        question = question.where(col(Clip.key).in_(clips))
    for clip, after, contributor in db.exec(question).all():
        yield ClipDocument(case.slug, clip.key, clip.title, contributor or "", after)
        cues = (
            select(Cue.start_ms, Cue.text)
            .join(Transcript, col(Transcript.id) == Cue.transcript_id)
            .where(Transcript.clip_id == clip.id, ~col(Cue.seen))  # a hit is quoted as what somebody said
            .order_by(col(Cue.start_ms), col(Cue.id))
        )
        yield from moments(case.slug, clip.key, [SpokenCue(*cue) for cue in db.exec(cues).all()], after=after)


def _plain(markdown: str) -> str:
    return _MARKDOWN.sub("", _LINK.sub(r"\1", markdown))
