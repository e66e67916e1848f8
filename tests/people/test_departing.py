"""A provider's word that somebody has left counts once, and for the sign-ins it means."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from casebook.clock import now, standing_at
from casebook.db.engine import writing
from casebook.library import Library
from casebook.people.departing import depart, forget_proofs
from casebook.people.half_signing_in import half_signed_in, sign_in_half
from casebook.people.id_tokens import Departure, Proof
from casebook.people.linking import note_provider_sign_in, offer_link
from casebook.people.person import Person, SignIn
from casebook.people.provider_link import LinkOffer, UsedLogoutToken
from casebook.people.signing_in import sign_in
from tests.conftest import cast
from tests.oidc_provider import provider_of

ISSUER = "https://login.north.example"


def signed_in_as(db: Session, subject: str, sid: str, issuer: str = ISSUER) -> SignIn:
    row, _ = sign_in(db, cast(db, "lena"), hours=1)
    note_provider_sign_in(db, row, provider_of(issuer), Proof(issuer, subject, sid=sid))
    return row


def said(subject: str, sid: str, jti: str = "j") -> Departure:
    return Departure(ISSUER, subject, sid, jti, now() + timedelta(minutes=20))


@pytest.mark.parametrize(
    ("subject", "sid", "ends"),
    [
        ("1", "", "1a 1b 1-"), ("1", "a", "1a 1-"), ("", "a", "1a 2a"), ("3", "", ""), ("2", "b", ""), ("", "c", ""),
    ],
)  # fmt: skip
def test_it_ends_what_it_names_and_no_more(library: Library, subject: str, sid: str, ends: str) -> None:
    with writing(library.engine) as db:
        plain, _ = sign_in(db, cast(db, "lena"), hours=1)
        rows = {name: signed_in_as(db, name[0], name[1].strip("-")) for name in ("1a", "1b", "1-", "2a")}
        other = signed_in_as(db, "1", "a", issuer="https://other.example")
        assert depart(db, said(subject, sid))
        for row in (plain, other, *rows.values()):
            db.refresh(row)
        assert " ".join(name for name, row in rows.items() if row.revoked_at) == ends
        assert (plain.revoked_at, other.revoked_at) == (None, None)


def test_it_ends_the_half_sign_ins_too_and_says_whose_they_were(library: Library) -> None:
    told: list[Person] = []
    with writing(library.engine) as db:
        lena = cast(db, "lena")
        signed_in_as(db, "1", "a")
        left, stays, plain = (
            sign_in_half(db, lena, provider="north", proof=Proof(ISSUER, "1", sid="a")),
            sign_in_half(db, lena, provider="north", proof=Proof(ISSUER, "1", sid="b")),
            sign_in_half(db, lena),
        )
        assert depart(db, said("1", "a"), note=told.append)
        assert [half_signed_in(db, one) is not None for one in (left, stays, plain)] == [False, True, True]
        assert told == [lena]


def test_a_word_is_taken_once_and_forgotten_when_it_would_be_too_old(library: Library) -> None:
    with writing(library.engine) as db:
        assert depart(db, said("1", ""))
        assert not depart(db, said("1", ""))
        assert depart(db, said("1", "", jti="another"))
        offer_link(db, provider_of(ISSUER), Proof(ISSUER, "1", email="x@y.example"))
        assert forget_proofs(db) == 0
    with standing_at(now() + timedelta(minutes=21)), writing(library.engine) as db:
        assert forget_proofs(db) == 3
        assert db.exec(select(UsedLogoutToken)).all() == []
        assert db.exec(select(LinkOffer)).all() == []
