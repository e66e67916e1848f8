"""How long what is kept: one table, which the worker's sweep follows and `docs/governance/retention.md` repeats."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from .audit.closing_segments import close_older
from .clock import now
from .db.engine import empty_log, writing
from .library import Library
from .media.forgetting_refused import forget_refused
from .people.absence import Absence
from .people.forgetting_sign_ins import forget_sign_ins, note_absences
from .people.person import Person
from .reflect.drafts import forget_old_drafts
from .teach.leaving_unused import close_unused, note_told, to_be_told

#: Tells somebody that her account will be closed, by a letter; answers whether it is on its way.
Tell = Callable[[Session, Person], bool]


@dataclass(frozen=True)
class Kept:
    """How long one kind of thing is kept, the tables it stands in, and the setting that says so, if one does: its
    number stands for `{n}`."""

    what: str
    until: str
    tables: tuple[str, ...]
    setting: str = ""


_CLOSED = "until its writer removes it, or closes the account"
_STAYS = "as long as the library; a closed account leaves it without a name"

_PLACES = ("memberships", "delegations", "starts", "set_shares", "upload_tokens")
_WORK = (
    *(
        "cases",
        "publications",
        "confidentiality_reviews",
        "recordings",
        "transcripts",
        "manuscripts",
        "manuscript_readings",
        "redactions",
        "cleared_marks",
    ),
    *("programmes", "enrolments", "cohort_closures"),
)

_AGREED = ("contributors", "consents", "evidence_files", "patient_reviews", "lay_readings")

#: Every table with a person's key stands here; a test demands it.
RETENTION: tuple[Kept, ...] = (
    Kept("Drafts of answers", "{n} days after they were last touched", ("sealed_records",), "draft_days"),
    Kept("Answers, reflections, notes, places: sealed words", _CLOSED, ("sealed_records", "commitments")),
    Kept("Sign-ins, failed attempts", "{n} days after their end", ("sign_ins",), "sign_in_days"),
    Kept("Second factors", _CLOSED, ("authenticators", "passkeys", "recovery_codes")),
    Kept("Half sign-ins, questions to a passkey", "ten minutes", ("half_sign_ins", "passkey_challenges")),
    Kept("Ties to a sign-in provider", _CLOSED, ("provider_links",)),
    Kept("Letters", "until they go, then thirty days without an address", ("letters",)),
    Kept("An address typed for a new password, unsent", "two days", ("letters",)),
    Kept("Links to choose a password", "an hour; of an invitation, seven days", ("password_links",)),
    Kept("Unfinished uploads", "{n} days", ("uploads",), "upload_days"),
    Kept("Uploads that were refused", "{n} days", ("uploads", "recordings"), "refused_upload_days"),
    Kept("The audit", "{n} days; its head for ever", ("audit_entries",), "audit_days"),
    Kept("An account nobody uses", "{n} months, then its person is told", ("absences",), "unused_months"),
    Kept("An account whose person was told", "{n} days more", ("absences",), "unused_notice_days"),
    Kept("The recording, its consent over", "{n} days after its film", ("recordings",), "consent_undo_days"),
    Kept("Film after its consent's last day", "{n} days, shown to nobody", ("recordings",), "consent_grace_days"),
    Kept("Shares of reflections and notes", "until their day, or taken back", ("shares", "shared_notes")),
    Kept("Health checks", "answers until the close; figures and plan stay", ("health_checks", "planned_actions")),
    Kept("Pairs", "until somebody leaves; the joint note stays with the other", ("pair_halves",)),
    Kept("Places in cohorts, delegations, starts", "until the account is closed", _PLACES),
    Kept("Seats in sessions", "until the account is closed; a guest's, a week", ("seats", "table_seats")),
    Kept("Teaching notes, and reports of them", _CLOSED, ("teaching_notes", "teaching_note_reports")),
    Kept("Case sets", _CLOSED, ("case_sets",)),
    Kept("Teaching sessions", _STAYS, ("teaching_sessions",)),
    Kept("Cases, their reviews and transcripts; programmes", _STAYS, _WORK),
    Kept("Consents, their signed forms and reviews; contributors", _STAYS, _AGREED),
    Kept("Roles, suspensions, legal holds", _STAYS, ("appointments", "suspensions", "holds")),
    Kept("Lawful demands that were answered, without what was handed over", _STAYS, ("lawful_demands",)),
    Kept("Failed sign-ins and letters asked for, by network", "an hour; gone within a day", ("network_tries",)),
)


def nobody_is_told(db: Session, person: Person) -> bool:
    """Where no letters can be sent: who is away is listed by `casebook unused list`, told by other means, and noted
    with `casebook unused told`. Until then her account stays."""
    return False


def keep_to_the_clock(library: Library, *, tell: Tell = nobody_is_told) -> dict[str, int]:
    """Take away what the table says is over, and close what nobody has used; answers how many of each. Safe to repeat.
    A clock that goes back makes everything younger: then nothing goes until it has caught up."""
    to = library.settings
    with writing(library.engine) as db:
        note_absences(db)
        gone = {
            "drafts": forget_old_drafts(db, days=to.draft_days),
            "sign_ins": forget_sign_ins(db, days=to.sign_in_days),
            "refused": forget_refused(db, days=to.refused_upload_days),
            "audit": close_older(db, library.trail, than=now() - timedelta(days=to.audit_days)),
            "told": sum(_told(db, one, person, tell) for one, person in to_be_told(db, months=to.unused_months)),
        }
    gone["closed"] = close_unused(
        library.engine, library.keyring, library.trail, months=to.unused_months, notice_days=to.unused_notice_days
    )
    if any(gone.values()):
        empty_log(library.engine)
    return gone


def _told(db: Session, absence: Absence, person: Person, tell: Tell) -> bool:
    if not tell(db, person):
        return False
    note_told(absence)
    db.add(absence)
    return True
