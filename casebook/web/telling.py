"""Telling somebody by a letter that what lets her in was changed: it may not have been she."""

from sqlmodel import Session
from starlette.requests import Request

from ..people.letter import LetterKind
from ..people.mailing import write_letter
from ..people.person import Person


def tell_of_change(request: Request, db: Session, kind: LetterKind, person: Person, *, about: str = "") -> None:
    """Write to her in the transaction of the change. Where no letters leave none is written: it would wait for years,
    and alarm her when there is a server one day."""
    if request.app.state.library.post_office is not None:
        write_letter(db, kind, person=person, about=about)
