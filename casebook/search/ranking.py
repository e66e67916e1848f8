"""Ranking: from the words of a question to documents in order of merit, using only documents in sight.

Every figure of the order (how rare a word is, how many documents there are) is taken within sight: a score, too,
can tell what nobody should be told. Windows are about equally long, so length plays no part.
"""

import math
from bisect import insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Protocol

from .lanes import FewScores, Held, InSight, Scores, Worth, highest, points, standing, united
from .query import Asked, Group, SearchAsk
from .words import Word, words_in

#: What a word is worth that is found in another's place.
UNFINISHED = 0.5  # asked "resus": resuscitation
MISSPELT = 0.8
SYNONYM = 0.6

MOST_LONGER = 40

_SATURATION = 1.2  # how soon more of the same word stops adding: BM25's k1
_FEW = 16  # where fewer than one document in so many can answer, these alone are given lanes


class Postings(Protocol):
    """What ranking needs to know of an index."""

    size: int  # how many documents there are, out of sight or not

    def stem(self, plain: str) -> str:
        """The stem by which a word is indexed."""

    def holding(self, stem: str) -> Held:
        """The documents that hold a stem, and how much of it (weighted by field)."""

    def holding_phrase(self, stems: Sequence[str]) -> Held:
        """The documents in which these stems stand one after the other."""

    def spelt(self, plain: str) -> Held:
        """The documents that hold a word spelt exactly so."""

    def beginning_with(self, prefix: str) -> Sequence[tuple[str, int]]:
        """Words that begin so, each with at least as many documents as hold it, the most first."""

    def spelt_like(self, plain: str) -> Iterable[Sequence[str]]:
        """Words that are spelt nearly so: the nearest ones, then those farther off."""


@dataclass(frozen=True)
class Alternative:
    """What a word is answered by: how much each document holds of it, by these stems, and what that is worth."""

    stems: frozenset[str]
    held: Held
    worth: float = 1.0


@dataclass
class Slot:
    """Words of which one will do, with everything that answers them."""

    group: Group
    alternatives: list[Alternative] = field(default_factory=list)

    def stems(self) -> set[str]:
        return {stem for alternative in self.alternatives for stem in alternative.stems}


@dataclass
class Ranked:
    """A score for each document, `unit` for a whole point, and how the question was read on the way."""

    scores: Scores | FewScores
    unit: int
    slots: list[Slot]
    corrections: dict[Word, str]
    also: tuple[str, ...]
    together: frozenset[int]  # documents that hold the whole text as it stands


@dataclass(frozen=True)
class _Sought:
    """What documents get points for: for each group the words that answer it, with what they are worth; phrases; all
    words together."""

    words: Mapping[Group, Sequence[tuple[Held, Worth]]]
    phrases: Mapping[tuple[Word, ...], Held]
    together: Held

    def among(self, documents: Sequence[int]) -> "_Sought":
        """The same for these documents alone, counted from 0."""
        return _Sought(
            {
                group: [(held.among(documents), worth) for held, worth in answers]
                for group, answers in self.words.items()
            },
            {phrase: held.among(documents) for phrase, held in self.phrases.items()},
            self.together.among(documents),
        )


def rank(ask: SearchAsk, asked: Asked, postings: Postings, sight: InSight) -> Ranked:
    """Score the documents in sight that answer. Whole points are for words matched, the rest for how rare and how
    frequent they are; one more where all words stand together as they were asked."""
    slots, corrections = _slots(asked, postings, sight)
    also = _with_synonyms(slots, ask, postings)
    unit = 65_535 // (len(slots) + 3)
    rarities = _rarities(slots, sight)
    whole = (1 + _SATURATION) * (sum(max(rarity, default=0.0) for rarity in rarities) or 1.0)
    sought = _Sought(
        {slot.group: _worth(slot, rarity, unit, whole) for slot, rarity in zip(slots, rarities, strict=True)},
        {phrase: _holding(phrase, postings) for phrase in _phrases(asked)},
        _together(asked, postings),
    )
    few, lanes = _few(asked, sought, sight), 0
    if few is not None:
        lanes = _lanes(asked, sought.among(few), unit, len(few))
    if few is not None and (lanes or not _joined(asked)):
        scores: Scores | FewScores = FewScores(lanes, few)
    else:  # many, or a phrase that nobody says, which is searched as words
        scores = Scores(_lanes(asked, sought, unit, postings.size, sight.lanes), postings.size)
    return Ranked(scores, unit, slots, corrections, also, frozenset(sought.together.documents))


def _slots(asked: Asked, postings: Postings, sight: InSight) -> tuple[list[Slot], dict[Word, str]]:
    slots: list[Slot] = []
    corrections: dict[Word, str] = {}
    for group in asked.groups:
        slot = Slot(group)
        for word in group.words:
            stem = postings.stem(word.plain)
            held = postings.holding(stem)
            known = sight.count(held) > 0
            alternatives = [Alternative(frozenset({stem}), held)] if known else []
            if asked.unfinished and word == asked.words[-1] and len(word.plain) > 2:
                longer = sorted(_longer(word, postings, sight) - {stem})
                together = united([postings.holding(one) for one in longer], postings.size)
                alternatives += [Alternative(frozenset(longer), together, UNFINISHED if known else 1.0)] * bool(longer)
            if not alternatives and (nearest := _nearest(word, postings, sight)):
                corrections[word] = nearest
                near = postings.stem(nearest)
                alternatives = [Alternative(frozenset({near}), postings.holding(near), MISSPELT)]
            slot.alternatives += alternatives
        slots += [slot] * bool(group.words)
    return slots, corrections


def _longer(word: Word, postings: Postings, sight: InSight) -> set[str]:
    """Stems of the most frequent words in sight that begin so."""
    counts: list[tuple[int, str]] = []
    for longer, most in postings.beginning_with(word.plain):
        if len(counts) >= MOST_LONGER and -counts[MOST_LONGER - 1][0] > most:
            break
        if number := sight.count(postings.spelt(longer)):
            insort(counts, (-number, longer))
    return {postings.stem(longer) for _, longer in counts[:MOST_LONGER]}


def _nearest(word: Word, postings: Postings, sight: InSight) -> str:
    """The word in sight that was probably meant: of the nearest, the most frequent."""
    for likes in postings.spelt_like(word.plain):
        counts = {like: sight.count(postings.spelt(like)) for like in likes}
        if (best := max(sorted(counts), key=lambda like: counts[like], default="")) and counts[best]:
            return best
    return ""


def _with_synonyms(slots: list[Slot], ask: SearchAsk, postings: Postings) -> tuple[str, ...]:
    also: list[str] = []
    for synonym in ask.synonyms:
        plain = {word.plain for word in words_in(synonym.asked)}
        meant = [slot for slot in slots if any(word.plain in plain for word in slot.group.words)]
        if not meant:
            continue
        for other in synonym.others:
            stems = tuple(postings.stem(word.plain) for word in words_in(other))
            if stems:
                also.append(other)
                alternative = Alternative(frozenset(stems), postings.holding_phrase(stems), SYNONYM)
                for slot in meant:
                    slot.alternatives.append(alternative)
    return tuple(dict.fromkeys(also))


def _rarities(slots: list[Slot], sight: InSight) -> list[list[float]]:
    """For each slot, how rare each of its alternatives is in sight."""
    return [
        [
            math.log(1 + (sight.number - count + 0.5) / (count + 0.5))
            for count in (sight.count(alternative.held) for alternative in slot.alternatives)
        ]
        for slot in slots
    ]


def _worth(slot: Slot, rarities: list[float], unit: int, whole: float) -> list[tuple[Held, Worth]]:
    """What each of the alternatives is worth to a document that holds so much of it, the most frequent first."""

    def worth(alternative: Alternative, rare: float) -> Worth:
        share = alternative.worth * rare * (1 + _SATURATION) / whole
        return lambda tenth: round(unit * (alternative.worth + share * tenth / (tenth + 10 * _SATURATION)))

    given = [(one.held, worth(one, rare)) for one, rare in zip(slot.alternatives, rarities, strict=True)]
    return sorted(given, key=lambda held_worth: -len(held_worth[0].documents))


def _phrases(asked: Asked) -> list[tuple[Word, ...]]:
    return [*(phrase for group in asked.groups for phrase in group.phrases), *asked.without]


def _holding(phrase: Sequence[Word], postings: Postings) -> Held:
    return postings.holding_phrase([postings.stem(word.plain) for word in phrase])


def _joined(asked: Asked) -> Group | None:
    """The first group that a document has to answer, if any does."""
    return next((group for group in asked.groups if group.required or group.phrases), None)


def _few(asked: Asked, sought: _Sought, sight: InSight) -> list[int] | None:
    """All documents in sight that can answer, if they are few. Ranking these alone costs less than passing over all."""
    joined = _joined(asked)
    groups = [joined] if joined else list(sought.words)
    holding = [held for group in groups for held, _ in sought.words.get(group, ())]
    holding += [sought.phrases[phrase] for group in groups for phrase in group.phrases]
    if sum(len(held.documents) for held in holding) * _FEW > len(sight.seen):
        return None
    documents = holding[0].documents if len(holding) == 1 else set().union(*(held.documents for held in holding))
    return sorted(compress(documents, map(sight.seen.__getitem__, documents)))


def _lanes(asked: Asked, sought: _Sought, unit: int, size: int, seen: int = -1) -> int:
    """The scores of those documents alone that are seen, hold what is required and nothing that was left out: for each
    word the most that one of its alternatives is worth. A phrase that nobody says is searched as words."""
    of_group = {group: highest(answers) for group, answers in sought.words.items()}
    scores = sum(of_group.values()) & seen
    for group in asked.groups:
        if not (group.required or group.phrases):
            continue
        answered = standing(of_group[group], size) if of_group.get(group) else 0
        for phrase in group.phrases:
            answered |= points(sought.phrases[phrase], lambda _: 65_535)
        kept = scores & answered
        scores = kept if group.required else kept or scores
    for phrase in asked.without:
        scores &= ~points(sought.phrases[phrase], lambda _: 65_535)
    if sought.together.documents:
        scores += points(sought.together, lambda _: unit) & standing(scores, size)
    return scores


def _together(asked: Asked, postings: Postings) -> Held:
    """Those that hold the whole text as it stands; without its last word, if that may not be finished."""
    stems = [postings.stem(word.plain) for word in asked.words]
    if len(stems) < 2:
        return Held((), b"", postings.size)
    whole = postings.holding_phrase(stems)
    if whole.documents or not asked.unfinished or len(stems) < 3:
        return whole
    return postings.holding_phrase(stems[:-1])
