"""What a seat opens, and what it no longer opens when its case is withdrawn."""

from collections.abc import Callable

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from casebook.cases.publication import Publication
from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.reflect.response import Response
from casebook.reflect.room import Room
from tests.conftest import Visitor
from tests.teach.rooms import a_session
from tests.web.test_seats import GIVEN, joins
from tests.web.test_teaching_sessions import opened, press, session_in

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


@pytest.mark.parametrize("phase", [(), ("alone",), ("alone", "discuss", "debrief")])
def test_a_session_whose_case_was_withdrawn_goes_on_to_the_next_or_ends(
    visit: Visit, stocked: Library, phase: tuple[str, ...]
) -> None:
    with writing(stocked.engine) as db:
        key = a_session(db, steps=2).key
    tom = visit("tom")
    address = f"/teaching-sessions/{key}"
    for act in phase:
        press(tom, act)
    unpublish(stocked)
    page = tom.get(address)
    assert page.status_code == 200
    assert "End the session" in page.text
    press(tom, "pass-over")
    assert (session_in(stocked).step, session_in(stocked).phase) == (2, "watch")
    assert "Go on to the next case" not in tom.get(address).text
    assert tom.post(f"{address}/closing").status_code == 303
    assert not session_in(stocked).is_open
    with reading(stocked.engine) as db:
        assert [room for room in db.exec(select(Room)).all() if room.asks] == []
