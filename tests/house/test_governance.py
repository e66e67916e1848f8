"""The evidence pack is true: a threat names a test that is there, or says that it is not met."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACK = ROOT / "docs/governance"
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")


@pytest.mark.parametrize("page", sorted(PACK.glob("*.md")), ids=lambda page: page.stem)
def test_a_test_that_a_page_names_is_there(page: Path) -> None:
    for file, name in TEST.findall(page.read_text(encoding="utf-8")):
        assert (ROOT / file).is_file(), file
        assert re.search(rf"^ *(async )?def {name}\b", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE) or (
            not name
        ), f"{file} has no {name}"


def test_every_threat_names_its_test_or_says_that_it_is_not_met() -> None:
    lines = (PACK / "threats.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ") and not line.startswith("| Threat")]
    assert len(rows) > 25
    for row in rows:
        assert TEST.search(row) or "*not met" in row, row


def test_the_pack_is_whole_and_listed_on_its_first_page() -> None:
    first = (PACK / "README.md").read_text(encoding="utf-8")
    assert {page.name for page in PACK.glob("*.md")} == set(re.findall(r"\]\(([\w-]+\.md)\)", first)) | {"README.md"}
