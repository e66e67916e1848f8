"""Documents as Whoosh keeps them: a row of terms with their weights, and the document itself as plain values."""

# mypy: disallow-untyped-calls=False

from collections.abc import Generator, Mapping
from typing import Any

from whoosh.columns import VarBytesColumn
from whoosh.fields import COLUMN, ID, STORED, FieldType, Schema
from whoosh.formats import Existence

from .document import Document
from .terms import PAIR, STEM, WORD, Owner, given, terms_of


class Terms(FieldType):
    """A field that is given as terms with their weights in tenths: Whoosh cuts no words here."""

    def __init__(self) -> None:
        super().__init__(format=Existence(), analyzer=None)  # type: ignore[arg-type]  # there is nothing to analyse

    def index(self, value: Mapping[str, int], **_: Any) -> Generator[tuple[bytes, int, float, bytes], Any, None]:
        return ((term.encode(), 1, float(tenths), b"") for term, tenths in value.items())


def schema() -> Schema:
    """The fields of a row."""
    return Schema(
        case=ID, clip=ID, owner=COLUMN(VarBytesColumn()), kept=STORED, **{name: Terms() for name in (STEM, WORD, PAIR)}
    )


def row(document: Document) -> dict[str, Any]:
    """A document as Whoosh takes it."""
    row: dict[str, Any] = {
        "case": document.case_slug,
        "owner": Owner(document.case_slug, document.clip_key).written(),
        "kept": given(document),
        **terms_of(document),
    }
    return row | ({"clip": document.clip_key} if document.clip_key else {})
