"""Programs that answer to ffmpeg's name and are broken, each in a way of its own."""

from pathlib import Path

_ANSWERS = 'case "$*" in *-version*) echo "ffmpeg version broken"; exit 0;; *-filters*) exit 0;; esac\n'


def crashing_ffmpeg(folder: Path) -> str:
    """Dies of a segmentation fault as soon as it is given work."""
    return _script(folder / "crashing_ffmpeg", "kill -SEGV $$")


def hanging_ffmpeg(folder: Path, *, seconds: int = 1000) -> str:
    """Never ends, and starts a child that never ends either: a sleep of so many seconds, to know it by."""
    return _script(folder / "hanging_ffmpeg", f"sleep {seconds} & wait")


def lying_ffmpeg(folder: Path) -> str:
    """Says that all went well and makes nothing."""
    return _script(folder / "lying_ffmpeg", "echo progress=end")


def talking_ffmpeg(folder: Path) -> str:
    """Says more on standard error than anybody wants to keep, then fails."""
    return _script(folder / "talking_ffmpeg", "yes complaint | head -c 3000000 >&2; exit 1")


def _script(place: Path, what: str) -> str:
    place.write_text(f"#!/bin/sh\n{_ANSWERS}{what}\n")
    place.chmod(0o755)
    return str(place)
