"""Units of systemd, the file for containers and compose: held to their own rules, and each command run as written.

`compose-spec.schema.json` is the Compose Specification's own (Apache-2.0).
"""

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import jsonschema_rs
import pytest

from casebook.settings import read_settings
from tests.deploy.nginx_server import DEPLOY
from tests.deploy.written import (
    CONTAINERFILE,
    SYSTEMD,
    compose,
    container_settings,
    elsewhere,
    settings_of_the_readme,
    unit,
)
from tests.web.uploading import ROOT, free_port

SERVICES = ("casebook-web@.service", "casebook-work@.service", "casebook-backup.service")
needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here")
ENDED = (0, -signal.SIGTERM)  # uvicorn ends well by the very signal, and systemd takes that for well
PROGRAM = [sys.executable, "-m", "casebook"]  # what the installed script is


@needs_systemd
def test_systemd_takes_every_unit(tmp_path: Path) -> None:
    for shipped in SYSTEMD.iterdir():
        (tmp_path / shipped.name).write_text(
            shipped.read_text().replace("/opt/casebook/.venv/bin/casebook", sys.executable)
        )
    named = [name.replace("@.", "@8001.") for name in (*SERVICES, "casebook-backup.timer", "casebook.target")]
    ran = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *named], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    (tmp_path / SERVICES[0]).write_text("[Service]\nExecStart=/nowhere\nMemoryMx=1\n")  # and it would say so
    ran = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", named[0]], cwd=tmp_path, capture_output=True, check=False
    )
    assert ran.returncode != 0


@needs_systemd
@pytest.mark.parametrize("name", SERVICES)
def test_little_of_the_machine_is_open_to_it(name: str, tmp_path: Path) -> None:
    shutil.copy(SYSTEMD / name, tmp_path / name)
    ran = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", f"./{name}"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-300:]


@pytest.mark.parametrize("name", SERVICES)
def test_it_may_write_where_its_settings_say_that_it_writes(name: str) -> None:
    said, settings = unit(name), settings_of_the_readme()
    writable = said["ReadWritePaths"][0].split()
    for setting in ("CASEBOOK_DATA", "CASEBOOK_STORAGE", "CASEBOOK_LEDGER", "CASEBOOK_TOMBSTONES"):
        place = settings[setting].removeprefix("file://")
        assert any(place == one or place.startswith(f"{one}/") for one in writable), setting
    assert said["NoNewPrivileges"] == ["yes"]
    assert said["ProtectSystem"] == ["strict"]
    assert "MemoryMax" in said
    if "work" in name:  # programs are fenced in by Landlock, which systemd's own list leaves out
        assert any("landlock_restrict_self" in one for one in said["SystemCallFilter"])
    if "backup" in name:
        assert said["ExecStart"][0].split()[-1] in writable


def test_the_target_starts_what_there_is() -> None:
    wanted = unit("casebook.target")["Wants"][0].split()
    assert all((SYSTEMD / re.sub(r"@\w+\.", "@.", name)).is_file() for name in wanted)
    upstream = (DEPLOY / "nginx/casebook-upstream.conf").read_text()
    ports = set(re.findall(r"127\.0\.0\.1:(\d+)", upstream))
    assert ports == {found for name in wanted for found in re.findall(r"web@(\d+)", name)}


class Machine:
    """A folder in which the places of the shipped files are, with a library in it, and the environment of one unit."""

    def __init__(self, folder: Path, library: Path, settings: dict[str, str]) -> None:
        self.folder, self.port = folder, free_port()
        for place in ("casebook", "ledger", "backups"):
            (folder / place).mkdir()
        (folder / "casebook-film").mkdir()
        (folder / "casebook-film").chmod(0o2750)
        shutil.copytree(library, folder / "casebook/data")
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("CASEBOOK_")},
            "PYTHONPATH": str(ROOT),
            **{name: elsewhere(value, folder) for name, value in settings.items()},
            "CASEBOOK_PORT": str(self.port),
        }

    def start(self, *asked: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([*PROGRAM, *asked], env=self.environment, cwd=self.folder, stderr=subprocess.DEVNULL)

    def run(self, *asked: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*PROGRAM, *asked], env=self.environment, cwd=self.folder, capture_output=True, text=True, check=False
        )

    def wait(self) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("it does not serve")


@pytest.fixture
def machine(cast_stock: Path, tmp_path: Path) -> Machine:
    """The machine of `deploy/README.md`."""
    return Machine(tmp_path, cast_stock, settings_of_the_readme())


@pytest.fixture
def container(cast_stock: Path, tmp_path: Path) -> Machine:
    """What the image and compose set; on the database in the folder, as there is no other here."""
    settings = container_settings() | compose()["services"]["web-1"]["environment"]
    return Machine(tmp_path, cast_stock, {k: v for k, v in settings.items() if k != "CASEBOOK_DATABASE"})


def command(name: str) -> list[str]:
    """What a unit runs, after the program itself."""
    program, *asked = shlex.split(unit(name)["ExecStart"][0])
    assert program == "/opt/casebook/.venv/bin/casebook"
    return asked


def test_the_web_unit_serves_and_ends_when_it_is_told(machine: Machine) -> None:
    running = machine.start(*command("casebook-web@.service"))
    machine.wait()
    ready = httpx2.get(f"http://localhost:{machine.port}/readyz", headers={"host": "cases.example.org"})
    assert (ready.status_code, ready.json()["problems"]) == (200, [])
    assert httpx2.get(f"http://localhost:{machine.port}/readyz").status_code == 400, "no other host is answered"
    running.send_signal(signal.SIGTERM)
    assert running.wait(timeout=30) in ENDED


def test_the_worker_unit_works_and_ends_when_it_is_told(machine: Machine) -> None:
    running = machine.start(*command("casebook-work@.service"))
    index, end = machine.folder / "casebook/data/index", time.monotonic() + 60
    while not any(index.rglob("*.toc")) and time.monotonic() < end:
        time.sleep(0.1)
    assert running.poll() is None
    running.send_signal(signal.SIGTERM)
    assert running.wait(timeout=60) == 0


def test_the_backup_unit_backs_up_to_where_it_may_write(machine: Machine) -> None:
    made = machine.run("keys", "for-backups", str(machine.folder / "backup.key"))
    machine.environment["CASEBOOK_BACKUP_KEYS"] = re.findall(r"age1\w+", made.stdout)[0]
    *asked, to = command("casebook-backup.service")
    ran = machine.run(*asked, elsewhere(to, machine.folder))
    assert ran.returncode == 0, ran.stderr
    assert list((machine.folder / "backups/library").iterdir())


def test_the_containerfile_is_sound() -> None:
    linter = shutil.which("hadolint") or str(Path(sys.executable).with_name("hadolint"))
    if not Path(linter).is_file():
        pytest.skip("hadolint is not installed: it is in the development packages")
    ran = subprocess.run([linter, CONTAINERFILE], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "")


def test_the_image_holds_what_is_copied_into_it_and_runs_as_nobody_in_particular() -> None:
    text = CONTAINERFILE.read_text()
    for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE):
        *given, _ = line.split()
        for name in given:
            assert (ROOT / name).exists(), name
            assert f"!{name}" in (DEPLOY / "Containerfile.dockerignore").read_text().split(), name
    assert re.findall(r"^USER (\S+)$", text, re.MULTILINE) == ["10001:10001"]
    assert "--require-hashes" in text
    assert read_settings(**{k.removeprefix("CASEBOOK_").lower(): v for k, v in container_settings().items()})


def test_compose_is_as_its_specification_says() -> None:
    schema = json.loads((DEPLOY.parent / "tests/deploy/compose-spec.schema.json").read_text())
    validator = jsonschema_rs.validator_for(schema)
    assert [wrong.message for wrong in validator.iter_errors(compose())] == []
    wrong = compose()
    wrong["services"]["nginx"]["portz"] = 1
    assert not validator.is_valid(wrong)


def test_compose_names_nothing_that_is_not_there() -> None:
    whole = compose()
    for name, service in whole["services"].items():
        networks = service["networks"]
        assert set(networks) <= set(whole["networks"]), name
        assert set(service.get("secrets", ())) <= set(whole["secrets"]), name
        assert set(service.get("depends_on", ())) <= set(whole["services"]), name
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            made_by_hand = source == "./tls"
            assert made_by_hand or source in whole["volumes"] or (DEPLOY / "compose" / source).is_file(), source
        assert "no-new-privileges:true" in service["security_opt"], name


def test_nginx_in_compose_knows_the_web_and_the_web_believes_nginx_alone() -> None:
    services = compose()["services"]
    upstream = (DEPLOY / "compose/upstream.conf").read_text()
    web = {name: service for name, service in services.items() if service.get("command") == ["serve"]}
    assert set(re.findall(r"server ([\d.]+):8000", upstream)) == {
        service["networks"]["front"]["ipv4_address"] for service in web.values()
    }
    assert len(web) == 2
    nginx = services["nginx"]["networks"]["front"]["ipv4_address"]
    assert {service["environment"]["CASEBOOK_PROXIES"] for service in web.values()} == {nginx}
    assert "film:/srv/casebook-film:ro" in services["nginx"]["volumes"]
    assert not any(volume.startswith(("data:", "ledger:")) for volume in services["nginx"]["volumes"])
    assert services["db"]["networks"] == ["behind"]


def test_what_compose_runs_runs(container: Machine) -> None:
    services = compose()["services"]
    entry = json.loads(re.findall(r"^ENTRYPOINT (.+)$", CONTAINERFILE.read_text(), re.MULTILINE)[0])
    assert entry == ["casebook"]
    assert container.run(*services["migrate"]["command"]).returncode == 0
    for name in ("web-1", "work"):
        running = container.start(*services[name]["command"])
        if name == "web-1":
            container.wait()
            _, *check = services[name]["healthcheck"]["test"]
            here = [part.replace(":8000", f":{container.port}").replace("python", sys.executable) for part in check]
            assert subprocess.run(here, env=container.environment, check=False).returncode == 0
        else:
            time.sleep(2)
            assert running.poll() is None
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=60) in ENDED
