"""A health check from opening to its chart and plan, in a real browser; one member answers on a phone by keyboard."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sqlmodel import select

from casebook.cases.content_reading import read_content
from casebook.cases.importing import ImportReport, import_vocabulary
from casebook.clock import now, standing_at
from casebook.db.engine import writing
from casebook.library import Library
from casebook.people.cohort import Cohort
from casebook.people.joining import add_person, join_cohort
from casebook.people.person import Person
from casebook.teach.health_check import HealthCheck
from casebook.teach.surveying import answer_check, open_check
from tests.walks.looking import looked_at
from tests.walks.serving import served

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def department(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A cohort of twenty-four, asked what stands in the library's own content."""
    with served(tmp_path_factory.mktemp("department")) as library:
        with writing(library.engine) as db:
            import_vocabulary(db, read_content(Path(__file__).parents[2] / "content"), ImportReport())
            north = db.exec(select(Cohort).where(Cohort.name == "North")).one()
            for number in range(22):
                one = add_person(db, name=f"Member {number}", email=f"m{number}@x.example")
                join_cohort(db, north, one, starts_on=now().date() - timedelta(days=9))
        yield library


@pytest.fixture(scope="module")
def site(department: Library) -> str:
    return f"http://localhost:{department.settings.port}"


def answers_of_many(library: Library, *, shift: int) -> None:
    """Twenty members answer the newest check, each dimension otherwise."""
    with writing(library.engine) as db:
        check = db.exec(select(HealthCheck).order_by(HealthCheck.id.desc())).first()  # type: ignore[union-attr]
        assert check
        for number in range(20):
            person = db.exec(select(Person).where(Person.email == f"m{number}@x.example")).one()
            said = {}
            for at, dimension in enumerate(check.asked):
                for one in dimension["statements"]:
                    mood = (at + shift + number * (at % 3)) % 4
                    said[one["key"]] = ("mostly", "mostly" if number % 2 else "sometimes", "seldom", "unsure")[mood]
            answer_check(db, library.keyring, check, said, by=person)


def test_from_opening_to_the_chart_the_plan_and_the_next_time(open_page: Open, department: Library) -> None:
    tom, lena = open_page("Tom"), open_page("Lena", width=360)
    tom.goto("/my-casebook")
    tom.get_by_role("link", name="How your cohort learns").click()
    looked_at(tom, "health-none")
    tom.get_by_role("button", name="Open a health check").click()
    tom.get_by_role("heading", name="For you who teach North").wait_for()
    looked_at(tom, "health-open")
    where = tom.url
    lena.goto(f"{where}/answer")
    assert lena.locator("fieldset").count() == 24
    looked_at(lena, "health-answer")
    lena.locator("input[type=radio]").first.focus()
    for _ in range(24):
        lena.keyboard.press("Space")
        lena.keyboard.press("ArrowDown")
        lena.keyboard.press("Tab")
    assert lena.locator("input:checked").count() == 24
    lena.keyboard.press("Enter")
    lena.get_by_role("heading", name="Your answers are in").wait_for()
    looked_at(lena, "health-answered")
    tom.get_by_role("button", name="Close it and show the figures").click()
    tom.get_by_text("Too few have answered").wait_for()
    answers_of_many(department, shift=0)
    tom.goto(where)
    tom.get_by_role("button", name="Close it and show the figures").click()
    tom.get_by_role("heading", name="What holds, and what needs care").wait_for()
    tom.get_by_label("What will be done").fill("Half an hour on Tuesdays, bleep held by the registrar.")
    tom.get_by_label("Who sees to it").select_option("Lena Marsh")
    tom.get_by_label("By when").fill("2027-03-01")
    tom.get_by_role("button", name="Add it").click()
    tom.get_by_text("by 1 March 2027").wait_for()
    tom.get_by_text("Every statement, as a table").click()
    looked_at(tom, "health-figures")
    lena.goto(where)
    lena.get_by_role("button", name="Done").click()
    lena.get_by_text("done ").first.wait_for()
    with standing_at(now() + timedelta(days=30)), writing(department.engine) as db:
        north = db.exec(select(Cohort).where(Cohort.name == "North")).one()
        open_check(db, north, by=db.exec(select(Person).where(Person.email == "tom@casebook.example")).one())
    answers_of_many(department, shift=1)
    tom.goto("/health-checks")
    looked_at(tom, "health-checks")
    tom.locator(".rows a").first.click()
    tom.get_by_role("button", name="Close it and show the figures").click()
    tom.locator(".health-then").first.wait_for()
    looked_at(tom, "health-again")
