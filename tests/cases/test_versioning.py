"""A case's words by version: written down whenever they change, never rewritten, and without what its people said."""

import json
import shutil
from pathlib import Path

import pytest
from sqlmodel import Session, delete, select

from casebook.cases.case import Case
from casebook.cases.case_version import CaseVersion
from casebook.cases.revising import add_option
from casebook.cases.versioning import case_as_of, cases_as_of, keep_version
from casebook.db.engine import reading, writing
from casebook.library import Library
from tests.cases.test_importing import bring, spoil
from tests.conftest import the_case

SAME = ("story", "question", "closing", "continua", "themes", "guidance", "notes", "guide")


@pytest.fixture
def folder(small_content: Path, tmp_path: Path) -> Path:
    return shutil.copytree(small_content, tmp_path / "content")


def test_each_version_keeps_all_its_words_as_they_stood(library: Library, folder: Path) -> None:
    bring(library, folder)
    file = folder / "cases/the-open-door/case.md"
    spoil(file, "He asks me to stay and the bleep is going.", "He asks me to stay.")
    spoil(file, "He has not long.", "His son is on his way.")
    spoil(file, "label: Answer the bleep", "label: Go to the other ward")
    bring(library, folder)
    with reading(library.engine) as db:
        case = db.exec(select(Case)).one()
        first, second = case_as_of(db, case, 1), case_as_of(db, case, 2)
        assert case_as_of(db, case, 3) is None
        assert cases_as_of(db, [(case.pk, 1), (case.pk, 9)]) == {(case.pk, 1): first}
        assert cases_as_of(db, []) == {}
    assert first
    assert second
    assert (first.version, first.dilemma, first.twist) == (
        1, "He asks me to stay and the bleep is going.", "He has not long.",
    )  # fmt: skip
    assert (second.dilemma, second.twist) == ("He asks me to stay.", "His son is on his way.")
    assert [option.key for option in first.options] == ["stay", "go", "ask"]
    assert (first.label("go"), second.label("go")) == ("Answer the bleep", "Go to the other ward")
    assert [(clip.name, clip.after) for clip in first.clips] == [
        ("ada-before", False), ("ada-after", True), ("ben-after", True),
    ]  # fmt: skip
    for name in SAME:
        assert getattr(first, name) == getattr(second, name)
        assert getattr(first, name)


def test_an_adopted_option_makes_a_version_and_leaves_the_one_before_it(db: Session) -> None:
    case, point, _ = the_case(db)
    add_option(db, case, point, label="Call her", speaks_for="Not alone.", speaks_against="It is late.")
    before, after = case_as_of(db, case, 1), case_as_of(db, case, 2)
    assert before
    assert after
    assert len(before.options) == 3
    assert after.options[-1].label == "Call her"


def test_what_was_written_of_a_version_is_never_rewritten(db: Session) -> None:
    case, _, _ = the_case(db)
    kept = keep_version(db, case)
    case.title = "Another title"
    assert keep_version(db, case).words == kept.words
    assert len(db.exec(select(CaseVersion)).all()) == 1


def test_a_case_from_before_versions_were_kept_has_its_row_after_the_next_import(
    stocked: Library, folder: Path
) -> None:
    with writing(stocked.engine) as db:
        db.exec(delete(CaseVersion))
    assert bring(stocked, folder).changed == []
    with writing(stocked.engine) as db:
        assert db.exec(select(CaseVersion.version)).all() == [1]
        db.exec(delete(CaseVersion))
    spoil(folder / "cases/the-open-door/case.md", "You stand at his bed.", "You stand by his bed.")
    bring(stocked, folder)
    with reading(stocked.engine) as db:
        case = db.exec(select(Case)).one()
        assert [case_as_of(db, case, version).story for version in (1, 2)] == [  # type: ignore[union-attr]
            "You stand at his bed.", "You stand by his bed.",
        ]  # fmt: skip


def test_nothing_that_a_contributor_said_is_in_it(db: Session) -> None:
    """What was said follows its consent, and would outlive it here."""
    words = json.dumps([version.words for version in db.exec(select(CaseVersion)).all()])
    assert "The open door" in words
    for said in ("zebracanary", "His hand.", "The list.", "Dr First"):
        assert said not in words
