"""Ask whether anything in the lock file has a known weakness, by pip-audit in an environment of its own, `.venv/audit`.

Exit 0 where nothing is known, 1 where something is, 2 where nobody could be asked, which is said and is no good news.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / ".venv" / "audit"
PROGRAM = "pip-audit==2.10.1"
SERVICES = ("pypi", "osv")


def main() -> int:
    """Ask, and say what came of it."""
    if not (PLACE / "bin" / "pip-audit").exists():
        venv.EnvBuilder(with_pip=True, clear=PLACE.exists()).create(PLACE)
        python = str(PLACE / "bin" / "python")
        install = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", PROGRAM]
        if subprocess.run(install, cwd=ROOT).returncode != 0:
            return unasked(f"{PROGRAM} could not be installed")
    known = [weaknesses(lock) for lock in ("requirements.lock", "requirements-dev.lock")]
    if None in known:
        return unasked("no service told anything about these packages")
    for lines in known:
        print("\n".join(lines or []) or "Nothing is known against any package.")
    return 1 if any(known) else 0


def weaknesses(lock: str) -> list[str] | None:
    """What is known against the packages of a lock file; None where no service could be asked about every one of them.
    Where a registry has no advisories, pip-audit skips the package and says that nothing was found."""
    for service in SERVICES:
        command = [str(PLACE / "bin" / "pip-audit"), "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
        command += ["--format", "json", "--vulnerability-service", service, "-r", lock]
        try:
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
            told = json.loads(done.stdout)["dependencies"]
        except (subprocess.TimeoutExpired, ValueError, KeyError):
            continue
        skipped = [one["name"] for one in told if "skip_reason" in one]
        print(f"{lock}, asked of {service}: {len(told) - len(skipped)} of {len(told)} packages")
        if told and not skipped:
            return [f"{one['name']} {one['version']}: {', '.join(found['id'] for found in one['vulns'])}"
                    for one in told if one["vulns"]]  # fmt: skip
    return None


def unasked(why: str) -> int:
    """Say that nothing is known, which is not that nothing is wrong."""
    print(f"The advisories could not be asked, so nothing is known either way: {why}.", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
