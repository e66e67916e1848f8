"""One hospital for all that is asked here."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from casebook.library import open_library
from casebook.settings import read_settings
from tests.databases import copied

from .asking import Asking
from .hospital import Hospital


@pytest.fixture(scope="session")
def asking(ready_stock: Path, small_content: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    """Whoever asks; the library is after each call as it was before."""
    folder = tmp_path_factory.mktemp("matrix")
    # however long all this takes on a busy machine, nobody is signed out meanwhile
    data = copied(ready_stock, folder / "data")
    settings = read_settings(data=data, demo=True, second_factor="offered", session_idle_minutes=600)
    library = open_library(settings)
    asks = Asking(Hospital(library, small_content, folder))
    with asks.client:
        yield asks
    library.engine.dispose()
