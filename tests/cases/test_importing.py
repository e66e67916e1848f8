"""Importing `content/`: every complaint at once, nothing changed twice."""

import re
import shutil
from pathlib import Path

import pytest
from sqlmodel import select

from casebook.cases.case import Case, CaseClip
from casebook.cases.content_reading import read_content
from casebook.cases.importing import ImportReport, import_case, import_vocabulary
from casebook.db.engine import reading, writing
from casebook.errors import ContentWrong
from casebook.library import Library
from casebook.media.clip import Clip, ClipState
from casebook.media.transcript import Cue
from tests.conftest import make_ready


@pytest.fixture
def folder(small_content: Path, tmp_path: Path) -> Path:
    """A copy of the small content that a test may spoil."""
    return Path(shutil.copytree(small_content, tmp_path / "content"))


def bring(library: Library, folder: Path) -> ImportReport:
    content, report = read_content(folder), ImportReport()
    with writing(library.engine) as db:
        import_vocabulary(db, content, report)
        for case in content.cases.values():
            import_case(db, library.storage, case, report, by=None)
    return report


def complaints(folder: Path) -> list[str]:
    with pytest.raises(ContentWrong) as wrong:
        read_content(folder)
    return wrong.value.complaints


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_importing_twice_changes_nothing(library: Library, folder: Path) -> None:
    first = bring(library, folder)
    assert "case the-open-door" in first.added
    again = bring(library, folder)
    assert (again.added, again.changed) == ([], [])
    assert again.unchanged == len(first.added)


def test_a_changed_word_changes_that_case_and_nothing_else(library: Library, folder: Path) -> None:
    bring(library, folder)
    make_ready(library)
    spoil(folder / "cases/the-open-door/case.md", "You stand at his bed.", "You stand by his bed.")
    report = bring(library, folder)
    assert (report.added, report.changed) == ([], ["case the-open-door"])
    with reading(library.engine) as db:
        assert db.exec(select(Case)).one().version == 2
        assert {clip.state for clip in db.exec(select(Clip)).all()} == {ClipState.ready}, "no film was made again"


def test_a_moved_cut_makes_that_clip_again_and_keeps_its_address(library: Library, folder: Path) -> None:
    bring(library, folder)
    make_ready(library)
    with reading(library.engine) as db:
        keys = {row.name: db.get(Clip, row.clip_id).key for row in db.exec(select(CaseClip)).all()}  # type: ignore[union-attr]
    spoil(folder / "cases/the-open-door/case.md", 'from: "0:03", to: "0:06"', 'from: "0:03", to: "0:05.8"')
    bring(library, folder)
    with reading(library.engine) as db:
        now = {row.name: db.get(Clip, row.clip_id) for row in db.exec(select(CaseClip)).all()}
    assert {name: clip.key for name, clip in now.items() if clip} == keys
    assert {name for name, clip in now.items() if clip and clip.state == ClipState.waiting} == {"ada-after"}


def test_the_words_of_a_clip_are_those_said_in_it(library: Library, folder: Path) -> None:
    bring(library, folder)
    with reading(library.engine) as db:
        texts = [cue.text for cue in db.exec(select(Cue).order_by(Cue.id)).all()]  # type: ignore[arg-type]
    assert texts[:2] == ["The corridor lights hummed all night.", "He said, please leave the door open."]
    assert texts[2].startswith("I sat down")


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "expected"),
    [
        ("cases/the-open-door/case.md", "title: The open door\n", "", 2, "`title` is expected"),
        ("cases/the-open-door/case.md", "setting: medical-ward", "setting: moon", 5, "gp"),
        ("cases/the-open-door/case.md", "guidance: [some-guidance]", "guidance: [none-such]", 10, "no guidance"),
        ("cases/the-open-door/case.md", "themes: [truth-telling]", "themes: [lying]", 4, "no theme 'lying'"),
        ("cases/the-open-door/case.md", "file: ben.opus", "file: gone.opus", 36, "gone.opus is expected"),
        ("cases/the-open-door/case.md", "chose: stay", "chose: fly", 31, "not the key of an option"),
        ("cases/the-open-door/case.md", 'to: "0:03"}\n      - {key: ada-after',
         'to: "0:02"}\n      - {key: ada-after', 30, "no cue crosses"),
        ("cases/the-open-door/case.md", "title: The open door", "title: a: b", 2, "needs quotes"),
        ("cases/the-open-door/case.md", "### Welfare", "### Wellfare", 47, "### Welfare"),
        ("cases/the-open-door/ada.vtt", "00:00:01.500 --> ", "00:00:71.500 --> ", 8, ""),
        ("themes/truth-telling.md", "@0:03.2", "@9:03.2", 9, "there is no moment"),
        ("contributors/dr-first.md", "invented: true", "invented: perhaps", 6, "invented"),
        ("continua.yaml", "number: 12", "number: 99", 3, "number"),
    ],
)  # fmt: skip
def test_a_complaint_names_file_line_and_what_is_expected(
    folder: Path, file: str, old: str, new: str, line: int, expected: str
) -> None:
    spoil(folder / file, old, new)
    found = complaints(folder)
    assert any(re.match(rf"{re.escape(file)}:{line}: ", one) and expected in one for one in found), found


def test_every_complaint_is_made_at_once(folder: Path) -> None:
    spoil(folder / "cases/the-open-door/case.md", "setting: medical-ward", "setting: moon")
    spoil(folder / "contributors/dr-first.md", "stage: foundation", "stage: wizard")
    spoil(folder / "guidance.yaml", "issuer: GMC, ", "")
    assert len(complaints(folder)) >= 3


def test_a_file_outside_the_cases_folder_is_not_taken(folder: Path) -> None:
    (folder / "secret.opus").write_bytes(b"x")
    spoil(folder / "cases/the-open-door/case.md", "file: ben.opus", "file: ../../secret.opus")
    assert any("secret.opus is expected in the-open-door/" in one for one in complaints(folder))


def test_a_clip_before_the_decision_cannot_tell_what_was_chosen(folder: Path) -> None:
    spoil(folder / "cases/the-open-door/case.md", 'part: before, from: "0:00", to: "0:03"',
          'part: before, from: "0:00", to: "0:03", chose: stay')  # fmt: skip
    assert any("tells nothing of what anyone chose" in one for one in complaints(folder))


def test_the_librarys_own_content_has_nothing_to_mend() -> None:
    content = read_content(Path(__file__).parents[2] / "content")
    assert len(content.themes) == 16
    assert content.continua is not None
    assert len(content.continua.continua) == 15
    assert len(content.cases) >= 3
    for case in content.cases.values():
        stages = {content.contributors[one.contributor][0].stage for one in case.shape.recordings}
        assert len(stages) >= 2, f"{case.slug} is told at one career stage only"
        assert any(one.medium == "film" for one in case.shape.recordings)
        assert {clip.part for one in case.shape.recordings for clip in one.clips} == {"before", "after"}
