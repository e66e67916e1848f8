"""Changing one's password: the old one is asked for, and every other browser is signed out."""

from starlette.requests import Request
from starlette.responses import Response

from ..db.engine import reading, writing
from ..errors import WrongInput
from ..people.letter import LetterKind
from ..people.rectifying import change_password
from ..people.signing_in import check_password, hashed, note_failure, slowed_down
from .access import lane_of, proved_again
from .account import account_page
from .forms import text_of
from .render import redirect
from .telling import tell_of_change


def update(request: Request) -> Response:
    """POST /account/password. Opens the database itself, because checking a password is slow on purpose."""
    library, form = request.app.state.library, request.state.form
    person = request.state.viewer.person
    if problem := wrong_password(request, text_of(form, "old")):
        return _again(request, {"old": problem})
    try:
        password_hash = hashed(text_of(form, "new"))
    except WrongInput as wrong:
        return _again(request, {"new": str(wrong)})
    with writing(library.engine) as db:
        request.state.db = db
        change_password(db, password_hash, here=request.state.sign_in.pk, by=person)
        tell_of_change(request, db, LetterKind.password_changed, person)
        return proved_again(request, redirect(request, "account.show", query={"said": "password"}))


def wrong_password(request: Request, password: str) -> str:
    """What is wrong with a password that is to show that it is she; nothing where it is right."""
    library, person = request.app.state.library, request.state.viewer.person
    lane = lane_of(request, person)
    with reading(library.engine) as db:
        if slowed_down(db, person.email, lane=lane):
            return "There have been many attempts on this account. Wait half a minute, then try again."
    if check_password(password, person.password_hash):
        return ""
    with writing(library.engine) as db:
        note_failure(db, person.email, lane=lane)
    return "That is not the password you sign in with."


def _again(request: Request, problems: dict[str, str]) -> Response:
    with reading(request.app.state.library.engine) as db:
        request.state.db = db
        return account_page(request, problems=problems, status_code=422)
