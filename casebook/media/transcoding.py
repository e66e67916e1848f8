"""The station that makes film of a clip: measured, made in one go, checked, kept, and only then shown."""

import shutil
from dataclasses import replace
from pathlib import Path

import structlog
from sqlmodel import Session, col, select

from ..db import changes
from ..db.engine import reading
from ..errors import ProgramFailed, ProgramKilled
from ..jobs.worker import Work
from . import ffmpeg, loudness, queries
from .attempt import attempt_folder, lay_in
from .blaming import makes, of_our_own, refuse_if_damaged
from .clip import CLOSED, Clip, ClipState, Medium, Recording
from .copying import may_copy
from .filming import folders, outputs
from .hiding import hidden_in, timeline
from .judging import Judgement
from .ladder import SLIDESHOW_FPS, frame_rate, rungs, seen_size
from .marking import Saying, move
from .picturing import LIGHT, sheets
from .pieces import Pieces
from .probing import judged, span
from .program import Fence
from .purging import purge_old_versions
from .redactions import redactions_of
from .remuxing import remux
from .shelving import Made, gather, shelve, tidy
from .shot import Shot, Still
from .sounding import SOUNDS
from .stills import choose_poster
from .verifying import verify
from .workshop import Workshop

log = structlog.get_logger(__name__)

#: how far along the work is when it plays as it came, when the sound has been measured, when the film has been made,
#: and when it has been checked
_SHOWN, _MEASURED, _MADE, _CHECKED = 0.02, 0.05, 0.88, 0.92


def transcode(work: Work, shop: Workshop) -> None:
    """Make, check and show clip `work.about`; does nothing where it is ready already.

    Raises ClipUnreadable, ProgramMissing, ProgramFailed, StorageFull and LeaseLost."""
    with reading(shop.engine) as db:
        clip, recording = queries.clip_with_recording(db, work.about)
        done = clip.state == ClipState.ready and bool(queries.renditions_of(db, clip))
    if done:  # an earlier attempt was ended between showing the new version and taking away the old one
        purge_old_versions(shop.storage, clip)
        return
    exe = ffmpeg.find(shop.ffmpeg)
    saying = Saying(work)
    move(work, ClipState.transcoding)
    saying(0.0, "reading the file", now=True)
    with attempt_folder(work, shop) as (folder, pieces):
        shot = lay_out(shop, exe, clip, recording, folder)
        pieces.take_over(f"{recording.sha256} {replace(shot, threads=0)} {ffmpeg.program_version(shop.ffmpeg)}")
        first = _show_at_once(exe, work, shop, (clip, recording), shot, folder, pieces, saying)
        if "made" not in pieces:
            try:
                _make_either_way(exe, work, shot, folder, pieces, saying)
            except ProgramKilled:
                raise
            except ProgramFailed as wrong:
                pieces.distrust()
                _clear(folder / "out")
                own = of_our_own(shot)
                refuse_if_damaged(work, wrong, is_well=lambda: makes(exe, own, fence_of(own, folder), folder=folder))
                raise
        tidy(folder / "out")
        made = [Made.of(folder / "out", one) for one in pieces.value("made")]

        def on_fraction(done: float) -> None:
            saying(_CHECKED + 0.07 * done, "putting it in its place", now=True)

        shelve(work, shop, (clip, recording), shot, made, on_fraction, follows=first)


def _show_at_once(
    exe: str,
    work: Work,
    shop: Workshop,
    cut: tuple[Clip, Recording],
    shot: Shot,
    folder: Path,
    pieces: Pieces,
    saying: Saying,
) -> int:
    """Show a recording that everybody can play as it came, where nothing is shown yet; answers the version that shows
    it, now or since an earlier attempt, or 0."""
    if shot.copies_top and not cut[0].version:
        try:
            made = remux(exe, shot, fence_of(shot, folder), folder=folder)
        except ProgramFailed as wrong:
            log.warning("not_shown_at_once", clip=cut[0].key, reason=str(wrong))
            return 0
        # written down first: an attempt that is ended after it was shown and before this would forget that it was
        pieces.finished("first", value=1)
        shelve(work, shop, cut, shot, made, lambda done: saying(_SHOWN * done, "putting it in its place"), ready=False)
        shutil.rmtree(folder / "out" / "first")
    return int(pieces.value("first")) if "first" in pieces else 0


def _make_either_way(exe: str, work: Work, shot: Shot, folder: Path, pieces: Pieces, saying: Saying) -> None:
    """Make it with the recording's own picture as the top rung where that may be, and without where that fails."""
    if not shot.copies_top or "not copied" in pieces:
        _make(exe, work, replace(shot, copies_top=False), folder, pieces, saying)
        return
    try:
        _make(exe, work, shot, folder, pieces, saying)
    except ProgramKilled:
        raise
    except ProgramFailed:
        log.warning("copy_failed", clip=work.about)
        pieces.distrust()
        _clear(folder / "out")
        pieces.finished("not copied")
        _make(exe, work, replace(shot, copies_top=False), folder, pieces, saying)


def _make(exe: str, work: Work, shot: Shot, folder: Path, pieces: Pieces, saying: Saying) -> None:
    out = folder / "out"
    shot = _film(exe, shot, folder, pieces, saying)
    move(work, ClipState.checking)
    saying(_MADE, "checking what was made", now=True)
    media = verify(shot, out, SOUNDS if shot.audio else ())
    shutil.rmtree(out / "hls", ignore_errors=True)
    made = gather(shot, out, media, choose_still(out))
    pieces.finished("made", ["hls"], [one.told() for one in made])


def _clear(out: Path) -> None:
    for place in out.iterdir():
        shutil.rmtree(place)


def give_up(db: Session, clip_key: str, reason: str, may_help: bool) -> None:
    """Mark a clip whose work has ended badly: refused, or quarantined where trying again may help; one that is closed,
    or is not there any more, needs no mark.

    Its last good version, if it has one, goes on being shown."""
    clip = db.exec(select(Clip).where(Clip.key == clip_key, col(Clip.state).not_in(CLOSED))).first()
    if clip is None:
        return
    clip.state = ClipState.quarantined if may_help else ClipState.refused
    clip.reason = reason
    db.add(clip)
    changes.note(db, "clip", clip.key)


def lay_out(shop: Workshop, exe: str, clip: Clip, recording: Recording, folder: Path) -> Shot:
    """Lay a clip's recording into an attempt's folder, and work out the shot, with what of it is redacted by now."""
    with reading(shop.engine) as db:
        redactions = redactions_of(db, recording)
    judgement = judged(recording, shop)
    start_ms, reads_ms = span(clip, judgement)
    hidden = hidden_in(redactions, start_ms, reads_ms)
    length_ms = timeline(hidden, reads_ms).shown(reads_ms)
    lay_in(shop, recording.original, folder / "in" / "source")
    slideshow = judgement.medium is Medium.slideshow
    stills = _stills(shop, recording, folder, start_ms, reads_ms) if slideshow else []
    if slideshow:
        fps, size = SLIDESHOW_FPS, _largest(recording)
    elif judgement.video:
        fps, size = frame_rate(judgement.video), seen_size(judgement.video)
    else:
        fps, size = SLIDESHOW_FPS, None
    shot = Shot(
        source="in/source",
        start_ms=start_ms,
        length_ms=length_ms,
        rungs=rungs(*size, slideshow=slideshow) if size else [],
        fps=fps,
        video=judgement.video,
        audio=judgement.audio,
        stills=stills,
        gain_db=0.0,
        threads=shop.threads,
        tone_map=_needs_tone_map(judgement) and ffmpeg.can_tone_map(exe),
        fenced=shop.fenced,
        leave_bytes=shop.leave_bytes,
        hidden=hidden,
        zimg=ffmpeg.has_zimg(exe),
    )
    whole = length_ms == judgement.length_ms and not hidden  # a copy would hold what is hidden
    copies = whole and may_copy(shot, folder / "in" / "source", container=recording.facts["container"])
    return replace(shot, copies_top=copies)


def _needs_tone_map(judgement: Judgement) -> bool:
    return bool(judgement.video and judgement.video.get("transfer") in (16, 18))


def _largest(recording: Recording) -> tuple[int, int]:
    sizes = [(int(one["width"]), int(one["height"])) for one in recording.facts["stills"]]
    return max(sizes, key=lambda size: size[0] * size[1])


def _stills(shop: Workshop, recording: Recording, folder: Path, start_ms: int, length_ms: int) -> list[Still]:
    """The pictures that are seen within a span, each laid in with the time it is shown."""
    shown = sorted(recording.stills, key=lambda still: int(still["at_ms"]))
    begins = [0] + [max(int(still["at_ms"]) - start_ms, 0) for still in shown[1:]]
    ends = [*begins[1:], length_ms]
    seen = []
    for number, (still, begin_ms, end_ms) in enumerate(zip(shown, begins, ends, strict=True), start=1):
        if min(end_ms, length_ms) > begin_ms:
            name = f"in/still_{number}"
            lay_in(shop, still["path"], folder / name)
            seen.append(Still(name, min(end_ms, length_ms) - begin_ms))
    return seen


def _film(exe: str, shot: Shot, folder: Path, pieces: Pieces, saying: Saying) -> Shot:
    """Measure the sound, run the one command, put the small pictures together; each piece only where it is not
    finished yet. Answers the shot as it was made."""
    fence = fence_of(shot, folder)
    if shot.audio:
        if "loudness" not in pieces:
            pieces.finished("loudness", value=loudness.gain_db(exe, shot, fence, folder=folder))
        shot = replace(shot, gain_db=pieces.value("loudness"))
    making = _making(shot)
    saying(_MEASURED, f"{making}, 0 %")
    if "film" not in pieces:
        for name in folders(shot):
            shutil.rmtree(folder / "out" / name, ignore_errors=True)
            (folder / "out" / name).mkdir()
        ffmpeg.run(
            exe,
            outputs(shot, Path("out")),
            fence,
            folder=folder,
            length_ms=shot.length_ms,
            on_fraction=lambda done: saying(_MEASURED + (_MADE - _MEASURED) * done, f"{making}, {done * 100:.0f} %"),
        )
        pieces.finished("film", folders(shot))
    if shot.rungs and "sprites" not in pieces:
        ffmpeg.run(exe, [sheets(shot, Path("out"))], fence, folder=folder, length_ms=shot.length_ms)
        pieces.finished("sprites")
    return shot


def _making(shot: Shot) -> str:
    """What is being made, in words: one program makes all sizes side by side, so that all are equally far."""
    sizes = [min(rung.width, rung.height) for rung in shot.rungs[: len(shot.rungs) - shot.copies_top]]
    if not sizes:
        return "making the sound and pictures" if shot.rungs else "making the sound"
    return f"making {len(sizes)} sizes up to {sizes[-1]}p" if len(sizes) > 1 else f"making the size {sizes[0]}p"


def fence_of(shot: Shot, folder: Path) -> Fence:
    """What the making of a shot may use; no honest recording reaches it: thirty times its length, and four times
    what its rungs may need."""
    seconds = shot.length_ms // 1000 + 1
    most_kbits = sum(rung.kbits for rung in shot.rungs) + 400
    return Fence(
        read=(folder / "in", folder / "out"),
        write=(folder / "out",),
        wall_s=300 + 30 * seconds,
        cpu_s=300 + 60 * seconds,
        memory_bytes=8 * 1024**3,
        file_bytes=64 * 1024**2 + seconds * 16000,
        room_bytes=64 * 1024**2 + most_kbits * 500 * seconds,
        leave_bytes=shot.leave_bytes,
        nice=10,  # whoever looks at a page goes first
        required=shot.fenced,
    )


def choose_still(out: Path) -> Path | None:
    """The poster among the candidates below `out`, or None for sound. Raises ProgramFailed where there is none."""
    if not (out / "still").is_dir():
        return None
    try:
        return choose_poster(sorted((out / "still").glob("candidate_*.jpg")), (out / LIGHT).read_bytes())
    except (OSError, ValueError) as wrong:
        raise ProgramFailed("No picture could be taken of this film.") from wrong
