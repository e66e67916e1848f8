"""Closing an account: what is hers is deleted, her key destroyed, and what others need keeps a name of nobody."""

from collections.abc import Callable

from sqlalchemy import Engine
from sqlmodel import Session, col, delete, select, update

from ..cases import assembling
from ..cases import writing as writing_cases
from ..cases.decision_point import Commitment, DecisionPoint
from ..cases.guidance import Guidance
from ..clock import now
from ..db.engine import empty_log, reading, writing
from ..media.transcript import Transcript
from ..media.upload import Upload
from ..people.absence import Absence
from ..people.cohort import Membership
from ..people.contributor import Contributor
from ..people.delegation import Delegation
from ..people.forgetting_factors import forget_factors
from ..people.holding import refuse_on_hold
from ..people.letter import Letter, PasswordLink
from ..people.linking import unlink_all
from ..people.mailing import address_hash
from ..people.person import Appointment, CareerStage, Person, SignIn, UploadToken
from ..people.signing_in import suspend
from ..reflect import proposing, reasons, remarking, sharing
from ..reflect.keyring import Keyring
from ..reflect.responding import is_counted, withdraw
from ..reflect.response import FIRST, SECOND, SealedRecord
from . import conversing, letting_read, pairing, surveying
from .facilitating import close_all_of
from .programme import Start
from .teaching_session import Seat, TableSeat

NOBODY = "A closed account"

#: Tables in which nothing points to her afterwards. A test closes an account with a row in each table there is.
DELETED = frozenset({
    "absences", "authenticators", "commitments", "delegations", "half_sign_ins", "letters", "memberships",
    "pair_halves", "passkey_challenges", "passkeys", "password_links", "planned_actions", "provider_links",
    "recovery_codes", "sealed_records", "seats", "set_shares", "shared_notes", "shares", "sign_ins", "starts",
    "table_seats", "teaching_note_reports", "teaching_notes", "upload_tokens", "uploads",
})  # fmt: skip
#: Tables whose rows stay because others need them, a set's without a word; they point to an account with no name.
UNNAMED = frozenset({
    "appointments", "case_sets", "cases", "cleared_marks", "cohort_closures", "confidentiality_reviews", "contributors",
    "enrolments", "evidence_files", "health_checks", "holds", "lawful_demands", "lay_readings", "manuscript_readings",
    "manuscripts", "patient_reviews", "programmes", "publications", "recordings", "redactions", "suspensions",
    "teaching_sessions", "transcripts",
})  # fmt: skip


def close_account(
    engine: Engine, keyring: Keyring, key: str, *, note: Callable[[Session], object] = lambda db: None
) -> None:
    """Close the account of a person's key, for good. Her words, answers, notes, shares, pairs, places and sign-ins are
    deleted; figures that are out stay, as nobody can be told from them. Her row stays without her name, because cases
    and publications point to it. Safe to repeat, and to be stopped anywhere: the key goes first, and `close_again`
    finishes. `note` writes what the audit keeps, in the same transaction. Raises OnHold."""
    with reading(engine) as db:
        if (person := db.exec(select(Person).where(Person.key == key)).first()) and not keyring.closed_among([key]):
            refuse_on_hold(db, person)
    keyring.close(key)
    with writing(engine) as db:
        if (person := db.exec(select(Person).where(Person.key == key)).first()) is not None:
            note(db)
            _take_away(db, keyring, person)
    empty_log(engine)


def close_again(engine: Engine, keyring: Keyring) -> int:
    """Close what the keyring or the ledger says is closed and a restored or interrupted database has open; answers how
    many."""
    with reading(engine) as db:
        named = db.exec(select(Person.key).where(col(Person.name) != NOBODY)).all()
    open_ones = keyring.closed_among(list(named))
    for key in open_ones:
        close_account(engine, keyring, key)
    return len(open_ones)


def _take_away(db: Session, keyring: Keyring, person: Person) -> None:
    answered = select(DecisionPoint).join(Commitment, col(Commitment.decision_point_id) == DecisionPoint.id)
    for point in db.exec(answered.where(Commitment.person_id == person.pk)).all():
        if is_counted(db, keyring, point, person):
            withdraw(db, keyring, point, by=person)
        for round in (FIRST, SECOND):  # what she let others read after she had withdrawn as well
            reasons.take_back(db, keyring, point, by=person, round=round)
            proposing.take_back(db, keyring, point, by=person, round=round)
    for point in db.exec(select(DecisionPoint)).all():  # an educator may have told an author without answering
        remarking.take_back(db, keyring, point, by=person)
    sharing.take_away(db, person)
    conversing.take_away(db, person)
    assembling.take_away(db, person)
    writing_cases.take_away(db, person)
    pairing.take_away(db, person)
    letting_read.take_away(db, person)
    surveying.take_away(db, keyring, person)
    close_all_of(db, person)
    db.exec(delete(SealedRecord).where(col(SealedRecord.owner_id) == person.pk))
    db.exec(delete(Commitment).where(col(Commitment.person_id) == person.pk))
    db.exec(delete(Start).where(col(Start.person_id) == person.pk))
    db.exec(delete(Membership).where(col(Membership.person_id) == person.pk))
    db.exec(delete(Delegation).where(col(Delegation.person_id) == person.pk))
    db.exec(delete(TableSeat).where(col(TableSeat.person_id) == person.pk))
    db.exec(delete(Seat).where(col(Seat.person_id) == person.pk))
    db.exec(delete(Absence).where(col(Absence.person_id) == person.pk))
    db.exec(delete(Upload).where(col(Upload.person_id) == person.pk))  # with the names of her files
    db.exec(delete(UploadToken).where(col(UploadToken.person_id) == person.pk))
    forget_factors(db, person)
    unlink_all(db, person)
    db.exec(delete(PasswordLink).where(col(PasswordLink.person_id) == person.pk))
    to_her = col(Letter.email_sha256) == address_hash(person.email)
    db.exec(delete(Letter).where((col(Letter.person_id) == person.pk) | to_her))
    db.exec(update(Contributor).where(col(Contributor.person_id) == person.pk).values(person_id=None))
    # both keep who looked by her name as well; with nobody's they stay what somebody has read
    db.exec(update(Transcript).where(col(Transcript.read_by_id) == person.pk).values(read_by=NOBODY))
    db.exec(update(Guidance).where(col(Guidance.checked_by) == person.name).values(checked_by=NOBODY))
    over = update(Appointment).where(col(Appointment.person_id) == person.pk, col(Appointment.ended_at).is_(None))
    db.exec(over.values(ended_at=now()))
    suspend(db, person, reason="The account was closed.")
    db.exec(delete(SignIn).where(col(SignIn.person_id) == person.pk))
    person.name, person.email, person.password_hash = NOBODY, f"{person.key}@closed.invalid", ""
    person.stage, person.organisation_id = CareerStage.other, None
    db.add(person)
