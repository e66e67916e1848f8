"""What a speaker agreed to, written down by an author, and taken back when it is withdrawn."""

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from ..cases.viewing import recording_for
from ..errors import AlreadyDone, NotFound
from ..media.consent import Audience
from ..media.consenting import give_consent, live_consent, withdraw_consent
from ..people.contributor import Contributor
from ..people.introducing import introduce
from ..people.queries import contributor_by_slug
from .consent_forms import NEW, NOBODY, ConsentForm
from .recordings import show_with
from .render import redirect


def create(request: Request) -> Response:
    """POST /studio/recordings/{key}/consent"""
    db = request.state.db
    recording = recording_for(db, request.state.viewer, request.path_params["key"])
    form = ConsentForm.read(request.state.form)
    try:
        known = contributor_by_slug(db, form.speaker) if form.speaker not in ("", NEW, NOBODY) else None
    except NotFound:
        form.problems["speaker"] = "This speaker is no longer known here. Choose another, or somebody new."
    if form.problems:
        return show_with(request, consent=form, status_code=422)
    if live_consent(db, recording.pk) is not None:
        raise AlreadyDone("A consent is live for this recording already; withdraw it before you write another.")
    give_consent(
        db,
        recording,
        contributor=_introduced(db, form) if form.speaker == NEW else known,
        evidence=form.evidence,
        audience=Audience(form.audience),
        transcript=form.transcript,
        until=form.ends,
    )
    return redirect(request, "recordings.show", key=recording.key, fragment_id="consent")


def remove(request: Request) -> Response:
    """POST /studio/recordings/{key}/withdrawal"""
    recording = recording_for(request.state.db, request.state.viewer, request.path_params["key"])
    live = live_consent(request.state.db, recording.pk)
    if live is None:
        raise AlreadyDone("No consent is live for this recording.")
    reason = " ".join(str(request.state.form.get("reason", "")).replace("\x00", "").split())
    withdraw_consent(request.state.db, live, reason=reason[:1000])
    return redirect(request, "recordings.show", key=recording.key, fragment_id="consent")


def _introduced(db: Session, form: ConsentForm) -> Contributor:
    return introduce(db, name=form.name, role=form.role, stage=form.stage, setting=form.setting)
