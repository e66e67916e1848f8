"""Questions about notes that a group may read: asked anew at each look, of whoever is in that group now.

What you may not see is not there, and nobody reads a note on a case before her own answer to it. Both the writer and
the reader must be in the group at this moment, the group must be open, and the reader must see the clip by the one
sight rule. Whoever stands in for an educator sees no names, and so none of these; a guest sees none either.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped
from sqlmodel import Session, and_, col, or_, select

from ..cases.case import Case, CaseClip
from ..cases.decision_point import Commitment, DecisionPoint
from ..cases.viewing import seen_among
from ..media.clip import Clip
from ..people.cohort import Cohort, Membership
from ..people.person import Person
from ..people.queries import living
from ..people.viewer import Viewer
from ..reflect.annotating import Annotation
from ..reflect.keyring import Keyring
from .shared_note import SharedNote
from .teaching_session import Seat, TeachingSession, TeachingStep


@dataclass(frozen=True)
class Group:
    """A cohort, or else a teaching session, whose people may read a note."""

    name: str
    cohort: Cohort | None = None
    session: TeachingSession | None = None

    @property
    def value(self) -> str:
        """As a form names it."""
        return f"cohort:{self.cohort.key}" if self.cohort else f"session:{self.session.key if self.session else ''}"


@dataclass(frozen=True)
class LetNote:
    """A shared note with its writer and its group's name; `read` while there is anybody it is read by."""

    note: SharedNote
    writer: str
    group: str
    clip: Clip
    read: bool = True


def groups_of(db: Session, person: Person, case: Case) -> list[Group]:
    """Whom a person may let read a note on a case: the cohorts she has a place in now, and the open sessions she sits
    in or runs that are at this case or have been."""
    hers = select(Membership.cohort_id).where(Membership.person_id == person.pk, living())
    cohorts = db.exec(select(Cohort).where(col(Cohort.id).in_(hers)).order_by(col(Cohort.name))).all()
    come_to = (
        select(TeachingStep.teaching_session_id)
        .join(DecisionPoint, col(DecisionPoint.id) == TeachingStep.decision_point_id)
        .where(DecisionPoint.case_id == case.pk, TeachingStep.position <= TeachingSession.step)
        .where(TeachingStep.teaching_session_id == TeachingSession.id)
        .correlate(TeachingSession)
    )
    sessions = db.exec(
        select(TeachingSession).where(_open_to(person.pk), come_to.exists()).order_by(col(TeachingSession.id))
    ).all()
    return [Group(_named(cohort, None), cohort=cohort) for cohort in cohorts] + [
        Group(_named(None, session), session=session) for session in sessions
    ]


def notes_of_groups(db: Session, viewer: Viewer, clip: str) -> list[LetNote]:
    """What others let this viewer read now on the clip of a key, in the order of the film."""
    if viewer.person is None or not viewer.signed_in or not seen_among(db, viewer, [clip]):
        return []
    theirs = and_(
        Clip.key == clip,
        SharedNote.person_id != viewer.person.pk,
        _answered_by(viewer.person.pk),
        _in_group(viewer.person.pk),
        _in_group(col(SharedNote.person_id)),
    )
    found = _shown(db, theirs)
    return sorted(found, key=lambda one: (one.note.from_ms, one.note.to_ms, one.writer, one.note.key))


def let_by(db: Session, person: Person) -> list[LetNote]:
    """Everything a person has let a group read and not taken back, for her."""
    read = set(
        db.exec(select(SharedNote.id).where(SharedNote.person_id == person.pk, _in_group(person.pk))).all()
    )  # fmt: skip
    found = _shown(db, col(SharedNote.person_id) == person.pk, read)
    return sorted(found, key=lambda one: (one.clip.title, one.note.from_ms, one.note.key))


def let_of(db: Session, keyring: Keyring, person: Person, notes: Iterable[Annotation]) -> dict[str, LetNote]:
    """Which of her notes a person has let a group read, by the key of the note."""
    let = {one.note.id: one for one in let_by(db, person)}
    if not let:
        return {}
    names = {one.key: name_of(keyring, person, one.key) for one in notes}
    return {key: let[name] for key, name in names.items() if name in let}


def name_of(keyring: Keyring, person: Person, note: str) -> str:
    """What the shared copy of a person's note is called, where there is one."""
    return keyring.name("shared note", person.key, note)


def _shown(db: Session, which: ColumnElement[bool], read: set[str] | None = None) -> list[LetNote]:
    rows = db.exec(
        select(SharedNote, Person, Clip)
        .join(Person, col(Person.id) == SharedNote.person_id)
        .join(Clip, col(Clip.id) == SharedNote.clip_id)
        .where(which)
    ).all()
    groups: dict[tuple[int | None, int | None], str] = {}
    for note, _, _ in rows:
        at = (note.cohort_id, note.teaching_session_id)
        if at not in groups:
            groups[at] = _named(
                db.get(Cohort, at[0]) if at[0] else None, db.get(TeachingSession, at[1]) if at[1] else None
            )
    return [
        LetNote(
            note,
            writer.name,
            groups[note.cohort_id, note.teaching_session_id],
            clip,
            read=read is None or note.id in read,
        )
        for note, writer, clip in rows
    ]


def _named(cohort: Cohort | None, session: TeachingSession | None) -> str:
    return f"cohort {cohort.name}" if cohort else f"the session “{session.title if session else ''}”"


def _in_group(person: int | Mapped[int]) -> ColumnElement[bool]:
    """A shared note of a group this person is in now."""
    place = select(Membership.id).where(
        Membership.cohort_id == SharedNote.cohort_id, Membership.person_id == person, living()
    )
    session = select(TeachingSession.id).where(
        TeachingSession.id == SharedNote.teaching_session_id, _open_to(person)
    )  # fmt: skip
    return or_(place.correlate(SharedNote).exists(), session.correlate(SharedNote).exists())


def _answered_by(person: int) -> ColumnElement[bool]:
    """A note on a case this person has answered herself: others' thoughts come after her own (D7)."""
    given = (
        select(Commitment.person_id)
        .join(DecisionPoint, col(DecisionPoint.id) == Commitment.decision_point_id)
        .join(CaseClip, col(CaseClip.case_id) == DecisionPoint.case_id)
        .where(CaseClip.clip_id == SharedNote.clip_id, Commitment.person_id == person)
    )
    return given.correlate(SharedNote).exists()


def _open_to(person: int | Mapped[int]) -> ColumnElement[bool]:
    """A session that is open and that this person has a seat in or runs."""
    seat = select(Seat.person_id).where(Seat.teaching_session_id == TeachingSession.id, Seat.person_id == person)
    sits = seat.correlate(TeachingSession, SharedNote).exists()
    return and_(col(TeachingSession.closed_at).is_(None), or_(col(TeachingSession.owner_id) == person, sits))
