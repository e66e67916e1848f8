"""One's second step: what there is of it, and where it is set up."""

from starlette.requests import Request
from starlette.responses import Response

from ..people.letter import LetterKind
from ..people.second_factor_queries import factors_of
from ..people.signing_in import sign_out_everywhere
from ..reflect.authenticating import make_codes
from .access import going_to, is_fresh, own_path, proved_again
from .render import page, redirect
from .telling import tell_of_change


def show(request: Request) -> Response:
    """GET /account/second-step"""
    return second_factor_page(request)


def second_factor_page(request: Request, problem: str = "", *, status_code: int = 200) -> Response:
    """The page, with a sentence where something was not taken."""
    viewer = request.state.viewer
    return page(
        request,
        "second_factors/show.html",
        status_code=status_code,
        factors=factors_of(request.state.db, viewer.person),
        fresh=is_fresh(request),
        next=own_path(request.query_params.get("next", "")) or going_to(request),
        problem=problem,
    )


def counted(request: Request) -> Response:
    """A factor counts from now on: her sign-in has shown it and goes on under a new secret. With the first come
    recovery codes, shown this once, and every browser that has not shown one is signed out: else whoever is in by a
    stolen password takes the factor away again with that password."""
    db, person = request.state.db, request.state.viewer.person
    request.state.viewer = request.state.viewer.proved
    tell_of_change(request, db, LetterKind.second_factor_changed, person)
    if factors_of(db, person).codes_left:
        response = redirect(request, "second_factors.show", query={"next": going_to(request)})
    else:
        sign_out_everywhere(db, person, but=request.state.sign_in.pk)
        response = codes_page(request)
    return proved_again(request, response, second_factor=True)


def codes_page(request: Request) -> Response:
    """Ten new recovery codes, which stand in this answer and nowhere else."""
    codes = make_codes(request.state.db, request.app.state.library.keyring, by=request.state.viewer.person)
    return page(request, "recovery_codes/show.html", codes=codes, next=going_to(request))
