"""Documents as Whoosh keeps them: a row of terms with their weights, and the document itself as plain values."""

# mypy: disallow-untyped-calls=False

from collections import defaultdict
from collections.abc import Generator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from whoosh.columns import VarBytesColumn
from whoosh.fields import COLUMN, ID, STORED, FieldType, Schema
from whoosh.formats import Existence
from whoosh.lang.porter2 import stem as porter2
from whoosh.support.levenshtein import damerau_levenshtein

from .document import FIELDS, CaseDocument, ClipDocument, Document, Moment, SpokenCue
from .lanes import MOST
from .marking import Read, read
from .words import words_in

#: Raise it whenever documents, fields or the cutting of words change: an index of another shape is rebuilt.
SHAPE = 3

#: The fields of terms: stems with their weights, words as they are spelt, and each two stems that stand together.
STEM, WORD, PAIR = "stem", "word", "pair"

stem = lru_cache(maxsize=50_000)(porter2)


def slips_between(one: str, other: str, most: int) -> int:
    """How many slips apart two words are; past `most` it may say less than there are, but always more than `most`."""
    return int(damerau_levenshtein(one, other, most))


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


class Owner(NamedTuple):
    """The case and the clip of a document; the clip is empty for a case."""

    case_slug: str
    clip_key: str

    def written(self) -> bytes:
        return f"{self.case_slug}\n{self.clip_key}".encode()

    @classmethod
    def read(cls, written: bytes) -> "Owner":
        case_slug, _, clip_key = written.decode().partition("\n")
        return cls(case_slug, clip_key)


def row(document: Document) -> dict[str, Any]:
    """A document as Whoosh takes it."""
    weights: dict[str, float] = defaultdict(float)
    spelt: dict[str, int] = {}
    pairs: dict[str, int] = {}
    for name, text in document.texts().items():
        plain = [word.plain for word in words_in(text)]
        stems = [stem(word) for word in plain]
        spelt |= dict.fromkeys(plain, 1)
        pairs |= dict.fromkeys(map(pair, stems, stems[1:]), 1)
        for one in stems:
            weights[one] += FIELDS[name]
    row: dict[str, Any] = {
        "case": document.case_slug,
        "owner": Owner(document.case_slug, document.clip_key).written(),
        "kept": _given(document),
        STEM: {one: min(round(10 * weight), MOST) for one, weight in weights.items()},
        WORD: spelt,
        PAIR: pairs,
    }
    return row | ({"clip": document.clip_key} if document.clip_key else {})


def pair(first: str, second: str) -> str:
    """The term for two stems that stand together."""
    return f"{first} {second}"


def _given(document: Document) -> tuple[Any, ...]:
    """A document as plain values; its owner is kept beside it, and a moment has the stems of its cues, a line each."""
    if isinstance(document, Moment):
        stems = "\n".join(" ".join(stem(word.plain) for word in words_in(cue.text)) for cue in document.cues)
        return "moment", document.after, tuple((cue.start_ms, cue.text) for cue in document.cues), stems
    if isinstance(document, ClipDocument):
        return "clip", document.after, document.title, document.contributor
    texts = (document.title, document.dilemma, document.story, document.themes, document.setting, document.guidance)
    return "case", *texts


def document_of(owner: Owner, given: tuple[Any, ...]) -> Document:
    """The document that was given."""
    match given:
        case "moment", after, cues, _:
            return Moment(*owner, after, tuple(SpokenCue(*cue) for cue in cues))
        case "clip", after, title, contributor:
            return ClipDocument(*owner, title, contributor, after)
        case "case", *texts:
            return CaseDocument(owner.case_slug, *texts)
    raise ValueError(f"unknown document {given[:1]}")


def passages(document: Document, given: tuple[Any, ...]) -> list[str]:
    """The stems of each text of a document, as one line with a space at either end."""
    if given[0] == "moment":
        return [f" {given[3]} ".replace("\n", " ")]
    return [f" {' '.join(stem(word.plain) for word in words_in(text))} " for text in document.texts().values() if text]


def pieces(document: Document, given: tuple[Any, ...]) -> list[Read]:
    """What may be shown of a document, with its stems."""
    if given[0] == "moment":
        return [Read(text, stems.split()) for text, stems in zip(document.pieces(), given[3].split("\n"), strict=True)]
    return [read(text, stem) for text in document.pieces()]
