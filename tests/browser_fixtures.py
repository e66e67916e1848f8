"""Fixtures and helpers for tests in a real browser; name it in ``pytest_plugins``.

``browser`` is one Chromium for the whole run. Should it crash it is started again at the
next use, so that one bad page does not fail all that follow. Under a policy without ``unsafe-eval``
``page.wait_for_function`` takes a function only: ``"() => document.title === 'x'"``, no bare expression.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.browser import find_chromium

AXE = Axe().axe_script
PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"


class LiveBrowser:
    """A Playwright browser that is started when first used and again after a crash."""

    def __init__(self, playwright: Playwright) -> None:
        self._playwright = playwright
        self._browser: Browser | None = None

    def __getattr__(self, name: str) -> Any:
        """Pass everything to a browser that is alive."""
        if self._browser is None or not self._browser.is_connected():
            program, args = find_chromium()
            self._browser = self._playwright.chromium.launch(executable_path=program, args=args)
        return getattr(self._browser, name)

    def stop(self) -> None:
        """Close the browser if one runs."""
        if self._browser is not None and self._browser.is_connected():
            self._browser.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give the one browser of this run; use ``browser.new_context()`` and close the context."""
    with sync_playwright() as playwright:
        live = LiveBrowser(playwright)
        yield cast(Browser, live)
        live.stop()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run browser tests last: Playwright's event loop stays in the thread and refuses ``asyncio.run``."""
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))


def axe_violations(page: Page) -> list[str]:
    """Return one line for each accessibility rule the page breaks: rule, weight, help, first places."""
    if not page.evaluate("() => 'axe' in window"):  # put in once for each page: that takes as long as a look
        page.evaluate(AXE)
    found = page.evaluate("() => axe.run({resultTypes: ['violations']}).then(seen => seen.violations)")
    return [
        f"{v['id']} ({v['impact']}): {v['help']}: "
        + "; ".join(" ".join(map(str, node["target"])) for node in v["nodes"][:5])
        for v in found
    ]


def shot(page: Page, name: str, width: int, *, whole: bool = True) -> Path:
    """Save the whole page at this width as ``docs/pictures/NAME-WIDTH.jpg``.

    ``TEST_PICTURES`` names another folder, for runs that should leave the checkout clean.
    """
    folder = Path(os.environ.get("TEST_PICTURES", PICTURES))
    folder.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("document.fonts.ready.then(() => true)")
    path = folder / f"{name}-{width}.jpg"
    page.screenshot(path=path, full_page=whole, animations="disabled", type="jpeg", quality=82)
    return path
