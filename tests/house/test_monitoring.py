"""What is watched is what is told: rules and boards ask for numbers that casebook gives, and each alarm says what to
do."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import promql_parser
import pytest
import yaml
from prometheus_client import CollectorRegistry
from sqlmodel import select

import casebook
from casebook.audit.daily import verify_daily
from casebook.backup.keeping import TAKEN
from casebook.db.engine import open_engine, writing
from casebook.db.fact import Fact, note_fact
from casebook.library import Library
from casebook.metrics.states import Reach, States
from casebook.metrics.telling import Metrics
from casebook.metrics.working import WorkingTally
from casebook.web.routes import MAP
from casebook.work import stations
from tests.conftest import Visitor

ROOT = Path(casebook.__file__).parents[1]
HERE = ROOT / "deploy/monitoring"
#: What others tell: Prometheus itself, and blackbox_exporter, which asks the site from outside.
OTHERS = {"up", "probe_success", "probe_ssl_earliest_cert_expiry"}
FUNCTIONS = {
    "sum", "rate", "max", "min", "abs", "time", "timestamp", "absent", "histogram_quantile", "increase", "by", "and",
    "or", "unless", "on", "le", "topk", "count", "vector",
}  # fmt: skip


def rules() -> list[dict]:  # type: ignore[type-arg]
    groups = yaml.safe_load((HERE / "casebook-rules.yml").read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def board() -> dict:  # type: ignore[type-arg]
    return dict(json.loads((HERE / "grafana/casebook.json").read_text(encoding="utf-8")))


def expressions() -> Iterator[tuple[str, str]]:
    yield from ((rule["alert"], rule["expr"]) for rule in rules())
    for panel in board()["panels"]:
        yield from ((panel["title"], target["expr"]) for target in panel.get("targets", ()))


def names_in(expression: str) -> set[str]:
    """The numbers an expression asks for, without functions, labels and durations."""
    bare = re.sub(r'"[^"]*"', '""', expression)
    bare = re.sub(r"\b(by|without|on|ignoring)\s*\([^)]*\)", " ", bare)
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]", " ", bare)
    return set(re.findall(r"[a-zA-Z_][a-zA-Z0-9_]*", bare)) - FUNCTIONS


@pytest.fixture
def told(library: Library, migrated_url: str, tmp_path: Path) -> set[str]:
    """Every name that a web process on PostgreSQL or a worker gives."""
    elsewhere = replace(library, engine=open_engine(migrated_url))
    with writing(elsewhere.engine) as db:
        note_fact(db, TAKEN, "2026-11-02T03-04-05Z")
        assert db.exec(select(Fact).where(Fact.name == TAKEN)).one()
    verify_daily(elsewhere.engine, elsewhere.trail)
    states, seen = CollectorRegistry(), Metrics(library).tally.registry
    states.register(States(elsewhere, Reach(library.storage)))
    worker = WorkingTally(tmp_path / "x.prom", tmp_path).registry
    ends = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"]}
    families = [one for registry in (states, seen, worker) for one in registry.collect()]
    names = {f"{one.name}{end}" for one in families for end in ends.get(one.type, [""])}
    elsewhere.engine.dispose()
    return names | {"casebook_hears_calls"} | set(present(library))


def present(library: Library) -> Iterator[str]:
    """The names of what a web process is doing at this moment."""
    place = library.settings.keys / "metrics.key"
    place.write_text("0123456789abcdef" * 2)
    text = Visitor(library).client.get("/metrics", headers={"authorization": f"Bearer {place.read_text()}"}).text
    yield from re.findall(r"^# TYPE (\w+) gauge$", text, re.MULTILINE)


def test_rules_and_board_ask_only_for_what_is_told(told: set[str]) -> None:
    asked = {where: names_in(expression) for where, expression in expressions()}
    assert len(asked) > 30
    assert {where: names - told - OTHERS for where, names in asked.items() if names - told - OTHERS} == {}
    assert all(asked.values())


def test_every_alarm_has_its_section_and_every_section_its_alarm() -> None:
    runbook = (ROOT / "docs/runbook.md").read_text(encoding="utf-8")
    sections = re.split(r"^## ", runbook, flags=re.MULTILINE)[1:]
    named = [rule["annotations"]["runbook"] for rule in rules()]
    assert sorted(named) == sorted(f"docs/runbook.md#{section.split()[0]}" for section in sections)
    assert all(len(section.split()) > 20 for section in sections)


def test_every_alarm_says_what_it_is_and_whom_it_calls() -> None:
    for rule in rules():
        assert rule.keys() == {"alert", "expr", "for", "labels", "annotations"}
        anchor = rule["annotations"]["runbook"].partition("#")[2]
        assert rule["alert"] == "Casebook" + "".join(word.title() for word in anchor.split("-"))
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert re.fullmatch(r"[1-9][0-9]*[mh]", rule["for"])
        assert rule["annotations"]["summary"].endswith(".")


def test_every_expression_is_promql() -> None:
    for where, expression in expressions():
        promql_parser.parse(expression.replace("$__rate_interval", "5m")), where
    with pytest.raises(ValueError, match=r"."):
        promql_parser.parse("sum(rate(casebook_requests_total)")


def test_brackets_and_quotes_of_every_expression_are_closed() -> None:
    """All that can be seen where nothing reads PromQL."""
    for where, expression in expressions():
        bare = re.sub(r'"[^"\n]*"', "", expression)
        assert '"' not in bare, where
        while (less := re.sub(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}", "", bare)) != bare:
            bare = less
        assert not set(bare) & set("()[]{}"), where


def test_kinds_of_work_and_routes_in_rules_are_ones_there_are(library: Library) -> None:
    text = "\n".join(expression for _, expression in expressions())
    kinds = {kind for group in re.findall(r'kind!?[=~]+"([^"]+)"', text) for kind in group.split("|")}
    assert kinds
    assert kinds <= set(stations(library))
    patterns = {one for group in re.findall(r'route!?[=~]+"([^"]+)"', text) for one in group.split("|")}
    for pattern in patterns:
        assert any(re.fullmatch(pattern, line.name) for line in MAP), f"no route is called {pattern}"


def test_what_prometheus_scrapes_is_what_rules_name() -> None:
    config = yaml.safe_load((HERE / "prometheus.yml").read_text(encoding="utf-8"))
    jobs = {job["job_name"] for job in config["scrape_configs"]}
    text = (HERE / "casebook-rules.yml").read_text(encoding="utf-8")
    assert set(re.findall(r'job="([^"]+)"', text)) <= jobs
    assert config["rule_files"] == ["casebook-rules.yml"]
    assert {line.path for line in MAP} >= {"/metrics", "/healthz"}


def test_the_board_stands_by_itself() -> None:
    panels = board()["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in panels)
    folder = yaml.safe_load((HERE / "grafana/provisioning.yml").read_text(encoding="utf-8"))
    assert folder["providers"][0]["type"] == "file"
