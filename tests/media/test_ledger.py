"""The ledger of ended recordings: it only grows, survives a torn line, tells no key and no name."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casebook.media.ledger import Ledger, mark_of
from casebook.media.tombstone import Tombstone, Why

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


def stone(key: str = "abcdefghjkmn", hours: int = 0, why: Why = Why.withdrawn) -> Tombstone:
    return Tombstone(recording_key=key, sha256="0" * 64, ended_at=AT + timedelta(hours=hours), why=why)


def test_an_end_is_written_once_and_a_later_end_again(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "of" / "its own")
    assert ledger.read() == {}
    for one in (stone(), stone(), stone(hours=2, why=Why.ran_out), stone(hours=1)):
        ledger.write(one)
    text = (tmp_path / "of" / "its own" / "ledger").read_text()
    assert len([line for line in text.split("\n") if line]) == 2
    assert "abcdefghjkmn" not in text
    told = ledger.read()[mark_of("abcdefghjkmn")]
    assert (told.ended_at, told.why) == (AT + timedelta(hours=2), Why.ran_out)
    assert (tmp_path / "of" / "its own" / "ledger").stat().st_mode & 0o077 == 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(torn=st.integers(1, 400), many=st.integers(1, 4))
def test_a_line_that_was_torn_loses_itself_and_no_other(tmp_path: Path, torn: int, many: int) -> None:
    folder = tmp_path / f"{torn}-{many}"
    (file := folder / "ledger").unlink(missing_ok=True)
    ledger, keys = Ledger(folder), [f"recording{number:03d}" for number in range(many)]
    for key in keys:
        ledger.write(stone(key))
    whole = file.read_bytes()
    file.write_bytes(whole[: max(0, len(whole) - torn)])
    left = ledger.read()
    assert [mark_of(key) in left for key in keys] == sorted([mark_of(key) in left for key in keys], reverse=True)
    ledger.write(stone("the next one"))
    assert set(ledger.read()) == {*left, mark_of("the next one")}


def test_a_mark_stands_for_itself() -> None:
    assert mark_of(mark_of("abcdefghjkmn")) == mark_of("abcdefghjkmn")
