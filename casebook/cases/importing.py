"""Importing `content/`: bringing the library's rows to what the files say. Doing it twice changes nothing."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, TypeVar

from sqlmodel import Session, col, delete, select

from ..clock import now
from ..db import changes
from ..db.row import Row
from ..media.captioning import cut_cues, keep_transcript
from ..media.clip import Clip, ClipState, Medium, Recording
from ..media.consent import Audience, Use
from ..media.consenting import give_consent, has_consent
from ..media.ending import tombstone_of
from ..media.receiving import GivenStill, Kept, cut_clip, enter_recording, keep_files
from ..media.redacted_words import cues_left
from ..media.redactions import redactions_of
from ..media.replacing import replace
from ..media.storage import Storage
from ..people.contributor import Contributor
from ..people.person import Person
from .case import Case, CaseClip, CaseGuidance, ContentNote
from .content_reading import Content, ReadCase
from .content_shape import CONSENT_OF_INVENTED, ClipShape, HealthTable, RecordingShape, SynonymTable
from .exporting import as_it_is_written
from .guidance import Guidance, ThemeGuidance
from .manuscript_words import OptionWords
from .publishing import open_publication
from .setting_down import keep_decision, keep_guidance, keep_themes
from .theme import Capability, ClipTheme, Continuum, HealthDimension, SynonymGroup, Theme
from .versioning import keep_version

R = TypeVar("R", bound=Row)
_OF_THE_CASE = {
    "title", "dilemma", "setting", "jurisdiction", "level", "perspective", "twist", "licence", "attribution",
}  # fmt: skip


@dataclass
class ImportReport:
    """What an import changed, by kind and name; empty when nothing did."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)  # cases that were open and must be reviewed and published again
    unchanged: int = 0

    def note(self, name: str, *, new: bool, different: bool) -> None:
        """Count one thing."""
        if new:
            self.added.append(name)
        elif different:
            self.changed.append(name)
        else:
            self.unchanged += 1


def import_vocabulary(db: Session, content: Content, report: ImportReport) -> None:
    """Bring themes, continua, guidance, capabilities, synonyms and contributors to what `content` says."""
    assert content.continua
    assert content.guidance
    for one in content.continua.continua:
        values = one.model_dump() | {"attribution": content.continua.attribution}
        _keep(db, Continuum, {"slug": one.slug}, values, f"continuum {one.slug}", report)
    for row in content.guidance.guidance:
        values = row.model_dump(exclude={"checked"}) | {"checked_on": row.checked}
        values |= {"paragraph": str(row.paragraph or ""), "url": row.url or ""}
        _keep(db, Guidance, {"key": row.key}, values, f"guidance {row.key}", report, change="guidance")
    for framework in content.frameworks:
        for item in framework.items:
            which = {"framework": framework.framework, "version": str(framework.version), "code": str(item.code)}
            _keep(db, Capability, which, which | {"title": item.title}, f"capability {item.code}", report)
    if content.synonyms:
        _keep_synonyms(db, content.synonyms, report)
    if content.health:
        _keep_health(db, content.health, report)
    for slug, (person, about) in content.contributors.items():
        values = person.model_dump() | {"about": about}
        _keep(db, Contributor, {"slug": slug}, values, f"contributor {slug}", report, change="contributor")
    for slug, (theme, synthesis) in content.themes.items():
        values = theme.model_dump(exclude={"guidance", "sought"})
        known = db.exec(select(Theme.slug).where(Theme.slug == slug)).first()
        if content.told:
            values |= {"sought": theme.sought, "synthesis": synthesis}
        elif not known:
            values |= {"synthesis": ""}  # what editors here have written since stays theirs
        kept = _keep(db, Theme, {"slug": slug}, values, f"theme {slug}", report, change="theme")
        keep_guidance(db, ThemeGuidance, "theme_id", kept.pk, theme.guidance)


@dataclass
class Brought:
    """What a case needs and storage did not have, now kept there: recordings by their key in content, and the cover."""

    recordings: dict[str, Kept] = field(default_factory=dict)
    cover: str = ""


def bring_files(db: Session, storage: Storage, read: ReadCase) -> Brought:
    """The long step of importing a case: hash its files and keep what is new, holding no lock anybody waits for."""
    brought = Brought()
    case = db.exec(select(Case).where(Case.slug == read.slug)).first()
    if case and (case.fingerprint == _fingerprint(read) or as_it_is_written(db, case, read, _sha256)):
        return brought
    held = _held(db, case) if case else {}
    for shape in read.shape.recordings:
        if _same_recording(db, read, shape, held) is None:
            brought.recordings[shape.key] = keep_files(storage, read.folder / shape.file, stills=_given(read, shape))
    if read.shape.cover:
        cover = read.folder / read.shape.cover
        brought.cover = f"covers/{read.slug}-{_sha256(cover)[:12]}.jpg"
        storage.put(brought.cover, cover)
    return brought


def import_case(db: Session, read: ReadCase, brought: Brought, report: ImportReport, *, by: Person | None) -> Case:
    """Bring one case, its recordings and its clips to what `read` says; `brought` comes from `bring_files`. Its
    version grows when anything changes; the words of each are kept. A published case is closed then until somebody has
    reviewed and published the new version."""
    fingerprint = _fingerprint(read)
    case = db.exec(select(Case).where(Case.slug == read.slug)).first()
    new = case is None
    if case is not None:
        keep_version(db, case)
    if case and (case.fingerprint == fingerprint or as_it_is_written(db, case, read, _sha256)):
        case.fingerprint = fingerprint
        db.add(case)
        report.note(f"case {read.slug}", new=False, different=False)
        return case
    if case is None:
        case = Case(slug=read.slug, title="", dilemma="", story="", setting="", jurisdiction="", level="")
        case.author_id = by.pk if by else None
    else:
        case.version += 1
    shape = read.shape
    case.sqlmodel_update(shape.model_dump(include=_OF_THE_CASE))
    case.story, case.guide, case.fingerprint = read.story, read.guide, fingerprint
    case.support = [one.model_dump() for one in shape.support]
    db.add(case)
    db.flush()
    case.cover = brought.cover
    keep_themes(db, case, shape.themes)
    keep_guidance(db, CaseGuidance, "case_id", case.pk, shape.guidance)
    decision = shape.decision
    options = [OptionWords(one.key, one.label, one.for_, one.against) for one in decision.options]
    keep_decision(db, case, decision.model_dump(include={"moment", "question", "closing", "continua"}), options)
    clips = _keep_recordings(db, case, read, brought, by=by)
    _keep_content_notes(db, case, read, clips)
    keep_version(db, case)
    changes.note(db, "case", case.slug)
    report.note(f"case {read.slug}", new=new, different=not new)
    if (publication := open_publication(db, case)) is not None:
        publication.ended_at = now()
        db.add(publication)
        report.closed.append(read.slug)
    return case


def _keep(
    db: Session,
    kind: type[R],
    which: dict[str, Any],
    values: dict[str, Any],
    name: str,
    report: ImportReport,
    *,
    change: str = "",
) -> R:
    """The row `which` names, made or brought to `values`."""
    row = db.exec(select(kind).filter_by(**which)).first()
    new = row is None
    row = row if row is not None else kind(**(which | values))
    different = not new and any(getattr(row, column) != value for column, value in values.items())
    if new or different:
        row.sqlmodel_update(values)
        db.add(row)
        db.flush()
        if change:
            changes.note(db, change, *which.values())
    report.note(name, new=new, different=different)
    return row


def _keep_synonyms(db: Session, table: SynonymTable, report: ImportReport) -> None:
    """Groups that the file no longer names go. The index holds none of them: they are looked up when somebody asks."""
    for position, group in enumerate(table.synonyms):
        values = group.model_dump() | {"position": position}
        _keep(db, SynonymGroup, {"term": group.term}, values, f"synonyms of {group.term}", report)
    terms = [group.term for group in table.synonyms]
    for gone in db.exec(select(SynonymGroup).where(col(SynonymGroup.term).not_in(terms))).all():
        db.delete(gone)
        report.changed.append(f"synonyms of {gone.term}")


def _keep_health(db: Session, table: HealthTable, report: ImportReport) -> None:
    """Dimensions that the file no longer names go; a check that is open keeps what it asks."""
    for position, one in enumerate(table.health_check):
        values = one.model_dump() | {"position": position}
        _keep(db, HealthDimension, {"slug": one.slug}, values, f"health dimension {one.slug}", report)
    slugs = [one.slug for one in table.health_check]
    for gone in db.exec(select(HealthDimension).where(col(HealthDimension.slug).not_in(slugs))).all():
        db.delete(gone)
        report.changed.append(f"health dimension {gone.slug}")


def _held(db: Session, case: Case) -> dict[str, CaseClip]:
    return {row.name: row for row in db.exec(select(CaseClip).where(CaseClip.case_id == case.pk)).all()}


def _keep_recordings(
    db: Session, case: Case, read: ReadCase, brought: Brought, *, by: Person | None
) -> dict[str, Clip]:
    """Recordings whose bytes are the same keep their row, and clips whose span is the same keep their film."""
    held = _held(db, case)
    clips: dict[str, Clip] = {}
    position = 0
    for shape in read.shape.recordings:
        recording = _keep_recording(db, case, read, shape, held, brought, by=by)
        for span in shape.clips:
            in_case = held.get(span.key)
            clip = _keep_clip(db, recording, span, db.get(Clip, in_case.clip_id) if in_case else None)
            said = cut_cues(read.cues[shape.key], span.from_, span.to)
            cues = cues_left(said, clip, redactions_of(db, recording))
            read_by = shape.transcript_read if cues == said else None
            if clip.state is not ClipState.taken_back:  # words that were taken away are not brought back
                keep_transcript(
                    db, clip, cues, read_by=read_by.by if read_by else "", read_on=read_by.date if read_by else None
                )
            in_case = in_case or CaseClip(case_id=case.pk, clip_id=clip.pk, name=span.key, after=True, position=0)
            in_case.sqlmodel_update(
                {
                    "clip_id": clip.pk,
                    "told_in": shape.key,
                    "after": span.part == "after",
                    "position": position,
                    "chose": span.chose or "",
                    "positions": dict(span.positions),
                    "weighed": span.weighed,
                }
            )
            db.add(in_case)
            _keep_clip_themes(db, clip, span)
            clips[span.key] = clip
            position += 1
    for name, row in held.items():
        if name not in clips:  # no longer told in this case
            if gone := db.get(Clip, row.clip_id):
                replace(db, gone)
            db.delete(row)
    return clips


def _keep_recording(
    db: Session,
    case: Case,
    read: ReadCase,
    shape: RecordingShape,
    held: dict[str, CaseClip],
    brought: Brought,
    *,
    by: Person | None,
) -> Recording:
    contributor = db.exec(select(Contributor).where(Contributor.slug == shape.contributor)).one()
    recording = _same_recording(db, read, shape, held)
    if recording is None:
        title = f"{case.title}: {contributor.name}"
        kept = brought.recordings[shape.key]
        recording = enter_recording(db, kept, title=title, medium=Medium(shape.medium), contributor=contributor, by=by)
    if tombstone_of(db, recording) is not None:  # neither words nor consent come back by importing
        return recording
    recording.described = shape.described
    db.add(recording)
    db.flush()
    # only a recording that never had a consent: one withdrawn or run out is not given again by importing
    if not has_consent(db, recording.pk) and (shape.consent or contributor.invented):
        until = shape.consent.until if shape.consent else None
        give_consent(
            db,
            recording,
            contributor=contributor,
            audience=Audience(shape.consent.audience) if shape.consent else Audience.signed_in,
            evidence=shape.consent.evidence if shape.consent else CONSENT_OF_INVENTED,
            until=datetime.combine(until, time.max, tzinfo=UTC) if until else None,
            uses=set(Use) - ({Use.transcript} if shape.consent and not shape.consent.transcript else set()),
            keeps_text=True,
            by=by,
        )
    return recording


def _same_recording(db: Session, read: ReadCase, shape: RecordingShape, held: dict[str, CaseClip]) -> Recording | None:
    """The recording that the case has under this key already, if its bytes and its stills are the same."""
    for row in held.values():
        clip = db.get(Clip, row.clip_id) if row.told_in == shape.key else None
        recording = db.get(Recording, clip.recording_id) if clip else None
        if recording is not None:
            stills = [(still["at_ms"], still["alt"]) for still in recording.stills]
            same = recording.sha256 == _sha256(read.folder / shape.file)
            if same and tombstone_of(db, recording) is not None:
                return recording  # its stills are gone, and must not make it a new one
            return recording if same and stills == [(at, alt) for _, at, alt in _given(read, shape)] else None
    return None


def _given(read: ReadCase, shape: RecordingShape) -> list[GivenStill]:
    return [(read.folder / still.file, still.at, still.alt) for still in shape.stills]


def _keep_clip(db: Session, recording: Recording, span: ClipShape, clip: Clip | None) -> Clip:
    """The clip of a span. Cut elsewhere, or from another recording, it is another clip: what was made of the old one
    must not be let out under the new one's rules."""
    if clip is not None and (clip.recording_id, clip.in_ms, clip.out_ms) != (recording.pk, span.from_, span.to):
        replace(db, clip)
        clip = None
    if clip is None:
        return cut_clip(db, recording, title=span.title, in_ms=span.from_, out_ms=span.to)
    clip.title = span.title
    db.add(clip)
    changes.note(db, "clip", clip.key)
    return clip


def _keep_clip_themes(db: Session, clip: Clip, span: ClipShape) -> None:
    db.exec(delete(ClipTheme).where(col(ClipTheme.clip_id) == clip.pk))
    for one in span.themes:
        theme = db.exec(select(Theme).where(Theme.slug == one.theme)).one()
        from_ms, to_ms = one.from_ - span.from_, one.to - span.from_
        db.add(ClipTheme(clip_id=clip.pk, theme_id=theme.pk, from_ms=from_ms, to_ms=to_ms))


def _keep_content_notes(db: Session, case: Case, read: ReadCase, clips: dict[str, Clip]) -> None:
    db.exec(delete(ContentNote).where(col(ContentNote.case_id) == case.pk))
    recordings = {recording.key: recording for recording in read.shape.recordings}
    for position, note in enumerate(read.shape.content_notes):
        row = ContentNote(case_id=case.pk, note=note.note, position=position)
        if note.recording and note.from_ is not None:
            for span in recordings[note.recording].clips:
                if span.from_ <= note.from_ < span.to:
                    row.clip_id, row.from_ms = clips[span.key].pk, note.from_ - span.from_
                    row.to_ms = min(note.to, span.to) - span.from_ if note.to else None
        db.add(row)


def _fingerprint(read: ReadCase) -> str:
    parts = hashlib.sha256(read.text.path.read_bytes())
    for path in _files(read):
        parts.update(_sha256(path).encode())
    return parts.hexdigest()


def _files(read: ReadCase) -> Iterator[Path]:
    if read.shape.cover:
        yield read.folder / read.shape.cover
    for recording in read.shape.recordings:
        yield read.folder / recording.file
        yield read.folder / recording.transcript
        yield from (read.folder / still.file for still in recording.stills)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
