"""The ledgers: what was ended for good and must stay so, whatever database is under the library now."""

from .cases.withdrawing import cases_to_close, close_cases
from .db.engine import reading, writing
from .library import Library
from .media.burying import remember
from .teach.closing import close_again
from .teach.retiming import redact_forgotten


def apply_ledgers(library: Library) -> tuple[int, int]:
    """Bring the database to what the ledgers say, before anybody is let in: films that were taken back, accounts that
    were closed, spans that were redacted. Answers how many films and accounts had to be ended again."""
    films = apply_tombstones(library)
    redact_forgotten(library.engine, library.storage)
    return films, close_again(library.engine, library.keyring)


def apply_tombstones(library: Library) -> int:
    """Bring a library to what its ledger of ended recordings says: what was withdrawn stays withdrawn, whatever backup
    its database came from. Answers how many recordings had to be ended."""
    many = remember(library.engine, library.ledger)
    with reading(library.engine) as db:
        closing = cases_to_close(db)
    if closing:
        with writing(library.engine) as db:
            close_cases(db)
    return many
