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


def test_one_that_takes_the_place_of_another_while_it_is_looked_for_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = IndexFolder(tmp_path, shape=1)
    folder.serve(folder.fresh())
    fresh = folder.fresh()
    named = folder._named

    def named_too_soon() -> str:
        name = named()
        if name != fresh.name:
            folder.serve(fresh)  # as the worker may, between a reader's two looks
        return name

    monkeypatch.setattr(folder, "_named", named_too_soon)
    assert folder.current() == fresh
