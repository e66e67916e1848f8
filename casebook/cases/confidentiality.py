"""Confidentiality: the words of a case's clips that may tell who somebody is, gone through by a second person.

A rule marks them; whoever reads the case says of each that it names nobody, or redacts it. A mark that was looked at
stays looked at for as long as its line stays as it is, whether its clip is told in a case or in a manuscript: all
questions here are asked of both. Of what somebody wrote, nothing she cleared counts, but where one person may publish.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session, col, select

from ..errors import NotAllowed, NotFound
from ..media.clip import Clip, Recording
from ..media.queries import cues_of_clips, transcripts_of_clips
from ..media.redaction import Redaction
from ..people.identifiers import Found, found_in
from ..people.person import Person, Role
from ..people.queries import roles_of
from .case import Case, CaseClip
from .manuscript import Manuscript
from .manuscript_words import CaseWords
from .publication import ClearedMark

Written = Case | Manuscript  # what is read for confidentiality: both tell clips, and somebody wrote them

#: From the settings: whether a case is published by two people who each said yes, or by its author alone.
Rule = Literal["two", "one"]


@dataclass(frozen=True)
class Line:
    """A line of a clip's words, in ms of the clip; what is said of the whole picture has no time."""

    clip: Clip
    text: str
    start_ms: int | None
    end_ms: int | None
    seen: bool  # it tells what is seen, and nobody says it


@dataclass(frozen=True)
class Mark:
    """Words of a line that may tell who somebody is. `cleared_by` is empty while nobody has looked at them."""

    line: Line
    found: Found
    fingerprint: str
    cleared_by: str

    @property
    def words(self) -> str:
        """The words that are marked."""
        return self.line.text[self.found.start : self.found.end]


def marks_of(db: Session, written: Written, *, rule: Rule = "two") -> list[Mark]:
    """Every mark in the words of the clips of a case or a manuscript, in the order of the clips and of time."""
    clips, own = _clips(db, written), written.author_id
    question = select(ClearedMark, Person).join(Person, col(Person.id) == ClearedMark.person_id)
    found = db.exec(question.where(col(ClearedMark.clip_id).in_([clip.pk for clip, _ in clips]))).all()
    cleared = {(one.clip_id, one.fingerprint): by.name for one, by in found if rule == "one" or by.pk != own}
    marks = []
    for line in _lines(db, clips):
        for one in found_in(line.text):
            fingerprint = _fingerprint(line.text, str(one.start), str(one.end))
            marks.append(Mark(line, one, fingerprint, cleared.get((line.clip.pk, fingerprint), "")))
    return marks


def open_marks(db: Session, written: Written, *, rule: Rule = "two") -> list[Mark]:
    """The marks that no second person has looked at; or nobody at all, where one person may publish."""
    return [mark for mark in marks_of(db, written, rule=rule) if not mark.cleared_by]


def marks_left(db: Session, written: Written, *, rule: Rule = "two") -> str:
    """How many marks are open, in a sentence; empty when none is."""
    count = len(open_marks(db, written, rule=rule))
    who = "a second person has" if rule == "two" else "you have"
    if count == 1:
        return f"One place in what is said may name somebody; {who} to look at it."
    return f"{count} places in what is said may name somebody; {who} to look at them." if count else ""


def clear_mark(db: Session, written: Written, clip: str, fingerprint: str, *, by: Person, rule: Rule = "two") -> Mark:
    """Say that a mark names nobody. Raises NotAllowed, and NotFound where the words have been changed since."""
    check_reader(db, written, by=by, rule=rule)
    found = marks_of(db, written, rule=rule)
    marks = [mark for mark in found if (mark.line.clip.key, mark.fingerprint) == (clip, fingerprint)]
    if not marks:
        raise NotFound("mark")
    if not marks[0].cleared_by:
        db.add(ClearedMark(clip_id=marks[0].line.clip.pk, fingerprint=fingerprint, person_id=by.pk))
        db.flush()
    return marks[0]


def clear_invented(db: Session, written: Written, *, by: Person) -> None:
    """Say of every mark of an invented case that it names nobody: there is nobody it could name. Raises NotAllowed."""
    for mark in open_marks(db, written):
        clear_mark(db, written, mark.line.clip.key, mark.fingerprint, by=by)


def check_reader(db: Session, written: Written, *, by: Person, rule: Rule = "two") -> None:
    """Content where a person may read a case for confidentiality: a reviewer who did not write it, and an author where
    one person may publish. Raises NotAllowed."""
    if rule == "one" and Role.author in roles_of(db, by):
        return
    if Role.reviewer not in roles_of(db, by):
        raise NotAllowed("Only a reviewer can say that a case is safe to publish.")
    if by.id == written.author_id:
        raise NotAllowed("A case is read for confidentiality by someone other than its author.")


def may_read(db: Session, written: Written, *, by: Person, rule: Rule = "two") -> bool:
    """Whether a person may read a case for confidentiality."""
    try:
        check_reader(db, written, by=by, rule=rule)
    except NotAllowed:
        return False
    return True


def words_of(db: Session, written: Written) -> str:
    """What stands for all words of the clips as they are now; when they change, so does this. So it does when what was
    redacted is let out again, or another sound track is heard: no word changes then, and a name may be said."""
    clips = _clips(db, written)
    words = [f"{line.clip.key} {line.seen:d} {line.text}" for line in _lines(db, clips)]
    recordings = {recording.pk: recording for _, recording in clips}
    words += [f"{one.key} track {one.sound_track}" for one in recordings.values() if one.sound_track]
    undone = select(Redaction.key).where(
        col(Redaction.recording_id).in_(recordings), col(Redaction.undone_at).is_not(None)
    )
    return _fingerprint(*words, *db.exec(undone.order_by(col(Redaction.id))).all())


def _clips(db: Session, written: Written) -> Sequence[tuple[Clip, Recording]]:
    question = select(Clip, Recording).join(Recording, col(Recording.id) == Clip.recording_id)
    if isinstance(written, Manuscript):
        keys = [told.clip for told in CaseWords.of(written.words).clips]
        found = {row[0].key: row for row in db.exec(question.where(col(Clip.key).in_(keys))).all()}
        return [found[key] for key in keys if key in found]
    question = question.join(CaseClip, col(CaseClip.clip_id) == Clip.id).where(CaseClip.case_id == written.pk)
    return db.exec(question.order_by(col(CaseClip.position), col(CaseClip.id))).all()


def _lines(db: Session, clips: Sequence[tuple[Clip, Recording]]) -> Iterator[Line]:
    ids = [clip.pk for clip, _ in clips]
    cues, transcripts = cues_of_clips(db, ids), transcripts_of_clips(db, ids)
    for clip, recording in clips:
        for cue in cues.get(clip.pk, []):
            yield Line(clip, cue.text, cue.start_ms, cue.end_ms, cue.seen)
        transcript = transcripts.get(clip.pk)
        if described := (transcript.described if transcript else "") or recording.described:
            yield Line(clip, described, None, None, True)


def _fingerprint(*words: str) -> str:
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()
