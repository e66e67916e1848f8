"""A storage whose disk is full after so many files."""

from pathlib import Path
from typing import Any

from casebook.errors import StorageFull


class FullStorage:
    """Everything is as it is in the storage within, but only `after` more files find room."""

    def __init__(self, within: Any, *, after: int) -> None:
        self._within, self._left = within, after

    def __getattr__(self, name: str) -> Any:
        return getattr(self._within, name)

    def put(self, path: str, source: Path) -> int:
        """As the contract says, while there is room. Raises StorageFull."""
        if self._left <= 0:
            raise StorageFull("There is no room left where film is kept; nothing was lost.")
        self._left -= 1
        return int(self._within.put(path, source))
