"""Signed forms of consents: brought, and taken away again by those who keep consents alone."""

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from ..cases.consent_register import consent_for, evidence_for
from ..errors import WrongInput
from ..media.evidence import ENDINGS, MOST_BYTES, bring_evidence, keep_evidence, path_of
from .consents import show_with
from .handle import decide
from .render import redirect


def bring(request: Request) -> None:
    """The long step of `create`, done first."""
    key = request.path_params["key"]
    decide(request, lambda db, viewer: consent_for(db, viewer, key, keeping=True), "keep_consents")
    bring_evidence(request.app.state.library.storage, _given(request))


def create(request: Request) -> Response:
    """POST /consents/{key}/evidence-files"""
    consent, _ = consent_for(request.state.db, request.state.viewer, request.path_params["key"], keeping=True)
    storage = request.app.state.library.storage.hurried()
    try:
        keep_evidence(request.state.db, storage, consent, _given(request), by=request.state.viewer.person)
    except WrongInput as wrong:
        return show_with(request, problem=str(wrong), status_code=422)
    return redirect(request, "consents.show", key=consent.key, fragment_id="evidence")


def _given(request: Request) -> bytes:
    file = request.state.form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return b""
    file.file.seek(0)
    return file.file.read(MOST_BYTES + 1)


def show(request: Request) -> Response:
    """GET /evidence-files/{key}: as a file to keep, never shown in the page"""
    kept = evidence_for(request.state.db, request.state.viewer, request.path_params["key"])
    data = request.app.state.library.storage.read(path_of(kept.sha256))
    name = f"consent-{kept.key}.{ENDINGS[kept.kind]}"
    return Response(data, media_type=kept.kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
