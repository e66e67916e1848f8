"""What fails in the whole run is tried once more: once, alone, and only where few failed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import once_more

FLIPS = """
from pathlib import Path

def test_that_misses_its_moment_once():
    Path("seen").touch(exist_ok=False)

def test_that_always_passes():
    pass
"""
FAILS = "import pytest\n@pytest.mark.parametrize('one', range({}))\ndef test_wrong(one):\n    assert False\n"


def after_a_run(folder: Path, text: str, *asked: str, ended: int | None = None) -> tuple[int, str]:
    (folder / "test_one.py").write_text(text)
    run = {"cwd": folder, "capture_output": True, "text": True, "check": False}
    first = subprocess.run([sys.executable, "-m", "pytest", "-q"], **run)  # type: ignore[call-overload]
    if (folder / "seen").exists():
        (folder / "seen").unlink()
    assert first.returncode in (0, 1, 2), first.stdout
    env = os.environ | {"PYTHONPATH": str(Path(once_more.__file__).parents[1])}
    argv = [sys.executable, "-m", "tests.once_more", str(first.returncode if ended is None else ended), *asked]
    second = subprocess.run(argv, env=env, **run)  # type: ignore[call-overload]
    return second.returncode, second.stdout


def test_a_test_that_passes_alone_is_named_and_lets_the_suite_pass(tmp_path: Path) -> None:
    (tmp_path / "seen").touch()
    code, said = after_a_run(tmp_path, FLIPS)
    assert code == 0
    assert "Unsteady, passed the second time:\n  test_one.py::test_that_misses_its_moment_once" in said


@pytest.mark.parametrize("wrong", [FAILS.format(1), FAILS.format(once_more.MOST + 1), "import nothing_there\n"])
def test_what_fails_twice_or_with_many_others_or_cannot_be_read_has_failed(tmp_path: Path, wrong: str) -> None:
    assert after_a_run(tmp_path, wrong)[0] == 1


@pytest.mark.parametrize("ended", [2, 3, 5, 137])
def test_a_run_that_did_not_come_to_its_end_has_failed(tmp_path: Path, ended: int) -> None:
    (tmp_path / "seen").touch()
    assert after_a_run(tmp_path, FLIPS, ended=ended)[0] == 1


def test_nothing_is_tried_again_where_a_part_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "seen").touch()
    assert after_a_run(tmp_path, FLIPS, "-x")[0] == 1
