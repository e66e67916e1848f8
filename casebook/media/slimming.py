"""The station that makes AV1 of what is ready already: smaller, at low priority, beside all that there is."""

import shutil
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import ffmpeg as builder
import structlog
from sqlmodel import Session

from ..db import changes
from ..db.engine import reading
from ..errors import GivesWay, ProgramFailed, ProgramKilled
from ..jobs.worker import Work
from . import ffmpeg, queries
from .attempt import attempt_folder, lay_in
from .blaming import makes, of_our_own, refuse_if_damaged
from .clip import Clip, ClipState
from .filming import whole_picture
from .ladder import Rung
from .marking import Saying, note_sandbox
from .packaging import as_hls
from .playlists import Media, listed, master_with, read_media
from .program import Fence
from .purging import forget_old_versions, not_left_behind, purge_old_versions, version_folder
from .rendition import Rendition, RenditionKind
from .shelving import Made, put_all
from .shot import Shot
from .transcoding import fence_of, lay_out
from .verifying import verify_film
from .workshop import Workshop

log = structlog.get_logger(__name__)

SLIM = "slim"
ENCODER = "libsvtav1"
#: short side in points -> quality (SVT-AV1 CRF); smaller pictures gain little
QUALITY = {720: 36, 1080: 36}
_PRESET = 10
_LONGEST_S = 20  # between key frames: longer than any segment, so that only those asked for are made


class _Changed(Exception):
    """The clip was changed while it was made smaller: what was made of it is of no use."""


def worth_slimming(db: Session, clip: Clip) -> bool:
    """Whether a ready clip has a size that AV1 makes smaller, and without AV1 so far."""
    names = {one.name for one in queries.renditions_of(db, clip)}
    return clip.state is ClipState.ready and any(f"v{side}" in names and f"av{side}" not in names for side in QUALITY)


def slim(work: Work, shop: Workshop) -> None:
    """Make, check and show AV1 of clip `work.about`; does nothing where there is nothing to be made.

    Raises GivesWay when a clip is waiting to be made, ClipUnreadable for a recording of which no AV1 can be made (the
    clip stays as it is), ProgramMissing, ProgramFailed, StorageFull and LeaseLost."""
    with reading(shop.engine) as db:
        clip, recording = queries.clip_with_recording(db, work.about)
        worth = worth_slimming(db, clip)
        rows = list(queries.renditions_of(db, clip))
    exe = ffmpeg.find(shop.ffmpeg)
    if not worth or not ffmpeg.has_encoder(exe, ENCODER):
        return
    with work.writing() as db:
        note_sandbox(db, work)
    saying = Saying(work)
    with attempt_folder(work, shop) as (folder, pieces):
        shot = lay_out(shop, exe, clip, recording, folder)
        pieces.take_over(
            f"{recording.sha256} {replace(shot, threads=0)} {clip.version} {ffmpeg.program_version(shop.ffmpeg)}"
        )
        rungs = [one for one in shot.rungs if min(one.width, one.height) in QUALITY]
        cuts = {rung.name: _cuts(shop, clip, rung) for rung in rungs}
        sound = _sound(shop, clip, rows, folder)
        own, made = of_our_own(shot), []
        for number, rung in enumerate(rungs):
            name = f"a{rung.name}"
            try:
                if name not in pieces:
                    begins = number / len(rungs)
                    _encode(exe, work, shop, shot, rung, cuts[rung.name], folder, saying, begins, len(rungs))
                media = verify_film(shot, folder / "out" / name, (rung.width, rung.height))
                if (lengths := [length for length, _ in media.segments]) != cuts[rung.name]:
                    log.error("cut_otherwise", made=lengths, wanted=cuts[rung.name])
                    raise ProgramFailed("The AV1 that was made is not cut where the other sizes are.")
            except ProgramKilled:
                raise
            except ProgramFailed as wrong:
                pieces.distrust()
                refuse_if_damaged(work, wrong, is_well=lambda: makes(exe, own, fence_of(own, folder), folder=folder))
                raise
            pieces.finished(name, [name])
            made.append((rung, media))
        with suppress(_Changed):
            _show(work, shop, clip, rows, made, sound, shot.fps)


def _cuts(shop: Workshop, clip: Clip, rung: Rung) -> list[float]:
    """How long each segment of the size is that is there already."""
    playlist = f"{version_folder(clip, clip.version)}/{rung.name}/index.m3u8"
    return [length for length, _ in listed(shop.storage.read(playlist).decode())]


def _sound(shop: Workshop, clip: Clip, rows: list[Rendition], folder: Path) -> Media | None:
    """The sound that goes with the film, as it is kept."""
    if not any(one.name == "a128" for one in rows):
        return None
    here = folder / "in" / "a128"
    here.mkdir()
    for path in shop.storage.below(f"{version_folder(clip, clip.version)}/a128"):
        lay_in(shop, path, here / path.rpartition("/")[2])
    return read_media(here)


def _encode(
    exe: str,
    work: Work,
    shop: Workshop,
    shot: Shot,
    rung: Rung,
    cuts: list[float],
    folder: Path,
    saying: Saying,
    begins: float,
    parts: int,
) -> None:
    name = f"a{rung.name}"
    shutil.rmtree(folder / "out" / name, ignore_errors=True)
    (folder / "out" / name).mkdir()

    which = f" ({round(begins * parts) + 1} of {parts})" if parts > 1 else ""

    def on_fraction(done: float) -> None:
        saying(begins + done / parts, f"making {rung.name[1:]}p smaller{which}, {done * 100:.0f} %")
        if work.others_wait(("probe", "transcode")):
            raise GivesWay("A clip is waiting to be made.")

    on_fraction(0.0)
    # as long as the sizes that are there, to the frame
    picture = whole_picture(shot, rung, frames=round(sum(cuts) * float(shot.fps)))
    output = _output(shot, rung, picture, cuts, Path("out") / name)
    fence = Fence(**{**vars(fence_of(shot, folder)), "nice": 19})
    ffmpeg.run(exe, [output], fence, folder=folder, length_ms=shot.length_ms, on_fraction=on_fraction)


def _output(shot: Shot, rung: Rung, picture: Any, cuts: list[float], folder: Path) -> Any:
    half = Fraction(1, 2) / shot.fps
    moments = [sum(map(Fraction, cuts[:number]), Fraction(0)) - half for number in range(1, len(cuts))]
    at = {"force_key_frames": ",".join(f"{float(one):.4f}" for one in moments)} if moments else {}
    return builder.output(
        picture,
        str(folder / "index.m3u8"),
        **as_hls(folder),
        **{
            "c:v": ENCODER,
            "preset": _PRESET,
            "crf": QUALITY[min(rung.width, rung.height)],
            "pix_fmt": "yuv420p",
            "g": -(-_LONGEST_S * shot.fps // 1),
            "svtav1-params": f"lp={shot.threads}",
            "flags": "+bitexact",
            "fps_mode": "cfr",
            **at,
        },
    )


def _show(
    work: Work,
    shop: Workshop,
    clip: Clip,
    rows: list[Rendition],
    made: list[tuple[Rung, Media]],
    sound: Media | None,
    fps: Fraction,
) -> None:
    """Keep the new beside all that there is, as a new version; whoever is watching the old one may watch on."""
    old, folder = version_folder(clip, clip.version), version_folder(clip, clip.version + 1)
    with work.writing() as db:
        _unchanged(db, clip)
        shop.storage.hurried().remove_below(folder)
    with not_left_behind(shop.engine, shop.storage, clip, folder):
        for path in shop.storage.below(old):
            shop.storage.copy(path, folder + path.removeprefix(old))
        before = shop.storage.read(f"{old}/hls/index.m3u8").decode()
        new = [Made.film(rung, media) for rung, media in made]
        put_all(shop, folder, new, lambda done: work.says(0.95 + 0.05 * done, "putting it in its place"))
        written = master_with(before, made, sound, fps).encode()
        shop.storage.put_bytes(f"{folder}/hls/index.m3u8", written)
        with work.writing() as db:
            now = _unchanged(db, clip)
            now.also_version, now.version = now.version, now.version + 1
            for row in rows:
                kept = {
                    key: value for key, value in row.model_dump().items() if key not in ("id", "created_at", "version")
                }
                size = len(written) if row.kind is RenditionKind.master else row.bytes
                db.add(Rendition(**{**kept, "bytes": size, "version": now.version}))
            for one in new:
                db.add(one.row(now, now.version))
            db.add(now)
            db.flush()
            forget_old_versions(db, now)
            changes.note(db, "clip", now.key)
    purge_old_versions(shop.storage, now)


def _unchanged(db: Session, clip: Clip) -> Clip:
    """The clip, if it is still what AV1 was made of. Raises _Changed."""
    now = queries.clip_by_key(db, clip.key)
    same = ("version", "state", "in_ms", "out_ms", "recording_id")
    if any(getattr(now, name) != getattr(clip, name) for name in same):
        raise _Changed
    return now
