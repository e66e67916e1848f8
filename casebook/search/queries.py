"""What a page asks of search: the index where it can be read, else the cues themselves, plainly."""

from dataclasses import replace
from typing import Any

from sqlmodel import Integer, Session, cast, col, literal, or_, select

from ..cases.case import Case, CaseClip
from ..errors import IndexUnavailable
from ..media.clip import Clip
from ..media.transcript import Cue, Transcript
from .index import Index
from .marking import longest_run, mark, read
from .query import CaseHits, Found, Hit, Part, SearchAsk, Sight, understand
from .synonyms import synonyms_for, synonyms_of

_MOST_ROWS = 500


def search(db: Session, index: Index, ask: SearchAsk, sight: Sight) -> Found:
    """Find moments and cases in sight, with the synonyms that themes bring. Never raises for what was asked, nor for
    an index that cannot be read: then `limited` is true, and only words as they are spelt were looked for."""
    try:
        return index.search(replace(ask, synonyms=synonyms_for(ask.text, synonyms_of(db))), sight)
    except IndexUnavailable:
        return search_plainly(db, ask, sight)


def search_plainly(db: Session, ask: SearchAsk, sight: Sight) -> Found:
    """Look for the words in cues, titles and dilemmas by SQL alone."""
    words = [word.plain for word in understand(ask.text).counting]
    if not words:
        return Found(limited=True)
    hits: dict[str, list[Hit]] = {}
    for cue, slug, key, after in db.exec(_cues(words, sight)).all():
        parts, score = _marked(cue.text, ask.text)
        hits.setdefault(slug, []).append(Hit(slug, key, cue.start_ms, parts, score, after))
    about: dict[str, tuple[tuple[Part, ...], float]] = {}
    for case in db.exec(_cases(words, sight)).all():
        about[case.slug] = max((_marked(text, ask.text) for text in (case.title, case.dilemma)), key=lambda of: of[1])
    cases = []
    for slug in {*hits, *about}:
        best = sorted(hits.get(slug, []), key=lambda hit: (-hit.score, hit.clip_key, hit.start_ms))[: ask.moments]
        parts, score = about.get(slug, ((), 0.0))
        cases.append(CaseHits(slug, max([score, *(hit.score for hit in best)]), tuple(best), parts))
    cases.sort(key=lambda case: (-case.score, case.case_slug))
    return Found(cases=tuple(cases[: max(ask.limit, 1)]), answering=frozenset({*hits, *about}), limited=True)


def _cues(words: list[str], sight: Sight) -> Any:
    holds = [col(Cue.text).icontains(word) for word in words]
    number = sum((cast(hold, Integer) for hold in holds), start=literal(0))
    return (
        select(Cue, col(Case.slug), col(Clip.key), col(CaseClip.after))
        .join(Transcript, col(Transcript.id) == Cue.transcript_id)
        .join(Clip, col(Clip.id) == Transcript.clip_id)
        .join(CaseClip, col(CaseClip.clip_id) == Clip.id)
        .join(Case, col(Case.id) == CaseClip.case_id)
        .where(col(Case.slug).in_(sight.cases), col(Clip.key).in_(sight.open_clips), ~col(Cue.seen), or_(*holds))
        .order_by(number.desc(), col(Clip.key), col(Cue.start_ms))
        .limit(_MOST_ROWS)
    )


def _cases(words: list[str], sight: Sight) -> Any:
    holds = [col(column).icontains(word) for word in words for column in (Case.title, Case.dilemma)]
    return select(Case).where(col(Case.slug).in_(sight.cases), or_(*holds)).order_by(Case.slug).limit(_MOST_ROWS)


def _marked(text: str, asked_text: str) -> tuple[tuple[Part, ...], float]:
    """A text with the asked words marked, and its score: a point a word, and up to one for standing together."""
    asked, piece = understand(asked_text), read(text, str)
    answers = {word.plain for word in asked.counting}
    run = longest_run(piece.stems, [{word.plain} for word in asked.words])
    together = (len(run) - 1) / (len(asked.words) - 1) if run and len(asked.words) > 1 else 0.0
    score = len(answers.intersection(piece.stems)) + together
    return mark(piece, answers, set(run) if len(run) > 1 else set()), round(score, 4)
