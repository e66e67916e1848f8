"""The sound of a clip: brought to its loudness, made in two qualities, and its peaks."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ffmpeg

from .ffmpeg import STRIPPED
from .hiding import Hidden, hushed
from .packaging import as_hls
from .shot import Shot

SOUND_RATE = 48000
SOUNDS = ("a128", "a48")  # the renditions of the sound, best first
PEAKS_RATE = 4000
HEARD_RATE = 16_000


def sound_outputs(shot: Shot, stream: Any, out: Path) -> list[Any]:
    """The outputs of the sound, from the recording's own."""
    loud = hushed(shot.hidden, in_stereo(stream))
    if shot.gain_db:
        loud = loud.filter("volume", f"{shot.gain_db:.2f}dB")
    # The limiter's ceiling is lower than the promised -1.5 dBTP: between samples and by AAC the sound rises again.
    loud = loud.filter("alimiter", level="disabled", limit="-3dB", attack=5, release=50)
    split = _as_long(shot, loud).filter_multi_output("asplit", 3)
    peaks = out / "peaks" / "peaks.raw"
    return [
        audio_output(split[0], out / "a128", kbits=128, channels=2),
        audio_output(split[1], out / "a48", kbits=48, channels=1),
        ffmpeg.output(split[2], str(peaks), f="s16le", ar=PEAKS_RATE, ac=1, **STRIPPED),
    ]


def for_captioner(source: Any, audio: Any, target: Path, hidden: Sequence[Hidden] = ()) -> Any:
    """The output of a command: the sound as captioners hear it, one channel at 16 kHz, in a WAV of our own."""
    heard = hushed(hidden, in_stereo(source[str(audio["index"])]))
    return ffmpeg.output(heard, str(target), f="wav", ac=1, ar=HEARD_RATE, **{"c:a": "pcm_s16le"}, **STRIPPED)


def in_stereo(stream: Any) -> Any:
    """Sound as it is measured and made: stereo, 48 kHz, from the first moment on, gaps filled with silence."""
    return stream.filter("aresample", SOUND_RATE, **{"async": 1, "first_pts": 0}).filter(
        "aformat", sample_fmts="fltp", channel_layouts="stereo"
    )


def evened(shot: Shot, stream: Any) -> Any:
    """The sound in stereo and as long as the shot, as loud as it was recorded."""
    return _as_long(shot, hushed(shot.hidden, in_stereo(stream)))


def _as_long(shot: Shot, stream: Any) -> Any:
    length = f"{shot.length_ms / 1000:.3f}"
    return stream.filter("apad", whole_dur=length).filter("atrim", end=length)


def audio_output(stream: Any, folder: Path, *, kbits: int, channels: int) -> Any:
    """Sound as AAC in a folder of its own."""
    return ffmpeg.output(
        stream,
        str(folder / "index.m3u8"),
        **as_hls(folder),
        **{"c:a": "aac", "b:a": f"{kbits}k", "ac": channels, "ar": SOUND_RATE, "flags": "+bitexact"},
    )
