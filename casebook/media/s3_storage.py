"""Storage in a bucket of any S3 store, by obstore: objects are whole or absent, and none is on this machine."""

import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import obstore
from obstore.exceptions import BaseError, NotFoundError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from .. import clock
from ..errors import NotFound, StorageAway, StorageFull
from .s3_calls import AWAY, KEPT, REFUSED, is_locked, let_go, uploads, versioning, versions
from .s3_place import S3Place
from .storage import GROWING, HELD, Seen, checked_path, tried

PIECE = 5 << 20  # bytes of a part, the fewest that stores take; some of them are in memory at once
_STEP = 1 << 20  # bytes asked for at once where somebody waits for the first of them
_PATIENCE_S = 60  # for a whole call, such as a copy that the store makes itself …
_SILENCE_S = 10  # … for the next bytes, where something is read …
_HURRIED_S = 4  # … and for a whole call where everybody waits
_UNTIL_LISTED_S = (0.0, 0.2, 1.0)  # some stores list for a moment what is there no more
_TYPES = {"m4s": "video/iso.segment", "mp4": "video/mp4"}  # of what may be read by a link
_REFUSALS = (PermissionDeniedError, UnauthenticatedError, PermissionError)
_REFUSED = ("AccessDenied", "SignatureDoesNotMatch", "InvalidAccessKeyId")
_FULL = ("QuotaExceeded", "InsufficientStorage", "StorageFull", "EntityTooLarge", "507 ")


class S3Storage:
    """Objects below one prefix of a bucket. A file larger than a piece goes there in parts, of which nobody sees
    anything before the last is there."""

    remote = True

    def __init__(self, place: S3Place, *, in_a_hurry: bool = False) -> None:
        self._place = place
        self.origin = place.endpoint
        self._in_a_hurry = in_a_hurry
        self._keeps = False  # whether the bucket keeps versions
        self._asked = -1e9  # when that was asked
        self._store = _opened(place, in_a_hurry=in_a_hurry)
        self._reads = self._store if in_a_hurry else _opened(place, read_timeout=f"{_SILENCE_S}s")
        self._hurried: S3Storage | None = None

    def hurried(self) -> "S3Storage":
        if self._in_a_hurry:
            return self
        if self._hurried is None:
            self._hurried = S3Storage(self._place, in_a_hurry=True)
        return self._hurried

    def put(self, path: str, source: Path) -> int:
        checked_path(path)
        with open(source, "rb") as given:
            return self._put_pieces(path, iter(lambda: given.read(PIECE), b""))

    def take(self, path: str, source: Path) -> int:
        return self.put(path, source)

    def put_bytes(self, path: str, data: bytes) -> int:
        checked_path(path)
        with _in_words():
            self._put(path, data)
        return len(data)

    def join(self, path: str, parts: Sequence[str], hears: Callable[[bytes], None] = lambda data: None) -> int:
        checked_path(path)
        return self._put_pieces(path, self._joined(parts, hears))

    def _joined(self, parts: Sequence[str], hears: Callable[[bytes], None]) -> Iterator[bytes]:
        gathered = bytearray()
        for part in parts:
            for data in self._whole(part):
                hears(data)
                gathered += data
                while len(gathered) >= PIECE:  # all parts of an upload but the last must be large
                    yield bytes(gathered[:PIECE])
                    del gathered[:PIECE]
        if gathered:
            yield bytes(gathered)

    def _put_pieces(self, path: str, pieces: Iterator[bytes]) -> int:
        first, second = next(pieces, b""), next(pieces, b"")
        if not second:
            return self.put_bytes(path, first)
        many, wrong = 0, []

        def counted(reader: ThreadPoolExecutor) -> Iterator[bytes]:
            nonlocal many
            try:
                ahead = itertools.chain((first, second), pieces)
                # in a thread of its own: obstore asks from where nothing else of obstore's may be waited for
                while piece := reader.submit(next, ahead, b"").result():
                    many += len(piece)
                    yield piece
            except Exception as why:  # obstore gives up what it had sent, and tells of it in words of its own
                wrong.append(why)
                raise

        try:
            with ThreadPoolExecutor(1) as reader, _in_words():
                self._put(path, counted(reader))
        except Exception:
            if wrong:
                raise wrong[0] from None
            raise
        return many

    def _put(self, path: str, data: bytes | Iterator[bytes]) -> None:
        told: Any = {"Cache-Control": "private, no-store", "Content-Type": _TYPES.get(path.rpartition(".")[2], "")}
        attributes: Any = {name: value for name, value in told.items() if value}
        put = obstore.put(self._store, path, data, attributes=attributes, chunk_size=PIECE, max_concurrency=2)
        if put["version"] is not None:  # the bucket keeps what was there before, and it may not stay
            self._forget_versions(self._place.key(path), but_latest=True)

    def copy(self, path: str, to: str) -> None:
        checked_path(to)
        with _in_words():
            obstore.copy(self._store, checked_path(path), to)
            if self._keeps_versions():
                self._forget_versions(self._place.key(to), but_latest=True)

    def _keeps_versions(self) -> bool:
        if time.monotonic() - self._asked > 60:
            self._keeps, self._asked = bool(versioning(self._place)), time.monotonic()
        return self._keeps

    def read(self, path: str, start: int = 0, end: int | None = None) -> bytes:
        if end is not None and end <= start:
            return b""
        given: Any = {} if start == 0 and end is None else {"range": {"offset": start} if end is None else (start, end)}
        with _in_words():
            return obstore.get(self._reads, checked_path(path), options=given).bytes().to_bytes()

    def chunks(self, path: str, start: int, end: int, *, size: int = 262144) -> Iterator[bytes]:
        checked_path(path)
        step = max(size, _STEP)
        told = self.etag(path) if end - start > step else ""
        while start < end:
            given: Any = {"range": (start, min(start + step, end))} | ({"if_match": f'"{told}"'} if told else {})
            with _in_words():
                data = obstore.get(self._reads, path, options=given).bytes().to_bytes()
            if not data:
                return
            start += len(data)
            if len(data) <= size:
                yield data
            else:
                yield from (data[at : at + size] for at in range(0, len(data), size))

    def _whole(self, path: str) -> Iterator[bytes]:
        if (size := self.size(path)) is None:
            raise NotFound("file")
        return self.chunks(path, 0, size, size=PIECE)

    def size(self, path: str) -> int | None:
        try:
            return int(self._head(path)["size"])
        except NotFound:
            return None

    def etag(self, path: str) -> str:
        return self.facts(path)[1]

    def facts(self, path: str) -> tuple[int, str]:
        head = self._head(path)
        return int(head["size"]), str(head["e_tag"]).strip('"')

    def _head(self, path: str) -> Any:
        with _in_words():
            return obstore.head(self._reads, checked_path(path))

    def fetch(self, path: str, target: Path) -> None:
        pieces = self._whole(path)
        with open(target, "xb") as copy:
            for piece in pieces:
                copy.write(piece)

    def below(self, folder: str) -> Iterator[str]:
        for one in self._listed(checked_path(folder)):
            yield one["path"]

    def everything(self) -> Iterator[str]:
        for path, _ in self.marked():
            yield path

    def marked(self) -> Iterator[tuple[str, str]]:
        with _in_words():
            found = obstore.list_with_delimiter(self._reads)["common_prefixes"]
        for name in sorted(found):
            if name not in (GROWING, HELD):
                for one in self._listed(name):
                    yield one["path"], str(one["e_tag"]).strip('"')

    def _listed(self, folder: str) -> Iterator[Any]:
        with _in_words():
            for many in obstore.list(self._reads, folder):
                yield from many

    def remove(self, path: str) -> None:
        with _in_words():
            obstore.delete(self._store, [checked_path(path)])
        self._forget_versions(self._place.key(path), exactly=True)

    def remove_below(self, folder: str) -> int:
        below = f"{self._place.key(checked_path(folder))}/"
        for torn in uploads(self._place, below):
            let_go(self._place, torn.key, {"uploadId": torn.upload})
        left = list(self.below(folder))
        count = len(left)
        for pause_s in _UNTIL_LISTED_S:
            if not left:
                break
            with _in_words():
                obstore.delete(self._store, left)
            time.sleep(pause_s)
            left = list(self.below(folder))
        if left:
            raise StorageAway(KEPT)
        self._forget_versions(below)
        return count

    def _forget_versions(self, key: str, *, but_latest: bool = False, exactly: bool = False) -> None:
        for old in versions(self._place, key):
            if (but_latest and (old.latest or old.key != key)) or (exactly and old.key != key):
                continue
            let_go(self._place, old.key, {"versionId": old.version})

    def folders(self, folder: str) -> list[str]:
        with _in_words():
            found = obstore.list_with_delimiter(self._reads, checked_path(folder))["common_prefixes"]
        return sorted(one.rpartition("/")[2] for one in found)

    def age_s(self, path: str) -> float:
        checked_path(path)
        changed = [one["last_modified"].timestamp() for one in self._listed(path)]
        if not changed:
            changed = [self._head(path)["last_modified"].timestamp()] if self.size(path) is not None else [0.0]
        return float(clock.now().timestamp() - max(changed))

    def remove_torn(self, folder: str, *, older_s: float) -> int:
        now, count = clock.now(), 0
        for torn in uploads(self._place, f"{self._place.key(checked_path(folder))}/"):
            if (now - torn.begun).total_seconds() > older_s:
                let_go(self._place, torn.key, {"uploadId": torn.upload})
                count += 1
        return count

    def local(self, path: str) -> Path | None:
        checked_path(path)
        return None

    def link(self, path: str, *, seconds: int) -> str | None:
        with _in_words():
            return obstore.sign(self._store, "GET", checked_path(path), timedelta(seconds=seconds))

    def free_bytes(self) -> int | None:
        return None

    def examined(self) -> list[Seen]:
        try:
            tried(self)
            kept, locked = versioning(self._place), is_locked(self._place)
        except (StorageAway, StorageFull) as wrong:
            return [
                Seen(False, str(wrong), "Look at the bucket, its address, and the key's rights (docs/operators.md).")
            ]
        except NotFound:
            return [Seen(False, "a file that was put is not there", "The store must show at once what it was given.")]
        seen = [Seen(True, "reachable; put, read back and taken away")]
        if kept:
            advice = "Turn it off for this bucket: casebook takes old versions away itself, which costs time and money."
            seen.append(Seen(kept == "Suspended", f"versioning is {kept.lower()}", advice))
        if locked:
            advice = "Use a bucket without it: what is withdrawn could not be taken away."
            seen.append(Seen(False, "object lock is on", advice))
        return seen


def _opened(place: S3Place, *, in_a_hurry: bool = False, **more: Any) -> S3Store:
    # alone, so that nothing of another store's is taken from the environment
    key = {"access_key_id": place.key_id, "secret_access_key": place.secret, "token": None, "expires_at": None}
    patience_s, tries = (_HURRIED_S, 0) if in_a_hurry else (_PATIENCE_S, 2)
    options: Any = {"allow_http": place.plain, "connect_timeout": "3s", "timeout": f"{patience_s}s", **more}
    pause: Any = {"init_backoff": timedelta(milliseconds=100), "max_backoff": timedelta(seconds=1), "base": 2}
    return S3Store(
        place.bucket,
        prefix=place.prefix or None,
        endpoint=place.endpoint,
        region=place.region,
        credential_provider=cast(Any, lambda: key),
        client_options=options,
        retry_config={"max_retries": tries, "retry_timeout": timedelta(seconds=5), "backoff": pause},
    )


@contextmanager
def _in_words() -> Iterator[None]:
    """obstore's errors as ours. Where it has no class for one, the store's own code stands in its words."""
    try:
        yield
    except (BaseError, FileNotFoundError, PermissionError) as wrong:
        told = str(wrong)
        if "NoSuchBucket" in told:
            raise StorageAway("There is no such bucket where film is kept. Please tell us.") from wrong
        if isinstance(wrong, NotFoundError | FileNotFoundError):
            raise NotFound("file") from None
        if isinstance(wrong, _REFUSALS) or any(code in told for code in _REFUSED):
            raise StorageAway(REFUSED) from wrong
        if any(code in told for code in _FULL):
            raise StorageFull("There is no room left where film is kept; nothing was lost.") from wrong
        raise StorageAway(AWAY) from wrong
