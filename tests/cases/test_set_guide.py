"""A set's guide is made of its cases, follows the version that the set holds, and comes as a document to print."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from casebook.cases import assembling, set_guide_pdf
from casebook.cases.case import Case
from casebook.cases.guide import guide_parts, plan_for, with_plan_for
from casebook.cases.guide_blocks import blocks_of
from casebook.cases.set_guide import guide_of
from casebook.db.engine import writing
from casebook.library import Library
from tests.conftest import cast, viewer
from tests.three_cases import add_more_cases

GUIDE = (
    "### Aims\n\nOne.\n\n### Prompts\n\nTwo.\n\n### In 20 minutes\n\n- 0 to 2: read.\n\n### In 90 minutes\n\nLong.\n"
)


def test_what_tells_of_the_filmed_people_waits_and_the_plan_that_fits_comes_first() -> None:
    assert [heading for heading, _ in guide_parts(GUIDE, closed=True)] == ["Aims", "In 20 minutes", "In 90 minutes"]
    opened = guide_parts(GUIDE, closed=False)
    assert [heading for heading, _ in with_plan_for(opened, 15)] == ["In 20 minutes", "Aims", "Prompts"]
    assert [heading for heading, _ in with_plan_for(opened, 90)] == ["In 90 minutes", "Aims", "Prompts"]


@given(st.integers(1, 240))
def test_some_plan_fits_any_time(minutes: int) -> None:
    assert plan_for(minutes) in ("In 20 minutes", "In 45 minutes", "In 90 minutes")


def test_markdown_becomes_blocks_with_their_runs() -> None:
    blocks = blocks_of("A *very* **good** [link](https://a.example/).\n\n1. one\n   - deep\n2. two\n")
    assert [(one["level"], one["mark"]) for one in blocks] == [(0, ""), (1, "1."), (2, "•"), (1, "2.")]
    runs = blocks[0]["runs"]
    assert "".join(run["text"] for run in runs) == "A very good link."
    assert [run["text"] for run in runs if run["italic"]] == ["very"]
    assert [run["text"] for run in runs if run["bold"]] == ["good"]


@given(st.text(max_size=200))
def test_any_text_becomes_blocks(text: str) -> None:
    for block in blocks_of(text):
        assert isinstance(block["level"], int)


def test_the_guide_keeps_the_words_of_the_version_in_the_set(
    stocked: Library, small_content: Path, tmp_path: Path
) -> None:
    add_more_cases(stocked, small_content, tmp_path)
    with writing(stocked.engine) as db:
        case = db.exec(select(Case).where(Case.slug == "the-list")).one()
        made = assembling.make_set(db, title="Nights 🌙", slot_minutes=45, by=cast(db, "ada"), note="One.\nTwo.")
        step = assembling.add_case(db, made, case, by=viewer(db, "ada"))
        assembling.change_step(db, made, step, prompt="#Who [is] *here*?", minutes=20)
        case.guide, case.version = "### Aims\n\nquollcanary\n", case.version + 1
        db.add(case)
        db.flush()
        guide = guide_of(db, viewer(db, "ada"), made)
        assert "quollcanary" not in str(guide.cases[0].parts)
        assert guide.cases[0].parts[0][0] == "In 20 minutes"
        assert set_guide_pdf.as_pdf(guide).startswith(b"%PDF-"), "what was typed is set as it was typed"
        assembling.take_version(db, made, step, case)
        assert "quollcanary" in str(guide_of(db, viewer(db, "ada"), made).cases[0].parts)


@pytest.mark.parametrize("closed", [True, False])
def test_a_guide_without_parts_is_no_fault(closed: bool) -> None:
    assert guide_parts("", closed=closed) == []
