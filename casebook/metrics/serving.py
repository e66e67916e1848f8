"""What a web process has seen since it began: requests by their route's name, which is one of the map's, so that there
are only so many."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, disable_created_metrics
from prometheus_client.core import GaugeMetricFamily

#: Seconds until an answer began; .3 and .8 are promised (`promises.md`, Load).
BUCKETS = (0.025, 0.1, 0.3, 0.8, 2.5, 10.0)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
NO_ROUTE = "none"  # an address that the map does not have, or a request refused before anybody looked
GONE = "gone"  # whoever asked went before there was an answer
_ALONE = (503, 507)  # busy or away, and full: what an alarm must tell from a mistake of ours
FAILED = ("5xx", "503", "507")
ONLY_ASK = ("GET", "HEAD", "OPTIONS")

disable_created_metrics()  # type: ignore[no-untyped-call]  # a third more series, and nobody asks them


@dataclass(frozen=True)
class Number:
    """One thing as it is at this moment, in one number for each of `values`."""

    name: str
    help: str
    values: Mapping[str, float]
    label: str = "of"


@dataclass
class Asked:
    """One request while it is at work."""

    began: float = field(default_factory=time.perf_counter)
    status: int = 0
    first_s: float = 0.0  # until its answer began

    def answering(self, status: int) -> None:
        """Its answer has begun."""
        self.status, self.first_s = status, time.perf_counter() - self.began

    @property
    def took_ms(self) -> int:
        return round((time.perf_counter() - self.began) * 1000)


class ServingTally:
    """Counts what one web process does. Told from one thread, read from any."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = Counter(
            "casebook_requests", "Requests that were answered.", ["route", "method", "status"], registry=self.registry
        )
        self._failures = Counter(
            "casebook_failures", "Requests that failed, by whether they were to save.", ["of", "status"],
            registry=self.registry,
        )  # fmt: skip
        for of in ("reading", "saving"):  # there from the start: of a number that begins with 1, no rise is seen
            for status in FAILED:
                self._failures.labels(of, status)
        self._seconds = Histogram(
            "casebook_request_seconds", "Until an answer began.", ["route"], buckets=BUCKETS, registry=self.registry
        )
        self._at_work = Gauge("casebook_requests_at_work", "Requests not answered to the end.", registry=self.registry)
        self._counts: dict[tuple[str, str, int], Counter] = {}
        self._times: dict[str, Histogram] = {}

    def begin(self) -> Asked:
        """A request has come."""
        self._at_work.inc()
        return Asked()

    def end(self, asked: Asked, route: str, method: str) -> None:
        """A request is over."""
        self._at_work.dec()
        key = (route, method, asked.status)
        if (count := self._counts.get(key)) is None:  # finding it by its labels costs more than all the rest
            labels = (route, method if method in METHODS else "other", status_class(asked.status))
            count = self._counts[key] = self._requests.labels(*labels)
        count.inc()
        if not asked.status:
            return
        if (status := status_class(asked.status)) in FAILED:
            self._failures.labels("reading" if method in ONLY_ASK else "saving", status).inc()
        if (times := self._times.get(route)) is None:
            times = self._times[route] = self._seconds.labels(route)
        times.observe(asked.first_s)


def status_class(status: int) -> str:
    """The class of a status, such as `2xx`; busy and full stand alone."""
    if not status:
        return GONE
    return str(status) if status in _ALONE else f"{status // 100}xx"


class Present:
    """Numbers of this moment as a collector."""

    def __init__(self, numbers: list[Number]) -> None:
        self._numbers = numbers

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """What Prometheus asks a collector."""
        for number in self._numbers:
            labels = [number.label] if any(number.values) else []
            family = GaugeMetricFamily(number.name, number.help, labels=labels)
            for value, count in number.values.items():
                family.add_metric([value] if labels else [], count)
            yield family
