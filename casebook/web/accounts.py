"""Everything the library holds of one, to take away; and closing one's account."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from ..cases.queries import capability_titles, guidance_titles
from ..clock import now
from ..db.engine import reading, writing
from ..errors import OnHold
from ..people.hold import Hold
from ..people.holding import live_hold
from ..people.signing_in import check_password, note_failure, slowed_down
from ..people.viewer import NOBODY
from ..reflect.annotating import own_annotations
from ..reflect.everything import as_json, everything_of, packed
from ..reflect.exporting import facts_of, lists_of
from ..reflect.portfolio import portfolio_of
from ..reflect.queries import own_cases
from ..reflect.reflecting import own_reflections
from ..reflect.web_annotations import as_collection
from ..teach.closing import close_account
from . import audited
from .access import lane_of, take_cookie
from .forms import text_of
from .render import file, page, rendered

FRESH = timedelta(minutes=10)  # a sign-in without a password of ours is proof for this long


def everything(request: Request) -> Response:
    """GET /my-casebook/everything.zip"""
    db, viewer, keyring = request.state.db, request.state.viewer, request.app.state.library.keyring
    person = viewer.person
    held = everything_of(db, keyring, person)
    notes = own_annotations(db, keyring, person)
    written = own_reflections(db, keyring, person)
    read = rendered(
        request,
        "accounts/everything.html",
        held=held,
        answered=own_cases(db, keyring, person),
        portfolio=portfolio_of(
            person.name,
            written,
            capabilities=capability_titles(db),
            guidance=guidance_titles(db, [key for one in written for key in one.guidance]),
        ),
        notes=notes,
        facts_of=facts_of,
        lists_of=lists_of,
    )
    files = {
        "read-me-first.html": read,
        "everything.json": as_json(held),
        "notes.jsonld": as_json(as_collection(notes, site=request.app.state.site.address)),
    }
    return file(packed(files), name=f"casebook-{now():%Y-%m-%d}.zip", kind="application/zip")


def closing(request: Request) -> Response:
    """GET /account/closing"""
    hold = live_hold(request.state.db, request.state.viewer.person)
    return _form(request, "", hold=hold if hold and hold.told else None)


def close(request: Request) -> Response:
    """POST /account/closing. Opens the database itself, because checking a password is slow on purpose and the log
    is emptied after the last word of it."""
    library, person = request.app.state.library, request.state.viewer.person
    if problem := _not_proved(request):
        return _form(request, problem, status_code=422)
    try:
        close_account(
            library.engine,
            library.keyring,
            person.key,
            note=lambda db: audited.note_done(request, db, "accounts.close", about=f"people/{person.key}"),
        )
    except OnHold as held:
        return _form(request, str(held), status_code=held.status)
    request.state.sign_in = None
    request.state.viewer = NOBODY
    response = page(request, "accounts/closed.html")
    take_cookie(response, library.settings)
    return response


def _not_proved(request: Request) -> str:
    """What is missing for the proof that it is she who closes it: her address, and her password or a fresh sign-in."""
    library, person = request.app.state.library, request.state.viewer.person
    if text_of(request.state.form, "email").strip().lower() != person.email:
        return "Type the address you sign in with, so that it cannot happen by mistake."
    if not person.password_hash:
        sign_in = request.state.sign_in
        return (
            "" if now() - sign_in.created_at < FRESH else "Sign out, sign in again, and come back within ten minutes."
        )
    lane = lane_of(request, person)
    with reading(library.engine) as db:
        if slowed_down(db, person.email, lane=lane):
            return "There have been many attempts. Wait half a minute, then try again."
    if check_password(text_of(request.state.form, "password"), person.password_hash):
        return ""
    with writing(library.engine) as db:
        note_failure(db, person.email, lane=lane)
    return "That is not the password you sign in with."


def _form(request: Request, problem: str, *, hold: Hold | None = None, status_code: int = 200) -> Response:
    return page(request, "accounts/closing.html", status_code=status_code, problem=problem, hold=hold)
