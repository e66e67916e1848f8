"""The audit of an organisation, for its administrators: who did what, and when. Never anybody's words."""

from starlette.requests import Request
from starlette.responses import Response

from ..audit.audit_entry import AuditEntry
from ..audit.chaining import CLOCK, CONTRIBUTOR, OPERATOR
from ..audit.queries import Wanted, acts_in_it, audit_of, who_is_in_it
from ..errors import NotFound
from ..people.person import Organisation
from .audited import QUIET
from .forms import as_day, number_of
from .render import page

_DONE = {
    "index": "read", "show": "read", "export": "taken out", "create": "made", "update": "changed", "remove": "ended",
    "close": "closed", "read": "opened", "cut": "cut", "retry": "tried again", "order": "put in order",
    "take": "taken", "put": "put in", "move": "moved", "sound_track": "sound chosen",
}  # fmt: skip


def index(request: Request) -> Response:
    """GET /audit"""
    db, viewer = request.state.db, request.state.viewer
    place = db.get(Organisation, viewer.person.organisation_id) if viewer.person.organisation_id else None
    if place is None:
        raise NotFound("organisation")
    asked = {name: request.query_params.get(name, "") for name in ("who", "act", "since", "until")}
    wanted = Wanted(asked["who"], asked["act"], as_day(asked["since"]), as_day(asked["until"]))
    return page(
        request,
        "audit/index.html",
        organisation=place,
        leaf=audit_of(db, place, wanted, number_of(request.query_params.get("page", "")), hidden=QUIET),
        people=who_is_in_it(db, place, hidden=QUIET),
        acts=acts_in_it(db, place, hidden=QUIET),
        asked=asked,
        in_short=in_short,
        who_else=who_else,
    )


def in_short(act: str) -> str:
    """An act in words: `cohort_members.create` is "cohort members: made"."""
    noun, _, done = act.partition(".")
    return f"{noun.replace('_', ' ')}: {_DONE.get(done, done.replace('_', ' '))}" if done else act


def who_else(entry: AuditEntry) -> str:
    """Somebody who has no name here: the operator, the clock, or a key that stands for an account."""
    return {OPERATOR: "The operator", CLOCK: "The clock", CONTRIBUTOR: "A contributor"}.get(
        entry.who, f"Account {entry.who}"
    )
