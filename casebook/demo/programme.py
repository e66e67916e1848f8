"""A programme in the demonstration: what cohort North takes, made by Tom through the same acts as a real one."""

from datetime import timedelta

from sqlmodel import Session, col, select

from ..cases.case import Case
from ..cases.viewing import published
from ..people.cohort import Cohort
from ..people.cohort_sight import today
from ..people.queries import person_by_email
from ..teach.arranging import add_module, enrol, make_programme, put_cases
from ..teach.programme import Level, Programme

#: Title, level, opens and is due in days from today, how many cases.
_MODULES = (
    ("Saying what happened", Level.foundation, -21, -3, 1),
    ("Whose decision is it?", Level.foundation, -7, 10, 2),
    ("When there is not enough", Level.mid, 7, 24, 2),
)


def add_programme(db: Session) -> None:
    """Make the programme where there is none yet, and North its cohort."""
    tom = person_by_email(db, "tom@casebook.example")
    cohort = db.exec(select(Cohort).where(Cohort.name == "North")).first()
    if tom is None or cohort is None or db.exec(select(Programme.id)).first():
        return
    cases = list(db.exec(select(Case).where(published()).order_by(col(Case.id))).all())
    note = "Three evenings over six weeks, before your first review."
    programme = make_programme(db, title="Difficult decisions, year two", note=note, by=tom)
    for title, level, opens, due, many in _MODULES:
        days = {"opens_on": today() + timedelta(days=opens), "due_on": today() + timedelta(days=due)}
        module = add_module(db, programme, title=title, level=level, **days, by=tom)
        put_cases(db, module, cases[:many], by=tom)
        cases = cases[many:]
    enrol(db, programme, cohort, by=tom)
