"""Bookmarks and places: kept for their owner alone, unreadable in the database, forgotten when she asks."""

import pytest
from sqlmodel import Session, col, select

from casebook.errors import WrongInput
from casebook.library import Library
from casebook.reflect import keeping
from casebook.reflect.keeping import Place
from casebook.reflect.response import SealedRecord
from tests.conftest import cast


def test_a_bookmark_is_there_once_and_for_its_owner_alone(db: Session, stocked: Library) -> None:
    lena, otto, ring = cast(db, "lena"), cast(db, "otto"), stocked.keyring
    for place in (Place("the-open-door"), Place("the-open-door", "abc", 1500), Place("the-open-door")):
        keeping.add_bookmark(db, ring, place, by=lena)
    assert [(one.case, one.clip, one.ms) for one in keeping.bookmarks_of(db, ring, lena)] == [
        ("the-open-door", "abc", 1500),
        ("the-open-door", "", 0),
    ]
    assert keeping.bookmarks_of(db, ring, otto) == []
    keeping.remove_bookmark(db, ring, Place("the-open-door", "abc", 1500), by=otto)
    assert len(keeping.bookmarks_of(db, ring, lena)) == 2
    for place in (Place("the-open-door"), Place("the-open-door", "abc", 1500)):
        keeping.remove_bookmark(db, ring, place, by=lena)
    assert keeping.bookmarks_of(db, ring, lena) == []


def test_nothing_of_them_can_be_read_in_the_database(db: Session, stocked: Library) -> None:
    lena = cast(db, "lena")
    keeping.add_bookmark(db, stocked.keyring, Place("quokkacanary"), by=lena)
    keeping.note_place(db, stocked.keyring, Place("numbatcanary", "clip", 1), by=lena)
    db.flush()
    kinds = ("bookmarks", "places")
    rows = db.exec(select(SealedRecord).where(col(SealedRecord.kind).in_(kinds))).all()
    assert len(rows) == 2
    assert not any(b"canary" in row.sealed or "canary" in row.about for row in rows)


def test_a_clip_has_one_place_the_latest_first_and_the_oldest_gives_way(db: Session, stocked: Library) -> None:
    lena, ring = cast(db, "lena"), stocked.keyring
    for number in range(keeping.MOST_PLACES + 5):
        keeping.note_place(db, ring, Place("case", f"clip-{number}", 10), by=lena)
    keeping.note_place(db, ring, Place("case", "clip-20", 99), by=lena)
    kept = keeping.places_of(db, ring, lena)
    assert (kept[0].clip, kept[0].ms) == ("clip-20", 99)
    assert len(kept) == keeping.MOST_PLACES
    assert [one.clip for one in kept].count("clip-20") == 1


def test_opening_a_film_and_not_playing_it_leaves_the_place_where_it_was(db: Session, stocked: Library) -> None:
    lena, ring = cast(db, "lena"), stocked.keyring
    keeping.note_place(db, ring, Place("case", "one", 5000), by=lena)
    keeping.note_place(db, ring, Place("case", "two", 7000), by=lena)
    keeping.note_place(db, ring, Place("case", "one", 0), by=lena)
    assert [(one.clip, one.ms) for one in keeping.places_of(db, ring, lena)] == [("one", 5000), ("two", 7000)]


def test_forgetting_leaves_no_row(db: Session, stocked: Library) -> None:
    lena, ring = cast(db, "lena"), stocked.keyring
    keeping.note_place(db, ring, Place("case", "one", 5000), by=lena)
    keeping.forget_places(db, by=lena)
    keeping.forget_places(db, by=lena)
    db.flush()
    assert db.exec(select(SealedRecord).where(SealedRecord.kind == "places")).all() == []


def test_too_many_bookmarks_are_refused_with_what_to_do(db: Session, stocked: Library) -> None:
    lena, ring = cast(db, "lena"), stocked.keyring
    keeping._write(db, ring, lena, "bookmarks", [Place("case", "c", ms) for ms in range(keeping.MOST_BOOKMARKS)])
    with pytest.raises(WrongInput, match="Remove one in My casebook"):
        keeping.add_bookmark(db, ring, Place("case"), by=lena)
