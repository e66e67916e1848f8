"""A programme of cohort North for tests: one module with the small content's case, made by Tom."""

from sqlmodel import Session

from casebook.cases.decision_point import Commitment
from casebook.people.person import Person
from casebook.people.viewer import viewer_of
from casebook.teach.arranging import add_module, enrol, make_programme, put_cases, start
from casebook.teach.programme import Level, Module, Programme
from casebook.teach.programme_sight import programme_for
from tests.conftest import cast, the_case
from tests.people.organised import DAY, north, today


def a_module(
    db: Session, programme: Programme, title: str = "Telling the truth", *, opens: int = -7, due: int = 7
) -> Module:
    """A module with the one case, open now unless said otherwise, in days from today."""
    tom = cast(db, "tom")
    module = add_module(
        db, programme, title=title, level=Level.foundation, opens_on=today() + opens * DAY, due_on=today() + due * DAY,
        by=tom,
    )  # fmt: skip
    put_cases(db, module, [the_case(db)[0]], by=tom)
    return module


def a_programme(db: Session) -> tuple[Programme, Module]:
    """The programme, with North enrolled."""
    tom = cast(db, "tom")
    programme = make_programme(db, title="Hard conversations", note="Before ARCP.", by=tom)
    module = a_module(db, programme)
    enrol(db, programme, north(db), by=tom)
    return programme, module


def begins(db: Session, person: Person, module: Module) -> None:
    """She presses Start."""
    programme = db.get_one(Programme, module.programme_id)
    start(db, module, programme_for(db, viewer_of(db, person), programme.key).taken_in, by=person)


def answers(db: Session, person: Person) -> None:
    """She has committed an answer at the one decision point."""
    _, point, _ = the_case(db)
    if db.get(Commitment, (person.pk, point.pk)) is None:
        db.add(Commitment(person_id=person.pk, decision_point_id=point.pk))
        db.flush()
