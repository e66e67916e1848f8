"""Film bytes pass one gate, and the key that is authorised is the key that is opened."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from casebook.cases.case import CaseClip
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.media.clip import Clip, ClipState
from casebook.media.consent import Consent
from casebook.media.consenting import withdraw_consent
from casebook.media.queries import clip_by_key
from casebook.media.receiving import keep_recording, save_with_clip
from casebook.work import CLIP_PATH, open_worker
from tests.conftest import Visitor, cast
from tests.media.conftest import make

Visit = Callable[[str], Visitor]


@pytest.fixture
def before(ready: Library) -> str:
    """The key of the clip told before the decision point, ready to play."""
    with reading(ready.engine) as db:
        return db.exec(select(Clip.key).join(CaseClip).where(CaseClip.after == False)).one()  # noqa: E712


def files(visitor: Visitor, key: str) -> list[str]:
    """Every file a player fetches for a clip: playlists, first segments, stills, captions."""
    base = f"/m/{key}/1"
    found = [f"{base}/hls/index.m3u8", f"{base}/still/poster.jpg", f"{base}/sprites/thumbs.vtt",
             f"/clips/{key}/captions.vtt"]  # fmt: skip
    for line in visitor.get(found[0]).text.splitlines():
        if line.startswith("../"):
            found.append(f"{base}/{line.removeprefix('../')}")
    for playlist in [path for path in found[1:] if path.endswith(".m3u8")]:
        folder = playlist.rsplit("/", 1)[0]
        found += [f"{folder}/{line}" for line in visitor.get(playlist).text.splitlines() if line.endswith(".m4s")]
    return found


def test_everything_a_player_fetches_is_there_for_one_who_may(visit: Visit, before: str) -> None:
    lena = visit("lena")
    paths = files(lena, before)
    assert sum(path.endswith(".m4s") for path in paths) >= 2
    for path in paths:
        answer = lena.get(path)
        assert answer.status_code == 200, path
        assert "no-store" in answer.headers["cache-control"]


def test_nothing_a_player_fetches_is_there_for_one_who_may_not(visit: Visit, before: str) -> None:
    paths = files(visit("lena"), before)
    nobody = visit("")
    for path in paths:
        assert nobody.client.get(path, headers={"accept": "*/*"}).status_code in (303, 401), path
        assert b"WEBVTT" not in nobody.client.get(path).content


def test_a_withdrawn_clip_cannot_be_played_by_its_old_links(visit: Visit, ready: Library, before: str) -> None:
    lena = visit("lena")
    paths = files(lena, before)
    assert f"?clip={before}" in lena.get("/search?q=please+leave+the+door+open").text
    with writing(ready.engine) as db:
        for consent in db.exec(select(Consent)).all():
            withdraw_consent(db, consent, reason="She asked.")
    for path in paths:
        assert lena.get(path).status_code == 410, path
    assert "?clip=" not in lena.get("/search?q=please+leave+the+door+open").text


@pytest.mark.parametrize(
    "path",
    [
        "/m/{key}/1/hls/..%2f..%2f..%2fcasebook.db", "/m/{key}/1/../1/hls/index.m3u8",
        "/m/{key}/1/hls/index.m3u8%00.jpg",
        "/m/{key}/1/hls/INDEX.M3U8", "/m/{key}/2/hls/index.m3u8", "/m/{key}/0/hls/index.m3u8", "/m/{key}/1/hls/x.html",
        "/m/{key}/1/..%2fv240/index.m3u8", "/m/{key}/1/%2e%2e/index.m3u8", "/m/nosuchkey234/1/hls/index.m3u8",
        "/m/{key}/1/hls/index.m3u8/..", "/m/..%2f{key}/1/hls/index.m3u8", "/m/{key}/01x/hls/index.m3u8",
    ],
)  # fmt: skip
def test_no_spelling_of_a_path_reaches_another_file(visit: Visit, before: str, path: str) -> None:
    lena = visit("lena")
    response = lena.client.get(path.format(key=before), headers={"accept": "text/html"})
    assert response.status_code == 404 or response.url.path == f"/m/{before}/1/hls/index.m3u8"
    assert b"SQLite" not in response.content


def test_ranges_are_answered(visit: Visit, before: str) -> None:
    lena = visit("lena")
    segment = next(path for path in files(lena, before) if path.endswith(".m4s"))
    whole = lena.get(segment).content
    part = lena.get(segment, range="bytes=10-19")
    assert part.status_code == 206
    assert part.content == whole[10:20]
    assert part.headers["etag"]


def test_where_nginx_sends_film_only_its_name_there_leaves_here(ready: Library, before: str) -> None:
    """The same gate, the same headers, and a path made of what was authorised alone."""
    ready = replace(ready, settings=ready.settings.model_copy(update={"film_location": "/film-kept/"}))
    lena, nobody = Visitor(ready).enter("lena"), Visitor(ready)
    paths = [path for path in files(lena, before) if path.startswith("/m/")] + [f"/m/{before}/1/hls/index.m3u8"]
    for path in paths:
        answer = lena.get(path)
        assert answer.headers["x-accel-redirect"] == f"/film-kept/film/{path.removeprefix('/m/')}"
        assert (answer.content, answer.headers["cache-control"]) == (b"", "private, no-store")
        refused = nobody.get(path)
        assert refused.status_code == 303
        assert "x-accel-redirect" not in refused.headers
    gone = lena.get(f"/m/{before}/1/hls/none.m3u8")
    assert gone.status_code == 404
    assert "x-accel-redirect" not in gone.headers


def test_captions_are_served_with_their_speaker(visit: Visit, before: str) -> None:
    text = visit("lena").get(f"/clips/{before}/captions.vtt").text
    assert text.startswith("WEBVTT")
    assert "<v Dr First>" in text
    assert "zebracanary" not in text


def test_what_was_added_to_a_clip_does_not_stop_those_who_watch(visit: Visit, ready: Library, before: str) -> None:
    lena = visit("lena")
    paths = files(lena, before)
    with writing(ready.engine) as db:
        clip = clip_by_key(db, before)
        old, clip.also_version, clip.version = clip.version, clip.version, clip.version + 1
        db.add(clip)
    for path in ready.storage.below(f"film/{before}/{old}"):
        ready.storage.copy(path, path.replace(f"/{old}/", f"/{old + 1}/", 1))
    for path in paths:
        assert lena.client.get(path).status_code == 200, path
    with writing(ready.engine) as db:
        clip = clip_by_key(db, before)
        clip.also_version = 0
        db.add(clip)
    films = [path for path in paths if path.startswith(f"/m/{before}/{old}/")]
    assert films
    for path in films:
        assert lena.client.get(path).status_code == 404, path


@pytest.mark.parametrize(("level", "at_once"), [("3.1", True), ("5.1", False)])
def test_what_everybody_can_play_is_played_before_all_its_sizes_are_there(
    visit: Visit, stocked: Library, tmp_path: Path, level: str, at_once: bool
) -> None:
    ada, key = visit("ada"), bring(stocked, tmp_path, level)
    worker = open_worker(stocked)

    def work() -> None:
        while worker.work_once(kinds=CLIP_PATH, about=[key]):
            pass

    working = threading.Thread(target=work)
    working.start()
    first = f"/m/{key}/1/hls/index.m3u8"
    while ada.client.get(first).status_code == 404 and working.is_alive():
        time.sleep(0.02)
    played = {path: ada.client.get(path).content for path in files(ada, key)}
    with reading(stocked.engine) as db:
        early = clip_by_key(db, key).state is not ClipState.ready
    assert early is at_once
    if at_once:
        assert sum("/v720/" in path for path in played) >= 2
        assert not any("/v240/" in path for path in played)
        assert "Plays already" in ada.get("/studio").text
    working.join()
    with reading(stocked.engine) as db:
        clip = clip_by_key(db, key)
    assert (clip.state, clip.version) == (ClipState.ready, 2 if at_once else 1)
    assert {path: ada.client.get(path).content for path in played} == played, "whoever watches plays on"
    assert "../v240/" in ada.get(f"/m/{key}/{clip.version}/hls/index.m3u8").text


def bring(library: Library, tmp_path: Path, level: str) -> str:
    """A recording of Ada's that needs a while; the key of its clip."""
    film = make(
        tmp_path / "film.mp4", "-f", "lavfi", "-i", "testsrc2=s=1280x720:r=25:d=12", "-f", "lavfi", "-i", "sine=d=12",
        "-c:v", "libx264", "-preset", "ultrafast", "-crf", "35", "-g", "50", "-level", level, "-pix_fmt", "yuv420p",
        "-c:a", "aac",
    )  # fmt: skip
    with reading(library.engine) as db:
        ada = cast(db, "ada").pk
    recording = keep_recording(library.storage, film, title="Mine", by_id=ada, reserve_bytes=0)
    with writing(library.engine) as db:
        return save_with_clip(db, recording, title="Mine").key
