"""A consent withdrawn by whoever keeps it, on the contributor's word."""

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from ..cases.consent_register import consent_for
from ..cases.withdrawing import withdraw
from ..library import Library
from ..media.clip import Recording
from ..media.consent import Consent, Withdrawer
from ..media.ending import tombstone_of
from ..people.person import Role
from .forms import text_of
from .render import redirect


def create(request: Request) -> Response:
    """POST /consents/{key}/withdrawal"""
    db, viewer = request.state.db, request.state.viewer
    consent, _ = consent_for(db, viewer, request.path_params["key"], keeping=True)
    who = Withdrawer.officer if Role.consent_officer in viewer.roles else Withdrawer.author
    withdraw(db, consent, who=who, by=viewer.person, reason=text_of(request.state.form, "reason")[:1000])
    write_down(request.app.state.library, db, consent)
    return redirect(request, "consents.show", key=consent.key, fragment_id="proof")


def write_down(library: Library, db: Session, consent: Consent) -> None:
    """Write a withdrawal into the ledger before it is answered: were the database lost at this moment and an older one
    brought back, it would still hold."""
    if (stone := tombstone_of(db, db.get_one(Recording, consent.recording_id))) is not None:
        library.ledger.write(stone)
