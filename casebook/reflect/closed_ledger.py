"""The ledger of closed accounts: outside every database and its backups, so that an older one opens none again.

One line for each, the hash of a key of random letters: it names nobody, and is found only by who holds the key.
"""

import os
from hashlib import sha256
from pathlib import Path

_NAME = "closed_accounts"


class ClosedLedger:
    """A file that is only ever added to; what was written down is on the disk when `write_down` returns."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._file = folder, folder / _NAME

    def write_down(self, person_key: str) -> None:
        """Remember that an account is closed. Safe to repeat."""
        if self.holds(person_key):
            return
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            # a line begins with its end, too: one that a full disk cut short spoils no other
            os.write(handle, f"\n{_hashed(person_key)}\n".encode())
            os.fsync(handle)
        finally:
            os.close(handle)
        place = os.open(self._folder, os.O_RDONLY)
        os.fsync(place)
        os.close(place)

    def holds(self, person_key: str) -> bool:
        """Whether this account was closed."""
        return _hashed(person_key) in self._lines()

    def among(self, person_keys: list[str]) -> list[str]:
        """Those of these accounts that were closed."""
        lines = self._lines()
        return [key for key in person_keys if lines and _hashed(key) in lines]

    def _lines(self) -> set[str]:
        try:
            return {line for line in self._file.read_text(encoding="ascii").split() if len(line) == 64}
        except FileNotFoundError:
            return set()


def _hashed(person_key: str) -> str:
    return sha256(f"closed\x1f{person_key}".encode()).hexdigest()
