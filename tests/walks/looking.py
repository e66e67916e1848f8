"""Looking at a page on the way: no accessibility fault, nothing too wide, and a picture where one asks."""

import os
from pathlib import Path

from playwright.sync_api import Page

from tests.browser_fixtures import axe_violations

WIDTHS = (320, 360, 1280)


def looked_at(page: Page, name: str) -> None:
    """Fails on an accessibility fault, or where it is wider than the window. `LOOKED_AT` names a folder of pictures."""
    size = page.viewport_size
    assert size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        assert wide <= width, f"{name} is {wide} px wide in a window of {width}"
        assert axe_violations(page) == [], f"{name} at {width} px"
        if folder := os.environ.get("LOOKED_AT"):
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size(size)
