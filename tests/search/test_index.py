"""Opening an index by its URL."""

from pathlib import Path

import pytest

from casebook.errors import SettingWrong
from casebook.search.index import open_index


def test_an_index_need_not_be_there_to_be_opened(tmp_path: Path) -> None:
    assert open_index(f"whoosh://{tmp_path / 'an index 100% of? #it'}").generation() == ""


@pytest.mark.parametrize("url", ["tantivy:///srv/index", "whoosh://", "whoosh:///", "index", ""])
def test_an_index_that_casebook_does_not_know_is_refused(url: str) -> None:
    with pytest.raises(SettingWrong, match="CASEBOOK_INDEX"):
        open_index(url)
