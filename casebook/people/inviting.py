"""Inviting into a cohort: a link for several, or one for each person of a list; and joining by one."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, select, update

from ..clock import now
from ..errors import NotFound, WrongInput
from .cohort import Cohort, Membership, Part
from .cohort_sight import still_open, today
from .invitation import Invitation
from .invitation_list import MOST_PEOPLE, Line
from .joining import join_cohort
from .person import CareerStage, Person, Suspension

LINK_DAYS = (1, 7, 14, 30, 60)  # for which a link may be open


def invite_by_link(
    db: Session, cohort: Cohort, *, days: int, most: int, starts_on: date, ends_on: date | None, by: Person
) -> tuple[Invitation, str]:
    """Give a link by which several may join. Answers the row and the secret, which can never be shown again. Raises
    WrongInput."""
    if days not in LINK_DAYS:
        raise WrongInput("Choose for how long the link works.")
    if not 1 <= most <= MOST_PEOPLE:
        raise WrongInput(f"A link is for 1 to {MOST_PEOPLE} people.")
    if ends_on is not None and (ends_on < starts_on or ends_on < today()):
        raise WrongInput("The place would be over before it starts.")
    return _given(db, cohort, days=days, most=most, starts_on=starts_on, ends_on=ends_on, by=by)


def invite_person(
    db: Session,
    cohort: Cohort,
    *,
    name: str,
    email: str,
    stage: CareerStage,
    starts_on: date,
    ends_on: date | None,
    days: int,
    by: Person,
) -> tuple[Invitation, str]:
    """Give one named person a link of her own. Answers the row and the secret, which can never be shown again."""
    invitation, secret = _given(db, cohort, days=days, most=1, starts_on=starts_on, ends_on=ends_on, by=by)
    invitation.name, invitation.email, invitation.stage = name, email, stage
    db.add(invitation)
    db.flush()
    return invitation, secret


def _given(
    db: Session, cohort: Cohort, *, days: int, most: int, starts_on: date, ends_on: date | None, by: Person
) -> tuple[Invitation, str]:
    secret = secrets.token_urlsafe(32)
    invitation = Invitation(
        secret_sha256=_of_secret(secret),
        cohort_id=cohort.pk,
        given_by_id=by.pk,
        starts_on=starts_on,
        ends_on=ends_on,
        until=now() + timedelta(days=days),
        most=most,
    )
    db.add(invitation)
    db.flush()
    return invitation, secret


def invitation_by(db: Session, secret: str) -> tuple[Invitation, Cohort]:
    """What a link lets one join now. Raises NotFound, the same for one that never was, is over, or is used up."""
    question = (
        select(Invitation, Cohort)
        .join(Cohort, col(Cohort.id) == Invitation.cohort_id)
        .where(Invitation.secret_sha256 == _of_secret(secret), _live(), still_open())
    )
    if (found := db.exec(question).first()) is None:
        raise NotFound("invitation")
    return found[0], found[1]


def _live() -> ColumnElement[bool]:
    over = col(Invitation.ends_on) < today()
    shut_out = select(Suspension.id).where(
        col(Suspension.person_id) == Invitation.given_by_id, col(Suspension.lifted_at).is_(None)
    )
    return and_(
        col(Invitation.ended_at).is_(None),
        col(Invitation.until) > now(),
        col(Invitation.used) < col(Invitation.most),
        over.is_not(True),
        ~shut_out.correlate(Invitation).exists(),  # who is shut out lets nobody in
    )


def accept(db: Session, secret: str, *, by: Person) -> tuple[Membership, Cohort]:
    """Join a cohort by a link. Someone who has a place there keeps it and uses nothing up. Raises NotFound."""
    invitation, cohort = invitation_by(db, secret)
    held = select(Membership).where(
        Membership.cohort_id == cohort.pk,
        Membership.person_id == by.pk,
        Membership.part == Part.learner,
        col(Membership.ends_on).is_(None) | (col(Membership.ends_on) >= today()),
    )
    if (place := db.exec(held).first()) is not None:
        return place, cohort
    invitation.used += 1
    if invitation.used >= invitation.most:
        _forget_whom(invitation)
    db.add(invitation)
    place = join_cohort(db, cohort, by, starts_on=invitation.starts_on, ends_on=invitation.ends_on)
    db.flush()
    return place, cohort


def end_invitation(db: Session, invitation: Invitation, *, by: Person) -> None:
    """End a link at once."""
    invitation.ended_at = invitation.ended_at or now()
    _forget_whom(invitation)
    db.add(invitation)
    db.flush()


def renew(db: Session, invitation: Invitation) -> str:
    """A new secret for a personal link, which ends the one before; empty where the link is over. It is made as it is
    sent, so that no letter that waits holds one."""
    question = select(Invitation.id).join(Cohort, col(Cohort.id) == Invitation.cohort_id)
    if (
        db.exec(question.where(Invitation.id == invitation.pk, _live(), still_open())).first() is None
        or not invitation.personal
    ):
        return ""
    secret = secrets.token_urlsafe(32)
    invitation.secret_sha256, invitation.mailed = _of_secret(secret), True
    db.add(invitation)
    db.flush()
    return secret


def _forget_whom(invitation: Invitation) -> None:
    invitation.name, invitation.email, invitation.stage = "", "", CareerStage.other


def invitations_of(db: Session, cohort: Cohort) -> Sequence[Invitation]:
    """The links into a cohort that still work, the latest first."""
    question = select(Invitation).where(Invitation.cohort_id == cohort.pk, _live())
    return db.exec(question.order_by(col(Invitation.created_at).desc(), col(Invitation.id).desc())).all()


def check_against(db: Session, cohort: Cohort, lines: Sequence[Line]) -> None:
    """Say of each row of a list where its address has a place in the cohort already, or a link that still works; both
    are on the cohort's page for whoever sends the list. Of any other account nothing is told."""
    addresses = [line.email for line in lines]
    here = select(Person.email).join(Membership, col(Membership.person_id) == Person.id)
    here = here.where(
        Membership.cohort_id == cohort.pk,
        Membership.part == Part.learner,
        col(Membership.ends_on).is_(None) | (col(Membership.ends_on) >= today()),
        col(Person.email).in_(addresses),
    )
    placed = set(db.exec(here).all())
    invited = {one.email for one in invitations_of(db, cohort) if one.personal}
    for line in lines:
        if line.email in placed:
            line.problems.append("Is in this cohort already.")
        elif line.email in invited:
            line.invited = True
            line.problems.append("Has a link that still works. If it was lost, give a new one.")


def end_links_of(db: Session, cohort: Cohort, lines: Sequence[Line], *, by: Person) -> None:
    """End the links that people of a list have into a cohort, so that each can be given a new one."""
    addresses = {line.email for line in lines}
    for one in invitations_of(db, cohort):
        if one.email in addresses:
            end_invitation(db, one, by=by)


def forget_invited(db: Session) -> int:
    """Take names and addresses out of invitations that are over; answers out of how many."""
    over = update(Invitation).where(col(Invitation.until) <= now(), col(Invitation.email) != "")
    return db.exec(over.values(name="", email="", stage=CareerStage.other)).rowcount


def _of_secret(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
