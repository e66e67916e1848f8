"""The short form of the campaign: a worker killed at the index, files cut in half, and one made anew by hand."""

from pathlib import Path

import pytest

from . import faults_search
from .faults_search import WITHIN_S, rows

pytestmark = pytest.mark.sqlite("its index is files, which can be cut; a server's is rows of its transactions")


@pytest.mark.parametrize("name", ["killed while it makes", "files cut to half", "made anew by hand"])
def test_search_is_right_again_by_itself(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults_search, "KILLS", 4)  # one more than the queue forgives other work
    ((_, seconds, said),) = rows(tmp_path, name, cases=4)
    assert seconds < 2 * WITHIN_S  # by itself is held here; how soon, in the long form, on a machine of its own
    assert said == {"limited" if "cut" in name else "whole"}
