"""Annotating: a note on a moment, a range or a line of a clip, sealed for its writer. Pages call it a note."""

from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session

from ..clock import now
from ..errors import NotFound, WrongInput
from ..media.redactions import moves
from ..people.person import Person
from .keyring import Keyring
from .sealing import discard, how_many, record_of, seal, unseal, unsealed

KIND = "annotation"  # of its sealed record
MOST_WORDS = 4000  # characters of one note
MOST_NOTES = 1000  # of one person: each look opens them all
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # before it has been kept


@dataclass(frozen=True)
class Annotation:
    """A note on a clip from `from_ms` to `to_ms`, in ms from its start; both are the same for a moment. The titles are
    those of when it was written, so that a note can be read when its clip is gone."""

    key: str
    clip: str
    clip_title: str
    case: str  # slug
    case_title: str
    from_ms: int
    to_ms: int
    text: str
    made_at: datetime = NEVER
    changed_at: datetime = NEVER

    @property
    def moment(self) -> str:
        """As a field of a form names it: clip:from:to:title."""
        return f"{self.clip}:{self.from_ms}:{self.to_ms}:{self.clip_title}"


def annotate(db: Session, keyring: Keyring, annotation: Annotation, *, by: Person) -> Annotation:
    """Keep a note, in place of the one of the same key where there is one. Answers it as it was kept. Raises
    WrongInput."""
    if not annotation.text.strip():
        raise WrongInput("Write your note first.")
    if len(annotation.text) > MOST_WORDS:
        raise WrongInput(f"A note has at most {MOST_WORDS:,} characters. Nothing was lost; shorten it.")
    if not 0 <= annotation.from_ms <= annotation.to_ms:
        raise WrongInput("A note cannot end before it begins.")
    record = record_of(db, by, KIND, annotation.key)
    made = annotation.made_at
    if record is not None:
        made = _from(annotation.key, unseal(keyring, by, record)).made_at
    elif how_many(db, by, KIND) >= MOST_NOTES:
        raise WrongInput(f"You have {MOST_NOTES:,} notes, which is as many as we keep. Export some first.")
    kept = replace(annotation, made_at=now() if made == NEVER else made, changed_at=now())
    seal(db, keyring, by, KIND, kept.key, _words(kept))
    return kept


def rewrite(db: Session, keyring: Keyring, key: str, *, text: str, from_ms: int, to_ms: int, by: Person) -> Annotation:
    """Change the words or the span of a note. Raises NotFound, WrongInput."""
    kept = own_annotation(db, keyring, key, of=by)
    return annotate(db, keyring, replace(kept, text=text, from_ms=from_ms, to_ms=to_ms), by=by)


def remove_annotation(db: Session, key: str, *, by: Person) -> None:
    """Delete a note for good. Raises NotFound."""
    if (record := record_of(db, by, KIND, key)) is None:
        raise NotFound("note")
    discard(db, record)


def own_annotation(db: Session, keyring: Keyring, key: str, *, of: Person) -> Annotation:
    """A person's note, unsealed for her. Raises NotFound: another's is as one that is not there."""
    if (record := record_of(db, of, KIND, key)) is None:
        raise NotFound("note")
    return _where_they_are(db, [_from(key, unseal(keyring, of, record))])[0]


def own_annotations(
    db: Session, keyring: Keyring, person: Person, *, clip: str = "", case: str = ""
) -> list[Annotation]:
    """A person's notes, all of them or those on a clip or a case, in the order of their films."""
    held = unsealed(db, keyring, person, KIND)
    found = [_from(record.about, words) for record, words in held]
    found = [one for one in found if (not clip or one.clip == clip) and (not case or one.case == case)]
    return sorted(
        _where_they_are(db, found), key=lambda one: (one.case_title, one.clip, one.from_ms, one.to_ms, one.made_at)
    )


def _where_they_are(db: Session, notes: list[Annotation]) -> list[Annotation]:
    # a sealed note is not written anew when its film is cut: it says when it was changed, and is moved when it is read
    there = moves(db)
    spans = [there.span(one.clip, one.from_ms, one.to_ms, one.changed_at) for one in notes]
    return [replace(one, from_ms=span[0], to_ms=span[1]) for one, span in zip(notes, spans, strict=True)]


def _words(annotation: Annotation) -> dict[str, Any]:
    kept = asdict(annotation)
    del kept["key"]
    return kept | {"made_at": annotation.made_at.isoformat(), "changed_at": annotation.changed_at.isoformat()}


def _from(key: str, words: dict[str, Any]) -> Annotation:
    times = {name: datetime.fromisoformat(words[name]) for name in ("made_at", "changed_at")}
    return Annotation(key=key, **(words | times))
