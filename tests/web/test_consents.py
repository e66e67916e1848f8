"""Consent written down in the studio: who speaks, who may see it, until when, on what evidence; and taken back."""

import hashlib
import html
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.media.clip import Recording
from casebook.media.consent import Audience, Consent, EvidenceFile
from casebook.people.contributor import Contributor
from casebook.people.person import Appointment, Role
from tests.conftest import Visitor, cast

from .test_studio import bring

Visit = Callable[[str], Visitor]
AGREED: dict[str, Any] = {
    "speaker": "nobody", "audience": "signed-in", "uses": ["teaching", "transcript"], "evidence": "Folder 7",
    "until": "",
}  # fmt: skip
OURS = {"sec-fetch-site": "same-origin"}
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
    public = AGREED | SOMEBODY | {"audience": "public", "uses": ["teaching"]}
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
        ({"uses": []}, "Tick what may be done with it"),
        ({"audience": "named-organisations"}, "Tick the organisation"),
        ({"review_on": "some day"}, "Choose a day, or leave it empty"),
        ({"until": "2001-01-01"}, "a day that is still to come"),
        ({"until": "soon"}, "a day that is still to come"),
    ],
)  # fmt: skip
def test_what_was_typed_stays_when_something_is_missing(
    visit: Visit, stocked: Library, tmp_path: Path, different: dict[str, Any], words: str
) -> None:
    recording, _ = bring(stocked, tmp_path)
    typed = AGREED | {"evidence": "Cupboard <4>", "audience": "public", "uses": ["teaching"]} | different
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
    assert ('value="teaching" checked' in answer.text) is bool(typed["uses"])
    assert 'value="transcript" checked' not in answer.text
    with reading(stocked.engine) as db:
        assert db.exec(select(Contributor).where(Contributor.name == "Dr Nia Bevan")).first() is None
        row = db.exec(select(Recording).where(Recording.key == recording)).one()
        assert db.exec(select(Consent).where(Consent.recording_id == row.pk)).first() is None


def test_only_an_author_who_may_work_on_it_writes_consent_down(visit: Visit, stocked: Library, tmp_path: Path) -> None:
    recording, _ = bring(stocked, tmp_path)
    for name in ("vera", "tom", "lena", "otto"):
        assert visit(name).post(f"/studio/recordings/{recording}/consent", **AGREED).status_code == 403
    assert visit("ada").post("/studio/recordings/abcdefghjkmn/consent", **AGREED).status_code == 404


def test_a_change_takes_the_place_of_what_was_agreed_and_keeps_it(
    visit: Visit, stocked: Library, tmp_path: Path
) -> None:
    recording, _ = bring(stocked, tmp_path)
    ada, path = visit("ada"), f"/studio/recordings/{recording}"
    ada.post(f"{path}/consent", **AGREED)
    first, _ = kept(stocked, recording)
    changed = AGREED | {"audience": "own-organisation", "organisations": "north-vale-hospitals", "shown_as": "Dr B"}
    assert ada.post(f"{path}/consent", **changed, supersedes="another").status_code == 409
    assert ada.post(f"{path}/consent", **changed, supersedes=first.key).status_code == 303
    second, _ = kept(stocked, recording)
    assert (second.supersedes_id, second.audience, second.shown_as) == (first.id, Audience.own, "Dr B")
    assert len(second.organisations) == 1
    page = ada.get(f"/consents/{second.key}").text
    assert "People of North Vale Hospitals" in page
    assert f"/consents/{first.key}" in page
    assert "Replaced" in ada.get(f"/consents/{first.key}").text
    assert "People of North Vale Hospitals" in ada.get(path).text


def test_the_signed_form_opens_to_those_who_keep_it_alone(visit: Visit, stocked: Library, tmp_path: Path) -> None:
    recording, _ = bring(stocked, tmp_path)
    ada = visit("ada")
    ada.post(f"/studio/recordings/{recording}/consent", **AGREED)
    consent, _ = kept(stocked, recording)
    to = f"/consents/{consent.key}/evidence-files"
    for wrong in (b"<html>", b"", b"%PDF-" + b"x" * (10 * 1024**2)):
        assert ada.client.post(to, files={"file": ("form.pdf", wrong)}, headers=OURS).status_code == 422
    assert ada.client.post(to, files={"file": ("form.pdf", b"x" * (11 * 1024**2))}, headers=OURS).status_code == 413
    pdf = b"%PDF-1.7 signed by nobody"
    for _ in range(2):
        assert ada.client.post(to, files={"file": ("Mrs Baker.pdf", pdf)}, headers=OURS).status_code == 303
    with reading(stocked.engine) as db:
        file = db.exec(select(EvidenceFile)).one()
    assert file.sha256 == hashlib.sha256(pdf).hexdigest()
    answer = ada.get(f"/evidence-files/{file.key}")
    assert answer.content == pdf
    assert "attachment" in answer.headers["content-disposition"]
    assert "Baker" not in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    for name in ("vera", "tom", "lena", "otto", ""):
        assert visit(name).get(f"/evidence-files/{file.key}").status_code in (303, 401, 403)
    officer = become(stocked, "otto", Role.consent_officer)
    assert officer.get(f"/evidence-files/{file.key}").content == pdf
    author = become(stocked, "tom", Role.author)
    missing = author.get("/evidence-files/abcdefghjkmn")
    assert author.get(f"/evidence-files/{file.key}").content == missing.content, "another author's recording"
    assert missing.status_code == 404


def test_somebody_else_listens_for_patients(visit: Visit, stocked: Library, tmp_path: Path) -> None:
    recording, _ = bring(stocked, tmp_path)
    ada, vera = visit("ada"), visit("vera")
    ada.post(f"/studio/recordings/{recording}/consent", **AGREED)
    consent, _ = kept(stocked, recording)
    assert ada.post(f"/consents/{consent.key}/patient-review").status_code == 403
    assert "so somebody else listens" in ada.get(f"/consents/{consent.key}").text
    assert vera.post(f"/consents/{consent.key}/patient-review").status_code == 303
    assert "Vera Lindqvist listened" in ada.get(f"/consents/{consent.key}").text
    assert "Keep the file" not in vera.get(f"/consents/{consent.key}").text, "she keeps no signed forms"


def test_the_register_tells_an_officer_what_ends_what_is_missing_and_what_each_touches(
    visit: Visit, stocked: Library, tmp_path: Path
) -> None:
    recording, _ = bring(stocked, tmp_path, "The new one")
    for name in ("ada", "vera", "lena"):
        assert visit(name).get("/consents").status_code == 403
    officer = become(stocked, "otto", Role.consent_officer)
    assert "No consent ends within 60 days" in officer.get("/consents").text
    assert "The new one" in officer.get("/consents?standing=missing").text
    soon = (now() + timedelta(days=59)).date().isoformat()
    visit("ada").post(f"/studio/recordings/{recording}/consent", **AGREED | {"until": soon})
    page = officer.get("/consents").text
    assert "The new one" in page
    assert "59 days left" in page
    live = officer.get("/consents?standing=live").text
    assert "/cases/the-open-door" in live
    consent, _ = kept(stocked, recording)
    assert officer.post(f"/consents/{consent.key}/withdrawal", reason="She rang.").status_code == 303
    assert "The new one" in officer.get("/consents?standing=withdrawn").text
    proof = officer.get(f"/consents/{consent.key}").text
    assert "a consent officer: She rang." in proof
    assert "Proof of the withdrawal" in proof


def become(library: Library, name: str, role: Role) -> Visitor:
    """One of the cast with one role more."""
    with writing(library.engine) as db:
        db.add(Appointment(person_id=cast(db, name).pk, role=role))
    return Visitor(library).enter(name)
