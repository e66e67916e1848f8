"""Signing in from where many have failed: it takes longer, holds nothing up elsewhere, and still lets people in."""

import time

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.people import networks
from casebook.people.letter import Letter
from casebook.people.network_try import NetworkTry, Tried
from casebook.people.networks import code_of, note_try
from tests.conftest import Visitor

from .stepping import PASSWORD, with_password


def at(library: Library, address: str) -> Visitor:
    """A browser at an address."""
    visitor = Visitor(library)
    visitor.client = TestClient(
        visitor.client.app, base_url="http://localhost:8000", follow_redirects=False, client=(address, 50000)
    )
    return visitor


def noisy(library: Library, address: str, failures: int = 100) -> None:
    with writing(library.engine) as db:
        for _ in range(failures):
            note_try(db, code_of(library.keyring.own_key("networks"), address), Tried.sign_in)


def took(visitor: Visitor, password: str = PASSWORD) -> tuple[int, float]:
    began = time.monotonic()
    answer = visitor.post("/sign-in", email="lena@casebook.example", password=password)
    return answer.status_code, time.monotonic() - began


def test_a_failure_counts_against_the_network_of_who_made_it_and_a_success_does_not(stocked: Library) -> None:
    with_password(stocked, "lena")
    here = at(stocked, "192.0.2.17")
    assert took(here, "not that one")[0] == 422
    assert took(here)[0] == 303
    with reading(stocked.engine) as db:
        (kept,) = db.exec(select(NetworkTry)).all()
    assert kept.network_hmac == code_of(stocked.keyring.own_key("networks"), "192.0.2.200")


def test_from_a_noisy_network_she_comes_in_a_little_later_and_from_elsewhere_at_once(
    stocked: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_password(stocked, "lena")
    noisy(stocked, "192.0.2.17")
    monkeypatch.setattr(networks, "FIRST_PAUSE_S", 5.0)
    ward, ward_took = took(at(stocked, "192.0.2.99"))
    other, other_took = took(at(stocked, "198.51.100.7"))
    assert (ward, other) == (303, 303), "nobody is locked out"
    assert ward_took >= 5
    assert other_took < 4, other_took


def test_only_signing_in_waits(stocked: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    noisy(stocked, "192.0.2.17", 500)
    monkeypatch.setattr(networks, "FIRST_PAUSE_S", 60.0)
    monkeypatch.setattr(networks, "LONGEST_PAUSE_S", 60.0)
    began = time.monotonic()
    here = at(stocked, "192.0.2.17").enter("lena")
    assert here.get("/themes").status_code == 200
    assert time.monotonic() - began < 30


def test_a_flood_of_askings_for_many_addresses_is_answered_alike_and_sends_few_letters_at_once(
    stocked: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(networks, "FREE_LETTERS", 3)
    monkeypatch.setattr(networks, "MOST_LETTERS", 6)
    here = at(stocked, "2001:db8::1")
    pages = set()
    for number in range(8):
        email = f"{number}@casebook.example"
        pages.add(here.post("/forgotten-password", email=email).text.replace(email, "ADDRESS"))
    assert len(pages) == 1, "what is not sent is not told"
    with reading(stocked.engine) as db:
        letters = db.exec(select(Letter).order_by(Letter.id)).all()  # type: ignore[arg-type]
    assert len(letters) == 6
    assert [letter.due_at > letters[0].due_at.replace(microsecond=0) for letter in letters].count(True) >= 3
    assert letters[-1].due_at > letters[0].due_at
    at(stocked, "2001:db8:0:1::1").post("/forgotten-password", email="x@casebook.example")
    with reading(stocked.engine) as db:
        assert len(db.exec(select(Letter)).all()) == 7
