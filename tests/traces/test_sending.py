"""Traces reach whoever collects them by the protocol, and carry nothing of anybody."""

import gzip
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from casebook.app import create_app
from casebook.db.engine import writing
from casebook.db.timing import time_statements
from casebook.errors import SettingWrong
from casebook.jobs.queue import Lease
from casebook.jobs.worker import Work, Worker
from casebook.library import Library
from casebook.settings import read_settings
from casebook.traces.opening import Traces, open_traces


class Collector:
    """A receiver of OTLP over HTTP; what it was sent is kept as it came."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        kept = self.bodies

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                assert self.path == "/v1/traces"
                assert self.headers["content-type"] == "application/x-protobuf"
                kept.append(gzip.decompress(body) if self.headers.get("content-encoding") == "gzip" else body)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/v1/traces"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def spans(self) -> dict[str, dict[str, object]]:
        """What every span says, by its name."""
        service = pytest.importorskip("opentelemetry.proto.collector.trace.v1.trace_service_pb2")
        found = {}
        for body in self.bodies:
            asked = service.ExportTraceServiceRequest.FromString(body)
            for span in (span for one in asked.resource_spans for scope in one.scope_spans for span in scope.spans):
                said = {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in span.attributes}
                assert not span.events, "an exception is not told"
                found[span.name] = said | {"failed": span.status.code == 2, "why": span.status.message}
        return found


@pytest.fixture
def collector() -> Iterator[Collector]:
    pytest.importorskip("opentelemetry.sdk")
    made = Collector()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def traces(collector: Collector, library: Library) -> Traces:
    opened = open_traces(read_settings(traces=collector.address), "web")
    assert opened is not None
    time_statements(library.engine)
    return opened


def test_a_request_is_told_by_its_route_with_what_it_spent(
    library: Library, collector: Collector, traces: Traces
) -> None:
    client = TestClient(create_app(library, traces=traces), base_url="http://localhost:8000", follow_redirects=False)
    for path in ("/about?q=secretword", "/join/secretword", "/nowhere/secretword", "/healthz"):
        given = client.get(path, headers={"accept": "text/html"}).headers["x-request-id"]
    traces.close()
    spans = collector.spans()
    assert spans.keys() == {"GET pages.about", "GET seats.by_code", "GET none"}
    about = spans["GET pages.about"]
    assert (about["http.route"], about["http.response.status_code"], about["failed"]) == ("/about", 200, False)
    joined = spans["GET seats.by_code"]
    assert joined["casebook.database.statements"] > about["casebook.database.statements"]  # type: ignore[operator]
    assert 0 < joined["casebook.database.seconds"] < 10  # type: ignore[operator]
    assert len(str(about["casebook.request_id"])) == len(given)
    assert joined["http.route"] == "/join/{code}"
    assert b"secretword" not in b"".join(collector.bodies)
    assert b"SELECT" not in b"".join(collector.bodies)


def test_a_failing_request_is_told_without_its_text(
    library: Library, collector: Collector, traces: Traces, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ValueError("secretword")

    monkeypatch.setattr("casebook.web.openapi.JSONResponse", fails)
    client = TestClient(create_app(library, traces=traces), base_url="http://localhost:8000")
    assert client.get("/openapi.json").status_code == 500
    traces.close()
    span = collector.spans()["GET openapi.show"]
    assert (span["http.response.status_code"], span["failed"], span["why"]) == (500, True, "")
    assert b"secretword" not in b"".join(collector.bodies)


def test_a_job_is_told_by_its_kind_and_how_it_ended(library: Library, collector: Collector, traces: Traces) -> None:
    def nothing(db: Session, lease: Lease, *_: object) -> None: ...

    def fails(work: Work) -> None:
        work.says(0.5, "half")
        raise ValueError("secretword")

    with writing(library.engine) as db:
        library.queue.put(db, "probe", "secretword")
    assert Worker(library.queue, {"probe": fails}, nothing, nothing, around=[traces.around]).work_once()
    traces.close()
    span = collector.spans()["job probe"]
    assert (span["casebook.job.kind"], span["casebook.how"], span["failed"]) == ("probe", "failed", True)
    assert span["casebook.database.statements"] >= 2  # type: ignore[operator]
    assert b"secretword" not in b"".join(collector.bodies)


def test_a_collector_that_is_away_holds_up_nobody(library: Library, collector: Collector) -> None:
    collector.server.server_close()
    traces = open_traces(read_settings(traces=collector.address), "web")
    assert traces is not None
    client = TestClient(create_app(library, traces=traces), base_url="http://localhost:8000")
    assert client.get("/about").status_code == 200


def test_nothing_of_it_is_imported_unless_it_is_asked_for(tmp_path: Path) -> None:
    asked = "import sys, casebook.cli, casebook.app; print([one for one in sys.modules if 'opentelemetry' in one])"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert told.stdout.strip() == "[]"
    assert open_traces(read_settings(), "web") is None


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "casebook.traces.otlp", raising=False)
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.resources", None)
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(SettingWrong, match=r"casebook\[traces\]"):
        open_traces(read_settings(traces="http://127.0.0.1:4318/v1/traces"), "web")
