"""Questions about a person's own answers; asked only for their owner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from ..cases.case import Case
from ..cases.decision_point import ANOTHER_WAY, DecisionPoint, Option
from ..cases.versioning import CaseAsItStood, cases_as_of
from ..people.person import Person
from .keyring import Keyring
from .response import ANSWER, FIRST, SECOND, SealedRecord
from .sealing import record_of, unseal, unseal_all, unsealed


@dataclass(frozen=True)
class OwnAnswer:
    """An answer as its owner sees it again."""

    choice: str
    label: str  # the option's words as they stood, or her own where she chose another way
    reasons: str
    confidence: int
    positions: dict[str, int]
    considerations: list[str]
    another_way: str
    closing: str
    moved_by: str
    given_at: datetime
    version: int  # of the case, that it answered
    stood: CaseAsItStood | None  # the case at that version; None where it was not kept


@dataclass(frozen=True)
class OwnCase:
    """A case its owner has answered, for My casebook."""

    case: Case
    point: DecisionPoint
    first: OwnAnswer
    second: OwnAnswer | None

    @property
    def stood(self) -> CaseAsItStood | None:
        """The case as it stood when she first answered, where that was kept."""
        return self.first.stood

    @property
    def changed(self) -> bool:
        """Whether there is a newer version than the one she first answered."""
        return self.first.version < self.case.version


def own_answer(
    db: Session, keyring: Keyring, person: Person, point: DecisionPoint, *, second: bool = False
) -> OwnAnswer | None:
    """A person's own first or second answer at a decision point, unsealed for her, or None."""
    record = record_of(db, person, ANSWER[SECOND if second else FIRST], point.key)
    if record is None:
        return None
    words = unseal(keyring, person, record)
    version = (point.case_id, words["case_version"])
    return _answer(words, cases_as_of(db, [version]).get(version), _labels(db, [point.pk]).get(point.pk, {}))


def own_answers(
    db: Session, keyring: Keyring, person: Person, point: DecisionPoint, options: Sequence[Option]
) -> tuple[OwnAnswer | None, OwnAnswer | None]:
    """A person's own first and second answer, asked for together where the options are at hand."""
    hers = select(SealedRecord).where(SealedRecord.owner_id == person.pk, SealedRecord.about == point.key)
    records = db.exec(hers.where(col(SealedRecord.kind).in_(ANSWER.values()))).all()
    labels = {option.key: option.label for option in options}
    opened = zip(records, unseal_all(keyring, person, records), strict=True)
    answers = {record.kind: _answer(words, None, labels) for record, words in opened}
    return answers.get(ANSWER[FIRST]), answers.get(ANSWER[SECOND])


def own_cases(db: Session, keyring: Keyring, person: Person) -> list[OwnCase]:
    """Every case a person has answered, her latest first."""
    firsts, seconds = (
        {record.about: words for record, words in unsealed(db, keyring, person, ANSWER[round])}
        for round in (FIRST, SECOND)
    )
    if not firsts:
        return []
    question = select(Case, DecisionPoint).join(DecisionPoint, col(DecisionPoint.case_id) == Case.id)
    rows = db.exec(question.where(col(DecisionPoint.key).in_(firsts))).all()
    given = [(case.pk, each[point.key]) for case, point in rows for each in (firsts, seconds) if point.key in each]
    stood = cases_as_of(db, [(case, words["case_version"]) for case, words in given])
    labels = _labels(db, [point.pk for _, point in rows])

    def answer(case: Case, point: DecisionPoint, words: Mapping[str, Any] | None) -> OwnAnswer | None:
        if words is None:
            return None
        return _answer(words, stood.get((case.pk, words["case_version"])), labels.get(point.pk, {}))

    answered = [
        OwnCase(case, point, first, answer(case, point, seconds.get(point.key)))
        for case, point in rows
        if (first := answer(case, point, firsts[point.key])) is not None
    ]
    return sorted(answered, key=lambda one: one.first.given_at, reverse=True)


def _answer(words: Mapping[str, Any], stood: CaseAsItStood | None, labels: Mapping[str, str]) -> OwnAnswer:
    choice = words["choice"]
    label = stood.label(choice) if stood else labels.get(choice, choice)
    return OwnAnswer(
        choice=choice,
        label=words["another_way"] if choice == ANOTHER_WAY else label,
        reasons=words["reasons"],
        confidence=words["confidence"],
        positions=words["positions"],
        considerations=words.get("considerations", []),  # answers given before these were asked for have none
        another_way=words["another_way"],
        closing=words["closing"],
        moved_by=words["moved_by"],
        given_at=datetime.fromisoformat(words["at"]),
        version=words["case_version"],
        stood=stood,
    )


def _labels(db: Session, points: list[int]) -> dict[int, dict[str, str]]:
    """The options' words as they are now, by decision point and key."""
    labels: dict[int, dict[str, str]] = {}
    for option in db.exec(select(Option).where(col(Option.decision_point_id).in_(points))).all():
        labels.setdefault(option.decision_point_id, {})[option.key] = option.label
    return labels
