"""Opening the storage that a URL names."""

from pathlib import Path

from ..errors import SettingWrong
from .file_storage import FileStorage
from .storage import Storage


def open_storage(url: str) -> Storage:
    """The storage of a URL; only `file:///…` yet. Raises SettingWrong for one casebook does not know."""
    if url.startswith("file:///"):
        return FileStorage(Path(url.removeprefix("file://")))  # as it is: the folder's name is not URL-encoded
    raise SettingWrong(f"CASEBOOK_STORAGE: casebook does not know {url.split(':')[0]!r} yet; use file:///a/folder")
