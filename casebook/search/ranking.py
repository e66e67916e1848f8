"""Ranking: from the words of a question to documents in order of merit, using only documents in sight.

Every figure of the order (how rare a word is, how many documents there are) is taken within sight: a score, too,
can tell what nobody should be told. Windows are about equally long, so length plays no part.
"""

import math
from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import Protocol

from .query import Asked, SearchAsk
from .words import Word, words_in

#: What a word is worth that is found in another's place.
UNFINISHED = 0.5  # asked "resus": resuscitation
MISSPELT = 0.8
SYNONYM = 0.6

MOST_LONGER = 40

_SATURATION = 1.2  # how soon more of the same word stops adding: BM25's k1


class Postings(Protocol):
    """What ranking needs to know of an index."""

    def stem(self, plain: str) -> str:
        """The stem by which a word is indexed."""

    def holding(self, stem: str) -> tuple[Sequence[int], Sequence[float]]:
        """The documents that hold a stem, and how much of it (weighted by field)."""

    def holding_phrase(self, stems: Sequence[str]) -> Collection[int]:
        """The documents in which these stems stand one after the other."""

    def spelt(self, plain: str) -> Sequence[int]:
        """The documents that hold a word spelt exactly so."""

    def beginning_with(self, prefix: str) -> Sequence[str]:
        """Words that begin so."""

    def spelt_like(self, plain: str) -> Iterable[Sequence[str]]:
        """Words that are spelt nearly so: the nearest ones, then those farther off."""


@dataclass(frozen=True)
class Alternative:
    """A stem, or several that must stand together, by which a word is answered."""

    stems: tuple[str, ...]
    worth: float = 1.0


@dataclass
class Slot:
    """A word that was asked, with everything that answers it."""

    word: Word
    alternatives: list[Alternative]

    def stems(self) -> set[str]:
        return {stem for alternative in self.alternatives for stem in alternative.stems}


@dataclass
class Ranked:
    """Documents with their scores, and how the question was read on the way."""

    scores: dict[int, float]
    slots: list[Slot]
    corrections: dict[Word, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    together: Set[int] = frozenset()  # documents that hold the whole text as it stands


def rank(ask: SearchAsk, asked: Asked, postings: Postings, in_sight: Sequence[int]) -> Ranked:
    """Score the documents in sight (`in_sight[document]` is 1) that answer. Whole points are for words matched, the
    rest for how rare and how frequent they are; one more where all words stand together as they were asked."""
    slots, corrections = _slots(asked, postings, in_sight)
    also = _with_synonyms(slots, ask, postings)
    scores = _scores(slots, postings, in_sight)
    for phrase in asked.phrases:
        held = set(postings.holding_phrase([postings.stem(word.plain) for word in phrase]))
        kept = {document: score for document, score in scores.items() if document in held}
        scores = kept or scores  # a phrase that nobody says is searched as words
    together = _together(asked, postings, scores)
    for document in together:
        scores[document] += 1.0
    return Ranked(scores, slots, corrections, also, together)


def _slots(asked: Asked, postings: Postings, in_sight: Sequence[int]) -> tuple[list[Slot], dict[Word, str]]:
    slots: list[Slot] = []
    corrections: dict[Word, str] = {}
    for word in asked.counting:
        stem = postings.stem(word.plain)
        known = _any_in_sight(postings.holding(stem)[0], in_sight)
        alternatives = [Alternative((stem,))] if known else []
        if asked.unfinished and word == asked.words[-1] and len(word.plain) > 2:
            longer = _longer(word, postings, in_sight) - {stem}
            alternatives += [Alternative((one,), UNFINISHED if known else 1.0) for one in sorted(longer)]
        if not alternatives and (nearest := _nearest(word, postings, in_sight)):
            corrections[word] = nearest
            alternatives = [Alternative((postings.stem(nearest),), MISSPELT)]
        slots.append(Slot(word, alternatives))
    return slots, corrections


def _any_in_sight(documents: Iterable[int], in_sight: Sequence[int]) -> bool:
    return any(in_sight[document] for document in documents)


def _longer(word: Word, postings: Postings, in_sight: Sequence[int]) -> set[str]:
    """Stems of the most frequent words in sight that begin so."""
    counts = {
        longer: sum(in_sight[document] for document in postings.spelt(longer))
        for longer in postings.beginning_with(word.plain)
    }
    frequent = sorted((longer for longer in counts if counts[longer]), key=lambda longer: (-counts[longer], longer))
    return {postings.stem(longer) for longer in frequent[:MOST_LONGER]}


def _nearest(word: Word, postings: Postings, in_sight: Sequence[int]) -> str:
    """The word in sight that was probably meant: of the nearest, the most frequent."""
    for likes in postings.spelt_like(word.plain):
        counts = {like: sum(in_sight[document] for document in postings.spelt(like)) for like in likes}
        if (best := max(sorted(counts), key=lambda like: counts[like], default="")) and counts[best]:
            return best
    return ""


def _with_synonyms(slots: list[Slot], ask: SearchAsk, postings: Postings) -> tuple[str, ...]:
    also: list[str] = []
    for synonym in ask.synonyms:
        plain = {word.plain for word in words_in(synonym.asked)}
        meant = [slot for slot in slots if slot.word.plain in plain]
        if not meant:
            continue
        for other in synonym.others:
            stems = tuple(postings.stem(word.plain) for word in words_in(other))
            if stems:
                also.append(other)
                for slot in meant:
                    slot.alternatives.append(Alternative(stems, SYNONYM))
    return tuple(dict.fromkeys(also))


def _scores(slots: list[Slot], postings: Postings, in_sight: Sequence[int]) -> dict[int, float]:
    number = sum(in_sight)
    found = [[_found(alternative, postings, in_sight) for alternative in slot.alternatives] for slot in slots]
    rarities = [
        [math.log(1 + (number - len(documents) + 0.5) / (len(documents) + 0.5)) for documents in alternatives]
        for alternatives in found
    ]
    whole = (1 + _SATURATION) * (sum(max(rarity, default=0.0) for rarity in rarities) or 1.0)
    scores: dict[int, float] = {}
    for slot, alternatives, rarity in zip(slots, found, rarities, strict=True):
        points: dict[int, float] = {}
        for alternative, documents, rare in zip(slot.alternatives, alternatives, rarity, strict=True):
            share = alternative.worth * rare * (1 + _SATURATION) / whole
            for document, weight in documents.items():
                point = alternative.worth + share * weight / (weight + _SATURATION)
                if point > points.get(document, 0.0):
                    points[document] = point
        for document, point in points.items():
            scores[document] = scores.get(document, 0.0) + point
    return scores


def _found(alternative: Alternative, postings: Postings, in_sight: Sequence[int]) -> dict[int, float]:
    if len(alternative.stems) > 1:
        return {document: 1.0 for document in postings.holding_phrase(alternative.stems) if in_sight[document]}
    return {
        document: weight
        for document, weight in zip(*postings.holding(alternative.stems[0]), strict=True)
        if in_sight[document]
    }


def _together(asked: Asked, postings: Postings, scores: Collection[int]) -> Set[int]:
    """Those that hold the whole text as it stands; without its last word, if that may not be finished."""
    stems = [postings.stem(word.plain) for word in asked.words]
    if len(stems) < 2:
        return frozenset()
    whole = frozenset(postings.holding_phrase(stems)).intersection(scores)
    if whole or not asked.unfinished or len(stems) < 3:
        return whole
    return frozenset(postings.holding_phrase(stems[:-1])).intersection(scores)
