"""Consent written down in the studio: who speaks, who may see it, until when, on what evidence; and taken back."""

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import select

from casebook.db.engine import reading
from casebook.library import Library
from casebook.media.clip import Recording
from casebook.media.consent import Audience, Consent
from casebook.people.contributor import Contributor
from tests.conftest import Visitor

from .test_studio import bring

Visit = Callable[[str], Visitor]
AGREED = {"speaker": "nobody", "audience": "signed-in", "transcript": "yes", "evidence": "Folder 7", "until": ""}
SOMEBODY = {"speaker": "new", "name": "Dr Nia Bevan", "role": "GP for twenty years", "stage": "gp", "setting": "prison"}


def kept(library: Library, recording: str) -> tuple[Consent, Contributor | None]:
    """The newest consent of a recording and who speaks in it."""
    with reading(library.engine) as db:
        row = db.exec(select(Recording).where(Recording.key == recording)).one()
        consents = db.exec(select(Consent).where(Consent.recording_id == row.pk)).all()
        speaker = db.get(Contributor, row.contributor_id) if row.contributor_id else None
    return consents[-1], speaker


def test_consent_is_written_down_once_and_taken_back(visit: Visit, stocked: Library, tmp_path: Path) -> None:
    recording, _ = bring(stocked, tmp_path)
    ada, path = visit("ada"), f"/studio/recordings/{recording}"
    assert ada.post(f"{path}/withdrawal", reason="").status_code == 409
    assert ada.post(f"{path}/consent", **AGREED | {"until": "2099-06-30"}).status_code == 303
    assert ada.post(f"{path}/consent", **AGREED).status_code == 409
    assert "Consent live" in ada.get(path).text
    assert ada.post(f"{path}/withdrawal", reason="She asked.").status_code == 303
    consent, _ = kept(stocked, recording)
    assert consent.withdrawn_at is not None
    assert (consent.evidence, consent.withdrawn_reason) == ("Folder 7", "She asked.")
    assert consent.until is not None
    assert consent.until.date().isoformat() == "2099-07-01", "the last day is included"
    assert "withdrawn on" in ada.get(path).text


def test_a_speaker_is_named_anew_and_known_from_then_on(visit: Visit, stocked: Library, tmp_path: Path) -> None:
    first, _ = bring(stocked, tmp_path)
    second, _ = bring(stocked, tmp_path, "Another")
    ada = visit("ada")
    public = AGREED | SOMEBODY | {"audience": "public"}
    del public["transcript"]
    assert ada.post(f"/studio/recordings/{first}/consent", **public).status_code == 303
    consent, speaker = kept(stocked, first)
    assert speaker is not None
    assert (speaker.slug, speaker.name, speaker.role) == ("nia-bevan", "Dr Nia Bevan", "GP for twenty years")
    assert (speaker.stage, speaker.setting, speaker.invented) == ("gp", "prison", False)
    assert (consent.contributor_id, consent.audience, consent.transcript) == (speaker.id, Audience.public, False)
    page = ada.get(f"/studio/recordings/{first}").text
    assert "Dr Nia Bevan, GP for twenty years" in page
    assert "are read and searched here only" in page
    assert "Everyone" in page
    assert '<option value="nia-bevan"' in ada.get(f"/studio/recordings/{second}").text
    assert ada.post(f"/studio/recordings/{second}/consent", **AGREED | {"speaker": "nia-bevan"}).status_code == 303
    assert kept(stocked, second)[1] == speaker


@pytest.mark.parametrize(
    ("different", "words"),
    [
        ({"speaker": ""}, "Choose who speaks"),
        ({"speaker": "nobody-of-that-name"}, "no longer known here"),
        (SOMEBODY | {"name": " "}, "Write the name"),
        (SOMEBODY | {"role": ""}, "Write what is shown"),
        (SOMEBODY | {"stage": "king"}, "Choose where they stand"),
        (SOMEBODY | {"setting": "moon"}, "Choose where they work"),
        ({"audience": "the-world"}, "Choose who may see it"),
        ({"evidence": ""}, "Say where the signed form is"),
        ({"until": "2001-01-01"}, "a day that is still to come"),
        ({"until": "soon"}, "a day that is still to come"),
    ],
)  # fmt: skip
def test_what_was_typed_stays_when_something_is_missing(
    visit: Visit, stocked: Library, tmp_path: Path, different: dict[str, str], words: str
) -> None:
    recording, _ = bring(stocked, tmp_path)
    typed = AGREED | {"evidence": "Cupboard <4>", "audience": "public"} | different
    del typed["transcript"]
    answer = visit("ada").post(f"/studio/recordings/{recording}/consent", **typed)
    assert answer.status_code == 422
    assert words in answer.text
    for name in ("name", "role", "evidence", "until"):
        value = re.search(rf'id="{name}" name="{name}"[^>]*value="([^"]*)"', answer.text)
        assert value is not None
        assert html.unescape(value[1]) == typed.get(name, "").strip()
    for name in ("speaker", "stage", "setting"):
        if typed.get(name) not in (None, "", "nobody-of-that-name", "king", "moon"):
            assert f'<option value="{typed[name]}" selected>' in answer.text
    if typed["audience"] == "public":
        assert 'value="public" checked' in answer.text
    assert 'name="transcript" value="yes" checked' not in answer.text
    with reading(stocked.engine) as db:
        assert db.exec(select(Contributor).where(Contributor.name == "Dr Nia Bevan")).first() is None
        row = db.exec(select(Recording).where(Recording.key == recording)).one()
        assert db.exec(select(Consent).where(Consent.recording_id == row.pk)).first() is None


def test_only_an_author_who_may_work_on_it_writes_consent_down(visit: Visit, stocked: Library, tmp_path: Path) -> None:
    recording, _ = bring(stocked, tmp_path)
    for name in ("vera", "tom", "lena", "otto"):
        assert visit(name).post(f"/studio/recordings/{recording}/consent", **AGREED).status_code == 403
    assert visit("ada").post("/studio/recordings/abcdefghjkmn/consent", **AGREED).status_code == 404
