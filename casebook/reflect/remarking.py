"""Remarking: after her own answer, a reader tells a case's author that it taught or misled her; after teaching, whoever
ran the session tells what the case did to the room. The author answers."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from ..cases.case import Case
from ..cases.decision_point import Commitment, DecisionPoint
from ..cases.viewing import authored
from ..clock import iso_week, now
from ..errors import NotAllowed, NotFound, WrongInput
from ..people.person import Person
from ..people.viewer import viewer_of
from .keyring import Keyring
from .queries import OwnCase
from .remark import SAID_BY, FromRole, Remark, RemarkState, Says

MOST_LETTERS = 1000
MOST_ANSWER = 500


def problems_with(says: str, text: str) -> dict[str, str]:
    """What is missing or wrong, by field, in the words the page shows."""
    problems = {}
    if says not in SAID_BY[FromRole.trainee]:
        problems["says"] = "Say whether it taught or misled you."
    if not text.strip():
        problems["text"] = "Say what it was, in a sentence or two."
    elif len(text) > MOST_LETTERS:
        problems["text"] = f"At most {MOST_LETTERS:,} characters. Nothing was lost; shorten it."
    return problems


def problems_after_teaching(says: str, missing: str, suggests: str) -> dict[str, str]:
    """The same of what is told after a teaching session, where nothing needs to have been missing."""
    problems = {}
    if says not in SAID_BY[FromRole.educator]:
        problems["says"] = "Say whether it split the room."
    for name, text in (("missing", missing), ("suggests", suggests)):
        if len(text) > MOST_LETTERS:
            problems[name] = f"At most {MOST_LETTERS:,} characters. Nothing was lost; shorten it."
    return problems


def leave_remark(
    db: Session, keyring: Keyring, case: Case, point: DecisionPoint, *, says: str, text: str, by: Person
) -> Remark:
    """Tell a case's author something, without a name; left once, it stays as it is. Raises NotAllowed before her own
    answer, and WrongInput."""
    if (kept := own_remark(db, keyring, point, by)) is not None:
        return kept
    if db.get(Commitment, (by.pk, point.pk)) is None:
        raise NotAllowed("Answer first; then you can tell the author what the case did.")
    if problems := problems_with(says, text):
        raise WrongInput(" ".join(problems.values()))
    return _leave(db, keyring, case, point, FromRole.trainee, says=says, text=text, by=by)


def leave_after_teaching(
    db: Session,
    keyring: Keyring,
    case: Case,
    point: DecisionPoint,
    *,
    says: str,
    missing: str,
    suggests: str,
    by: Person,
) -> Remark:
    """Tell a case's author what it did to a room, without a name and without an answer of one's own, as whoever runs a
    room gives none there. `teach/telling_authors.py` asks whether she ran one. Raises WrongInput."""
    if (kept := own_remark(db, keyring, point, by, from_role=FromRole.educator)) is not None:
        return kept
    if problems := problems_after_teaching(says, missing, suggests):
        raise WrongInput(" ".join(problems.values()))
    return _leave(db, keyring, case, point, FromRole.educator, says=says, text=missing, suggests=suggests, by=by)


def _leave(
    db: Session,
    keyring: Keyring,
    case: Case,
    point: DecisionPoint,
    from_role: FromRole,
    *,
    says: str,
    text: str,
    suggests: str = "",
    by: Person,
) -> Remark:
    remark = Remark(
        id=_id(keyring, point, by, from_role),
        case_id=case.pk,
        from_role=from_role,
        says=Says(says),
        text=text.strip(),
        suggests=suggests.strip(),
        week=iso_week(now()),
        case_version=case.version,
    )
    db.add(remark)
    db.flush()
    return remark


def take_back(
    db: Session, keyring: Keyring, point: DecisionPoint, *, by: Person, doors: Sequence[FromRole] = tuple(FromRole)
) -> None:
    """Take away what a person has told the author of a case, by these doors, answered or not."""
    for from_role in doors:
        if (remark := own_remark(db, keyring, point, by, from_role=from_role)) is not None:
            db.delete(remark)
    db.flush()


def own_remark(
    db: Session, keyring: Keyring, point: DecisionPoint, person: Person, *, from_role: FromRole = FromRole.trainee
) -> Remark | None:
    """What a person herself has told the author of this case."""
    return db.get(Remark, _id(keyring, point, person, from_role))


def own_remarks(
    db: Session, keyring: Keyring, answered: Sequence[OwnCase], person: Person
) -> list[tuple[OwnCase, Remark]]:
    """What a person has told the authors of the cases she has answered; in one question."""
    names = [_id(keyring, one.point, person, FromRole.trainee) for one in answered]
    told = {remark.id: remark for remark in db.exec(select(Remark).where(col(Remark.id).in_(names))).all()}
    return [(one, told[name]) for one, name in zip(answered, names, strict=True) if name in told]


def take_back_own(
    db: Session, keyring: Keyring, key: str, *, by: Person, from_role: FromRole = FromRole.trainee
) -> Case:
    """Take away what a person has told the author by one door at a decision point, whether or not its case is in
    sight now. Raises NotFound where she has told nothing."""
    question = select(DecisionPoint, Case).join(Case, col(Case.id) == DecisionPoint.case_id)
    found = db.exec(question.where(DecisionPoint.key == key)).first()
    if found is None or own_remark(db, keyring, found[0], by, from_role=from_role) is None:
        raise NotFound("remark")
    take_back(db, keyring, found[0], by=by, doors=[from_role])
    return found[1]


def case_of_remark(db: Session, key: str, *, by: Person) -> Case:
    """The case that a remark is about. Raises NotFound where it is not hers to hear of."""
    return _found(db, key, by)[1]


def answer(db: Session, key: str, *, will_change: bool, words: str, by: Person) -> None:
    """Answer a remark with a sentence, which its writer reads. Raises NotFound where the case is not hers to hear of,
    NotAllowed where it has been answered, WrongInput without a sentence."""
    remark, _ = _found(db, key, by)
    if remark.state != RemarkState.waiting:
        raise NotAllowed("Somebody has answered this one already.")
    remark.answer = sentence(words)
    remark.state = RemarkState.will_change if will_change else RemarkState.stays
    remark.answered_by_id = by.pk
    db.add(remark)


def sentence(words: str) -> str:
    """An author's answer as it is kept. Raises WrongInput."""
    if not (said := " ".join(words.split())) or len(said) > MOST_ANSWER:
        raise WrongInput(f"Say why, in a sentence of at most {MOST_ANSWER} characters. Whoever wrote this reads it.")
    return said


def _found(db: Session, key: str, by: Person) -> tuple[Remark, Case]:
    question = select(Remark, Case).join(Case, col(Case.id) == Remark.case_id)
    if (found := db.exec(question.where(Remark.key == key, authored(viewer_of(db, by)))).first()) is None:
        raise NotFound("remark")
    return found


def _id(keyring: Keyring, point: DecisionPoint, person: Person, from_role: FromRole) -> str:
    return keyring.name("remark", point.key, person.key, from_role.value)
