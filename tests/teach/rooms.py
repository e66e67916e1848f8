"""A session over the small case and people in it, for tests of what groups do."""

from sqlmodel import Session

from casebook.library import Library
from casebook.people.joining import add_person
from casebook.people.person import Person
from casebook.teach.facilitating import PlannedStep, move, open_session
from casebook.teach.joining_session import join
from casebook.teach.session_queries import room_of, step_of
from casebook.teach.taking_part import give_answer
from casebook.teach.teaching_session import Phase, TeachingSession
from tests.conftest import an_answer, cast, the_case

_number = iter(range(1_000_000))


def a_session(db: Session, *, steps: int = 1) -> TeachingSession:
    """Tom opens a session on the small case, or on it several times over."""
    _, point, _ = the_case(db)
    return open_session(db, [PlannedStep(point)] * steps, title="The open door", by=cast(db, "tom"))


def to(db: Session, session: TeachingSession, *phases: Phase) -> None:
    for phase in phases:
        assert move(db, session, phase, turn=session.turn), phase


def in_it(db: Session, session: TeachingSession) -> Person:
    """Somebody with a seat."""
    person = add_person(db, name="Someone", email=f"t{next(_number)}@casebook.example")
    join(db, session, by=person)
    return person


def answers(
    db: Session, library: Library, session: TeachingSession, person: Person, choice: str, *, again: bool = False
) -> bool:
    """She answers on her phone; whether it counts in the room."""
    case, point, options = the_case(db)
    number = next(_number)
    places = {"courage": 1 + number % 7, "trustworthiness": 1 + number % 5}
    answer = an_answer(choice, confidence=1 + number % 4, positions=places, another_way="I would wait.")
    room = room_of(db, step_of(db, session))
    return give_answer(db, library.keyring, room, case, point, options, answer, by=person, again=again)
