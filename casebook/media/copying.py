"""Whether a recording's own picture can be the top rung, copied as it is. Pure, but for a question to the
reader where probing did not ask it."""

from fractions import Fraction
from pathlib import Path
from typing import Any

from . import reading
from .judging import rate
from .shot import Shot

_PROFILES = {66, 77, 100}  # baseline, main, high: what every player takes
_MOST_LEVEL = 42
_LONGEST_GROUP_MS = 5000
_AS_MUCH_AS = Fraction(3, 2)  # of what a rung of its size may need at most
_FULL_RANGE = 2
_LARGEST = 1080


def may_copy(shot: Shot, recording: Path, *, container: str) -> bool:
    """Whether the top rung of this shot, all of a recording, can be a copy: what everybody's browser plays, of a sane
    rate, cut often enough, upright, steady, and as long as the sound."""
    video = shot.video
    if video is None or shot.stills or not shot.rungs or shot.start_ms or not _looks_right(shot, video, container):
        return False
    found = _groups(shot, video, recording)
    return (
        found["copyable"]
        and found["profile"] in _PROFILES
        and found["level"] <= _MOST_LEVEL
        and rate(found["fps"]) == shot.fps
        and found["longest_ms"] <= _LONGEST_GROUP_MS
        and abs(found["length_ms"] - shot.length_ms) <= 250
        and found["kbits"] <= shot.rungs[-1].kbits * _AS_MUCH_AS
    )


def _groups(shot: Shot, video: dict[str, Any], recording: Path) -> dict[str, Any]:
    """How its picture is cut into groups, as it was found when it was probed, else asked for now."""
    if "groups" not in video:
        try:
            return reading.groups(recording, video["index"], fenced=shot.fenced)
        except reading.MediaCrashed:
            return {"copyable": False}
    found: dict[str, Any] = video["groups"]
    return found


def _looks_right(shot: Shot, video: dict[str, Any], container: str) -> bool:
    top = shot.rungs[-1]
    return (
        "mp4" in container.split(",")  # other containers round their times
        and video["codec"] == "h264"
        and video["pix_fmt"] == "yuv420p"
        and not video["interlaced"]
        and not video.get("rotation", 0)
        and (rate(video["sar"]) or 1) == 1
        and video.get("transfer") not in (16, 18)
        and video.get("range") != _FULL_RANGE
        and (video["width"], video["height"]) == (top.width, top.height)
        and min(top.width, top.height) <= _LARGEST
    )
