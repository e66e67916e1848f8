"""The short form of the campaign on nginx: everything is asked and answered as expected."""

import asyncio
from pathlib import Path

import pytest

from tests.databases import copied
from tests.deploy.nginx_server import found

from .front import Measured, measured

pytestmark = pytest.mark.skipif(found() is None, reason="no nginx can be had here")


def test_film_is_asked_of_both_and_comes_from_both(ready_stock: Path, tmp_path: Path) -> None:
    made = Measured(copied(ready_stock, tmp_path / "data"), 4)
    try:
        seen, wrong = asyncio.run(measured(made, rounds=1, pieces=16))
    finally:
        made.close()
    assert wrong == []
    assert {"500 kB from casebook, casebook ms", "6 MB from nginx, nginx ms"} <= set(seen)
    assert seen["decision of two by nginx, a second"] > 0
