"""Previewing: a manuscript as the page of its case would be, for those who write and read it first."""

from sqlmodel import Session, col, select

from ..media.clip import Clip, Recording
from ..people.contributor import Contributor
from ..people.viewer import Viewer
from . import viewing
from .case import Case, CaseClip
from .content_text import milliseconds
from .decision_point import DecisionPoint, Option
from .guidance import Guidance
from .manuscript import Manuscript
from .manuscript_words import CaseWords, NoteWords
from .queries import shown_clips, speaker
from .shown import CaseCard, CasePage, ShownNote
from .taking_up import keyed_options
from .theme import Continuum, Theme


def preview_of(db: Session, viewer: Viewer, manuscript: Manuscript, *, after: bool) -> CasePage:
    """The case page that a manuscript would make, before the decision or after it; its rows are nowhere kept."""
    words = CaseWords.of(manuscript.words)
    case = Case(
        slug="",
        title=words.title,
        dilemma=words.dilemma,
        story=words.story,
        setting=words.setting or "no setting yet",
        jurisdiction=words.jurisdiction,
        level=words.level,
        perspective=words.perspective,
        twist=words.twist if after else "",
        support=[{"title": one.title, "url": one.url} for one in words.support],
        licence=words.licence,
        attribution=words.attribution,
    )
    seen = [one for one in _clips(db, viewer, case, words) if after or not one.in_case.after]
    titles = {one.clip.key: one.clip.title for one in seen}
    fifteen = db.exec(select(Continuum).order_by(col(Continuum.number))).all()
    by_slug = {one.slug: one for one in fifteen}
    guidance = {one.key: one for one in db.exec(select(Guidance).where(col(Guidance.key).in_(words.guidance))).all()}
    point = DecisionPoint(case_id=0, moment=words.moment, question=words.question, closing=words.closing)
    return CasePage(
        case=case,
        card=_card(db, words, seen),
        point=point,
        options=[
            Option(
                decision_point_id=0,
                key=one.key,
                label=one.label,
                speaks_for=one.speaks_for,
                speaks_against=one.speaks_against,
                position=position,
            )
            for position, one in enumerate(keyed_options(words.options))
        ],
        continua=[by_slug[slug] for slug in words.continua if slug in by_slug],
        considerations=fifteen,
        clips=shown_clips(db, seen),
        taken_back=[],
        withheld=sum(1 for one in words.clips if one.after) if not after else 0,
        notes=[_note(note, titles) for note in words.notes if not note.heard_in or note.heard_in in titles],
        guidance=[guidance[key] for key in words.guidance if key in guidance],
        committed=after,
        read_by_lay=False,
        hers_to_sign=False,
    )


def _clips(db: Session, viewer: Viewer, case: Case, words: CaseWords) -> list[viewing.SeenClip]:
    told = {one.clip: (position, one) for position, one in enumerate(words.clips)}
    question = select(Clip, Recording).join(Recording, col(Recording.id) == Clip.recording_id)
    open_ones = viewing.playable_keys(db, viewer, list(told)) | viewing.read_keys(db, viewer, list(told))
    found = []
    for clip, recording in db.exec(question.where(col(Clip.key).in_(open_ones))).all():
        position, one = told[clip.key]
        in_case = CaseClip(case_id=0, clip_id=clip.pk, name=clip.key, after=one.after, position=position)
        if one.after:
            in_case.chose, in_case.positions, in_case.weighed = one.chose, one.positions, one.weighed
        found.append(viewing.SeenClip(clip, recording, in_case, case))
    return sorted(found, key=lambda one: one.in_case.position)


def _card(db: Session, words: CaseWords, seen: list[viewing.SeenClip]) -> CaseCard:
    themes = {one.slug: one for one in db.exec(select(Theme).where(col(Theme.slug).in_(words.themes))).all()}
    ids = dict.fromkeys(one.recording.contributor_id for one in seen if one.recording.contributor_id)
    people = {one.pk: one for one in db.exec(select(Contributor).where(col(Contributor.id).in_(ids))).all()}
    return CaseCard(
        slug="",
        title=words.title,
        dilemma=words.dilemma,
        setting=words.setting,
        jurisdiction=words.jurisdiction,
        level=words.level,
        has_cover=False,
        themes=[themes[slug] for slug in words.themes if slug in themes],
        speakers=[speaker(people[one]) for one in ids if one in people],
        notes=[one.note for one in words.notes],
        duration_ms=sum(one.clip.duration_ms or 0 for one in seen),
        answered=False,
        published=False,
    )


def _note(note: NoteWords, titles: dict[str, str]) -> ShownNote:
    if not note.heard_in:
        return ShownNote(note.note)
    return ShownNote(note.note, titles[note.heard_in], _ms(note.from_), _ms(note.to))


def _ms(time: str) -> int | None:
    try:
        return milliseconds(time)
    except ValueError:
        return None
