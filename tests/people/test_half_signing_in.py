"""How often codes may be tried: soon slow, never shut."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from casebook.clock import now, standing_at
from casebook.people.half_signing_in import (
    CODE_WINDOW,
    FREE_CODES,
    LONGEST_PAUSE,
    forget_wrong_codes,
    half_signed_in,
    note_wrong_code,
    pause_after,
    sign_in_half,
    wait_for_code,
)
from casebook.people.signing_in import sign_out_everywhere, signed_in, suspend
from tests.conftest import cast

NOTHING = timedelta()


@given(st.integers(0, 10_000))
def test_the_pause_grows_and_is_never_longer_than_a_quarter_of_an_hour(failures: int) -> None:
    last = now()
    assert last <= pause_after(failures, last) <= pause_after(failures + 1, last) <= last + LONGEST_PAUSE


def test_a_day_of_guessing_is_a_hundred_codes_of_a_million(db: Session) -> None:
    lena, moment, tried = cast(db, "lena"), now(), 0
    over = moment + CODE_WINDOW
    while moment < over:
        with standing_at(moment):
            note_wrong_code(db, lena)
            db.flush()
            tried += 1
            moment += max(wait_for_code(db, lena), timedelta(seconds=1))
    assert FREE_CODES < tried < 110


def test_one_persons_wrong_codes_are_nobody_elses_and_are_forgotten(db: Session) -> None:
    lena, tom = cast(db, "lena"), cast(db, "tom")
    for _ in range(FREE_CODES):
        assert wait_for_code(db, lena) == NOTHING
        note_wrong_code(db, lena)
        db.flush()
    assert wait_for_code(db, lena) > NOTHING
    assert wait_for_code(db, tom) == NOTHING
    forget_wrong_codes(db, lena)
    assert wait_for_code(db, lena) == NOTHING


def test_a_half_sign_in_is_no_sign_in_and_is_soon_over(db: Session) -> None:
    lena = cast(db, "lena")
    secret = sign_in_half(db, lena)
    db.flush()
    assert signed_in(db, secret, idle_minutes=20) is None
    found = half_signed_in(db, secret)
    assert found is not None
    assert found.pk == lena.pk
    with standing_at(now() + timedelta(minutes=11)):
        assert half_signed_in(db, secret) is None
    sign_out_everywhere(db, lena)
    assert half_signed_in(db, secret) is None


def test_whoever_is_suspended_meanwhile_gets_no_further(db: Session) -> None:
    lena = cast(db, "lena")
    secret = sign_in_half(db, lena)
    suspend(db, lena, reason="x")
    assert half_signed_in(db, secret) is None
