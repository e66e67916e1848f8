"""Letting a group read a note on a film: a copy under its writer's name, which she takes back when she likes."""

from sqlmodel import Session, col, delete, select

from ..cases.viewing import SeenClip
from ..errors import NotFound, WrongInput
from ..people.person import Person
from ..reflect.annotating import MOST_WORDS, Annotation, remove_annotation
from ..reflect.keyring import Keyring
from .shared_note import SharedNote
from .shared_note_queries import groups_of, name_of


def let_read(
    db: Session, keyring: Keyring, seen: SeenClip, note: Annotation, text: str, *, group: str, by: Person
) -> SharedNote:
    """Let the people of one group of hers read a note in these words, in place of what was let of it before. The
    sealed note stays as it is, and what is written in it later is not read by them. Raises WrongInput."""
    if not text.strip():
        raise WrongInput("Write what your group may read.")
    if len(text) > MOST_WORDS:
        raise WrongInput(f"A note has at most {MOST_WORDS:,} characters. Nothing was lost; shorten it.")
    chosen = next((one for one in groups_of(db, by, seen.case) if one.value == group), None)
    if chosen is None:
        raise WrongInput("Choose who may read it.")
    _forget(db, keyring, note.key, by=by)
    shared = SharedNote(
        id=name_of(keyring, by, note.key),
        person_id=by.pk,
        cohort_id=chosen.cohort.pk if chosen.cohort else None,
        teaching_session_id=chosen.session.pk if chosen.session else None,
        clip_id=seen.clip.pk,
        from_ms=note.from_ms,
        to_ms=note.to_ms,
        text=text,
    )
    db.add(shared)
    db.flush()
    return shared


def take_note_back(db: Session, key: str, *, by: Person) -> SharedNote:
    """Take a note back from whoever may read it: the copy is deleted at once. Raises NotFound."""
    shared = db.exec(select(SharedNote).where(SharedNote.key == key, SharedNote.person_id == by.pk)).first()
    if shared is None:
        raise NotFound("note")
    db.delete(shared)
    db.flush()
    return shared


def remove_note(db: Session, keyring: Keyring, key: str, *, by: Person) -> None:
    """Delete a note for good, and with it what a group read of it. Raises NotFound."""
    remove_annotation(db, key, by=by)
    _forget(db, keyring, key, by=by)


def take_away(db: Session, person: Person) -> None:
    """Take back all that a person let a group read, because her account is being closed."""
    db.exec(delete(SharedNote).where(col(SharedNote.person_id) == person.pk))


def _forget(db: Session, keyring: Keyring, note: str, *, by: Person) -> None:
    db.exec(delete(SharedNote).where(col(SharedNote.id) == name_of(keyring, by, note)))
