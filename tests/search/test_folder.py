"""The folder of an index."""

from pathlib import Path

import pytest

from casebook.search.folder import IndexFolder


@pytest.mark.parametrize("named", ["", "../elsewhere", "/etc", "shape1-gone", "shape2-other", "\ufffd"])
def test_a_pointer_that_leads_nowhere_serves_nothing(tmp_path: Path, named: str) -> None:
    (tmp_path / "shape2-other").mkdir()
    (tmp_path / "current").write_text(named)
    assert IndexFolder(tmp_path, shape=1).current() is None


def test_a_folder_set_aside_is_no_longer_served_and_twice_is_no_error(tmp_path: Path) -> None:
    folder = IndexFolder(tmp_path, shape=1)
    fresh = folder.fresh()
    folder.serve(fresh)
    assert folder.current() == fresh
    folder.set_aside(fresh)
    folder.set_aside(fresh)
    assert folder.current() is None
