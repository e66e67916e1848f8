"""What a cohort will do after a health check: planned, ticked off, dropped."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import NotFound, WrongInput
from ..teach.health_showing import action_for, check_for, members_of
from ..teach.planning import drop, plan, tick
from .forms import as_day, text_of
from .health_checks import show_with
from .render import redirect


def create(request: Request) -> Response:
    """POST /health-checks/{key}/actions"""
    db, viewer = request.state.db, request.state.viewer
    check, cohort, _ = check_for(db, viewer, request.path_params["key"], teaching=True)
    typed = {name: text_of(request.state.form, name) for name in ("dimension", "text", "owner", "due")}
    try:
        if typed["due"].strip() and as_day(typed["due"]) is None:
            raise WrongInput("Write the day as year, month and day, such as 2027-03-31, or leave it empty.")
        owner = next((one for one in members_of(db, cohort) if one.key == typed["owner"]), None)
        if typed["owner"] and owner is None:
            raise WrongInput("Choose somebody who is in the cohort today.")
        plan(
            db, check, dimension=typed["dimension"], text=typed["text"], owner=owner, due_on=as_day(typed["due"])
        )  # fmt: skip
    except WrongInput as wrong:
        return show_with(request, problem=str(wrong), typed=typed, status_code=422)
    return redirect(request, "health_checks.show", key=check.key, fragment_id="plan")


def update(request: Request) -> Response:
    """POST /planned-actions/{key}: done, or not after all"""
    db, viewer = request.state.db, request.state.viewer
    action, check, _ = action_for(db, viewer, request.path_params["key"])
    tick(db, action, done=request.state.form.get("done") == "yes")
    return redirect(request, "health_checks.show", key=check.key, fragment_id="plan")


def remove(request: Request) -> Response:
    """POST /planned-actions/{key}/removal"""
    db, viewer = request.state.db, request.state.viewer
    action, check, teaches = action_for(db, viewer, request.path_params["key"])
    if not teaches:
        raise NotFound("action")
    drop(db, action)
    return redirect(request, "health_checks.show", key=check.key, fragment_id="plan")
