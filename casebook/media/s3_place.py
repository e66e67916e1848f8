"""Which bucket a URL names, by which address, and under which key: `s3://bucket/prefix?endpoint=…&region=…`."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, urlsplit

from ..errors import SettingWrong
from ..people.providers import read_secret
from .storage import checked_path

FILES = ("s3.id", "s3.secret")
VARIABLES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_HERE = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class S3Place:
    """A bucket, the prefix below which everything of ours lies, and how to get in."""

    bucket: str
    prefix: str
    endpoint: str  # scheme and host
    region: str
    key_id: str
    secret: str = field(repr=False)

    def key(self, path: str) -> str:
        """The name of an object for a path of ours."""
        return f"{self.prefix}/{path}" if self.prefix else path

    def path(self, key: str) -> str:
        """The path of ours that an object's name stands for."""
        return key.removeprefix(f"{self.prefix}/") if self.prefix else key

    @property
    def plain(self) -> bool:
        """Whether it is spoken to without TLS."""
        return self.endpoint.startswith("http://")


def s3_place(url: str, keys: Path | None) -> S3Place:
    """Read a storage URL; its key comes from two files in the folder of keys, else from the environment. Raises
    SettingWrong, for a plain address of another machine too, unless the URL ends in `&plain=yes`."""
    parts = _split(url)
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := sorted(set(asked) - {"endpoint", "region", "plain"}):
        raise _wrong(f"there is no {unknown[0]!r} in it; use endpoint, region and plain")
    region = asked.get("region", "us-east-1")
    endpoint = asked.get("endpoint", f"https://s3.{region}.amazonaws.com").rstrip("/")
    told = urlsplit(endpoint)
    if told.scheme not in ("http", "https") or not told.hostname or told.path or told.query or told.username:
        raise _wrong("its endpoint is https:// and a host, and nothing else")
    if told.scheme == "http" and told.hostname not in _HERE and asked.get("plain") != "yes":
        raise _wrong("over http everybody on the way could see film; use https, or add &plain=yes on a net of your own")
    if not re.fullmatch(r"[a-z0-9-]{1,40}", region):
        raise _wrong("its region is lower-case letters, digits and hyphens")
    key_id, secret = _key(keys)
    return S3Place(str(parts.hostname), parts.path.strip("/"), endpoint, region, key_id, secret)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        prefix = parts.path.strip("/")
        if prefix:
            checked_path(prefix)
    except ValueError:
        raise _wrong("its prefix is lower-case letters, digits, hyphens and slashes") from None
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise _wrong(f"keys never stand in it; put them in the files {' and '.join(FILES)} in the folder of keys")
    if not _BUCKET.fullmatch(parts.netloc):
        raise _wrong("after s3:// comes the name of a bucket")
    return parts


def _key(keys: Path | None) -> tuple[str, str]:
    files = [keys / name for name in FILES] if keys is not None else []
    if any(file.exists() for file in files):
        key_id, secret = (read_secret(file, least=3) for file in files)
    else:
        key_id, secret = (os.environ.get(name, "") for name in VARIABLES)
    if not key_id or not secret:
        raise _wrong(
            f"its key is not here: put it in {' and '.join(FILES)} in the folder of keys, each for its owner alone, or "
            f"in {' and '.join(VARIABLES)}"
        )
    return key_id, secret


def _wrong(what: str) -> SettingWrong:
    return SettingWrong(f"CASEBOOK_STORAGE: {what}. Use s3://bucket/prefix?endpoint=https://host&region=name")
