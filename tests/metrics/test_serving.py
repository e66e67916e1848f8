"""What a web process counts: by the names of routes, of which there are so many and no more."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from casebook.library import Library
from casebook.metrics.serving import METHODS, NO_ROUTE, status_class
from casebook.web.routes import MAP
from tests.conftest import Visitor
from tests.metrics.test_telling import KEY, give_key


@pytest.fixture
def visitor(library: Library) -> Visitor:
    give_key(library)
    return Visitor(library)


def samples(visitor: Visitor, name: str) -> dict[tuple[str, ...], float]:
    """The values of one name, by its labels in the order of their own names."""
    text = visitor.client.get("/metrics", headers={"authorization": f"Bearer {KEY}"}).text
    families = text_string_to_metric_families(text)
    return {tuple(one.labels.values()): one.value for family in families for one in family.samples if one.name == name}


def test_requests_are_counted_by_route_method_and_status(visitor: Visitor) -> None:
    for path in ("/about", "/about", "/cases/nothing-here", "/nobody/knows/this", "/nor/this?q=secretword"):
        visitor.get(path)
    visitor.client.delete("/about", headers={"sec-fetch-site": "same-origin"})
    visitor.client.request("BREW", "/about")
    found = samples(visitor, "casebook_requests_total")
    assert found["GET", "pages.about", "2xx"] == 2
    assert found["GET", "cases.show", "3xx"] == 1, "she is asked to sign in"
    assert found["GET", NO_ROUTE, "4xx"] == 2, "unknown addresses are one label"
    assert found["DELETE", "pages.about", "4xx"] == 1
    assert found["other", "pages.about", "4xx"] == 1, "whatever a stranger calls his method"


def test_labels_come_from_the_map_alone(visitor: Visitor) -> None:
    for path in ("/about", "/static/base.css", "/static/nope.css", "/x" * 50, "/cases/secretword", "/m/a/1/b/c.m4s"):
        visitor.get(path)
    known = {line.name for line in MAP} | {"static", NO_ROUTE}
    for method, route, status in samples(visitor, "casebook_requests_total"):
        assert (route in known, method in METHODS, status in {f"{one}xx" for one in range(1, 6)}) == (True, True, True)
    assert {route for _, route in samples(visitor, "casebook_request_seconds_bucket")} <= known


def test_the_time_until_an_answer_began_is_told_of_each_route(visitor: Visitor) -> None:
    visitor.get("/about")
    buckets = samples(visitor, "casebook_request_seconds_bucket")
    assert buckets["+Inf", "pages.about"] == samples(visitor, "casebook_request_seconds_count")["pages.about",] == 1
    assert 0 < samples(visitor, "casebook_request_seconds_sum")["pages.about",] < 10


def test_the_request_that_asks_is_itself_at_work(visitor: Visitor) -> None:
    assert samples(visitor, "casebook_requests_at_work") == {(): 1}
    assert samples(visitor, "casebook_requests_at_work") == {(): 1}, "and the one before is not any more"


def test_what_this_process_does_is_told(visitor: Visitor) -> None:
    assert samples(visitor, "casebook_working").keys() == {("pages",), ("writing",), ("checking",), ("files",)}
    assert set(samples(visitor, "casebook_waiting").values()) == {0}
    assert samples(visitor, "casebook_watchers") == {(): 0}
    assert samples(visitor, "casebook_uploads_arriving") == {(): 0}
    assert samples(visitor, "casebook_database_connections")["most",] >= 1
    calls = visitor.library.engine.dialect.name == "postgresql"
    assert bool(samples(visitor, "casebook_hears_calls")) == calls, "a file calls nobody"
    assert samples(visitor, "process_resident_memory_bytes")[()] > 1e7


@pytest.mark.parametrize(
    ("status", "named"), [(0, "gone"), (200, "2xx"), (206, "2xx"), (303, "3xx"), (404, "4xx"), (500, "5xx"),
                          (503, "503"), (507, "507")]
)  # fmt: skip
def test_busy_and_full_are_told_from_a_mistake_of_ours(status: int, named: str) -> None:
    assert status_class(status) == named
