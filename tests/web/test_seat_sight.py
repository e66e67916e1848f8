"""What a seat opens, and what it no longer opens when its case is withdrawn."""

from collections.abc import Callable

from sqlmodel import select
from starlette.testclient import TestClient

from casebook.cases.publication import Publication
from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.reflect.response import Response
from tests.conftest import Visitor
from tests.web.test_seats import GIVEN, joins
from tests.web.test_teaching_sessions import opened, press

Visit = Callable[[str], Visitor]


def unpublish(library: Library) -> None:
    with writing(library.engine) as db:
        for one in db.exec(select(Publication)).all():
            one.ended_at = now()
            db.add(one)


def test_a_draft_is_shown_to_no_trainee_after_somebody_who_makes_cases_has_looked(
    visit: Visit, stocked: Library
) -> None:
    unpublish(stocked)
    ada, vera, lena, sam = visit("ada"), visit("vera"), visit("lena"), visit("")
    opened(ada)
    for one in (lena, sam):
        one.client = TestClient(vera.client.app, base_url="http://localhost:8000", follow_redirects=False)
    lena.enter("lena")
    seats = [joins(one, name="Sam") for one in (vera, lena, sam)]
    press(ada, "alone")
    assert vera.get(seats[0]).status_code == 200
    assert lena.get(seats[1]).status_code == 404
    assert sam.get(seats[2]).status_code == 404


def test_a_case_withdrawn_in_the_middle_of_a_session_is_not_found_on_phones_at_once(
    visit: Visit, stocked: Library
) -> None:
    tom, lena = visit("tom"), visit("lena")
    opened(tom)
    seat = joins(lena)
    press(tom, "alone")
    assert lena.get(seat).status_code == 200
    unpublish(stocked)
    assert lena.get(seat).status_code == 404
    assert lena.post(f"{seat}/answers", **GIVEN).status_code == 404
    with reading(stocked.engine) as db:
        assert db.exec(select(Response)).all() == []
