"""Documents as PostgreSQL keeps them: a row each, with its terms as a text search vector, in the tables of an edition.

A lexeme says its kind, how much the document holds of it, and the term: `s20:daughter`. So each lookup in the GIN index
answers for one weight, and no row has to be opened to learn it.
"""

import json
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from .document import Document
from .terms import SHAPE as TERMS_SHAPE
from .terms import Owner, given, passages, terms_of

#: A schema of its own beside the library's tables: nothing in it need be migrated or backed up.
SCHEMA = "search"

#: Raise the second number whenever the tables of an edition change; `served` itself never does.
SHAPE = f"{TERMS_SHAPE}.2"

_MOST_BYTES = 1_000_000  # of lexemes in one vector; PostgreSQL takes 1,048,575
_EDITION = re.compile(r"[0-9a-f]{12}")

SERVED = f"{SCHEMA}.served"
MAKE_SERVED = (
    f"CREATE TABLE IF NOT EXISTS {SERVED} (one boolean PRIMARY KEY DEFAULT true CHECK (one), shape text NOT NULL,"
    " edition text NOT NULL, written text NOT NULL, size integer NOT NULL)"
)


@dataclass(frozen=True)
class Edition:
    """The tables of one making of the index. `documents` are numbered from 0, `owners` say whose those from `first` to
    before `next` are, and `vocabulary` counts the documents that hold so much of a stem, or a word."""

    name: str

    def __post_init__(self) -> None:
        if not _EDITION.fullmatch(self.name):
            raise ValueError(f"no edition {self.name!r}")

    @classmethod
    def fresh(cls) -> "Edition":
        """An edition of a name that none had before, so that nobody takes it for another."""
        return cls(secrets.token_hex(6))

    @property
    def documents(self) -> str:
        return f"{SCHEMA}.documents_{self.name}"

    @property
    def owners(self) -> str:
        return f"{SCHEMA}.owners_{self.name}"

    @property
    def vocabulary(self) -> str:
        return f"{SCHEMA}.vocabulary_{self.name}"

    def tables(self) -> list[str]:
        """The sentences that make its tables."""
        return [
            # words are kept beside the rows, as a search goes through many numbers and opens few documents
            f"CREATE TABLE {self.documents} (number integer PRIMARY KEY, kept text NOT NULL,"
            ' passages text COLLATE "C" NOT NULL, terms tsvector NOT NULL) WITH (toast_tuple_target = 128)',
            # the server keeps samples of columns, which would outlive the documents
            f"ALTER TABLE {self.documents} ALTER kept SET STATISTICS 0, ALTER passages SET STATISTICS 0,"
            " ALTER terms SET STATISTICS 0",
            f"CREATE TABLE {self.owners} (case_slug text NOT NULL, clip_key text NOT NULL,"
            " first integer NOT NULL, next integer NOT NULL)",
            f'CREATE TABLE {self.vocabulary} (kind text COLLATE "C", term text COLLATE "C", tenths smallint,'
            " documents integer NOT NULL, PRIMARY KEY (kind, term, tenths))",
        ]

    def indexes(self) -> list[str]:
        """The sentences that make its indexes, once it is full."""
        return [
            # with fastupdate every search would first go through what was written last
            f"CREATE INDEX ON {self.documents} USING gin (terms) WITH (fastupdate = off)",
            f"CREATE INDEX ON {self.owners} (case_slug)",
            f"CREATE INDEX ON {self.owners} (clip_key)",
        ]


def lexeme(kind: str, tenths: int, term: str) -> str:
    """The lexeme of a term of which a document holds so much."""
    return f"{kind[0]}{tenths}:{term}"


def quoted(lexeme: str) -> str:
    """A lexeme as vectors and queries are written. Terms are letters, digits and single spaces."""
    return f"'{lexeme}'"


def row(number: int, document: Document) -> tuple[int, str, str, str]:
    """A document as its table takes it."""
    kept = given(document)
    return number, json.dumps(kept), "\n".join(passages(document, kept)), _vector(document)


def _vector(document: Document) -> str:
    """The terms of a document as far as a vector holds them: no document is refused for its length."""
    lexemes, left = list[str](), _MOST_BYTES
    for kind, terms in terms_of(document).items():
        for term, tenths in terms.items():
            one = lexeme(kind, tenths, term)
            left -= len(one.encode())
            if left < 0:
                return " ".join(lexemes)
            lexemes.append(quoted(one))
    return " ".join(lexemes)


def numbered(documents: Iterable[Document], start: int, runs: list[tuple[str, str, int, int]]) -> Iterator[Any]:
    """The rows of documents, numbered from `start`; whose they are is put down in `runs`."""
    number = start
    for owner, theirs in groupby(documents, key=lambda one: Owner(one.case_slug, one.clip_key)):
        first = number
        for document in theirs:
            yield row(number, document)
            number += 1
        runs.append((*owner, first, number))
