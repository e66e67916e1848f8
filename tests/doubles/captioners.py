"""Captioners that need no model: one recites, one fails, one takes so long that somebody else writes meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from casebook.errors import ProgramFailed
from casebook.media.cueing import SpokenWord


@dataclass
class RecitingCaptioner:
    """Says what it was told to say, after a look at the sound; keeps what it was given."""

    text: str = "I had drawn it up."
    heard: list[bytes] = field(default_factory=list)
    meanwhile: Callable[[], None] = lambda: None
    name: ClassVar[str] = "reciting"

    def words(
        self, sound: Path, *, folder: Path, length_ms: int, threads: int, on_fraction: Callable[[float], None]
    ) -> list[SpokenWord]:
        self.heard.append(sound.read_bytes())
        on_fraction(0.5)
        self.meanwhile()
        on_fraction(1.0)
        return [SpokenWord(n * 300, n * 300 + 250, word) for n, word in enumerate(self.text.split())]


class FailingCaptioner(RecitingCaptioner):
    """Stops with an error."""

    def words(self, sound: Path, **_: object) -> list[SpokenWord]:
        raise ProgramFailed("The program that writes down what is said stopped with an error.")


def reciting_child(folder: Path, lines: list[str], code: int = 0) -> Path:
    """A script in the place of `faster_whisper_child.py`: prints lines, tries to reach out, ends with a code."""
    script = folder / "reciting_child.py"
    script.write_text(
        "import json, socket, sys\nasked = json.loads(sys.argv[1])\nopen(asked['sound'], 'rb').close()\n"
        "open(asked['model'] + '/model.bin').close()\n"
        "try:\n    open('/etc/passwd'); print('not fenced in', file=sys.stderr)\nexcept OSError:\n    pass\n"
        f"for line in {lines!r}:\n    print(line, flush=True)\nsys.exit({code})\n"
    )
    return script
