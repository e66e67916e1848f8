"""Modules of a programme: as whoever takes it sees one, and as its keepers make one."""

from dataclasses import dataclass, field
from datetime import date

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from ..cases.viewing import case_for
from ..cases.viewing_sets import own_sets
from ..errors import AlreadyDone, NotFound, WrongInput
from ..people.cohort_sight import educators_of
from ..teach.arranging import add_module, change_module, is_started, move_module, put_cases, remove_module, take_case
from ..teach.programme import Level, Module
from ..teach.programme_sight import SeenProgramme, kept_module_for, kept_programme_for, module_for
from ..teach.queries import cases_of_set, cases_to_put_in, put_in
from ..teach.taking import own_modules
from .forms import as_day, text_of
from .programmes import edit_page
from .render import page, redirect

_NO_DAY = "Write the day as year, month and day, such as 2027-03-31."


@dataclass
class ModuleForm:
    """Fields: module (its title), level, opens, due."""

    typed: dict[str, str]
    problems: dict[str, str] = field(default_factory=dict)
    opens_on: date = date.min
    due_on: date = date.min

    @classmethod
    def read(cls, form: FormData) -> "ModuleForm":
        """Read a posted form and judge its days and level."""
        read = cls({name: text_of(form, name).strip() for name in ("module", "level", "opens", "due")})
        for name in ("opens", "due"):
            if (day := as_day(read.typed[name])) is None:
                read.problems[name] = _NO_DAY
            else:
                setattr(read, f"{name}_on", day)
        if read.typed["level"] not in list(Level):
            read.problems["level"] = "Choose whom it is for."
        return read


def show(request: Request) -> Response:
    """GET /modules/{key}: for whoever takes it"""
    db, viewer = request.state.db, request.state.viewer
    module, seen = module_for(db, viewer, request.path_params["key"])
    if not seen.taken:
        raise NotFound("programme")
    own = next(one for one in own_modules(db, viewer, [seen]) if one.module.pk == module.pk)
    waiting = own.not_started_in(seen.taken_in)
    return page(
        request,
        "modules/show.html",
        seen=seen,
        own=own,
        waiting=waiting,
        told=[(one, educators_of(db, one.cohort)) for one in seen.taken_in],
    )


def create(request: Request) -> Response:
    """POST /programmes/{key}/modules"""
    db, viewer = request.state.db, request.state.viewer
    seen = kept_programme_for(db, viewer, request.path_params["key"])
    form = ModuleForm.read(request.state.form)
    if not form.problems:
        try:
            module = add_module(
                db,
                seen.programme,
                title=form.typed["module"],
                level=Level(form.typed["level"]),
                opens_on=form.opens_on,
                due_on=form.due_on,
                by=viewer.person,
            )
            return redirect(request, "modules.edit", key=module.key)
        except WrongInput as wrong:
            form.problems["module"] = str(wrong)
    return edit_page(request, seen, typed=form.typed, problems=form.problems, status_code=422)


def edit(request: Request) -> Response:
    """GET /modules/{key}/edit"""
    return _form(request, *_kept(request))


def update(request: Request) -> Response:
    """POST /modules/{key}"""
    module, seen = _kept(request)
    form = ModuleForm.read(request.state.form)
    if not form.problems:
        try:
            change_module(
                request.state.db,
                module,
                title=form.typed["module"],
                level=Level(form.typed["level"]),
                opens_on=form.opens_on,
                due_on=form.due_on,
                by=request.state.viewer.person,
            )
            return redirect(request, "modules.edit", key=module.key)
        except WrongInput as wrong:
            form.problems["module"] = str(wrong)
    return _form(request, module, seen, form=form, status_code=422)


def move(request: Request) -> Response:
    """POST /modules/{key}/position"""
    module, seen = _kept(request)
    move_module(request.state.db, module, up=text_of(request.state.form, "to") == "up", by=request.state.viewer.person)
    return redirect(request, "programmes.edit", key=seen.programme.key, fragment_id="modules")


def remove(request: Request) -> Response:
    """POST /modules/{key}/removal"""
    module, seen = _kept(request)
    try:
        remove_module(request.state.db, module, by=request.state.viewer.person)
    except AlreadyDone as wrong:
        return _form(request, module, seen, problem=str(wrong), status_code=422)
    return redirect(request, "programmes.edit", key=seen.programme.key, fragment_id="modules")


def put(request: Request) -> Response:
    """POST /modules/{key}/cases: one case by its slug, or all of a case set by its key"""
    db, viewer, form = request.state.db, request.state.viewer, request.state.form
    module, seen = _kept(request)
    try:
        if key := text_of(form, "set"):
            chosen = next((one for one in own_sets(db, viewer.person) if one.key == key), None)
            if chosen is None:
                raise NotFound("case set")
            put_cases(db, module, cases_of_set(db, viewer, chosen), case_set=chosen, by=viewer.person)
        else:
            put_cases(db, module, [case_for(db, viewer, text_of(form, "case"))], by=viewer.person)
    except (WrongInput, AlreadyDone) as wrong:
        return _form(request, module, seen, problem=str(wrong), status_code=422)
    return redirect(request, "modules.edit", key=module.key, fragment_id="cases")


def take(request: Request) -> Response:
    """POST /modules/{key}/cases/removal"""
    db, viewer = request.state.db, request.state.viewer
    module, seen = _kept(request)
    case = case_for(db, viewer, text_of(request.state.form, "case"))
    try:
        take_case(db, module, case, by=viewer.person)
    except AlreadyDone as wrong:
        return _form(request, module, seen, problem=str(wrong), status_code=422)
    return redirect(request, "modules.edit", key=module.key, fragment_id="cases")


def _kept(request: Request) -> tuple[Module, SeenProgramme]:
    return kept_module_for(request.state.db, request.state.viewer, request.path_params["key"])


def _form(
    request: Request,
    module: Module,
    seen: SeenProgramme,
    *,
    form: ModuleForm | None = None,
    problem: str = "",
    status_code: int = 200,
) -> Response:
    db, viewer = request.state.db, request.state.viewer
    asked = request.query_params.get("q", "")[:200]
    held = {
        "module": module.title,
        "level": module.level.value,
        "opens": module.opens_on.isoformat(),
        "due": module.due_on.isoformat(),
    }
    return page(
        request,
        "modules/edit.html",
        status_code=status_code,
        seen=seen,
        module=module,
        held=put_in(db, viewer, seen.programme).get(module.pk, []),
        fixed=is_started(db, module),
        found=cases_to_put_in(db, viewer, module, asked),
        sets=own_sets(db, viewer.person),
        asked=asked,
        typed=held | (form.typed if form else {}),
        problems=form.problems if form else {},
        problem=problem,
    )
