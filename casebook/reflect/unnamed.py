"""What a person has let others read without her name, found again by the names that only the naming key can make."""

from typing import Any

from sqlmodel import Session, col, select

from ..cases.case import Case
from ..cases.decision_point import DecisionPoint
from ..people.person import Person
from .keyring import Keyring
from .proposing import own_proposals
from .reasons import shared_reason
from .remark import FromRole
from .remarking import own_remark
from .response import FIRST, SECOND

_OF_A_REMARK = {"from_role", "says", "text", "suggests", "week", "case_version", "state", "answer"}


def unnamed_words(db: Session, keyring: Keyring, person: Person) -> dict[str, list[dict[str, Any]]]:
    """Her remarks, proposals and shared reasons as plain values, with what came of them; for her alone."""
    found: dict[str, list[dict[str, Any]]] = {"remarks": [], "proposals": [], "shared_reasons": []}
    question = select(Case, DecisionPoint).join(DecisionPoint, col(DecisionPoint.case_id) == Case.id)
    for case, point in db.exec(question.order_by(col(Case.slug))).all():
        for from_role in FromRole:
            if (remark := own_remark(db, keyring, point, person, from_role=from_role)) is not None:
                found["remarks"].append({"case": case.slug} | remark.model_dump(mode="json", include=_OF_A_REMARK))
        for proposal in own_proposals(db, keyring, point, person):
            kept = proposal.model_dump(mode="json", include={"text", "week", "case_version", "state", "answer"})
            found["proposals"].append({"case": case.slug} | kept)
        for round in (FIRST, SECOND):
            if (shared := shared_reason(db, keyring, point, person, round=round)) is not None:
                kept = shared.model_dump(mode="json", include={"round", "choice", "text", "week", "state"})
                found["shared_reasons"].append({"case": case.slug} | kept)
    return found
