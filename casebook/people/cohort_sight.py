"""Who sees what of a cohort, and as what: by membership today, by organisation, or by a delegation that has not ended.

What you may not see is not found. A closed cohort is seen by its organisation's administrators alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, or_, select

from ..clock import now
from ..db.leaf import Leaf, which
from ..errors import NotFound
from .cohort import Cohort, CohortClosure, Membership, Part
from .delegation import Delegation
from .invitation import Invitation
from .person import Organisation, Person, Role
from .queries import living, standing_in
from .viewer import Viewer


class Standing(StrEnum):
    """What somebody is to a cohort; one may be more than one."""

    learner = "learner"
    educator = "educator"
    delegate = "delegate"
    administrator = "administrator"


KEEPS = frozenset({Standing.educator, Standing.administrator})  # members, invitations, closing
TEACHES = frozenset({Standing.educator, Standing.delegate})  # runs sessions
MEMBERS_ON_A_PAGE = 50


@dataclass(frozen=True)
class SeenCohort:
    """A cohort as one person stands to it."""

    cohort: Cohort
    organisation: Organisation
    standings: frozenset[Standing]
    closed: bool

    @property
    def kept(self) -> bool:
        return bool(self.standings & KEEPS)

    @property
    def taught(self) -> bool:
        """Whether she may run sessions for it."""
        return bool(self.standings & TEACHES)

    @property
    def educated(self) -> bool:
        """Whether she is one of its educators, who alone see who took part."""
        return Standing.educator in self.standings


def today() -> date:
    """The day on which places in cohorts begin and end, in UTC."""
    return now().date()


def still_open() -> ColumnElement[bool]:
    """A cohort that nobody has closed."""
    closed = select(CohortClosure.id).where(col(CohortClosure.cohort_id) == Cohort.id)
    return ~closed.correlate(Cohort).exists()


def cohorts_seen(db: Session, viewer: Viewer) -> list[SeenCohort]:
    """Every cohort this viewer sees, with what she is to it, by organisation and name; in four questions."""
    standings: dict[int, set[Standing]] = {}
    person = viewer.person
    if person is None:
        return []
    hers = select(Membership.cohort_id, Membership.part).where(Membership.person_id == person.pk, living())
    for cohort_id, part in db.exec(hers).all():
        if part is Part.educator and Role.educator in viewer.withheld:
            continue
        standings.setdefault(cohort_id, set()).add(Standing.educator if part is Part.educator else Standing.learner)
    given = select(Delegation.cohort_id).where(Delegation.person_id == person.pk, standing_in())
    for cohort_id in db.exec(given).all():
        standings.setdefault(cohort_id, set()).add(Standing.delegate)
    if administers := _administers(viewer):
        for cohort in db.exec(select(Cohort).where(Cohort.organisation_id == administers)).all():
            standings.setdefault(cohort.pk, set()).add(Standing.administrator)
    rows = db.exec(
        select(Cohort, Organisation, CohortClosure.id)
        .join(Organisation, col(Organisation.id) == Cohort.organisation_id)
        .outerjoin(CohortClosure, col(CohortClosure.cohort_id) == Cohort.id)
        .where(col(Cohort.id).in_(standings))
        .order_by(col(Organisation.name), col(Cohort.name), col(Cohort.id))
    ).all()
    seen = [
        SeenCohort(cohort, organisation, frozenset(standings[cohort.pk]), closure is not None)
        for cohort, organisation, closure in rows
    ]
    return [one for one in seen if not one.closed or Standing.administrator in one.standings]


def _administers(viewer: Viewer) -> int | None:
    """The organisation of an administrator, or None."""
    if viewer.person is None or Role.administrator not in viewer.roles:
        return None
    return viewer.person.organisation_id


@dataclass(frozen=True)
class PlaceToCome:
    """A place that somebody has in a cohort and that has not begun: nothing of the cohort is seen until it does."""

    cohort: Cohort
    organisation: Organisation
    starts_on: date


def places_to_come(db: Session, viewer: Viewer) -> list[PlaceToCome]:
    """This viewer's own places that have not begun, the next one first."""
    if viewer.person is None:
        return []
    question = (
        select(Cohort, Organisation, col(Membership.starts_on))
        .join(Membership, col(Membership.cohort_id) == Cohort.id)
        .join(Organisation, col(Organisation.id) == Cohort.organisation_id)
        .where(Membership.person_id == viewer.person.pk, col(Membership.starts_on) > today(), still_open())
        .order_by(col(Membership.starts_on), col(Cohort.name))
    )
    return [PlaceToCome(cohort, organisation, starts_on) for cohort, organisation, starts_on in db.exec(question).all()]


def cohort_for(db: Session, viewer: Viewer, key: str) -> SeenCohort:
    """The cohort of a key, if this viewer is anything to it. Raises NotFound."""
    for one in cohorts_seen(db, viewer):
        if one.cohort.key == key:
            return one
    raise NotFound("cohort")


def kept_cohort_for(db: Session, viewer: Viewer, key: str) -> SeenCohort:
    """The cohort of a key, if this viewer keeps its members, and it is open. Raises NotFound."""
    seen = cohort_for(db, viewer, key)
    if not seen.kept or seen.closed:
        raise NotFound("cohort")
    return seen


def educated_cohort_for(db: Session, viewer: Viewer, key: str) -> SeenCohort:
    """The cohort of a key, if this viewer is one of its educators today. Raises NotFound."""
    seen = cohort_for(db, viewer, key)
    if not seen.educated:
        raise NotFound("cohort")
    return seen


def kept_membership_for(db: Session, viewer: Viewer, key: str) -> tuple[Membership, SeenCohort]:
    """The membership of a key in a cohort this viewer keeps, unless it is over. Raises NotFound."""
    question = select(Membership, Cohort.key).join(Cohort, col(Cohort.id) == Membership.cohort_id)
    found = db.exec(question.where(Membership.key == key)).first()
    if found is None or (found[0].ends_on is not None and found[0].ends_on < today()):
        raise NotFound("cohort")
    return found[0], kept_cohort_for(db, viewer, found[1])


def kept_invitation_for(db: Session, viewer: Viewer, key: str) -> tuple[Invitation, SeenCohort]:
    """The invitation of a key into a cohort this viewer keeps. Raises NotFound."""
    question = select(Invitation, Cohort.key).join(Cohort, col(Cohort.id) == Invitation.cohort_id)
    if (found := db.exec(question.where(Invitation.key == key)).first()) is None:
        raise NotFound("cohort")
    return found[0], kept_cohort_for(db, viewer, found[1])


def educated_delegation_for(db: Session, viewer: Viewer, key: str) -> tuple[Delegation, SeenCohort]:
    """The delegation of a key for a cohort that this viewer educates. Raises NotFound."""
    question = select(Delegation, Cohort.key).join(Cohort, col(Cohort.id) == Delegation.cohort_id)
    if (found := db.exec(question.where(Delegation.key == key)).first()) is None:
        raise NotFound("cohort")
    return found[0], educated_cohort_for(db, viewer, found[1])


@dataclass(frozen=True)
class Member:
    """A person's place in a cohort, present or to come."""

    membership: Membership
    person: Person
    to_come: bool


def members_of(db: Session, cohort: Cohort) -> Sequence[Member]:
    """Who is in a cohort or has a place to come, educators first, by name. Those whose place has ended are not told."""
    return _members(db, cohort, None, 0)


def leaf_of_members(db: Session, cohort: Cohort, number: int) -> Leaf[Member]:
    """A page of them."""
    things = db.exec(select(func.count()).select_from(Membership).where(_holds(cohort))).one()
    number, pages = which(things, number, most=MEMBERS_ON_A_PAGE)
    some = _members(db, cohort, MEMBERS_ON_A_PAGE, MEMBERS_ON_A_PAGE * (number - 1))
    return Leaf(some, things, number, pages)


def _members(db: Session, cohort: Cohort, most: int | None, after: int) -> list[Member]:
    question = select(Membership, Person).join(Person, col(Person.id) == Membership.person_id).where(_holds(cohort))
    ordered = question.order_by(
        col(Membership.part), col(Person.name), col(Membership.starts_on), col(Membership.id)
    )  # fmt: skip
    day = today()  # asked once: a page shows many
    rows = db.exec(ordered.limit(most).offset(after)).all()
    return [Member(membership, person, membership.starts_on > day) for membership, person in rows]


def _holds(cohort: Cohort) -> ColumnElement[bool]:
    return and_(
        col(Membership.cohort_id) == cohort.pk,
        or_(col(Membership.ends_on).is_(None), col(Membership.ends_on) >= today()),
    )


def educators_of(db: Session, cohort: Cohort) -> list[str]:
    """The names of a cohort's educators today."""
    question = (
        select(Person.name)
        .join(Membership, col(Membership.person_id) == Person.id)
        .where(Membership.cohort_id == cohort.pk, Membership.part == Part.educator, living())
        .order_by(col(Person.name))
    )
    return list(dict.fromkeys(db.exec(question).all()))


def founding_organisation(db: Session, viewer: Viewer) -> Organisation | None:
    """Where this viewer may found a cohort: her own organisation, if she teaches or administers there."""
    if viewer.person is None or not viewer.roles & {Role.educator, Role.administrator}:
        return None
    return db.get(Organisation, viewer.person.organisation_id) if viewer.person.organisation_id else None
