"""Finding: from ranked documents to moments, grouped by case, with marked words and a suggestion."""

import heapq
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from .document import CaseDocument, Document, Moment
from .marking import Read, longest_run, mark
from .query import Asked, CaseHits, Found, Hit, Part, SearchAsk, understand
from .ranking import Postings, Ranked, rank
from .words import STOP_WORDS

MOST_CASES = 100
MOST_MOMENTS = 50


class Holdings(Postings, Protocol):
    """What finding needs of an index beyond ranking: whose a document is, and what it says."""

    def owner(self, document: int) -> tuple[str, str]:
        """The case and the clip of a document; the clip is empty for a case."""

    def kept(self, document: int) -> tuple[Document, tuple[Read, ...]]:
        """A document and its texts, piece by piece: a moment's cues; a case's title, dilemma and sentences."""


@dataclass(frozen=True)
class _Wanted:
    """The stems that answer: each word that counts, all of them together, and every word in the order asked."""

    counting: list[set[str]]
    any: set[str]
    in_order: list[set[str]]


@dataclass(frozen=True)
class _Answer:
    """The piece of a document that answers best."""

    score: float
    document: Document
    piece: int
    parts: tuple[Part, ...]

    @property
    def start_ms(self) -> int:
        return self.document.cues[self.piece].start_ms if isinstance(self.document, Moment) else 0


def find(ask: SearchAsk, holdings: Holdings, in_sight: Sequence[int]) -> Found:
    """Everything in sight that answers, best cases first."""
    asked = understand(ask.text)
    if not asked.counting:
        return Found()
    ranked = rank(ask, asked, holdings, in_sight)
    wanted = _wanted(asked, ranked, holdings)
    by_case: dict[str, list[_Answer]] = {}
    for case_slug, documents in _best_cases(ask, ranked, holdings).items():
        by_case[case_slug] = [_answer(document, wanted, ranked, holdings) for document in documents]
    cases = [_case_hits(case_slug, answers, ask) for case_slug, answers in by_case.items()]
    return Found(
        cases=tuple(sorted(cases, key=lambda case: (-case.score, case.case_slug))),
        total=len({holdings.owner(document)[0] for document in ranked.scores}),
        suggestion=_suggestion(asked, ranked),
        also=ranked.also,
    )


def _wanted(asked: Asked, ranked: Ranked, holdings: Holdings) -> _Wanted:
    counting = [slot.stems() - STOP_WORDS | {holdings.stem(slot.word.plain)} for slot in ranked.slots]
    of_word = {slot.word.plain: stems for slot, stems in zip(ranked.slots, counting, strict=True)}
    in_order = [of_word.get(word.plain) or {holdings.stem(word.plain)} for word in asked.words]
    return _Wanted(counting, set().union(*counting), in_order)


def _best_cases(ask: SearchAsk, ranked: Ranked, holdings: Holdings) -> dict[str, list[int]]:
    """For the best cases, their best documents: a few more than are shown, for one cue may answer in two windows."""
    limit, each = min(max(ask.limit, 1), MOST_CASES), min(max(ask.moments, 1), MOST_MOMENTS) + 3
    best: dict[str, list[int]] = defaultdict(list)
    waiting = [(-score, document) for document, score in ranked.scores.items()]
    heapq.heapify(waiting)
    full = 0
    while waiting and full < limit:
        _, document = heapq.heappop(waiting)
        case_slug = holdings.owner(document)[0]
        if (case_slug in best or len(best) < limit) and len(best[case_slug]) < each:
            best[case_slug].append(document)
            full += len(best[case_slug]) == each
    return best


def _answer(document: int, wanted: _Wanted, ranked: Ranked, holdings: Holdings) -> _Answer:
    kept, pieces = holdings.kept(document)
    run = longest_run([stem for piece in pieces for stem in piece.stems], wanted.in_order)
    best, best_merit, best_run, begin = 0, (0, 0), set[int](), 0
    for number, piece in enumerate(pieces):
        end = begin + len(piece.stems)
        here = {position - begin for position in run if begin <= position < end} if len(run) > 1 else set[int]()
        merit = (sum(not stems.isdisjoint(piece.stems) for stems in wanted.counting), len(here))
        if merit > best_merit:
            best, best_merit, best_run = number, merit, here
        begin = end
    if not best_merit[0] and isinstance(kept, CaseDocument):
        best = 1  # a case found by its theme or setting alone shows its dilemma
    together = (len(run) - 1) / (len(wanted.in_order) - 1) if len(wanted.in_order) > 1 and run else 0.0
    score = ranked.scores[document] - (document in ranked.together) + together
    return _Answer(round(score, 4), kept, best, mark(pieces[best], wanted.any, best_run))


def _case_hits(case_slug: str, answers: list[_Answer], ask: SearchAsk) -> CaseHits:
    answers = sorted(answers, key=lambda answer: (-answer.score, answer.document.clip_key, answer.start_ms))
    hits: dict[tuple[str, int], Hit] = {}
    about: tuple[Part, ...] = ()
    for answer in answers:
        kept = answer.document
        if isinstance(kept, CaseDocument):
            about = answer.parts
        else:
            hit = Hit(case_slug, kept.clip_key, answer.start_ms, answer.parts, answer.score, kept.after)
            hits.setdefault((hit.clip_key, hit.start_ms), hit)
    shown = tuple(hits.values())[: min(max(ask.moments, 1), MOST_MOMENTS)]
    return CaseHits(case_slug, answers[0].score, shown, about)


def _suggestion(asked: Asked, ranked: Ranked) -> str:
    if not ranked.corrections:
        return ""
    text, at = "", 0
    for word in asked.words:
        nearest = next((near for wrong, near in ranked.corrections.items() if wrong.plain == word.plain), None)
        if nearest is not None:
            text, at = text + asked.text[at : word.start] + nearest, word.end
    return (text + asked.text[at:]).strip()
