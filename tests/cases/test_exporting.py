"""What is exported is imported again unchanged; what no consent lets out stays."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select
from typer.testing import CliRunner

from casebook.cases.case import Case, CaseClip
from casebook.cases.content_reading import read_content
from casebook.cases.exporting import lay_down, written_library, written_words
from casebook.cases.importing import ImportReport
from casebook.cases.publishing import open_publication
from casebook.cases.theme import ClipTheme, Theme
from casebook.cli import app
from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.errors import AlreadyDone
from casebook.library import Library, open_library
from casebook.media.clip import Clip, Recording
from casebook.media.consent import Consent, Use
from casebook.media.consenting import give_consent, withdraw_consent
from casebook.media.redacting import apply_redactions, plan_redaction
from casebook.media.redaction import Redaction, Way
from casebook.people.contributor import Contributor
from casebook.preparing import prepare
from casebook.settings import read_settings
from tests.cases.test_importing import bring
from tests.conftest import cast

OWN = Path(__file__).parents[2] / "content"


def exported(library: Library, folder: Path) -> dict[str, bytes]:
    """An export, laid down in a folder, and its files by their place."""
    with reading(library.engine) as db:
        written = written_library(db)
    lay_down(written, folder, library.storage, say=lambda done, every: None)
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def empty(folder: Path) -> Library:
    settings = read_settings(data=folder, demo=True)
    prepare(settings)
    return open_library(settings)


def there_and_back(first: Library, folder: Path) -> None:
    """Export, import into an empty library, export: the same files, byte for byte."""
    once = exported(first, folder / "once")
    second = empty(folder / "second")
    try:
        bring(second, folder / "once")
        again = exported(second, folder / "again")
    finally:
        second.engine.dispose()
    assert once.keys() == again.keys()
    assert [name for name in once if once[name] != again[name]] == []


def test_the_small_library_comes_back_as_it_was(stocked: Library, tmp_path: Path) -> None:
    with writing(stocked.engine) as db:
        case = db.exec(select(Case)).one()
        case.licence, case.attribution = "CC BY-SA 4.0", "Ada: “writes”, #1 & others"
        case.story = "You stand at his bed.\n\n## Not a part of the file\n\n- one: two"
        clip = db.exec(select(Clip).where(Clip.title == "What I did")).one()
        theme = db.exec(select(Theme)).one()
        db.add(ClipTheme(clip_id=clip.pk, theme_id=theme.pk, from_ms=500, to_ms=1500))
        someone = db.exec(select(Contributor).where(Contributor.slug == "dr-first")).one()
        someone.invented, someone.picture, someone.about = False, "silhouette", "--- \nHe: said\n---\n"
        for consent in db.exec(select(Consent)).all():
            until = datetime(2031, 3, 4, tzinfo=UTC)  # the 3rd is its last day
            told = db.get_one(Recording, consent.recording_id)
            give_consent(db, told, evidence=consent.evidence, uses=set(Use), keeps_text=True, until=until)
        db.add_all([case, someone])
    there_and_back(stocked, tmp_path)
    text = (tmp_path / "once/cases/the-open-door/case.md").read_text()
    assert "until: 2031-03-03" in text
    assert "theme: truth-telling" in text


def test_the_librarys_own_content_comes_back_as_it_was(tmp_path: Path) -> None:
    first = empty(tmp_path / "first")
    try:
        bring(first, OWN)
        there_and_back(first, tmp_path)
        report = bring(first, tmp_path / "once")
    finally:
        first.engine.dispose()
    assert (report.added, report.changed, report.closed) == ([], [], []), "nor does it change the library it is of"
    content = read_content(tmp_path / "once")
    assert len(content.cases) == len(list((OWN / "cases").iterdir()))
    assert {slug: case.story for slug, case in content.cases.items()} == {
        slug: case.story for slug, case in read_content(OWN).cases.items()
    }


def test_an_export_of_an_open_case_does_not_close_it(stocked: Library, tmp_path: Path) -> None:
    exported(stocked, tmp_path / "once")
    report: ImportReport = bring(stocked, tmp_path / "once")
    assert (report.added, report.changed, report.closed) == ([], [], [])
    with reading(stocked.engine) as db:
        case = db.exec(select(Case)).one()
        assert (case.version, open_publication(db, case) is not None) == (1, True)
    file = tmp_path / "once/cases/the-open-door/case.md"
    file.write_text(file.read_text().replace("He has not long.", "His son is on his way."))
    assert bring(stocked, tmp_path / "once").closed == ["the-open-door"], "a change is still a change"


def stays(db: Session, name: str) -> Recording:
    clip = db.get_one(Clip, db.exec(select(CaseClip).where(CaseClip.name == name)).one().clip_id)
    return db.get_one(Recording, clip.recording_id)


@pytest.mark.parametrize("how", ["withdrawn", "run out", "words stay", "not in parts", "not without the film"])
def test_what_no_consent_lets_out_stays_with_every_claim_on_it(stocked: Library, tmp_path: Path, how: str) -> None:
    with writing(stocked.engine) as db:
        recording = stays(db, "ada-before")
        consent = db.exec(select(Consent).where(Consent.recording_id == recording.pk)).one()
        contributor = db.get_one(Contributor, recording.contributor_id)
        contributor.invented = False
        if how == "withdrawn":
            withdraw_consent(db, consent)
        elif how == "run out":
            ended = now() - timedelta(days=1)
            give_consent(db, recording, evidence="Form 7", uses=set(Use), until=ended)
        else:
            kept_back = {"words stay": {Use.transcript}, "not in parts": {Use.excerpts}}.get(how, set())
            keeps_text = how != "not without the film"
            give_consent(db, recording, evidence="Form 7", uses=set(Use) - kept_back, keeps_text=keeps_text)
        db.add(contributor)
    files = exported(stocked, tmp_path / "once")
    everything = b"".join(files.values())
    for word in (
        b"zebracanary",
        b"corridor lights",
        b"Dr First",
        b"xylophonecanary",
        b"His hand.",
        b"Mentions a death",
    ):
        assert word not in everything, word
    assert not any("ada" in name for name in files)
    assert b"walrusfeather" in everything, "what Dr Second says may leave"
    assert read_content(tmp_path / "once").cases
    there_and_back(stocked, tmp_path / "more")


def test_a_case_of_which_nothing_may_leave_stays_whole(stocked: Library, tmp_path: Path) -> None:
    with writing(stocked.engine) as db:
        for consent in db.exec(select(Consent)).all():
            withdraw_consent(db, consent)
    files = exported(stocked, tmp_path / "once")
    assert not any(name.startswith("cases/") for name in files)
    with reading(stocked.engine) as db:
        assert any("the case stays" in line for line in written_library(db).left_out)


def test_the_words_of_one_case_are_without_its_film(stocked: Library) -> None:
    with reading(stocked.engine) as db:
        written = written_words(db, db.exec(select(Case)).one())
    assert written.files == {}
    assert {"cases/the-open-door/case.md", "cases/the-open-door/ada.vtt", "contributors/dr-first.md"} <= set(
        written.texts
    )


def test_the_command_writes_a_folder_that_it_reads_again(
    stocked: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASEBOOK_DATA", str(stocked.settings.data))
    done = CliRunner().invoke(app, ["export", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert "1 cases, 1 themes, 2 files" in done.output
    assert (tmp_path / "out/cases/the-open-door/ada.mp4").is_file()
    with pytest.raises(AlreadyDone):
        CliRunner().invoke(app, ["export", str(tmp_path / "out")], catch_exceptions=False)
    shutil.rmtree(tmp_path / "out")


def test_what_was_redacted_does_not_leave_with_the_recording_as_it_came(stocked: Library, tmp_path: Path) -> None:
    with writing(stocked.engine) as db:
        recording, ada = stays(db, "ada-before"), cast(db, "ada")
        clip = db.exec(select(Clip).where(Clip.recording_id == recording.pk)).first()
        assert clip
        plan_redaction(db, clip, recording, way=Way.silence, span=(0, 1000), by=ada)
        apply_redactions(db, recording, by=ada)
    assert not [path for path in exported(stocked, tmp_path / "once") if path.endswith("ada.mp4")]
    with writing(stocked.engine) as db:
        for one in db.exec(select(Redaction)).all():
            one.original_gone_at = now()
            db.add(one)
    assert [path for path in exported(stocked, tmp_path / "blanked") if path.endswith("ada.mp4")]
    with writing(stocked.engine) as db:
        for one in db.exec(select(Redaction)).all():
            one.way = Way.cut
            db.add(one)
    assert not [path for path in exported(stocked, tmp_path / "cut") if path.endswith("ada.mp4")]
