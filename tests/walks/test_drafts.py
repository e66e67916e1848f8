"""A draft in a real browser: kept as one types, back after a reload, and in the tab only while the network is away."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

Open = Callable[..., Page]
CASE = "/cases/the-open-door"
IN_THE_TAB = "() => Object.keys(sessionStorage).filter(name => name.startsWith('draft ')).length"


def test_a_draft_is_kept_as_one_types_and_is_back_after_a_reload(open_page: Open) -> None:
    page = open_page("Otto", width=360)
    page.goto(CASE)
    page.get_by_label("Your reasons").fill("I would want somebody to stay.")
    expect(page.get_by_text("30 of 8,000 characters")).to_be_visible()
    page.get_by_role("radio", name="Ask a nurse").check(force=True)
    expect(page.get_by_text("Draft kept, sealed for you alone.")).to_be_visible(timeout=15_000)
    assert page.evaluate(IN_THE_TAB) == 0
    page.reload()
    expect(page.get_by_label("Your reasons")).to_have_value("I would want somebody to stay.")
    expect(page.get_by_role("radio", name="Ask a nurse")).to_be_checked()
    expect(page.get_by_text("This is your draft as you left it.")).to_be_visible()


def test_without_a_network_a_draft_is_kept_in_the_tab_until_it_is_back(open_page: Open) -> None:
    page = open_page("Vera")
    page.goto(CASE)
    page.context.set_offline(True)
    page.get_by_label("Your reasons").fill("Typed in the lift.")
    expect(page.get_by_text("The network is away.")).to_be_visible(timeout=15_000)
    assert page.evaluate(IN_THE_TAB) == 1
    page.context.set_offline(False)
    expect(page.get_by_text("Draft kept, sealed for you alone.")).to_be_visible(timeout=15_000)
    assert page.evaluate(IN_THE_TAB) == 0
    page.reload()
    expect(page.get_by_label("Your reasons")).to_have_value("Typed in the lift.")


def test_what_a_tab_kept_goes_when_one_signs_out(open_page: Open) -> None:
    page = open_page("Ada")
    page.goto(CASE)
    page.context.set_offline(True)
    page.get_by_label("Your reasons").fill("Typed in the lift.")
    expect(page.get_by_text("The network is away.")).to_be_visible(timeout=15_000)
    page.evaluate("() => document.querySelector('[data-forget]').dispatchEvent(new Event('submit', {bubbles: true}))")
    assert page.evaluate(IN_THE_TAB) == 0
