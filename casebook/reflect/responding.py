"""Responding: a trainee commits an answer at a decision point, once; later she may answer again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from ..cases.case import Case
from ..cases.decision_point import ANOTHER_WAY, Commitment, DecisionPoint, Option
from ..clock import iso_week, now
from ..errors import NotAllowed, WrongInput
from ..people.person import Person
from . import comparing, reasons
from .drafts import forget_draft
from .keyring import Keyring
from .response import ANSWER, FIRST, SECOND, Response
from .sealing import record_of, seal

MOST_WORDS = 8000  # characters of a free text
MOST_CONSIDERATIONS = 3


@dataclass(frozen=True)
class Answer:
    """What a trainee gives at a decision point. `another_way` is her own words where no option fits."""

    choice: str
    reasons: str
    confidence: int  # 1 (not at all) to 4 (very)
    positions: dict[str, int] = field(default_factory=dict)  # continuum slug -> 1 (first pole) to 7 (second pole)
    considerations: list[str] = field(default_factory=list)  # which of the fifteen led, by slug; three at most
    another_way: str = ""
    closing: str = ""  # the closing phronesis question
    moved_by: str = ""  # second answer only: what moved me


def problems_with(answer: Answer, point: DecisionPoint, options: Sequence[Option]) -> dict[str, str]:
    """What is missing or wrong, by field, in the words the page shows. Empty when the answer can be committed."""
    problems: dict[str, str] = {}
    if answer.choice not in {option.key for option in options} | {ANOTHER_WAY}:
        problems["choice"] = "Choose what you would do. “Another way” lets you say it in your own words."
    elif answer.choice == ANOTHER_WAY and not answer.another_way.strip():
        problems["another_way"] = "Say what you would do instead."
    if not answer.reasons.strip():
        problems["reasons"] = "Give your reasons, in a sentence or more. Nobody marks them."
    if not 1 <= answer.confidence <= 4:
        problems["confidence"] = "Say how sure you are. Unsure is an answer too."
    for name in ("reasons", "another_way", "closing", "moved_by"):
        if len(getattr(answer, name)) > MOST_WORDS:
            problems[name] = (
                f"This is longer than the {MOST_WORDS:,} characters we can keep. Nothing was lost; shorten it."
            )
    if len(answer.considerations) > MOST_CONSIDERATIONS:
        problems["considerations"] = "Choose three at most: those that led."
    if any(slug not in point.continua or not 1 <= place <= 7 for slug, place in answer.positions.items()):
        problems["positions"] = "Place yourself on the lines shown, or leave them as they are."
    return problems


def respond(
    db: Session,
    keyring: Keyring,
    case: Case,
    point: DecisionPoint,
    options: Sequence[Option],
    answer: Answer,
    *,
    by: Person,
    again: bool = False,
    figures_wait: bool = False,
) -> Response | None:
    """Commit an answer: the first, or `again` the second, after comparing. Each stays as given: sent once more, the
    one that was kept is answered. `figures_wait` spares the look whether figures are due, where they stand still.
    Answers what others may count of it: None where she has withdrawn that. Raises NotAllowed for a second before a
    first, WrongInput when it cannot be committed as it is."""
    round = SECOND if again else FIRST
    if record_of(db, by, ANSWER[round], point.key) is not None:
        return db.get(Response, response_id(keyring, point, by, round))
    if again and record_of(db, by, ANSWER[FIRST], point.key) is None:
        raise NotAllowed("Answer once before you answer again.")
    if problems := problems_with(answer, point, options):
        raise WrongInput(" ".join(problems.values()))
    counted = not again or is_counted(db, keyring, point, by)
    response = _keep(db, keyring, case, point, answer, round, by=by, counted=counted)
    forget_draft(db, by, point, round=round)
    if not again:
        db.add(Commitment(person_id=by.pk, decision_point_id=point.pk))
    if not figures_wait:
        _let_out(db, point)
    return response


def withdraw(db: Session, keyring: Keyring, point: DecisionPoint, *, by: Person) -> None:
    """Take a person's answers here out of what colleagues may count, for good, and with them the reasons she let them
    read; her own record stays. Figures that are out already stay until the next release. Raises NotAllowed where
    nothing of hers is counted."""
    if not is_counted(db, keyring, point, by):
        raise NotAllowed("Nothing of yours is counted here.")
    for round in (FIRST, SECOND):
        if (response := db.get(Response, response_id(keyring, point, by, round))) is not None:
            comparing.note_departure(db, point, response)
            db.delete(response)
        reasons.take_back(db, keyring, point, by=by, round=round)
    db.flush()
    _let_out(db, point)


def _let_out(db: Session, point: DecisionPoint) -> None:
    if (release := comparing.release_if_due(db, point)) is not None:
        reasons.let_out(db, point, release.number)


def is_counted(db: Session, keyring: Keyring, point: DecisionPoint, person: Person, *, round: int = FIRST) -> bool:
    """Whether a person's answer here is among those that colleagues may count."""
    return db.get(Response, response_id(keyring, point, person, round)) is not None


def counted_at(db: Session, keyring: Keyring, points: Sequence[DecisionPoint], person: Person) -> set[str]:
    """The keys of those points at which a person's answer is among those that colleagues may count."""
    names = {response_id(keyring, point, person, FIRST): point.key for point in points}
    return {names[found] for found in db.exec(select(Response.id).where(col(Response.id).in_(names))).all()}


def response_id(keyring: Keyring, point: DecisionPoint, person: Person, round: int) -> str:
    """The name of a person's response here, which only the naming key can make."""
    return keyring.name("response", point.key, person.key, str(round))


def _keep(
    db: Session,
    keyring: Keyring,
    case: Case,
    point: DecisionPoint,
    answer: Answer,
    round: int,
    *,
    by: Person,
    counted: bool,
) -> Response | None:
    moment = now()
    words: dict[str, Any] = {
        "choice": answer.choice,
        "another_way": answer.another_way,
        "reasons": answer.reasons,
        "confidence": answer.confidence,
        "positions": answer.positions,
        "considerations": answer.considerations,
        "closing": answer.closing,
        "moved_by": answer.moved_by,
        "at": moment.isoformat(timespec="seconds"),
        "case_version": case.version,
    }
    seal(db, keyring, by, ANSWER[round], point.key, words)
    if not counted:
        return None
    response = Response(
        id=response_id(keyring, point, by, round),
        decision_point_id=point.pk,
        round=round,
        choice=answer.choice,
        confidence=answer.confidence,
        positions=dict(answer.positions),
        stage=by.stage.value,
        week=iso_week(moment),
        case_version=case.version,
    )
    db.add(response)
    db.flush()
    return response
