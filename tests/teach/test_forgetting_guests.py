"""A guest's words are readable for as long as she can read them, and what she chose goes on counting."""

from datetime import timedelta

from sqlmodel import select

from casebook.clock import now, standing_at
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.people.person import Person
from casebook.people.signing_in import sign_in
from casebook.reflect.response import Response, SealedRecord
from casebook.teach.closing import close_again
from casebook.teach.forgetting_guests import KEPT_FOR, forget_guests
from casebook.teach.joining_session import join_as_guest
from casebook.teach.teaching_session import Phase, Seat
from tests.teach.rooms import a_session, answers, to


def test_a_guest_is_forgotten_a_week_after_her_sign_in_has_ended(stocked: Library) -> None:
    with writing(stocked.engine) as db:
        session = a_session(db)
        guest = join_as_guest(db, session, name="Sam Wombat")
        sign_in(db, guest, hours=12)
        to(db, session, Phase.alone)
        assert answers(db, stocked, session, guest, "stay")
    assert forget_guests(stocked.engine, stocked.keyring) == 0
    with standing_at(now() + timedelta(hours=12) + KEPT_FOR):
        assert forget_guests(stocked.engine, stocked.keyring) == 1
        assert forget_guests(stocked.engine, stocked.keyring) == 0
        assert close_again(stocked.engine, stocked.keyring) == 0, "what she chose stays"
    with reading(stocked.engine) as db:
        assert db.exec(select(SealedRecord)).all() == []
        assert db.exec(select(Seat)).all() == []
        assert len(db.exec(select(Response)).all()) == 1
        assert db.exec(select(Person).where(Person.guest)).one().name == "A closed account"
    kept = [one for one in stocked.settings.data.rglob("*") if one.is_file() and b"Sam Wombat" in one.read_bytes()]
    assert kept == []


def test_a_guest_who_goes_by_the_name_of_nobody_is_forgotten_too(stocked: Library) -> None:
    with writing(stocked.engine) as db:
        session = a_session(db)
        guest = join_as_guest(db, session, name="A closed account")
        to(db, session, Phase.alone)
        answers(db, stocked, session, guest, "stay")
    assert forget_guests(stocked.engine, stocked.keyring) == 1
    assert forget_guests(stocked.engine, stocked.keyring) == 0
    with reading(stocked.engine) as db:
        assert db.exec(select(SealedRecord)).all() == []
