"""A pair's reveal in two browsers, one of them a phone; by keyboard at the end, and every page of it looked at."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.walks.looking import looked_at

Open = Callable[..., Page]


def answer(page: Page, reasons: str, option: int) -> None:
    page.goto("/cases/the-open-door")
    page.locator("input[name=choice]").nth(option).check(force=True)
    page.get_by_label("Your reasons").fill(reasons)
    page.get_by_role("radio", name="Fairly sure").check(force=True)
    page.locator("input[name^=position-]").nth(1 + 4 * option).check(force=True)
    page.get_by_role("button", name="Commit my answer").click()
    page.get_by_role("link", name="Compare").first.wait_for()


def test_a_pair_reveals_its_reasons_at_one_moment_to_both(open_page: Open) -> None:
    lena, tom = open_page("Lena"), open_page("Tom", width=360)
    lena.goto("/cases/the-open-door")
    lena.get_by_role("link", name="Take it as a pair").click()
    looked_at(lena, "new")
    lena.get_by_role("button", name="Make the link").click()
    looked_at(lena, "invited")
    link = lena.get_by_label("The link").input_value()
    lena.get_by_role("link", name="Go on to the pair").click()
    looked_at(lena, "waiting")
    where = lena.url
    tom.goto(link)
    looked_at(tom, "invitation")
    tom.get_by_role("button", name="Accept").click()
    tom.get_by_role("heading", name="You and Lena Marsh").wait_for()
    tom.get_by_role("heading", name="First, each alone").wait_for()
    looked_at(tom, "alone")
    answer(lena, "He asked me, and nobody else would be with him. I would want the same for my own father.", 0)
    answer(tom, "A ward of thirty waits. Mrs Ellery should hear of it first, and he is not in danger tonight.", 1)
    tom.goto(where)
    looked_at(tom, "agree")
    tom.get_by_role("button", name="Agree to show this to Lena Marsh").click()
    tom.get_by_role("button", name="Take it back").wait_for()
    looked_at(tom, "agreed")
    lena.goto(where)
    assert "A ward of thirty" not in lena.content()
    lena.get_by_role("button", name="Agree to show this to Tom Ferreira").focus()
    lena.keyboard.press("Enter")
    lena.get_by_text("A ward of thirty waits").wait_for()  # both have agreed: it is shown to both
    tom.reload()
    for page in (lena, tom):
        assert page.get_by_text("A ward of thirty waits").is_visible()
        assert page.get_by_text("nobody else would be with him").first.is_visible()
    tom.get_by_label("What will each of you do differently").fill("Ring ward 4 before midnight, and say who sits.")
    tom.get_by_role("button", name="Keep the note").click()
    lena.get_by_label("What will each of you do differently").fill("Say aloud who sits.")
    lena.get_by_role("button", name="Keep the note").click()
    lena.get_by_text("Your partner has changed the note").wait_for()
    looked_at(lena, "clash")
    assert lena.get_by_label("What will each of you do differently").input_value() == "Say aloud who sits."
    tom.goto(where)
    looked_at(tom, "shown")
    tom.goto("/pairs")
    looked_at(tom, "pairs")
    tom.goto(where)
    tom.get_by_text("Leave the pair").first.click()
    tom.get_by_role("button", name="Leave the pair").click()
    tom.get_by_role("heading", name="A pair that has ended").wait_for()
    looked_at(tom, "ended")
    lena.goto(where)
    assert "A ward of thirty" not in lena.content()
    assert "Ring ward 4" in lena.content()
