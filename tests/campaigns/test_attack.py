"""The short form of the campaign: every kind of attack, fewer of each; all of it comes to nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from casebook.library import Library
from tests.databases import copied

from . import payloads
from .attack import ROWS, Row, table
from .attack_site import site

FEWER = {"SCRIPTS": 6, "WAYS_OUT": 10, "ELSEWHERE": 40, "HOSTS": 30}


@pytest.fixture(scope="module")
def attacked(ready_stock: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with site(copied(ready_stock, tmp_path_factory.mktemp("attack") / "data")) as library:
        yield library


@pytest.fixture(autouse=True)
def fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, most in FEWER.items():
        given = getattr(payloads, name)
        monkeypatch.setattr(payloads, name, given[:: max(1, len(given) // most)])


@pytest.mark.parametrize("attack", ROWS, ids=lambda one: one.__name__)
def test_nothing_comes_of_it(attacked: Library, attack: Callable[[Library], Row]) -> None:
    row = attack(attacked)
    assert row.tried
    assert row.taken == [], table([row])


def test_there_are_as_many_as_was_promised() -> None:
    from importlib import reload

    whole = reload(payloads)
    assert len(set(whole.SCRIPTS)) >= 60
    assert len(set(whole.WAYS_OUT)) >= 40
    assert len(set(whole.ELSEWHERE)) >= 40
    assert len(set(whole.HOSTS)) >= 30


def test_an_attack_that_comes_to_something_is_counted() -> None:
    row = Row("x")
    row.saw(True, "harmless")
    row.saw(False, "taken")
    assert (row.tried, row.taken) == (2, ["taken"])
