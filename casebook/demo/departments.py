"""A department for the demonstration, with two health checks that simulated people answered by the real acts."""

import random
from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session, select

from ..cases.theme import HealthDimension
from ..clock import now, standing_at
from ..errors import NotReady
from ..people.cohort import Part
from ..people.joining import add_cohort, add_organisation, join_cohort
from ..people.person import Person
from ..reflect.keyring import Keyring
from ..teach.health_check import HealthCheck
from ..teach.planning import plan
from ..teach.surveying import answer_check, end_check, open_check, release_check
from .people import NORTH

DEPARTMENT = "Acute medicine"
#: Days ago a check was opened, and how much holds there, in hundredths: the first dimension, the second, and so on.
CHECKS = ((75, (25, 55, 80, 35, 45, 60, 30, 25)), (12, (60, 60, 80, 40, 55, 75, 45, 35)))
OPEN_FOR = timedelta(days=9)


def simulate_department(
    db: Session, keyring: Keyring, simulated: Sequence[Person], *, teacher: Person, learner: Person
) -> None:
    """Give a teacher a department and its two health checks; done again, or with nothing to ask, it changes nothing."""
    organisation = add_organisation(db, slug=NORTH.lower().replace(" ", "-"), name=NORTH)
    cohort = add_cohort(db, name=DEPARTMENT, organisation=organisation)
    asked = select(HealthCheck.id).where(HealthCheck.cohort_id == cohort.pk)
    if db.exec(asked).first() or not db.exec(select(HealthDimension.id)).first():
        return
    began = now().date() - timedelta(days=120)
    join_cohort(db, cohort, teacher, starts_on=began, part=Part.educator)
    for person in (learner, *simulated):
        join_cohort(db, cohort, person, starts_on=began)
    db.flush()
    for days, holding in CHECKS:
        with standing_at(now() - timedelta(days=days)):
            check = open_check(db, cohort, by=teacher)
            _answer(db, keyring, check, simulated, holding)
        with standing_at(now() - timedelta(days=days) + OPEN_FOR):
            _close(db, check, owner=learner)


def _answer(
    db: Session, keyring: Keyring, check: HealthCheck, people: Sequence[Person], holding: Sequence[int]
) -> None:
    chance = random.Random(holding[0])
    for person in people:
        said = {}
        for number, dimension in enumerate(check.asked):
            holds = holding[number % len(holding)]
            weights = (holds, 30, 100 - holds, 12)
            for one in dimension["statements"]:
                said[one["key"]] = chance.choices(("mostly", "sometimes", "seldom", "unsure"), weights)[0]
        answer_check(db, keyring, check, said, by=person)


def _close(db: Session, check: HealthCheck, *, owner: Person) -> None:
    try:
        release_check(db, check)
    except NotReady:  # other statements, other chances: then the demonstration has one fewer
        end_check(db, check)
        return
    plan(
        db,
        check,
        dimension=check.asked[0]["slug"],
        text="Half an hour on Tuesdays, the bleep held by the registrar.",
        owner=owner,
        due_on=now().date() + timedelta(days=21),
    )
