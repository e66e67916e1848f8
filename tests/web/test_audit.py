"""An administrator's page of the audit: her organisation's, without what is private to people, and nobody else's."""

from collections.abc import Callable

import pytest

from casebook.audit.chaining import note
from casebook.db.engine import writing
from casebook.library import Library
from casebook.people.person import Appointment, Organisation, Role
from casebook.web.audit import in_short
from tests.conftest import Visitor, cast

Visit = Callable[[str], Visitor]


@pytest.fixture
def amy(stocked: Library) -> Visitor:
    """Tom, who administers North as well."""
    with writing(stocked.engine) as db:
        db.add(Appointment(person_id=cast(db, "tom").pk, role=Role.administrator))
    return Visitor(stocked).enter("tom")


def test_it_tells_what_her_people_did_and_not_what_is_theirs_alone(amy: Visitor) -> None:
    amy.post("/cohorts", name="Ward doctors")
    lena = Visitor(amy.library).enter("lena")
    lena.get("/my-casebook/everything.zip")
    told = amy.get("/audit").text
    assert "Cohorts: made" in told
    assert "Tom Ferreira" in told
    assert "Lena Marsh" not in told
    assert "sign in" not in told.split("<tbody>")[1].lower().split("</tbody>")[0]
    assert "everything" not in told.split("<tbody>")[1].split("</tbody>")[0]


def test_another_organisations_rows_are_not_hers(amy: Visitor) -> None:
    with writing(amy.library.engine) as db:
        otto = cast(db, "otto")
        south = db.get(Organisation, otto.organisation_id)
        assert south
        note(db, amy.library.trail, who=otto.key, act="cohorts.create", about="cohorts/zzzz", organisation=south.slug)
    told = amy.get("/audit").text
    assert "cohorts/zzzz" not in told
    assert "Otto" not in told


def test_what_the_operator_did_to_her_people_is_told(amy: Visitor) -> None:
    with writing(amy.library.engine) as db:
        lena = cast(db, "lena").key
        note(db, amy.library.trail, who="operator", act="casebook person suspend", about=f"people/{lena}")
        note(db, amy.library.trail, who="operator", act="casebook keys rotate")
    told = amy.get("/audit").text
    assert "The operator" in told
    assert "Casebook person suspend" in told
    assert "keys rotate" not in told


def test_it_is_narrowed_and_paged(amy: Visitor) -> None:
    with writing(amy.library.engine) as db:
        tom, ada = cast(db, "tom"), cast(db, "ada")
        place = db.get(Organisation, tom.organisation_id)
        assert place
        for number in range(60):
            who = tom if number % 2 else ada
            about = f"sets/n{number}"
            note(db, amy.library.trail, who=who.key, act="sets.update", about=about, organisation=place.slug)
    first, second = amy.get("/audit").text, amy.get("/audit?page=2").text
    assert "sets/n59" in first
    assert "sets/n59" not in second
    assert "sets/n0" in second
    only = amy.get(f"/audit?who={ada.key}&act=sets.update").text
    assert "sets/n58" in only
    assert "sets/n59" not in only
    assert "Nothing of that kind" in amy.get("/audit?until=2001-01-01").text
    assert "sets/n59" in amy.get("/audit?since=2001-01-01&until=not-a-day").text


def test_nobody_else_opens_it(visit: Visit, stocked: Library) -> None:
    assert visit("").get("/audit").status_code == 303
    for name in ("lena", "tom", "ada", "vera", "otto"):
        assert visit(name).get("/audit").status_code == 403
    with writing(stocked.engine) as db:
        lena = cast(db, "lena")
        lena.organisation_id = None
        db.add(Appointment(person_id=lena.pk, role=Role.administrator))
    assert visit("lena").get("/audit").status_code == 403, "who is in no organisation administers none"


def test_acts_are_said_in_words() -> None:
    assert in_short("cohort_members.create") == "cohort members: made"
    assert in_short("casebook person add") == "casebook person add"
