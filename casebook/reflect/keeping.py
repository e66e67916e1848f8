"""Keeping one's place: bookmarks, what was opened last, and where a film was stopped. Sealed for their owner (E1, E2).

Both lists are one sealed record each, so the database does not tell what was kept, of what, or when. They hold slugs,
keys and milliseconds only; titles come from what the owner may see when she looks.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from ..clock import now
from ..errors import WrongInput
from ..media.redactions import moves
from ..people.person import Person
from .keyring import Keyring
from .sealing import discard, record_of, seal, unseal

MOST_BOOKMARKS = 300
MOST_PLACES = 40  # the oldest gives way
_BOOKMARKS, _PLACES = "bookmarks", "places"


@dataclass(frozen=True)
class Place:
    """A case (slug), or a moment of a clip of it (key, milliseconds from the clip's start), and when, as ISO text."""

    case: str
    clip: str = ""
    ms: int = 0
    at: str = ""

    def is_at(self, other: "Place") -> bool:
        """Whether both are the same case or moment."""
        return (self.case, self.clip, self.ms) == (other.case, other.clip, other.ms)


def bookmarks_of(db: Session, keyring: Keyring, person: Person) -> list[Place]:
    """What a person has bookmarked, her latest first; asked only for her."""
    return _where_they_are(db, _read(db, keyring, person, _BOOKMARKS))


def add_bookmark(db: Session, keyring: Keyring, place: Place, *, by: Person) -> None:
    """Bookmark a case or a moment; once more changes nothing. Raises WrongInput when there are too many."""
    kept = _read(db, keyring, by, _BOOKMARKS)
    if any(one.is_at(place) for one in _where_they_are(db, kept)):
        return
    if len(kept) >= MOST_BOOKMARKS:
        raise WrongInput(f"You have {MOST_BOOKMARKS} bookmarks. Remove one in My casebook, then add this one.")
    _write(db, keyring, by, _BOOKMARKS, [_dated(place), *kept])


def remove_bookmark(db: Session, keyring: Keyring, place: Place, *, by: Person) -> None:
    """Take a bookmark away; one that is not there is as good as taken away."""
    kept = _read(db, keyring, by, _BOOKMARKS)
    left = [one for one, here in zip(kept, _where_they_are(db, kept), strict=True) if not here.is_at(place)]
    if left != kept:
        _write(db, keyring, by, _BOOKMARKS, left)


def places_of(db: Session, keyring: Keyring, person: Person) -> list[Place]:
    """Where a person stopped, one place a clip, her latest first; asked only for her."""
    return _where_they_are(db, _read(db, keyring, person, _PLACES))


def note_place(db: Session, keyring: Keyring, place: Place, *, by: Person) -> None:
    """Note where she stopped, in place of what was noted of the same clip; one that was opened and not played (0 ms)
    stays where it was."""
    kept = _read(db, keyring, by, _PLACES)
    earlier = next((one for one in kept if (one.case, one.clip) == (place.case, place.clip)), None)
    others = [one for one in kept if one is not earlier]
    if earlier and not place.ms:
        (place,) = _where_they_are(db, [earlier])
    _write(db, keyring, by, _PLACES, [_dated(place), *others][:MOST_PLACES])


def forget_places(db: Session, *, by: Person) -> None:
    """Forget everything she opened and where she stopped."""
    _remove(db, by, _PLACES)


def _where_they_are(db: Session, places: list[Place]) -> list[Place]:
    # what is kept is not written anew when a film is cut: it says when it was kept, and is moved when it is read
    if not any(one.clip for one in places):
        return places
    there = moves(db)
    return [replace(one, ms=there.moment(one.clip, one.ms, _kept_at(one))) if one.ms else one for one in places]


def _kept_at(place: Place) -> datetime:
    return datetime.fromisoformat(place.at) if place.at else now()


def _dated(place: Place) -> Place:
    return Place(place.case, place.clip, place.ms, now().isoformat(timespec="microseconds"))


def _read(db: Session, keyring: Keyring, person: Person, kind: str) -> list[Place]:
    record = record_of(db, person, kind, kind)
    return [Place(**one) for one in unseal(keyring, person, record)["kept"]] if record else []


def _write(db: Session, keyring: Keyring, person: Person, kind: str, places: list[Place]) -> None:
    if not places:
        _remove(db, person, kind)
        return
    words: dict[str, Any] = {"kept": [asdict(one) for one in places]}
    seal(db, keyring, person, kind, kind, words)


def _remove(db: Session, person: Person, kind: str) -> None:
    if (record := record_of(db, person, kind, kind)) is not None:
        discard(db, record)
