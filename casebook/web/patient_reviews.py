"""That a second person has listened to a recording for anything that tells who a patient is."""

from starlette.requests import Request
from starlette.responses import Response

from ..cases.consent_register import consent_for
from ..media.consenting import review_for_patients
from .render import redirect


def create(request: Request) -> Response:
    """POST /consents/{key}/patient-review"""
    consent, _ = consent_for(request.state.db, request.state.viewer, request.path_params["key"])
    review_for_patients(request.state.db, consent, by=request.state.viewer.person)
    return redirect(request, "consents.show", key=consent.key, fragment_id="patients")
