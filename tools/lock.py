"""Resolve the dependencies anew and write the two lock files, with hashes and without addresses. For maintainers;
needs `pip install uv` in the environment."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLAGS = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-annotate"]


def lock(target: str, *more: str) -> None:
    """Write one lock file."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", *FLAGS, "--no-header", *more]
    subprocess.run([*command, "--quiet", "-o", target], cwd=ROOT, check=True)


lock("requirements.lock", "--group", "build")
lock("requirements-postgres.lock", "--group", "build", "--extra", "postgres", "--constraint", "requirements.lock")
lock("requirements-dev.lock", "--group", "build", "--group", "dev")
