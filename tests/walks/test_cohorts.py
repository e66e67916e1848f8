"""An educator invites from a list with bad rows and makes a programme; a trainee goes from her link to a started module
and her record; the same by keyboard and without JavaScript."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.browser_fixtures import axe_violations

Open = Callable[..., Page]
LIST = """name,address,stage,starts,ends
Mina {n},mina{n}@trust.example,F2,2026-01-05,2099-04-06
Olu Ade,olu at trust,foundation
Pat Kim,pat{n}@trust.example,wizard,soon
"""


def fine(page: Page) -> None:
    """No accessibility fault, and nothing wider than the window, on a phone and on a desk."""
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width, page.url
        assert axe_violations(page) == [], page.url


def invite(page: Page, cohort: str, n: str, folder: Path | None = None) -> str:
    """From the cohort's page to a link for Mina, past two rows that are bad; answers the link."""
    page.goto(cohort)
    page.get_by_role("link", name="Invite from a list").click()
    text = LIST.format(n=n)
    if folder:
        (folder / "people.csv").write_text(text.replace(",", ";"), encoding="cp1252")
        page.get_by_label("A file").set_input_files(folder / "people.csv")
    else:
        page.get_by_label("Or the rows themselves").fill(text)
    page.get_by_role("button", name="Check the list").click()
    page.get_by_role("heading", name="2 of 3 rows cannot be invited yet").wait_for()
    assert "wizard" in page.get_by_label("Or the rows themselves").input_value(), "the rows survive"
    fine(page)
    page.get_by_role("button", name="Invite the 1 good one").click()
    page.get_by_role("heading", name="1 link to hand on").wait_for()
    fine(page)
    return page.locator("code").inner_text()


def north(page: Page) -> str:
    page.goto("/cohorts")
    page.get_by_role("link", name="North", exact=True).click()
    return page.url


def make_programme(page: Page, title: str) -> str:
    """A programme with one module that is open and has the case, taken by North; answers its address."""
    page.goto("/programmes")
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Make the programme").click()
    page.wait_for_url("**/edit")
    fine(page)
    form = page.locator("form", has=page.get_by_role("button", name="Add the module"))
    form.get_by_label("Title").fill("Telling the truth")
    form.get_by_label("Opens on").fill("2026-01-05")
    form.get_by_label("Due by").fill("2099-04-06")
    form.get_by_role("button", name="Add the module").click()
    page.get_by_role("heading", name="Put a case in").wait_for()
    page.get_by_role("button", name=re.compile("Put in")).first.click()
    page.get_by_role("button", name=re.compile("Take out")).wait_for()
    fine(page)
    page.get_by_role("link", name=title).click()
    page.get_by_label("Let another take it").select_option(label="North, North Vale Hospitals")
    page.get_by_role("button", name="Enrol the cohort").click()
    page.get_by_role("button", name=re.compile("End")).wait_for()
    return page.url.split("#")[0].removesuffix("/edit")


def commit(page: Page) -> None:
    page.get_by_role("radio", name="Another way").check(force=True)
    page.locator("[name=another_way]").fill("Call his daughter.")
    page.get_by_label("Your reasons").fill("He asked me kowaricanary.")
    page.get_by_role("radio", name="Fairly sure").check(force=True)
    page.get_by_role("button", name="Commit my answer").click()
    page.get_by_role("link", name="Compare").first.wait_for()


def test_from_a_list_with_bad_rows_to_a_started_module_and_its_record(
    open_page: Open, site: str, tmp_path: Path
) -> None:
    tom = open_page("Tom")
    link = invite(tom, north(tom), "one", tmp_path)
    programme = make_programme(tom, "Hard conversations")

    mina = open_page("", width=360)
    mina.goto(link)
    fine(mina)
    mina.set_viewport_size({"width": 360, "height": 780})
    mina.get_by_label("A password").fill("short")
    mina.get_by_role("button", name="Make my account and join").click()
    mina.get_by_role("heading", name="You have not joined yet").wait_for()
    assert mina.get_by_label("Your name").input_value() == "Mina one"
    mina.get_by_label("A password").fill("otter lamp bicycle")
    mina.get_by_role("button", name="Make my account and join").click()
    mina.get_by_text("You learn here with Tom Ferreira").wait_for()
    fine(mina)
    mina.set_viewport_size({"width": 360, "height": 780})

    mina.goto("/")
    fine(mina)
    mina.get_by_role("region", name="With your cohort").get_by_role("link", name="Telling the truth").click()
    mina.get_by_role("heading", name="Before you start: who sees what").wait_for()
    fine(mina)
    mina.get_by_role("button", name="Start").click()
    mina.get_by_text("You started in the week of").wait_for()
    mina.locator(".row-title").first.click()
    commit(mina)
    mina.goto(programme)
    mina.get_by_text("You took part", exact=True).wait_for()
    fine(mina)
    mina.get_by_role("link", name="See your record").click()
    mina.get_by_role("heading", name="Hard conversations").wait_for()
    fine(mina)
    with mina.expect_download() as coming:
        mina.get_by_role("link", name="PDF").click()
    assert Path(coming.value.path()).read_bytes().startswith(b"%PDF-")

    tom.goto(programme)
    tom.get_by_role("link", name="North", exact=True).click()
    row = tom.get_by_role("row", name=re.compile("Mina one"))
    assert "Took part" in row.inner_text()
    assert "kowaricanary" not in tom.content()
    fine(tom)
    assert tom.request.get(link).status == 404, "the link is used up"


def test_the_educators_way_without_javascript(open_page: Open) -> None:
    tom = open_page("Tom", javascript=False)
    link = invite_plainly(tom, north(tom))
    ann = open_page("", javascript=False, width=360)
    ann.goto(link)
    ann.get_by_label("Your name").fill("Ann Plain")
    ann.get_by_label("Address to sign in with").fill("ann@trust.example")
    ann.get_by_label("Where you are now").select_option("gp")
    ann.get_by_label("A password").fill("otter lamp bicycle")
    ann.get_by_role("button", name="Make my account and join").click()
    assert "You learn here" in ann.content()


def invite_plainly(page: Page, cohort: str) -> str:
    """One link for several, without scripts."""
    page.goto(cohort)
    page.get_by_label("For how many").fill("3")
    page.get_by_role("button", name="Make the link").click()
    return page.locator("code").inner_text()


def test_a_module_is_started_by_keyboard_alone(open_page: Open) -> None:
    tom = open_page("Tom")
    programme = make_programme(tom, "By keyboard")
    lena = open_page("Lena", width=360)
    lena.goto(programme)
    reach(lena, "Telling the truth")
    lena.keyboard.press("Enter")
    lena.get_by_role("heading", name="Before you start: who sees what").wait_for()
    reach(lena, "Start")
    lena.keyboard.press("Enter")
    lena.get_by_text("You started in the week of").wait_for()


def reach(page: Page, words: str) -> None:
    """Tab until what has the focus says these words."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.textContent.trim()") == words:
            return
    raise AssertionError(f"{words!r} is not reached by the keyboard")
