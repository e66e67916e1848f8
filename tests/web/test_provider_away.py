"""F22: a provider that is down or slow for a minute keeps nobody out who has another way, and no request for long."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from casebook.db.engine import writing
from casebook.library import Library
from casebook.people.signing_in import set_password
from tests.conftest import cast
from tests.doubles.lying_provider import LyingProvider, lying_provider
from tests.walks.serving import served
from tests.web.test_provider_endings import set_provider

PASSWORD = "three unrelated words"


@pytest.fixture
def lying() -> Iterator[LyingProvider]:
    with lying_provider() as double:
        yield double


@pytest.fixture
def site(lying: LyingProvider, tmp_path: Path) -> Iterator[Library]:
    set_provider(tmp_path, lying.issuer)
    with served(tmp_path) as library:
        with writing(library.engine) as db:
            set_password(db, cast(db, "lena"), PASSWORD)
        yield library


def test_twenty_who_ask_a_silent_provider_wait_five_seconds_and_others_come_in_meanwhile(
    site: Library, lying: LyingProvider
) -> None:
    lying.slow_s = 60
    address = site.settings.own_address
    httpx.get(f"{address}/sign-in", timeout=60)  # whatever a first page takes

    def by_provider(number: int) -> tuple[int, float, str]:
        began = time.monotonic()
        way = "" if number % 2 else "/ending"
        answer = httpx.get(f"{address}/sign-in/with/north{way}", timeout=60)
        return answer.status_code, time.monotonic() - began, answer.text

    def by_password() -> tuple[int, float]:
        began = time.monotonic()
        given = {"email": "lena@casebook.example", "password": PASSWORD}
        headers = {"sec-fetch-site": "same-origin"}
        answer = httpx.post(f"{address}/sign-in", data=given, headers=headers, timeout=60)
        return answer.status_code, time.monotonic() - began

    with ThreadPoolExecutor(25) as pool:
        asking = [pool.submit(by_provider, number) for number in range(20)]
        time.sleep(0.5)
        came_in = [by_password() for _ in range(3)]
        still_asking = sum(not one.done() for one in asking)
        asked = [one.result() for one in asking]
    assert {status for status, _ in came_in} == {303}
    assert still_asking > 0, "the others came in while these waited"
    assert {status for status, _, _ in asked} == {503, 303}
    assert max(took for _, took, _ in asked) < 5
    assert max(took for _, took in came_in) < 5
    assert any("does not answer just now" in text and 'name="password"' in text for _, _, text in asked)
