"""A case with all that is told in it that may leave the library: what an export writes down."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from ..media.clip import Clip, Recording
from ..media.consent import Consent, Use
from ..media.consenting import live_consent
from ..media.queries import said_in as said_in_clip
from ..media.queries import seen_in, transcript_of
from ..media.redaction import Way
from ..media.redactions import redactions_of
from ..media.transcript import Cue, Transcript
from ..people.contributor import Contributor
from . import viewing
from .case import Case, CaseClip, CaseGuidance, CaseTheme, ContentNote
from .content_text import as_clock
from .decision_point import DecisionPoint, Option
from .guidance import Guidance
from .queries import options_of
from .theme import ClipTheme, Theme


@dataclass
class ToldRecording:
    """A recording told in a case, by its name there, with what is told of it."""

    key: str
    recording: Recording
    contributor: Contributor
    consent: Consent
    clips: list[tuple[Clip, CaseClip]] = field(default_factory=list)
    said: list[tuple[Clip, list[Cue]]] = field(default_factory=list)
    transcripts: list[Transcript] = field(default_factory=list)
    tags: dict[int, list[tuple[str, int, int]]] = field(default_factory=dict)  # clip -> theme, from and to


@dataclass
class ToldCase:
    """A case, its words as they stand, and its recordings in order. `left_out` says what stays, and why."""

    case: Case
    point: DecisionPoint
    options: Sequence[Option]
    themes: list[str]
    guidance: list[str]
    notes: list[dict[str, Any]] = field(default_factory=list)
    recordings: list[ToldRecording] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def told_case(db: Session, case: Case) -> ToldCase:
    """A case with its recordings whose consent is live and lets the words be taken away; no other leaves."""
    point = db.exec(select(DecisionPoint).where(DecisionPoint.case_id == case.pk)).one()
    themes = select(Theme.slug).join(CaseTheme, col(CaseTheme.theme_id) == Theme.id)
    guidance = select(Guidance.key).join(CaseGuidance, col(CaseGuidance.guidance_id) == Guidance.id)
    told = ToldCase(
        case,
        point,
        options_of(db, point),
        list(db.exec(themes.where(CaseTheme.case_id == case.pk).order_by(col(CaseTheme.position))).all()),
        list(db.exec(guidance.where(CaseGuidance.case_id == case.pk).order_by(col(CaseGuidance.position))).all()),
    )
    question = (
        select(CaseClip, Clip, Recording)
        .join(Clip, col(Clip.id) == CaseClip.clip_id)
        .join(Recording, col(Recording.id) == Clip.recording_id)
        .where(CaseClip.case_id == case.pk)
        .order_by(col(CaseClip.position))
    )
    open_ones = set(db.exec(select(Recording.id).where(viewing.consented(None))).all())
    by_name: dict[str, ToldRecording] = {}
    for in_case, clip, recording in db.exec(question).all():
        if (why := _stays(db, clip, recording, recording.id in open_ones)) or not in_case.told_in:
            told.left_out.append(f"{case.slug}: the clip {in_case.name} stays, as {why or 'it has no name in content'}")
            continue
        if in_case.told_in not in by_name:
            by_name[in_case.told_in] = ToldRecording(
                in_case.told_in,
                recording,
                db.get_one(Contributor, recording.contributor_id),
                _consent(db, recording),
            )
        _tell(db, by_name[in_case.told_in], clip, in_case)
        if seen_in(db, clip):
            told.left_out.append(f"{case.slug}: what is seen in {in_case.name}, line by line, has no place in content")
    told.recordings = list(by_name.values())
    told.notes = _notes(db, case, told.recordings)
    return told


def _stays(db: Session, clip: Clip, recording: Recording, open: bool) -> str:
    """Why a clip does not leave; empty where it does."""
    if not open:
        return "no consent is live for it"
    if not _consent(db, recording).transcript:
        return "whoever speaks has not agreed that the words are taken away as a file"
    if not (_consent(db, recording).keeps_text and all(getattr(_consent(db, recording), use) for use in Use)):
        return "content cannot say what else its consent does not allow"  # importing it would allow everything
    redactions = redactions_of(db, recording)
    if any(one.original_gone_at is None for one in redactions):
        return "what was redacted is still in the recording as it was received"
    if any(one.way is Way.cut for one in redactions):
        return "content cannot say that something was cut from it"  # its words would stand beside other moments
    if recording.contributor_id is None:
        return "nobody is named who speaks"
    if clip.out_ms is None and not clip.duration_ms:
        return "it is not known yet how long it is"
    return "" if said_in_clip(db, clip) else "it has no words yet"


def _consent(db: Session, recording: Recording) -> Consent:
    consent = live_consent(db, recording.pk)
    assert consent is not None
    return consent


def _tell(db: Session, told: ToldRecording, clip: Clip, in_case: CaseClip) -> None:
    told.clips.append((clip, in_case))
    told.said.append((clip, said_in_clip(db, clip)))
    if (transcript := transcript_of(db, clip)) is not None:
        told.transcripts.append(transcript)
    tags = (
        select(Theme.slug, ClipTheme.from_ms, ClipTheme.to_ms)
        .join(Theme, col(Theme.id) == ClipTheme.theme_id)
        .where(ClipTheme.clip_id == clip.pk)
        .order_by(col(ClipTheme.from_ms), col(ClipTheme.to_ms), col(Theme.slug))
    )
    told.tags[clip.pk] = [(slug, from_ms, to_ms) for slug, from_ms, to_ms in db.exec(tags).all()]


def _notes(db: Session, case: Case, recordings: list[ToldRecording]) -> list[dict[str, Any]]:
    """Content notes with their times in the recording; that of a clip that stays stays with it."""
    where = {clip.pk: (told.key, clip.in_ms) for told in recordings for clip, _ in told.clips}
    found: list[dict[str, Any]] = []
    for note in db.exec(
        select(ContentNote).where(ContentNote.case_id == case.pk).order_by(col(ContentNote.position))
    ).all():
        if note.clip_id is None:
            found.append({"note": note.note})
        elif note.clip_id in where:
            key, in_ms = where[note.clip_id]
            begins = as_clock(in_ms + (note.from_ms or 0))
            ends = as_clock(in_ms + note.to_ms) if note.to_ms else None
            found.append({"note": note.note, "recording": key, "from": begins, "to": ends})
    return found
