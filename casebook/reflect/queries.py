"""Questions about a person's own answers; asked only for their owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from ..cases.case import Case
from ..cases.decision_point import ANOTHER_WAY, DecisionPoint, Option
from ..people.person import Person
from .keyring import Keyring
from .response import ANSWER, FIRST, SECOND, SealedRecord
from .sealing import record_of, unseal, unseal_all


@dataclass(frozen=True)
class OwnAnswer:
    """An answer as its owner sees it again."""

    choice: str
    label: str  # the option's words, or her own where she chose another way
    reasons: str
    confidence: int
    positions: dict[str, int]
    considerations: list[str]
    another_way: str
    closing: str
    moved_by: str
    given_at: datetime


@dataclass(frozen=True)
class OwnCase:
    """A case its owner has answered, for My casebook."""

    case: Case
    point: DecisionPoint
    first: OwnAnswer
    second: OwnAnswer | None


def own_answer(
    db: Session, keyring: Keyring, person: Person, point: DecisionPoint, *, second: bool = False
) -> OwnAnswer | None:
    """A person's own first or second answer at a decision point, unsealed for her, or None."""
    record = record_of(db, person, ANSWER[SECOND if second else FIRST], point.key)
    return _opened(db, keyring, person, point, record) if record else None


def own_answers(
    db: Session, keyring: Keyring, person: Person, point: DecisionPoint, options: Sequence[Option]
) -> tuple[OwnAnswer | None, OwnAnswer | None]:
    """A person's own first and second answer, asked for together where the options are at hand."""
    hers = select(SealedRecord).where(SealedRecord.owner_id == person.pk, SealedRecord.about == point.key)
    records = db.exec(hers.where(col(SealedRecord.kind).in_(ANSWER.values()))).all()
    opened = zip(records, unseal_all(keyring, person, records), strict=True)
    answers = {record.kind: _shown(words, options) for record, words in opened}
    return answers.get(ANSWER[FIRST]), answers.get(ANSWER[SECOND])


def _opened(db: Session, keyring: Keyring, person: Person, point: DecisionPoint, record: SealedRecord) -> OwnAnswer:
    words = unseal(keyring, person, record)
    chosen = select(Option).where(Option.decision_point_id == point.pk, Option.key == words["choice"])
    return _shown(words, db.exec(chosen).all())


def _shown(words: dict[str, Any], options: Sequence[Option]) -> OwnAnswer:
    option = next((one for one in options if one.key == words["choice"]), None)
    label = words["another_way"] if words["choice"] == ANOTHER_WAY else (option.label if option else words["choice"])
    return OwnAnswer(
        choice=words["choice"],
        label=label,
        reasons=words["reasons"],
        confidence=words["confidence"],
        positions=words["positions"],
        considerations=words.get("considerations", []),  # answers given before these were asked for have none
        another_way=words["another_way"],
        closing=words["closing"],
        moved_by=words["moved_by"],
        given_at=datetime.fromisoformat(words["at"]),
    )


def own_cases(db: Session, keyring: Keyring, person: Person) -> list[OwnCase]:
    """Every case a person has answered, her latest first."""
    rows = db.exec(
        select(Case, DecisionPoint, SealedRecord)
        .join(DecisionPoint, col(DecisionPoint.case_id) == Case.id)
        .join(SealedRecord, col(SealedRecord.about) == DecisionPoint.key)
        .where(SealedRecord.owner_id == person.pk, SealedRecord.kind == ANSWER[FIRST])
    ).all()
    answered = [
        OwnCase(
            case,
            point,
            _opened(db, keyring, person, point, record),
            own_answer(db, keyring, person, point, second=True),
        )
        for case, point, record in rows
    ]
    return sorted(answered, key=lambda one: one.first.given_at, reverse=True)
