"""One look at the database a moment, for all who watch teaching sessions in this process: how each session stands, and
whether each watcher is still signed in. Where the database calls us when a session moves, in whatever process, we look
then, and else less often."""

import asyncio
from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field

import anyio
import structlog
from starlette.applications import Starlette

from ..clock import steady
from ..db.engine import is_away, reading, writing
from ..db.waking import SESSIONS, woken
from ..library import Library
from ..people.signing_in import note_all_seen, still_signed_in
from ..teach.session_screens import Pulse, pulses

log = structlog.get_logger("casebook.web")
LOOK_EVERY_SECONDS = 0.5
LOOK_WHEN_CALLED_SECONDS = 2.0  # where we are called: how answers arrive is seen by looking all the same
LISTEN_AGAIN_SECONDS = 1.0
NOTE_EVERY_SECONDS = 60.0  # watching is being there


@dataclass
class Watched:
    """A session somebody watches: how it stood when last looked at, and what to wait on for the next change."""

    pulse: Pulse
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    sign_ins: dict[int, int] = field(default_factory=dict)  # sign-in -> how many watch with it
    gone: frozenset[int] = frozenset()  # sign-ins that have ended while they watched


class Looking:
    """The one who looks; there while somebody watches."""

    def __init__(self, app: Starlette) -> None:
        self.app = app
        self.watched: dict[int, Watched] = {}  # by the session's row number
        self.noted_at = steady()
        self.task: asyncio.Task[None] | None = None
        self.called = asyncio.Event()
        self.hears = False  # whether we would be called

    @contextmanager
    def watching(self, session_id: int, pulse: Pulse, sign_in: int) -> Iterator[Watched]:
        """Watch a session for as long as the block lasts."""
        watched = self.watched.setdefault(session_id, Watched(pulse))
        watched.sign_ins[sign_in] = watched.sign_ins.get(sign_in, 0) + 1
        if self.task is None or self.task.done():
            self.called = asyncio.Event()
            self.task = asyncio.create_task(self._look())
        try:
            yield watched
        finally:
            watched.sign_ins[sign_in] -= 1
            if not watched.sign_ins[sign_in]:
                del watched.sign_ins[sign_in]
            if not watched.sign_ins:
                self.watched.pop(session_id, None)

    async def _look(self) -> None:
        listening = asyncio.create_task(self._listen())
        try:
            await self._look_while_watched()
        finally:
            listening.cancel()
        for watched in self.watched.values():
            _tell(watched)  # we are stopping

    async def _listen(self) -> None:
        while True:
            try:
                async with aclosing(woken(self.app.state.library.engine, SESSIONS)) as calls:
                    async for _ in calls:
                        self.hears = True
                        self.called.set()
                return  # a database that calls nobody
            except Exception as wrong:
                log.info("not_called", kind=type(wrong).__name__)  # until it is there again, we look
            finally:
                self.hears = False
            await anyio.sleep(LISTEN_AGAIN_SECONDS)

    async def _look_while_watched(self) -> None:
        while self.watched and not self.app.state.stopping():
            with anyio.move_on_after(LOOK_WHEN_CALLED_SECONDS if self.hears else LOOK_EVERY_SECONDS):
                await self.called.wait()
            self.called.clear()
            try:
                asked = frozenset(one for watched in self.watched.values() for one in watched.sign_ins)
                found, good = await anyio.to_thread.run_sync(self._ask, asked, limiter=self.app.state.threads.reading)
                if steady() - self.noted_at > NOTE_EVERY_SECONDS:
                    self.noted_at = steady()
                    await anyio.to_thread.run_sync(self._note, good, limiter=self.app.state.threads.writing)
            except Exception as wrong:  # one bad look must not leave every screen of this process standing still
                if is_away(wrong):
                    continue  # the database is busy; the next look sees
                log.error("look failed", kind=type(wrong).__name__)
                continue
            for session_id, watched in list(self.watched.items()):
                gone = watched.sign_ins.keys() & asked - good  # whoever came meanwhile was not asked about
                if (pulse := found.get(session_id)) is not None and (pulse != watched.pulse or gone):
                    watched.pulse, watched.gone = pulse, frozenset(gone)
                    _tell(watched)

    def _ask(self, sign_ins: frozenset[int]) -> tuple[dict[int, Pulse], frozenset[int]]:
        library: Library = self.app.state.library
        with reading(library.engine) as db:
            good = still_signed_in(db, sign_ins, idle_minutes=library.settings.session_idle_minutes)
            return pulses(db, list(self.watched)), good

    def _note(self, sign_ins: frozenset[int]) -> None:
        with writing(self.app.state.library.engine) as db:
            note_all_seen(db, sign_ins)


def _tell(watched: Watched) -> None:
    changed, watched.changed = watched.changed, asyncio.Event()
    changed.set()
