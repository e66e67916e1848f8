"""A form without scripts whose recording is refused early, in a real browser: the page says why."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.walks.serving import served

MB = 1024 * 1024


@pytest.mark.parametrize("size", [40 * MB, 160 * MB], ids=["found-while-reading", "announced"])
def test_a_recording_that_is_too_large_is_refused_in_words(browser: Browser, tmp_path: Path, size: int) -> None:
    film = tmp_path / "long.mp4"
    with film.open("wb") as file:
        file.truncate(size)
    with served(tmp_path, max_recording_bytes=MB) as library:
        context = browser.new_context(base_url=f"http://localhost:{library.settings.port}", java_script_enabled=False)
        page = context.new_page()
        page.goto("/")
        page.get_by_role("button", name="Ada").click()
        page.goto("/studio/uploads/new")
        page.get_by_label("The recording").set_input_files(film)
        page.get_by_role("button", name="Send it").click()
        expect(page.get_by_role("heading", name="Nothing was sent yet")).to_be_visible(timeout=30_000)
        expect(page.locator("#file-wrong")).to_contain_text("1.0 MB")
        assert list(library.settings.uploads_folder.iterdir()) == []
        context.close()
