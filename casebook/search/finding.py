"""Finding: from ranked documents to moments, grouped by case, with marked words and a suggestion."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Protocol

from .document import CaseDocument, Document, Moment
from .lanes import InSight
from .marking import Read, longest_run, mark
from .query import Asked, CaseHits, Found, Hit, SearchAsk, understand
from .ranking import Postings, Ranked, rank
from .words import STOP_WORDS

MOST_CASES = 100
MOST_MOMENTS = 50


class Holdings(Postings, Protocol):
    """What finding needs of an index beyond ranking: whose a document is, and what it says."""

    runs: Sequence[tuple[str, int]]  # of each document its case, and where those of the next case begin

    def documents_of(self, case_slug: str) -> Sequence[int]:
        """The documents of a case."""

    def kept(self, documents: Iterable[int]) -> Mapping[int, tuple[Document, Sequence[Read]]]:
        """Documents with their texts, piece by piece: a moment's cues; a case's title, dilemma and sentences."""


@dataclass(frozen=True)
class _Wanted:
    """The stems that answer: each word that counts, all of them together, and every word in the order asked."""

    counting: list[set[str]]
    any: set[str]
    in_order: list[set[str]]


@dataclass(frozen=True)
class _Answer:
    """The piece of a document that answers best, and which of its words are marked in any case."""

    score: float
    document: Document
    number: int
    piece: Read
    run: Set[int]

    @property
    def start_ms(self) -> int:
        return self.document.cues[self.number].start_ms if isinstance(self.document, Moment) else 0

    @property
    def place(self) -> tuple[str, int]:
        return self.document.clip_key, self.start_ms


def find(ask: SearchAsk, holdings: Holdings, sight: InSight) -> Found:
    """Everything in sight that answers, best cases first."""
    asked = understand(ask.text)
    if not asked.words:
        return Found()
    ranked = rank(ask, asked, holdings, sight)
    wanted = _wanted(asked, ranked, holdings)
    # a few more than are shown, for one cue may answer in two windows
    each = min(max(ask.moments, 1), MOST_MOMENTS) + 3
    best = {
        case_slug: ranked.scores.among(holdings.documents_of(case_slug))[:each]
        for case_slug in _best_cases(ask, ranked, holdings)
    }
    kept = holdings.kept(document for answering in best.values() for document, _ in answering)
    cases = []
    for case_slug, answering in best.items():
        answers = [_answer(document, points, *kept[document], wanted, ranked) for document, points in answering]
        cases.append(_case_hits(case_slug, answers, wanted, ask))
    return Found(
        cases=tuple(sorted(cases, key=lambda case: (-case.score, case.case_slug))),
        answering=ranked.scores.owners(holdings.runs),
        suggestion=_suggestion(asked, ranked),
        also=ranked.also,
    )


def _wanted(asked: Asked, ranked: Ranked, holdings: Holdings) -> _Wanted:
    of_word = {word.plain: {holdings.stem(word.plain)} for word in asked.words}
    counting = []
    for slot in ranked.slots:
        own = {holdings.stem(word.plain) for word in slot.group.words}
        counting.append(slot.stems() - STOP_WORDS | own)
        of_word |= {word.plain: counting[-1] for word in slot.group.words}
    return _Wanted(counting, set().union(*counting), [of_word[word.plain] for word in asked.words])


def _best_cases(ask: SearchAsk, ranked: Ranked, holdings: Holdings) -> list[str]:
    """The cases with the best documents."""
    best: dict[str, None] = {}
    for document in ranked.scores.best_first():
        best[holdings.runs[document][0]] = None
        if len(best) == min(max(ask.limit, 1), MOST_CASES):
            break
    return list(best)


def _answer(
    document: int, points: int, kept: Document, pieces: Sequence[Read], wanted: _Wanted, ranked: Ranked
) -> _Answer:
    asked = len(wanted.in_order)
    run = longest_run([stem for piece in pieces for stem in piece.stems], wanted.in_order) if asked > 1 else range(0)
    best, best_merit, best_run, begin = 0, (0, 0), set[int](), 0
    for number, piece in enumerate(pieces):
        end, here = begin + len(piece.stems), set[int]()
        if len(run) > 1:
            here = {position - begin for position in run if begin <= position < end}
        merit = (sum([not stems.isdisjoint(piece.stems) for stems in wanted.counting]), len(here))
        if merit > best_merit:
            best, best_merit, best_run = number, merit, here
        begin = end
    if not best_merit[0] and isinstance(kept, CaseDocument):
        best = 1  # a case found by its theme or setting alone shows its dilemma
    together = (len(run) - 1) / (asked - 1) if run else 0.0
    score = points / ranked.unit - (document in ranked.together) + together
    return _Answer(round(score, 4), kept, best, pieces[best], best_run)


def _case_hits(case_slug: str, answers: list[_Answer], wanted: _Wanted, ask: SearchAsk) -> CaseHits:
    answers = sorted(answers, key=lambda answer: (-answer.score, *answer.place))
    about = next((mark(one.piece, wanted.any, one.run) for one in answers if not one.document.clip_key), ())
    places = {answer.place: answer for answer in reversed(answers) if answer.document.clip_key}
    shown = sorted(places.values(), key=answers.index)[: min(max(ask.moments, 1), MOST_MOMENTS)]
    hits = [_hit(answer, wanted) for answer in shown]
    return CaseHits(case_slug, answers[0].score, tuple(hits), about)


def _hit(answer: _Answer, wanted: _Wanted) -> Hit:
    parts, document = mark(answer.piece, wanted.any, answer.run), answer.document
    assert not isinstance(document, CaseDocument)
    return Hit(document.case_slug, document.clip_key, answer.start_ms, parts, answer.score, document.after)


def _suggestion(asked: Asked, ranked: Ranked) -> str:
    if not ranked.corrections:
        return ""
    text, at = "", 0
    for word in asked.words:
        nearest = next((near for wrong, near in ranked.corrections.items() if wrong.plain == word.plain), None)
        if nearest is not None:
            text, at = text + asked.text[at : word.start] + nearest, word.end
    return (text + asked.text[at:]).strip()
