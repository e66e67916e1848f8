"""Scripts in words, the short form: four payloads in every field, in a real browser; none runs or stands there."""

from pathlib import Path

from tests.databases import copied

from . import payloads
from .attack_scripts import scripts
from .attack_site import site


def test_no_script_in_words_runs(ready_stock: Path, tmp_path: Path) -> None:
    with site(copied(ready_stock, tmp_path / "data")) as library:
        row = scripts(library, payloads.SCRIPTS[1::17])
    assert row.tried > 1000
    assert row.taken == [], "\n".join(row.taken)
