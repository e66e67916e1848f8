"""Write `sbom.json`: what casebook is made of, as a CycloneDX 1.6 bill of materials, from the lock file and the
manifest of the browser files. It asks nobody and holds no time, so that two of one version are byte for byte the same.

``python tools/sbom.py`` writes it to the standard output, ``python tools/sbom.py FILE`` into a file.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
import uuid
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+?)(?:\s*;\s*([^\\]+?))?\s*\\?$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def locked(lock: Path = ROOT / "requirements.lock") -> list[dict[str, Any]]:
    """Every package of the lock file, with the hashes of the files it may be installed from."""
    found: list[dict[str, Any]] = []
    for line in lock.read_text(encoding="utf-8").splitlines():
        if pinned := _PINNED.match(line.strip()):
            name, version, marker = pinned.groups()
            purl = f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"
            one = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
            if marker:
                one["properties"] = [{"name": "casebook:where", "value": marker}]
            found.append(one)
        for digest in _HASH.findall(line):
            files = found[-1].setdefault("externalReferences", [{"type": "distribution", "url": found[-1]["purl"]}])
            files[0].setdefault("hashes", []).append({"alg": "SHA-256", "content": digest})
    return found


def vendored(manifest: Path = ROOT / "casebook/static/vendor/manifest.json") -> list[dict[str, Any]]:
    """Every package that browsers are given, with the hash of each of its files."""
    return [
        {
            "type": "library",
            "bom-ref": f"pkg:npm/{one['package'].replace('@', '%40')}@{one['version']}",
            "name": one["package"],
            "version": one["version"],
            "purl": f"pkg:npm/{one['package'].replace('@', '%40')}@{one['version']}",
            "licenses": [{"expression": one["license"]}],
            "components": [
                {"type": "file", "bom-ref": file["path"], "name": file["path"],
                 "hashes": [{"alg": "SHA-256", "content": file["sha256"]}]}
                for file in one["files"]
            ],
        }
        for one in json.loads(manifest.read_text(encoding="utf-8"))
    ]  # fmt: skip


def bill() -> dict[str, Any]:
    """The whole bill."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    components = [*locked(), *vendored()]
    own = f"pkg:pypi/{project['name']}@{project['version']}"
    names = "\n".join(one["bom-ref"] for one in components)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, own + names)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": project["name"],
                "version": project["version"],
                "purl": own,
                "licenses": [{"expression": project["license"]}],
            }
        },
        "components": components,
        "dependencies": [{"ref": own, "dependsOn": [one["bom-ref"] for one in components]}],
    }


def main() -> None:
    """Write it where it is wanted."""
    text = json.dumps(bill(), indent=1, ensure_ascii=False) + "\n"
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
