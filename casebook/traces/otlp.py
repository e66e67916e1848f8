"""Traces by OpenTelemetry, sent by OTLP over HTTP from a thread beside the work."""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode

from .. import __version__
from ..db.timing import spending
from ..jobs.queue import Lease
from ..jobs.worker import Ending
from .opening import Said

_PATIENCE_S = 5
_FAILED = ("failed", "set aside")


class _Saying:
    def __init__(self, span: Span) -> None:
        self._span = span

    def says(self, name: str, said: Said, *, failed: bool) -> None:
        """Say what it was, once that is known."""
        self._span.update_name(name)
        self._span.set_attributes(said)
        if failed:
            self._span.set_status(StatusCode.ERROR)


class OtlpTraces:
    """Spans of requests and jobs. What could not be sent is lost, and nobody waits for it."""

    def __init__(self, endpoint: str, part: str) -> None:
        about = Resource({"service.name": "casebook", "service.version": __version__, "casebook.part": part})
        self._provider = TracerProvider(resource=about, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint, timeout=_PATIENCE_S)))
        self._tracer = self._provider.get_tracer("casebook")

    @contextmanager
    def asked(self) -> Iterator[_Saying]:
        """A request."""
        with self._span("request", SpanKind.SERVER) as span:
            yield _Saying(span)

    @contextmanager
    def around(self, lease: Lease, ending: Ending) -> Iterator[None]:
        """A job."""
        with self._span("job", SpanKind.CONSUMER) as span, spending() as spent:
            try:
                yield
            finally:
                said: Said = {"casebook.job.kind": lease.kind, "casebook.job": lease.job_id, "casebook.how": ending.how,
                              "casebook.attempt": lease.attempt, "casebook.database.statements": spent.statements,
                              "casebook.database.seconds": spent.seconds}  # fmt: skip
                _Saying(span).says(f"job {lease.kind}", said, failed=ending.how in _FAILED)

    @contextmanager
    def _span(self, name: str, kind: SpanKind) -> Iterator[Span]:
        # an exception's text may hold somebody's words
        with self._tracer.start_as_current_span(
            name, kind=kind, record_exception=False, set_status_on_exception=False
        ) as span:
            yield span

    def close(self) -> None:
        """Send what is left, for a few seconds at most."""
        self._provider.shutdown()
