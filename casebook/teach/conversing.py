"""Conversing: educators write teaching notes on cases and case sets to each other; a reviewer looks at a reported one,
and may hide it with a reason that its writer reads."""

from sqlmodel import Session, and_, col, delete, select, update

from ..cases import assembling
from ..cases.case import Case
from ..cases.case_set import CaseSet
from ..clock import now
from ..errors import NotAllowed, WrongInput
from ..people.person import Person
from .teaching_note import TeachingNote, TeachingNoteKind, TeachingNoteReport

MOST_WORDS = 4000
MOST_BECAUSE = 500


def teaching_note(db: Session, about: Case | CaseSet, text: str, *, kind: TeachingNoteKind, by: Person) -> TeachingNote:
    """Write a note or a question about a case or a case set; the same words sent again are those there are. Raises
    WrongInput."""
    if kind == TeachingNoteKind.answer:
        raise WrongInput("An answer belongs to a question.")
    one = TeachingNote(person_id=by.pk, kind=kind, text=_checked(text))
    if isinstance(about, CaseSet):
        one.case_set_id = about.pk
    else:
        one.case_id = about.pk
    return _once(db, one)


def answer(db: Session, question: TeachingNote, text: str, *, by: Person) -> TeachingNote:
    """Answer a question; the same words sent again are those there are. Raises WrongInput, and NotAllowed where there
    is none to answer any more."""
    if question.kind != TeachingNoteKind.question or question.removed_at or question.hidden_at:
        raise NotAllowed("This cannot be answered.")
    kept = TeachingNote(
        case_id=question.case_id,
        case_set_id=question.case_set_id,
        person_id=by.pk,
        kind=TeachingNoteKind.answer,
        question_id=question.pk,
        text=_checked(text),
    )
    return _once(db, kept)


def edit(db: Session, own: TeachingNote, text: str) -> None:
    """Change the words of one's own teaching note; a hidden one stays hidden. Raises WrongInput."""
    if (checked := _checked(text)) != own.text:
        own.text, own.edited_at = checked, now()
        _write(db, own)


def remove(db: Session, own: TeachingNote) -> None:
    """Remove one's own teaching note. Where others have answered it, its row stays, without words, so theirs stand."""
    if db.exec(select(TeachingNote.id).where(TeachingNote.question_id == own.pk)).first():
        own.text, own.removed_at = "", now()
        _write(db, own)
        db.exec(delete(TeachingNoteReport).where(col(TeachingNoteReport.teaching_note_id) == own.pk))
        return
    question = db.get(TeachingNote, own.question_id) if own.question_id else None
    _delete(db, own)
    if question and question.removed_at:
        remove(db, question)  # the last answer to a question that is no longer there takes its row along


def report(db: Session, reported: TeachingNote, because: str, *, by: Person) -> None:
    """Ask a reviewer to look at a teaching note; done twice, the first stands. Raises WrongInput without a reason."""
    if not (because := because.strip()) or len(because) > MOST_BECAUSE:
        raise WrongInput(f"Say in a few words why, in at most {MOST_BECAUSE} characters.")
    once = select(TeachingNoteReport).where(
        TeachingNoteReport.teaching_note_id == reported.pk, TeachingNoteReport.person_id == by.pk
    )
    if db.exec(once).first() is None:
        db.add(TeachingNoteReport(teaching_note_id=reported.pk, person_id=by.pk, because=because))
        db.flush()


def hide(db: Session, reported: TeachingNote, because: str, *, by: Person) -> None:
    """Hide a teaching note from all but its writer and reviewers. Raises WrongInput without a reason for its writer."""
    if not (because := because.strip()) or len(because) > MOST_BECAUSE:
        raise WrongInput(f"Give the reason that its writer will read, in at most {MOST_BECAUSE} characters.")
    reported.hidden_at, reported.hidden_by_id, reported.hidden_because = now(), by.pk, because
    _write(db, reported)
    _settle(db, reported)


def keep(db: Session, reported: TeachingNote) -> None:
    """Let a reported teaching note stand, or show a hidden one again."""
    reported.hidden_at, reported.hidden_by_id, reported.hidden_because = None, None, ""
    _write(db, reported)
    _settle(db, reported)


def remove_set(db: Session, case_set: CaseSet) -> None:
    """Take a case set away from everyone, and what educators wrote about it with it."""
    on_it = col(TeachingNote.case_set_id) == case_set.pk
    reported = col(TeachingNoteReport.teaching_note_id).in_(select(TeachingNote.id).where(on_it))
    db.exec(delete(TeachingNoteReport).where(reported))
    db.exec(delete(TeachingNote).where(on_it, col(TeachingNote.question_id).is_not(None)))
    db.exec(delete(TeachingNote).where(on_it))
    assembling.remove_set(db, case_set)


def take_away(db: Session, person: Person) -> None:
    """Take a person's teaching notes and reports away, and her sets with what others wrote about them, because her
    account is being closed."""
    for case_set in db.exec(select(CaseSet).where(CaseSet.owner_id == person.pk)).all():
        remove_set(db, case_set)
    db.exec(delete(TeachingNoteReport).where(col(TeachingNoteReport.person_id) == person.pk))
    mine = select(TeachingNote).where(TeachingNote.person_id == person.pk, col(TeachingNote.removed_at).is_(None))
    # answers first, so that a question of hers that only she has answered goes altogether
    for one in db.exec(mine.order_by(col(TeachingNote.question_id).is_(None), col(TeachingNote.id))).all():
        remove(db, one)


def _checked(text: str) -> str:
    if not (text := text.strip()):
        raise WrongInput("Write something first.")
    if len(text) > MOST_WORDS:
        raise WrongInput(f"This is longer than the {MOST_WORDS:,} characters a teaching note may have. Shorten it.")
    return text


def _once(db: Session, one: TeachingNote) -> TeachingNote:
    """Keep a new teaching note, unless its writer has sent these very words here before."""
    sent = select(TeachingNote).where(
        col(TeachingNote.case_id).is_not_distinct_from(one.case_id),
        col(TeachingNote.case_set_id).is_not_distinct_from(one.case_set_id),
        TeachingNote.person_id == one.person_id,
        TeachingNote.kind == one.kind,
        col(TeachingNote.question_id).is_not_distinct_from(one.question_id),
        TeachingNote.text == one.text,
        col(TeachingNote.removed_at).is_(None),
    )
    return db.exec(sent).first() or _write(db, one)


def _write(db: Session, one: TeachingNote) -> TeachingNote:
    db.add(one)
    db.flush()
    return one


def _settle(db: Session, one: TeachingNote) -> None:
    waiting = and_(col(TeachingNoteReport.teaching_note_id) == one.pk, col(TeachingNoteReport.settled_at).is_(None))
    db.exec(update(TeachingNoteReport).where(waiting).values(settled_at=now()))


def _delete(db: Session, one: TeachingNote) -> None:
    db.exec(delete(TeachingNoteReport).where(col(TeachingNoteReport.teaching_note_id) == one.pk))
    db.delete(one)
    db.flush()
