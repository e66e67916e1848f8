"""One id on every line that belongs to a request; a proxy's own where that proxy was named, and nobody else's."""

import asyncio
import logging

import pytest
import structlog
from structlog.testing import LogCapture

from casebook.console import log_to
from casebook.library import Library
from casebook.settings import read_settings
from casebook.web.proxies import GIVEN_ID, Proxies
from tests.conftest import Visitor

ID = "6f1c09ab-77de"


@pytest.fixture
def lines() -> list[dict[str, object]]:
    """What is logged, with what is bound to where it comes from, as it goes to standard error."""
    log_to(read_settings(log="json"), logging.DEBUG)
    capture = LogCapture()
    first = structlog.get_config()["processors"][:-2]  # all but the rendering, which `capture` stands in for
    assert structlog.contextvars.merge_contextvars in first
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, capture])
    return capture.entries


def seen_by(sent: str, client: str, *headers: tuple[bytes, bytes], named: str = "10.0.0.1, 10.1.0.0/16") -> dict:  # type: ignore[type-arg]
    """The scope a request has once the named proxies were believed."""
    found = {}

    async def site(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        found.update(scope)

    scope = {"type": "http", "scheme": "http", "client": (client, 1), "headers": [(b"x-request-id", sent.encode()),
             *headers]}  # fmt: skip
    asyncio.run(Proxies(site, named)(scope, None, None))  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("client", ["10.0.0.1", "10.1.2.3"])
def test_a_named_proxys_id_is_taken(client: str) -> None:
    assert seen_by(ID, client)[GIVEN_ID] == ID


def test_whoever_asks_is_read_from_the_proxy_beside_it() -> None:
    found = seen_by(ID, "10.0.0.1", (b"x-forwarded-for", b"192.0.2.7"), (b"x-forwarded-proto", b"https"))
    assert (found["client"][0], found["scheme"], found[GIVEN_ID]) == ("192.0.2.7", "https", ID)


@pytest.mark.parametrize(
    ("sent", "client"),
    [
        (ID, "192.0.2.7"),
        (ID, "10.0.0.2"),
        ("abc", "10.0.0.1"),
        ("a" * 65, "10.0.0.1"),
        ("mrs-smith-told-me", "10.0.0.1"),
        ("6f1c09ab\n77de", "10.0.0.1"),
        ("6F1C09AB77DE", "10.0.0.1"),
    ],
)
def test_no_other_id_is_taken(sent: str, client: str) -> None:
    assert GIVEN_ID not in seen_by(sent, client)


def test_of_two_ids_none_is_taken() -> None:
    assert GIVEN_ID not in seen_by(ID, "10.0.0.1", (b"x-request-id", b"aaaaaaaaaaaa"))


def test_every_line_of_a_request_carries_its_id(library: Library, lines: list[dict[str, object]]) -> None:
    visitor = Visitor(library)
    report = b'{"csp-report": {"blocked-uri": "https://elsewhere.example/x"}}'
    ids = [visitor.client.post("/csp", content=report).headers["x-request-id"] for _ in range(2)]
    assert len(set(ids)) == 2
    for one in ids:
        assert [line["event"] for line in lines if line["request_id"] == one] == ["csp", "request"]


def test_what_a_thread_logs_carries_the_id_too(
    library: Library, lines: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def found(_: Library) -> list[str]:
        structlog.get_logger("casebook").info("looked")
        return []

    monkeypatch.setattr("casebook.web.health.problems", found)
    given = Visitor(library).client.get("/readyz").headers["x-request-id"]
    assert [line["event"] for line in lines if line["request_id"] == given] == ["looked", "request"]


def test_an_id_that_was_not_given_by_a_proxy_is_not_sent_back(library: Library) -> None:
    answer = Visitor(library).client.get("/healthz", headers={"x-request-id": ID})
    assert answer.headers["x-request-id"] != ID
