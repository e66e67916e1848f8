"""Opening the storage that a URL names."""

from pathlib import Path

from ..errors import SettingWrong
from .file_storage import FileStorage
from .s3_place import s3_place
from .s3_storage import S3Storage
from .storage import Storage


def open_storage(url: str, keys: Path | None = None) -> Storage:
    """The storage of a URL; `keys` is the folder that may hold the key to it. Raises SettingWrong for one casebook does
    not know."""
    if url.startswith("file:///"):
        return FileStorage(Path(url.removeprefix("file://")))  # as it is: the folder's name is not URL-encoded
    if url.startswith("s3://"):
        return S3Storage(s3_place(url, keys))
    raise SettingWrong(
        f"CASEBOOK_STORAGE: casebook does not know {url.split(':')[0]!r}; use file:///a/folder or s3://bucket/prefix"
    )
