"""What a speaker agreed to: written down by an author, changed, taken back; and the register of all consents."""

from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from ..cases.consent_register import (
    Standing,
    consent_for,
    counts,
    history_of,
    may_keep,
    register,
    reviewers_of,
    touched_by,
)  # fmt: skip
from ..cases.viewing import recording_for
from ..cases.withdrawing import withdraw
from ..errors import AlreadyDone, NotFound
from ..media.clip import Recording
from ..media.consent import Audience, Withdrawer
from ..media.consenting import give_consent, live_consent, standing_consent
from ..media.evidence import evidence_of
from ..media.proving import proof_of
from ..people.contributor import Contributor
from ..people.contributor_links import has_link
from ..people.introducing import introduce
from ..people.queries import contributor_by_slug, organisations_by_name
from .consent_forms import NEW, NOBODY, ConsentForm
from .consent_withdrawals import write_down
from .forms import text_of
from .recordings import show_with as show_recording
from .render import page, redirect


def index(request: Request) -> Response:
    """GET /consents: all, or those that stand as the query says"""
    asked = request.query_params.get("standing", "")
    wanted = Standing(asked) if asked in list(Standing) else Standing.soon
    db, viewer = request.state.db, request.state.viewer
    return page(
        request,
        "consents/index.html",
        wanted=wanted,
        entries=register(db, viewer, wanted),
        counts=counts(db, viewer),
        organisations=organisations_by_name(db),
    )


def show(request: Request) -> Response:
    """GET /consents/{key}"""
    return show_with(request)


def show_with(request: Request, *, link: str = "", problem: str = "", status_code: int = 200) -> Response:
    """The page of a consent; with a link that was just given, or what is wrong with a file."""
    db, viewer = request.state.db, request.state.viewer
    consent, recording = consent_for(db, viewer, request.path_params["key"])
    speaker = db.get(Contributor, consent.contributor_id) if consent.contributor_id else None
    reviewed = reviewers_of(db, consent)
    values: dict[str, Any] = {
        "consent": consent,
        "recording": recording,
        "speaker": speaker,
        "linked": speaker is not None and has_link(db, speaker),
        "touched": touched_by(db, [recording.pk])[recording.pk],
        "history": history_of(db, recording),
        "evidence": evidence_of(db, consent),
        "reviewed": reviewed,
        "may_review": viewer.person.pk != consent.written_by_id and not reviewed,
        "keeps": may_keep(db, viewer, recording),
        "proof": proof_of(db, consent, undo_days=request.app.state.library.settings.consent_undo_days),
        "organisations": organisations_by_name(db),
    }
    return page(request, "consents/show.html", status_code=status_code, link=link, problem=problem, **values)


def create(request: Request) -> Response:
    """POST /studio/recordings/{key}/consent"""
    db, viewer = request.state.db, request.state.viewer
    recording = recording_for(db, viewer, request.path_params["key"])
    form = ConsentForm.read(request.state.form)
    try:
        known = contributor_by_slug(db, form.speaker) if form.speaker not in ("", NEW, NOBODY) else None
    except NotFound:
        form.problems["speaker"] = "This speaker is no longer known here. Choose another, or somebody new."
    if form.problems:
        return show_recording(request, consent=form, status_code=422)
    _check_stands(db, recording, form)
    before = standing_consent(db, recording.pk)
    give_consent(
        db,
        recording,
        contributor=_introduced(db, form) if form.speaker == NEW else known,
        evidence=form.evidence,
        audience=Audience(form.audience),
        organisations=[one.pk for one in organisations_by_name(db) if one.slug in form.organisations],
        uses=form.agreed_uses,
        keeps_text=form.keeps_text,
        until=form.ends,
        said=form.said,
        by=viewer.person,
    )
    request.app.state.library.ledger.write_replaced([before.key] if before else [])
    return redirect(request, "recordings.show", key=recording.key, fragment_id="consent")


def _check_stands(db: Session, recording: Recording, form: ConsentForm) -> None:
    live = live_consent(db, recording.pk)
    if live is not None and live.key != form.supersedes:
        raise AlreadyDone("Another consent is live for this recording. Open the page again to see and change it.")
    if live is None and form.supersedes:  # an old page must not answer a withdrawal it knows nothing of
        raise AlreadyDone(
            "The consent that you were changing is over; it may have been withdrawn. Open the page again."
        )


def remove(request: Request) -> Response:
    """POST /studio/recordings/{key}/withdrawal"""
    db, viewer = request.state.db, request.state.viewer
    recording = recording_for(db, viewer, request.path_params["key"])
    live = live_consent(db, recording.pk)
    if live is None:
        raise AlreadyDone("No consent is live for this recording.")
    reason = text_of(request.state.form, "reason")[:1000]
    withdraw(db, live, who=Withdrawer.author, by=viewer.person, reason=reason)
    write_down(request.app.state.library, db, live)
    return redirect(request, "recordings.show", key=recording.key, fragment_id="consent")


def _introduced(db: Session, form: ConsentForm) -> Contributor:
    return introduce(db, name=form.name, role=form.role, stage=form.stage, setting=form.setting)
