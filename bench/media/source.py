"""The recording that is measured, made on the spot: a still room, something that moves in it as a head does, a little
grain, and sound that swells as speech does."""

from pathlib import Path

from casebook.media.ladder import rungs

from .cost import ffmpeg

SECONDS, WIDTH, HEIGHT, FPS = 12, 1920, 1080, 25
LADDER = rungs(WIDTH, HEIGHT)

_PICTURE = (
    f"mandelbrot=s={WIDTH}x{HEIGHT}:rate={FPS}:start_scale=0.8,trim=end_frame=1,loop=loop=-1:size=1,"
    f"setpts=N/({FPS}*TB),gblur=2[room];"
    f"mandelbrot=s=480x600:rate={FPS}:start_scale=0.02:start_x=-0.74:start_y=0.11,gblur=1.5[head];"
    "[room][head]overlay=x=720+27*sin(2*t):y=270+15*sin(3.1*t),noise=alls=2:allf=t:all_seed=7"
)
_VOICE = f"anoisesrc=c=pink:d={SECONDS}:seed=1:a=0.2,tremolo=f=3:d=0.9"


def made(place: Path, *argv: str) -> Path:
    """The recording as a file at `place`; `argv` is said to the encoder."""
    ffmpeg("-f", "lavfi", "-i", _PICTURE, "-f", "lavfi", "-i", _VOICE, "-c:v", "libx264", "-preset", "veryfast",
           "-crf", "18", "-pix_fmt", "yuv420p", "-c:a", "aac", "-t", str(SECONDS), *argv, str(place))  # fmt: skip
    return place
