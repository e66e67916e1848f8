"""Who comes in by the code, as whom, and what opens to a guest."""

import pytest
from sqlmodel import Session, select

from casebook.cases.viewing import case_for, clip_for, clips_of, seen_keys
from casebook.errors import NotAllowed, NotFound, WrongInput
from casebook.library import Library
from casebook.may import PERMISSIONS, may
from casebook.people.person import Person
from casebook.teach.facilitating import close_session
from casebook.teach.joining_session import join, join_as_guest, joined, session_by_code
from casebook.teach.session_queries import guest_viewer, joined_by, run_by
from casebook.teach.teaching_session import Phase, Seat
from tests.conftest import cast, the_case, viewer
from tests.teach.rooms import a_session, answers, to


def test_a_code_can_be_typed_in_any_way(db: Session) -> None:
    session = a_session(db)
    assert len(session.code) == 6
    assert not set(session.code) & set("01ILOU")
    typed = f" {session.code[:3].lower()}-{session.code[3:]} "
    assert session_by_code(db, typed) is session
    assert session_by_code(db, "") is None
    close_session(db, session)
    assert session_by_code(db, session.code) is None


def test_joining_twice_is_one_seat_and_whoever_runs_it_has_none(db: Session) -> None:
    session, lena = a_session(db), cast(db, "lena")
    assert join(db, session, by=lena) == join(db, session, by=lena)
    assert joined(db, session) == 1
    with pytest.raises(NotAllowed):
        join(db, session, by=cast(db, "tom"))
    close_session(db, session)
    with pytest.raises(NotAllowed):
        join(db, session, by=cast(db, "otto"))


def test_others_do_not_find_a_session(db: Session) -> None:
    session, lena = a_session(db), cast(db, "lena")
    join(db, session, by=lena)
    assert run_by(db, viewer(db, "tom"), session.key) is session
    assert joined_by(db, viewer(db, "lena"), session.key) is session
    for name in ("lena", "otto", "ada"):
        with pytest.raises(NotFound):
            run_by(db, viewer(db, name), session.key)
    for name in ("tom", "otto", "ada"):
        with pytest.raises(NotFound):
            joined_by(db, viewer(db, name), session.key)


def test_a_guest_has_a_name_and_nothing_else(db: Session) -> None:
    session = a_session(db)
    for name in ("", "  ", "x" * 61):
        with pytest.raises(WrongInput):
            join_as_guest(db, session, name=name)
    guest = join_as_guest(db, session, name="  Sam   from ward 4 ")
    assert (guest.name, guest.guest, guest.password_hash) == ("Sam from ward 4", True, "")
    sam = guest_viewer(db, guest)
    assert not sam.signed_in
    assert {name for name in PERMISSIONS if may(sam, name)} == {"public", "play", "take_part"}


def test_a_guest_sees_the_case_the_session_is_at_and_only_what_comes_before_the_answer(
    db: Session, stocked: Library
) -> None:
    session = a_session(db)
    guest = join_as_guest(db, session, name="Sam")
    sam, (case, _, _) = guest_viewer(db, guest), the_case(db)
    assert case_for(db, sam, case.slug) is case
    before = [seen.clip.key for seen in clips_of(db, sam, case)]
    assert len(before) == 1
    to(db, session, Phase.alone)
    assert answers(db, stocked, session, guest, "stay")
    assert [seen.clip.key for seen in clips_of(db, guest_viewer(db, guest), case)] == before
    after = [seen.clip.key for seen in clips_of(db, viewer(db, "ada"), case) if seen.in_case.after]
    for key in after:
        with pytest.raises(NotFound):
            clip_for(db, guest_viewer(db, guest), key)
    close_session(db, session)
    gone = guest_viewer(db, guest)
    assert seen_keys(db, gone) == (frozenset(), frozenset())


def test_a_guest_of_one_session_has_no_seat_in_another(db: Session) -> None:
    one, other = a_session(db), a_session(db)
    sam = guest_viewer(db, join_as_guest(db, one, name="Sam"))
    assert joined_by(db, sam, one.key) is one
    with pytest.raises(NotFound):
        joined_by(db, sam, other.key)
    assert len(db.exec(select(Seat)).all()) == 1
    assert len(db.exec(select(Person).where(Person.guest)).all()) == 1
