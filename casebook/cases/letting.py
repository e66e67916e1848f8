"""Letting others see a case set: a named educator, a cohort, or whoever has its join code; and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from ..clock import now
from ..db.row import new_key
from ..errors import AlreadyDone, NotFound, WrongInput
from ..people.cohort import Cohort
from ..people.person import Person, Role
from ..people.queries import cohorts_taught_by, person_by_email, roles_of, teaching_of
from ..people.signing_in import suspended
from .case_set import CODE_LENGTH, CaseSet, SetShare, ShareKind

TEACH = {Role.educator, Role.author, Role.reviewer}


@dataclass(frozen=True)
class Letting:
    """A share with the name of whom it is for, as the set's owner sees it."""

    share: SetShare
    name: str  # empty for a join code

    @property
    def stands(self) -> str:
        """How it stands today: open, later, or over."""
        today = now().date()
        if self.share.opens_on and self.share.opens_on > today:
            return "later"
        return "over" if self.share.closes_on and self.share.closes_on < today else "open"


def let_to_person(db: Session, case_set: CaseSet, *, email: str, by: Person) -> SetShare:
    """Let one named educator see a set, its guide too, and copy it. Raises WrongInput and AlreadyDone."""
    person = person_by_email(db, email)
    if person is None or suspended(db, person) or not _teaches(db, person):
        raise WrongInput("Nobody who teaches here has that address. It is the one they sign in with.")
    if person.pk == by.pk:
        raise WrongInput("That is your own address.")
    if any(one.share.person_id == person.pk for one in lettings_of(db, case_set)):
        raise AlreadyDone(f"{person.name} can see it already.")
    return _let(db, SetShare(case_set_id=case_set.pk, kind=ShareKind.person, person_id=person.pk, given_by_id=by.pk))


def _teaches(db: Session, person: Person) -> bool:
    return bool(roles_of(db, person) & TEACH) or teaching_of(db, person).a_cohort


def let_to_cohort(
    db: Session, case_set: CaseSet, *, cohort: str, opens_on: date | None, closes_on: date | None, by: Person
) -> SetShare:
    """Let a cohort that one teaches see a set, from a day to a day. Given again, the days change. Raises WrongInput."""
    _check_days(opens_on, closes_on)
    found = [one for one in cohorts_taught_by(db, by) if one.key == cohort]
    if not found:
        raise WrongInput("Choose one of the cohorts you teach.")
    standing = [one.share for one in lettings_of(db, case_set) if one.share.cohort_id == found[0].pk]
    share = (
        standing[0]
        if standing
        else SetShare(case_set_id=case_set.pk, kind=ShareKind.cohort, cohort_id=found[0].pk, given_by_id=by.pk)
    )
    share.opens_on, share.closes_on = opens_on, closes_on
    return _let(db, share)


def let_by_link(
    db: Session, case_set: CaseSet, *, opens_on: date | None, closes_on: date | None, by: Person
) -> SetShare:
    """Let whoever is signed in and has a new join code see a set, from a day to a day. There is one code at a time:
    given again, the days change and the code stays. Raises WrongInput."""
    _check_days(opens_on, closes_on)
    standing = [one.share for one in lettings_of(db, case_set) if one.share.kind is ShareKind.link]
    share = (
        standing[0]
        if standing
        else SetShare(case_set_id=case_set.pk, kind=ShareKind.link, code=new_key(CODE_LENGTH), given_by_id=by.pk)
    )
    share.opens_on, share.closes_on = opens_on, closes_on
    return _let(db, share)


def _check_days(opens_on: date | None, closes_on: date | None) -> None:
    if opens_on and closes_on and closes_on < opens_on:
        raise WrongInput("It cannot close before it opens.")


def _let(db: Session, share: SetShare) -> SetShare:
    db.add(share)
    db.flush()
    return share


def take_back(db: Session, case_set: CaseSet, key: str) -> None:
    """End a share at once; its code opens nothing any more. Raises NotFound."""
    question = select(SetShare).where(
        SetShare.key == key, SetShare.case_set_id == case_set.pk, col(SetShare.ended_at).is_(None)
    )
    if (share := db.exec(question).first()) is None:
        raise NotFound("share")
    share.ended_at, share.code = now(), None
    db.add(share)


def lettings_of(db: Session, case_set: CaseSet) -> list[Letting]:
    """Whom a set is let to, what opens later or is over too, in the order in which it was given."""
    question = (
        select(SetShare, Person.name, Cohort.name)
        .outerjoin(Person, col(Person.id) == SetShare.person_id)
        .outerjoin(Cohort, col(Cohort.id) == SetShare.cohort_id)
        .where(SetShare.case_set_id == case_set.pk, col(SetShare.ended_at).is_(None))
        .order_by(col(SetShare.id))
    )
    rows: Sequence[tuple[SetShare, str | None, str | None]] = db.exec(question).all()
    return [Letting(share, person or cohort or "") for share, person, cohort in rows]
