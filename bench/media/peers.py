"""MediaCMS 8.3.2 and PeerTube (develop 2026), with the arguments of their own code. Frozen: nothing here is tuned.

MediaCMS: `files/helpers.py` and `files/tasks.py`; packaged by ffmpeg's copy, once a rung, because Bento4 is not to be
had from pip (MediaCMS packages all finished rungs anew after each); as many rungs at once as there are cores, its
workers' default. PeerTube: `packages/ffmpeg`; one rung at a time by one thread, its default; for a recording that must
be encoded its first, further encode to a web video is left out. Both are so measured a little cheaper than they are.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from casebook.media.ladder import Rung

from .cost import OURS, cost, ffmpeg, memory, stored
from .source import FPS, LADDER, SECONDS

#: kbit/s up to 30 frames a second; 540 is not one of MediaCMS's own, and lies between its neighbours.
_MEDIACMS_KBITS = {240: 300, 360: 500, 540: 1000, 720: 2500, 1080: 4500}
#: bits a point; 540 as PeerTube's 480.
_PEERTUBE_BPP = {240: 0.17, 360: 0.15, 540: 0.12, 720: 0.11, 1080: 0.10}
_JPEG = ("-strict", "unofficial")  # without it ffmpeg 9 makes no JPEG of a film's colours


def mediacms(source: Path, folder: Path, *, ours: bool = False) -> dict[str, float]:
    """One process a rung, each decoding anew, each with its own sound; a copy of each as HLS; sprites, still, GIF."""

    def make(rung: Rung) -> None:
        film = folder / f"{rung.name}.mp4"
        ffmpeg("-i", str(source), *_mediacms_arguments(rung, ours=ours), str(film))
        ffmpeg("-i", str(film), "-c", "copy", "-f", "hls", "-hls_time", "4", "-hls_list_size", "0",
               "-hls_segment_type", "fmp4", "-hls_fmp4_init_filename", f"{rung.name}_init.mp4",
               str(folder / f"{rung.name}.m3u8"))  # fmt: skip

    def beside() -> None:
        ffmpeg("-ss", str(SECONDS / 3), "-i", str(source), "-frames:v", "1", *_JPEG, str(folder / "still.jpg"))
        ffmpeg("-ss", "3", "-i", str(source), "-vf", "scale=344:-1:flags=lanczos,fps=1", "-t", "25", "-f", "gif",
               str(folder / "moving.gif"))  # fmt: skip
        ffmpeg("-i", str(source), "-f", "image2", "-vf", "fps=1/10,scale=160:90", *_JPEG,
               str(folder / "img%03d.jpg"))  # fmt: skip

    def rest() -> None:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(make, LADDER[1:]))

    first = cost(lambda: make(LADDER[0]))
    rungs = {key: value + first[key] for key, value in cost(rest).items()}
    return _told(rungs, cost(beside), folder, first["wall"])


def _mediacms_arguments(rung: Rung, *, ours: bool) -> list[str]:
    kbits = _MEDIACMS_KBITS[rung.height]
    coder = OURS if ours else ["-c:v", "libx264", "-preset", "medium", "-profile:v", "main"]
    return [
        *coder, "-filter:v",
        f"scale=w={rung.width}:h={rung.height}:force_original_aspect_ratio=decrease:force_divisible_by=2:flags=lanczos,"
        f"fps=fps={FPS}",
        "-pix_fmt", "yuv420p", "-crf", str(rung.crf) if ours else "23", "-c:a", "aac", "-b:a", "128k", "-ac", "2",
        "-maxrate", f"{kbits * 1.5:.0f}k", "-bufsize", f"{kbits * 1.5:.0f}k",
        "-force_key_frames", "expr:gte(t,n_forced*4)", "-x264-params", f"keyint={8 * FPS}:keyint_min={4 * FPS}",
        "-level", "4.2",
    ]  # fmt: skip


def peertube(source: Path, folder: Path, *, copies: bool = False, ours: bool = False) -> dict[str, float]:
    """One process a rung that writes HLS itself, top rung first, each decoding anew, the top rung copied or not;
    storyboard and still."""

    def make(rung: Rung) -> None:
        coded = ["-c", "copy"] if copies and rung is LADDER[-1] else _peertube_arguments(rung, ours=ours)
        ffmpeg("-i", str(source), "-threads", "1", *coded, "-movflags", "faststart", "-max_muxing_queue_size", "1024",
               "-map_metadata", "-1", "-hls_time", "4", "-hls_list_size", "0", "-hls_playlist_type", "vod",
               "-hls_segment_filename", str(folder / f"{rung.name}-fragmented.mp4"), "-hls_segment_type", "fmp4",
               "-f", "hls", "-hls_flags", "single_file", str(folder / f"{rung.name}.m3u8"))  # fmt: skip

    def beside() -> None:
        tiles = "select='isnan(prev_selected_t)+gte(t-prev_selected_t,1)',scale=192:-2,tile=layout=4x3"
        ffmpeg("-i", str(source), "-filter_complex", f"setpts='N/FRAME_RATE/TB',{tiles}", "-frames:v", "1",
               "-q:v", "2", *_JPEG, str(folder / "story.jpg"))  # fmt: skip
        ffmpeg("-ss", str(SECONDS / 2), "-i", str(source), "-vf", "thumbnail=50", "-frames:v", "1", "-q:v", "5",
               *_JPEG, str(folder / "still.jpg"))  # fmt: skip

    def rest() -> None:
        for rung in LADDER[:-1]:
            make(rung)

    first = cost(lambda: make(LADDER[-1]))
    rungs = {key: value + first[key] for key, value in cost(rest).items()}
    return _told(rungs, cost(beside), folder, first["wall"])


def _peertube_arguments(rung: Rung, *, ours: bool) -> list[str]:
    kbits = round(rung.width * rung.height * FPS * _PEERTUBE_BPP[rung.height] / 1000)
    coder = [*OURS, "-crf", str(rung.crf)] if ours else ["-c:v", "libx264", "-preset", "veryfast"]
    return [
        "-acodec", "aac", *coder, "-pix_fmt", "yuv420p", "-vf", f"scale=w=-2:h={rung.height}",
        "-maxrate:v", f"{kbits}k", "-bufsize:v", f"{kbits * 2}k", "-b_strategy", "1", "-bf", "16", "-r", str(FPS),
        "-g:v", str(2 * FPS), "-channel_layout", "stereo", "-b:a", "128k",
    ]  # fmt: skip


def _told(rungs: dict[str, float], beside: dict[str, float], folder: Path, first: float) -> dict[str, float]:
    everything = {f"all {key}": value + beside[key] for key, value in rungs.items()}
    return rungs | everything | {"bytes": stored(folder), "memory": memory(), "first": first}
