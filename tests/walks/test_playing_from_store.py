"""Film that browsers have from the store itself, in a real browser: pages of one address, pieces of another."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect

from casebook.media.copying_film import copy_film
from casebook.media.s3_place import VARIABLES
from casebook.media.storage_opening import open_storage
from tests.s3_server import KEY, SECRET, S3Server
from tests.web.uploading import free_port

Open = Callable[..., Page]
CASE = "/cases/the-open-door"
VIDEO = "document.querySelector('clip-player video')"


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[S3Server]:
    """A store that lets one site's pages read what it sends, as `docs/operators.md` asks of it."""
    server = S3Server(tmp_path_factory.mktemp("store"), lets=f"http://localhost:{port}")
    try:
        yield server.start()
    finally:
        server.end()


@pytest.fixture
def film_elsewhere(
    store: S3Server, port: int, prepared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    for name, value in zip(VARIABLES, (KEY, SECRET), strict=True):
        monkeypatch.setenv(name, value)
    url = store.url()
    copy_film(open_storage(f"file://{prepared_data / 'film'}"), open_storage(url), tmp_path / "note")
    return {"storage": url, "film_from": "store", "film_link_seconds": 5, "port": port}


def test_a_film_is_played_from_the_store_and_no_further_than_it_may_be(
    open_page: Open, site: str, store: S3Server
) -> None:
    came: list[Response] = []
    page = open_page("Lena")
    page.on("response", lambda answer: came.append(answer) if answer.url.startswith(store.address) else None)
    page.goto(CASE)
    page.locator(".big-play").click()
    page.wait_for_function(f"() => {VIDEO}.currentTime > 2", timeout=20_000)
    page.get_by_text("And then my bleep went again.").click()
    page.wait_for_function(f"() => {VIDEO}.currentTime > 16.5", timeout=20_000)
    page.wait_for_function(f"() => {VIDEO}.ended", timeout=20_000)
    expect(page.get_by_text("The film waits here until you have answered.")).to_be_visible()
    assert page.locator("[data-broken]").is_hidden()
    assert len(came) >= 4
    assert {answer.status for answer in came} <= {200, 206}
    assert all(".m4s" in answer.url or ".mp4" in answer.url for answer in came), "words and pictures come from us"
    assert {answer.header_value("access-control-allow-origin") for answer in came} == {site}
