"""Who sees what of a cohort: by dates, by organisation, by a delegation's clock; for everybody else it is not there."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from casebook.clock import now, standing_at
from casebook.errors import AlreadyDone, NotFound, WrongInput
from casebook.may import may
from casebook.people.cohort import Part
from casebook.people.cohort_sight import (
    Standing,
    cohort_for,
    cohorts_seen,
    kept_cohort_for,
    kept_membership_for,
    members_of,
)
from casebook.people.keeping_cohorts import (
    add_educator,
    close_cohort,
    date_membership,
    delegate,
    delegations_of,
    end_delegation,
    end_membership,
    found_cohort,
    leave_cohort,
)
from casebook.people.person import Role
from casebook.people.queries import living, teaching_of
from casebook.people.signing_in import suspend
from casebook.people.viewer import NOBODY, viewer_of
from tests.conftest import cast, viewer
from tests.people.organised import DAY, joined, north, organisation_of, somebody, south, today


def standings(db: Session, name: str) -> set[str]:
    try:
        return set(cohort_for(db, viewer(db, name), north(db).key).standings)
    except NotFound:
        return set()


def test_each_is_to_a_cohort_what_she_is_and_nobody_else_is_anything(db: Session) -> None:
    south(db)
    somebody(db, "Nadia", Role.administrator)
    somebody(db, "Sam", Role.administrator, at="otto")
    somebody(db, "Ed", Role.educator)
    assert standings(db, "lena") == {Standing.learner}
    assert standings(db, "tom") == {Standing.educator}
    assert standings(db, "nadia") == {Standing.administrator}
    for name in ("otto", "sam", "ed", "ada", "vera"):
        assert standings(db, name) == set(), name
    assert cohorts_seen(db, NOBODY) == []


def test_only_educators_and_administrators_keep_a_cohort(db: Session) -> None:
    somebody(db, "Nadia", Role.administrator)
    for name in ("tom", "nadia"):
        assert kept_cohort_for(db, viewer(db, name), north(db).key)
    for name in ("lena", "otto", "ada"):
        with pytest.raises(NotFound):
            kept_cohort_for(db, viewer(db, name), north(db).key)


@settings(max_examples=40, deadline=None)
@given(begins=st.integers(-5, 5), lasts=st.none() | st.integers(0, 6), day=st.integers(-8, 14))
def test_a_place_counts_from_its_first_day_to_its_last_and_on_no_other(
    begins: int, lasts: int | None, day: int
) -> None:
    """The rule as the database would apply it, against the rule in words."""
    from sqlalchemy import create_engine
    from sqlmodel import SQLModel, select

    from casebook.people.cohort import Membership

    engine = create_engine("sqlite://")
    for table in ("memberships", "cohort_closures"):
        SQLModel.metadata.tables[table].create(engine)
    first = today()
    asked = first + day * DAY
    with Session(engine) as db, standing_at(now() + timedelta(days=day)):
        starts = first + begins * DAY
        ends = None if lasts is None else starts + lasts * DAY
        db.add(Membership(cohort_id=1, person_id=1, starts_on=starts, ends_on=ends))
        held = db.exec(select(Membership.id).where(living())).first() is not None
    assert held == (starts <= asked and (ends is None or asked <= ends))


def test_an_educator_whose_place_has_ended_sees_nothing_of_the_cohort(db: Session) -> None:
    tom = cast(db, "tom")
    place = next(one.membership for one in members_of(db, north(db)) if one.person.pk == tom.pk)
    end_membership(db, place, by=tom)
    assert standings(db, "tom") == set()
    with pytest.raises(NotFound):
        kept_membership_for(db, viewer(db, "tom"), place.key)


def test_who_has_left_is_not_listed_any_more(db: Session) -> None:
    joined(db, somebody(db, "Gone", Role.trainee), north(db), ends=-1)
    joined(db, somebody(db, "Coming", Role.trainee), north(db), begins=3)
    listed = {one.person.name: one.to_come for one in members_of(db, north(db))}
    assert listed == {"Tom Ferreira": False, "Lena Marsh": False, "Coming": True}


def test_a_place_that_had_not_begun_is_as_if_never_given(db: Session) -> None:
    place = joined(db, somebody(db, "Coming", Role.trainee), north(db), begins=3)
    end_membership(db, place, by=cast(db, "tom"))
    assert "Coming" not in {one.person.name for one in members_of(db, north(db))}


def test_a_place_cannot_be_dated_to_end_before_it_starts(db: Session) -> None:
    place = joined(db, somebody(db, "Nora", Role.trainee), north(db))
    with pytest.raises(WrongInput):
        date_membership(db, place, starts_on=today(), ends_on=today() - DAY, by=cast(db, "tom"))


def test_a_delegation_lets_one_teach_and_keep_nothing_and_ends_by_the_clock(db: Session) -> None:
    ed, tom = somebody(db, "Ed", Role.educator), cast(db, "tom")
    delegate(db, north(db), email="ed@casebook.example", days=7, by=tom)
    seen = viewer_of(db, ed)
    assert [one.cohort.name for one in cohorts_seen(db, seen) if one.taught] == ["North"]
    assert cohort_for(db, seen, north(db).key).standings == {Standing.delegate}
    with pytest.raises(NotFound):
        kept_cohort_for(db, seen, north(db).key)
    with standing_at(now() + timedelta(days=7, seconds=1)):
        assert cohorts_seen(db, seen) == []
        with pytest.raises(NotFound):
            cohort_for(db, seen, north(db).key)


def test_a_delegation_ends_with_the_place_of_whoever_gave_it(db: Session) -> None:
    ed, tom = somebody(db, "Ed", Role.educator), cast(db, "tom")
    delegate(db, north(db), email="ed@casebook.example", days=7, by=tom)
    (place,) = [one.membership for one in members_of(db, north(db)) if one.person.pk == tom.pk]
    end_membership(db, place, by=tom)
    assert cohorts_seen(db, viewer_of(db, ed)) == []
    assert delegations_of(db, north(db)) == []


def test_nobody_stands_in_for_somebody_who_is_shut_out(db: Session) -> None:
    ed, tom = somebody(db, "Ed", Role.educator), cast(db, "tom")
    delegate(db, north(db), email="ed@casebook.example", days=7, by=tom)
    suspend(db, tom, reason="Asked by his organisation.")
    assert cohorts_seen(db, viewer_of(db, ed)) == []
    assert not teaching_of(db, ed).stands_in


def test_a_learner_leaves_a_cohort_and_an_educator_does_not_by_that_door(db: Session) -> None:
    lena, tom = cast(db, "lena"), cast(db, "tom")
    leave_cohort(db, north(db), by=lena)
    assert standings(db, "lena") == set()
    assert [one.person.name for one in members_of(db, north(db))] == ["Tom Ferreira"]
    for other in (lena, tom, cast(db, "otto")):
        with pytest.raises(NotFound):
            leave_cohort(db, north(db), by=other)
    assert standings(db, "tom") == {Standing.educator}


def test_who_stands_in_may_run_sessions_without_any_role_until_her_day(db: Session) -> None:
    nora, tom = somebody(db, "Nora", Role.trainee), cast(db, "tom")
    assert not may(viewer_of(db, nora), "teach")
    delegate(db, north(db), email="nora@casebook.example", days=7, by=tom)
    assert may(viewer_of(db, nora), "teach")
    assert not any(may(viewer_of(db, nora), more) for more in ("assemble", "read_guide", "converse", "hear_readers"))
    with standing_at(now() + timedelta(days=7, seconds=1)):
        assert not may(viewer_of(db, nora), "teach")
    close_cohort(db, north(db), by=tom)
    assert not may(viewer_of(db, nora), "teach")


def test_a_delegation_is_replaced_by_a_new_one_and_can_be_taken_back(db: Session) -> None:
    somebody(db, "Ed", Role.educator)
    tom = cast(db, "tom")
    delegate(db, north(db), email="ed@casebook.example", days=7, by=tom)
    delegate(db, north(db), email="ed@casebook.example", days=1, by=tom)
    ((one, _),) = delegations_of(db, north(db))
    assert one.until < now() + timedelta(days=2)
    end_delegation(db, one, by=tom)
    assert delegations_of(db, north(db)) == []
    assert cohorts_seen(db, viewer(db, "ed")) == []


@pytest.mark.parametrize("email", ["otto@casebook.example", "nobody@nowhere.example", ""])
def test_only_educators_and_people_of_the_organisation_stand_in_and_the_words_tell_of_no_account(
    db: Session, email: str
) -> None:
    with pytest.raises(WrongInput, match="no educator, signs in with that address"):
        delegate(db, north(db), email=email, days=7, by=cast(db, "tom"))


def test_only_an_educator_of_the_organisation_becomes_one_of_the_cohort(db: Session) -> None:
    somebody(db, "Ed", Role.educator)
    somebody(db, "Far", Role.educator, at="otto")
    tom = cast(db, "tom")
    add_educator(db, north(db), email="ed@casebook.example", by=tom)
    add_educator(db, north(db), email="ED@casebook.example ", by=tom)
    assert [one.person.name for one in members_of(db, north(db)) if one.membership.part is Part.educator] == [
        "Ed", "Tom Ferreira",
    ]  # fmt: skip
    for email in ("far@casebook.example", "lena@casebook.example", "nobody@nowhere.example"):
        with pytest.raises(WrongInput, match="No educator of this organisation"):
            add_educator(db, north(db), email=email, by=tom)


def test_whoever_founds_a_cohort_as_an_educator_teaches_it(db: Session) -> None:
    tom = cast(db, "tom")
    cohort = found_cohort(db, organisation_of(db, "tom"), name=" North  2027 ", by=tom)
    assert cohort.name == "North 2027"
    assert cohort_for(db, viewer(db, "tom"), cohort.key).educated
    with pytest.raises(WrongInput, match="already"):
        found_cohort(db, organisation_of(db, "tom"), name="North", by=tom)


def test_a_closed_cohort_is_seen_by_administrators_alone_and_kept_by_nobody(db: Session) -> None:
    somebody(db, "Nadia", Role.administrator)
    somebody(db, "Ed", Role.educator)
    delegate(db, north(db), email="ed@casebook.example", days=7, by=cast(db, "tom"))
    close_cohort(db, north(db), by=cast(db, "tom"))
    for name in ("tom", "lena", "ed"):
        assert standings(db, name) == set(), name
    seen = cohort_for(db, viewer(db, "nadia"), north(db).key)
    assert seen.closed
    with pytest.raises(NotFound):
        kept_cohort_for(db, viewer(db, "nadia"), north(db).key)
    with pytest.raises(AlreadyDone):
        close_cohort(db, north(db), by=cast(db, "tom"))
