"""A note is read by one group, while writer and reader are in it and the film is open to the reader; else it is not
there."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from casebook.cases.viewing import clip_for
from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.errors import NotFound, WrongInput
from casebook.library import Library
from casebook.media.clip import Clip
from casebook.media.consent import Consent
from casebook.people.cohort import Membership
from casebook.people.delegation import Delegation
from casebook.people.keeping_cohorts import close_cohort
from casebook.people.person import Person
from casebook.people.viewer import viewer_of
from casebook.reflect.annotating import Annotation, annotate, own_annotations
from casebook.reflect.everything import everything_of
from casebook.reflect.responding import respond
from casebook.teach.closing import close_account
from casebook.teach.facilitating import close_session
from casebook.teach.joining_session import join, join_as_guest
from casebook.teach.letting_read import let_read, remove_note, take_note_back
from casebook.teach.session_queries import guest_viewer
from casebook.teach.shared_note import SharedNote
from casebook.teach.shared_note_queries import groups_of, let_by, let_of, notes_of_groups
from tests.conftest import an_answer, cast, the_case
from tests.people.organised import DAY, joined, north, somebody, south, today
from tests.teach.rooms import a_session, in_it

BEFORE, AFTER = "The bleep", "What I did"
WORDS = "pademeloncanary"


def key_of(db: Session, title: str) -> str:
    return db.exec(select(Clip.key).where(Clip.title == title)).one()


def lets(
    db: Session, library: Library, by: Person, group: str, *, clip: str = BEFORE, text: str = WORDS, key: str = "n" * 12
) -> SharedNote:
    seen = clip_for(db, viewer_of(db, by), key_of(db, clip))
    note = Annotation(key, seen.clip.key, clip, seen.case.slug, seen.case.title, 500, 900, "As she wrote it.")
    annotate(db, library.keyring, note, by=by)
    return let_read(db, library.keyring, seen, note, text, group=group, by=by)


def to_north(db: Session) -> str:
    return f"cohort:{north(db).key}"


def read_by(db: Session, person: Person, clip: str = BEFORE) -> list[str]:
    return [one.note.text for one in notes_of_groups(db, viewer_of(db, person), key_of(db, clip))]


def answer(db: Session, library: Library, *people: Person) -> None:
    """Let these people answer the case, without which nobody reads what others write about it."""
    case, point, options = the_case(db)
    for person in people:
        respond(db, library.keyring, case, point, options, an_answer(), by=person)


def the_cast(db: Session) -> list[Person]:
    return [cast(db, name) for name in ("lena", "tom", "otto", "ada", "vera")]


def place_of(db: Session, person: Person) -> Membership:
    return db.exec(select(Membership).where(Membership.person_id == person.pk)).one()


def test_those_of_the_cohort_read_it_with_her_name_and_nobody_else_does(db: Session, stocked: Library) -> None:
    south(db)
    mate = somebody(db, "Mate")
    joined(db, mate, north(db))
    answer(db, stocked, mate, *the_cast(db))
    lets(db, stocked, cast(db, "lena"), to_north(db))
    (found,) = notes_of_groups(db, viewer_of(db, mate), key_of(db, BEFORE))
    assert (found.note.text, found.writer, found.group) == (WORDS, "Lena Marsh", "cohort North")
    assert read_by(db, cast(db, "tom")) == [WORDS], "an educator of the cohort, as she was told"
    for name in ("otto", "ada", "vera", "lena"):
        assert read_by(db, cast(db, name)) == [], name


@pytest.mark.parametrize(("begins", "ends", "reads"), [(0, 0, True), (-9, -1, False), (1, None, False), (-9, 5, True)])
def test_a_reader_reads_on_the_days_of_her_place(
    db: Session, stocked: Library, begins: int, ends: int | None, reads: bool
) -> None:
    mate = somebody(db, "Mate")
    joined(db, mate, north(db), begins=begins, ends=ends)
    answer(db, stocked, mate)
    lets(db, stocked, cast(db, "lena"), to_north(db))
    assert bool(read_by(db, mate)) is reads


def test_nobody_reads_it_once_its_writer_has_left(db: Session, stocked: Library) -> None:
    lena, tom = cast(db, "lena"), cast(db, "tom")
    answer(db, stocked, tom)
    lets(db, stocked, lena, to_north(db))
    assert read_by(db, tom) == [WORDS]
    place = place_of(db, lena)
    place.ends_on = today() - DAY
    db.add(place)
    db.flush()
    assert read_by(db, tom) == []
    assert [one.read for one in let_by(db, lena)] == [False]


def test_nobody_reads_it_once_the_cohort_is_closed(db: Session, stocked: Library) -> None:
    tom = cast(db, "tom")
    answer(db, stocked, tom)
    lets(db, stocked, cast(db, "lena"), to_north(db))
    assert read_by(db, tom) == [WORDS]
    close_cohort(db, north(db), by=tom)
    assert read_by(db, tom) == []


def test_whoever_stands_in_for_an_educator_sees_no_names_and_no_notes(db: Session, stocked: Library) -> None:
    lets(db, stocked, cast(db, "lena"), to_north(db))
    vera, tom = cast(db, "vera"), cast(db, "tom")
    answer(db, stocked, vera)
    until = now() + timedelta(days=3)
    db.add(Delegation(cohort_id=north(db).pk, person_id=vera.pk, given_by_id=tom.pk, until=until))
    db.flush()
    assert read_by(db, vera) == []
    assert groups_of(db, vera, the_case(db)[0]) == []


@pytest.mark.parametrize("clip", [BEFORE, AFTER])
def test_nobody_reads_it_before_her_own_answer(db: Session, stocked: Library, clip: str) -> None:
    lena, mate = cast(db, "lena"), somebody(db, "Mate")
    joined(db, mate, north(db))
    answer(db, stocked, lena)
    lets(db, stocked, lena, to_north(db), clip=clip)
    assert read_by(db, mate, clip) == []
    answer(db, stocked, mate)
    assert read_by(db, mate, clip) == [WORDS]


def test_it_goes_with_the_consent_to_its_film(db: Session, stocked: Library) -> None:
    tom = cast(db, "tom")
    answer(db, stocked, tom)
    lets(db, stocked, cast(db, "lena"), to_north(db))
    assert read_by(db, tom) == [WORDS]
    for consent in db.exec(select(Consent)).all():
        consent.withdrawn_at = now()
        db.add(consent)
    db.flush()
    assert read_by(db, cast(db, "tom")) == []


def test_a_session_reads_it_until_it_ends_and_guests_never_do(db: Session, stocked: Library) -> None:
    lena, session = cast(db, "lena"), a_session(db)
    join(db, session, by=lena)
    mate, outside = in_it(db, session), somebody(db, "Outside")
    answer(db, stocked, mate, outside, cast(db, "tom"), cast(db, "otto"))
    guest = join_as_guest(db, session, name="Gus")
    lets(db, stocked, lena, f"session:{session.key}")
    assert read_by(db, mate) == read_by(db, cast(db, "tom")) == [WORDS]
    assert read_by(db, outside) == read_by(db, cast(db, "otto")) == []
    assert notes_of_groups(db, guest_viewer(db, guest), key_of(db, BEFORE)) == []
    close_session(db, session)
    assert read_by(db, mate) == read_by(db, cast(db, "tom")) == []
    assert [one.value for one in groups_of(db, lena, the_case(db)[0])] == [to_north(db)]


def test_only_a_group_of_hers_can_be_chosen(db: Session, stocked: Library) -> None:
    other, session = south(db), a_session(db)
    for group in (f"cohort:{other.key}", f"session:{session.key}", "cohort:", "", north(db).key):
        with pytest.raises(WrongInput, match="Choose who"):
            lets(db, stocked, cast(db, "lena"), group)
    assert db.exec(select(SharedNote)).all() == []


@pytest.mark.parametrize("text", ["  ", "x" * 4001])
def test_words_that_cannot_be_let(db: Session, stocked: Library, text: str) -> None:
    with pytest.raises(WrongInput):
        lets(db, stocked, cast(db, "lena"), to_north(db), text=text)


def test_letting_again_replaces_it_and_the_sealed_note_stays_as_it_was(db: Session, stocked: Library) -> None:
    lena = cast(db, "lena")
    answer(db, stocked, cast(db, "tom"))
    lets(db, stocked, lena, to_north(db), text="First.")
    lets(db, stocked, lena, to_north(db), text="Second.")
    lets(db, stocked, lena, to_north(db), text="Of another note.", key="m" * 12)
    assert sorted(read_by(db, cast(db, "tom"))) == ["Of another note.", "Second."]
    notes = own_annotations(db, stocked.keyring, lena)
    assert {one.text for one in notes} == {"As she wrote it."}
    let = let_of(db, stocked.keyring, lena, notes)
    assert {key: one.note.text for key, one in let.items()} == {"n" * 12: "Second.", "m" * 12: "Of another note."}
    ids = db.exec(select(SharedNote.id)).all()
    assert not {"n" * 12, "m" * 12} & set(ids)


def test_it_is_taken_back_by_its_writer_alone_and_with_the_note(db: Session, stocked: Library) -> None:
    lena, tom = cast(db, "lena"), cast(db, "tom")
    answer(db, stocked, tom)
    shared = lets(db, stocked, lena, to_north(db))
    with pytest.raises(NotFound):
        take_note_back(db, shared.key, by=tom)
    take_note_back(db, shared.key, by=lena)
    assert read_by(db, tom) == []
    lets(db, stocked, lena, to_north(db))
    with pytest.raises(NotFound):
        remove_note(db, stocked.keyring, "n" * 12, by=tom)
    assert read_by(db, tom) == [WORDS]
    remove_note(db, stocked.keyring, "n" * 12, by=lena)
    assert db.exec(select(SharedNote)).all() == []


def test_it_is_in_what_she_downloads_and_gone_with_her_account(stocked: Library) -> None:
    with writing(stocked.engine) as db:
        lena, tom = cast(db, "lena"), cast(db, "tom")
        lets(db, stocked, lena, to_north(db))
        lets(db, stocked, tom, to_north(db), text="Of Tom.")
        rows = everything_of(db, stocked.keyring, lena)["rows"]["shared_notes"]
        assert [one["text"] for one in rows] == [WORDS]
        key = lena.key
    close_account(stocked.engine, stocked.keyring, key)
    with reading(stocked.engine) as db:
        assert [one.text for one in db.exec(select(SharedNote)).all()] == ["Of Tom."]
    for path in stocked.settings.data.rglob("*"):
        assert not path.is_file() or WORDS.encode() not in path.read_bytes(), path.name
