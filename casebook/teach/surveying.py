"""Surveying: a health check is opened for a cohort, answered without names, and closed by letting its figures out.

Answers are read by one act alone, the close, which draws the figures and deletes the answers in the same transaction.
Until then nobody is told anything of them but few, half or most.
"""

from collections.abc import Mapping
from datetime import timedelta

from sqlmodel import Session, col, delete, select, update

from ..cases.theme import HealthDimension
from ..clock import now
from ..errors import AlreadyDone, NotAllowed, NotReady, WrongInput
from ..people.cohort import Cohort
from ..people.person import Person
from ..reflect.comparing import FIRST_RELEASE
from ..reflect.keyring import Keyring
from .health_check import ANSWERS, HealthAnswer, HealthCheck, PlannedAction
from .health_figures import drawn
from .health_showing import cohorts_of, members_of

APART = timedelta(days=28)  # between one check's figures and the next check of the same cohort
OPEN_FOR = timedelta(days=90)  # after which a check that nobody has closed is ended, so that no answer lies about
TOO_FEW = "Too few have answered to show figures without telling on somebody. Leave it open a while longer."


def open_check(db: Session, cohort: Cohort, *, by: Person) -> HealthCheck:
    """Ask a cohort. What is asked is copied, so that all answer the same. Raises NotAllowed for a cohort of too few,
    AlreadyDone while one is open or has been closed lately: figures close together could be taken from each other."""
    if len(members_of(db, cohort)) < FIRST_RELEASE:
        raise NotAllowed("This needs a cohort of eleven or more: figures of fewer would tell on somebody.")
    for earlier in db.exec(select(HealthCheck).where(HealthCheck.cohort_id == cohort.pk)).all():
        if earlier.released_at is None:
            raise AlreadyDone("This cohort has an open health check already.")
        if now() - earlier.released_at < APART:
            raise AlreadyDone(f"Wait until {earlier.released_at + APART:%-d %B %Y}: things need time to change.")
    dimensions = db.exec(select(HealthDimension).order_by(col(HealthDimension.position))).all()
    if not dimensions:
        raise AlreadyDone("There are no statements to ask about in this library yet.")
    asked = [
        {"slug": one.slug, "title": one.title, "line": one.line, "statements": list(one.statements)}
        for one in dimensions
    ]
    check = HealthCheck(cohort_id=cohort.pk, opened_by_id=by.pk, asked=asked)
    db.add(check)
    db.flush()
    return check


def answer_check(db: Session, keyring: Keyring, check: HealthCheck, answers: Mapping[str, str], *, by: Person) -> None:
    """Keep one member's answers, once; sent again, the first stay. Raises WrongInput where nothing is answered or an
    answer is none of those offered, AlreadyDone once it is closed."""
    if check.released_at is not None:
        raise AlreadyDone("This health check is closed.")
    asked = {one["key"] for dimension in check.asked for one in dimension["statements"]}
    kept = {key: answer for key, answer in answers.items() if key in asked and answer}
    if not kept or not set(kept.values()) <= set(ANSWERS):
        raise WrongInput("Answer one statement at least. Those you leave count as “I cannot tell”.")
    if not has_answered(db, keyring, check, by):
        db.add(HealthAnswer(id=answer_id(keyring, check, by), health_check_id=check.pk, answers=kept))
        db.flush()


def release_check(db: Session, check: HealthCheck) -> HealthCheck:
    """Close a check: its figures are let out once, for good, and every answer is deleted. Raises NotReady where too few
    have answered or the figures would tell on somebody; the same words for both, and nothing is changed."""
    if check.released_at is not None:
        return check
    given = db.exec(select(HealthAnswer.answers).where(HealthAnswer.health_check_id == check.pk)).all()
    figures = drawn(check.asked, given)
    if figures is None:
        raise NotReady("The health check", [TOO_FEW])
    check.figures, check.released_at = figures, now()
    db.add(check)
    _forget_answers(db, check)
    return check


def end_check(db: Session, check: HealthCheck) -> None:
    """End an open check without figures: it and every answer are deleted. Raises AlreadyDone once it is closed."""
    if check.released_at is not None:
        raise AlreadyDone("Its figures are out, and stay.")
    _forget_answers(db, check)
    db.delete(check)
    db.flush()


def end_old_checks(db: Session) -> int:
    """End, without figures, what has been open for too long; answers how many."""
    opened = select(HealthCheck).where(
        col(HealthCheck.released_at).is_(None), col(HealthCheck.created_at) < now() - OPEN_FOR
    )
    old = db.exec(opened).all()
    for check in old:
        end_check(db, check)
    return len(old)


def has_answered(db: Session, keyring: Keyring, check: HealthCheck, person: Person) -> bool:
    """Whether a person has answered an open check; asked for herself alone."""
    return db.get(HealthAnswer, answer_id(keyring, check, person)) is not None


def checks_to_answer(db: Session, keyring: Keyring, person: Person) -> list[tuple[Cohort, HealthCheck]]:
    """The open checks of cohorts a person learns in today that she has not answered, each with its cohort."""
    learning = {cohort.pk: cohort for cohort, teaches in cohorts_of(db, person) if not teaches}
    asked = select(HealthCheck).where(col(HealthCheck.cohort_id).in_(learning), col(HealthCheck.released_at).is_(None))
    found = db.exec(asked.order_by(col(HealthCheck.id))).all() if learning else []
    return [(learning[one.cohort_id], one) for one in found if not has_answered(db, keyring, one, person)]


def answer_id(keyring: Keyring, check: HealthCheck, person: Person) -> str:
    """The name of a person's answers here, which only the naming key can make."""
    return keyring.name("health-check", check.key, person.key)


def take_away(db: Session, keyring: Keyring, person: Person) -> None:
    """Delete a person's answers to open checks and free her of what she was to do, as her account is being closed."""
    for check in db.exec(select(HealthCheck).where(col(HealthCheck.released_at).is_(None))).all():
        db.exec(delete(HealthAnswer).where(col(HealthAnswer.id) == answer_id(keyring, check, person)))
    db.exec(update(PlannedAction).where(col(PlannedAction.owner_id) == person.pk).values(owner_id=None))


def _forget_answers(db: Session, check: HealthCheck) -> None:
    db.exec(delete(HealthAnswer).where(col(HealthAnswer.health_check_id) == check.pk))
    db.flush()
