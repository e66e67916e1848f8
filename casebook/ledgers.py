"""The ledgers: what was ended for good and must stay so, whatever database is under the library now."""

from .library import Library
from .media.burying import remember
from .teach.closing import close_again


def apply_ledgers(library: Library) -> tuple[int, int]:
    """Bring the database to what the ledgers say, before anybody is let in: films that were taken back, accounts that
    were closed. Answers how many of each had to be ended again."""
    return remember(library.engine, library.storage), close_again(library.engine, library.keyring)
