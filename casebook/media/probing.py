"""The station that finds out what a recording is, and refuses what cannot or must not be used."""

from pathlib import Path

from ..clock import now
from ..db.engine import reading
from ..errors import ClipUnreadable, ProgramFailed
from ..jobs.worker import Work
from . import queries
from . import reading as questions
from .attempt import attempt_folder, lay_in
from .blaming import reads_our_own, refuse_if_damaged
from .clip import Clip, ClipState, Medium, Recording
from .judging import Judgement, judge
from .marking import move
from .refusals import Refusal
from .workshop import Workshop

#: What `Recording.facts` holds until a recording whose medium nobody named has been probed and found usable.
UNDECIDED = {"medium": "undecided"}


def probe(work: Work, shop: Workshop) -> None:
    """Find the facts of the recording of clip `work.about`, once. Raises ClipUnreadable and ProgramFailed."""
    with reading(shop.engine) as db:
        clip, recording = queries.clip_with_recording(db, work.about)
    if clip.state == ClipState.ready:
        return
    move(work, ClipState.reading)
    work.says(0.0, "reading the file")
    if recording.probed_at is None:
        facts = _find(work, shop, clip, recording)
        decided = recording.facts.get("medium") != UNDECIDED["medium"]
        if decided:
            facts["medium"] = recording.medium.value
        try:
            judgement = judge(facts, longest_ms=shop.longest_ms, medium=_said(facts), sound_track=recording.sound_track)
        except ClipUnreadable:
            with work.writing() as db:  # its author sees what there is, and may choose another sound track
                queries.clip_with_recording(db, work.about)[1].facts = facts if decided else facts | UNDECIDED
            raise
        with work.writing() as db:
            recording = queries.clip_with_recording(db, work.about)[1]  # as it is now: somebody may have written on it
            recording.facts, recording.medium, recording.probed_at = facts, judgement.medium, now()
    span(clip, judged(recording, shop))


def judged(recording: Recording, shop: Workshop) -> Judgement:
    """What of a probed recording is used. Raises ClipUnreadable."""
    said = _said(recording.facts)
    return judge(recording.facts, longest_ms=shop.longest_ms, medium=said, sound_track=recording.sound_track)


def span(clip: Clip, judgement: Judgement) -> tuple[int, int]:
    """Where a clip begins and how long it is, in ms. Raises ClipUnreadable where the recording has no such span."""
    end_ms = judgement.length_ms if clip.out_ms is None else min(clip.out_ms, judgement.length_ms)
    if clip.out_ms is not None and clip.out_ms > judgement.length_ms + 1000:
        ends, length = f"{clip.out_ms / 1000:.1f} s", f"{judgement.length_ms / 1000:.1f} s"
        raise Refusal.cut_past_the_end.error(ends=ends, length=length)
    if clip.in_ms < 0 or end_ms - clip.in_ms < 500:
        raise Refusal.cut_too_short.error()
    if judgement.last_picture_ms is not None and clip.in_ms > judgement.last_picture_ms:
        raise Refusal.cut_after_the_picture.error(ends=f"{judgement.last_picture_ms / 1000:.1f} s")
    return clip.in_ms, end_ms - clip.in_ms


def _find(work: Work, shop: Workshop, clip: Clip, recording: Recording) -> dict[str, object]:
    with attempt_folder(work, shop) as (folder, _):
        source = folder / "in" / "source"
        lay_in(shop, recording.original, source)
        stills: list[Path] = []
        for number, still in enumerate(recording.stills, start=1):
            stills.append(folder / "in" / f"still_{number}")
            lay_in(shop, still["path"], stills[-1])
        # asked along, which spares a reader later, but never twice: what ends the reader shall not refuse a recording
        groups = work.attempt == 1 and not clip.in_ms and clip.out_ms is None
        try:
            return questions.facts(source, stills, groups=groups, fenced=shop.fenced)
        except ProgramFailed as wrong:
            refuse_if_damaged(work, wrong, is_well=lambda: reads_our_own(folder / "in", fenced=shop.fenced))
            raise


def _said(facts: dict[str, object]) -> Medium | None:
    return Medium(str(facts["medium"])) if "medium" in facts else None
