"""Proposing a missing option: a trainee offers her own way, and an editor adopts it or sets it aside."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from ..cases.case import Case
from ..cases.decision_point import DecisionPoint, Option
from ..cases.queries import options_of
from ..cases.revising import add_option
from ..clock import iso_week, now
from ..errors import NotAllowed, NotFound
from ..people.person import Person
from .identifiers import found_in, pieces
from .keyring import Keyring
from .proposal import Proposal, ProposalState
from .response import FIRST


@dataclass(frozen=True)
class ProposalToRead:
    """A proposal as an editor reads it; `pieces` mark what may tell who somebody is."""

    key: str
    case_title: str
    question: str
    options: list[str]
    pieces: list[tuple[str, str]]


def propose(
    db: Session, keyring: Keyring, case: Case, point: DecisionPoint, text: str, *, by: Person, round: int = FIRST
) -> None:
    """Offer the editors `text` as a missing option, without a name; offered once, it stays as it is."""
    id = _id(keyring, point, by, round)
    if text.strip() and db.get(Proposal, id) is None:
        week, version = iso_week(now()), case.version
        db.add(Proposal(id=id, decision_point_id=point.pk, text=text, week=week, case_version=version))


def take_back(db: Session, keyring: Keyring, point: DecisionPoint, *, by: Person, round: int = FIRST) -> None:
    """Take away what a person proposed here; an option that was made of it is the editors' own."""
    if (proposal := db.get(Proposal, _id(keyring, point, by, round))) is not None:
        db.delete(proposal)
        db.flush()


def proposals_to_read(db: Session) -> list[ProposalToRead]:
    """The proposals nobody has decided about, by case."""
    rows = db.exec(
        select(Proposal, DecisionPoint, Case)
        .join(DecisionPoint, col(DecisionPoint.id) == Proposal.decision_point_id)
        .join(Case, col(Case.id) == DecisionPoint.case_id)
        .where(Proposal.state == ProposalState.waiting)
        .order_by(col(Case.title), col(Proposal.key))
    ).all()
    return [
        ProposalToRead(
            proposal.key,
            case.title,
            point.question,
            [option.label for option in options_of(db, point)],
            list(pieces(proposal.text, found_in(proposal.text, story=case.story))),
        )
        for proposal, point, case in rows
    ]


def adopt(db: Session, key: str, *, label: str, speaks_for: str, speaks_against: str, by: Person) -> Option:
    """Make a proposal an option of a new version of its case, in an editor's words. Raises WrongInput where words are
    missing or the case has five options already, NotAllowed where it has been decided about."""
    proposal, point, case = _waiting(db, key)
    option = add_option(db, case, point, label=label, speaks_for=speaks_for, speaks_against=speaks_against)
    _decide(db, proposal, ProposalState.adopted, by=by)
    return option


def set_aside(db: Session, key: str, *, by: Person) -> None:
    """Leave a case as it is. Raises NotAllowed where the proposal has been decided about."""
    _decide(db, _waiting(db, key)[0], ProposalState.set_aside, by=by)


def _decide(db: Session, proposal: Proposal, state: ProposalState, *, by: Person) -> None:
    proposal.state, proposal.decided_by_id = state, by.pk
    db.add(proposal)


def _waiting(db: Session, key: str) -> tuple[Proposal, DecisionPoint, Case]:
    found = db.exec(
        select(Proposal, DecisionPoint, Case)
        .join(DecisionPoint, col(DecisionPoint.id) == Proposal.decision_point_id)
        .join(Case, col(Case.id) == DecisionPoint.case_id)
        .where(Proposal.key == key)
    ).first()
    if found is None:
        raise NotFound("proposal")
    if found[0].state != ProposalState.waiting:
        raise NotAllowed("Somebody has decided about this proposal already.")
    return found


def _id(keyring: Keyring, point: DecisionPoint, person: Person, round: int) -> str:
    return keyring.name("proposal", point.key, person.key, str(round))
