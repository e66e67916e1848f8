"""The cases of a set: added, put in order, changed, taken out, and taken at their newest version."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.assembling import add_case, change_step, choose_parts, move_step, order_steps, remove_step, take_version
from ..cases.case_set import CaseSet
from ..cases.set_queries import adding_to_set, shown_set
from ..cases.viewing import case_for
from ..cases.viewing_sets import own_set_for, step_of
from ..errors import AlreadyDone, NotAllowed, NotFound, WrongInput
from .case_sets import builder, the_set
from .forms import text_of
from .render import fragment, redirect, wants_fragment
from .set_forms import StepForm


def create(request: Request) -> Response:
    """POST /sets/{key}/steps: a case at the end; with `clip`, that clip of it alone"""
    db, viewer, form = request.state.db, request.state.viewer, request.state.form
    case_set = _own(request)
    case = case_for(db, viewer, text_of(form, "case"))
    try:
        add_case(db, case_set, case, by=viewer, only=text_of(form, "clip"))
    except AlreadyDone:
        pass  # two presses; it is there
    except WrongInput as wrong:
        if not wants_fragment(request):
            return builder(request, case_set, problem=str(wrong), status_code=422)
        if text_of(form, "from") != "builder":
            raise NotAllowed(str(wrong)) from wrong  # beside a case there is no set to show it in
        return fragment(request, "sets/_set.html", status_code=422, **the_set(request, case_set, problem=str(wrong)))
    if not wants_fragment(request):
        query = {"q": text_of(form, "q")[:200]} if form.get("q") else None
        return redirect(request, "sets.edit", query=query, key=case_set.key)
    values = the_set(request, case_set)
    template = "sets/_added.html" if text_of(form, "from") == "builder" else "sets/_add.html"
    adding = adding_to_set(db, case_set)
    return fragment(request, template, adding=adding, slug=case.slug, title=case.title, **values)


def order(request: Request) -> Response:
    """POST /sets/{key}/order: one `step` moved `by` so many places, or all `steps` in their new order"""
    db, form, case_set = request.state.db, request.state.form, _own(request)
    if step := text_of(form, "step"):
        by = {"-1": -1, "1": 1}.get(text_of(form, "by"), 0)
        move_step(db, case_set, step_of(db, case_set, step), by=by)
    else:
        order_steps(db, case_set, [str(key)[:40] for key in form.getlist("steps")])
    return _changed(request, case_set, fragment_id=f"step-{step}" if step else "set")


def update(request: Request) -> Response:
    """POST /sets/{key}/steps/{step}: its prompt, its minutes, its clips"""
    db, viewer, case_set = request.state.db, request.state.viewer, _own(request)
    step = step_of(db, case_set, request.path_params["step"])
    one = next(one for one in shown_set(db, viewer, case_set).steps if one.step.key == step.key)
    form = StepForm.read(request.state.form, one)
    spans = form.chosen()
    if not form.problem:
        try:
            change_step(db, case_set, step, prompt=form.prompt, minutes=form.minutes_typed)
            if one.card:
                choose_parts(db, case_set, step, spans, by=viewer, without=form.without)
        except WrongInput as wrong:
            form.problem = str(wrong)
    if not form.problem:
        return _changed(request, case_set, opened=step.key, fragment_id=f"step-{step.key}")
    if wants_fragment(request):
        return fragment(request, "sets/_set.html", status_code=422, **the_set(request, case_set, typed=form))
    return builder(request, case_set, typed=form, status_code=422)


def remove(request: Request) -> Response:
    """POST /sets/{key}/steps/{step}/removal"""
    case_set = _own(request)
    remove_step(request.state.db, case_set, step_of(request.state.db, case_set, request.path_params["step"]))
    return _changed(request, case_set, fragment_id="set")


def take(request: Request) -> Response:
    """POST /sets/{key}/steps/{step}/version: the version that is open now"""
    db, viewer, case_set = request.state.db, request.state.viewer, _own(request)
    step = step_of(db, case_set, request.path_params["step"])
    one = next(one for one in shown_set(db, viewer, case_set).steps if one.step.key == step.key)
    if one.card is None:
        raise NotFound("case")
    take_version(db, case_set, step, case_for(db, viewer, one.card.slug))
    return _changed(request, case_set, fragment_id=f"step-{step.key}")


def _own(request: Request) -> CaseSet:
    return own_set_for(request.state.db, request.state.viewer.person, request.path_params["key"])


def _changed(request: Request, case_set: CaseSet, *, opened: str = "", fragment_id: str) -> Response:
    if wants_fragment(request):
        return fragment(request, "sets/_set.html", **the_set(request, case_set, opened=opened))
    return redirect(request, "sets.edit", key=case_set.key, fragment_id=fragment_id)
