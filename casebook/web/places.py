"""Where somebody stopped: told by a small script as she leaves, shown to her alone, forgotten when she asks."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.moments import Moment
from ..cases.shown import CasePage
from ..reflect.keeping import Place, forget_places, note_place, places_of
from .bookmarks import in_sight, read_place
from .render import redirect

NEAR_START_MS = 3000  # nobody is led back to where a film has hardly begun


def create(request: Request) -> Response:
    """POST /my-casebook/places. Says nothing whatever is sent: what is not in her sight is not noted, nor what a tab
    of somebody else's sends after she has signed in on the same computer."""
    viewer = request.state.viewer
    if request.state.form.get("person") == viewer.person.key:
        (moment,) = in_sight(request, [read_place(request)])
        if moment is not None:
            place = Place(moment.case, moment.clip, moment.ms)
            note_place(request.state.db, request.app.state.library.keyring, place, by=viewer.person)
    return Response(status_code=204)


def remove(request: Request) -> Response:
    """POST /my-casebook/places/removal"""
    forget_places(request.state.db, by=request.state.viewer.person)
    return redirect(request, "bookmarks.index")


def stopped_in(request: Request, shown: CasePage) -> Moment | None:
    """Where the viewer stopped in a case last, if the address names no moment of its own."""
    if "t" in request.query_params or "clip" in request.query_params:
        return None
    lengths = {clip.key: clip.duration_ms for clip in shown.clips}
    here = [one for one in _places(request) if one.case == shown.case.slug and one.clip in lengths]
    moment = in_sight(request, here[:1])[0] if here else None
    if moment is None or not NEAR_START_MS < moment.ms < lengths[moment.clip] - NEAR_START_MS:
        return None
    return moment


def latest_place(request: Request) -> Moment | None:
    """The case and moment the viewer left last, of those in her sight."""
    return next((moment for moment in in_sight(request, _places(request)) if moment), None)


def _places(request: Request) -> list[Place]:
    return places_of(request.state.db, request.app.state.library.keyring, request.state.viewer.person)
