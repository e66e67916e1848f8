"""Putting what was made of a clip into storage, and then, in one transaction, showing it."""

import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..clock import now
from ..db import changes
from ..errors import StorageFull
from ..jobs.worker import Work
from . import queries
from .clip import Clip, ClipState, Recording, cut_of
from .ladder import Rung
from .marking import still_open
from .picturing import LIGHT, TILES, poster_rung
from .playlists import Media, master
from .purging import forget_old_versions, not_left_behind, purge_old_versions, version_folder
from .rendition import Rendition, RenditionKind
from .shot import Shot
from .stills import peaks, thumbnails
from .workshop import Workshop

_PUTS_AT_ONCE = 8  # each waits for the disk, and one sync of the disk serves all that wait


@dataclass(frozen=True)
class Made:
    """A rendition as it lies in the attempt folder, with all that its row will say."""

    folder: Path
    kind: RenditionKind
    entry: str
    width: int | None = None
    height: int | None = None
    kbits: int | None = None
    codecs: str = ""

    def told(self) -> dict[str, Any]:
        """The same as JSON has it, for another process to go on with."""
        return {**vars(self), "folder": self.folder.name}

    @classmethod
    def of(cls, out: Path, told: dict[str, Any]) -> "Made":
        """What `told` told, now lying below `out`."""
        return cls(**{**told, "folder": out / told["folder"], "kind": RenditionKind(told["kind"])})

    @classmethod
    def film(cls, rung: Rung, media: Media) -> "Made":
        """One size of film."""
        kbits = media.average_bits // 1000
        return cls(media.folder, RenditionKind.video, "index.m3u8", rung.width, rung.height, kbits, media.codec)

    def row(self, clip: Clip, version: int) -> Rendition:
        files = list(self.folder.iterdir())
        return Rendition(
            clip_id=clip.pk,
            version=version,
            kind=self.kind,
            name=self.folder.name,
            entry=self.entry,
            width=self.width,
            height=self.height,
            kbits=self.kbits,
            codecs=self.codecs,
            bytes=sum(file.stat().st_size for file in files),
            files=len(files),
        )


def gather(shot: Shot, out: Path, media: dict[str, Media], poster: Path | None) -> list[Made]:
    """Finish the folders below `out` (master, poster, thumbnails, peaks) and say what each of them is."""
    made = played(shot, out, media)
    if poster:
        made += _pictures(shot, out, poster)
    if shot.audio:
        raw = out / "peaks" / "peaks.raw"
        (out / "peaks" / "peaks.json").write_text(peaks(raw))
        made.append(Made(out / "peaks", RenditionKind.peaks, "peaks.json"))
    return made


def played(shot: Shot, out: Path, media: dict[str, Media]) -> list[Made]:
    """What is played: the master, which is written below `out`, then the sizes and the sounds."""
    films = [(rung, media[rung.name]) for rung in shot.rungs]
    sounds = [media[name] for name in ("a128", "a48") if name in media]
    top = shot.rungs[-1] if shot.rungs else None
    hls = out / "hls"
    hls.mkdir()
    (hls / "index.m3u8").write_text(master(films, sounds, shot.fps if films else None))
    size = (top.width, top.height) if top else (None, None)
    codecs = ",".join(one.codec for one in ([films[-1][1]] if films else []) + sounds[:1])
    made = [Made(hls, RenditionKind.master, "index.m3u8", size[0], size[1], codecs=codecs)]
    made += [Made.film(rung, film) for rung, film in films]
    return made + [
        Made(sound.folder, RenditionKind.audio, "index.m3u8", None, None, sound.average_bits // 1000, sound.codec)
        for sound in sounds
    ]


def tidy(out: Path) -> None:
    """Take away what was only needed on the way; it may have been done before."""
    for found in (*out.glob("still/candidate_*"), out / LIGHT, out / TILES, out / "peaks" / "peaks.raw"):
        found.unlink(missing_ok=True)


def _pictures(shot: Shot, out: Path, poster: Path) -> list[Made]:
    still = out / "still"
    shutil.copyfile(poster, still / "poster.jpg")
    shown = poster_rung(shot)
    (out / "sprites" / "thumbs.vtt").write_text(thumbnails(shot.rungs[0], shot.length_ms))
    return [
        Made(still, RenditionKind.poster, "poster.jpg", shown.width, shown.height),
        Made(out / "sprites", RenditionKind.sprites, "thumbs.vtt"),
    ]


def shelve(
    work: Work,
    shop: Workshop,
    cut: tuple[Clip, Recording],
    shot: Shot,
    made: Sequence[Made],
    on_fraction: Callable[[float], None],
    *,
    follows: int = 0,
    ready: bool = True,
) -> None:
    """Put every file into storage, then flip the clip to its new version; `cut` is the clip and its recording as they
    were begun with.

    Version `follows` shows the same and may be played to its end; a version that is not `ready` is shown while its
    clip goes on being made. Where the clip has been cut anew meanwhile, or another sound track was chosen, nothing is
    shown and it waits again. Raises LeaseLost, ClipClosed and StorageFull."""
    with work.writing() as db:
        # Cleared while the lease is held by this very transaction: nobody else can be writing there, nor be shown it.
        clip = queries.clip_by_key(db, work.about)
        version = clip.version + 1
        folder = version_folder(clip, version)
        shop.storage.hurried().remove_below(folder)
    with not_left_behind(shop.engine, shop.storage, clip, folder):
        put_all(shop, folder, made, on_fraction)
        _show(work, shop, cut, shot, made, version, follows=follows, ready=ready)


def _show(
    work: Work,
    shop: Workshop,
    cut: tuple[Clip, Recording],
    shot: Shot,
    made: Sequence[Made],
    version: int,
    *,
    follows: int,
    ready: bool,
) -> None:
    with work.writing() as db:
        clip, recording = queries.clip_with_recording(db, work.about)
        still_open(clip)
        if cut_of(clip, recording) != cut_of(*cut):
            shop.storage.hurried().remove_below(version_folder(clip, version))
            clip.state = ClipState.waiting
            db.add(clip)
            return
        for one in made:
            db.add(one.row(clip, version))
        clip.also_version = follows if follows == clip.version else 0
        clip.version = version
        if ready:
            clip.state, clip.reason, clip.ready_at = ClipState.ready, "", now()
        clip.duration_ms = shot.length_ms
        clip.width, clip.height = made[0].width, made[0].height
        db.add(clip)
        db.flush()
        forget_old_versions(db, clip)
        changes.note(db, "clip", clip.key)
    purge_old_versions(shop.storage, clip)


def put_all(shop: Workshop, folder: str, made: Sequence[Made], on_fraction: Callable[[float], None]) -> None:
    """Put all that was made below `folder` of the storage. `on_fraction` may raise, when the lease is lost.

    Raises StorageFull, before anything is put where that can be seen."""
    free = shop.storage.free_bytes()
    needed = sum(file.stat().st_size for one in made for file in one.folder.iterdir())
    if free is not None and free - needed < shop.leave_bytes:
        raise StorageFull("There is no room left where film is kept; nothing was lost.")
    with ThreadPoolExecutor(_PUTS_AT_ONCE) as hands:
        for number, one in enumerate(made):
            on_fraction(number / len(made))
            names = [(f"{folder}/{one.folder.name}/{file.name}", file) for file in sorted(one.folder.iterdir())]
            list(hands.map(lambda name: shop.storage.put(*name), names))
