"""Questions about case sets: what a viewer sees of one now, what stands in lists, and what an owner should look at."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import String, cast
from sqlmodel import Session, col, func, select

from ..media.clip import CLOSED, Clip, Recording
from ..media.consent import Use
from ..people.contributor import Contributor
from ..people.person import Person
from ..people.viewer import Viewer
from . import viewing
from .assembling import parts_of, steps_of
from .case import Case, CaseClip, CaseTheme
from .case_set import CaseSet, SetPart, SetShare, SetStep
from .decision_point import DecisionPoint
from .queries import cards
from .shown_sets import (
    Adding,
    Covered,
    ListedSet,
    Notices,
    OfferedClip,
    Origin,
    SetCoverage,
    ShownPart,
    ShownSet,
    ShownStep,
)  # fmt: skip
from .theme import Continuum, Theme
from .versioning import cases_as_of
from .viewing_sets import let_to, own_sets, sets_let_to, standing

MOST_ORIGINS = 5
INSTEAD = 3  # cases offered for one that has lost a clip
GONE = "A clip that stood here is no longer here."
NOT_IN_PARTS = "Whoever speaks in this clip has not agreed to be shown in parts; all of it may be shown."


def shown_set(db: Session, viewer: Viewer, case_set: CaseSet) -> ShownSet:
    """A set as this viewer may see it; asked only for a set within her sight."""
    steps = steps_of(db, case_set)
    cases = _cases_in_sight(db, viewer, steps)
    by_slug = {card.slug: card for card in cards(db, viewer, list(cases.values()))}
    stood = cases_as_of(db, [(step.case_id, step.case_version) for step in steps])
    parts = parts_of(db, steps)
    offered = _offered(db, viewer, cases)
    live = _live(db, viewer, [part.clip_id for those in parts.values() for part in those if part.clip_id])
    owner = db.get_one(Person, case_set.owner_id)
    shown, at = [], 0
    for place, step in enumerate(steps):
        case = cases.get(step.case_id)
        words = stood.get((step.case_id, step.case_version)) or case
        clips = offered.get(step.case_id, {})
        there, later = _parts(db, viewer, case, parts.get(step.pk, []), clips, live) if case else ([], 0)
        shown.append(
            ShownStep(
                step=step,
                place=place,
                starts_at=at,
                card=by_slug[case.slug] if case else None,
                title=words.title if case and words else "",
                dilemma=words.dilemma if case and words else "",
                newer=case is not None and case.version > step.case_version,
                parts=there,
                offered=list(clips.values()),
                later=later,
                instead=_instead(db, viewer, step, steps) if case is None or any(one.gone for one in there) else [],
            )
        )
        at += step.minutes
    hers = viewer.person is not None and owner.pk == viewer.person.pk
    return ShownSet(case_set, owner.name, hers, shown, _origins(db, viewer, case_set))


def _cases_in_sight(db: Session, viewer: Viewer, steps: Sequence[SetStep]) -> dict[int, Case]:
    wanted = col(Case.id).in_([step.case_id for step in steps])
    return {case.pk: case for case in db.exec(select(Case).where(wanted, viewing.seen_by(viewer))).all()}


def _live(db: Session, viewer: Viewer, clips: Sequence[int]) -> set[int | None]:
    """Those of clips that can be shown now to somebody who has answered."""
    told = select(Clip.id).join(Recording, col(Recording.id) == Clip.recording_id)
    told = told.join(CaseClip, col(CaseClip.clip_id) == Clip.id)
    return set(
        db.exec(told.where(col(Clip.id).in_(clips), viewing.consented(viewer), col(Clip.state).not_in(CLOSED))).all()
    )


def _offered(db: Session, viewer: Viewer, cases: Mapping[int, Case]) -> dict[int, dict[int | None, OfferedClip]]:
    """By case and by clip, what this viewer may open."""
    seen = viewing.clips_of_many(db, viewer, list(cases))
    every = [one for those in seen.values() for one in those]
    names = _speakers(db, [one.recording for one in every])
    in_parts = viewing.allowed_keys(db, viewer, [one.clip.key for one in every], Use.excerpts)
    return {
        case: {
            one.clip.pk: OfferedClip(
                one.clip.key,
                one.clip.title,
                names.get(one.recording.contributor_id, ""),
                one.in_case.after,
                one.clip.duration_ms or ((one.clip.out_ms or one.clip.in_ms) - one.clip.in_ms),
                one.clip.key in in_parts,
            )
            for one in those
        }
        for case, those in seen.items()
    }


def _parts(
    db: Session,
    viewer: Viewer,
    case: Case,
    parts: Sequence[SetPart],
    clips: Mapping[int | None, OfferedClip],
    live: set[int | None],
) -> tuple[list[ShownPart], int]:
    there = [
        _part(part, clips.get(part.clip_id)) for part in parts if part.clip_id in clips or part.clip_id not in live
    ]
    later = len(parts) - len(there)
    if any(part.gone for part in there):
        taken = {told.clip_id: words for told, words in viewing.taken_back(db, viewer, case)}
        why = {part.pk: taken.get(part.clip_id or 0, GONE) for part in parts}
        there = [replace(part, gone=why[part.pk]) if part.gone == GONE else part for part in there]
    return there, later


def _part(part: SetPart, clip: OfferedClip | None) -> ShownPart:
    if clip is None:
        return ShownPart(part.pk, gone=GONE)
    shown = ShownPart(
        part.pk, clip.clip_key, clip.title, clip.speaker, clip.after, clip.length_ms, part.from_ms, part.to_ms
    )
    return shown if clip.in_parts or not shown.is_segment else ShownPart(part.pk, gone=NOT_IN_PARTS)


def _speakers(db: Session, recordings: Sequence[Recording]) -> dict[int | None, str]:
    wanted = col(Contributor.id).in_([one.contributor_id for one in recordings])
    return dict(db.exec(select(Contributor.id, Contributor.name).where(wanted)).all())


def _instead(db: Session, viewer: Viewer, step: SetStep, steps: Sequence[SetStep]) -> list[tuple[str, str]]:
    """Cases with a theme of this one that are not in the set, those with most themes in common first."""
    themes = select(CaseTheme.theme_id).where(CaseTheme.case_id == step.case_id)
    question = (
        select(Case.slug, Case.title)
        .join(CaseTheme, col(CaseTheme.case_id) == Case.id)
        .where(
            viewing.seen_by(viewer),
            viewing.published(),
            col(CaseTheme.theme_id).in_(themes),
            col(Case.id).not_in([one.case_id for one in steps]),
        )
        .group_by(col(Case.id), col(Case.slug), col(Case.title))
        .order_by(func.count().desc(), col(Case.title))
    )
    return [(slug, title) for slug, title in db.exec(question.limit(INSTEAD)).all()]


def _origins(db: Session, viewer: Viewer, case_set: CaseSet) -> list[Origin]:
    """What it was adapted from, and what that was. Whose a set is, is told as its owner is called today."""
    found: list[Origin] = []
    one = case_set
    while one.copied_from_id is not None and len(found) < MOST_ORIGINS:
        source = db.get_one(CaseSet, one.copied_from_id)
        owner = db.get_one(Person, source.owner_id)
        hers = viewer.person is not None and owner.pk == viewer.person.pk
        may_open = source.removed_at is None and (hers or _is_let(db, viewer, source))
        found.append(Origin(one.copied_title, owner.name, source.key if may_open else ""))
        one = source
    return found


def _is_let(db: Session, viewer: Viewer, case_set: CaseSet) -> bool:
    if viewer.person is None:
        return False
    question = select(CaseSet.id).where(CaseSet.id == case_set.pk, let_to(viewer.person))
    return db.exec(question).first() is not None


def my_sets(db: Session, viewer: Viewer) -> list[ListedSet]:
    """A viewer's own sets, the one she worked on last first, each with what she should look at."""
    sets = own_sets(db, viewer.person) if viewer.person else []
    return _listed(db, sets, set_notices(db, viewer)) if sets else []


def sets_for(db: Session, viewer: Viewer) -> list[ListedSet]:
    """Others' sets that are let to a viewer today, by name or through a cohort, the newest first."""
    sets = sets_let_to(db, viewer.person) if viewer.person else []
    return _listed(db, sets, {}) if sets else []


def _listed(db: Session, sets: Sequence[CaseSet], notices: Mapping[int, Notices]) -> list[ListedSet]:
    keys = [one.pk for one in sets]
    per_set = select(SetStep.case_set_id, func.count(), func.sum(SetStep.minutes)).group_by(col(SetStep.case_set_id))
    sizes = {
        pk: (many, int(all_)) for pk, many, all_ in db.exec(per_set.where(col(SetStep.case_set_id).in_(keys))).all()
    }
    shares = select(SetShare.case_set_id, func.count()).where(
        col(SetShare.case_set_id).in_(keys), col(SetShare.ended_at).is_(None)
    )
    let = dict(db.exec(shares.group_by(col(SetShare.case_set_id))).all())
    owners = dict(
        db.exec(select(Person.id, Person.name).where(col(Person.id).in_([one.owner_id for one in sets]))).all()
    )
    return [
        ListedSet(
            one, owners[one.owner_id], *sizes.get(one.pk, (0, 0)), notices.get(one.pk, Notices()), let.get(one.pk, 0)
        )
        for one in sets
    ]


def adding_to(db: Session, viewer: Viewer) -> Adding:
    """Where a case goes that this viewer adds by one press."""
    sets = own_sets(db, viewer.person) if viewer.person else []
    return adding_to_set(db, sets[0]) if sets else Adding()


def adding_to_set(db: Session, case_set: CaseSet) -> Adding:
    """This set as the one that cases are put into."""
    slugs = select(Case.slug).join(SetStep, col(SetStep.case_id) == Case.id).where(SetStep.case_set_id == case_set.pk)
    return Adding(case_set.key, case_set.title, frozenset(db.exec(slugs).all()))


def set_notices(db: Session, viewer: Viewer) -> dict[int, Notices]:
    """What a viewer should look at in her own sets, by the sets' row numbers; a set in order is left out."""
    if viewer.person is None:
        return {}
    hers = select(CaseSet.id).where(CaseSet.owner_id == viewer.person.pk, standing())
    steps = (
        select(SetStep.case_set_id, func.count())
        .join(Case, col(Case.id) == SetStep.case_id)
        .where(col(SetStep.case_set_id).in_(hers))
        .group_by(col(SetStep.case_set_id))
    )
    newer = dict(db.exec(steps.where(viewing.seen_by(viewer), col(Case.version) > SetStep.case_version)).all())
    closed = dict(db.exec(steps.where(~viewing.seen_by(viewer))).all())
    told = select(Clip.id).join(Recording, col(Recording.id) == Clip.recording_id)
    told = told.join(CaseClip, col(CaseClip.clip_id) == Clip.id)
    told = told.where(
        col(CaseClip.case_id) == SetStep.case_id,
        col(Clip.id) == SetPart.clip_id,
        viewing.consented(viewer),
        col(Clip.state).not_in(CLOSED),
    )
    parts = (
        select(SetStep.case_set_id, func.count())
        .join(SetPart, col(SetPart.step_id) == SetStep.id)
        .join(Case, col(Case.id) == SetStep.case_id)
        .where(
            col(SetStep.case_set_id).in_(hers),
            viewing.seen_by(viewer),
            ~told.correlate(SetStep, SetPart).exists(),
        )
    )
    gone = dict(db.exec(parts.group_by(col(SetStep.case_set_id))).all())
    return {pk: Notices(newer.get(pk, 0), closed.get(pk, 0), gone.get(pk, 0)) for pk in {*newer, *closed, *gone}}


def set_coverage(db: Session, viewer: Viewer, slugs: set[str]) -> SetCoverage:
    """How the cases of a set, and all within a viewer's sight, spread over themes and continua."""
    themes = _counted(db, viewer, slugs, select(CaseTheme.theme_id).join(Case, col(Case.id) == CaseTheme.case_id))
    told = select(cast(DecisionPoint.continua, String)).join(Case, col(Case.id) == DecisionPoint.case_id)
    continua: Counter[str] = Counter()
    chosen: Counter[str] = Counter()
    for lines, (every, those) in _counted(db, viewer, slugs, told).items():  # many cases have the same few lines
        for line in set(json.loads(lines)):
            continua[line] += every
            chosen[line] += those
    return SetCoverage(
        themes=[
            Covered(one.slug, one.title, *themes.get(one.pk, (0, 0)))
            for one in db.exec(select(Theme).order_by(col(Theme.position))).all()
        ],
        continua=[
            Covered(one.slug, one.mean, continua[one.slug], chosen[one.slug])
            for one in db.exec(select(Continuum).order_by(col(Continuum.number))).all()
        ],
    )


def _counted(db: Session, viewer: Viewer, slugs: set[str], question: Any) -> dict[Any, tuple[int, int]]:
    """For each value of a question's one column: how many of the cases in sight have it, and how many of the chosen."""
    (value,) = question.selected_columns
    cases = func.count(col(Case.id).distinct())
    counts = cases, cases.filter(col(Case.slug).in_(slugs))
    asked = question.add_columns(*counts).where(viewing.seen_by(viewer)).group_by(value)
    return {value: (every, chosen) for value, every, chosen in db.connection().execute(asked).all()}
