"""Make `.venv` and install casebook into it from the hashed lock file; does nothing where that is done already.

Needs only Python 3.11 or newer. `python tools/setup.py` for running, `python tools/setup.py dev` for testing as well.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"


def main(kind: str) -> None:
    """Install for `run` or `dev`. Ends with a sentence and code 1 when it cannot."""
    if sys.version_info < (3, 11):
        stop(
            f"casebook needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}. "
            "Try: make PYTHON=python3.12 …"
        )
    lock = ROOT / ("requirements-dev.lock" if kind == "dev" else "requirements.lock")
    wanted = hashlib.sha256(lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    stamp = VENV / f"installed-{kind}"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    if not (VENV / "bin" / "pip").exists():
        print("Making a virtual environment in .venv …", flush=True)
        try:
            import ensurepip  # noqa: F401
            import venv

            venv.EnvBuilder(with_pip=True, clear=VENV.exists(), symlinks=os.name != "nt").create(VENV)
        except (ImportError, subprocess.CalledProcessError):
            stop(
                f"This Python ({sys.executable}) cannot make a virtual environment: its `venv` part is missing.\n"
                "On Debian or Ubuntu: apt install python3-venv. Or use another Python: make PYTHON=/path/to/python3 …"
            )
    print(f"Installing casebook's packages from {lock.name}; the first time this takes a minute or two …", flush=True)
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install"]
    run(
        [*pip, "--quiet", "--progress-bar", "on" if sys.stdout.isatty() else "off", "--require-hashes", "-r", str(lock)]
    )
    run([*pip, "--quiet", "--no-deps", "--no-build-isolation", "-e", str(ROOT)])
    stamp.write_text(wanted)
    if kind == "dev":  # the larger of the two serves both
        run_lock = hashlib.sha256((ROOT / "requirements.lock").read_bytes() + (ROOT / "pyproject.toml").read_bytes())
        (VENV / "installed-run").write_text(run_lock.hexdigest())


def run(command: list[str]) -> None:
    """Run one step of the installation; on failure say what to try."""
    if subprocess.run(command, cwd=ROOT).returncode != 0:
        stop("The packages could not be installed; the lines above say why. If the network was the cause, try again.")


def stop(sentence: str) -> None:
    """End with a sentence for the person at the keyboard."""
    print(sentence, file=sys.stderr)
    raise SystemExit(1)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "run")
