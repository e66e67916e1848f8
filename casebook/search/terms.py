"""What an index keeps of a document: its terms with their weights, and the document itself as plain values."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from .document import FIELDS, CaseDocument, ClipDocument, Document, Moment, SpokenCue
from .lanes import MOST
from .marking import Read, read
from .stemming import stem
from .words import words_in

#: Raise it whenever documents, fields or the cutting of words change: an index of another shape is rebuilt.
SHAPE = 3

#: The kinds of term: stems with their weights, words as they are spelt, and each two stems that stand together.
STEM, WORD, PAIR = "stem", "word", "pair"


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


def terms_of(document: Document) -> dict[str, dict[str, int]]:
    """The terms of a document by kind, each with its weight: of stems in tenths, up to MOST, of others 1."""
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
    return {STEM: {one: min(round(10 * weight), MOST) for one, weight in weights.items()}, WORD: spelt, PAIR: pairs}


def pair(first: str, second: str) -> str:
    """The term for two stems that stand together."""
    return f"{first} {second}"


def given(document: Document) -> tuple[Any, ...]:
    """A document as plain values; its owner is kept beside it, and a moment has the stems of its cues, a line each."""
    if isinstance(document, Moment):
        stems = "\n".join(" ".join(stem(word.plain) for word in words_in(cue.text)) for cue in document.cues)
        return "moment", document.after, tuple((cue.start_ms, cue.text) for cue in document.cues), stems
    if isinstance(document, ClipDocument):
        return "clip", document.after, document.title, document.contributor
    texts = (document.title, document.dilemma, document.story, document.themes, document.setting, document.guidance)
    return "case", *texts


def document_of(owner: Owner, given: Sequence[Any]) -> Document:
    """The document that was given."""
    match given:
        case "moment", after, cues, _:
            return Moment(*owner, after, tuple(SpokenCue(*cue) for cue in cues))
        case "clip", after, title, contributor:
            return ClipDocument(*owner, title, contributor, after)
        case "case", title, dilemma, story, themes, setting, guidance:
            return CaseDocument(owner.case_slug, title, dilemma, story, tuple(themes), setting, tuple(guidance))
    raise ValueError(f"unknown document {given[:1]}")


def passages(document: Document, given: Sequence[Any]) -> list[str]:
    """The stems of each text of a document, as one line with a space at either end."""
    if given[0] == "moment":
        return [f" {given[3]} ".replace("\n", " ")]
    return [f" {' '.join(stem(word.plain) for word in words_in(text))} " for text in document.texts().values() if text]


def pieces(document: Document, given: Sequence[Any]) -> list[Read]:
    """What may be shown of a document, with its stems."""
    if given[0] == "moment":
        return [Read(text, stems.split()) for text, stems in zip(document.pieces(), given[3].split("\n"), strict=True)]
    return [read(text, stem) for text in document.pieces()]
