"""Roles given and ended by an administrator: in her organisation, never her own, never the operator's."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from casebook.db.engine import reading, writing
from casebook.errors import NotAllowed
from casebook.library import Library
from casebook.people.appointing import end_role, give_role
from casebook.people.joining import add_person, appoint
from casebook.people.person import Appointment, Organisation, Person, Role
from casebook.people.queries import roles_of
from tests.conftest import Visitor, cast

from .stepping import first_step, strict, with_password

Visit = Callable[[str], Visitor]


@pytest.fixture
def vera(visit: Visit) -> Visitor:
    """Vera, who administers North Vale beside reviewing."""
    visitor = visit("vera")
    with writing(visitor.library.engine) as db:
        appoint(db, cast(db, "vera"), Role.administrator)
    return visitor


def key_of(library: Library, name: str) -> str:
    with reading(library.engine) as db:
        return cast(db, name).key


def roles(library: Library, name: str) -> frozenset[Role]:
    with reading(library.engine) as db:
        return roles_of(db, cast(db, name))


def test_she_sees_the_people_of_her_organisation_alone(vera: Visitor) -> None:
    page = vera.get("/people").text
    for name in ("Lena Marsh", "Tom Ferreira", "Ada Kowalczyk"):
        assert name in page
    assert "Otto Brand" not in page
    otto, nobody = vera.get(f"/people/{key_of(vera.library, 'otto')}"), vera.get(f"/people/{'x' * 12}")
    assert otto.status_code == nobody.status_code == 404
    assert otto.content == nobody.content


def test_nobody_else_sees_any_of_it(visit: Visit, vera: Visitor) -> None:
    key = key_of(vera.library, "lena")
    for name in ("lena", "tom", "ada", "otto"):
        visitor = visit(name)
        assert visitor.get("/people").status_code == 403
        assert visitor.post(f"/people/{key}/appointments", role="administrator").status_code == 403
    assert visit("").get("/people").status_code == 303
    assert roles(vera.library, "lena") == {Role.trainee}


def test_a_role_is_given_with_her_name_and_ended_at_once(visit: Visit, vera: Visitor) -> None:
    lena, key = visit("lena"), key_of(vera.library, "lena")
    assert vera.post(f"/people/{key}/appointments", role="educator").status_code == 303
    assert lena.get("/my-casebook").status_code == 303, "what a sign-in opens has changed, so she comes in again"
    lena.enter("lena")
    assert lena.get("/teaching").status_code == 200
    shown = vera.get(f"/people/{key}").text
    assert "given by Vera Lindqvist" in shown
    assert vera.post(f"/people/{key}/appointments", role="educator").status_code == 422
    assert vera.post(f"/people/{key}/appointments/educator/ending").status_code == 303
    assert lena.get("/teaching").status_code == 303
    assert lena.enter("lena").get("/teaching").status_code == 403
    with reading(vera.library.engine) as db:
        rows = db.exec(
            select(Appointment).where(Appointment.role == Role.educator, Appointment.person_id == cast(db, "lena").pk)
        ).all()
    assert [one.ended_at is None for one in rows] == [False], "ended, not deleted"


def test_who_is_an_educator_no_more_teaches_no_cohort_there(visit: Visit, vera: Visitor) -> None:
    tom = visit("tom")
    assert "You teach it" in tom.get("/cohorts").text
    assert vera.post(f"/people/{key_of(vera.library, 'tom')}/appointments/educator/ending").status_code == 303
    tom.enter("tom")
    assert "You teach it" not in tom.get("/cohorts").text
    assert tom.get("/teaching").status_code == 403


def test_an_administrator_is_told_of_an_address_that_nobody_has_vouched_for(vera: Visitor) -> None:
    """Somebody may have joined under a senior colleague's name and address, and wait for her role."""
    key = key_of(vera.library, "lena")
    assert "wrote this address herself" not in vera.get(f"/people/{key}").text
    with writing(vera.library.engine) as db:
        lena = cast(db, "lena")
        lena.unproven = True
        db.add(lena)
    assert "wrote this address herself" in vera.get(f"/people/{key}").text
    assert "Address not vouched for" in vera.get("/people").text


@pytest.mark.parametrize("role", ["operator", "king", ""])
def test_no_operator_is_made_in_a_browser(vera: Visitor, role: str) -> None:
    assert vera.post(f"/people/{key_of(vera.library, 'lena')}/appointments", role=role).status_code == 422
    assert roles(vera.library, "lena") == {Role.trainee}


def test_an_operators_role_is_not_ended_in_a_browser(vera: Visitor) -> None:
    with writing(vera.library.engine) as db:
        appoint(db, cast(db, "ada"), Role.operator)
    key = key_of(vera.library, "ada")
    assert "/appointments/operator/ending" not in vera.get(f"/people/{key}").text
    assert vera.post(f"/people/{key}/appointments/operator/ending").status_code == 403
    assert Role.operator in roles(vera.library, "ada")


def test_nobody_changes_her_own_roles(vera: Visitor) -> None:
    key = key_of(vera.library, "vera")
    page = vera.get(f"/people/{key}").text
    assert "your own roles" in page
    assert "/appointments" not in page
    assert vera.post(f"/people/{key}/appointments", role="author").status_code == 403
    assert vera.post(f"/people/{key}/appointments/reviewer/ending").status_code == 403
    assert roles(vera.library, "vera") == {Role.reviewer, Role.administrator}


def test_the_acts_themselves_stay_within_the_organisation(vera: Visitor) -> None:
    with writing(vera.library.engine) as db:
        by, otto = cast(db, "vera"), cast(db, "otto")
        nowhere = add_person(db, name="N", email="n@casebook.example")
        for person in (otto, nowhere):
            with pytest.raises(NotAllowed):
                give_role(db, person, Role.educator, by=by)
            with pytest.raises(NotAllowed):
                end_role(db, person, Role.trainee, by=by)


def test_an_administrator_needs_a_second_factor_too(vera: Visitor) -> None:
    with_password(vera.library, "vera")
    visitor = Visitor(strict(vera.library))
    assert first_step(visitor, "vera").startswith("/account/second-step")
    assert visitor.get("/people").status_code == 303
    assert visitor.post(f"/people/{key_of(vera.library, 'lena')}/appointments", role="author").status_code == 403


def test_a_long_list_comes_in_pages(vera: Visitor) -> None:
    with writing(vera.library.engine) as db:
        north = db.exec(select(Organisation).where(Organisation.id == cast(db, "vera").organisation_id)).one()
        for number in range(60):
            add_person(db, name=f"Person {number:02d}", email=f"p{number}@casebook.example", organisation=north)
        add_person(db, name="Simulated", email="s@casebook.example", organisation=north, simulated=True)
        db.add(Person(name="Guesting", email="g@guest.invalid", guest=True, organisation_id=north.pk))
    first, second = vera.get("/people").text, vera.get("/people?page=2").text
    assert "Page 1 of 2" in first
    assert first.count('class="people-row"') == 50
    assert second.count('class="people-row"') == 14
    assert "Simulated" not in first + second
    assert "Guesting" not in first + second
