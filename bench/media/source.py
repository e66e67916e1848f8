"""The recordings that are measured, made on the spot: seeded, with a little grain, and sound that swells as speech."""

from pathlib import Path

from casebook.media.ladder import rungs

from .cost import ffmpeg

SECONDS, WIDTH, HEIGHT, FPS = 12, 1920, 1080, 25
TIMES = 8
LADDER = rungs(WIDTH, HEIGHT)


def _still(name: str, size: str, where: str, then: str) -> str:
    one = f"mandelbrot=s={size}:rate={FPS}:{where},trim=end_frame=1,{then}"
    return f"{one},loop=loop=-1:size=1,setpts=N/({FPS}*TB)[{name}];"


def _oval(across: int, down: int) -> str:
    return f"255*lt(hypot((X-{across // 2})/{across // 2 - 5},(Y-{down // 2})/{down // 2 - 5}),1)"


_ROOM = _still("room", f"{WIDTH}x{HEIGHT}", "start_scale=0.8", "gblur=6")
_GRAIN = "noise=alls=2:allf=t:all_seed=7,format=yuv420p"
#: A head that nods, leans and speaks before a room that stands still.
TALKING = (
    _ROOM
    + _still(
        "skin", "560x720", "start_scale=0.02:start_x=-0.74:start_y=0.11",
        "gblur=3,format=yuva420p,geq=lum='lum(X,Y)*0.5+70':cb='cb(X,Y)*0.3+80':cr='cr(X,Y)*0.3+100':"
        f"a='{_oval(560, 720)}'",
    )
    + _still(
        "lips", "150x70", "start_scale=0.05", f"format=yuva420p,geq=lum='70':cb='110':cr='165':a='{_oval(150, 70)}'"
    )
    + "[skin][lips]overlay=x=205:y='500+14*abs(sin(7*t))*sin(0.9*t)':format=auto[face];"
    "[face]rotate=a='0.05*sin(1.3*t)+0.02*sin(3.7*t)':c=none:bilinear=1[head];"
    f"[room][head]overlay=x='680+24*sin(0.8*t)+6*sin(4.1*t)':y='250+10*sin(1.1*t)',{_GRAIN}"
)  # fmt: skip
#: The same room with something in it that never rests: each point changes in each picture.
RESTLESS = (
    f"{_ROOM}mandelbrot=s=480x600:rate={FPS}:start_scale=0.02:start_x=-0.74:start_y=0.11,gblur=1.5[head];"
    f"[room][head]overlay=x=720+27*sin(2*t):y=270+15*sin(3.1*t),{_GRAIN}"
)
_VOICE = f"anoisesrc=c=pink:d={SECONDS}:seed=1:a=0.2,tremolo=f=3:d=0.9"


def made(place: Path, *argv: str, picture: str = TALKING) -> Path:
    """A recording as a file at `place`; `argv` is said to the encoder."""
    ffmpeg("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", _VOICE, "-c:v", "libx264", "-preset", "veryfast",
           "-crf", "18", "-pix_fmt", "yuv420p", "-c:a", "aac", "-t", str(SECONDS), *argv, str(place))  # fmt: skip
    return place


def as_long_as_a_clip(source: Path, place: Path) -> Path:
    """The recording eight times over, fit to be copied: 96 s, as clips are 40 to 120 s long."""
    ffmpeg("-stream_loop", str(TIMES - 1), "-i", str(source), "-c:v", "libx264", "-preset", "ultrafast", "-g", "50",
           "-r", str(FPS), "-c:a", "aac", "-t", str(TIMES * SECONDS), str(place))  # fmt: skip
    return place
