"""Joining a cohort by a link: with the account one has, or by making one."""

from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from ..db.engine import reading, writing
from ..errors import AlreadyDone, NotFound, WrongInput
from ..people.cohort import Cohort, Membership
from ..people.cohort_sight import educators_of, today
from ..people.invitation import Invitation
from ..people.inviting import accept, invitation_by
from ..people.joining import add_person
from ..people.person import CareerStage, Organisation, Person, Role
from ..people.signing_in import hashed
from . import audited
from .access import enter
from .forms import text_of
from .render import page, redirect


@dataclass
class JoiningForm:
    """Fields: name, email, stage, password; a password is never sent back."""

    name: str = ""
    email: str = ""
    stage: str = ""
    password: str = field(default="", repr=False)
    problems: dict[str, str] = field(default_factory=dict)

    def judge(self) -> None:
        """Say beside each field what is missing."""
        if not self.name:
            self.problems["name"] = "Write the name colleagues know you by."
        if self.stage not in list(CareerStage):
            self.problems["stage"] = "Choose where you are in training or practice."
        if not self.email:
            self.problems["email"] = "Write the address you want to sign in with."


@dataclass(frozen=True)
class Opened:
    """A link that works, and where it leads."""

    invitation: Invitation
    cohort: Cohort
    organisation: Organisation
    educators: list[str]


def new(request: Request) -> Response:
    """GET /joining"""
    secret = request.query_params.get("link", "")
    try:
        opened = _opened(request.state.db, secret)
    except NotFound:
        return _over(request)
    invited = opened.invitation
    form = JoiningForm(invited.name, invited.email, invited.stage.value if invited.personal else "")
    return _form(request, opened, secret, form)


def create(request: Request) -> Response:
    """POST /joining. Opens the database itself, because making a password is slow on purpose."""
    library, viewer = request.app.state.library, request.state.viewer
    secret = text_of(request.state.form, "link")
    try:
        with reading(library.engine) as db:
            opened = _opened(db, secret)
        if viewer.signed_in:
            with writing(library.engine) as db:
                place, cohort = accept(db, secret, by=viewer.person)
                audited.note_done(request, db, "joinings.create", about=f"cohorts/{cohort.key}")
                return _joined(request, place, cohort)
        form = _read(request, opened.invitation)
        password_hash = _hash(form)
        if form.problems:
            return _form(request, opened, secret, form, status_code=422)
        return _made(request, opened, secret, form, password_hash)
    except NotFound:
        return _over(request)


def _made(request: Request, opened: Opened, secret: str, form: JoiningForm, password_hash: str) -> Response:
    try:
        with writing(request.app.state.library.engine) as db:
            person = _account(db, opened, form, password_hash)
            place, cohort = accept(db, secret, by=person)
            response = enter(request, db, person)
            audited.note_done(request, db, "joinings.create", about=f"cohorts/{cohort.key}")
            response.headers["location"] = _joined(request, place, cohort).headers["location"]
            return response
    except WrongInput as wrong:
        form.problems["email"] = str(wrong)
    except AlreadyDone:
        form.problems["email"] = (
            "An account with this address is here already. If it is yours, sign in and open the link."
        )
    return _form(request, opened, secret, form, status_code=422)


def _joined(request: Request, place: Membership, cohort: Cohort) -> Response:
    """To the cohort; where her place begins later, to the list that says when, since the cohort is not hers to see."""
    if place.starts_on > today():
        return redirect(request, "cohorts.index")
    return redirect(request, "cohorts.show", key=cohort.key)


def _account(db: Session, opened: Opened, form: JoiningForm, password_hash: str) -> Person:
    person = add_person(
        db,
        name=form.name,
        email=form.email,
        roles=[Role.trainee],
        stage=CareerStage(form.stage),
        organisation=opened.organisation,
    )
    person.password_hash = password_hash
    person.unproven = not opened.invitation.personal
    person.handed_link = not opened.invitation.mailed
    db.add(person)
    db.flush()
    return person


def _read(request: Request, invitation: Invitation) -> JoiningForm:
    """What was typed; the address of a personal link is the one it was made for."""
    typed = request.state.form
    form = JoiningForm(
        name=" ".join(text_of(typed, "name").split())[:120],
        email=invitation.email or text_of(typed, "email").strip()[:254],
        stage=text_of(typed, "stage"),
        password=text_of(typed, "password"),
    )
    form.judge()
    return form


def _hash(form: JoiningForm) -> str:
    try:
        return hashed(form.password) if not form.problems or form.password else ""
    except WrongInput as wrong:
        form.problems["password"] = str(wrong)
        return ""


def _opened(db: Session, secret: str) -> Opened:
    invitation, cohort = invitation_by(db, secret)
    return Opened(invitation, cohort, db.get_one(Organisation, cohort.organisation_id), educators_of(db, cohort))


def _form(request: Request, opened: Opened, secret: str, form: JoiningForm, *, status_code: int = 200) -> Response:
    stages: list[Any] = [one.value for one in CareerStage]
    return page(
        request,
        "joinings/new.html",
        status_code=status_code,
        opened=opened,
        link=secret,
        form=form,
        stages=stages,
    )


def _over(request: Request) -> Response:
    """The same whether the link never was, is over, or is used up."""
    return page(request, "joinings/over.html", status_code=404)
