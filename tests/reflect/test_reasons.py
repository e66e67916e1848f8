"""Reasons that colleagues may read (D8): by their writer's wish, ten at a time, picked for difference."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from casebook.clock import now, standing_at
from casebook.errors import NotAllowed, NotFound, WrongInput
from casebook.library import Library
from casebook.people.joining import add_person
from casebook.people.person import Person
from casebook.reflect.queries import own_answer
from casebook.reflect.reasons import (
    Reason,
    Reasons,
    moderate,
    picked,
    queue,
    reasons_for,
    report,
    share,
    shared_reason,
    structural_distance,
    take_back,
)
from casebook.reflect.responding import respond, withdraw
from casebook.reflect.shared_reason import ReasonState, SharedReason
from tests.conftest import an_answer, cast, the_case, viewer

_number = iter(range(100_000))


def sharer(db: Session, library: Library, choice: str, text: str = "") -> Person:
    """Somebody who answers and lets colleagues read why."""
    case, point, options = the_case(db)
    person = add_person(db, name="Someone", email=f"r{next(_number)}@casebook.example")
    respond(db, library.keyring, case, point, options, an_answer(choice), by=person)
    answer = own_answer(db, library.keyring, person, point)
    assert answer is not None
    share(db, library.keyring, point, answer, text or f"Because of thing {next(_number)}.", by=person)
    return person


def read_all(db: Session) -> None:
    for one in queue(db, viewer(db, "vera")):
        moderate(db, one.key, allow=True, by=cast(db, "vera"))


def seen_by_lena(db: Session, library: Library) -> Reasons:
    case, point, options = the_case(db)
    lena = cast(db, "lena")
    respond(db, library.keyring, case, point, options, an_answer("stay"), by=lena)
    answer = own_answer(db, library.keyring, lena, point)
    assert answer is not None
    return reasons_for(db, library.keyring, point, answer, lena)


def test_reasons_reach_an_editor_ten_at_a_time_and_colleagues_with_the_figures(db: Session, stocked: Library) -> None:
    with standing_at(now() - timedelta(days=9)):
        for choice in ["stay", "go"] * 4 + ["ask"]:
            sharer(db, stocked, choice)
        assert queue(db, viewer(db, "vera")) == [], "nine: nobody sees a single one arrive"
        sharer(db, stocked, "ask")
        assert len(queue(db, viewer(db, "vera"))) == 10
    with standing_at(now() - timedelta(days=8)):
        read_all(db)
        assert queue(db, viewer(db, "vera")) == []
        assert seen_by_lena(db, stocked) != Reasons([], []), "with the eleventh answer the figures came out, and these"
        assert {one.release for one in db.exec(select(SharedReason)).all()} == {1}
        late = sharer(db, stocked, "stay", "The late one.")
        assert all("late" not in one.text for one in seen_by_lena(db, stocked).same)
    case, point, options = the_case(db)
    with standing_at(now() - timedelta(days=5)):
        for number in range(10):
            person = add_person(db, name="Someone", email=f"q{number}@casebook.example")
            respond(db, stocked.keyring, case, point, options, an_answer(("go", "stay")[number % 2]), by=person)
    one = shared_reason(db, stocked.keyring, point, late)
    assert one is not None
    assert one.release is None, "one alone does not come out, though the figures did"


def test_nothing_is_shown_of_who_wrote_it_or_when(db: Session, stocked: Library) -> None:
    person = sharer(db, stocked, "stay")
    row = db.exec(select(SharedReason)).one()
    said = " ".join(str(value) for value in row.model_dump().values())
    assert person.key not in said
    assert person.email not in said
    assert not {"person_id", "owner_id", "created_at", "stage", "organisation_id"} & set(SharedReason.model_fields)


def test_what_is_taken_back_or_reported_is_gone_at_once(db: Session, stocked: Library) -> None:
    with standing_at(now() - timedelta(days=3)):
        people = [sharer(db, stocked, "stay", f"Reason {number}.") for number in range(6)]
        people += [sharer(db, stocked, "go", f"Reason {number}.") for number in range(6, 10)]
        read_all(db)
        first = seen_by_lena(db, stocked)
    _, point, _ = the_case(db)
    assert len(first.otherwise) == 4
    texts = {one.text for one in first.otherwise}
    take_back(db, stocked.keyring, point, by=people[6])
    withdraw(db, stocked.keyring, point, by=people[7])
    assert {one.text for one in seen_by_lena(db, stocked).otherwise} == texts - {"Reason 6.", "Reason 7."}
    key = seen_by_lena(db, stocked).otherwise[0].key
    with pytest.raises(NotFound):
        report(db, cast(db, "otto"), key)  # who has not answered cannot have read it
    report(db, cast(db, "lena"), key)
    assert key not in {one.key for one in seen_by_lena(db, stocked).otherwise}
    assert [(one.key, one.reported) for one in queue(db, viewer(db, "vera"))] == [(key, True)]
    moderate(db, key, allow=True, by=cast(db, "vera"))
    report(db, cast(db, "lena"), key)
    assert key in {one.key for one in seen_by_lena(db, stocked).otherwise}, "an editor has read it again, and it stays"
    with pytest.raises(NotAllowed):
        moderate(db, key, allow=False, by=cast(db, "vera"))


def test_what_an_editor_withholds_is_never_shown(db: Session, stocked: Library) -> None:
    with standing_at(now() - timedelta(days=3)):
        for number in range(11):
            sharer(db, stocked, ("go", "ask")[number % 2], "Her name was Mrs Baker." if number == 3 else "")
        bad = next(one for one in queue(db, viewer(db, "vera")) if any(why for _, why in one.pieces))
        moderate(db, bad.key, allow=False, by=cast(db, "vera"))
        read_all(db)
    case, point, options = the_case(db)
    for number in range(10):
        person = add_person(db, name="Someone", email=f"w{number}@casebook.example")
        respond(db, stocked.keyring, case, point, options, an_answer(("go", "stay")[number % 2]), by=person)
    seen_by_lena(db, stocked)
    withheld = db.exec(select(SharedReason).where(SharedReason.state == ReasonState.withheld)).one()
    assert withheld.release is None
    assert all("Baker" not in one.text for one in seen_by_lena(db, stocked).otherwise)


def test_sharing_twice_keeps_the_first_and_nothing_cannot_be_shared(db: Session, stocked: Library) -> None:
    person = sharer(db, stocked, "stay", "As I said.")
    _, point, _ = the_case(db)
    answer = own_answer(db, stocked.keyring, person, point)
    assert answer is not None
    assert share(db, stocked.keyring, point, answer, "Otherwise.", by=person).text == "As I said."
    take_back(db, stocked.keyring, point, by=person)
    with pytest.raises(WrongInput):
        share(db, stocked.keyring, point, answer, "  ", by=person)


def reason(key: str, choice: str, place: int, text: str, *led: str) -> Reason:
    return Reason(key, choice, {"courage": place}, frozenset(led), text)


def test_the_most_differently_reasoned_come_first_and_words_decide_only_between_equals() -> None:
    hers = reason("", "stay", 1, "he asked me to stay")
    near = [reason(f"n{number}", "stay", 1, f"he asked me {number}") for number in range(6)]
    far, led = reason("far", "stay", 7, "he asked me to stay"), reason("led", "stay", 1, "no", "justice", "courage")
    unlike = reason("unlike", "stay", 1, "her list was long already")
    chosen = {one.key for one in picked([*near, far, led, unlike], hers)}
    assert {"far", "led", "unlike"} <= chosen, "then, all being equal, whoever uses other words"
    assert structural_distance(hers, reason("x", "go", 1, "")) > structural_distance(hers, far)


def test_the_order_of_what_is_shown_says_nothing_of_how_it_was_picked() -> None:
    hers = reason("", "stay", 1, "he asked")
    pool = [reason(key, "go", place, "because") for key, place in (("b", 7), ("c", 4), ("a", 2), ("d", 1), ("e", 5))]
    keys = [one.key for one in picked(pool, hers)]
    assert keys == sorted(keys)
    assert len(keys) == 4
