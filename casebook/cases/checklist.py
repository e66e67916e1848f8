"""What is missing before a manuscript can become a version of its case that readers see, who must do it, and where."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, select

from ..media.clip import Clip, ClipState, Recording
from ..media.consenting import live_consents, not_listened_to
from ..media.queries import count_cues, transcripts_of_clips
from .case import Case, CaseClip
from .confidentiality import Rule, marks_left
from .content_text import milliseconds, word_count
from .guidance import Guidance
from .manuscript import Manuscript
from .manuscript_words import CaseWords, ClipWords, NoteWords
from .theme import Continuum, Theme
from .writing import reading_of

AUTHOR, REVIEWER = "The author", "A reviewer"
EITHER = "The author or a reviewer"
MOST_WORDS_OF_DILEMMA = 25

_TEXTS = {
    "dilemma": "The dilemma in one sentence that a doctor would say aloud",
    "story": "The story",
    "setting": "Where it happens",
    "level": "The level it is for",
    "jurisdiction": "Whose law counts",
    "moment": "Who you are and when, at the decision",
    "question": "The question at the decision",
    "closing": "The closing question",
    "licence": "The licence of its words",
}


@dataclass(frozen=True)
class Check:
    """One line of the list. `place` and `at` say where it is done: the part of the form (`words`), the `clips`, a
    `transcript`, a `recording` or a `consent` by its key, the `guidance`, the `case`, the `marks`, or the reviewer's
    `reading`."""

    says: str
    who: str
    place: str
    at: str = ""
    done: bool = False
    advice: bool = False  # said, and in nobody's way


def checks(db: Session, manuscript: Manuscript, *, rule: Rule = "two") -> list[Check]:
    """The whole list: what is missing, what is done, what is advised."""
    words = CaseWords.of(manuscript.words)
    clips = _clips(db, words)
    return [
        *_of_words(words),
        *_of_choices(db, words),
        *_of_notes(words, clips),
        *_of_clips(db, manuscript, words, clips),
        *_of_guidance(db, words),
        *_of_others(db, manuscript, rule),
    ]


def missing(found: list[Check]) -> list[Check]:
    """What still stands between a manuscript and its readers."""
    return [one for one in found if not one.done and not one.advice]


def _of_words(words: CaseWords) -> Iterator[Check]:
    for name, says in _TEXTS.items():
        yield Check(f"{says}.", AUTHOR, "words", name, done=bool(getattr(words, name).strip()))
    if (count := word_count(words.dilemma)) > MOST_WORDS_OF_DILEMMA:
        says = f"The dilemma has {count} words; it has {MOST_WORDS_OF_DILEMMA} at most."
        yield Check(says, AUTHOR, "words", "dilemma")
    count = word_count(words.story)
    if count and not 120 <= count <= 220:
        says = f"The story has {count} words. Between 120 and 220 is a scene; more is a report."
        yield Check(says, AUTHOR, "words", "story", advice=True)
    empty = [part for part, text in words.guide.items() if not text.strip()]
    says = f"The educator’s guide, each part: {', '.join(empty)} {'is' if len(empty) == 1 else 'are'} empty."
    yield Check(says if empty else "The educator’s guide, each part.", AUTHOR, "words", "guide", done=not empty)


def _of_choices(db: Session, words: CaseWords) -> Iterator[Check]:
    whole = [one for one in words.options if one.label and one.speaks_for and one.speaks_against]
    says = "Three to five options, each with its best case and its cost."
    yield Check(says, AUTHOR, "words", "options", done=3 <= len(whole) == len(words.options) <= 5)
    known = set(db.exec(select(Continuum.slug)).all())
    pulling = [slug for slug in words.continua if slug in known]
    yield Check("Two to five continua that it really pulls on.", AUTHOR, "words", "continua", 2 <= len(pulling) <= 5)
    known = set(db.exec(select(Theme.slug)).all())
    yield Check("One to four themes.", AUTHOR, "words", "themes", bool(words.themes) and set(words.themes) <= known)


def _of_notes(words: CaseWords, clips: dict[str, Clip]) -> Iterator[Check]:
    done = bool(words.notes) or words.nothing_to_note
    says = "Content notes, or that there is nothing to warn of."
    yield Check(says, AUTHOR, "words", "notes", done=done)
    told = {one.clip for one in words.clips}
    for number, note in enumerate(words.notes, start=1):
        if wrong := _wrong_time(note, clips if note.heard_in in told else {}):
            yield Check(f"Content note {number}: {wrong}", AUTHOR, "words", "notes")


def _wrong_time(note: NoteWords, clips: dict[str, Clip]) -> str:
    if not note.heard_in:
        return "choose the clip its times are of." if note.from_ or note.to else ""
    if (clip := clips.get(note.heard_in)) is None:
        return "its clip is not told in this case any more."
    try:
        begins, ends = (milliseconds(time) if time else None for time in (note.from_, note.to))
    except ValueError:
        return "write its times as minutes and seconds, such as 0:20."
    length = clip.duration_ms or (clip.out_ms - clip.in_ms if clip.out_ms else None)
    if ends is not None and (begins is None or ends <= begins or (length and ends > length + 500)):
        return "its end is not within the clip, after its beginning."
    return ""


def _of_clips(db: Session, manuscript: Manuscript, words: CaseWords, clips: dict[str, Clip]) -> Iterator[Check]:
    before = any(not one.after for one in words.clips if one.clip in clips)
    yield Check("A clip that is told before the decision.", AUTHOR, "clips", done=before)
    ids = [clip.pk for clip in clips.values()]
    lines, transcripts = count_cues(db, ids), transcripts_of_clips(db, ids)
    recordings = {
        one.pk: one
        for one in db.exec(
            select(Recording).where(col(Recording.id).in_([clip.recording_id for clip in clips.values()]))
        ).all()
    }
    consents = live_consents(db, list(recordings))
    elsewhere = _told_elsewhere(db, manuscript, ids)
    for told in words.clips:
        if (clip := clips.get(told.clip)) is None:
            yield Check("A clip that was chosen is no longer there.", AUTHOR, "clips")
            continue
        recording = recordings[clip.recording_id]
        name, at = f"“{clip.title}”", recording.key
        live, speaker = recording.pk in consents, recording.contributor_id is not None
        read = clip.pk in transcripts and transcripts[clip.pk].reviewed
        ready = clip.version > 0 and clip.state not in (ClipState.refused, ClipState.quarantined)
        yield Check(f"{name}: a live consent.", AUTHOR, "recording", at, done=live)
        yield Check(f"{name}: who speaks.", AUTHOR, "recording", at, done=speaker)
        yield Check(f"{name}: its film or sound, made ready.", "The worker, by itself", "recording", at, done=ready)
        yield Check(f"{name}: captions.", EITHER, "transcript", clip.key, done=bool(lines.get(clip.pk)))
        says = f"{name}: its transcript, read against the sound."
        yield Check(says, EITHER, "transcript", clip.key, done=read)
        if clip.pk in elsewhere:
            yield Check(f"{name} is told in “{elsewhere[clip.pk]}”; cut another clip for this case.", AUTHOR, "clips")
        yield from _of_choice(words, told, name)
    for consent, recording in not_listened_to(db, list(recordings)):
        says = f"“{recording.title}”: listening for patients, by somebody who did not write its consent down."
        yield Check(says, REVIEWER, "consent", consent.key, advice=True)


def _of_choice(words: CaseWords, told: ClipWords, name: str) -> Iterator[Check]:
    if told.after and told.chose and told.chose not in {option.key for option in words.options}:
        yield Check(f"{name}: what its speaker chose is not among the options any more.", AUTHOR, "clips")
    if not told.after and (told.chose or told.positions or told.weighed):
        says = f"{name} is told before the decision: it cannot say what anyone chose or weighed."
        yield Check(says, AUTHOR, "clips")


def _of_guidance(db: Session, words: CaseWords) -> Iterator[Check]:
    rows = db.exec(select(Guidance).where(col(Guidance.key).in_(words.guidance)).order_by(col(Guidance.key))).all()
    if not words.guidance:
        yield Check("No guidance is named.", AUTHOR, "words", "guidance", advice=True)
    if len(rows) < len(words.guidance):
        yield Check("A row of guidance that was chosen is no longer there.", AUTHOR, "words", "guidance")
    for row in rows:
        says = f"{row.issuer}, {row.title}: a look at the source, against what we say of it."
        yield Check(says, EITHER, "guidance", row.key, done=row.checked_on is not None, advice=row.checked_on is None)


def _of_others(db: Session, manuscript: Manuscript, rule: Rule) -> Iterator[Check]:
    case = db.get(Case, manuscript.case_id) if manuscript.case_id else None
    if case is not None and case.version != manuscript.begun_from:
        says = f"The case has become version {case.version} since this was begun from version {manuscript.begun_from}."
        yield Check(says, AUTHOR, "case", case.slug)
    two = rule == "two"
    left = marks_left(db, manuscript, rule=rule)
    who, by = (REVIEWER, " by a second person") if two else (EITHER, "")
    says = left or f"Every place in what is said that may name somebody, looked at{by}."
    yield Check(says, who, "marks", done=not left)
    whose = ", by somebody other than the author," if two else ","
    says = f"A reading of these words, as they are now{whose} for anything that could tell who a patient is."
    yield Check(says, who, "reading", done=reading_of(db, manuscript, rule=rule) is not None)


def _clips(db: Session, words: CaseWords) -> dict[str, Clip]:
    gone = (ClipState.replaced, ClipState.taken_back)
    found = db.exec(select(Clip).where(col(Clip.key).in_([one.clip for one in words.clips]))).all()
    return {clip.key: clip for clip in found if clip.state not in gone}


def _told_elsewhere(db: Session, manuscript: Manuscript, ids: list[int]) -> dict[int, str]:
    told = select(CaseClip.clip_id, Case.title).join(Case, col(Case.id) == CaseClip.case_id)
    elsewhere = told.where(col(CaseClip.clip_id).in_(ids), col(Case.id) != (manuscript.case_id or 0))
    return dict(db.exec(elsewhere).all())
