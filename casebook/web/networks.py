"""The network a request came from, as a code; and the pause that signing in takes while many fail from there."""

import anyio
from starlette.requests import Request

from ..db.engine import reading
from ..library import Library
from ..people.networks import code_of, pause_of


def network_here(request: Request) -> str:
    """The code of this request's network; nothing where its address is not known."""
    library: Library = request.app.state.library
    return code_of(library.keyring.own_key("networks"), request.client.host if request.client else "")


async def wait_as_its_network(request: Request) -> None:
    """Wait for as long as signing in from there takes just now. No thread is held meanwhile, and nobody is refused."""
    code = network_here(request)
    if not code:
        return

    def pause() -> float:
        with reading(request.app.state.library.engine) as db:
            return pause_of(db, code)

    await anyio.sleep(await anyio.to_thread.run_sync(pause, limiter=request.app.state.threads.reading))
