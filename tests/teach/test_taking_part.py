"""What a phone asks, and where an answer counts."""

import itertools

from sqlmodel import Session, select

from casebook.library import Library
from casebook.people.person import Person
from casebook.reflect.queries import own_answer
from casebook.reflect.response import Response
from casebook.reflect.room import RoomAnswer
from casebook.teach.closing import close_account
from casebook.teach.session_queries import room_of, step_of
from casebook.teach.taking_part import Task, bring_answers, task_now
from casebook.teach.teaching_session import Phase, Seat
from tests.conftest import an_answer, cast, the_case
from tests.teach.rooms import a_session, answers, in_it, to


def test_each_state_of_a_phone_has_one_task_and_nothing_of_others_before_ones_own_answer() -> None:
    yes_no = (True, False)
    for phase, is_open, answered, counts, bring, again in itertools.product(Phase, *[yes_no] * 5):
        task = task_now(phase, is_open=is_open, answered=answered, counts=counts, may_bring=bring, answered_again=again)
        assert (task is Task.over) == (not is_open)
        if task is Task.look:
            assert answered
            assert phase is Phase.debrief
        if task is Task.answer_again:
            assert counts
            assert not again


def test_an_answer_counts_in_the_room_and_in_the_library_as_one_row(db: Session, stocked: Library) -> None:
    session = a_session(db)
    lena = in_it(db, session)
    to(db, session, Phase.alone)
    assert answers(db, stocked, session, lena, "stay")
    assert answers(db, stocked, session, lena, "go"), "sent twice, the first stands"
    _, point, _ = the_case(db)
    kept = own_answer(db, stocked.keyring, lena, point)
    assert kept is not None
    assert kept.choice == "stay"
    assert len(db.exec(select(Response)).all()) == len(db.exec(select(RoomAnswer)).all()) == 1
    to(db, session, Phase.discuss, Phase.again)
    assert answers(db, stocked, session, lena, "go", again=True)
    assert len(db.exec(select(RoomAnswer)).all()) == 2


def test_a_late_answer_is_kept_and_counts_in_the_library_alone(db: Session, stocked: Library) -> None:
    session = a_session(db)
    lena = in_it(db, session)
    to(db, session, Phase.alone, Phase.discuss, Phase.debrief)
    assert not answers(db, stocked, session, lena, "stay")
    assert len(db.exec(select(Response)).all()) == 1
    assert db.exec(select(RoomAnswer)).all() == []


def test_answers_given_before_are_brought_with_one_press(db: Session, stocked: Library) -> None:
    from casebook.reflect.responding import respond

    session = a_session(db)
    lena, (case, point, options) = in_it(db, session), the_case(db)
    for again in (False, True):
        respond(db, stocked.keyring, case, point, options, an_answer("go"), by=lena, again=again)
    to(db, session, Phase.alone)
    room = room_of(db, step_of(db, session))
    assert room is not None
    assert bring_answers(db, stocked.keyring, room, point, by=lena)
    assert len(db.exec(select(RoomAnswer)).all()) == 2
    otto = cast(db, "otto")
    assert not bring_answers(db, stocked.keyring, room, point, by=otto), "there is nothing to bring"


def test_a_closed_account_leaves_its_seat_and_the_room(stocked: Library) -> None:
    from casebook.db.engine import reading, writing

    with writing(stocked.engine) as db:
        session = a_session(db)
        lena = in_it(db, session)
        to(db, session, Phase.alone)
        answers(db, stocked, session, lena, "stay")
        key = lena.key
    close_account(stocked.engine, stocked.keyring, key)
    with reading(stocked.engine) as db:
        for table in (Seat, RoomAnswer, Response):
            assert db.exec(select(table)).all() == []
        assert db.exec(select(Person).where(Person.key == key)).one().name == "A closed account"
