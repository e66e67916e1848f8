"""Confidentiality: the words of a case's clips that may tell who somebody is, gone through by a second person.

A rule marks them; whoever reads the case says of each that it names nobody, or redacts it. A mark that was looked at
stays looked at for as long as its line stays as it is.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session, col, select

from ..errors import NotAllowed, NotFound
from ..media.clip import Clip, Recording
from ..media.queries import cues_of_clips, transcripts_of_clips
from ..people.identifiers import Found, found_in
from ..people.person import Person, Role
from ..people.queries import roles_of
from .case import Case, CaseClip
from .manuscript import Manuscript
from .publication import ClearedMark

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


def marks_of(db: Session, case: Case) -> list[Mark]:
    """Every mark in the words of a case's clips, in the order of the clips and of time."""
    question = select(ClearedMark.clip_id, ClearedMark.fingerprint, Person.name)
    question = question.join(Person, col(Person.id) == ClearedMark.person_id)
    question = question.join(CaseClip, col(CaseClip.clip_id) == ClearedMark.clip_id)
    found = db.exec(question.where(CaseClip.case_id == case.pk)).all()
    cleared = {(clip_id, fingerprint): name for clip_id, fingerprint, name in found}
    marks = []
    for line in _lines(db, case):
        for one in found_in(line.text):
            fingerprint = _fingerprint(line.text, str(one.start), str(one.end))
            marks.append(Mark(line, one, fingerprint, cleared.get((line.clip.pk, fingerprint), "")))
    return marks


def open_marks(db: Session, case: Case) -> list[Mark]:
    """The marks that nobody has looked at."""
    return [mark for mark in marks_of(db, case) if not mark.cleared_by]


def clear_mark(db: Session, case: Case, clip: str, fingerprint: str, *, by: Person, rule: Rule = "two") -> Mark:
    """Say that a mark names nobody. Raises NotAllowed, and NotFound where the words have been changed since."""
    check_reader(db, case, by=by, rule=rule)
    marks = [mark for mark in marks_of(db, case) if (mark.line.clip.key, mark.fingerprint) == (clip, fingerprint)]
    if not marks:
        raise NotFound("mark")
    if not marks[0].cleared_by:
        db.add(ClearedMark(clip_id=marks[0].line.clip.pk, fingerprint=fingerprint, person_id=by.pk))
        db.flush()
    return marks[0]


def clear_invented(db: Session, case: Case, *, by: Person) -> None:
    """Say of every mark of an invented case that it names nobody: there is nobody it could name. Raises NotAllowed."""
    for mark in open_marks(db, case):
        clear_mark(db, case, mark.line.clip.key, mark.fingerprint, by=by)


def check_reader(db: Session, case: Case | Manuscript, *, by: Person, rule: Rule = "two") -> None:
    """Content where a person may read a case for confidentiality: a reviewer who did not write it, and an author where
    one person may publish. Raises NotAllowed."""
    if rule == "one" and Role.author in roles_of(db, by):
        return
    if Role.reviewer not in roles_of(db, by):
        raise NotAllowed("Only a reviewer can say that a case is safe to publish.")
    if by.id == case.author_id:
        raise NotAllowed("A case is read for confidentiality by someone other than its author.")


def may_read(db: Session, case: Case | Manuscript, *, by: Person, rule: Rule = "two") -> bool:
    """Whether a person may read a case for confidentiality."""
    try:
        check_reader(db, case, by=by, rule=rule)
    except NotAllowed:
        return False
    return True


def words_of(db: Session, case: Case) -> str:
    """What stands for all words of a case's clips as they are now; when they change, so does this."""
    return _fingerprint(*(f"{line.clip.key} {line.seen:d} {line.text}" for line in _lines(db, case)))


def _lines(db: Session, case: Case) -> Iterator[Line]:
    question = select(Clip, Recording).join(Recording, col(Recording.id) == Clip.recording_id)
    question = question.join(CaseClip, col(CaseClip.clip_id) == Clip.id).where(CaseClip.case_id == case.pk)
    clips = db.exec(question.order_by(col(CaseClip.position), col(CaseClip.id))).all()
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
