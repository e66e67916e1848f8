"""Who sees a case set: its owner, named educators, a cohort between two days, and whoever has its code."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from casebook.cases import letting
from casebook.cases.assembling import make_set
from casebook.cases.case_set import CaseSet
from casebook.cases.set_queries import sets_for
from casebook.cases.viewing_sets import own_set_for, set_by_code, set_for
from casebook.clock import now, standing_at
from casebook.errors import AlreadyDone, NotFound, WrongInput
from casebook.people.cohort import Cohort, Membership
from casebook.people.viewer import NOBODY
from tests.conftest import cast, viewer

EVERYONE = ("lena", "otto", "ada", "vera")


@pytest.fixture
def made(db: Session) -> CaseSet:
    """A set of Tom's."""
    return make_set(db, title="Nights", slot_minutes=45, by=cast(db, "tom"))


def sees(db: Session, name: str, made: CaseSet) -> bool:
    try:
        return set_for(db, viewer(db, name), made.key).pk == made.pk
    except NotFound:
        return False


def north(db: Session) -> Cohort:
    return db.exec(select(Cohort).where(Cohort.name == "North")).one()


def test_a_new_set_is_its_owners_alone(db: Session, made: CaseSet) -> None:
    assert sees(db, "tom", made)
    assert not any(sees(db, name, made) for name in EVERYONE)
    with pytest.raises(NotFound):
        set_for(db, NOBODY, made.key)


def test_a_named_educator_sees_it_until_it_is_taken_back_and_cannot_change_it(db: Session, made: CaseSet) -> None:
    share = letting.let_to_person(db, made, email=" VERA@casebook.example", by=cast(db, "tom"))
    assert [name for name in EVERYONE if sees(db, name, made)] == ["vera"]
    with pytest.raises(NotFound):
        own_set_for(db, cast(db, "vera"), made.key)
    with pytest.raises(AlreadyDone):
        letting.let_to_person(db, made, email="vera@casebook.example", by=cast(db, "tom"))
    letting.take_back(db, made, share.key)
    assert not sees(db, "vera", made)
    with pytest.raises(NotFound):
        letting.take_back(db, made, share.key)


@pytest.mark.parametrize("email", ["lena@casebook.example", "nobody@casebook.example", "", "tom@casebook.example"])
def test_only_somebody_else_who_teaches_can_be_named(db: Session, made: CaseSet, email: str) -> None:
    with pytest.raises(WrongInput):
        letting.let_to_person(db, made, email=email, by=cast(db, "tom"))


@pytest.mark.parametrize(("offset", "seen"), [(-1, False), (0, True), (3, True), (6, True), (7, False)])
def test_a_cohort_sees_it_from_its_opening_day_to_its_closing_day(
    db: Session, made: CaseSet, offset: int, seen: bool
) -> None:
    opens = now().date() + timedelta(days=10)
    letting.let_to_cohort(
        db, made, cohort=north(db).key, opens_on=opens, closes_on=opens + timedelta(days=6), by=cast(db, "tom")
    )
    with standing_at(now() + timedelta(days=10 + offset)):
        assert sees(db, "lena", made) is seen
        assert [one.case_set.key for one in sets_for(db, viewer(db, "lena"))] == ([made.key] if seen else [])
        assert not sees(db, "otto", made)
        assert sees(db, "tom", made)


def test_who_has_left_the_cohort_sees_it_no_more(db: Session, made: CaseSet) -> None:
    letting.let_to_cohort(db, made, cohort=north(db).key, opens_on=None, closes_on=None, by=cast(db, "tom"))
    assert sees(db, "lena", made)
    membership = db.exec(select(Membership).where(Membership.person_id == cast(db, "lena").pk)).one()
    membership.ends_on = now().date() - timedelta(days=1)
    db.add(membership)
    assert not sees(db, "lena", made)


def test_only_ones_own_cohorts_can_be_let_see(db: Session, made: CaseSet) -> None:
    with pytest.raises(WrongInput):
        letting.let_to_cohort(db, made, cohort=north(db).key, opens_on=None, closes_on=None, by=cast(db, "ada"))
    with pytest.raises(WrongInput):
        letting.let_to_cohort(
            db, made, cohort=north(db).key, opens_on=date(2026, 2, 2), closes_on=date(2026, 2, 1), by=cast(db, "tom")
        )


def test_a_code_opens_it_for_whoever_is_signed_in_and_has_it(db: Session, made: CaseSet) -> None:
    share = letting.let_by_link(db, made, opens_on=None, closes_on=now().date(), by=cast(db, "tom"))
    assert share.code
    assert set_by_code(db, viewer(db, "otto"), share.code).pk == made.pk
    assert not sees(db, "otto", made), "the code opens it, and nothing else"
    by_code: Callable[[str], CaseSet] = lambda code: set_by_code(db, viewer(db, "otto"), code)  # noqa: E731
    for wrong in ("", "x", share.code[:-1], share.code.upper() + "2"):
        with pytest.raises(NotFound):
            by_code(wrong)
    with pytest.raises(NotFound):
        set_by_code(db, NOBODY, share.code)
    with standing_at(now() + timedelta(days=1)), pytest.raises(NotFound):
        by_code(share.code)
    code = share.code
    assert letting.let_by_link(db, made, opens_on=None, closes_on=None, by=cast(db, "tom")).code == code
    letting.take_back(db, made, share.key)
    with pytest.raises(NotFound):
        by_code(code)
