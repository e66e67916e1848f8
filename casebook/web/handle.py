"""One request, one thread, one transaction: from Starlette's asynchronous world into plain functions and back.

A handler is a plain `def handler(request) -> Response` and finds `request.state.db`, `.viewer`, `.form`. GET reads in
a deferred transaction and never waits for a writer; anything else goes through one writing thread.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import anyio
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from ..db.engine import reading, writing
from ..errors import CasebookError, NotAllowed, SecondFactorNeeded, SignInNeeded, StorageAway, StorageFull
from ..library import Library
from ..may import may
from ..people.viewer import NOBODY, Viewer, viewer_of
from ..teach.session_queries import guest_viewer
from . import access, audited
from .errors import answer_error
from .networks import wait_as_its_network

T = TypeVar("T")
Handler = Callable[[Request], Response]
MOST_FIELDS = 200
MOST_PART = 2 * 1024**2  # bytes of one field; `middleware.Limits` bounds them all together
SAFE_METHODS = ("GET", "HEAD")
FETCHING = 40  # that ask another machine for film at once
PATIENCE_S = 1.0  # that a page waits for what is being written


class Threads:
    """How many requests may be at work at once: a few reading, one writing, two checking passwords, one making a file
    that takes long, two bringing a file to where it is kept, many fetching film from there, one asking how we are.

    Threads share one interpreter, so a page that is being made makes an answer beside it slower. What somebody has
    written goes first: while anything is to be written no page is begun, for `PATIENCE_S` at most, so that a hall full
    of people who look at a page over and over cannot hold up an answer.
    """

    def __init__(self, reading_threads: int) -> None:
        self.reading = anyio.CapacityLimiter(reading_threads)
        self.writing = anyio.CapacityLimiter(1)
        self.checking = anyio.CapacityLimiter(2)
        self.exporting = anyio.CapacityLimiter(1)
        self.bringing = anyio.CapacityLimiter(2)
        self.fetching = anyio.CapacityLimiter(FETCHING)
        self.telling = anyio.CapacityLimiter(1)
        self._pages = anyio.CapacityLimiter(reading_threads)
        self._writes = 0
        self._none_writes = anyio.Event()

    async def read(self, work: Callable[[], T]) -> T:
        """Do what only reads, when its turn has come and nothing is to be written."""
        async with self._pages:  # a place of its own to wait in: film, too, asks for one to read in
            with anyio.move_on_after(PATIENCE_S):
                while self._writes:
                    await self._none_writes.wait()
            return await anyio.to_thread.run_sync(work, limiter=self.reading)

    async def export(self, work: Callable[[], T]) -> T:
        """Do what reads and takes seconds."""
        return await anyio.to_thread.run_sync(work, limiter=self.exporting)

    async def check(self, work: Callable[[], T]) -> T:
        """Do what checks a password."""
        return await anyio.to_thread.run_sync(work, limiter=self.checking)

    async def bring(self, work: Callable[[], T]) -> T:
        """Do what puts a file where it is kept, which may be another machine."""
        return await anyio.to_thread.run_sync(work, limiter=self.bringing)

    async def fetch(self, work: Callable[[], T]) -> T:
        """Do what asks another machine for film, and mostly waits."""
        return await anyio.to_thread.run_sync(work, limiter=self.fetching)

    async def tell(self, work: Callable[[], T]) -> T:
        """Do what tells those who watch over us how we are, also when nobody else gets a turn."""
        return await anyio.to_thread.run_sync(work, limiter=self.telling)

    def counted(self) -> dict[str, anyio.CapacityLimiterStatistics]:
        """How many of each are at work and wait. To be asked on the loop."""
        limiters = {"pages": self._pages, "writing": self.writing, "checking": self.checking, "files": self.exporting}
        return {name: limiter.statistics() for name, limiter in limiters.items()}

    async def write(self, work: Callable[[], T]) -> T:
        """Do what may write, after whatever came before it."""
        if not self._writes:
            self._none_writes = anyio.Event()
        self._writes += 1
        try:
            return await anyio.to_thread.run_sync(work, limiter=self.writing)
        finally:
            self._writes -= 1
            if not self._writes:
                self._none_writes.set()


class _Undo(Exception):
    """Carries a refusal out of a transaction that must not be committed."""

    def __init__(self, response: Response) -> None:
        self.response = response


def handle(
    handler: Handler,
    permission: str,
    *,
    opens_db: bool = True,
    slow: bool = False,
    paced: bool = False,
    brings: Callable[[Request], None] | None = None,
    most_fields: int = MOST_FIELDS,
    most_files: int = 0,
    act: str = "",
) -> Callable[[Request], Awaitable[Response]]:
    """Wrap a plain handler for a route: read the form, step into a thread, open the database, check the permission,
    answer any error in kind. A response of 400 or more undoes what the handler wrote. `opens_db=False` is for the
    handlers that check passwords: slow on purpose, so they open the database themselves and only briefly. `slow` is
    for what reads and takes seconds: it waits for its like, and nobody else for it. `paced` is for signing in, which
    takes longer from where many have failed. `brings` puts a file where it is kept before the transaction begins, since
    others wait for that. `act` is what the audit calls it, where it leaves a row there."""

    async def endpoint(request: Request) -> Response:
        safe = request.method in SAFE_METHODS
        request.state.form = (
            FormData()
            if safe
            else await request.form(max_fields=most_fields, max_files=most_files, max_part_size=MOST_PART)
        )
        threads: Threads = request.app.state.threads
        if paced:
            await wait_as_its_network(request)
        work = partial(_answer, request, handler, permission, opens_db, act)
        away = await threads.bring(partial(_brought, request, brings)) if brings is not None else None
        if away is not None:
            response = away
        elif safe:
            response = await (threads.export(work) if slow else threads.read(work))
        else:
            response = await (threads.write(work) if opens_db else threads.check(work))
        if act and audited.is_owed(request, response):
            await threads.write(partial(audited.note_apart, request, act, response))
        if access.is_due(request):
            library = request.app.state.library
            await anyio.to_thread.run_sync(access.keep_alive, request, library, limiter=threads.writing)
        return response

    return endpoint


def _brought(request: Request, brings: Callable[[Request], None]) -> Response | None:
    """What to answer where a file could not be brought; whatever else is wrong the handler itself will say."""
    try:
        brings(request)
    except (StorageAway, StorageFull) as wrong:
        return answer_error(request, wrong)
    except CasebookError:
        pass
    return None


def decide(request: Request, question: Callable[[Session, Viewer], T], permission: str, *, by_token: bool = False) -> T:
    """Ask one question of the database as the viewer of this request, in the caller's thread; for film bytes and
    uploads, which move without holding a thread. An upload token counts `by_token`. Raises what the question raises."""
    library: Library = request.app.state.library
    with reading(library.engine) as db:
        _who_asks(request, db, library, by_token=by_token)
        _check(request, permission)
        return question(db, request.state.viewer)


def _answer(request: Request, handler: Handler, permission: str, opens_db: bool, act: str = "") -> Response:
    library: Library = request.app.state.library
    request.state.viewer = NOBODY
    way = reading if request.method in SAFE_METHODS or not opens_db else writing
    try:
        with way(library.engine) as db:
            _who_asks(request, db, library)
            _check(request, permission)
            if opens_db:
                request.state.db = db
                response = handler(request)
                if response.status_code >= 400:
                    raise _Undo(response)
                if act and way is writing:
                    audited.note_done(request, db, act, response)
        if not opens_db:
            response = handler(request)
    except _Undo as undo:
        request.state.audited = False
        response = undo.response
    except CasebookError as wrong:
        request.state.audited = False
        response = answer_error(request, wrong)
    return response


def _who_asks(request: Request, db: Session, library: Library, *, by_token: bool = False) -> None:
    found = access.signed_in_by_cookie(request, db, library.settings)
    request.state.sign_in = found[1] if found else None
    person = found[0] if found else access.holder_of_token(request, db) if by_token else None
    seen = guest_viewer(db, person) if person and person.guest else viewer_of(db, person)
    # an upload token was given by the operator and opens uploads alone: it is its own proof
    proved = library.settings.second_factor == "offered" or not found or found[1].second_factor_at is not None
    request.state.viewer = seen if proved else seen.unproved
    request.state.asked_by = person
    for row in found or ():
        db.expunge(row)  # so that an undone transaction leaves who asked as it was, for the page that says so


def _check(request: Request, permission: str) -> None:
    if may(request.state.viewer, permission):
        return
    if not request.state.viewer.signed_in:
        raise SignInNeeded("Please sign in.")
    if may(request.state.viewer.proved, permission):
        raise SecondFactorNeeded("This opens with a second step: a code from your phone, or a passkey.")
    raise NotAllowed("Your account does not open this page.")
