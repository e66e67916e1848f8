"""What the page of a clip's redactions shows: the clip, what is planned, what was done, and until when it can be
undone. All times are those of the clip as it is shown now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from ..media.clip import Clip
from ..media.ending import clips_of
from ..media.queries import pictures_of
from ..media.redacting import can_be_undone, touches
from ..media.redaction import WHOLE, Redaction, Way
from ..media.redactions import all_redactions_of, redactions_of, timeline_of
from ..media.timeline import Timeline
from ..people.person import Person
from ..people.viewer import Viewer
from . import viewing
from .transcript_page import EditedClip, edited_clip

IN_WORDS = {Way.silence: "Silence", Way.bleep: "Bleep", Way.blur: "Blur the picture", Way.cut: "Cut out"}


@dataclass(frozen=True)
class ShownRedaction:
    """A redaction on the clip's timeline. `at` and `wide` are thousandths of the clip; `box` is in per cent."""

    key: str
    way: Way
    start_ms: int
    end_ms: int
    at: int
    wide: int
    box: tuple[int, int, int, int] | None
    by: str
    on: datetime | None
    undone: bool

    @property
    def says(self) -> str:
        """What it does, in words."""
        return "Blur a box" if self.box else IN_WORDS[self.way]


@dataclass(frozen=True)
class RedactionPage:
    """Everything on the page. `also` names the other clips of the recording that what is planned touches."""

    clip: EditedClip
    planned: list[ShownRedaction]
    done: list[ShownRedaction]
    also: list[str]
    undo_until: datetime | None
    recording_is_there: bool
    has_poster: bool

    @property
    def length_ms(self) -> int:
        """How long the clip is as it is shown, at least a moment."""
        return max(self.clip.duration_ms, 1)


def redaction_page(db: Session, viewer: Viewer, key: str, *, undo_days: int) -> RedactionPage:
    """The redactions of a clip, for one who may edit its words. Raises NotFound."""
    clip, recording = viewing.edited_clip_for(db, viewer, key)
    found = all_redactions_of(db, recording)
    here = [one for one in found if touches(clip, one)]
    planned = [one for one in here if one.applied_at is None]
    timeline = timeline_of(clip, redactions_of(db, recording))
    shown = edited_clip(db, viewer, clip, recording)
    others = [one for one in clips_of(db, recording) if one.id != clip.id]
    until = [one.applied_at for one in found if one.applied_at and can_be_undone(one, undo_days)]
    pictures = pictures_of(db, [clip.key]).get(clip.key)
    length_ms = max(shown.duration_ms, 1)
    return RedactionPage(
        clip=shown,
        planned=_all_shown(db, clip, planned, timeline, length_ms),
        done=_all_shown(db, clip, [one for one in here if one.applied_at], timeline, length_ms),
        also=[one.title for one in others if any(touches(one, two) for two in found if two.applied_at is None)],
        undo_until=min(until) + timedelta(days=undo_days) if until else None,
        recording_is_there=bool(recording.original),
        has_poster=bool(pictures and pictures.poster and shown.has_pictures),
    )


def _all_shown(
    db: Session, clip: Clip, redactions: Sequence[Redaction], timeline: Timeline, length_ms: int
) -> list[ShownRedaction]:
    return [_shown(db, clip, one, timeline, length_ms) for one in redactions]


def _shown(db: Session, clip: Clip, one: Redaction, timeline: Timeline, length_ms: int) -> ShownRedaction:
    start = min(timeline.shown(max(one.start_ms - clip.in_ms, 0)), length_ms)
    end = min(timeline.shown(max(one.end_ms - clip.in_ms, 0)), length_ms)
    whose = db.get(Person, one.applied_by_id or one.planned_by_id)
    return ShownRedaction(
        key=one.key,
        way=one.way,
        start_ms=start,
        end_ms=end,
        at=min(start * WHOLE // length_ms, WHOLE - 4),
        wide=max((end - start) * WHOLE // length_ms, 4),
        box=None if one.whole_picture else (one.left // 10, one.top // 10, one.width // 10, one.height // 10),
        by=whose.name if whose else "",
        on=one.undone_at or one.applied_at,
        undone=one.undone_at is not None,
    )
