"""Asking about media without touching it: the questions go to `reader_child.py`, in a fenced process of its own."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import structlog

from ..errors import ProgramFailed
from . import program
from .ffmpeg import CONTAINERS, PICTURES
from .program import Fence

log = structlog.get_logger(__name__)

_CHILD = str(Path(__file__).with_name("reader_child.py"))
_MOST_WAIT_S = 120


class MediaCrashed(ProgramFailed):
    """The process that read a recording died of it: the recording is to blame, not the machine."""


def facts(recording: Path, stills: Sequence[Path] = (), *, groups: bool = False, fenced: bool = True) -> dict[str, Any]:
    """The facts of a recording (see `reader_child.facts`), with `groups` also how its picture is cut, where it may be
    fit to be copied. Raises MediaCrashed, and SandboxMissing where the reader must be fenced in, unless `fenced` is
    False, and cannot be."""
    return _ask(
        [recording.parent, *(still.parent for still in stills)],
        fenced,
        ask="facts",
        recording=str(recording),
        stills=[str(still) for still in stills],
        groups=groups,
        containers=CONTAINERS,
        pictures=PICTURES,
    )


def groups(recording: Path, stream: int, *, fenced: bool = True) -> dict[str, Any]:
    """How an H.264 picture is cut into groups (see `reader_child.groups`). Raises MediaCrashed, SandboxMissing."""
    return _ask(
        [recording.parent], fenced, ask="groups", recording=str(recording), stream=stream, containers=CONTAINERS
    )


def decoded(folder: Path, pieces: Sequence[tuple[str, Sequence[Path]]], *, fenced: bool = True) -> list[dict[str, Any]]:
    """How many frames (at most 3) and what size each piece gives: (`video` or `audio`, its files in order)."""
    asked = [{"kind": kind, "files": [str(file) for file in files]} for kind, files in pieces]
    return list(_ask([folder], fenced, ask="decode", pieces=asked)["pieces"])


def _ask(folders: Sequence[Path], fenced: bool, **question: Any) -> dict[str, Any]:
    fence = Fence(
        read=(*program.python_folders(), *folders),
        wall_s=_MOST_WAIT_S,
        cpu_s=_MOST_WAIT_S,
        file_bytes=0,
        required=fenced,
    )
    argv = [sys.executable, "-I", _CHILD, json.dumps(question)]
    ended = program.run(argv, fence, folder=folders[0])
    if ended.code:  # by itself: where somebody kills it, ProgramKilled was raised already
        log.warning("reader_died", code=ended.code, stderr=ended.stderr[-2000:])
        raise MediaCrashed("The program that reads recordings stopped with an error.")
    answer: dict[str, Any] = json.loads(ended.stdout)
    return answer
