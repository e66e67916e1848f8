"""The studio over HTTP: who finds it, the acts on a recording, and what it tells live, for as long as it may."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import httpx2
from sqlmodel import select

from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.media.clip import Clip, ClipState, Recording
from casebook.media.receiving import keep_recording, save_with_clip
from casebook.people.signing_in import sign_out_everywhere
from tests.conftest import Visitor, cast

from .test_seats import joins
from .test_teaching_sessions import opened
from .uploading import Server

Visit = Callable[[str], Visitor]


def bring(library: Library, tmp_path: Path, title: str = "Mine") -> tuple[str, str]:
    """Keys of a recording of Ada's and of its clip."""
    (tmp_path / "film").write_bytes(b"film")
    with reading(library.engine) as db:
        ada = cast(db, "ada").pk
    recording = keep_recording(library.storage, tmp_path / "film", title=title, by_id=ada, reserve_bytes=0)
    with writing(library.engine) as db:
        clip = save_with_clip(db, recording, title=title)
    return recording.key, clip.key


def test_only_authors_find_the_studio(visit: Visit, stocked: Library, tmp_path: Path) -> None:
    recording, _ = bring(stocked, tmp_path)
    for name, status in (("ada", 200), ("vera", 403), ("tom", 403), ("lena", 403), ("otto", 403), ("", 303)):
        visitor = visit(name)
        for path in ("/studio", "/studio/uploads/new", f"/studio/recordings/{recording}"):
            assert visitor.get(path).status_code == status, (name, path)
    assert visit("ada").get("/studio/recordings/abcdefghjkmn").status_code == 404
    assert "Mine" in visit("ada").get("/studio").text
    assert "Studio</a>" not in visit("lena").get("/").text


def test_a_clip_is_cut_by_its_times_and_waits(visit: Visit, stocked: Library, tmp_path: Path) -> None:
    recording, _ = bring(stocked, tmp_path)
    ada, path = visit("ada"), f"/studio/recordings/{recording}/clips"
    for wrong in (
        {"title": "", "in": "0", "out": "5"},
        {"title": "x", "in": "soon", "out": "5"},
        {"title": "x", "in": "0:10", "out": "0:05"},
        {"title": "x", "in": "1", "out": "inf"},
    ):
        answer = ada.post(path, **wrong)
        assert answer.status_code == 422, wrong
        assert "Nothing was changed yet" in answer.text
    assert ada.post(path, title="Middle", **{"in": "1:02.5", "out": "2:00,04"}).status_code == 303
    with reading(stocked.engine) as db:
        cut = db.exec(select(Clip).where(Clip.title == "Middle")).one()
    assert (cut.in_ms, cut.out_ms, cut.state) == (62_500, 120_040, ClipState.waiting)


def test_an_author_chooses_the_sound_track_where_there_are_several(
    visit: Visit, stocked: Library, tmp_path: Path
) -> None:
    recording, clip = bring(stocked, tmp_path)
    ada, path = visit("ada"), f"/studio/recordings/{recording}"
    assert "Sound track" not in ada.get(path).text
    with writing(stocked.engine) as db:
        row = db.exec(select(Recording).where(Recording.key == recording)).one()
        track = {"kind": "audio", "codec": "aac", "first": False, "decodes": True, "channels": 1, "language": "cym"}
        row.facts = {"streams": [track | {"index": 1, "first": True}, track | {"index": 2, "channels": 2}]}
        made = db.exec(select(Clip).where(Clip.key == clip)).one()
        made.state = ClipState.ready
        db.add_all([row, made])
    assert '<option value="1" selected>1: cym, mono</option>' in ada.get(path).text
    for wrong in ("", "3", "x", "-1", "1" * 5000):
        assert ada.post(f"{path}/sound-track", number=wrong).status_code == 422, wrong
    assert visit("lena").post(f"{path}/sound-track", number="2").status_code == 403
    assert ada.post(f"{path}/sound-track", number="2").status_code == 303
    assert '<option value="2" selected>2: cym, stereo</option>' in ada.get(path).text
    with reading(stocked.engine) as db:
        assert db.exec(select(Clip).where(Clip.key == clip)).one().state is ClipState.waiting


def test_trying_again_is_for_what_was_set_aside(visit: Visit, stocked: Library, tmp_path: Path) -> None:
    _, clip = bring(stocked, tmp_path)
    ada, path = visit("ada"), f"/studio/clips/{clip}/attempt"
    assert ada.post(path).status_code == 409
    with writing(stocked.engine) as db:
        row = db.exec(select(Clip).where(Clip.key == clip)).one()
        row.state, row.reason = ClipState.quarantined, "It <stopped>."
        db.add(row)
    assert "It &lt;stopped&gt;." in ada.get("/studio").text
    assert visit("lena").post(path).status_code == 403
    assert ada.post(path).status_code == 303


def test_a_form_without_scripts_sends_a_recording(visit: Visit, stocked: Library) -> None:
    ada = visit("ada")
    headers = {"sec-fetch-site": "same-origin", "accept": "text/html"}

    def send(files: dict[str, tuple[str, bytes]], **words: str) -> httpx2.Response:
        return ada.client.post("/studio/uploads", data=words, files=files, headers=headers)

    assert send({"file": ("", b"")}, title="x", medium="").status_code == 422
    assert send({"file": ("a.wav", b"snd")}, title="x", medium="slideshow").status_code == 422
    assert send({"file": ("a.wav", b"snd")}, title="x", medium="opera").status_code == 422
    picture = {"still-1": ("eins.png", b"pic"), "file": ("ton.wav", b"snd")}
    assert send(picture, title="", medium="slideshow", **{"at-1": "soon"}).status_code == 422
    answer = send(picture, title="", medium="slideshow", **{"at-1": "0:00", "alt-1": "Ein Bett"})
    assert answer.status_code == 303
    with reading(stocked.engine) as db:
        recording = db.exec(select(Recording).where(Recording.title == "ton")).one()
    assert recording.stills[0]["alt"] == "Ein Bett"
    assert stocked.storage.read(recording.original) == b"snd"
    assert list(stocked.settings.uploads_folder.iterdir()) == [], "nothing of what was refused is left"


def test_a_form_of_somebody_who_is_not_signed_in_is_answered_in_words(visit: Visit, stocked: Library) -> None:
    """Signed out, and as a guest of a teaching session, which is no account either."""
    opened(visit("tom"))
    guest = visit("")
    joins(guest, name="Sam")
    for who in (visit(""), guest):
        answer = who.client.post(
            "/studio/uploads",
            data={"title": "x", "medium": ""},
            files={"file": ("a.wav", b"snd")},
            headers={"sec-fetch-site": "same-origin", "accept": "text/html"},
        )
        assert answer.status_code == 401
        assert "Please sign in" in answer.text
        assert "Send it again" not in answer.text, "nothing of it was read, so nothing of it can be sent again"
    assert list(stocked.settings.uploads_folder.glob("*")) == []


def test_what_changes_is_told_live_until_the_sign_in_ends(library: Library, tmp_path: Path) -> None:
    _, clip = bring(library, tmp_path)
    server = Server(library.settings.data).start()
    try:
        with httpx2.Client(base_url=server.address, timeout=20) as browser:
            entered = browser.post(
                "/demo/sign-in", data={"person": "ada@casebook.example"}, headers={"sec-fetch-site": "same-origin"}
            )
            assert entered.status_code == 303
            with browser.stream("GET", "/studio/progress", headers={"accept": "text/event-stream"}) as told:
                assert told.headers["content-type"].startswith("text/event-stream")
                lines = told.iter_lines()
                assert next_clip(lines)["group"] == "making"
                with writing(library.engine) as db:
                    row = db.exec(select(Clip).where(Clip.key == clip)).one()
                    row.state, row.reason = ClipState.refused, "It is empty."
                    db.add(row)
                changed = next_clip(lines)
                assert (changed["key"], changed["group"]) == (clip, "attention")
                assert "It is empty." in changed["html"]
                with writing(library.engine) as db:
                    sign_out_everywhere(db, cast(db, "ada"))
                began = time.monotonic()
                assert "event: over" in list(lines)
                assert time.monotonic() - began < 10
            assert browser.get("/studio/progress", headers={"accept": "text/event-stream"}).status_code == 401
        # a server that is asked to stop does not wait for those who listen
        with httpx2.Client(base_url=server.address, timeout=20) as browser:
            browser.post(
                "/demo/sign-in", data={"person": "ada@casebook.example"}, headers={"sec-fetch-site": "same-origin"}
            )
            with browser.stream("GET", "/studio/progress", headers={"accept": "text/event-stream"}) as told:
                next_clip(told.iter_lines())
                began = time.monotonic()
                server.stop()
                assert time.monotonic() - began < 8
    finally:
        server.process.kill()


def next_clip(lines: object) -> dict[str, str]:
    for line in lines:  # type: ignore[attr-defined]
        if line == "event: clip":
            found: dict[str, str] = json.loads(next(lines).removeprefix("data: "))  # type: ignore[call-overload]
            return found
    raise AssertionError("nothing more was told")
