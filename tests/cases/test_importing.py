"""Importing `content/`: every complaint at once, nothing changed twice."""

import re
import shutil
from pathlib import Path

import pytest
from sqlmodel import Session, select

from casebook.cases import viewing
from casebook.cases.case import Case, CaseClip
from casebook.cases.content_reading import read_content
from casebook.cases.importing import ImportReport, bring_files, import_case, import_vocabulary
from casebook.cases.publishing import publish, review_confidentiality
from casebook.cases.theme import SynonymGroup
from casebook.db.engine import reading, writing
from casebook.errors import ContentWrong, NotFound, NotReady
from casebook.library import Library
from casebook.media.clip import Clip, ClipState, Recording
from casebook.media.consent import Consent
from casebook.media.consenting import withdraw_consent
from casebook.media.queries import cues_of, transcript_of
from casebook.media.redacted_words import GONE
from casebook.media.redacting import apply_redactions, plan_redaction
from casebook.media.redaction import Way
from casebook.media.transcript import Cue
from tests.conftest import cast, make_ready, viewer


@pytest.fixture
def folder(small_content: Path, tmp_path: Path) -> Path:
    """A copy of the small content that a test may spoil."""
    return Path(shutil.copytree(small_content, tmp_path / "content"))


def bring(library: Library, folder: Path) -> ImportReport:
    content, report = read_content(folder), ImportReport()
    with writing(library.engine) as db:
        import_vocabulary(db, content, report)
        for case in content.cases.values():
            import_case(db, case, bring_files(db, library.storage, case), report, by=None)
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


def test_a_moved_cut_is_another_clip_and_nothing_of_the_old_one_is_left(library: Library, folder: Path) -> None:
    bring(library, folder)
    make_ready(library)
    with reading(library.engine) as db:
        before = {row.name: clip_of(db, row) for row in db.exec(select(CaseClip)).all()}
    spoil(folder / "cases/the-open-door/case.md", 'from: "0:03", to: "0:06"', 'from: "0:03", to: "0:05.8"')
    bring(library, folder)
    with reading(library.engine) as db:
        after = {row.name: clip_of(db, row) for row in db.exec(select(CaseClip)).all()}
        old = db.exec(select(Clip).where(Clip.key == before["ada-after"].key)).one()
    assert {name for name in after if after[name].key != before[name].key} == {"ada-after"}
    assert (after["ada-after"].state, after["ada-after"].version) == (ClipState.waiting, 0)
    assert (old.state, old.version) == (ClipState.replaced, 0), "its film is out of reach at once"
    make_ready(library)
    with reading(library.engine) as db:
        assert db.exec(select(Clip).where(Clip.key == old.key)).first() is None
    assert not list(library.storage.below(f"film/{old.key}")), "and taken away soon after"


def clip_of(db: Session, row: CaseClip) -> Clip:
    clip = db.get(Clip, row.clip_id)
    assert clip is not None
    return clip


def test_importing_again_never_gives_back_a_consent_that_was_withdrawn(stocked: Library, folder: Path) -> None:
    with writing(stocked.engine) as db:
        for consent in db.exec(select(Consent)).all():
            withdraw_consent(db, consent, reason="She asked.")
    spoil(folder / "cases/the-open-door/case.md", "You stand at his bed.", "You stand by his bed.")
    bring(stocked, folder)
    with reading(stocked.engine) as db:
        assert all(consent.withdrawn_at for consent in db.exec(select(Consent)).all())


def test_a_published_case_that_changes_is_closed_until_somebody_has_looked(stocked: Library, folder: Path) -> None:
    assert bring(stocked, folder).closed == []
    spoil(folder / "cases/the-open-door/case.md", "You stand at his bed.", "You stand by Mr Patient's bed.")
    assert bring(stocked, folder).closed == ["the-open-door"]
    with writing(stocked.engine) as db:
        with pytest.raises(NotFound):
            viewing.case_for(db, viewer(db, "lena"), "the-open-door")
        case = db.exec(select(Case)).one()
        with pytest.raises(NotReady, match="second person"):
            publish(db, case, by=cast(db, "ada"))
        review_confidentiality(db, case, by=cast(db, "vera"))
        publish(db, case, by=cast(db, "ada"))
        assert viewing.case_for(db, viewer(db, "lena"), "the-open-door")


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


SYNONYMS = """synonyms:
  - {term: DNACPR, names: [DNAR], leads: [resus]}
  - {term: abortion, names: [termination], as_written: [TOP]}
"""


def test_synonyms_are_kept_and_a_group_that_is_taken_out_goes(library: Library, folder: Path) -> None:
    (folder / "synonyms.yaml").write_text(SYNONYMS)
    assert "synonyms of DNACPR" in bring(library, folder).added
    assert (bring(library, folder).added, bring(library, folder).changed) == ([], [])
    spoil(folder / "synonyms.yaml", "  - {term: DNACPR, names: [DNAR], leads: [resus]}\n", "")
    assert bring(library, folder).changed == ["synonyms of abortion", "synonyms of DNACPR"], "one moved up, one is gone"
    with reading(library.engine) as db:
        assert [(row.term, row.names, row.as_written) for row in db.exec(select(SynonymGroup)).all()] == [
            ("abortion", ["termination"], ["TOP"])
        ]


def test_wrong_synonyms_are_complained_of_with_their_line(folder: Path) -> None:
    (folder / "synonyms.yaml").write_text(
        "synonyms:\n"
        "  - {term: DNACPR, names: [DNAR], leads: [resus]}\n"
        "  - {term: end of life}\n"
        "  - term: dying\n    also: [death]\n    names: [x]\n"
    )
    first = complaints(folder)
    assert [line.split(": ")[0] for line in first] == ["synonyms.yaml:3", "synonyms.yaml:5"]
    (folder / "synonyms.yaml").write_text(
        "synonyms:\n"
        "  - {term: DNACPR, names: [DNAR], leads: [resus]}\n"
        "  - term: dying\n    leads:\n      - dnar\n      - '…'\n    as_written: [top]\n"
    )
    assert complaints(folder) == [
        "synonyms.yaml:5: 'dnar' is a name of 'DNACPR' already",
        "synonyms.yaml:6: a name with letters in it is expected, not '…'",
        "synonyms.yaml:7: 'top' is expected with its capitals; one without belongs in `leads`",
    ]


def test_words_that_were_redacted_do_not_come_back_with_a_clip_that_is_cut_anew(stocked: Library, folder: Path) -> None:
    with writing(stocked.engine) as db:
        clip = db.exec(select(Clip).where(Clip.title == "The bleep")).one()
        recording, ada = db.get_one(Recording, clip.recording_id), cast(db, "ada")
        said = cues_of(db, clip)[0].text
        plan_redaction(db, clip, recording, way=Way.silence, span=(0, 3000), by=ada)
        apply_redactions(db, recording, by=ada)
    spoil(folder / "cases/the-open-door/case.md", 'from: "0:00", to: "0:03"}\n      - {key: ada-after',
          'from: "0:00", to: "0:02.9"}\n      - {key: ada-after')  # fmt: skip
    bring(stocked, folder)
    with reading(stocked.engine) as db:
        anew = db.exec(select(Clip).where(Clip.title == "The bleep", Clip.state != ClipState.replaced)).one()
        transcript = transcript_of(db, anew)
        assert anew.key != clip.key
        assert transcript
        assert not transcript.reviewed, "nobody has read these against the sound"
        words = " ".join(cue.text for cue in cues_of(db, anew))
    assert GONE in words
    assert not [word for word in said.split() if len(word) > 3 and word in words]
