"""The one ffmpeg command of a clip: one decode, and from it every size of film, the sound, pictures and peaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import ffmpeg

from .ffmpeg import STRIPPED, open_recording, open_still
from .ladder import SEGMENT_S, SLIDESHOW_FPS, Rung

SOUND_RATE = 48000
PEAKS_RATE = 4000
CANDIDATES = 12  # pictures among which the poster is chosen
TILES = "sprites/tiles.raw"
TILE_WIDTH = 160
TILES_ACROSS = 10
TILES_A_SHEET = 100

_HDR = {16, 18}  # transfer: PQ and HLG, as ffmpeg numbers them
_OLD_MATRIX = {5, 6}  # BT.470BG and SMPTE 170M
_BT709, _UNSAID = 1, 2
_FULL_RANGE = 2
_SD_HEIGHT = 576  # an unsaid matrix means BT.601 up to here, BT.709 above


@dataclass(frozen=True)
class Still:
    """A picture of a slideshow, by its name in the attempt folder, and how long it is shown."""

    name: str
    length_ms: int


@dataclass(frozen=True)
class Shot:
    """All that the command depends on. Times in ms; `gain_db` brings the sound to its loudness."""

    source: str
    start_ms: int
    length_ms: int
    rungs: Sequence[Rung]
    fps: Fraction
    video: dict[str, Any] | None
    audio: dict[str, Any] | None
    stills: Sequence[Still]
    gain_db: float
    threads: int
    tone_map: bool


def folders(shot: Shot) -> list[str]:
    """The folders that the outputs are written to, by the names of the renditions they hold."""
    seen = [*(rung.name for rung in shot.rungs), "still", "sprites"] if shot.rungs else []
    heard = ["a128", "a48", "peaks"] if shot.audio else []
    return seen + heard


def outputs(shot: Shot, out: Path) -> list[Any]:
    """The outputs of the command, below `out` in the attempt folder; `folders` names what must be there."""
    recording = open_recording(shot.source, start_ms=shot.start_ms, length_ms=shot.length_ms, threads=shot.threads)
    made: list[Any] = []
    if shot.stills:
        made += _film(shot, _slides(shot), out)
    elif shot.video:
        made += _film(shot, _picture(shot, recording[str(shot.video["index"])]), out)
    if shot.audio:
        made += _sound(shot, recording[str(shot.audio["index"])], out)
    return made


def tile_every_ms(length_ms: int) -> int:
    """How far apart the small pictures are: one a second at best, one in five seconds for anything long."""
    return min(max(1000, length_ms // TILES_A_SHEET), 5000)


def tile_size(smallest: Rung) -> tuple[int, int]:
    """Width and height of a small picture."""
    return TILE_WIDTH, max(round(TILE_WIDTH * smallest.height / smallest.width / 2) * 2, 2)


def _picture(shot: Shot, stream: Any) -> Any:
    """The recording's picture, upright (ffmpeg turns it), at the top rung's size and in the colours of every screen."""
    assert shot.video is not None
    top = shot.rungs[-1]
    if shot.video["interlaced"]:
        stream = stream.filter("bwdif", mode="send_frame", deint="interlaced")
    stream = stream.filter("fps", fps=str(shot.fps), start_time=0)
    if shot.video.get("transfer") in _HDR and shot.tone_map:
        return _tone_mapped(stream, top, shot.video["transfer"])
    return (
        stream.filter(
            "scale",
            top.width,
            top.height,
            flags="lanczos",
            in_color_matrix=_matrix(shot.video),
            out_color_matrix="bt709",
            in_range="full" if shot.video.get("range") == _FULL_RANGE else "auto",
            out_range="tv",
        )
        .filter("format", "yuv420p")
        .filter("setsar", 1)
    )


def _tone_mapped(stream: Any, top: Rung, transfer: int) -> Any:
    return (
        stream.filter(
            "zscale",
            w=top.width,
            h=top.height,
            f="lanczos",
            tin=transfer,
            pin="2020",
            min="2020_ncl",
            t="linear",
            npl=100,
        )
        .filter("format", "gbrpf32le")
        .filter("zscale", p="bt709")
        .filter("tonemap", "hable", desat=0)
        .filter("zscale", t="bt709", m="bt709", r="tv")
        .filter("format", "yuv420p")
        .filter("setsar", 1)
    )


def _matrix(video: dict[str, Any]) -> str:
    matrix = video.get("matrix", _UNSAID)
    if matrix in _OLD_MATRIX or (matrix == _UNSAID and min(video["height"], video["width"]) <= _SD_HEIGHT):
        return "bt601"
    return "bt709" if matrix in (_BT709, _UNSAID) else "auto"


def _slides(shot: Shot) -> Any:
    """The pictures of a slideshow one after another, each fitted into the top rung's size."""
    top = shot.rungs[-1]
    shown = []
    for still in shot.stills:
        frames = max(round(still.length_ms * SLIDESHOW_FPS / 1000), 1)
        shown.append(
            open_still(still.name, frames_a_second=int(SLIDESHOW_FPS))
            .video.filter(
                "scale",
                top.width,
                top.height,
                flags="lanczos",
                force_original_aspect_ratio="decrease",
                out_color_matrix="bt709",
                out_range="tv",
            )
            .filter("format", "yuv420p")
            .filter("pad", top.width, top.height, "(ow-iw)/2", "(oh-ih)/2")
            .filter("setsar", 1)
            .filter("loop", loop=frames - 1, size=1)
            .filter("setpts", f"N/({SLIDESHOW_FPS}*TB)")
            .filter("fps", fps=str(SLIDESHOW_FPS))
        )
    return ffmpeg.concat(*shown, v=1, a=0) if len(shown) > 1 else shown[0]


def _film(shot: Shot, picture: Any, out: Path) -> list[Any]:
    length = f"{shot.length_ms / 1000:.3f}"
    # A picture that ends before its sound stands still to the end, so that all that is made is equally long.
    picture = picture.filter("tpad", stop_mode="clone", stop_duration=length).filter("trim", end=length)
    # said on the pictures themselves: what the encoder is told is overruled by what a recording claimed
    picture = picture.filter("setparams", color_primaries="bt709", color_trc="bt709", colorspace="bt709", range="tv")
    made: list[Any] = []
    poster_at = max(
        (one for one in shot.rungs if min(one.width, one.height) <= 720),
        key=lambda one: one.width,
        default=shot.rungs[0],
    )
    above = shot.rungs[-1]
    for rung in reversed(shot.rungs):
        if rung is not above:  # each size is made from the one above it, not from the recording
            picture = picture.filter("scale", rung.width, rung.height, flags="lanczos")
        branches = 1 + (rung is not shot.rungs[0]) + (rung is poster_at) + (rung is shot.rungs[0])
        split = picture.filter_multi_output("split", branches)
        made.append(_video_output(shot, rung, split[0], out))
        taken = 1
        if rung is not shot.rungs[0]:
            picture, taken = split[taken], taken + 1
        if rung is poster_at:
            made.append(_poster_output(shot, split[taken], out))
            taken += 1
        if rung is shot.rungs[0]:
            made.append(_tiles_output(shot, split[taken], out))
        above = rung
    return made


def _video_output(shot: Shot, rung: Rung, stream: Any, out: Path) -> Any:
    return ffmpeg.output(
        stream,
        str(out / rung.name / "index.m3u8"),
        **_hls(out / rung.name),
        **{
            "c:v": "libx264",
            "preset": "faster",
            "profile:v": "high",
            "pix_fmt": "yuv420p",
            "crf": rung.crf,
            "maxrate": f"{rung.kbits}k",
            "bufsize": f"{rung.kbits * 3 // 2}k",
            "aq-mode": 3,
            "g": -(-SEGMENT_S * shot.fps // 1),
            "force_key_frames": f"expr:gte(t,n_forced*{SEGMENT_S})",
            "flags": "+cgop+bitexact",
            "fps_mode": "cfr",
            "threads": shot.threads,
        },
    )


def _poster_output(shot: Shot, stream: Any, out: Path) -> Any:
    every = f"{shot.length_ms / 1000 / CANDIDATES:.4f}"
    few = stream.filter("select", f"isnan(prev_selected_t)+gte(floor(t/{every}),1+floor(prev_selected_t/{every}))")
    return _pictures(few, out / "still" / "candidate_%02d.jpg", quality=3)


def _tiles_output(shot: Shot, stream: Any, out: Path) -> Any:
    # Raw, and put together by `sheets`: ffmpeg says nothing of its progress before each output has its first picture.
    every = f"{tile_every_ms(shot.length_ms) / 1000:.3f}"
    few = stream.filter(
        "select", f"isnan(prev_selected_t)+gte(floor(t/{every}),1+floor(prev_selected_t/{every}))"
    ).filter("scale", *tile_size(shot.rungs[0]), flags="area")
    return ffmpeg.output(few, str(out / TILES), f="rawvideo", pix_fmt="yuv420p", fps_mode="passthrough", **STRIPPED)


def sheets(shot: Shot, out: Path) -> Any:
    """The output of a second, small command: the sheets of small pictures, from those the first one left."""
    tiles = ffmpeg.input(
        str(out / TILES), f="rawvideo", pixel_format="yuv420p", video_size=tile_size(shot.rungs[0]), framerate=1
    )
    count = -(-shot.length_ms // tile_every_ms(shot.length_ms))
    across = min(count, TILES_ACROSS)
    down = min(-(-count // across), TILES_A_SHEET // TILES_ACROSS)
    return _pictures(tiles.filter("tile", layout=f"{across}x{down}"), out / "sprites" / "sheet_%02d.jpg", quality=6)


def _pictures(stream: Any, name: Path, *, quality: int) -> Any:
    return ffmpeg.output(
        stream,
        str(name),
        **STRIPPED,
        **{
            "f": "image2",
            "c:v": "mjpeg",
            "q:v": quality,
            "pix_fmt": "yuv420p",
            "strict": "unofficial",
            "fps_mode": "passthrough",
            "start_number": 1,
            "threads": 1,
            "flags": "+bitexact",
        },
    )


def _sound(shot: Shot, stream: Any, out: Path) -> list[Any]:
    loud = in_stereo(stream)
    if shot.gain_db:
        loud = loud.filter("volume", f"{shot.gain_db:.2f}dB")
    # The limiter's ceiling is lower than the promised -1.5 dBTP: between samples and by AAC the sound rises again.
    loud = loud.filter("alimiter", level="disabled", limit="-3dB", attack=5, release=50)
    length = f"{shot.length_ms / 1000:.3f}"
    loud = loud.filter("apad", whole_dur=length).filter("atrim", end=length)
    split = loud.filter_multi_output("asplit", 3)
    peaks = out / "peaks" / "peaks.raw"
    return [
        _audio_output(split[0], out / "a128", kbits=128, channels=2),
        _audio_output(split[1], out / "a48", kbits=48, channels=1),
        ffmpeg.output(split[2], str(peaks), f="s16le", ar=PEAKS_RATE, ac=1, **STRIPPED),
    ]


def in_stereo(stream: Any) -> Any:
    """Sound as it is measured and made: stereo, 48 kHz, from the first moment on, gaps filled with silence."""
    return stream.filter("aresample", SOUND_RATE, **{"async": 1, "first_pts": 0}).filter(
        "aformat", sample_fmts="fltp", channel_layouts="stereo"
    )


def _audio_output(stream: Any, folder: Path, *, kbits: int, channels: int) -> Any:
    return ffmpeg.output(
        stream,
        str(folder / "index.m3u8"),
        **_hls(folder),
        **{"c:a": "aac", "b:a": f"{kbits}k", "ac": channels, "ar": SOUND_RATE, "flags": "+bitexact"},
    )


def _hls(folder: Path) -> dict[str, Any]:
    return {
        "f": "hls",
        "hls_time": SEGMENT_S,
        "hls_list_size": 0,
        "hls_playlist_type": "vod",
        "hls_segment_type": "fmp4",
        "hls_flags": "independent_segments",
        "hls_fmp4_init_filename": "init.mp4",
        "hls_segment_filename": str(folder / "seg_%05d.m4s"),
        # CMAF, and times that begin at zero without an edit list, which not every player reads
        "hls_segment_options": "movflags=+cmaf:use_editlist=0",
        "fflags": "+bitexact",  # no encoder's name, no time of making
        **STRIPPED,
    }
