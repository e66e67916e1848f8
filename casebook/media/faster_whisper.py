"""The captioner faster-whisper (the extra `captioner`): its model runs in a fenced child, `faster_whisper_child.py`."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import structlog

from ..errors import ProgramFailed, ProgramMissing
from . import program
from .cueing import SpokenWord
from .program import Fence

log = structlog.get_logger(__name__)

_CHILD = Path(__file__).with_name("faster_whisper_child.py")
_NOT_INSTALLED = 3  # what the child ends with where the extra is missing
_MOST_MEMORY = 12 * 1024**3  # addresses, most of them never touched
_SLOWEST = 20  # times as long as the clip


@dataclass
class FasterWhisper:
    """Whisper by CTranslate2, on this machine's processor, with a model the deployer laid in a folder."""

    model: Path
    child: Path = _CHILD
    name: ClassVar[str] = "faster-whisper"

    def words(
        self, sound: Path, *, folder: Path, length_ms: int, threads: int, on_fraction: Callable[[float], None]
    ) -> list[SpokenWord]:
        """What is said in a sound. Raises ProgramMissing, ProgramFailed."""
        wall_s = 120 + _SLOWEST * length_ms // 1000
        model = self.model.resolve()
        fence = Fence(
            read=(
                *program.python_folders(),
                self.child.parent,
                sound.parent,
                model,
                *{one.resolve() for one in model.iterdir()},
            ),
            write=(folder,),
            wall_s=wall_s,
            cpu_s=wall_s * threads,
            memory_bytes=_MOST_MEMORY,
            room_bytes=16 * 1024**2,
        )
        found: list[SpokenWord] = []

        def hear(line: str) -> None:
            said = json.loads(line)
            found.extend(SpokenWord(*word) for word in said["words"])
            on_fraction(min(said["until_ms"] / max(length_ms, 1), 1.0))

        question = json.dumps({"model": str(model), "sound": str(sound), "threads": threads})
        ended = program.run([sys.executable, "-I", str(self.child), question], fence, folder=folder, on_line=hear)
        if ended.code == _NOT_INSTALLED:
            raise ProgramMissing('There is no faster-whisper: install casebook with its extra, "casebook[captioner]".')
        if ended.code:
            log.error("captioner_failed", code=ended.code, stderr=ended.stderr[-2000:])
            raise ProgramFailed("The program that writes down what is said stopped with an error.")
        return found
