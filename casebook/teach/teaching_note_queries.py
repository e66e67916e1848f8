"""Questions about teaching notes: for educators and those who make cases, on cases in their sight, for nobody else."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from ..cases.case import Case
from ..cases.viewing import seen_by
from ..errors import NotFound
from ..people.person import Person, Role
from ..people.viewer import Viewer
from .teaching_note import TeachingNote, TeachingNoteKind, TeachingNoteReport


@dataclass(frozen=True)
class ShownTeachingNote:
    """A teaching note as one viewer sees it, a question with its answers."""

    teaching_note: TeachingNote
    case: Case
    writer: str
    own: bool
    answers: list["ShownTeachingNote"] = field(default_factory=list)


def teaching_notes_on(db: Session, viewer: Viewer, case: Case) -> list[ShownTeachingNote]:
    """The teaching notes on a case, the latest first, answers under their questions in the order they were given."""
    return _threads(_shown(db, viewer, col(TeachingNote.case_id) == case.pk))


def newest_teaching_notes(db: Session, viewer: Viewer, *, most: int) -> list[ShownTeachingNote]:
    """The newest notes and questions on any case within sight, the latest first."""
    first = (
        select(TeachingNote.id)
        .where(TeachingNote.kind != TeachingNoteKind.answer)
        .order_by(col(TeachingNote.id).desc())
        .limit(most)
    )
    newest = db.exec(first).all()
    return _threads(
        _shown(db, viewer, or_(col(TeachingNote.id).in_(newest), col(TeachingNote.question_id).in_(newest)))
    )


def teaching_note_for(db: Session, viewer: Viewer, key: str) -> ShownTeachingNote:
    """The teaching note of a key, if this viewer may see it. Raises NotFound."""
    for one in _shown(db, viewer, col(TeachingNote.key) == key):
        return one
    raise NotFound("teaching note")


def own_teaching_note(db: Session, viewer: Viewer, key: str) -> ShownTeachingNote:
    """The teaching note of a key, if it is this viewer's own and still has its words. Raises NotFound."""
    shown = teaching_note_for(db, viewer, key)
    if not shown.own or shown.teaching_note.removed_at:
        raise NotFound("teaching note")
    return shown


def reported_teaching_notes(db: Session, viewer: Viewer) -> list[tuple[ShownTeachingNote, list[str]]]:
    """Teaching notes that wait for a reviewer, each with the reasons given, and those that are hidden; the longest
    waiting first. Who reported is told to nobody."""
    waiting = (
        select(TeachingNoteReport)
        .where(col(TeachingNoteReport.settled_at).is_(None))
        .order_by(col(TeachingNoteReport.id))
    )
    because: dict[int, list[str]] = {}
    for report in db.exec(waiting).all():
        because.setdefault(report.teaching_note_id, []).append(report.because)
    wanted = or_(col(TeachingNote.id).in_(because), col(TeachingNote.hidden_at).is_not(None))
    found = [(one, because.get(one.teaching_note.pk, [])) for one in _shown(db, viewer, wanted)]
    return sorted(found, key=lambda one: (not one[1], one[0].teaching_note.pk))


def _shown(db: Session, viewer: Viewer, which: ColumnElement[bool]) -> list[ShownTeachingNote]:
    assert viewer.person
    question = (
        select(TeachingNote, Case, Person)
        .join(Case, col(Case.id) == TeachingNote.case_id)
        .join(Person, col(Person.id) == TeachingNote.person_id)
        .where(seen_by(viewer), which)
    )
    if Role.reviewer not in viewer.roles:
        asked = aliased(TeachingNote)
        under_hidden = select(asked.id).where(
            col(asked.id) == TeachingNote.question_id, col(asked.hidden_at).is_not(None)
        )
        open_to_all = and_(col(TeachingNote.hidden_at).is_(None), ~under_hidden.correlate(TeachingNote).exists())
        question = question.where(or_(open_to_all, col(TeachingNote.person_id) == viewer.person.pk))
    found = db.exec(question.order_by(col(TeachingNote.id))).all()
    return [
        ShownTeachingNote(teaching_note, case, writer.name, own=writer.pk == viewer.person.pk)
        for teaching_note, case, writer in found
    ]


def _threads(shown: Iterable[ShownTeachingNote]) -> list[ShownTeachingNote]:
    first: dict[int, ShownTeachingNote] = {}
    for one in shown:
        if one.teaching_note.kind != TeachingNoteKind.answer:
            first[one.teaching_note.pk] = one
        elif one.teaching_note.question_id in first:
            first[one.teaching_note.question_id].answers.append(one)
    return list(first.values())[::-1]
