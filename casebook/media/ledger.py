"""The ledger of ended recordings: one file that only grows, in a folder of its own which no backup of the database
holds. A database restored from an older backup is brought to what it says before anybody is let in.

A line tells which recording (by a hash of its key), which bytes (by their hash), when and why; or which consent (by a
hash of its key) another took the place of. No names, no words.
"""

import hashlib
import json
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from .tombstone import Tombstone, Why

FILE = "ledger"
_MARK = 64  # letters and digits of a hash; the key of a recording is shorter


@dataclass(frozen=True)
class Told:
    """What the ledger says of one recording: its last end."""

    mark: str
    sha256: str
    ended_at: datetime
    why: Why


class Ledger:
    """`write` returns when the line is on the disk."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE

    def write(self, tombstone: Tombstone) -> None:
        """Write an end down, unless it is there already."""
        told = Told(mark_of(tombstone.recording_key), tombstone.sha256, tombstone.ended_at, tombstone.why)
        if (known := self.read().get(told.mark)) is not None and known.ended_at >= told.ended_at:
            return
        line = json.dumps(
            {"mark": told.mark, "sha256": told.sha256, "ended_at": told.ended_at.isoformat(), "why": told.why.value}
        )
        self.join(line.encode())

    def write_replaced(self, keys: Collection[str]) -> None:
        """Write down that these consents, by their keys, stand no more because others took their places: in an older
        database they would still let out what was narrowed since."""
        known = self.replaced()
        if marks := [mark for mark in map(mark_of_consent, keys) if mark not in known]:
            self.join("\n".join(json.dumps({"replaced": mark}) for mark in marks).encode())

    def replaced(self) -> set[str]:
        """The marks of consents whose places others took."""
        return {one["replaced"] for one in self._told() if isinstance(one.get("replaced"), str)}

    def lines(self) -> bytes:
        """All that was written, as it lies there."""
        return self._file.read_bytes() if self._file.exists() else b""

    def join(self, lines: bytes) -> None:
        """Add the lines of another ledger to these: nothing that is written here is lost to an older one."""
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, b"\n" + lines + b"\n")  # a line that was torn before ends here
            os.fsync(handle)
        finally:
            os.close(handle)
        folder = os.open(self._file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def read(self) -> dict[str, Told]:
        """The last end of each recording, by its mark. A torn line is passed over: whoever wrote it was not told that
        it is kept."""
        found: dict[str, Told] = {}
        for told in self._lines():
            if told.mark not in found or found[told.mark].ended_at < told.ended_at:
                found[told.mark] = told
        return found

    def _lines(self) -> Iterator[Told]:
        for one in self._told():
            try:
                yield Told(one["mark"], one["sha256"], datetime.fromisoformat(one["ended_at"]), Why(one["why"]))
            except (ValueError, KeyError, TypeError):
                continue

    def _told(self) -> Iterator[dict[str, Any]]:
        try:
            text = self._file.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return
        for line in text.splitlines():
            try:
                one = json.loads(line)
            except ValueError:
                continue
            if isinstance(one, dict):
                yield one


def mark_of(key: str) -> str:
    """What stands for a recording's key in the ledger. A recording that the database no longer knows is kept there
    by its mark."""
    return key if len(key) == _MARK else hashlib.sha256(f"recording {key}".encode()).hexdigest()


def mark_of_consent(key: str) -> str:
    """What stands for a consent's key in the ledger."""
    return hashlib.sha256(f"consent {key}".encode()).hexdigest()
