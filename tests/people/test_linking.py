"""What is kept of signing in by a provider belongs to its person: she takes it away, and it goes with her account."""

import json

from sqlmodel import select

from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.people.id_tokens import Proof
from casebook.people.letter import Letter, LetterKind, PasswordLink
from casebook.people.linking import link, linked_person, note_provider_sign_in
from casebook.people.mailing import write_letter
from casebook.people.provider_link import ProviderLink, ProviderSignIn
from casebook.people.resetting import RESET_LASTS, ask_for_link, give_link
from casebook.people.signing_in import sign_in
from casebook.reflect.everything import as_json, everything_of
from casebook.teach.closing import close_account
from tests.conftest import cast
from tests.oidc_provider import provider_of

NORTH = provider_of("https://login.north.example")


def use(library: Library, name: str, subject: str) -> None:
    with writing(library.engine) as db:
        person = cast(db, name)
        link(db, NORTH, subject, person)
        note_provider_sign_in(db, sign_in(db, person, hours=1)[0], NORTH, Proof(NORTH.issuer, subject, sid="s"))
        give_link(db, person, lasts=RESET_LASTS)
        ask_for_link(db, person.email)
        write_letter(db, LetterKind.second_factor_changed, person=person)


def test_she_takes_it_away_without_what_would_let_anybody_in(library: Library) -> None:
    use(library, "lena", "lena-1")
    use(library, "otto", "otto-1")
    with reading(library.engine) as db:
        text = as_json(everything_of(db, library.keyring, cast(db, "lena")))
    rows = json.loads(text)["rows"]
    assert [row["subject"] for row in rows["provider_links"] + rows["provider_sign_ins"]] == ["lena-1", "lena-1"]
    assert len(rows["password_links"]) == 1
    assert "secret_sha256" not in text
    assert "otto-1" not in text


def test_it_goes_with_her_account_and_nobody_elses(library: Library) -> None:
    use(library, "lena", "lena-1")
    use(library, "otto", "otto-1")
    with reading(library.engine) as db:
        key = cast(db, "lena").key
    close_account(library.engine, library.keyring, key)
    with reading(library.engine) as db:
        assert linked_person(db, NORTH.issuer, "lena-1") is None
        assert [len(db.exec(select(kind)).all()) for kind in (ProviderLink, ProviderSignIn, PasswordLink)] == [1, 1, 1]
        left = db.exec(select(Letter)).all()
        assert len(left) == 3
        assert {one.person_id for one in left} == {cast(db, "otto").pk, None}
