"""What readers say of a case, for its author: remarks, proposed options and reported reasons, in an order that carries
nothing. Nobody is named here, and no time is told."""

from collections import Counter
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from ..cases.case import Case
from ..cases.decision_point import DecisionPoint
from ..cases.viewing import authored
from ..people.identifiers import found_in, pieces
from ..people.viewer import Viewer
from .proposal import Proposal, ProposalState
from .proposing import ProposalToRead, proposals_to_read
from .reasons import QueuedReason, reported
from .remark import FromRole, Remark, RemarkState
from .shared_reason import ReasonState, SharedReason


@dataclass(frozen=True)
class RemarkToRead:
    """A remark as an author reads it; `pieces` and `suggests` mark what may tell who somebody is."""

    remark: Remark
    pieces: list[tuple[str, str]]
    suggests: list[tuple[str, str]]


@dataclass(frozen=True)
class Said:
    """All that readers have said of one case: what waits for an answer, and the remarks that have one. `taught` are
    those of educators after a session."""

    case: Case
    remarks: list[RemarkToRead]
    taught: list[RemarkToRead]
    proposals: list[ProposalToRead]
    reported: list[QueuedReason]
    answered: list[RemarkToRead]

    @property
    def waiting(self) -> int:
        return len(self.remarks) + len(self.taught) + len(self.proposals) + len(self.reported)


def said_of(db: Session, case: Case) -> Said:
    """What readers have said of a case; asked only for those who may hear of it."""
    # keys are random: the order carries nothing
    remarks = db.exec(select(Remark).where(Remark.case_id == case.pk).order_by(col(Remark.key))).all()
    read = [RemarkToRead(one, _marked(case, one.text), _marked(case, one.suggests)) for one in remarks]
    waiting = [one for one in read if one.remark.state == RemarkState.waiting]
    return Said(
        case=case,
        remarks=[one for one in waiting if one.remark.from_role != FromRole.educator],
        taught=[one for one in waiting if one.remark.from_role == FromRole.educator],
        proposals=proposals_to_read(db, case),
        reported=reported(db, case),
        answered=[one for one in read if one.remark.state != RemarkState.waiting],
    )


def _marked(case: Case, text: str) -> list[tuple[str, str]]:
    return list(pieces(text, found_in(text, story=case.story))) if text else []


def cases_heard(db: Session, viewer: Viewer) -> list[tuple[Case, int]]:
    """The cases this viewer may hear of, by title, each with how many things wait for an answer there."""
    at_points = select(DecisionPoint.case_id, func.count()).group_by(col(DecisionPoint.case_id))
    waiting: Counter[int] = Counter()
    for question in (
        select(Remark.case_id, func.count()).where(Remark.state == RemarkState.waiting).group_by(col(Remark.case_id)),
        at_points.join(Proposal, col(Proposal.decision_point_id) == DecisionPoint.id).where(
            Proposal.state == ProposalState.waiting
        ),
        at_points.join(SharedReason, col(SharedReason.decision_point_id) == DecisionPoint.id).where(
            SharedReason.state == ReasonState.reported
        ),
    ):
        for case_id, count in db.exec(question).all():
            waiting[case_id] += count
    cases = db.exec(select(Case).where(authored(viewer)).order_by(col(Case.title))).all()
    return [(case, waiting[case.pk]) for case in cases]
