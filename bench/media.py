"""Film: casebook's whole path of a clip against MediaCMS's one ffmpeg a rendition, and against the bare floor.

The source is 6 s at 720p25, made here: a still room, something that moves in it as a head does, the grain of a phone's
camera, and sound that swells as speech does. The rungs are casebook's own for it (240, 360, 540, 720) everywhere.
PeerTube's arguments are those of `peers.md` (d2), its storyboard beside; where both may copy the top rung, both do.
MediaCMS's arguments are those of its 8.3.2 (`files/helpers.py`), packaged to HLS by ffmpeg's copy because Bento4 is not
to be had from pip.
"""

import resource
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import casebook.db.changes
import casebook.media.consent
import casebook.media.rendition
import casebook.media.transcript
import casebook.people.cohort
import casebook.people.contributor
import casebook.people.person  # noqa: F401 - every table that the media room's rows point to
from casebook.db import row
from casebook.db.engine import open_engine, reading, writing
from casebook.jobs.queue import open_queue
from casebook.jobs.worker import Work
from casebook.media import ffmpeg
from casebook.media.ladder import Rung, rungs
from casebook.media.probing import probe
from casebook.media.queries import clip_facts
from casebook.media.receiving import cut_clip, receive_recording
from casebook.media.storage_opening import open_storage
from casebook.media.transcoding import transcode
from casebook.media.workshop import Workshop

from .pairs import Pair, Run

SECONDS, WIDTH, HEIGHT, FPS = 6, 1280, 720, 25
LADDER = rungs(WIDTH, HEIGHT)
#: MediaCMS 8.3.2: kbit/s for H.264 up to 30 frames a second.
_MEDIACMS_KBITS = {240: 300, 360: 500, 540: 1000, 720: 2500}


def pairs(folder: Path) -> list[Pair]:
    """The comparisons, for a source made in `folder`."""
    source, ready = _source(folder / "source.mp4"), _source(folder / "ready.mp4", "-g", "50", "-crf", "24")
    return [
        Pair("whole path / MediaCMS as shipped", _mediacms(source), _whole_path(source), {"cpu": 0.50, "bytes": 0.45}),
        Pair("whole path / MediaCMS at our preset", _mediacms(source, ours=True), _whole_path(source)),
        Pair("whole path / bare ffmpeg floor", _floor(source), _whole_path(source), {"cpu": 1.15}),
        Pair("whole path / PeerTube as shipped", _peertube(source), _whole_path(source)),
        Pair("copied top rung / MediaCMS as shipped", _mediacms(ready), _whole_path(ready), {"cpu": 0.25}),
        Pair(
            "copied top rung / PeerTube copying too", _peertube(ready, copies=True), _whole_path(ready), {"cpu": 0.80}
        ),
        Pair("AV1 720 / H.264 720 at faster", _one_rung(source, "h264"), _one_rung(source, "av1")),
    ]


def _source(place: Path, *argv: str) -> Path:
    picture = (
        f"mandelbrot=s={WIDTH}x{HEIGHT}:rate={FPS}:start_scale=0.8,trim=end_frame=1,loop=loop=-1:size=1,"
        f"setpts=N/({FPS}*TB)[room];"
        f"mandelbrot=s=320x400:rate={FPS}:start_scale=0.02:start_x=-0.74:start_y=0.11,gblur=1.5[head];"
        "[room][head]overlay=x=480+18*sin(2*t):y=180+10*sin(3.1*t),noise=alls=6:allf=t:all_seed=7"
    )
    voice = f"anoisesrc=c=pink:d={SECONDS}:seed=1:a=0.2,tremolo=f=3:d=0.9"
    _ffmpeg("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", voice, "-c:v", "libx264", "-preset", "veryfast",
            "-crf", "18", "-pix_fmt", "yuv420p", "-c:a", "aac", "-t", str(SECONDS), *argv, str(place))  # fmt: skip
    return place


def _whole_path(source: Path) -> Run:
    """Everything casebook does with a recording: receive, probe, measure, make, verify, keep, show."""

    def run(folder: Path) -> dict[str, float]:
        engine = open_engine(f"sqlite:///{folder / 'casebook.db'}")
        row.metadata.create_all(engine.execution_options(writing=True))
        shop = Workshop(engine, open_storage(f"file://{folder / 'film'}"), folder / "work", "", 2, 3_600_000)
        queue = open_queue(engine)

        def work() -> None:
            with writing(engine) as db:
                recording = receive_recording(db, shop.storage, source, title="Bench", reserve_bytes=0)
                key = cut_clip(db, recording, title="Bench").key
                for kind in ("probe", "transcode"):
                    queue.put(db, kind, key)
            for kind, station in (("probe", probe), ("transcode", transcode)):
                lease = queue.take("bench", [kind])
                assert lease is not None
                station(Work(queue, lease), shop)
                queue.finish(lease)

        cost = _cost(work)
        with reading(engine) as db:
            key = next(shop.storage.below("film")).split("/")[1]
            made = clip_facts(db, key)["renditions"]
        engine.dispose()
        assert {rung.name for rung in LADDER} <= {one["name"] for one in made}, "not all rungs were made"
        return cost | {"bytes": sum(one["bytes"] for one in made if one["kind"] in ("video", "audio"))}

    return run


def _mediacms(source: Path, *, ours: bool = False) -> Run:
    """One process a rung, each decoding anew, each with its own sound; then a copy of each as HLS."""

    def run(folder: Path) -> dict[str, float]:
        def work() -> None:
            for rung in LADDER:
                film = folder / f"{rung.name}.mp4"
                _ffmpeg("-i", str(source), *_mediacms_arguments(rung, ours=ours), str(film))
                _ffmpeg("-i", str(film), "-c", "copy", "-f", "hls", "-hls_time", "4", "-hls_list_size", "0",
                        "-hls_segment_type", "fmp4", "-hls_fmp4_init_filename", f"{rung.name}_init.mp4",
                        str(folder / f"{rung.name}.m3u8"))  # fmt: skip

        cost = _cost(work)
        return cost | {"bytes": sum(place.stat().st_size for place in folder.iterdir())}

    return run


def _mediacms_arguments(rung: Rung, *, ours: bool) -> list[str]:
    kbits = _MEDIACMS_KBITS[rung.height]
    preset = ["-preset", "faster", "-profile:v", "high", "-aq-mode", "3"] if ours else ["-preset", "medium",
              "-profile:v", "main"]  # fmt: skip
    return [
        "-c:v", "libx264", "-filter:v",
        f"scale=w={rung.width}:h={rung.height}:force_original_aspect_ratio=decrease:force_divisible_by=2:flags=lanczos,"
        f"fps=fps={FPS}",
        "-pix_fmt", "yuv420p", "-crf", str(rung.crf) if ours else "23", "-c:a", "aac", "-b:a", "128k", "-ac", "2",
        "-maxrate", f"{kbits * 1.5:.0f}k", "-bufsize", f"{kbits * 1.5:.0f}k",
        "-force_key_frames", "expr:gte(t,n_forced*4)", "-x264-params", f"keyint={8 * FPS}:keyint_min={4 * FPS}",
        *preset, "-level", "4.2",
    ]  # fmt: skip


#: PeerTube: bits a point for each height.
_PEERTUBE_BPP = {240: 0.17, 360: 0.15, 540: 0.12, 720: 0.11}


def _peertube(source: Path, *, copies: bool = False) -> Run:
    """One process a rung that writes HLS itself, each decoding anew; its storyboard; the top rung copied or not."""

    def run(folder: Path) -> dict[str, float]:
        def work() -> None:
            for rung in LADDER:
                kbits = round(rung.width * rung.height * FPS * _PEERTUBE_BPP[rung.height] / 1000)
                coded = [
                    "-acodec", "aac", "-vcodec", "libx264", "-pix_fmt", "yuv420p", "-vf", f"scale=w=-2:h={rung.height}",
                    "-preset", "veryfast", "-maxrate:v", f"{kbits}k", "-bufsize:v", f"{kbits * 2}k",
                    "-b_strategy", "1", "-bf", "16", "-r", str(FPS), "-g:v", str(2 * FPS),
                ]  # fmt: skip
                film = ["-c", "copy"] if copies and rung is LADDER[-1] else coded
                whole = str(folder / f"{rung.name}-fragmented.mp4")
                _ffmpeg(
                    "-i", str(source), "-threads", "1", *film, "-max_muxing_queue_size", "1024", "-map_metadata", "-1",
                    "-hls_time", "4", "-hls_list_size", "0", "-hls_playlist_type", "vod", "-hls_segment_filename",
                    whole, "-hls_segment_type", "fmp4", "-f", "hls", "-hls_flags", "single_file",
                    str(folder / f"{rung.name}.m3u8"),
                )  # fmt: skip
            tiles = "select='isnan(prev_selected_t)+gte(t-prev_selected_t,1)',scale=192:-2,tile=layout=3x2"
            _ffmpeg("-i", str(source), "-filter_complex", f"setpts='N/FRAME_RATE/TB',{tiles}", "-frames:v", "1",
                    "-q:v", "2", str(folder / "story.jpg"))  # fmt: skip

        cost = _cost(work)
        return cost | {"bytes": sum(place.stat().st_size for place in folder.iterdir())}

    return run


def _one_rung(source: Path, codec: str) -> Run:
    """The top rung alone, as casebook makes it by this codec; how good it looks is told as 100 - VMAF."""
    coded = {
        "h264": ["-c:v", "libx264", "-preset", "faster", "-profile:v", "high", "-aq-mode", "3", "-crf", "24"],
        "av1": ["-c:v", "libsvtav1", "-preset", "10", "-crf", "36", "-svtav1-params", "lp=2"],
    }[codec]

    def run(folder: Path) -> dict[str, float]:
        film = folder / "film.mp4"
        cost = _cost(lambda: _ffmpeg("-i", str(source), "-an", *coded, "-g", str(6 * FPS), str(film)))
        return cost | {"bytes": film.stat().st_size, "100-vmaf": 100 - _vmaf(film, source)}

    return run


def _vmaf(film: Path, source: Path) -> float:
    argv = [ffmpeg.find(), "-nostdin", "-hide_banner", "-i", str(film), "-i", str(source), "-lavfi",
            "[0:v][1:v]libvmaf=n_threads=2", "-f", "null", "-"]  # fmt: skip
    said = subprocess.run(argv, capture_output=True, text=True, check=True).stderr
    return float(said.rpartition("VMAF score: ")[2].split()[0])


def _floor(source: Path) -> Run:
    """One decode, the same rungs with the same encoder settings, the sound once: nothing else, and nothing kept."""

    def run(folder: Path) -> dict[str, float]:
        graph, above = [], "[0:v]"
        outputs: list[str] = []
        for number, rung in enumerate(reversed(LADDER)):
            graph.append(f"{above}scale={rung.width}:{rung.height}:flags=lanczos,split[v{number}][w{number}]")
            above = f"[w{number}]"
            outputs += [
                "-map", f"[v{number}]", "-c:v", "libx264", "-preset", "faster", "-profile:v", "high", "-aq-mode", "3",
                "-crf", str(rung.crf), "-maxrate", f"{rung.kbits}k", "-bufsize", f"{rung.kbits * 3 // 2}k",
                "-g", str(6 * FPS), "-threads", "2", "-f", "null", "-",
            ]  # fmt: skip
        graph.append(f"{above}nullsink")
        audio = ["-map", "0:a", "-c:a", "aac", "-b:a", "128k", "-ac", "2", "-f", "null", "-"]
        return _cost(lambda: _ffmpeg("-i", str(source), "-filter_complex", ";".join(graph), *outputs, *audio))

    return run


def _cost(work: Callable[[], None]) -> dict[str, float]:
    """CPU seconds of this process and its children, and seconds on the clock."""
    before, own, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.process_time(), time.monotonic()
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    children = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"cpu": children + time.process_time() - own, "wall": time.monotonic() - began}


def _ffmpeg(*argv: str) -> None:
    subprocess.run([ffmpeg.find(), "-nostdin", "-y", "-v", "error", *argv], check=True)
