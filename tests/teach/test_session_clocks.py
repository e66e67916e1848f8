"""How the minutes of a case are shared out among the phases of a session."""

from hypothesis import given
from hypothesis import strategies as st

from casebook.teach.session_clocks import CLOCKED, MOST_MINUTES, shared_out
from casebook.teach.teaching_session import Phase


@given(st.integers(1, 240), st.integers(0, 60 * 60_000))
def test_every_minute_after_the_film_is_given_out_and_nothing_is_without_one(minutes: int, film_ms: int) -> None:
    shares = shared_out(minutes, film_ms)
    left = minutes - -(-film_ms // 60_000)
    assert set(shares) == set(CLOCKED)
    assert all(1 <= share <= MOST_MINUTES for share in shares.values())
    if shares[Phase.discuss] < MOST_MINUTES:
        assert sum(shares.values()) == max(left, len(CLOCKED))
    assert shares[Phase.discuss] == max(shares.values())


@given(st.integers(1, 100), st.integers(0, 10 * 60_000))
def test_another_minute_takes_none_from_talking(minutes: int, film_ms: int) -> None:
    assert shared_out(minutes + 1, film_ms)[Phase.discuss] >= shared_out(minutes, film_ms)[Phase.discuss]


def test_twenty_minutes_without_a_film() -> None:
    assert [shared_out(20, 0)[phase] for phase in CLOCKED] == [4, 8, 3, 5]
