"""Those who watch reach what they watch, by the names, ports and folders of the shipped files."""

import re
import time
from pathlib import Path

import httpx2
import pytest
import yaml

from tests.deploy.nginx_server import DEPLOY
from tests.deploy.test_written import ENDED, Machine, command
from tests.deploy.written import SYSTEMD, elsewhere, settings_of_the_readme, unit
from tests.metrics.test_telling import KEY

RUNBOOK = (DEPLOY.parent / "docs/runbook.md").read_text()
PORTS = set(re.findall(r"web@(\d+)", unit("casebook.target")["Wants"][0]))


def targets(job: str) -> list[str]:
    config = yaml.safe_load((DEPLOY / "monitoring/prometheus.yml").read_text())
    found = next(one for one in config["scrape_configs"] if one["job_name"] == job)
    return [one for group in found["static_configs"] for one in group["targets"]]


def is_shipped(name: str) -> bool:
    """Whether a unit, as it is named in a command, is one of ours or an instance of one."""
    whole = name if re.search(r"\.(service|timer|target)$", name) else f"{name}.service"
    return (SYSTEMD / re.sub(r"@[^.]*\.", "@.", whole)).is_file()


def test_every_unit_that_the_runbook_names_is_one_there_is() -> None:
    named = set(re.findall(r"(?<!/)\bcasebook-[a-z]+(?:@[0-9*]*)?(?:\.\w+)?|\bcasebook\.target", RUNBOOK))
    named -= {"casebook-rules.yml"}
    assert {"casebook-web@8001", "casebook-work@1", "casebook-backup.timer"} <= named
    assert {name for name in named if not is_shipped(name)} == set()
    assert not is_shipped("casebook-serve"), "as one was named once"


def test_every_port_that_the_runbook_asks_is_one_that_answers() -> None:
    asked = set(re.findall(r"http://127\.0\.0\.1:(\d+)", RUNBOOK)) | set(re.findall(r"casebook-web@(\d+)", RUNBOOK))
    assert asked
    assert asked <= PORTS


def test_prometheus_asks_each_web_process_where_it_listens_and_by_a_name_that_it_answers_to() -> None:
    settings = settings_of_the_readme()
    assert {target.rpartition(":")[2] for target in targets("casebook-web")} == PORTS
    hosts = {target.rpartition(":")[0] for target in targets("casebook-web")}
    assert hosts <= set(settings["CASEBOOK_ALLOWED_HOSTS"].split(","))
    assert hosts == {"127.0.0.1"}, "where CASEBOOK_HOST is not set"
    assert "CASEBOOK_HOST" not in settings


def test_what_prometheus_and_the_runbook_ask_is_answered(machine: Machine) -> None:
    key = machine.folder / "casebook/data/keys/metrics.key"
    key.write_text(KEY)
    key.chmod(0o600)
    running = machine.start(*command("casebook-web@.service"))
    machine.wait()
    at = f"http://127.0.0.1:{machine.port}"
    assert [httpx2.get(f"{at}/{page}").status_code for page in ("healthz", "readyz", "metrics")] == [200, 200, 404]
    told = httpx2.get(f"{at}/metrics", headers={"authorization": f"Bearer {KEY}"})
    assert "casebook_failures_total" in told.text
    running.terminate()
    assert running.wait(timeout=30) in ENDED


def test_a_worker_writes_its_numbers_where_its_unit_lets_it_and_node_exporter_reads(machine: Machine) -> None:
    said = unit("casebook-work@.service")
    name, _, place = said["Environment"][0].partition("=")
    folder = str(Path(place).parent)
    assert name == "CASEBOOK_WORKER_METRICS"
    assert f"-{folder}" in said["ReadWritePaths"][0].split(), "and a machine without it starts all the same"
    assert f"textfile.directory={folder}. There" in (DEPLOY / "monitoring/prometheus.yml").read_text()
    assert f"-m 1775 {folder}`" in (DEPLOY / "README.md").read_text()
    here = Path(elsewhere(place, machine.folder).replace("%i", "1"))
    here.parent.mkdir()
    machine.environment[name] = str(here)
    running = machine.start(*command("casebook-work@.service"))
    end = time.monotonic() + 60
    while not here.exists():
        assert running.poll() is None
        assert time.monotonic() < end
        time.sleep(0.1)
    running.terminate()
    assert running.wait(timeout=60) == 0
    assert 'worker="casebook-work-1"' in here.read_text()


@pytest.fixture
def machine(cast_stock: Path, tmp_path: Path) -> Machine:
    return Machine(tmp_path, cast_stock, settings_of_the_readme())
