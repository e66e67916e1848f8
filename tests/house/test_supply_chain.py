"""What casebook is made of is pinned, hashed and listed."""

import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "casebook/static/vendor"
MOST_DIRECT = 30  # 25 were promised; docs/promises.md lists it as not met, and this keeps it from growing unseen


def _bill() -> dict:  # type: ignore[type-arg]
    made = subprocess.run([sys.executable, "tools/sbom.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    return dict(json.loads(made.stdout))


def test_each_file_that_browsers_are_given_is_the_one_of_the_manifest() -> None:
    listed = {
        file["path"]: (file["sha256"], file["bytes"])
        for package in json.loads((VENDOR / "manifest.json").read_text())
        for file in package["files"]
    }
    there = {
        str(path.relative_to(VENDOR)): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size)
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert there == listed


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_package_is_pinned_with_its_hashes(lock: str) -> None:
    packages = (ROOT / lock).read_text().replace("\\\n", " ").splitlines()
    assert packages
    for line in filter(str.strip, packages):
        assert "==" in line, line[:80]
        assert "--hash=sha256:" in line, line[:80]


def test_the_bill_of_materials_lists_every_package_and_is_the_same_each_time() -> None:
    bill = _bill()
    assert bill == _bill()
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    lock = (ROOT / "requirements.lock").read_text()
    pinned = {
        line.split("==")[0].split("[")[0].lower() for line in lock.splitlines() if "==" in line and line[0].isalpha()
    }
    pypi = [one for one in bill["components"] if one["purl"].startswith("pkg:pypi/")]
    assert {one["name"].lower() for one in pypi} == pinned
    assert all(one["externalReferences"][0]["hashes"] for one in pypi)
    assert len({one["bom-ref"] for one in bill["components"]}) == len(bill["components"])
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert bill["metadata"]["component"]["version"] == project["version"]
    assert "timestamp" not in bill["metadata"]


def test_no_direct_package_is_added_unseen() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert len(project["dependencies"]) <= MOST_DIRECT
