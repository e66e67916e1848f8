"""Losing the search index, as somebody might who does not know what it is."""

import shutil
from pathlib import Path

from sqlalchemy import create_engine, text

from casebook.library import Library


def lose_index(library: Library) -> None:
    """Take the index of a library away, whichever engine it has."""
    kind, _, folder = library.settings.index_url.partition("://")
    if kind == "whoosh":
        shutil.rmtree(Path(folder))
        return
    engine = create_engine(library.settings.index_url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA search CASCADE"))
    engine.dispose()
