"""Questions of the studio: an author's clips by how far they are, and all there is about one recording."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from ..clock import now
from ..errors import NotFound
from ..media.clip import Clip, ClipState, Medium, Recording
from ..media.consent import Consent, Use
from ..media.consenting import live_consent
from ..media.ending import TAKEN_BACK, tombstone_of
from ..media.judging import SoundTrack, sound_tracks
from ..media.progress import HowFar, how_far
from ..media.queries import count_cues, cues_of, transcripts_of_clips
from ..media.redactions import whole_timeline
from ..media.tombstone import Tombstone
from ..people.contributor import Contributor
from ..people.queries import contributors_by_name
from ..people.viewer import Viewer
from . import viewing
from .case import Case, CaseClip
from .queries import shown_clips
from .shown import ShownClip

MOST_READY = 60
ATTENTION = (ClipState.refused, ClipState.quarantined)


@dataclass(frozen=True)
class StudioClip:
    """A clip as the studio's list shows it. `plays` only where this author may play it now."""

    key: str
    title: str
    state: ClipState
    reason: str
    progress: float
    says: str
    medium: Medium
    duration_ms: int | None
    version: int
    has_picture: bool  # that may be shown beside the film
    plays: bool
    recording_key: str
    recording_title: str
    made_at: datetime
    cases: Sequence[str]
    lines: int  # of its transcript; 0: there are no words yet
    read_by: str  # who read them against the sound; empty for a draft
    edited: bool  # whether this author may edit them now
    drafting: tuple[float, str] | None  # how far the captioner is, 0 to 1 and in words

    @property
    def group(self) -> str:
        """Which part of the list it stands in: attention, making, ready."""
        if self.state in ATTENTION:
            return "attention"
        return "ready" if self.state in (ClipState.ready, ClipState.taken_back) else "making"

    @property
    def percent(self) -> int:
        return round(self.progress * 100)


@dataclass(frozen=True)
class RecordingPage:
    """Everything about one recording. `facts` are pairs to read."""

    recording: Recording
    facts: list[tuple[str, str]]
    clips: list[StudioClip]
    playing: ShownClip | None
    playing_in_ms: int
    progress: tuple[float, str] | None
    speaker: Contributor | None
    contributors: Sequence[Contributor]  # whom one may choose as the speaker
    consent: Consent | None
    ended: Tombstone | None
    ended_why: str
    earlier: list[Consent]
    days_left: int | None
    length_ms: int | None
    sound_tracks: list[SoundTrack]  # what there is to choose from, if there is a choice


def studio_clips(db: Session, viewer: Viewer, keys: Sequence[str] | None = None) -> list[StudioClip]:
    """The clips this author may work on, newest first: all that are not ready, and the newest ready ones."""
    question = (
        select(Clip, Recording)
        .join(Recording, col(Recording.id) == Clip.recording_id)
        .where(viewing.in_studio(viewer), Clip.state != ClipState.replaced)
        .order_by(col(Clip.id).desc())
    )
    if keys is not None:
        question = question.where(col(Clip.key).in_(keys))
    unready = list(db.exec(question.where(Clip.state != ClipState.ready)).all())
    ready = list(db.exec(question.where(Clip.state == ClipState.ready).limit(MOST_READY)).all())
    return _as_studio_clips(db, viewer, [(clip, recording) for clip, recording in [*unready, *ready]])


def _as_studio_clips(db: Session, viewer: Viewer, found: list[tuple[Clip, Recording]]) -> list[StudioClip]:
    keys = [clip.key for clip, _ in found]
    far: dict[str, HowFar] = {one.key: one for one in how_far(db, keys)}
    plays = viewing.playable_keys(db, viewer, keys)
    edited, pictured = viewing.edited_keys(db, viewer, keys), viewing.pictured_keys(db, viewer, keys)
    ids = [clip.pk for clip, _ in found]
    lines, transcripts = count_cues(db, ids), transcripts_of_clips(db, ids)
    told: dict[int, list[str]] = {}
    in_cases = select(CaseClip.clip_id, Case.title).join(Case, col(Case.id) == CaseClip.case_id)
    for clip_id, title in db.exec(in_cases.where(col(CaseClip.clip_id).in_(ids))).all():
        told.setdefault(clip_id, []).append(title)
    return [
        StudioClip(
            key=clip.key,
            title=clip.title,
            state=clip.state,
            reason=clip.reason,
            progress=far[clip.key].progress,
            says=("plays already; " if clip.version and clip.key in plays else "") + far[clip.key].says,
            medium=recording.medium,
            duration_ms=clip.duration_ms,
            version=clip.version,
            has_picture=clip.width is not None and clip.key in pictured,
            plays=clip.key in plays,
            recording_key=recording.key,
            recording_title=recording.title,
            made_at=clip.created_at,
            cases=told.get(clip.pk, []),
            lines=lines.get(clip.pk, 0),
            read_by=transcripts[clip.pk].read_by if clip.pk in transcripts else "",
            edited=clip.key in edited,
            drafting=far[clip.key].drafting,
        )
        for clip, recording in found
    ]


def recording_page(db: Session, viewer: Viewer, key: str, playing: str = "") -> RecordingPage:
    """All there is about a recording, for an author who may work on it; `playing` names the clip in the player.
    Raises NotFound."""
    recording = viewing.recording_for(db, viewer, key)
    clips = list(
        db.exec(
            select(Clip)
            .where(Clip.recording_id == recording.pk, Clip.state != ClipState.replaced)
            .order_by(col(Clip.id))
        ).all()
    )
    shown = _as_studio_clips(db, viewer, [(clip, recording) for clip in clips])
    open_ones = [clip for clip, one in zip(clips, shown, strict=True) if one.plays]
    chosen = next((clip for clip in open_ones if clip.key == playing), None) or next(
        (clip for clip in open_ones if clip.version), open_ones[0] if open_ones else None
    )
    consent = live_consent(db, recording.pk)
    written = db.exec(select(Consent).where(Consent.recording_id == recording.pk).order_by(col(Consent.id).desc()))
    ended = tombstone_of(db, recording)
    far = next((one for one in shown if chosen and one.key == chosen.key), None)
    return RecordingPage(
        recording=recording,
        facts=_facts(recording),
        clips=shown,
        playing=shown_in_studio(db, viewer, chosen, recording) if chosen else None,
        playing_in_ms=whole_timeline(db, recording).shown(chosen.in_ms) if chosen else 0,
        progress=(far.progress, far.says) if far and far.group == "making" else None,
        speaker=db.get(Contributor, recording.contributor_id) if recording.contributor_id else None,
        contributors=contributors_by_name(db),
        consent=consent,
        ended=ended,
        ended_why=TAKEN_BACK[ended.why] if ended else "",
        earlier=[one for one in written.all() if consent is None or one.id != consent.id],
        days_left=(consent.until - now()).days if consent and consent.until else None,
        sound_tracks=[] if ended else _to_choose_from(recording),
        length_ms=max((clip.duration_ms for clip in clips if clip.duration_ms and not clip.in_ms), default=None),
    )


def clip_to_show(db: Session, viewer: Viewer, key: str) -> ShownClip:
    """A clip for the player: as it stands in a case this viewer may see, else as its author may play it in the
    studio. Raises NotFound."""
    try:
        return shown_clips(db, [viewing.clip_for(db, viewer, key)])[0]
    except NotFound:
        if not viewing.playable_keys(db, viewer, [key]):
            raise
        return shown_in_studio(db, viewer, *viewing.studio_clip_for(db, viewer, key))


def shown_in_studio(db: Session, viewer: Viewer, clip: Clip, recording: Recording) -> ShownClip:
    """A clip for the player, outside any case: nothing waits at its end."""
    pictured = bool(viewing.pictured_keys(db, viewer, [clip.key]))
    return ShownClip(
        key=clip.key,
        version=clip.version,
        title=clip.title,
        state=clip.state,
        reason=clip.reason,
        medium=recording.medium,
        duration_ms=clip.duration_ms or 0,
        width=clip.width,
        height=clip.height,
        after=True,
        speaker=None,
        cues=cues_of(db, clip),
        read_by="",
        allowed=frozenset({Use.stills} if pictured else ()),
        described=recording.described,
        stills=recording.stills,
        chose="",
        positions={},
        weighed="",
    )


def _to_choose_from(recording: Recording) -> list[SoundTrack]:
    tracks = sound_tracks(recording.facts, recording.sound_track)
    return tracks if len(tracks) > 1 or not any(one.heard for one in tracks) else []


def _facts(recording: Recording) -> list[tuple[str, str]]:
    found = [("Medium", recording.medium.value.capitalize())] if recording.probed_at else []
    for one in recording.facts.get("streams", []):
        found.append(("Picture" if one.get("kind") == "video" else "Sound", _stream(one)))
    if recording.stills:
        found.append(("Pictures", str(len(recording.stills))))
    return found


def _stream(one: dict[str, Any]) -> str:
    if one.get("kind") == "video":
        size = f"{one.get('width')} × {one.get('height')}"
        turned = f", turned by {one['rotation']}°" if one.get("rotation") else ""
        return f"{one.get('codec', '')} · {size}{turned}"
    channels = one.get("channels") or 0
    language = f" · {one['language']}" if one.get("language") else ""
    return f"{one.get('codec', '')} · {({1: 'mono', 2: 'stereo'}).get(channels, f'{channels} channels')}{language}"
