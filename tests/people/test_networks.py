"""Counting tries by network: a ward is never shut out, and many failures from one place make guessing there slow."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from casebook.clock import now, standing_at
from casebook.people.letter import Letter
from casebook.people.network_try import NetworkTry, Tried
from casebook.people.networks import LONGEST_PAUSE_S, code_of, letter_waits, network_of, note_try, pause_of
from casebook.people.resetting import ask_for_link
from casebook.people.signing_in import note_failure, slowed_down

KEY = b"k" * 32
WARD = code_of(KEY, "192.0.2.17")
ELSEWHERE = code_of(KEY, "198.51.100.1")


def test_a_network_is_slash_24_of_ipv4_and_slash_64_of_ipv6() -> None:
    assert network_of("192.0.2.17") == network_of("192.0.2.254") == network_of("::ffff:192.0.2.1") == "192.0.2.0/24"
    assert network_of("192.0.3.17") == "192.0.3.0/24"
    assert network_of("2001:db8:1:2::9") == network_of("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert network_of("fe80::1%eth0") == "fe80::/64"
    assert network_of("testclient") == network_of("") == ""


@given(st.ip_addresses())
def test_every_address_has_a_network_and_its_code_holds_nothing_of_it(address: object) -> None:
    code = code_of(KEY, str(address))
    assert len(code) == 64
    assert str(address) not in code
    assert code != code_of(b"another key" * 3, str(address))


def test_what_is_no_address_counts_against_nobody(db: Session) -> None:
    for _ in range(3):
        note_failure(db, "lena@casebook.example", network=code_of(KEY, "testclient"))
    assert db.exec(select(NetworkTry)).all() == []
    assert pause_of(db, "") == 0


def test_the_hundredth_failure_from_a_network_makes_signing_in_from_there_take_longer(db: Session) -> None:
    for number in range(99):
        note_failure(db, f"{number}@casebook.example", network=WARD)
    assert pause_of(db, WARD) == 0
    note_failure(db, "last@casebook.example", network=WARD)
    assert pause_of(db, WARD) == 2
    assert pause_of(db, ELSEWHERE) == 0
    for _ in range(100):
        note_try(db, WARD, Tried.sign_in)
    assert pause_of(db, WARD) == 4
    for _ in range(900):
        note_try(db, WARD, Tried.sign_in)
    assert pause_of(db, WARD) == LONGEST_PAUSE_S, "and never longer than somebody on a ward can wait"
    with standing_at(now() + timedelta(minutes=15, seconds=1)):
        assert pause_of(db, WARD) == 0


def test_in_a_noisy_network_one_account_is_guessed_at_less_and_others_there_come_in(db: Session) -> None:
    for _ in range(3):
        note_failure(db, "lena@casebook.example", network=WARD)
    assert not slowed_down(db, "lena@casebook.example", network=WARD), "three slips are nothing by themselves"
    for number in range(97):
        note_failure(db, f"{number}@casebook.example", network=WARD)
    assert slowed_down(db, "lena@casebook.example", network=WARD)
    assert not slowed_down(db, "lena@casebook.example", network=ELSEWHERE)
    assert not slowed_down(db, "tom@casebook.example", network=WARD)
    with standing_at(now() + timedelta(seconds=21)):
        assert not slowed_down(db, "lena@casebook.example", network=WARD), "one attempt every so often, never none"


def test_letters_asked_for_from_one_network_go_one_by_one_and_then_no_more(db: Session) -> None:
    for number in range(310):
        ask_for_link(db, f"{number}@casebook.example", network=WARD)
    begun, letters = now(), db.exec(select(Letter).order_by(Letter.id)).all()  # type: ignore[arg-type]
    assert len(letters) == 300
    waits = [(letter.due_at - begun).total_seconds() / 60 for letter in letters]
    assert all(wait < 0.5 for wait in waits[:30])
    assert [round(wait) for wait in waits[30:33]] == [1, 2, 3]
    assert round(waits[-1]) == 270, "the last goes within the day for which it is tried"
    assert letter_waits(db, WARD) is None
    assert letter_waits(db, ELSEWHERE) == timedelta(0)
    with standing_at(begun + timedelta(hours=1, minutes=1)):
        assert letter_waits(db, WARD) == timedelta(0)


def test_what_was_tried_is_forgotten_after_an_hour_and_never_tied_to_an_account(db: Session) -> None:
    note_failure(db, "lena@casebook.example", network=WARD)
    (kept,) = db.exec(select(NetworkTry)).all()
    assert set(kept.model_dump()) == {"id", "created_at", "network_hmac", "what"}
    with standing_at(now() + timedelta(hours=1, seconds=1)):
        note_try(db, ELSEWHERE, Tried.reset)
    assert [one.network_hmac for one in db.exec(select(NetworkTry)).all()] == [ELSEWHERE]
