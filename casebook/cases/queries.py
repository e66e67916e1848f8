"""Questions about cases and themes: each returns all that a page needs, already within the viewer's sight."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from ..errors import NotFound
from ..media.clip import Clip, Recording
from ..media.consent import Consent, Use
from ..media.consenting import live_consents
from ..media.queries import cues_of_clips, transcripts_of_clips
from ..media.redactions import redactions_of, timeline_of
from ..media.transcript import Transcript
from ..people.contributor import Contributor
from ..people.person import Role
from ..people.queries import contributors_of
from ..people.viewer import Viewer
from . import viewing
from .case import Case, CaseClip, CaseGuidance, CaseTheme, ContentNote
from .content_reading import MOMENT_LINK
from .content_text import milliseconds
from .decision_point import Commitment, DecisionPoint, Option
from .guidance import Guidance, ThemeGuidance
from .publication import Publication
from .shown import CaseCard, CasePage, Paragraph, ShownClip, ShownNote, Speaker, ThemePage
from .signing_off import lay_reading
from .theme import Capability, Continuum, Theme


def themes_with_counts(db: Session, viewer: Viewer) -> list[tuple[Theme, int]]:
    """Every theme in order, with the number of cases this viewer may see under it."""
    counted = (
        select(CaseTheme.theme_id, func.count())
        .join(Case, col(Case.id) == CaseTheme.case_id)
        .where(viewing.seen_by(viewer))
        .group_by(col(CaseTheme.theme_id))
    )
    counts = dict(db.exec(counted).all())
    themes = db.exec(select(Theme).order_by(col(Theme.position))).all()
    return [(theme, counts.get(theme.pk, 0)) for theme in themes]


def newest_cards(db: Session, viewer: Viewer, *, most: int) -> list[CaseCard]:
    """Cards of the newest published cases."""
    return cards(db, viewer, _newest(db, viewer, most))


def _newest(db: Session, viewer: Viewer, most: int) -> Sequence[Case]:
    newest = (
        select(Case)
        .join(Publication, col(Publication.case_id) == Case.id)
        .where(viewing.seen_by(viewer), col(Publication.ended_at).is_(None))
        .order_by(col(Publication.created_at).desc(), col(Case.id))
        .limit(most)
    )
    return db.exec(newest).all()


def cards_for_everyone(db: Session, *, most: int) -> list[tuple[CaseCard, datetime]]:
    """Cards of the newest cases that may be named to anyone, each with the moment it was published."""
    newest = (
        select(Case, Publication.created_at)
        .join(Publication, col(Publication.case_id) == Case.id)
        .where(viewing.for_everyone(), col(Publication.ended_at).is_(None))
        .order_by(col(Publication.created_at).desc(), col(Case.id))
        .limit(most)
    )
    found = db.exec(newest).all()
    return list(zip(cards(db, Viewer(), [case for case, _ in found]), [at for _, at in found], strict=True))


def cover_path(db: Session, viewer: Viewer, slug: str) -> str:
    """Where the still of a case's card is kept, for whoever may see the case; a stranger is shown those that may be
    named to everyone. Raises NotFound where somebody in it did not agree to stills, too."""
    known = viewer.signed_in or viewer.is_guest
    seen = viewing.seen_by(viewer) if known else viewing.for_everyone()
    case = db.exec(select(Case).where(Case.slug == slug, seen, viewing.pictured(viewer))).first()
    if case is None or not case.cover:
        raise NotFound("still")
    return case.cover


def cards(db: Session, viewer: Viewer, cases: Sequence[Case]) -> list[CaseCard]:
    """Cards for cases, in their order, with a fixed number of questions to the database."""
    ids = [case.pk for case in cases]
    themes = _grouped(
        db.exec(
            select(CaseTheme.case_id, Theme)
            .join(Theme, col(Theme.id) == CaseTheme.theme_id)
            .where(col(CaseTheme.case_id).in_(ids))
            .order_by(col(CaseTheme.position))
        ).all()
    )
    notes = _grouped(
        db.exec(
            select(ContentNote.case_id, ContentNote.note)
            .where(col(ContentNote.case_id).in_(ids))
            .order_by(col(ContentNote.position))
        ).all()
    )
    told = db.exec(
        select(CaseClip, Clip, Contributor)
        .join(Clip, col(Clip.id) == CaseClip.clip_id)
        .join(Recording, col(Recording.id) == Clip.recording_id)
        .join(Contributor, col(Contributor.id) == Recording.contributor_id)
        .where(col(CaseClip.case_id).in_(ids), viewing.consented(viewing.on_a_card(viewer)))
        .order_by(col(CaseClip.position))
    ).all()
    durations: dict[int, int] = {}
    speakers: dict[int, dict[str, Speaker]] = {}
    for in_case, clip, contributor in told:
        length = clip.duration_ms or ((clip.out_ms or clip.in_ms) - clip.in_ms)
        durations[in_case.case_id] = durations.get(in_case.case_id, 0) + length
        speakers.setdefault(in_case.case_id, {}).setdefault(contributor.slug, speaker(contributor))
    answered = _answered(db, viewer, ids)
    open_ones = set(db.exec(select(Case.id).where(col(Case.id).in_(ids), viewing.published())).all())
    with_cover = set(db.exec(select(Case.id).where(col(Case.id).in_(ids), viewing.pictured(viewer))).all())
    return [
        CaseCard(
            slug=case.slug,
            title=case.title,
            dilemma=case.dilemma,
            setting=case.setting,
            jurisdiction=case.jurisdiction,
            level=case.level,
            has_cover=bool(case.cover) and case.pk in with_cover,
            themes=themes.get(case.pk, []),
            speakers=list(speakers.get(case.pk, {}).values()),
            notes=notes.get(case.pk, []),
            duration_ms=durations.get(case.pk, 0),
            answered=case.pk in answered,
            published=case.pk in open_ones,
        )
        for case in cases
    ]


def _answered(db: Session, viewer: Viewer, ids: Sequence[int]) -> set[int]:
    if viewer.person is None:
        return set()
    question = (
        select(DecisionPoint.case_id)
        .join(Commitment, col(Commitment.decision_point_id) == DecisionPoint.id)
        .where(Commitment.person_id == viewer.person.id, col(DecisionPoint.case_id).in_(ids))
    )
    return set(db.exec(question).all())


def _grouped(pairs: Sequence[Any]) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = {}
    for owner, value in pairs:
        groups.setdefault(owner, []).append(value)
    return groups


def speaker(contributor: Contributor) -> Speaker:
    """A contributor as shown beside a clip."""
    return Speaker(
        contributor.slug,
        contributor.name,
        contributor.role,
        contributor.stage,
        contributor.setting,
        contributor.invented,
    )


def case_page(db: Session, viewer: Viewer, slug: str) -> CasePage:
    """Everything on a case's page, within this viewer's sight. Raises NotFound."""
    case = viewing.case_for(db, viewer, slug)
    point = db.exec(select(DecisionPoint).where(DecisionPoint.case_id == case.pk)).one()
    seen = viewing.clips_of(db, viewer, case)
    shown = shown_clips(db, seen)
    titles = {one.clip.id: one.clip.title for one in seen}
    told = select(func.count()).select_from(CaseClip).join(Clip, col(Clip.id) == CaseClip.clip_id)
    after = told.join(Recording, col(Recording.id) == Clip.recording_id)
    after = after.where(CaseClip.case_id == case.pk, col(CaseClip.after).is_(True), viewing.consented(viewer))
    notes = db.exec(select(ContentNote).where(ContentNote.case_id == case.pk).order_by(col(ContentNote.position))).all()
    fifteen = db.exec(select(Continuum).order_by(col(Continuum.number))).all()
    continua = {row.slug: row for row in fifteen}
    return CasePage(
        case=case,
        card=cards(db, viewer, [case])[0],
        point=point,
        options=options_of(db, point),
        continua=[continua[one] for one in point.continua],
        considerations=fifteen,
        clips=shown,
        taken_back=[words for _, words in viewing.taken_back(db, viewer, case)],
        withheld=db.exec(after).one() - sum(1 for clip in shown if clip.after),
        # a note of a clip that is not open yet could tell what comes; it is shown with its clip
        notes=[
            ShownNote(note.note, titles[note.clip_id], note.from_ms, note.to_ms)
            if note.clip_id is not None
            else ShownNote(note.note)
            for note in notes
            if note.clip_id is None or note.clip_id in titles
        ],
        guidance=_guidance_of(db, CaseGuidance, col(CaseGuidance.case_id) == case.pk),
        committed=viewing.has_committed(db, viewer, point),
        read_by_lay=lay_reading(db, case) is not None,
        hers_to_sign=Role.lay_reviewer in viewer.roles and lay_reading(db, case, by=viewer.person) is None,
    )


def options_of(db: Session, point: DecisionPoint) -> Sequence[Option]:
    """The options of a decision point, in order."""
    return db.exec(select(Option).where(Option.decision_point_id == point.pk).order_by(col(Option.position))).all()


def _guidance_of(db: Session, kind: type[CaseGuidance] | type[ThemeGuidance], where: Any) -> Sequence[Guidance]:
    joined = select(Guidance).join(kind, col(kind.guidance_id) == Guidance.id)
    return db.exec(joined.where(where).order_by(col(kind.position))).all()


def shown_clips(db: Session, seen: Sequence[viewing.SeenClip]) -> list[ShownClip]:
    """Clips with their words and speakers, for players."""
    cues = cues_of_clips(db, [one.clip.pk for one in seen])
    transcripts = transcripts_of_clips(db, [one.clip.pk for one in seen])
    consents = live_consents(db, [one.recording.pk for one in seen])
    people = contributors_of(db, [one.recording.contributor_id for one in seen if one.recording.contributor_id])
    return [
        ShownClip(
            key=one.clip.key,
            version=one.clip.version,
            title=one.clip.title,
            state=one.clip.state,
            reason=one.clip.reason,
            medium=one.recording.medium,
            duration_ms=one.clip.duration_ms or ((one.clip.out_ms or one.clip.in_ms) - one.clip.in_ms),
            width=one.clip.width,
            height=one.clip.height,
            after=one.in_case.after,
            speaker=speaker(people[one.recording.contributor_id]) if one.recording.contributor_id in people else None,
            cues=cues.get(one.clip.pk, []),
            read_by=_of(transcripts.get(one.clip.pk), "read_by"),
            allowed=_allowed(consents.get(one.recording.pk)),
            described=_of(transcripts.get(one.clip.pk), "described") or one.recording.described,
            stills=stills_in(one.recording.stills, one.clip),
            chose=one.in_case.chose,
            positions=one.in_case.positions,
            weighed=one.in_case.weighed,
        )
        for one in seen
    ]


def _allowed(consent: Consent | None) -> frozenset[Use]:
    return frozenset(use for use in Use if consent is not None and consent.allows(use))


def stills_in(stills: list[dict[str, Any]], clip: Clip) -> list[dict[str, Any]]:
    """The stills that are seen during a clip, the one that stands at its start among them; no other may be named."""
    until = clip.out_ms if clip.out_ms is not None else float("inf")
    begun = [still for still in stills if still["at_ms"] <= clip.in_ms]
    return begun[-1:] + [still for still in stills if clip.in_ms < still["at_ms"] < until]


def _of(transcript: Transcript | None, what: str) -> str:
    return str(getattr(transcript, what)) if transcript else ""


def theme_page(db: Session, viewer: Viewer, slug: str) -> ThemePage:
    """A theme with its synthesis and its cases, within this viewer's sight. Raises NotFound."""
    if (theme := db.exec(select(Theme).where(Theme.slug == slug)).first()) is None:
        raise NotFound("theme")
    cases = db.exec(
        select(Case)
        .join(CaseTheme, col(CaseTheme.case_id) == Case.id)
        .where(CaseTheme.theme_id == theme.pk, viewing.seen_by(viewer))
        .order_by(col(CaseTheme.position), col(Case.title))
    ).all()
    return ThemePage(
        theme=theme,
        paragraphs=_paragraphs(db, viewer, theme),
        cards=cards(db, viewer, cases),
        guidance=_guidance_of(db, ThemeGuidance, col(ThemeGuidance.theme_id) == theme.pk),
    )


def _paragraphs(db: Session, viewer: Viewer, theme: Theme) -> list[Paragraph]:
    """The synthesis, each paragraph only if every moment it links to is within sight."""
    named = {link[1] for link in MOMENT_LINK.finditer(theme.synthesis)}
    open_ones = db.exec(select(Case).where(col(Case.slug).in_(named), viewing.seen_by(viewer))).all()
    cases, ids = {case.slug: case for case in open_ones}, [case.pk for case in open_ones]
    clips, answered = viewing.clips_of_many(db, viewer, ids), _answered(db, viewer, ids)
    paragraphs = []
    for text in filter(None, re.split(r"\n\s*\n", theme.synthesis.strip())):
        closed: list[Case] = []
        gone: list[str] = []

        def resolved(link: re.Match[str], closed: list[Case] = closed, gone: list[str] = gone) -> str:
            if (case := cases.get(link[1])) is None:
                gone.append(link[1])
                return ""
            at = milliseconds(link[3])
            for seen in clips.get(case.pk, []):
                if seen.in_case.told_in == link[2] and seen.clip.in_ms <= at < (seen.clip.out_ms or at + 1):
                    shown = timeline_of(seen.clip, redactions_of(db, seen.recording))
                    return f"(moment:{case.slug}/{seen.clip.key}/{shown.shown(at - seen.clip.in_ms)})"
            if case.pk in answered:
                gone.append(link[1])  # she has answered, so it is the moment itself that is no longer there
            elif case not in closed:
                closed.append(case)
            return ""

        linked = MOMENT_LINK.sub(resolved, text)
        if gone:
            continue  # a claim whose moment is out of sight is itself out of sight
        paragraphs.append(Paragraph("", cards(db, viewer, closed)) if closed else Paragraph(linked))
    return paragraphs


def contributor_clips(db: Session, viewer: Viewer, contributor: Contributor) -> list[tuple[Case, ShownClip]]:
    """A contributor's clips that this viewer may see, each with its case."""
    slugs, _ = viewing.seen_keys(db, viewer)
    found = []
    for case in db.exec(select(Case).where(col(Case.slug).in_(slugs)).order_by(col(Case.title))).all():
        seen = [one for one in viewing.clips_of(db, viewer, case) if one.recording.contributor_id == contributor.id]
        found += [(case, clip) for clip in shown_clips(db, seen)]
    return found


def contributors_seen(db: Session, viewer: Viewer) -> Sequence[Contributor]:
    """Everyone who tells something in a case this viewer may see, with a consent that lives, by name."""
    told = (
        select(Recording.contributor_id)
        .join(Clip, col(Clip.recording_id) == Recording.id)
        .join(CaseClip, col(CaseClip.clip_id) == Clip.id)
        .join(Case, col(Case.id) == CaseClip.case_id)
        .where(viewing.seen_by(viewer), viewing.consented(viewer))
    )
    seen = select(Contributor).where(col(Contributor.id).in_(told))
    return db.exec(seen.order_by(col(Contributor.name), col(Contributor.slug))).all()


def unanswered_cards(db: Session, viewer: Viewer, *, most: int) -> list[CaseCard]:
    """Cards of published cases this viewer has not answered, oldest publication first."""
    newest = _newest(db, viewer, 50)
    answered = _answered(db, viewer, [case.pk for case in newest])
    return cards(db, viewer, [case for case in newest[::-1] if case.pk not in answered][:most])


def titles_of(db: Session, slugs: Sequence[str]) -> dict[str, str]:
    """Titles of cases by slug; asked only for cases already within sight."""
    return dict(db.exec(select(Case.slug, Case.title).where(col(Case.slug).in_(slugs))).all())


def capabilities(db: Session) -> Sequence[Capability]:
    """Every item of every capability framework, in its framework's order."""
    return db.exec(select(Capability).order_by(col(Capability.framework), col(Capability.id))).all()


def capability_titles(db: Session) -> dict[str, str]:
    """Capabilities by key, as they are named alone: framework and title."""
    return {one.key: f"{one.framework}: {one.title}" for one in capabilities(db)}


def guidance_titles(db: Session, keys: Sequence[str]) -> dict[str, str]:
    """Guidance by key, as it is named beside a link: issuer, title and year."""
    rows = db.exec(select(Guidance).where(col(Guidance.key).in_(keys))).all()
    return {row.key: f"{row.issuer}: {row.title}{f', {row.year}' if row.year else ''}" for row in rows}
