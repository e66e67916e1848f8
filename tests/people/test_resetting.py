"""Choosing a password by a link that was sent."""

from datetime import timedelta

import pytest
from sqlmodel import select

from casebook.clock import now, standing_at
from casebook.db.engine import reading, writing
from casebook.errors import NotFound
from casebook.library import Library
from casebook.people.letter import Letter
from casebook.people.linking import linked_person
from casebook.people.provider_link import ProviderLink
from casebook.people.resetting import RESET_LASTS, ask_for_link, choose_password, give_link, person_by_link
from casebook.people.second_factor import Passkey
from casebook.people.second_factor_queries import factors_of
from casebook.people.signing_in import check_password, hashed, sign_in, signed_in, suspend
from casebook.people.tokens import give_token, token_holder
from tests.conftest import cast

NEW = hashed("four quite unrelated words")


def a_link(library: Library) -> str:
    with writing(library.engine) as db:
        return give_link(db, cast(db, "lena"), lasts=RESET_LASTS)


def test_a_link_sets_the_password_once_and_ends_everything_else(library: Library) -> None:
    first, second = a_link(library), a_link(library)
    with writing(library.engine) as db:
        lena = cast(db, "lena")
        cookie, token = sign_in(db, lena, hours=1)[1], give_token(db, lena, name="x", days=1)[1]
        choose_password(db, first, NEW)
    with writing(library.engine) as db:
        assert check_password("four quite unrelated words", cast(db, "lena").password_hash)
        assert signed_in(db, cookie, idle_minutes=20) is None
        assert token_holder(db, token) is None
        for used in (first, second):
            with pytest.raises(NotFound):
                choose_password(db, used, NEW)


def test_a_link_works_for_an_hour_and_not_for_who_is_shut_out(library: Library) -> None:
    link = a_link(library)
    with reading(library.engine) as db:
        with standing_at(now() + RESET_LASTS - timedelta(seconds=5)):
            assert person_by_link(db, link)
        with standing_at(now() + RESET_LASTS), pytest.raises(NotFound):
            person_by_link(db, link)
        with pytest.raises(NotFound):
            person_by_link(db, "")
    with writing(library.engine) as db:
        suspend(db, cast(db, "lena"), reason="x")
        with pytest.raises(NotFound):
            person_by_link(db, link)


def test_five_letters_an_hour_go_to_one_address_known_or_not(library: Library) -> None:
    for address in ("lena@casebook.example", "nobody@hospital.example"):
        for number in range(9):
            with writing(library.engine) as db:
                ask_for_link(db, address.upper() if number % 2 else address)
    with reading(library.engine) as db:
        assert len(db.exec(select(Letter)).all()) == 10
    with standing_at(now() + timedelta(minutes=61)), writing(library.engine) as db:
        ask_for_link(db, "lena@casebook.example")
        assert len(db.exec(select(Letter)).all()) == 11


def test_whoever_made_an_account_with_my_address_is_out_when_i_choose_its_password(library: Library) -> None:
    """She wrote my address, tied the account to a provider and a passkey of hers, and waits for me to use it."""
    with writing(library.engine) as db:
        lena = cast(db, "lena")
        lena.unproven = lena.handed_link = True
        db.add(ProviderLink(person_id=lena.pk, issuer="https://hers.example", subject="1"))
        db.add(Passkey(person_id=lena.pk, name="Hers", credential="hers", public_key="hers"))
        db.add(lena)
    link = a_link(library)
    with writing(library.engine) as db:
        choose_password(db, link, NEW)
        assert linked_person(db, "https://hers.example", "1") is None
        assert not factors_of(db, cast(db, "lena")).any
        lena = cast(db, "lena")
        assert (lena.unproven, lena.handed_link) == (False, False), "I read what is sent there, and nobody else is in"


def test_where_an_address_was_vouched_for_reading_mail_takes_no_second_factor_away(library: Library) -> None:
    with writing(library.engine) as db:
        db.add(Passkey(person_id=cast(db, "lena").pk, name="Own", credential="own", public_key="own"))
    link = a_link(library)
    with writing(library.engine) as db:
        choose_password(db, link, NEW)
        assert factors_of(db, cast(db, "lena")).any


def test_a_new_password_by_mail_ends_what_a_stolen_one_tied_to_the_account(library: Library) -> None:
    """The letter that tells of a provider says to choose a new password if it was not she."""
    with writing(library.engine) as db:
        db.add(ProviderLink(person_id=cast(db, "lena").pk, issuer="https://thief.example", subject="1"))
    link = a_link(library)
    with writing(library.engine) as db:
        choose_password(db, link, NEW)
        assert linked_person(db, "https://thief.example", "1") is None
