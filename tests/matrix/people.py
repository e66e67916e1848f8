"""The thirteen actors of the privacy promises, the people whose things they ask for, and the groups all of them are in.

`same` and `other` own what stands in the actors' own organisation and in another; none of them is an actor.
"""

from datetime import timedelta

from sqlmodel import Session, select

from casebook.clock import now
from casebook.people.cohort import Cohort, Part
from casebook.people.joining import add_cohort, add_person, join_cohort
from casebook.people.person import CareerStage, Organisation, Role
from tests.conftest import cast

#: actor -> the person who asks; `expired` holds a cookie of Lena's that has run out
ACTORS = {
    "anonymous": "", "trainee": "tess", "peer": "lena", "stranger": "otto", "educator": "tom", "other-educator": "edie",
    "author": "ada", "reviewer": "vera", "administrator": "adam", "operator": "opal", "suspended": "sue",
    "expired": "lena", "scoped": "guest",
}  # fmt: skip
#: person -> role, organisation (0 the actors' own, 1 another), cohort, part; those of the cast are there already.
#: Opal runs the machine: on the command line she may do much, on the site she is a person without a role.
MORE: dict[str, tuple[Role | None, int, str, Part]] = {
    "tess": (Role.trainee, 0, "", Part.learner),
    "edie": (Role.educator, 1, "", Part.educator),
    "adam": (Role.administrator, 0, "", Part.learner),
    "opal": (None, 0, "", Part.learner),
    "sue": (Role.trainee, 0, "North", Part.learner),
    "nell": (Role.trainee, 0, "North", Part.learner),
    "quinn": (Role.trainee, 1, "Harbour", Part.learner),
    "trudy": (Role.educator, 0, "West", Part.educator),
    "quill": (Role.educator, 1, "Harbour", Part.educator),
    "alma": (Role.author, 0, "", Part.learner),
    "stan": (Role.educator, 0, "", Part.educator),
    "sten": (Role.educator, 1, "", Part.educator),
    "abel": (Role.author, 1, "", Part.learner),
}
CLOSED = "Last year"  # a cohort of Tom's and Lena's that has been closed


def add_people(db: Session) -> None:
    """Everybody beside the cast, and the cohorts West, Harbour and one that Tom will close."""
    organisations = db.exec(select(Organisation).order_by(Organisation.id)).all()  # type: ignore[arg-type]
    began = now().date() - timedelta(days=30)
    for name, (role, where, group, part) in MORE.items():
        organisation = organisations[where]
        person = add_person(db, name=name.title(), email=f"{name}@casebook.example", roles=[role] if role else [],
                            stage=CareerStage.gp, organisation=organisation)  # fmt: skip
        if group:
            cohort = add_cohort(db, name=group, organisation=organisation)
            join_cohort(db, cohort, person, starts_on=began, part=part)
    last_year = add_cohort(db, name=CLOSED, organisation=organisations[0])
    for name, part in (("tom", Part.educator), ("lena", Part.learner)):
        join_cohort(db, last_year, cast(db, name), starts_on=began, part=part)


def cohort_key(db: Session, name: str) -> str:
    """The key of a cohort by its name."""
    return db.exec(select(Cohort).where(Cohort.name == name)).one().key
