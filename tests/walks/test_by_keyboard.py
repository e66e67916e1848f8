"""The whole way of a trainee by keyboard alone: decide, compare, reflect, share, take back, export, withdraw. At a
desk, on a phone, without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser_fixtures import axe_violations

Open = Callable[..., Page]
Newcomer = Callable[[str], dict[str, str]]
CASE = "/cases/the-open-door"
MOST_STEPS = 160
#: What a screen reader says of whatever has the focus: its label, or what stands in it.
FOCUSED = """() => {
  const at = document.activeElement
  if (!at || at === document.body) return ''
  const named = (at.getAttribute('aria-labelledby') || '').split(' ').map(id => document.getElementById(id)?.innerText)
  const labels = at.labels ? [...at.labels].map(label => label.innerText) : []
  return [at.getAttribute('aria-label'), ...named, ...labels, at.innerText].filter(Boolean).join(' ')
}"""
#: Whether it can be seen that it has the focus: it, its label or what it stands in is outlined, or it has a shadow or a
#: changed border of its own; and it is in the window.
SEEN = """() => {
  const at = document.activeElement
  const around = [at.parentElement, at.parentElement?.parentElement, at.parentElement?.parentElement?.parentElement]
  const ringed = [at, at.nextElementSibling, ...around, ...(at.labels || [])].filter(Boolean).some(one =>
    ['', '::before', '::after'].some(part => {
      const style = getComputedStyle(one, part || null)
      return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
        || (one === at && style.boxShadow !== 'none')
    }))
  const place = (at.labels?.[0] || at).getBoundingClientRect()
  return ringed && place.bottom > 0 && place.top < innerHeight && place.right > 0 && place.left < innerWidth
}"""


class Keys:
    """Somebody with a keyboard and nothing else, on one page after another."""

    def __init__(self, page: Page, *, judged: bool) -> None:
        self.page, self.judged = page, judged

    def to(self, name: str) -> "Keys":
        """Go on by Tab until what is called so has the focus, and is seen to have it."""
        met = []
        for _ in range(MOST_STEPS):
            self.page.keyboard.press("Tab")
            met.append(said := self.page.evaluate(FOCUSED))
            if said.strip().startswith(name):
                assert self.page.evaluate(SEEN), f"nobody sees that {name!r} has the focus"
                return self
        raise AssertionError(f"{name!r} is not reached by Tab, but {met[:60]}")

    def write(self, name: str, words: str) -> None:
        self.to(name)
        self.page.keyboard.type(words)

    def tick(self, name: str) -> None:
        self.to(name)
        self.page.keyboard.press("Space")

    def press(self, name: str, *, goes: bool = True) -> None:
        """Press a button or follow a link, arrive, and find no fault with where that is."""
        self.to(name)
        if goes:
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")
        else:
            self.page.keyboard.press("Enter")
        self.look()

    def look(self) -> None:
        self.page.wait_for_load_state()
        if self.judged:
            assert axe_violations(self.page) == [], self.page.url
        wide = self.page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{self.page.url} is wider than the window by {wide}"


@pytest.mark.parametrize(
    ("name", "width", "javascript"), [("Wren", 1280, True), ("Robin", 360, True), ("Martin", 360, False)]
)
def test_a_trainee_goes_the_whole_way_by_keyboard(
    open_page: Open, newcomer: Newcomer, name: str, width: int, javascript: bool
) -> None:
    page = open_page("", width=width, javascript=javascript)
    page.context.add_cookies([newcomer(name)])  # type: ignore[list-item]
    keys = Keys(page, judged=javascript)

    page.goto(CASE)
    keys.look()
    keys.tick("Stay with him")
    keys.write("Your reasons", "He is afraid, and I can stay.")
    keys.tick("Not at all sure")
    keys.press("Commit my answer", goes=not javascript)
    expect(page.get_by_text("Your answer is kept")).to_be_visible()

    keys.press("Compare with colleagues")
    expect(page.get_by_text("about 50").first).to_be_visible()
    page.goto(f"{CASE}/comparison")
    keys.press("Reflect")

    keys.write("What?", "He asked me to stay.")
    keys.write("So what?", "I learned to ask for a hand early.")
    keys.tick("I have finished this reflection")
    keys.press("Save")
    expect(page.get_by_label("What?", exact=True)).to_have_value("He asked me to stay.")
    where = page.url.partition("#")[0]

    page.goto(where)
    keys.press("Share it with one person")
    keys.write("The address she signs in with", "tom@casebook.example")
    keys.press("Share it")
    expect(page.get_by_text("tom@casebook.example").first).to_be_visible()
    expect(page.get_by_text("not read").first).to_be_visible()
    page.goto(f"{where}/shares")
    keys.press("Take it back")
    expect(page.get_by_text("taken back").first).to_be_visible()

    page.goto(where)
    keys.press("Export it for my portfolio")
    expect(page.get_by_text("I learned to ask for a hand early.")).to_be_visible()
    keys.to("PDF")
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    assert taken.value.path().read_bytes().startswith(b"%PDF")

    page.goto(f"{CASE}/comparison")
    keys.press("Withdraw from comparison", goes=False)
    keys.press("Withdraw my answers from comparison")
    expect(page.get_by_text("You have withdrawn your answers here")).to_be_visible()

    page.goto("/my-casebook")
    keys.look()
    expect(page.get_by_text("He is afraid, and I can stay.").first).to_be_visible()
