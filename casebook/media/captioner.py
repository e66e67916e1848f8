"""The captioner: a program that writes down what is said, as a draft for a person to read. None by default."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Protocol

from ..errors import SettingWrong
from .cueing import SpokenWord
from .faster_whisper import FasterWhisper


class Captioner(Protocol):
    """Writes down what is said in a clip.

    `name` is what the page calls it. `words` hears `sound` (WAV, one channel, 16 kHz, made by ourselves) in a process
    of its own that dies with the worker, works only in `folder`, says by `on_fraction` how far it is, 0 to 1 and never
    beyond, and answers the words in the order they are said; none where nothing is said. What `on_fraction` raises
    ends the process and is raised. Raises ProgramMissing, ProgramFailed."""

    name: ClassVar[str]

    def words(
        self, sound: Path, *, folder: Path, length_ms: int, threads: int, on_fraction: Callable[[float], None]
    ) -> list[SpokenWord]: ...


def open_captioner(name: str, model: str) -> Captioner | None:
    """The captioner a setting names; None for none. Raises SettingWrong."""
    if not name:
        return None
    if name != FasterWhisper.name:
        raise SettingWrong(
            f"CASEBOOK_CAPTIONER: there is no captioner {name!r}; leave it empty, or say faster-whisper."
        )
    if not model or not (Path(model) / "model.bin").is_file():
        raise SettingWrong(
            "CASEBOOK_CAPTIONER_MODEL: a folder with a faster-whisper model (model.bin and its neighbours) is expected."
        )
    return FasterWhisper(Path(model).absolute())
