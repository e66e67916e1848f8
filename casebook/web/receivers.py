"""Receiving bytes: from the network into a part file, synced before they count, whatever becomes of the connection."""

import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from typing import Any, TypeVar

import anyio
from starlette.requests import ClientDisconnect, Request

from ..db.engine import writing
from ..errors import CasebookError, StorageAway, StorageFull, WrongInput
from ..library import Library
from ..media.growing import Grower, grow
from ..media.upload import Upload

T = TypeVar("T")
PIECE = 1 << 20  # bytes that one step into a thread writes
SYNC_EVERY = 4 << 20  # bytes after which the offset is told, even while more come …
SYNC_SECONDS = 2.0  # … or seconds, so that on a slow line little is sent twice
IDLE_SECONDS = 15.0


@dataclass
class _Hold:
    scope: anyio.CancelScope = field(default_factory=anyio.CancelScope)
    done: anyio.Event = field(default_factory=anyio.Event)


class Receivers:
    """Which uploads this process is receiving. Whoever asks for one that is being received interrupts that: a client
    that comes back has lost its old connection, even where we have not noticed yet."""

    def __init__(self) -> None:
        self._held: dict[str, _Hold] = {}
        self.threads = anyio.CapacityLimiter(4)

    @asynccontextmanager
    async def alone(self, key: str) -> AsyncIterator[anyio.CancelScope]:
        """Hold an upload alone; the scope that is given ends when somebody else asks for it."""
        while (other := self._held.get(key)) is not None:
            other.scope.cancel()
            await other.done.wait()
        mine = self._held[key] = _Hold()
        try:
            yield mine.scope
        finally:
            del self._held[key]
            mine.done.set()

    async def run(self, function: Callable[..., T], *given: Any) -> T:
        """Run something that waits for the disk in a thread, and to its end even when we are interrupted."""
        found: list[T] = []
        with anyio.CancelScope(shield=True):
            found.append(await anyio.to_thread.run_sync(lambda: function(*given), limiter=self.threads))
        return found[0]


@dataclass
class Arrival:
    """How a body came: the offset that is on the disk now, and whether the whole body was read."""

    offset: int
    whole: bool = False
    wrong: CasebookError | None = None
    checksum_differs: bool = False


async def receive_body(
    request: Request, upload: Upload, scope: anyio.CancelScope, checksum: tuple[str, bytes] | None = None
) -> Arrival:
    """Write the body of a request to the end of an upload. Bytes under a checksum count all or not at
    all; others count as they come. Raises UploadBusy."""
    library: Library = request.app.state.library
    receivers: Receivers = request.app.state.receivers
    room = library.room
    part = await receivers.run(grow, library.engine, room, upload)
    with closing(part):
        sum_ = hashlib.new(checksum[0]) if checksum else None
        arrival, told = Arrival(upload.offset), upload.offset

        def save(data: bytes, tell: bool) -> None:
            if sum_ is not None:
                sum_.update(data)
            try:
                part.write(data)
            finally:
                if tell and sum_ is None and part.offset > told:
                    _tell(library, upload, part)

        gathered, told_at = bytearray(), anyio.current_time()
        try:
            with scope:
                async for chunk in _chunks(request, upload.length - upload.offset):
                    gathered += chunk
                    late = anyio.current_time() - told_at > SYNC_SECONDS
                    if len(gathered) >= PIECE or late:
                        data = bytes(gathered)
                        gathered.clear()
                        tell = late or part.offset + len(data) - told >= SYNC_EVERY
                        await receivers.run(save, data, tell)
                        told, told_at = (part.offset, anyio.current_time()) if tell else (told, told_at)
                arrival.whole = True
        except ClientDisconnect:
            pass
        except CasebookError as wrong:
            arrival.wrong = wrong
        if gathered and not isinstance(arrival.wrong, StorageFull | StorageAway):
            try:
                await receivers.run(save, bytes(gathered), False)
            except CasebookError as wrong:
                arrival.wrong = wrong
        if checksum is not None and sum_ is not None:
            arrival.checksum_differs = sum_.digest() != checksum[1]
            if arrival.checksum_differs or not arrival.whole or arrival.wrong:
                await receivers.run(part.forget_new)
                return arrival
        if part.offset > told:
            await receivers.run(_tell, library, upload, part)
        arrival.offset = part.offset
        return arrival


def _tell(library: Library, upload: Upload, part: Grower) -> None:
    part.sync()
    try:
        with writing(library.engine) as db:
            part.note(db, upload)
    except CasebookError:
        part.forget_new()
        raise


async def _chunks(request: Request, most: int) -> AsyncIterator[bytes]:
    """The body as it comes. Raises WrongInput for more bytes than were announced, StoodStill when nothing comes."""
    stream, taken = request.stream(), 0
    while True:
        try:
            with anyio.fail_after(IDLE_SECONDS):
                chunk = await anext(stream, None)
        except TimeoutError:
            raise StoodStill("Nothing came for a while. What arrived is kept; ask for the offset and go on.") from None
        if chunk is None:
            return
        taken += len(chunk)
        if taken > most:
            raise WrongInput("More bytes came than were announced.")
        yield chunk


class StoodStill(CasebookError):
    """A body that stopped coming. 409 is what makes tus clients ask for the offset and go on."""

    status = 409
