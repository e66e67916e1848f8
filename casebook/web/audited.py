"""What of the map is audited, and how a request's row is written. Whatever is not GET is audited unless it stands here.

Nothing that somebody writes for herself is, and nothing she tells without her name: a row beside it would be her name.
"""

from itertools import pairwise

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from ..audit.chaining import DONE, note
from ..db.engine import writing
from ..people.person import Organisation, Person

#: Written for oneself, or nobody's business: answers, notes, places, pairs, one's own part in a session.
PRIVATE = frozenset({
    "responses.create", "second_responses.create", "withdrawals.create", "drafts.create",
    "reflections.update", "reflections.remove", "reflections.tick",
    "annotations.create", "annotations.update", "annotations.remove", "annotations.bring",
    "bookmarks.create", "bookmarks.remove", "places.create", "places.remove",
    "pairs.create", "pairs.remove", "pair_agreements.create", "pair_agreements.remove", "pair_notes.update",
    "pair_invitations.create",
    "seats.create", "seat_answers.create", "seat_answers.draft", "seat_answers.bring",
    "session_records.update",
})  # fmt: skip
#: Told to others without a name, or about others without telling who: a row would tell.
UNNAMED = frozenset({
    "shared_reasons.create", "shared_reasons.remove", "reasons.create_report",
    "remarks.create", "remarks.remove", "session_remarks.create", "session_remarks.remove",
    "health_answers.create", "teaching_note_reports.create",
    "seat_answers.create_reason", "seat_answers.remove_reason",
})  # fmt: skip
#: Changes nothing that others see or may do: a clock, a browser's complaint, a question to a passkey, bytes that are on
#: their way to the studio.
WITHOUT_EFFECT = frozenset({
    "session_clocks.update", "health.csp", "uploads.create", "uploads.update", "uploads.remove", "uploads.override",
    "passkeys.prepare", "passkey_sign_ins.prepare",
})  # fmt: skip
#: Audited, and noted by lines of the map that ask for everything themselves: in by a provider, and out by its word.
BY_HAND = frozenset({"provider_sign_ins.create", "provider_endings.create"})
#: Reading that is audited: evidence of consent, who took part, and everything that leaves as a file.
READS = frozenset({
    "audit.index", "consents.index", "consents.show", "evidence_files.show",
    "recordings.show", "shares.show", "participations.show", "participations.export",
    "accounts.everything", "exports.download", "annotations.export", "participations.download",
})  # fmt: skip
#: Audited, and told to nobody but whoever did it and the operator: an administrator does not learn when somebody signs
#: in or by what, how she keeps her account, whom she lets read a reflection, that she takes her own words along, or
#: that it is she who speaks in a film.
QUIET = frozenset({
    "sign_ins.create", "sign_ins.remove", "demo_sign_ins.create", "provider_sign_ins.create", "provider_endings.create",
    "provider_links.create", "password_links.create", "password_links.update",
    "second_steps.create", "passkey_sign_ins.create", "proofs.create", "own_sign_ins.remove",
    "own_sign_ins.remove_others", "own_provider_links.remove", "account.update", "passwords.update",
    "passkeys.create", "passkeys.remove",
    "authenticators.create", "authenticators.update", "authenticators.remove", "recovery_codes.create",
    "shares.create", "shares.remove", "shares.read", "shares.show", "shared_notes.create", "shared_notes.remove",
    "starts.create", "accounts.everything", "exports.download", "annotations.export", "participations.download",
    "teaching_notes.create", "set_teaching_notes.create", "teaching_notes.update", "teaching_notes.remove",
    "contributions.keep", "contribution_withdrawals.create",
    "teaching_note_answers.create", "planned_actions.create", "planned_actions.update", "planned_actions.remove",
})  # fmt: skip
#: Open to anybody who is signed in, and told to administrators all the same: each is thought of by name, as most of
#: what anybody may do is her own affair.
TOLD = frozenset({
    "health_checks.create", "health_checks.remove", "health_releases.create", "joinings.create", "accounts.close",
})  # fmt: skip
_SAFE = ("GET", "HEAD", "OPTIONS")
#: Refusals that are kept, where somebody signed in is refused. What was typed wrong changes nothing and is not.
_KEPT_REFUSALS = (403, 404, 409, 410)


def is_audited(method: str, name: str) -> bool:
    """Whether a line of the map leaves a row."""
    if method in _SAFE:
        return name in READS
    return name not in PRIVATE | UNNAMED | WITHOUT_EFFECT | BY_HAND


def note_done(
    request: Request,
    db: Session,
    act: str,
    response: Response | None = None,
    *,
    about: str = "",
    person: Person | None = None,
) -> None:
    """Write the row of this request into the act's own transaction: of whoever came in or was there, or of `person`,
    who is neither. Nobody in particular leaves none."""
    request.state.audited = True
    if (person := person or _who(request)) is not None:
        _note(request, db, person, act, about or _about(request, response), DONE)


def note_refused(request: Request, db: Session, act: str, person: Person, *, about: str = "") -> None:
    """Write the row of an attempt that failed, such as signing in with a wrong password."""
    request.state.audited = True
    _note(request, db, person, act, about, "refused")


def is_owed(request: Request, response: Response) -> bool:
    """Whether a row is still to be written apart: of a reading, of a refusal, or of what opened the database itself."""
    if getattr(request.state, "audited", False) or _who(request) is None:
        return False
    return response.status_code < 400 or response.status_code in _KEPT_REFUSALS


def note_apart(request: Request, act: str, response: Response) -> None:
    """Write the row in a transaction of its own, before the answer is sent: where it cannot be, nothing is."""
    person = _who(request)
    assert person is not None
    outcome = DONE if response.status_code < 400 else f"refused {response.status_code}"
    with writing(request.app.state.library.engine) as db:
        _note(request, db, person, act, _about(request, response), outcome)


def _note(request: Request, db: Session, person: Person, act: str, about: str, outcome: str) -> None:
    place = db.get(Organisation, person.organisation_id) if person.organisation_id else None
    note(
        db,
        request.app.state.library.trail,
        who=person.key,
        act=act,
        about=about,
        organisation=place.slug if place else "",
        outcome=outcome,
    )


def _who(request: Request) -> Person | None:
    """Whoever came in by this request, or was there already."""
    entered: Person | None = getattr(request.state, "entered", None)
    return entered or getattr(request.state, "asked_by", None)


def _about(request: Request, response: Response | None) -> str:
    """What it was done to: kinds and keys of the address; of something new, those of the address it leads to."""
    pattern = request.scope["route"].path if "route" in request.scope else request.url.path
    named = _pairs(pattern, request.path_params)
    if named or response is None:
        return named
    made = response.headers.get("location", "").split("#")[0].split("?")[0]
    start = request.url.path.rstrip("/") + "/"
    if not made.startswith(start):
        return ""
    return _pairs(start + "{key}", {"key": made.removeprefix(start).split("/")[0]})


def _pairs(pattern: str, given: dict[str, object]) -> str:
    parts = pattern.strip("/").split("/")
    told = []
    for before, part in pairwise(parts):
        if part.startswith("{") and not before.startswith("{"):
            told += [before, str(given[part.strip("{}").split(":")[0]])]
    return "/".join(told)
