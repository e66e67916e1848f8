"""Questions of the consent register: every consent by how it stands, what each touches, and who may look after it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, func, or_, select

from ..clock import now
from ..errors import NotFound
from ..media.allowing import standing
from ..media.clip import Clip, ClipState, Recording
from ..media.consent import Consent, EvidenceFile, PatientReview
from ..media.reminding import STAGES
from ..people.contributor import Contributor
from ..people.person import Person, Role
from ..people.viewer import Viewer
from . import viewing
from .case import Case, CaseClip
from .case_set import CaseSet, SetPart, SetStep

SOON = timedelta(days=STAGES[-1])
MOST = 500


class Standing(StrEnum):
    """How a consent stands, or that there is none."""

    soon = "soon"
    live = "live"
    missing = "missing"
    withdrawn = "withdrawn"
    over = "over"
    all = "all"


@dataclass(frozen=True)
class Touched:
    """What a recording touches: its clips, the cases told by them, and how many sets show them."""

    clips: Sequence[str] = ()
    cases: Sequence[tuple[str, str]] = ()  # slug and title
    sets: int = 0


@dataclass(frozen=True)
class Entry:
    """A recording with the consent that stands last, if there ever was one."""

    recording: Recording
    consent: Consent | None
    speaker: Contributor | None
    standing: Standing
    days_left: int | None
    touched: Touched = field(default_factory=Touched)


def in_register(viewer: Viewer) -> ColumnElement[bool]:
    """A recording whose consents this viewer may look after: any for consent officers and reviewers, and for an author
    what she may work on in the studio."""
    if viewer.roles & {Role.consent_officer, Role.reviewer}:
        return col(Recording.id).is_not(None)
    return viewing.in_studio(viewer)


def kept_by(viewer: Viewer) -> ColumnElement[bool]:
    """A recording whose consents this viewer may change, with their signed forms and links: a reviewer may not."""
    if Role.consent_officer in viewer.roles:
        return col(Recording.id).is_not(None)
    return viewing.in_studio(viewer)


def consent_for(db: Session, viewer: Viewer, key: str, *, keeping: bool = False) -> tuple[Consent, Recording]:
    """The consent of a key, if this viewer may look at it, or `keeping`, change it. Raises NotFound."""
    question = select(Consent, Recording).where(col(Recording.id) == Consent.recording_id, Consent.key == key)
    mine = kept_by(viewer) if keeping else in_register(viewer)
    if (found := db.exec(question.where(mine)).first()) is None:
        raise NotFound("consent")
    return found[0], found[1]


def keeps_all_of(db: Session, viewer: Viewer, contributor: Contributor) -> bool:
    """Whether this viewer may change the consents of everything a contributor tells: her link opens all of it."""
    agreed = select(Consent.recording_id).where(Consent.contributor_id == contributor.pk)
    others = select(Recording.id).where(col(Recording.id).in_(agreed), ~kept_by(viewer))
    return db.exec(others).first() is None


def may_keep(db: Session, viewer: Viewer, recording: Recording) -> bool:
    """Whether this viewer may change the consents of a recording."""
    return db.exec(select(Recording.id).where(Recording.id == recording.pk, kept_by(viewer))).first() is not None


def history_of(db: Session, recording: Recording) -> Sequence[Consent]:
    """Every agreement about a recording, the newest first."""
    question = select(Consent).where(Consent.recording_id == recording.pk)
    return db.exec(question.order_by(col(Consent.id).desc())).all()


def reviewers_of(db: Session, consent: Consent) -> Sequence[tuple[str, datetime]]:
    """Who has listened for patients, and when."""
    question = select(Person.name, PatientReview.created_at).join(Person, col(Person.id) == PatientReview.person_id)
    found = db.exec(question.where(PatientReview.consent_id == consent.pk).order_by(col(PatientReview.id))).all()
    return [(name, at) for name, at in found]


def register(db: Session, viewer: Viewer, wanted: Standing = Standing.all) -> list[Entry]:
    """The register, those that end first at the top; or those that stand as `wanted`."""
    newest = select(func.max(Consent.id)).where(col(Consent.recording_id) == Recording.id).correlate(Recording)
    question = (
        select(Recording, Consent, Contributor)
        .outerjoin(Consent, col(Consent.id) == newest.scalar_subquery())
        .outerjoin(Contributor, col(Contributor.id) == Recording.contributor_id)
        .where(in_register(viewer), _wanted(wanted))
        .order_by(col(Consent.until).is_(None), col(Consent.until), col(Recording.id).desc())
    )
    entries = [_entry(*found) for found in db.exec(question.limit(MOST)).all()]
    touched = touched_by(db, [one.recording.pk for one in entries])
    return [
        Entry(one.recording, one.consent, one.speaker, one.standing, one.days_left, touched[one.recording.pk])
        for one in entries
    ]


def _wanted(wanted: Standing) -> ColumnElement[bool]:
    moment = now()
    alive = and_(
        col(Consent.id).is_not(None), standing(), or_(col(Consent.until).is_(None), col(Consent.until) > moment)
    )
    return {
        Standing.all: col(Recording.id).is_not(None),
        Standing.live: alive,
        Standing.soon: and_(alive, col(Consent.until) <= moment + SOON),
        Standing.missing: col(Consent.id).is_(None),
        Standing.withdrawn: col(Consent.withdrawn_at).is_not(None),
        Standing.over: and_(col(Consent.withdrawn_at).is_(None), col(Consent.until) <= moment),
    }[wanted]


def _entry(recording: Recording, consent: Consent | None, speaker: Contributor | None) -> Entry:
    moment = now()
    if consent is None:
        return Entry(recording, None, speaker, Standing.missing, None)
    left = (consent.until - moment).days if consent.until else None
    if consent.withdrawn_at is not None:
        stands = Standing.withdrawn
    elif consent.until is not None and consent.until <= moment:
        stands = Standing.over
    else:
        stands = Standing.soon if consent.until and consent.until <= moment + SOON else Standing.live
    return Entry(recording, consent, speaker, stands, left if stands in (Standing.live, Standing.soon) else None)


def touched_by(db: Session, recordings: Sequence[int]) -> dict[int, Touched]:
    """What these recordings touch, by their row numbers, in three questions."""
    mine = col(Clip.recording_id).in_(recordings)
    clips: dict[int, list[str]] = {pk: [] for pk in recordings}
    titles = select(Clip.recording_id, Clip.title).where(mine, Clip.state != ClipState.replaced)
    for pk, title in db.exec(titles.order_by(col(Clip.id))).all():
        clips[pk].append(title)
    cases: dict[int, dict[str, str]] = {pk: {} for pk in recordings}
    told = select(Clip.recording_id, Case.slug, Case.title).join(CaseClip, col(CaseClip.clip_id) == Clip.id)
    for pk, slug, title in db.exec(told.join(Case, col(Case.id) == CaseClip.case_id).where(mine)).all():
        cases[pk][slug] = title
    shown = (
        select(Clip.recording_id, func.count(func.distinct(SetStep.case_set_id)))
        .join(SetPart, col(SetPart.clip_id) == Clip.id)
        .join(SetStep, col(SetStep.id) == SetPart.step_id)
        .join(CaseSet, col(CaseSet.id) == SetStep.case_set_id)
        .where(mine, col(CaseSet.removed_at).is_(None))
        .group_by(col(Clip.recording_id))
    )
    sets = dict(db.exec(shown).all())
    return {pk: Touched(clips[pk], sorted(cases[pk].items()), sets.get(pk, 0)) for pk in recordings}


def counts(db: Session, viewer: Viewer) -> dict[Standing, int]:
    """How many there are of each."""
    newest = select(func.max(Consent.id)).where(col(Consent.recording_id) == Recording.id).correlate(Recording)
    base = select(func.count()).select_from(Recording)
    base = base.outerjoin(Consent, col(Consent.id) == newest.scalar_subquery()).where(in_register(viewer))
    return {one: db.exec(base.where(_wanted(one))).one() for one in Standing}


def evidence_for(db: Session, viewer: Viewer, key: str) -> EvidenceFile:
    """The signed form of a key, for consent officers, and for an author of what she may work on. Raises NotFound."""
    question = (
        select(EvidenceFile)
        .join(Consent, col(Consent.id) == EvidenceFile.consent_id)
        .join(Recording, col(Recording.id) == Consent.recording_id)
        .where(EvidenceFile.key == key, kept_by(viewer))
    )
    if (found := db.exec(question).first()) is None:
        raise NotFound("file")
    return found
