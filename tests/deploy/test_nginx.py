"""nginx in front, with the configuration that is shipped: film by its hand behind our gate, uploads, live events."""

import contextlib
import hashlib
import os
import re
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from sqlmodel import col, select

from casebook.cases.case import CaseClip
from casebook.db.engine import reading, writing
from casebook.library import Library, open_library
from casebook.media.clip import Clip, Recording
from casebook.media.consent import Consent
from casebook.media.consenting import give_consent, withdraw_consent
from casebook.media.upload import Upload
from casebook.people.network_try import NetworkTry
from casebook.settings import read_settings
from casebook.teach.teaching_session import TeachingSession
from casebook.web.middleware import HEADERS
from tests.campaigns.withdrawal import FORM
from tests.databases import copied
from tests.deploy.front import LOCATION, Front
from tests.deploy.nginx_server import Nginx, found
from tests.web.uploading import token_of

pytestmark = pytest.mark.skipif(
    found() is None, reason="no nginx: none is installed, and none could be had by apt-get download"
)


@pytest.fixture(scope="module")
def front(ready_stock: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("front")
    made = Front(copied(ready_stock, folder / "data"), folder / "nginx").start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def library(front: Front) -> Iterator[Library]:
    opened = open_library(read_settings(data=front.data, demo=True, second_factor="offered"))
    yield opened
    opened.engine.dispose()


@pytest.fixture(scope="module")
def film(library: Library) -> str:
    """The folder of the film told before the decision."""
    with reading(library.engine) as db:
        return "/m/{}/{}".format(*db.exec(select(Clip.key, Clip.version).join(CaseClip).where(~CaseClip.after)).one())


def segment_of(client: httpx2.Client, film: str) -> str:
    """The first piece of film, found as a player finds it."""
    rung = re.findall(r"^\.\./(v\d+/.*\.m3u8)$", client.get(f"{film}/hls/index.m3u8").text, re.MULTILINE)[0]
    name = next(line for line in client.get(f"{film}/{rung}").text.splitlines() if line.endswith(".m4s"))
    return f"{film}/{rung.rsplit('/', 1)[0]}/{name}"


def test_a_trainee_signs_in_and_plays_by_ranges_that_nginx_answers(front: Front, library: Library, film: str) -> None:
    with front.enter("lena") as lena:
        assert "The open door" in lena.get("/cases/the-open-door").text
        segment = segment_of(lena, film)
        whole = lena.get(segment)
        assert whole.status_code == 200
        assert whole.content == library.storage.read(f"film/{segment.removeprefix('/m/')}")
        part = lena.get(segment, headers={"range": "bytes=10-19"})
        assert (part.status_code, part.content) == (206, whole.content[10:20])
        assert part.headers["content-range"] == f"bytes 10-19/{len(whole.content)}"
        assert lena.get(segment, headers={"range": "bytes=999999999-"}).status_code == 416
        assert lena.get(segment, headers={"if-none-match": whole.headers["etag"]}).status_code == 304
        assert lena.head(segment).headers["content-length"] == str(len(whole.content))
        for path in (f"{film}/still/poster.jpg", f"{film}/sprites/thumbs.vtt"):
            assert lena.get(path).content == library.storage.read(f"film/{path.removeprefix('/m/')}"), path


def test_casebook_sends_none_of_its_bytes_and_the_headers_are_casebooks(front: Front, film: str) -> None:
    with front.enter("lena") as lena:
        segment = segment_of(lena, film)
        for path, kind in ((segment, "video/iso.segment"), (f"{film}/hls/index.m3u8", "application/vnd.apple.mpegurl")):
            sent = lena.get(path)
            assert sent.headers["content-type"] == kind
            assert sent.headers["cache-control"] == "private, no-store"
            assert "x-accel-redirect" not in sent.headers
            for name, value in HEADERS.items():
                if name != "Cache-Control":
                    assert sent.headers[name.lower()] == value, name
            assert sent.headers["strict-transport-security"] == "max-age=31536000"
            assert len(sent.headers.get_list("x-content-type-options")) == 1
        cookie = "; ".join(f"{name}={value}" for name, value in lena.cookies.items())
    behind = httpx2.get(f"http://localhost:{front.web[0].port}{segment}", headers={"cookie": cookie})
    assert behind.content == b""
    assert behind.headers["x-accel-redirect"] == f"{LOCATION}film/{segment.removeprefix('/m/')}"


def test_nobody_reaches_the_internal_location_from_outside(front: Front, film: str) -> None:
    with front.enter("lena") as lena:
        kept = f"{LOCATION}film/{segment_of(lena, film).removeprefix('/m/')}"
        for path in (kept, kept.replace("/film/", "//film/"), f"{LOCATION}originals/x", LOCATION, f"{LOCATION}film/",
                     f"{LOCATION}film/..%2foriginals", f"/x/..{kept}", kept.upper()):  # fmt: skip
            assert lena.get(path).status_code == 404, path


def test_headers_that_only_nginx_may_send_are_not_believed_from_outside(front: Front, film: str) -> None:
    stranger = front.client()
    with front.enter("lena") as lena:
        path = segment_of(lena, film).removeprefix("/m/")
    for name in ("X-Accel-Redirect", "X-Sendfile", "X-Original-URI", "X-Rewrite-URL"):
        answer = stranger.get("/about", headers={name: f"{LOCATION}film/{path}"})
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/html")
    assert stranger.get(f"/m/{path}").status_code == 303


def test_an_address_that_was_made_up_is_not_believed(front: Front, library: Library) -> None:
    """Failures are counted by network; whoever could choose hers would be counted nowhere."""
    with front.client() as stranger:
        for forged in ("203.0.113.9", "198.51.100.7, 203.0.113.9", "127.0.0.1"):
            answer = stranger.post(
                "/sign-in",
                data={"email": "nobody@casebook.example", "password": "not the right one"},
                headers=FORM | {"x-forwarded-for": forged, "forwarded": f"for={forged}", "x-real-ip": forged},
            )
            assert answer.status_code == 422
        # and who says that she came by http is not of our own pages by that
        plain = {"origin": "http://localhost", "x-forwarded-proto": "http", "x-forwarded-host": "localhost"}
        assert stranger.post("/sign-in", data={"email": "a", "password": "b"}, headers=plain).status_code == 403
    with reading(library.engine) as db:
        networks = [one.network_hmac for one in db.exec(select(NetworkTry)).all()]
    assert len(networks) == 3
    assert len(set(networks)) == 1


def test_withdrawn_film_is_gone_at_once_though_nginx_sends_it(front: Front, library: Library, film: str) -> None:
    with front.enter("lena") as lena:
        paths = [segment_of(lena, film), f"{film}/hls/index.m3u8", f"{film}/still/poster.jpg"]
        for path in paths * 4:  # each web process has decided, and keeps it
            assert lena.get(path).status_code == 200, path
        with writing(library.engine) as db:
            was = db.exec(select(Consent)).all()
            for consent in was:
                withdraw_consent(db, consent, reason="She asked.")
        for path in paths * 4:
            answer = lena.get(path)
            assert answer.status_code == 410, path
            assert "etag" not in answer.headers
        with writing(library.engine) as db:  # for the tests after this one
            for recording in db.exec(select(Recording)).all():
                give_consent(db, recording, evidence="Form 9", audience=was[0].audience)
        assert lena.get(paths[0]).status_code == 200


def test_fifty_megabytes_go_through_without_resting(front: Front, library: Library) -> None:
    piece, pieces = os.urandom(1 << 20), 50
    whole = hashlib.sha256(piece * pieces).hexdigest()
    tus = front.tus(token_of(library))
    place = tus.place(pieces << 20, filename="long.mp4")
    halfway, go_on = threading.Event(), threading.Event()

    def body() -> Iterator[bytes]:
        for number in range(pieces):
            if number == pieces // 2:
                halfway.set()
                assert go_on.wait(30)
            yield piece

    answers: list[int] = []
    sending = threading.Thread(
        target=lambda: answers.append(tus.patch(place, 0, body(), Content_Length=str(pieces << 20)).status_code)
    )
    sending.start()
    assert halfway.wait(60)
    key, end = urlsplit(place).path.rsplit("/", 1)[1], time.monotonic() + 20
    part = next((front.data / "uploads").glob(f"{key}*"))
    while part.stat().st_size < (pieces // 2 - 2) << 20 and time.monotonic() < end:
        time.sleep(0.05)
    there = part.stat().st_size
    resting = [one for one in (front.nginx.folder / "client_body").rglob("*") if one.is_file()]
    go_on.set()
    sending.join(90)
    assert there >= (pieces // 2 - 2) << 20, "nginx held it back"
    assert resting == []
    assert answers == [204]
    with reading(library.engine) as db:
        kept = select(Recording.sha256).join(Clip).join(Upload, col(Upload.clip_key) == Clip.key)
        assert db.exec(kept.where(Upload.key == key)).one() == whole


def test_a_turn_of_a_session_reaches_a_phone_within_a_second(front: Front, library: Library) -> None:
    with front.enter("tom") as tom, front.enter("lena") as lena:
        answer = tom.post("/teaching-sessions", data={"about": "case:the-open-door"}, headers=FORM)
        assert answer.status_code == 303
        with reading(library.engine) as db:
            session = db.exec(select(TeachingSession)).one()
        assert lena.post("/join", data={"code": session.code}, headers=FORM).status_code == 303
        took = []
        with lena.stream("GET", f"/teaching-sessions/{session.key}/live") as live:
            assert live.headers["content-type"].startswith("text/event-stream")
            lines = live.iter_lines()
            assert told(lines) == str(session.turn)
            for act in ("alone", "discuss"):
                with reading(library.engine) as db:
                    turn = db.exec(select(TeachingSession)).one().turn
                pressed = {"act": act, "turn": str(turn)}
                began = time.monotonic()
                done = tom.post(f"/teaching-sessions/{session.key}/turns", data=pressed, headers=FORM)
                assert done.status_code == 303
                answered = time.monotonic()
                assert told(lines) == str(turn + 1)
                took.append(time.monotonic() - answered)
                assert answered - began < 20
        assert min(took) < 1


def told(lines: Iterator[str]) -> str:
    """What the next event of a turn says."""
    for line in lines:
        if line == "event: pulse":
            return next(lines).removeprefix("data: ")
    raise AssertionError("it ended")


def test_static_files_are_kept_for_ever_and_come_from_nginx(front: Front) -> None:
    with front.client() as stranger:
        page = stranger.get("/about").text
        style = re.findall(r'href="(?:https://[^/]+)?(/static/[^"]+\.css\?v=[^"]+)"', page)[0]
        answer = stranger.get(style)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-type"].startswith("text/css")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-encoding"] == "gzip"
        assert "x-request-id" not in answer.headers, "casebook was not asked"
        assert "content-encoding" not in stranger.get("/about").headers
        assert stranger.get("/static/none.css").status_code == 404
        assert stranger.get("/static/..%2fcli.py").status_code in (400, 404)


def test_only_tls_that_is_sound_and_the_host_that_is_named(front: Front) -> None:
    with front.nginx.socket() as sound:
        assert sound.version() == "TLSv1.3"
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.load_verify_locations(front.nginx.folder / "tls/fullchain.pem")
    old.set_alpn_protocols(["h2", "http/1.1"])
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    with front.nginx.socket(old) as older:
        assert (older.version(), older.selected_alpn_protocol()) == ("TLSv1.2", "h2")
    with pytest.deprecated_call():
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.raises(ssl.SSLError):
        front.nginx.socket(old)
    assert httpx2.get(f"http://localhost:{front.nginx.plain}/cases?q=x").headers["location"] == (
        f"{front.nginx.address}/cases?q=x"
    )
    with front.client() as stranger, pytest.raises(httpx2.HTTPError):
        stranger.get(front.nginx.address.replace("localhost", "127.0.0.1"))


def test_what_is_too_much_is_said_in_words_and_not_taken(front: Front) -> None:
    with front.enter("lena") as lena:
        answer = lena.post("/account", data={"name": "x" * 300_000}, headers=FORM)
        assert (answer.status_code, answer.text[:24]) == (413, "That is too much at once")
        assert lena.get("/", headers={"x-long": "x" * 17_000}).status_code in (400, 431)


def test_who_stands_still_is_cut_off(front: Front, tmp_path: Path) -> None:
    hasty = Nginx(
        tmp_path / "hasty", web=[one.port for one in front.web], film=front.data / "film",
        **{f"client_{what}_timeout 15s": f"client_{what}_timeout 1s" for what in ("header", "body")},
    ).start()  # fmt: skip
    head = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n"
    form = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nemail="
    try:
        for begins in (b"", head, head + form):
            with hasty.socket() as slow:
                slow.sendall(begins)
                began, came = time.monotonic(), b""
                with contextlib.suppress(OSError):
                    while data := slow.recv(65536):
                        came += data
            assert time.monotonic() - began < 12, begins
            assert came == b"" or b" 408 " in came, came
    finally:
        hasty.stop()


def test_nothing_private_is_written_down_by_nginx(front: Front) -> None:
    with front.enter("lena") as lena:
        lena.get("/search", params={"q": "quollcanary"})
        lena.get(f"/{'x' * 40}", params={"q": "quollcanary"})
    log = (front.nginx.folder / "access.log").read_text()
    assert "/search 200" in log
    written = [one for one in front.nginx.folder.rglob("*") if one.is_file() and b"quollcanary" in one.read_bytes()]
    assert written == []
    assert "127.0.0.1" not in log


def test_one_web_process_dies_and_nobody_is_signed_out_and_then_the_other(front: Front) -> None:
    """The last, as nobody serves any more afterwards."""
    with front.enter("lena") as lena:
        front.web[0].kill()
        assert [lena.get("/account").status_code for _ in range(12)] == [200] * 12
        front.web[1].kill()
        away = lena.get("/account")
        assert (away.status_code, away.headers["retry-after"]) == (503, "5")
        assert away.text == "Not just now. Please try again in a moment.\n"
