"""What the campaign itself must do: end what it left, and say of a row that it is otherwise."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.uploading import ROOT

from . import cluster
from .keeping_house import children


def test_a_campaign_that_was_killed_leaves_no_program_behind(tmp_path: Path) -> None:
    left = tmp_path / "left"
    campaign = (
        "import os, subprocess, sys, pathlib; "
        "one = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)'], start_new_session=True); "
        f"pathlib.Path({str(left)!r}).write_text(str(one.pid)); os.kill(os.getpid(), 9)"
    )
    kept = (
        "import sys; from tests.campaigns.keeping_house import run_kept; "
        f"raise SystemExit(run_kept(sys.executable, '-c', {campaign!r}) + 10)"
    )
    done = subprocess.run([sys.executable, "-c", kept], cwd=ROOT, timeout=60, check=False)
    assert done.returncode == 1  # ten more than that of a process that was killed
    assert int(left.read_text()) > 0
    with pytest.raises(ProcessLookupError):
        os.kill(int(left.read_text()), 0)


def test_the_children_of_a_process_are_those_that_live() -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"]) as one:
        assert one.pid in children(os.getpid())
        one.kill()
        one.wait()
        assert one.pid not in children(os.getpid())


class Small:
    """As much of a cluster as a row is judged by."""

    def __init__(self, *, lost: list[str], dead: list[str]) -> None:
        self.lost, self.dead, self.jobs = (lambda: lost), (lambda: dead), (lambda: "")


@pytest.mark.parametrize(
    ("lost", "dead", "seen", "bad"),
    [([], [], "well", 0), (["an answer"], [], "well", 1), ([], ["worker 2"], "well", 1), ([], [], "ill", 1)],
)
def test_a_row_is_as_expected_only_where_nothing_is_lost_and_nobody_ended(
    lost: list[str], dead: list[str], seen: str, bad: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "ROWS", (("a row", "well", lambda _: (seen, "")),))
    assert cluster.walked(Small(lost=lost, dead=dead), []) == bad  # type: ignore[arg-type]


def test_a_row_that_breaks_is_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "ROWS", (("a row", "well", lambda _: 1 / 0),))
    assert cluster.walked(Small(lost=[], dead=[]), []) == 1  # type: ignore[arg-type]
