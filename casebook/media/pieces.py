"""The finished pieces of an attempt, which the next attempt takes over when this one is ended in the middle."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

from .. import clock

_LIST = "pieces.json"
RECIPE = 3  # grows with each change of what a piece is made of or how


class Pieces:
    """What of an attempt is finished: each piece by its name, the folders below `out` that hold it, and a value.

    A piece counts only for work made of the very same things (`made_from`), and not after the machine was started
    anew, because nothing here is synced to the disk. The list lies where the fenced programs cannot write."""

    def __init__(self, folder: Path, stale: list[Path]) -> None:
        self._folder, self._stale = folder, stale
        self._made_from = ""
        self._list: dict[str, dict[str, Any]] = {}

    def take_over(self, made_from: str) -> None:
        """Take the finished pieces of earlier attempts that made the same of the same."""
        self._made_from = f"{RECIPE} {clock.boot()} {made_from}"
        for stale in self._stale:
            told = _read(stale)
            if told.get("made_from") != self._made_from:
                continue
            for name, piece in told["pieces"].items():
                if name not in self._list and _moved(stale / "out", self._folder / "out", piece["folders"]):
                    self._list[name] = piece
        if self._list:
            self._write()
        for stale in self._stale:
            shutil.rmtree(stale, ignore_errors=True)

    @property
    def any(self) -> bool:
        """Whether there is something that a next attempt could take over."""
        return bool(self._list)

    def __contains__(self, name: str) -> bool:
        return name in self._list

    def value(self, name: str) -> Any:
        """What was kept with a finished piece."""
        return self._list[name]["value"]

    def finished(self, name: str, folders: list[str] | None = None, value: Any = None) -> None:
        """Say that a piece is finished."""
        self._list[name] = {"folders": folders or [], "value": value}
        self._write()

    def distrust(self) -> None:
        """What was made is not good: nobody shall take it over."""
        self._list = {}
        (self._folder / _LIST).unlink(missing_ok=True)

    def leave_for_the_next(self) -> None:
        """Take away from the attempt's folder all that is no finished piece."""
        kept = {folder for piece in self._list.values() for folder in piece["folders"]}
        shutil.rmtree(self._folder / "in", ignore_errors=True)
        for place in (self._folder / "out").iterdir():
            if place.name not in kept:
                shutil.rmtree(place, ignore_errors=True)

    def _write(self) -> None:
        beside = self._folder / f"{_LIST}.tmp"
        beside.write_text(json.dumps({"made_from": self._made_from, "pieces": self._list}))
        os.rename(beside, self._folder / _LIST)


def _read(folder: Path) -> dict[str, Any]:
    try:
        told = json.loads((folder / _LIST).read_text())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _moved(there: Path, here: Path, folders: list[str]) -> bool:
    """Move a piece's folders over, so that whoever still works in the old place cannot reach them."""
    try:
        for name in folders:
            os.rename(there / name, here / name)
    except OSError:
        return False
    return True
