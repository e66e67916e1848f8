"""What the transcript editor shows: the clip, each line with advice beside it, and who changed and read the words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from ..media import queries
from ..media.clip import Clip, ClipState, Recording
from ..media.cue_rules import advice
from ..media.progress import how_far
from ..media.transcript import Cue
from ..people.person import Person
from ..people.queries import contributors_of
from ..people.viewer import Viewer
from . import viewing
from .queries import speaker
from .shown import Speaker


@dataclass(frozen=True)
class TranscriptLine:
    """A line as it is kept. `number` counts from 1 in the order of time."""

    cue_id: int
    number: int
    start_ms: int
    end_ms: int
    speaker: str
    text: str
    seen: bool
    advice: list[str]


@dataclass(frozen=True)
class EditedClip:
    """A clip with what its player needs, whether or not it is told in a case."""

    key: str
    version: int
    title: str
    state: ClipState
    reason: str
    duration_ms: int
    width: int | None
    height: int | None
    speaker: Speaker | None
    cues: int
    descriptions: bool
    playable: bool
    sounds: bool
    pictured: bool  # whoever speaks agreed to pictures of it
    after: bool = True  # nothing waits at its end: whoever edits has no question to answer

    @property
    def ready(self) -> bool:
        return self.version > 0

    @property
    def has_picture(self) -> bool:
        return self.width is not None

    @property
    def has_pictures(self) -> bool:
        """Whether its still and small pictures may be shown."""
        return self.has_picture and self.pictured


@dataclass(frozen=True)
class TranscriptPage:
    """All of the transcript editor. `version` 0: the clip has no words yet."""

    clip: EditedClip
    version: int
    lines: list[TranscriptLine]
    described: str
    described_of_recording: str
    speakers: list[str]
    changed_at: datetime | None
    changed_by: str
    drafted_by: str
    read_by: str
    read_on: date | None
    drafting: tuple[float, str] | None  # how far the captioner is, 0 to 1 and in words

    @property
    def to_look_at(self) -> int:
        """How many lines there is advice about."""
        return sum(1 for line in self.lines if line.advice)


def transcript_page(db: Session, viewer: Viewer, key: str) -> TranscriptPage:
    """The transcript of a clip for one who may edit it. Raises NotFound."""
    clip, recording = viewing.edited_clip_for(db, viewer, key)
    transcript = queries.transcript_of(db, clip)
    cues = list(queries.cues_of(db, clip))
    about = advice(cues, length_ms=clip.duration_ms)
    shown = edited_clip(db, viewer, clip, recording)
    changed_by = db.get(Person, transcript.changed_by_id) if transcript and transcript.changed_by_id else None
    named = [cue.speaker for cue in cues if not cue.seen] + ([shown.speaker.name] if shown.speaker else [])
    return TranscriptPage(
        clip=shown,
        version=transcript.version if transcript else 0,
        lines=[
            TranscriptLine(cue.pk, number, cue.start_ms, cue.end_ms, cue.speaker, cue.text, cue.seen, said)
            for number, (cue, said) in enumerate(zip(cues, about, strict=True), start=1)
        ],
        described=transcript.described if transcript else "",
        described_of_recording=recording.described,
        speakers=sorted({name for name in named if name}),
        changed_at=transcript.changed_at if transcript else None,
        changed_by=changed_by.name if changed_by else "",
        drafted_by=transcript.drafted_by if transcript else "",
        read_by=transcript.read_by if transcript else "",
        read_on=transcript.read_on if transcript else None,
        drafting=None if cues else how_far(db, [clip.key])[0].drafting,
    )


def edited_clip(db: Session, viewer: Viewer, clip: Clip, recording: Recording) -> EditedClip:
    """A clip as its editors see it."""
    cues: Sequence[Cue] = queries.cues_of(db, clip)
    people = contributors_of(db, [recording.contributor_id] if recording.contributor_id else [])
    kinds = {one.kind.value for one in queries.renditions_of(db, clip)}
    return EditedClip(
        key=clip.key,
        version=clip.version,
        title=clip.title,
        state=clip.state,
        reason=clip.reason,
        duration_ms=clip.duration_ms or ((clip.out_ms or clip.in_ms) - clip.in_ms),
        width=clip.width,
        height=clip.height,
        speaker=speaker(people[recording.contributor_id]) if recording.contributor_id in people else None,
        cues=len(cues),
        descriptions=any(cue.seen for cue in cues),
        playable=clip.version > 0 and viewing.may_play(db, viewer, clip),
        sounds="peaks" in kinds,
        pictured=bool(viewing.pictured_keys(db, viewer, [clip.key])),
    )
