"""Codes of an authenticator app: the published ones, the window, and that none counts twice."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.people.one_time_codes import LATE, app_address, code_at, matching_step, new_secret, step_of

PUBLISHED = base64.b32encode(b"12345678901234567890").decode()  # RFC 6238, appendix B
SECRETS = st.binary(min_size=20, max_size=20).map(lambda some: base64.b32encode(some).decode())
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_the_codes_are_those_the_standard_publishes(seconds: int, code: str) -> None:
    assert code_at(PUBLISHED, seconds // 30) == code


@given(SECRETS, MOMENTS, st.integers(-4, 4))
def test_a_code_counts_a_step_early_or_late_and_no_further(secret: str, moment: datetime, off: int) -> None:
    here = step_of(moment)
    near = {code_at(secret, here + step): here + step for step in range(LATE, -LATE - 1, -1)}
    code = code_at(secret, here + off)
    assert matching_step(secret, code, moment) == near.get(code)
    if abs(off) <= LATE:
        assert matching_step(secret, code, moment) is not None


@given(SECRETS, MOMENTS, st.lists(st.tuples(st.integers(0, 90), st.integers(-2, 2)), max_size=12))
def test_however_codes_are_tried_none_counts_twice(secret: str, moment: datetime, tries: list[tuple[int, int]]) -> None:
    last, taken = 0, []
    for later, off in tries:
        moment += timedelta(seconds=later)
        step = matching_step(secret, code_at(secret, step_of(moment) + off), moment, after=last)
        if step is not None:
            assert abs(step - step_of(moment)) <= LATE
            last = step
            taken.append(step)
    assert taken == sorted(set(taken))


@given(st.text(max_size=12))
def test_what_is_no_code_is_refused_and_breaks_nothing(typed: str) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    right = {code_at(PUBLISHED, step_of(moment) + off) for off in range(-LATE, LATE + 1)}
    if "".join(typed.split()) not in right:
        assert matching_step(PUBLISHED, typed, moment) is None


def test_spaces_in_a_code_are_no_part_of_it() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    code = code_at(PUBLISHED, step_of(moment))
    assert matching_step(PUBLISHED, f" {code[:3]} {code[3:]} ", moment) == step_of(moment)


def test_an_app_reads_who_it_is_for() -> None:
    secret = new_secret()
    address = app_address(secret, issuer="casebook", account="a+b@x.example")
    assert address == f"otpauth://totp/casebook%3Aa%2Bb%40x.example?secret={secret}&issuer=casebook"
