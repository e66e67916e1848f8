"""Style sheets: every page has them all, so a class that two of them dress would look otherwise than was meant."""

import re
from collections import defaultdict
from pathlib import Path

import casebook

SHEETS = sorted((Path(casebook.__file__).parent / "static").glob("*.css"))
COMMON = {"base.css", "frame.css", "parts.css", "cards.css", "forms.css"}  # what every page is made of
RULES = re.compile(r"([^{}]+)\{")


def heads(sheet: Path) -> set[str]:
    """The classes that the selectors of a sheet begin with."""
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    selectors = [rule.strip() for rule in RULES.findall(text) if not rule.strip().startswith("@")]
    parts = [part for selector in selectors for part in re.split(r",(?![^(]*\))", selector)]
    return {found[1] for part in parts if (found := re.search(r"\.([A-Za-z][\w-]*)", part))}


def test_a_class_is_dressed_by_one_sheet_beside_the_common_ones() -> None:
    dressed = defaultdict(list)
    for sheet in SHEETS:
        if sheet.name not in COMMON:
            for name in heads(sheet):
                dressed[name].append(sheet.name)
    assert len(dressed) > 100, "the sheets are read"
    assert {name: sheets for name, sheets in dressed.items() if len(sheets) > 1} == {}
