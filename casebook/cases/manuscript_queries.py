"""Questions of whoever writes cases: those she may write, what there is to choose from, and a manuscript's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from ..errors import NotFound
from ..media.clip import Clip, Recording
from ..people.viewer import Viewer
from . import viewing
from .case import Case, CaseClip
from .case_version import CaseVersion
from .checklist import Check, checks
from .confidentiality import Mark, Rule, marks_of, may_read, words_of
from .content_text import as_clock
from .guidance import Guidance, ThemeGuidance
from .manuscript import Manuscript
from .manuscript_words import CaseWords
from .studio import StudioClip, studio_clips
from .theme import ClipTheme, Continuum, Theme
from .viewing_manuscripts import manuscripts_seen, may_write
from .writing import reading_of


@dataclass(frozen=True)
class WrittenCase:
    """A case as the studio lists it: as readers see it, as it is being written, or both."""

    title: str
    slug: str  # empty: there is no case yet
    version: int
    published: bool
    manuscript: str  # its key; empty: nobody is writing it
    saved_at: datetime | None
    mine: bool  # whether this viewer may write it


@dataclass(frozen=True)
class ManuscriptPage:
    """A manuscript with all that its page in the studio holds."""

    manuscript: Manuscript
    words: CaseWords
    case: Case | None
    published: bool
    checks: list[Check]
    versions: Sequence[CaseVersion]
    mine: bool
    read: bool  # by a reviewer, as it is now
    may_read: bool  # whether this viewer may say that she has
    marks: list[Mark]  # of the clips whose words this viewer may see
    marks_left: int  # of all clips
    said: str  # what stands for the words of all clips as they are now

    @property
    def waiting(self) -> list[Mark]:
        return [one for one in self.marks if not one.cleared_by]

    @property
    def cleared(self) -> list[Mark]:
        return [one for one in self.marks if one.cleared_by]

    @property
    def missing(self) -> list[Check]:
        return [one for one in self.checks if not one.done and not one.advice]

    @property
    def advice(self) -> list[Check]:
        return [one for one in self.checks if one.advice]

    @property
    def done(self) -> list[Check]:
        return [one for one in self.checks if one.done]


@dataclass(frozen=True)
class Vocabulary:
    """What a case can be put under, and name."""

    themes: Sequence[Theme]
    continua: Sequence[Continuum]
    guidance: Sequence[Guidance]


def vocabulary(db: Session) -> Vocabulary:
    """All themes, continua and guidance, in the order in which they are chosen."""
    return Vocabulary(
        db.exec(select(Theme).order_by(col(Theme.position), col(Theme.title))).all(),
        db.exec(select(Continuum).order_by(col(Continuum.number))).all(),
        db.exec(select(Guidance).order_by(col(Guidance.issuer), col(Guidance.title), col(Guidance.key))).all(),
    )


def guidance_row(db: Session, key: str) -> Guidance:
    """The row of guidance of a key. Raises NotFound."""
    if (row := db.exec(select(Guidance).where(Guidance.key == key)).first()) is None:
        raise NotFound("guidance")
    return row


def edited_theme(db: Session, slug: str) -> Theme:
    """The theme of a slug, for its editors. Raises NotFound."""
    if (theme := db.exec(select(Theme).where(Theme.slug == slug)).first()) is None:
        raise NotFound("theme")
    return theme


def theme_guidance(db: Session, theme: Theme) -> list[str]:
    """The keys of the guidance that a theme names."""
    named = select(Guidance.key).join(ThemeGuidance, col(ThemeGuidance.guidance_id) == Guidance.id)
    return list(db.exec(named.where(ThemeGuidance.theme_id == theme.pk).order_by(col(ThemeGuidance.position))).all())


def theme_moments(db: Session, theme: Theme) -> list[tuple[str, str, str]]:
    """The spans of clips told in cases that tell of a theme: the case's title, the clip's, and the link that a
    synthesis leads there by."""
    found = (
        select(ClipTheme, Clip, CaseClip, Case)
        .join(Clip, col(Clip.id) == ClipTheme.clip_id)
        .join(CaseClip, col(CaseClip.clip_id) == Clip.id)
        .join(Case, col(Case.id) == CaseClip.case_id)
        .join(Recording, col(Recording.id) == Clip.recording_id)
        .where(ClipTheme.theme_id == theme.pk, viewing.consented(None))
        .order_by(col(Case.title), col(CaseClip.position), col(ClipTheme.from_ms))
    )
    return [
        (
            case.title,
            clip.title,
            f"(moment:{case.slug}/{in_case.told_in}@{as_clock(clip.in_ms + tag.from_ms)})",
        )
        for tag, clip, in_case, case in db.exec(found).all()
    ]


def tags_of_clip(db: Session, clip: Clip) -> list[tuple[ClipTheme, str]]:
    """The spans of a clip that tell of themes, in order, each with its theme's title."""
    found = select(ClipTheme, Theme.title).join(Theme, col(Theme.id) == ClipTheme.theme_id)
    return list(db.exec(found.where(ClipTheme.clip_id == clip.pk).order_by(col(ClipTheme.from_ms))).all())


def written_cases(db: Session, viewer: Viewer) -> list[WrittenCase]:
    """Every case this viewer may write or read before its readers, the last saved first."""
    manuscripts = db.exec(select(Manuscript).where(manuscripts_seen(viewer))).all()
    of_case = {one.case_id: one for one in manuscripts if one.case_id is not None}
    open_ones = set(db.exec(select(Case.id).where(viewing.published())).all())
    cases = db.exec(select(Case).where(viewing.authored(viewer)).order_by(col(Case.title))).all()
    found = [_written(viewer, None, one, open_ones) for one in manuscripts if one.case_id is None]
    found += [_written(viewer, case, of_case.get(case.pk), open_ones) for case in cases]
    return sorted(found, key=lambda one: -one.saved_at.timestamp() if one.saved_at else 0)


def _written(
    viewer: Viewer, case: Case | None, manuscript: Manuscript | None, open_ones: set[int | None]
) -> WrittenCase:
    title = CaseWords.of(manuscript.words).title if manuscript else case.title if case else ""
    return WrittenCase(
        title=title,
        slug=case.slug if case else "",
        version=case.version if case else 0,
        published=case is not None and case.id in open_ones,
        manuscript=manuscript.key if manuscript else "",
        saved_at=manuscript.saved_at if manuscript else None,
        mine=may_write(viewer, manuscript) if manuscript else may_begin_from(viewer, case),
    )


def may_begin_from(viewer: Viewer, case: Case | None) -> bool:
    """Whether this viewer, who may hear a case's readers, may write it anew."""
    return case is not None and may_write(viewer, Manuscript(author_id=case.author_id))


def manuscript_page(db: Session, viewer: Viewer, manuscript: Manuscript, *, rule: Rule = "two") -> ManuscriptPage:
    """A manuscript's page; the manuscript is within sight already. `rule` is from the settings."""
    case = db.get(Case, manuscript.case_id) if manuscript.case_id else None
    kept = select(CaseVersion).where(CaseVersion.case_id == (case.pk if case else 0))
    marks = marks_of(db, manuscript, rule=rule)
    open_to_her = viewing.edited_keys(db, viewer, [mark.line.clip.key for mark in marks])  # not what was taken back
    published = case is not None and db.exec(select(Case.id).where(Case.id == case.pk, viewing.published())).first()
    return ManuscriptPage(
        manuscript=manuscript,
        words=CaseWords.of(manuscript.words),
        case=case,
        published=bool(published),
        checks=checks(db, manuscript, rule=rule),
        versions=db.exec(kept.order_by(col(CaseVersion.version).desc())).all(),
        mine=may_write(viewer, manuscript),
        read=reading_of(db, manuscript, rule=rule) is not None,
        may_read=viewer.person is not None and may_read(db, manuscript, by=viewer.person, rule=rule),
        marks=[mark for mark in marks if mark.line.clip.key in open_to_her],
        marks_left=sum(not mark.cleared_by for mark in marks),
        said=words_of(db, manuscript),
    )


def clips_to_tell(db: Session, viewer: Viewer, words: CaseWords) -> tuple[dict[str, StudioClip], list[StudioClip]]:
    """The clips that a manuscript tells, by key, and those of this author's studio that no case tells yet."""
    told = [one.clip for one in words.clips]
    known = {clip.key: clip for clip in studio_clips(db, viewer, told)} if told else {}
    return known, [clip for clip in studio_clips(db, viewer) if not clip.cases and clip.key not in known]
