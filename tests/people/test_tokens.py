"""Upload tokens: only their hash is kept; they end by the clock, by revoking and with a suspension."""

from datetime import timedelta

from sqlmodel import Session, select

from casebook.clock import now, standing_at
from casebook.people.person import UploadToken
from casebook.people.signing_in import suspend
from casebook.people.tokens import give_token, revoke_tokens, token_holder
from tests.conftest import cast


def test_a_token_names_its_person_until_it_ends(db: Session) -> None:
    ada = cast(db, "ada")
    _, secret = give_token(db, ada, name="phone", days=2)
    db.flush()
    assert token_holder(db, secret) == ada
    assert token_holder(db, secret + "x") is None
    assert secret not in str([row.model_dump() for row in db.exec(select(UploadToken)).all()])
    with standing_at(now() + timedelta(days=3)):
        assert token_holder(db, secret) is None


def test_revoking_ends_those_of_a_name_at_once(db: Session) -> None:
    ada = cast(db, "ada")
    _, phone = give_token(db, ada, name="phone", days=2)
    _, tower = give_token(db, ada, name="tower", days=2)
    db.flush()
    assert revoke_tokens(db, ada, name="phone") == 1
    assert (token_holder(db, phone), token_holder(db, tower)) == (None, ada)
    assert revoke_tokens(db, ada) == 1
    assert token_holder(db, tower) is None


def test_a_suspended_person_has_no_token(db: Session) -> None:
    _, secret = give_token(db, cast(db, "ada"), name="phone", days=2)
    suspend(db, cast(db, "ada"), reason="test")
    db.flush()
    assert token_holder(db, secret) is None
