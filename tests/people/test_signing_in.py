"""Passwords and people."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from casebook.clock import now, standing_at
from casebook.errors import AlreadyDone, SignInNeeded, WrongInput
from casebook.people.joining import add_cohort, add_organisation, add_person, join_cohort
from casebook.people.person import Role
from casebook.people.queries import roles_of
from casebook.people.signing_in import check_password, set_password, sign_in, signed_in
from tests.conftest import cast


@pytest.mark.parametrize("password", ["short", "password12345", "aaaaaaaaaaaaaa", "x" * 129, "Qwertyuiop123"])
def test_a_password_anyone_would_try_is_refused(db: Session, password: str) -> None:
    with pytest.raises(WrongInput):
        set_password(db, cast(db, "lena"), password)


def test_a_password_is_kept_only_as_argon2id(db: Session) -> None:
    lena = cast(db, "lena")
    set_password(db, lena, "three unrelated words")
    assert lena.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert check_password("three unrelated words", lena.password_hash)
    assert not check_password("three unrelated wordz", lena.password_hash)
    assert not check_password("", ""), "someone without a password cannot sign in with none"


def test_a_sign_in_ends_when_idle_and_in_any_case(db: Session) -> None:
    _, secret = sign_in(db, cast(db, "lena"), hours=12)
    db.flush()
    assert signed_in(db, secret, idle_minutes=20) is not None
    with standing_at(now() + timedelta(minutes=21)):
        assert signed_in(db, secret, idle_minutes=20) is None
    with standing_at(now() + timedelta(hours=13)):
        assert signed_in(db, secret, idle_minutes=10_000) is None
    assert signed_in(db, "guessed", idle_minutes=20) is None


def test_simulated_people_cannot_sign_in(db: Session) -> None:
    someone = add_person(db, name="S", email="s@casebook.example", simulated=True)
    with pytest.raises(SignInNeeded):
        sign_in(db, someone, hours=12)


def test_an_address_belongs_to_one_person_however_it_is_written(db: Session) -> None:
    add_person(db, name="A", email="a.b@casebook.example", roles=[Role.trainee, Role.educator])
    with pytest.raises(AlreadyDone):
        add_person(db, name="B", email=" A.B@Casebook.example")
    with pytest.raises(WrongInput):
        add_person(db, name="B", email="not an address")


def test_roles_are_those_held_now(db: Session) -> None:
    assert roles_of(db, cast(db, "tom")) == {Role.educator}


def test_a_place_in_a_cohort_has_dates(db: Session) -> None:
    cohort = add_cohort(db, name="South", organisation=add_organisation(db, slug="s", name="S"))
    today = now().date()
    place = join_cohort(db, cohort, cast(db, "otto"), starts_on=today, ends_on=today + timedelta(days=120))
    assert place.ends_on == today + timedelta(days=120)
    with pytest.raises(WrongInput):
        join_cohort(db, cohort, cast(db, "otto"), starts_on=today, ends_on=today - timedelta(days=1))
