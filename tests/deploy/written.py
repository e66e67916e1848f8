"""What `deploy/` ships as text, read for tests: units of systemd, the file for containers, compose."""

import re
from pathlib import Path
from typing import Any

import yaml

from tests.deploy.nginx_server import DEPLOY

SYSTEMD = DEPLOY / "systemd"
CONTAINERFILE = DEPLOY / "Containerfile"


def unit(name: str) -> dict[str, list[str]]:
    """Each key of a unit with what is said of it, in order."""
    said: dict[str, list[str]] = {}
    for line in (SYSTEMD / name).read_text().splitlines():
        if re.match(r"[A-Z]\w+=", line):
            key, _, value = line.partition("=")
            said.setdefault(key, []).append(value)
    return said


def compose() -> dict[str, Any]:
    """The compose file, its anchors taken up."""
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "compose/compose.yaml").read_text())
    return read


def settings_of_the_readme() -> dict[str, str]:
    """The settings that `deploy/README.md` lets an operator write down."""
    text = (DEPLOY / "README.md").read_text()
    block = next(part for part in text.split("```") if "CASEBOOK_DATA=" in part)
    return dict(line.strip().split("=", 1) for line in block.strip().splitlines())


def container_settings() -> dict[str, str]:
    """What the image itself sets."""
    block = CONTAINERFILE.read_text().rpartition("ENV ")[2].partition("\nUSER")[0]
    return dict(re.findall(r"(CASEBOOK_\w+)=(\S+)", block))


def elsewhere(text: str, folder: Path) -> str:
    """A value with the places of a machine put into a folder of the test's."""
    for place in (
        "/srv/casebook-film",
        "/srv/casebook",
        "/srv/ledger",
        "/mnt/backups",
        "/var/lib/prometheus/node-exporter",
    ):
        text = text.replace(place, str(folder / place.rsplit("/", 1)[1]))
    return text
