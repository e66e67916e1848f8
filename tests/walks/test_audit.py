"""An administrator looks at what was done in her organisation, on paper wide and narrow, and narrows it by keyboard."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from casebook.audit.chaining import note
from casebook.db.engine import writing
from casebook.library import Library
from casebook.people.holding import place_hold
from casebook.people.person import Appointment, Organisation, Role
from tests.conftest import cast
from tests.walks.looking import looked_at
from tests.walks.serving import served

Open = Callable[..., Page]
DONE = ("sets.create", "cohorts.create", "cohort_members.create", "consents.create", "transcripts.update",
        "teaching_sessions.create", "participations.show")  # fmt: skip


@pytest.fixture
def north(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Ada and Vera administer North, where enough was done for two pages; a hold is on Lena's account."""
    with served(tmp_path_factory.mktemp("north")) as library:
        with writing(library.engine) as db:
            people = [cast(db, name) for name in ("tom", "ada", "vera")]
            place = db.get(Organisation, people[0].organisation_id)
            assert place
            for one in people[1:]:
                db.add(Appointment(person_id=one.pk, role=Role.administrator))
            for number in range(70):
                act = DONE[number % len(DONE)]
                about = f"{act.split('.')[0].replace('_', '-')}/k3m4k3m4k3{number:02d}"
                outcome = "refused 404" if number % 17 == 3 else "done"
                who = people[number % 3].key
                note(db, library.trail, who=who, act=act, about=about, organisation=place.slug, outcome=outcome)
            lena = cast(db, "lena")
            note(db, library.trail, who="operator", act="casebook person token", about=f"people/{lena.key}")
            db.flush()
            place_hold(db, lena, by=(people[1], people[2]), reference="IG 2026/14")
        yield library


@pytest.fixture
def site(north: Library) -> str:
    return f"http://localhost:{north.settings.port}"


def test_an_administrator_reads_the_audit_and_narrows_it_by_keyboard(open_page: Open) -> None:
    page = open_page("Vera")
    page.get_by_label("Your account: Vera Lindqvist").click()
    page.get_by_role("link", name="Audit").click()
    expect(page.get_by_role("heading", name="Audit", level=1)).to_be_visible()
    looked_at(page, "audit")
    page.get_by_role("link", name="Earlier").click()
    expect(page.get_by_text("Page 2 of 2")).to_be_visible()
    page.get_by_label("Who").focus()
    page.keyboard.type("Tom")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Show", exact=True).press("Enter")
    page.wait_for_url("**/audit?who=*")
    expect(page.locator("tbody tr").first).to_contain_text("Tom Ferreira")
    assert page.locator("tbody tr").filter(has_text="Ada Kowalczyk").count() == 0
    page.goto("/audit?until=2001-01-01")
    looked_at(page, "audit-none")


def test_one_whose_account_is_held_reads_it_where_she_would_close_it(open_page: Open) -> None:
    page = open_page("Lena")
    page.goto("/account/closing")
    expect(page.get_by_role("heading", name="A legal hold is on your account")).to_be_visible()
    looked_at(page, "account-held")
    page.goto("/who-sees-what")
    looked_at(page, "who-sees-what")
