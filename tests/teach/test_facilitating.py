"""A session moves when its educator says so, once a press, and comes back as it was."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from casebook.clock import now, standing_at
from casebook.db.engine import reading, writing
from casebook.errors import WrongInput
from casebook.library import Library
from casebook.reflect.room import Room
from casebook.teach.closing import close_account
from casebook.teach.facilitating import (
    MOVES,
    PlannedStep,
    add_time,
    close_forgotten,
    close_session,
    go_on,
    move,
    open_session,
    reveal,
    seat_tables,
    turn_order,
)
from casebook.teach.joining_session import join, join_as_guest, session_by_code
from casebook.teach.session_clocks import CLOCKS
from casebook.teach.session_queries import guest_viewer, room_of, step_of, table_of, tables_in
from casebook.teach.teaching_session import Phase, TableSeat, TeachingSession
from tests.conftest import cast, the_case
from tests.teach.rooms import a_session, answers, in_it, to


def test_a_session_needs_a_case_and_takes_twelve_at_most(db: Session) -> None:
    _, point, _ = the_case(db)
    for many in (0, 13):
        with pytest.raises(WrongInput):
            open_session(db, [PlannedStep(point)] * many, title="x", by=cast(db, "tom"))
    assert a_session(db, steps=12).phase is Phase.watch


def test_pressing_twice_or_on_an_old_screen_moves_nothing(db: Session) -> None:
    session = a_session(db)
    turn = session.turn
    assert move(db, session, Phase.alone, turn=turn)
    room = step_of(db, session).room_id
    assert not move(db, session, Phase.alone, turn=turn)
    assert not move(db, session, Phase.discuss, turn=turn), "a second tab that has not looked since"
    assert (session.phase, step_of(db, session).room_id) == (Phase.alone, room)
    assert len(db.exec(select(Room)).all()) == 1


@given(st.lists(st.sampled_from(list(Phase)), max_size=12))
def test_a_question_is_put_before_it_is_talked_about_and_never_opened_again(path: list[Phase]) -> None:
    phase, put, closed = Phase.watch, False, False
    for to_phase in path:
        if to_phase in MOVES[phase]:
            assert not closed
            phase = to_phase
            put = put or phase is Phase.alone
            closed = phase is Phase.debrief
            assert put


def test_going_back_to_answering_keeps_the_same_room(db: Session) -> None:
    session = a_session(db)
    to(db, session, Phase.alone, Phase.discuss)
    room = step_of(db, session).room_id
    to(db, session, Phase.alone, Phase.discuss, Phase.again, Phase.debrief)
    assert step_of(db, session).room_id == room
    kept = room_of(db, step_of(db, session))
    assert kept is not None
    assert kept.closed_at is not None


def test_a_phase_has_a_clock_that_can_be_given_time_and_ends_nothing(db: Session) -> None:
    session = a_session(db)
    assert session.seconds_left is None
    to(db, session, Phase.alone)
    assert session.seconds_left is not None
    assert session.seconds_left > 60 * CLOCKS[Phase.alone] - 5
    assert add_time(db, session, 2, turn=session.turn)
    assert session.seconds_left > 60 * (CLOCKS[Phase.alone] + 2) - 5
    with standing_at(now() + timedelta(hours=1)):
        assert session.seconds_left == 0
        assert session.phase is Phase.alone
        assert add_time(db, session, 1, turn=session.turn)
        assert 50 < session.seconds_left <= 60
    assert not add_time(db, session, 500, turn=session.turn)


def test_nothing_is_revealed_before_the_close(db: Session) -> None:
    session = a_session(db)
    for phase in (Phase.alone, Phase.discuss, Phase.again):
        to(db, session, phase)
        for what in ("reasons", "figures"):
            assert not reveal(db, session, what, turn=session.turn)
    to(db, session, Phase.debrief)
    assert reveal(db, session, "reasons", turn=session.turn)
    assert not reveal(db, session, "anything", turn=session.turn)
    step = step_of(db, session)
    assert (step.reasons_shown, step.figures_shown) == (True, False)


def test_the_educator_may_turn_the_order(db: Session) -> None:
    session = a_session(db)
    assert session.reasons_first
    assert turn_order(db, session, turn=session.turn)
    assert not session.reasons_first
    assert not turn_order(db, session, turn=session.turn - 1)


def test_the_next_case_comes_after_the_debrief(db: Session) -> None:
    session = a_session(db, steps=2)
    to(db, session, Phase.alone)
    assert not go_on(db, session, turn=session.turn)
    to(db, session, Phase.discuss, Phase.debrief)
    assert go_on(db, session, turn=session.turn)
    assert (session.step, session.phase) == (2, Phase.watch)
    assert go_on(db, session, turn=session.turn) is False, "there is no third"


def test_everyone_gets_a_table_once_and_a_latecomer_the_emptiest(db: Session, stocked: Library) -> None:
    session = a_session(db)
    people = [in_it(db, session) for _ in range(11)]
    to(db, session, Phase.alone)
    for number, person in enumerate(people):
        assert answers(db, stocked, session, person, ("stay", "go")[number % 2])
    assert not seat_tables(db, stocked.keyring, session, turn=session.turn), "only when they are to talk"
    to(db, session, Phase.discuss)
    assert seat_tables(db, stocked.keyring, session, turn=session.turn)
    step = step_of(db, session)
    seated = {person.pk: table_of(db, step, person) for person in people}
    assert set(seated.values()) == {1, 2, 3}
    assert tables_in(db, step) == 3
    assert not seat_tables(db, stocked.keyring, session, turn=session.turn), "drawn again they would tell more"
    assert {person.pk: table_of(db, step, person) for person in people} == seated
    sizes = [list(seated.values()).count(number) for number in (1, 2, 3)]
    late = in_it(db, session)
    assert table_of(db, step, late) == 1 + sizes.index(3)
    join(db, session, by=late)
    assert len(db.exec(select(TableSeat)).all()) == 12


def test_closing_ends_it_and_closes_an_open_question(db: Session) -> None:
    session = a_session(db)
    to(db, session, Phase.alone)
    close_session(db, session)
    turn = session.turn
    close_session(db, session)
    assert session.turn == turn
    room = room_of(db, step_of(db, session))
    assert room is not None
    assert not room.asks
    assert not move(db, session, Phase.discuss, turn=session.turn)


def test_a_session_nobody_ended_is_over_after_a_month(db: Session) -> None:
    session = a_session(db)
    guest = join_as_guest(db, session, name="Sam")
    to(db, session, Phase.alone)
    assert close_forgotten(db) == 0
    with standing_at(now() + timedelta(days=31)):
        assert close_forgotten(db) == 1
        assert close_forgotten(db) == 0
        assert session_by_code(db, session.code) is None
        assert guest_viewer(db, guest).open_case is None


def test_a_closed_account_leaves_no_session_open(stocked: Library) -> None:
    with writing(stocked.engine) as db:
        key, tom = a_session(db).key, cast(db, "tom").key
    close_account(stocked.engine, stocked.keyring, tom)
    with reading(stocked.engine) as db:
        assert not db.exec(select(TeachingSession).where(TeachingSession.key == key)).one().is_open
