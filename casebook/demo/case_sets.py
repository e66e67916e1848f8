"""A case set in the demonstration: three cases for an evening of cohort North, put together by Tom."""

from sqlmodel import Session, col, select

from ..cases.assembling import add_case, change_step, make_set
from ..cases.case import Case
from ..cases.case_set import CaseSet
from ..cases.letting import let_to_cohort
from ..cases.viewing import published
from ..people.cohort import Cohort
from ..people.queries import person_by_email
from ..people.viewer import viewer_of

#: The cases by slug, each with Tom's prompt and its minutes.
_STEPS = (
    ("you-have-done-three", "Before you answer: when did you last do something alone for the first time?", 25),
    ("twelve-more-hours", "Who in this room has stood at that door? You need not say what you did.", 25),
    ("bed-14", "Each say who you would ring first, and what you would want to hear.", 30),
)


def add_set(db: Session) -> None:
    """Make the set where Tom has none yet, and let North see it. Of other content it takes the first cases."""
    tom = person_by_email(db, "tom@casebook.example")
    cohort = db.exec(select(Cohort).where(Cohort.name == "North")).first()
    if tom is None or cohort is None or db.exec(select(CaseSet.id).where(CaseSet.owner_id == tom.pk)).first():
        return
    cases = {one.slug: one for one in db.exec(select(Case).where(published()).order_by(col(Case.id))).all()}
    wanted = _STEPS if all(slug in cases for slug, _, _ in _STEPS) else [(slug, "", 25) for slug in cases][:3]
    note = "An evening on nights: alone, unsure, and nobody free to come. Take them in any order you like."
    case_set = make_set(db, title="Nights on call", note=note, slot_minutes=90, by=tom)
    for slug, prompt, minutes in wanted:
        step = add_case(db, case_set, cases[slug], by=viewer_of(db, tom))
        change_step(db, case_set, step, prompt=prompt, minutes=minutes)
    let_to_cohort(db, case_set, cohort=cohort.key, opens_on=None, closes_on=None, by=tom)
