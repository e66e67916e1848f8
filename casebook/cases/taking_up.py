"""Taking up a manuscript: its words become a version of the case, which is published in the same moment, so that
readers see the old one until they see the new."""

from dataclasses import replace

from sqlmodel import Session, col, delete, select

from ..clock import now
from ..db import changes
from ..errors import NotAllowed, NotReady
from ..media.clip import Clip, Recording
from ..people.contributor import Contributor
from ..people.person import Person
from .case import Case, CaseClip, CaseGuidance, ContentNote
from .checklist import checks, missing
from .confidentiality import Rule
from .content_text import milliseconds
from .labels import as_slug
from .manuscript import Manuscript
from .manuscript_words import CaseWords, ClipWords, OptionWords
from .publication import Publication
from .publishing import open_publication, publish, review_confidentiality
from .setting_down import keep_decision, keep_guidance, keep_themes
from .versioning import keep_version
from .writing import reading_of, throw_away


def publish_manuscript(db: Session, manuscript: Manuscript, *, by: Person, rule: Rule = "two") -> Publication:
    """Make a manuscript the next version of its case, or a new case, and open that to its readers. What was answered
    keeps the version it answered. Where one person may publish (`rule`), whoever has read it may do so as well. Raises
    NotReady with everything that is missing, NotAllowed."""
    words = CaseWords.of(manuscript.words)
    reading = reading_of(db, manuscript, rule=rule)
    if (still := missing(checks(db, manuscript, rule=rule))) or reading is None:
        raise NotReady(words.title, [one.says for one in still])
    if rule == "two" and reading.person_id == by.id:
        raise NotAllowed("Whoever has read a case for confidentiality does not publish it as well.")
    reader = db.get_one(Person, reading.person_id)
    case = take_up(db, manuscript, words)
    review_confidentiality(db, case, by=reader, rule=rule)
    publication = publish(db, case, by=by, rule=rule)
    throw_away(db, manuscript)
    return publication


def take_up(db: Session, manuscript: Manuscript, words: CaseWords) -> Case:
    """Write a manuscript's words down as the case's. Its version grows; a publication of the one before ends."""
    case = db.get(Case, manuscript.case_id) if manuscript.case_id else None
    if case is None:
        case = Case(slug=_free_slug(db, words.title), title="", dilemma="", story="", setting="", jurisdiction="",
                    level="", author_id=manuscript.author_id)  # fmt: skip
    else:
        keep_version(db, case)
        case.version += 1
        if (publication := open_publication(db, case)) is not None:
            publication.ended_at = now()
            db.add(publication)
    for name in _OF_THE_CASE:
        setattr(case, name, " ".join(getattr(words, name).split()))
    case.story, case.guide, case.twist = words.story.strip(), words.guide_text, words.twist.strip()
    case.support = [{"title": one.title, "url": one.url} for one in words.support]
    db.add(case)
    db.flush()
    keep_themes(db, case, words.themes)
    keep_guidance(db, CaseGuidance, "case_id", case.pk, words.guidance)
    options = keyed_options(words.options)
    point = {name: getattr(words, name) for name in ("moment", "question", "closing", "continua")}
    keep_decision(db, case, point, options)
    clips = _keep_clips(db, case, words)
    _keep_notes(db, case, words, clips)
    keep_version(db, case)
    changes.note(db, "case", case.slug)
    return case


_OF_THE_CASE = (
    "title", "dilemma", "setting", "level", "jurisdiction", "perspective", "licence", "attribution",
)  # fmt: skip


def keyed_options(options: list[OptionWords]) -> list[OptionWords]:
    """Options, each with a key: those that have one keep it, as answers and clips name them by it."""
    taken = {one.key for one in options if one.key} | {"another-way"}
    keyed = []
    for one in options:
        stem = "-".join(as_slug(one.label).split("-")[:4]) or "option"
        key = one.key or next(name for name in (stem, *(f"{stem}-{n}" for n in range(2, 9))) if name not in taken)
        taken.add(key)
        keyed.append(replace(one, key=key))
    return keyed


def _keep_clips(db: Session, case: Case, words: CaseWords) -> dict[str, Clip]:
    """The clips told in the case. One that is told no more stays a clip in the studio."""
    held = {row.clip_id: row for row in db.exec(select(CaseClip).where(CaseClip.case_id == case.pk)).all()}
    found = db.exec(select(Clip).where(col(Clip.key).in_([one.clip for one in words.clips]))).all()
    clips = {clip.key: clip for clip in found}
    for clip_id, row in held.items():
        if clip_id not in {clip.pk for clip in clips.values()}:
            if (gone := db.get(Clip, clip_id)) is not None:
                changes.note(db, "clip", gone.key)
            db.delete(row)
    db.flush()
    names = _Names(db, [held[clip.pk] for clip in clips.values() if clip.pk in held])
    for position, told in enumerate(words.clips):
        clip = clips[told.clip]
        row = held.get(clip.pk) or CaseClip(
            case_id=case.pk, clip_id=clip.pk, name=names.of_clip(clip, told), told_in=names.told_in(clip),
            after=True, position=0,
        )  # fmt: skip
        row.sqlmodel_update({"after": told.after, "position": position, "chose": "", "positions": {}, "weighed": ""})
        if told.after:
            placed = {slug: place for slug, place in told.positions.items() if slug in words.continua}
            row.sqlmodel_update({"chose": told.chose, "positions": placed, "weighed": told.weighed})
        db.add(row)
        changes.note(db, "clip", clip.key)
    return clips


class _Names:
    """What content calls recordings and clips of a case: those that have names keep them."""

    def __init__(self, db: Session, held: list[CaseClip]) -> None:
        self._db = db
        self._clips = {row.name for row in held}
        self._recordings = {db.get_one(Clip, row.clip_id).recording_id: row.told_in for row in held if row.told_in}

    def told_in(self, clip: Clip) -> str:
        """The recording's name: that of who speaks, with a number where she speaks in two."""
        if clip.recording_id not in self._recordings:
            recording = self._db.get_one(Recording, clip.recording_id)
            speaker = self._db.get(Contributor, recording.contributor_id) if recording.contributor_id else None
            stem = speaker.slug.split("-")[0] if speaker else "recording"
            self._recordings[clip.recording_id] = _free(stem, set(self._recordings.values()))
        return self._recordings[clip.recording_id]

    def of_clip(self, clip: Clip, told: ClipWords) -> str:
        """The clip's name: its recording's, and when it is told."""
        name = _free(f"{self.told_in(clip)}-{'after' if told.after else 'before'}", self._clips)
        self._clips.add(name)
        return name


def _keep_notes(db: Session, case: Case, words: CaseWords, clips: dict[str, Clip]) -> None:
    db.exec(delete(ContentNote).where(col(ContentNote.case_id) == case.pk))
    for position, note in enumerate(words.notes):
        row = ContentNote(case_id=case.pk, note=note.note, position=position)
        if note.heard_in in clips:
            row.clip_id = clips[note.heard_in].pk
            row.from_ms = milliseconds(note.from_) if note.from_ else None
            row.to_ms = milliseconds(note.to) if note.to else None
        db.add(row)


def _free_slug(db: Session, title: str) -> str:
    stem = as_slug(title)[:56].strip("-") or "case"
    return _free(stem, set(db.exec(select(Case.slug).where(col(Case.slug).startswith(stem))).all()))


def _free(stem: str, taken: set[str]) -> str:
    return next(one for one in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)
