"""Joining a teaching session: by its code, as oneself or as a guest who has a name and nothing else."""

from collections import Counter
from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from ..db.row import new_key
from ..errors import NotAllowed, WrongInput
from ..people.person import CareerStage, Person
from .session_queries import step_of
from .teaching_session import Seat, TableSeat, TeachingSession

CODE_LENGTH = 6
MOST_SEATS = 400  # each phone holds two connections, and a process takes a thousand
MOST_NAME = 60


def free_code(db: Session) -> str:
    """A code that no session has or had: six letters and digits, none of them mistaken for another."""
    while True:
        code = new_key(CODE_LENGTH).upper()
        if db.exec(select(TeachingSession.id).where(TeachingSession.code == code)).first() is None:
            return code


def session_by_code(db: Session, typed: str) -> TeachingSession | None:
    """The open session of a code, however it was typed: in small letters, with spaces or dashes."""
    code = "".join(letter for letter in typed.upper() if letter.isalnum())
    open_one = select(TeachingSession).where(TeachingSession.code == code, col(TeachingSession.closed_at).is_(None))
    return db.exec(open_one).first()


def join(db: Session, session: TeachingSession, *, by: Person) -> Seat:
    """Give a person her seat; she has one however often she joins. Raises NotAllowed for whoever runs the session, as
    nothing of hers is counted there, and where it is full or over."""
    if (seat := db.get(Seat, (session.pk, by.pk))) is not None:
        return seat
    if session.owner_id == by.pk:
        raise NotAllowed("You run this session; your own answer does not count in it.")
    if not session.is_open:
        raise NotAllowed("This session is over.")
    if joined(db, session) >= MOST_SEATS:
        raise NotAllowed(f"This session has {MOST_SEATS} people in it, which is as many as it can hold.")
    seat = Seat(teaching_session_id=session.pk, person_id=by.pk)
    db.add(seat)
    db.flush()
    _sit_down(db, session, by)
    return seat


def join_as_guest(
    db: Session, session: TeachingSession, *, name: str, stage: CareerStage = CareerStage.other
) -> Person:
    """Let somebody without an account take part, under the name she gives. Raises WrongInput without one."""
    name = " ".join(name.split())
    if not name or len(name) > MOST_NAME:
        raise WrongInput(f"Give a name to go by, of at most {MOST_NAME} characters. It need not be your own.")
    key = new_key()
    guest = Person(key=key, name=name, email=f"{key}@guest.invalid", stage=stage, guest=True)
    db.add(guest)
    db.flush()
    join(db, session, by=guest)
    return guest


def joined(db: Session, session: TeachingSession) -> int:
    """How many have a seat."""
    return db.exec(select(func.count()).select_from(Seat).where(Seat.teaching_session_id == session.pk)).one()


def people_with_seats(db: Session, session: TeachingSession) -> Sequence[Person]:
    """Everyone with a seat."""
    seated = select(Person).join(Seat, col(Seat.person_id) == Person.id)
    return db.exec(seated.where(Seat.teaching_session_id == session.pk)).all()


def _sit_down(db: Session, session: TeachingSession, person: Person) -> None:
    """Where tables are talking already, take a place at the emptiest; it says nothing of anybody's choice."""
    step = step_of(db, session)
    taken = Counter(db.exec(select(TableSeat.number).where(TableSeat.teaching_step_id == step.pk)).all())
    if taken:
        emptiest = min(taken, key=lambda number: (taken[number], number))
        db.add(TableSeat(teaching_step_id=step.pk, person_id=person.pk, number=emptiest))
