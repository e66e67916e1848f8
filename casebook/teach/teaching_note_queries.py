"""Questions about teaching notes: for educators and those who make cases, on cases and sets in their sight, for nobody
else. A writer always finds her own words; a reviewer reads what was reported also on a set that is not let to her."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from ..cases.case import Case
from ..cases.case_set import CaseSet
from ..cases.viewing import seen_by
from ..cases.viewing_sets import set_seen_by
from ..errors import NotFound
from ..people.person import Person, Role
from ..people.viewer import Viewer
from .teaching_note import TeachingNote, TeachingNoteKind, TeachingNoteReport


@dataclass(frozen=True)
class ShownTeachingNote:
    """A teaching note as one viewer sees it, a question with its answers. Neither `case` nor `case_set` stands here
    where what it is about is not in her sight, and nothing of that is told."""

    teaching_note: TeachingNote
    case: Case | None
    case_set: CaseSet | None
    writer: str
    own: bool
    answers: list["ShownTeachingNote"] = field(default_factory=list)

    @property
    def about(self) -> Case | CaseSet | None:
        """What it is about."""
        return self.case or self.case_set

    @property
    def title(self) -> str:
        """What that is called; empty where it is not in sight."""
        return self.about.title if self.about else ""


def teaching_notes_on(db: Session, viewer: Viewer, about: Case | CaseSet) -> list[ShownTeachingNote]:
    """The teaching notes on a case or a set, the latest first, answers under their questions in the order they were
    given."""
    on_set = isinstance(about, CaseSet)
    return _threads(_shown(db, viewer, col(TeachingNote.case_set_id if on_set else TeachingNote.case_id) == about.pk))


def newest_teaching_notes(db: Session, viewer: Viewer, *, most: int) -> list[ShownTeachingNote]:
    """The newest notes and questions on any case or set within sight, and all answers to them, the latest first."""
    newest = _shown(db, viewer, col(TeachingNote.kind) != TeachingNoteKind.answer, most=most, also=_own_words(viewer))
    under = col(TeachingNote.question_id).in_([one.teaching_note.pk for one in newest])
    alone = and_(
        _own_words(viewer), col(TeachingNote.kind) == TeachingNoteKind.answer
    )  # also where its question is hidden
    return _threads([*newest, *_shown(db, viewer, or_(under, alone), also=_own_words(viewer))])


def waiting_questions(db: Session, viewer: Viewer) -> int:
    """How many questions of others within sight nobody has answered yet."""
    shown = _threads(_shown(db, viewer, col(TeachingNote.kind) != TeachingNoteKind.note))
    asked = [one for one in shown if one.teaching_note.kind == TeachingNoteKind.question and not one.own]
    return sum(not (one.answers or one.teaching_note.removed_at or one.teaching_note.hidden_at) for one in asked)


def teaching_note_for(db: Session, viewer: Viewer, key: str) -> ShownTeachingNote:
    """The teaching note of a key, if this viewer may see it. Raises NotFound."""
    for one in _shown(db, viewer, col(TeachingNote.key) == key):
        return one
    raise NotFound("teaching note")


def own_teaching_note(db: Session, viewer: Viewer, key: str) -> ShownTeachingNote:
    """The teaching note of a key, if it is this viewer's own and still has its words, whether or not she sees any more
    what it is about. Raises NotFound."""
    own = and_(col(TeachingNote.key) == key, _own_words(viewer))
    for one in _shown(db, viewer, own, also=own):
        return one
    raise NotFound("teaching note")


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
    found = [(one, because.get(one.teaching_note.pk, [])) for one in _shown(db, viewer, wanted, also=wanted)]
    return sorted(found, key=lambda one: (not one[1], one[0].teaching_note.pk))


def reported_teaching_note(db: Session, viewer: Viewer, key: str) -> ShownTeachingNote:
    """The teaching note of a key for a reviewer: within her sight, or reported or hidden. Raises NotFound."""
    waiting = select(TeachingNoteReport.teaching_note_id).where(col(TeachingNoteReport.settled_at).is_(None))
    given_to_her = or_(col(TeachingNote.id).in_(waiting), col(TeachingNote.hidden_at).is_not(None))
    for one in _shown(db, viewer, col(TeachingNote.key) == key, also=given_to_her):
        return one
    raise NotFound("teaching_note")


def _own_words(viewer: Viewer) -> ColumnElement[bool]:
    assert viewer.person
    return and_(col(TeachingNote.person_id) == viewer.person.pk, col(TeachingNote.removed_at).is_(None))


def _shown(
    db: Session, viewer: Viewer, which: ColumnElement[bool], *, also: ColumnElement[bool] | None = None, most: int = 0
) -> list[ShownTeachingNote]:
    """Those of the wanted that are about something in sight, or are among `also`; with `most`, the newest of them."""
    assert viewer.person
    in_sight = or_(
        and_(col(Case.id).is_not(None), seen_by(viewer)), and_(col(CaseSet.id).is_not(None), set_seen_by(viewer.person))
    )
    question = (
        select(TeachingNote, Case, CaseSet, Person)
        .outerjoin(Case, col(Case.id) == TeachingNote.case_id)
        .outerjoin(CaseSet, col(CaseSet.id) == TeachingNote.case_set_id)
        .join(Person, col(Person.id) == TeachingNote.person_id)
        .where(which)
    )
    if Role.reviewer not in viewer.roles:
        asked = aliased(TeachingNote)
        under_hidden = select(asked.id).where(
            col(asked.id) == TeachingNote.question_id, col(asked.hidden_at).is_not(None)
        )
        open_to_all = and_(col(TeachingNote.hidden_at).is_(None), ~under_hidden.correlate(TeachingNote).exists())
        question = question.where(or_(open_to_all, col(TeachingNote.person_id) == viewer.person.pk))
    question = question.order_by(col(TeachingNote.id).desc())
    wanted = question.where(in_sight if also is None else or_(in_sight, also))
    rows = db.exec(wanted.limit(most) if most else wanted).all()
    near = {one.pk for one, *_ in (rows if also is None else db.exec(question.where(in_sight)).all())}
    return [
        ShownTeachingNote(
            teaching_note,
            case if teaching_note.pk in near else None,
            case_set if teaching_note.pk in near else None,
            writer.name,
            own=writer.pk == viewer.person.pk,
        )
        for teaching_note, case, case_set, writer in reversed(rows)
    ]


def _threads(shown: Iterable[ShownTeachingNote]) -> list[ShownTeachingNote]:
    """Answers under their questions; an answer of her own whose question she does not see stands by itself."""
    first: dict[int, ShownTeachingNote] = {}
    for one in sorted(shown, key=lambda one: one.teaching_note.pk):
        if one.teaching_note.question_id in first:
            first[one.teaching_note.question_id].answers.append(one)
        elif one.own or one.teaching_note.kind != TeachingNoteKind.answer:
            first[one.teaching_note.pk] = one
    return list(first.values())[::-1]
