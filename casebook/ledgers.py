"""The ledgers: what was ended for good and must stay so, whatever database is under the library now."""

from .library import Library
from .media.burying import remember
from .teach.closing import close_again
from .teach.retiming import redact_forgotten


def apply_ledgers(library: Library) -> tuple[int, int]:
    """Bring the database to what the ledgers say, before anybody is let in: films that were taken back, accounts that
    were closed, spans that were redacted. Answers how many films and accounts had to be ended again."""
    films = remember(library.engine, library.storage)
    redact_forgotten(library.engine, library.storage)
    return films, close_again(library.engine, library.keyring)
