"""The one ffmpeg command of a clip: one decode, and from it every size of film, the sound, pictures and peaks."""

from pathlib import Path
from typing import Any

import ffmpeg

from .ffmpeg import open_recording, open_still
from .hiding import unseen
from .ladder import SEGMENT_S, SLIDESHOW_FPS, Rung
from .packaging import as_hls
from .picturing import poster_outputs, poster_rung, tiles_output
from .shot import Shot
from .sounding import sound_outputs

#: x264 for people who talk: a `subq` of 3 looks as good for the same bits as `faster`'s own 4, at .7 of its work, and
#: one picture to compare with as good as its two
ENCODER = {"c:v": "libx264", "preset": "faster", "subq": 3, "refs": 1, "profile:v": "high", "aq-mode": 3}
_HDR = {16, 18}  # transfer: PQ and HLG, as ffmpeg numbers them
_OLD_MATRIX = {5, 6}  # BT.470BG and SMPTE 170M
_BT709, _UNSAID = 1, 2
_FULL_RANGE = 2
_SD_HEIGHT = 576  # an unsaid matrix means BT.601 up to here, BT.709 above


def folders(shot: Shot) -> list[str]:
    """The folders that the outputs are written to, by the names of the renditions they hold."""
    seen = [*(rung.name for rung in shot.rungs), "still", "sprites"] if shot.rungs else []
    heard = ["a128", "a48", "peaks"] if shot.audio else []
    return seen + heard


def outputs(shot: Shot, out: Path) -> list[Any]:
    """The outputs of the command, below `out` in the attempt folder; `folders` names what must be there."""
    recording = _opened(shot)
    made: list[Any] = []
    if shot.stills:
        made += _film(shot, _to_the_end(shot, _of_everyone(shot, _slides(shot, shot.rungs[-1]), shot.rungs[-1])), out)
    elif shot.video:
        stream = recording[str(shot.video["index"])]
        seen = _of_everyone(shot, upright(shot, stream, shot.rungs[-1]), shot.rungs[-1])
        made += _film(shot, seen if shot.copies_top else _to_the_end(shot, seen), out)
        if shot.copies_top:
            made.append(copied_output(shot.rungs[-1], stream, out))
    if shot.audio:
        made += sound_outputs(shot, recording[str(shot.audio["index"])], out)
    return made


def whole_picture(shot: Shot, rung: Rung, *, frames: int) -> Any:
    """The picture of a film or slideshow at one size, as so many frames."""
    if shot.stills:
        picture = _slides(shot, rung)
    else:
        assert shot.video is not None
        picture = upright(shot, _opened(shot)[str(shot.video["index"])], rung)
    picture = _of_everyone(shot, picture, rung).filter(
        "tpad", stop_mode="clone", stop_duration=f"{shot.length_ms / 1000:.3f}"
    )
    return _coloured(picture.filter("trim", end_frame=frames))


def _opened(shot: Shot) -> Any:
    return open_recording(shot.source, start_ms=shot.start_ms, length_ms=shot.reads_ms, threads=shot.threads)


def _of_everyone(shot: Shot, picture: Any, rung: Rung) -> Any:
    """What everyone may see of a picture; each way to film passes here."""
    return unseen(shot.hidden, picture, rung, shot.fps)


def upright(shot: Shot, stream: Any, top: Rung) -> Any:
    """The recording's picture, upright (ffmpeg turns it), at a rung's size and in the colours of every screen."""
    assert shot.video is not None
    if shot.video["interlaced"]:
        stream = stream.filter("bwdif", mode="send_frame", deint="interlaced")
    stream = stream.filter("fps", fps=str(shot.fps), start_time=0)
    if shot.video.get("transfer") in _HDR and shot.tone_map:
        return _tone_mapped(stream, top, shot.video["transfer"])
    if shot.copies_top and top is shot.rungs[-1] and _matrix(shot.video) == "bt709":
        return stream.filter("setsar", 1)  # copied because it is so already, from its first picture to its last
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


def _slides(shot: Shot, rung: Rung) -> Any:
    """The pictures of a slideshow one after another, each fitted into a rung's size."""
    shown = []
    for still in shot.stills:
        frames = max(round(still.length_ms * SLIDESHOW_FPS / 1000), 1)
        shown.append(
            open_still(still.name, frames_a_second=int(SLIDESHOW_FPS))
            .video.filter(
                "scale",
                rung.width,
                rung.height,
                flags="lanczos",
                force_original_aspect_ratio="decrease",
                out_color_matrix="bt709",
                out_range="tv",
            )
            .filter("format", "yuv420p")
            .filter("pad", rung.width, rung.height, "(ow-iw)/2", "(oh-ih)/2")
            .filter("setsar", 1)
            .filter("loop", loop=frames - 1, size=1)
            .filter("setpts", f"N/({SLIDESHOW_FPS}*TB)")
            .filter("fps", fps=str(SLIDESHOW_FPS))
        )
    return ffmpeg.concat(*shown, v=1, a=0) if len(shown) > 1 else shown[0]


def _to_the_end(shot: Shot, picture: Any) -> Any:
    # A picture that ends before its sound stands still to the end, so that all that is made is equally long.
    length = f"{shot.length_ms / 1000:.3f}"
    return picture.filter("tpad", stop_mode="clone", stop_duration=length).filter("trim", end=length)


def _coloured(picture: Any) -> Any:
    # said on the pictures themselves: what the encoder is told is overruled by what a recording claimed
    return picture.filter("setparams", color_primaries="bt709", color_trc="bt709", colorspace="bt709", range="tv")


def _film(shot: Shot, picture: Any, out: Path) -> list[Any]:
    picture = _coloured(picture)
    made: list[Any] = []
    poster_at = poster_rung(shot)
    above = shot.rungs[-1]
    for rung in reversed(shot.rungs):
        if rung is not above:  # each size is made from the one above it, not from the recording
            picture = _smaller(shot, picture, rung)
        encodes = not (shot.copies_top and rung is shot.rungs[-1])
        branches = encodes + (rung is not shot.rungs[0]) + (rung is poster_at) + (rung is shot.rungs[0])
        split = picture.filter_multi_output("split", branches)
        if encodes:
            made.append(_video_output(shot, rung, split[0], out))
        taken = int(encodes)
        if rung is not shot.rungs[0]:
            picture, taken = split[taken], taken + 1
        if rung is poster_at:
            made += poster_outputs(shot, split[taken], out)
            taken += 1
        if rung is shot.rungs[0]:
            made.append(tiles_output(shot, split[taken], out))
        above = rung
    return made


def _smaller(shot: Shot, picture: Any, rung: Rung) -> Any:
    if shot.zimg:  # by the very curve that ffmpeg's own has; their colours are the same, so nothing else is changed
        return picture.filter("zscale", rung.width, rung.height, filter="bicubic", param_a=0, param_b=0.6)
    return picture.filter("scale", rung.width, rung.height, flags="bicubic")


def copied_output(rung: Rung, stream: Any, out: Path) -> Any:
    """The recording's own picture as a rung below `out`."""
    # nothing beside the picture goes along: 6 is what encoders and cameras write into the film about themselves
    folder = out / rung.name
    bare = {"c:v": "copy", "bsf:v": "filter_units=remove_types=6"}
    return ffmpeg.output(stream, str(folder / "index.m3u8"), **as_hls(folder), **bare)


def _video_output(shot: Shot, rung: Rung, stream: Any, out: Path) -> Any:
    return ffmpeg.output(
        stream,
        str(out / rung.name / "index.m3u8"),
        **as_hls(out / rung.name),
        **{
            **ENCODER,
            "pix_fmt": "yuv420p",
            "crf": rung.crf,
            "maxrate": f"{rung.kbits}k",
            "bufsize": f"{rung.kbits * 3 // 2}k",
            "g": -(-SEGMENT_S * shot.fps // 1),
            # beside a copied rung, key frames are where the recording has its own, and nowhere else
            **({"sc_threshold": 0} if shot.copies_top else {}),
            "force_key_frames": "source" if shot.copies_top else f"expr:gte(t,n_forced*{SEGMENT_S})",
            "flags": "+cgop+bitexact",
            "fps_mode": "cfr",
            # the small ones are made side by side: more threads for each would only wait for one another
            "threads": shot.threads if rung is shot.rungs[-1] else 1,
        },
    )
