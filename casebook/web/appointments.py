"""People of one's organisation and their roles, given and ended by an administrator."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import AlreadyDone, NotFound
from ..people.appointing import GIVEN, appointments_of, end_role, give_role, people_of, person_administered
from ..people.person import Person, Role
from .forms import number_of, text_of
from .render import page, redirect


def index(request: Request) -> Response:
    """GET /people"""
    number = number_of(request.query_params.get("page", ""))
    return page(request, "appointments/index.html", people=people_of(request.state.db, request.state.viewer, number))


def show(request: Request) -> Response:
    """GET /people/{key}"""
    return _show(request, person_administered(request.state.db, request.state.viewer, request.path_params["key"]))


def create(request: Request) -> Response:
    """POST /people/{key}/appointments"""
    db, viewer = request.state.db, request.state.viewer
    person = person_administered(db, viewer, request.path_params["key"])
    role = text_of(request.state.form, "role")
    if role not in GIVEN:
        return _show(request, person, problem="Choose a role.", status_code=422)
    try:
        give_role(db, person, Role(role), by=viewer.person)
    except AlreadyDone as wrong:
        return _show(request, person, problem=str(wrong), status_code=422)
    return redirect(request, "appointments.show", key=person.key)


def remove(request: Request) -> Response:
    """POST /people/{key}/appointments/{role}/ending"""
    db, viewer = request.state.db, request.state.viewer
    person = person_administered(db, viewer, request.path_params["key"])
    role = request.path_params["role"]
    if role not in list(Role):
        raise NotFound("role")
    end_role(db, person, Role(role), by=viewer.person)
    return redirect(request, "appointments.show", key=person.key)


def _show(request: Request, person: Person, *, problem: str = "", status_code: int = 200) -> Response:
    held = appointments_of(request.state.db, person)
    has = {appointment.role for appointment, _ in held}
    return page(
        request,
        "appointments/show.html",
        status_code=status_code,
        person=person,
        held=held,
        given=[role.value for role in GIVEN if role not in has],
        endable=set(GIVEN),
        own=person.pk == request.state.viewer.person.pk,
        problem=problem,
    )
