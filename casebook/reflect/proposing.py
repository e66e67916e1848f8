"""Proposing a missing option: a trainee offers her own way, and an editor adopts it or sets it aside."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from ..cases.case import Case
from ..cases.decision_point import DecisionPoint, Option
from ..cases.queries import options_of
from ..cases.revising import add_option
from ..cases.viewing import authored
from ..clock import iso_week, now
from ..errors import NotAllowed, NotFound
from ..people.identifiers import found_in, pieces
from ..people.person import Person
from ..people.viewer import viewer_of
from .keyring import Keyring
from .proposal import Proposal, ProposalState
from .remarking import sentence
from .response import FIRST, SECOND


@dataclass(frozen=True)
class ProposalToRead:
    """A proposal as an editor reads it; `pieces` mark what may tell who somebody is."""

    key: str
    question: str
    options: list[str]
    version: int  # of the case, that it was offered to
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


def own_proposals(db: Session, keyring: Keyring, point: DecisionPoint, person: Person) -> list[Proposal]:
    """What a person herself has offered here, with what came of it."""
    offered = (db.get(Proposal, _id(keyring, point, person, round)) for round in (FIRST, SECOND))
    return [one for one in offered if one is not None]


def proposals_to_read(db: Session, case: Case) -> list[ProposalToRead]:
    """The proposals for a case that nobody has decided about; keys are random, so their order carries nothing."""
    rows = db.exec(
        select(Proposal, DecisionPoint)
        .join(DecisionPoint, col(DecisionPoint.id) == Proposal.decision_point_id)
        .where(DecisionPoint.case_id == case.pk, Proposal.state == ProposalState.waiting)
        .order_by(col(Proposal.key))
    ).all()
    return [
        ProposalToRead(
            proposal.key,
            point.question,
            [option.label for option in options_of(db, point)],
            proposal.case_version,
            list(pieces(proposal.text, found_in(proposal.text, story=case.story))),
        )
        for proposal, point in rows
    ]


def adopt(
    db: Session, key: str, *, label: str, speaks_for: str, speaks_against: str, words: str = "", by: Person
) -> Option:
    """Make a proposal an option of a new version of its case, in an editor's words, and tell whoever proposed why, if
    there is more to say. Raises WrongInput where words are
    missing or the case has five options already, NotAllowed where it has been decided about, NotFound where the case
    is not hers to hear of."""
    proposal, point, case = _waiting(db, key, by)
    option = add_option(db, case, point, label=label, speaks_for=speaks_for, speaks_against=speaks_against)
    proposal.answer = sentence(words) if words.strip() else ""
    _decide(db, proposal, ProposalState.adopted, by=by)
    return option


def set_aside(db: Session, key: str, *, words: str, by: Person) -> None:
    """Leave a case as it is, with a sentence for whoever proposed. Raises WrongInput without one, NotAllowed where the
    proposal has been decided about, NotFound."""
    proposal, _, _ = _waiting(db, key, by)
    proposal.answer = sentence(words)
    _decide(db, proposal, ProposalState.set_aside, by=by)


def case_of_proposal(db: Session, key: str, *, by: Person) -> Case:
    """The case that a proposal is for. Raises NotFound where it is not hers to hear of."""
    return _found(db, key, by)[2]


def _decide(db: Session, proposal: Proposal, state: ProposalState, *, by: Person) -> None:
    proposal.state, proposal.decided_by_id = state, by.pk
    db.add(proposal)


def _waiting(db: Session, key: str, by: Person) -> tuple[Proposal, DecisionPoint, Case]:
    found = _found(db, key, by)
    if found[0].state != ProposalState.waiting:
        raise NotAllowed("Somebody has decided about this proposal already.")
    return found


def _found(db: Session, key: str, by: Person) -> tuple[Proposal, DecisionPoint, Case]:
    found = db.exec(
        select(Proposal, DecisionPoint, Case)
        .join(DecisionPoint, col(DecisionPoint.id) == Proposal.decision_point_id)
        .join(Case, col(Case.id) == DecisionPoint.case_id)
        .where(Proposal.key == key, authored(viewer_of(db, by)))
    ).first()
    if found is None:
        raise NotFound("proposal")
    return found


def _id(keyring: Keyring, point: DecisionPoint, person: Person, round: int) -> str:
    return keyring.name("proposal", point.key, person.key, str(round))
