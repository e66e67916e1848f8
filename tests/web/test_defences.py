"""What stands before every handler."""

import itertools
from collections.abc import Callable

import pytest

from casebook.web.routes import MAP
from tests.conftest import Visitor

Visit = Callable[[str], Visitor]
UNSAFE = [line for line in MAP if line.method == "POST" and line.name != "health.csp"]
SITES = (None, "same-origin", "same-site", "cross-site", "none")
ORIGINS = (None, "http://localhost:8000", "https://evil.example", "null")


@pytest.mark.parametrize("line", UNSAFE, ids=lambda line: line.name)
def test_a_form_is_taken_only_from_our_own_pages(visit: Visit, line: object) -> None:
    ada = visit("ada")  # who holds every permission there is, so that a 403 is this rule's
    path = line.path.format(key="abcdefghjkmn", slug="x")  # type: ignore[attr-defined]
    for site, origin in itertools.product(SITES, ORIGINS):
        headers = {name: value for name, value in (("sec-fetch-site", site), ("origin", origin)) if value}
        ours = site == "same-origin" or (site is None and origin == "http://localhost:8000")
        taken = ada.post(path, headers=headers).status_code != 403
        assert taken == ours, headers


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nope", "/static/base.css", "/healthz"])
def test_every_answer_carries_the_security_headers(visit: Visit, path: str) -> None:
    headers = visit("").get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "'unsafe-inline'" not in policy
    assert "unsafe-eval" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"


def test_only_pages_with_a_player_allow_styles_and_none_allows_scripts(visit: Visit) -> None:
    lena = visit("lena")
    policy = lena.get("/cases/the-open-door").headers["content-security-policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "script-src 'self';" in policy


def test_private_pages_are_not_kept_and_static_files_are(visit: Visit) -> None:
    lena = visit("lena")
    assert lena.get("/my-casebook").headers["cache-control"] == "no-store"
    assert "immutable" in lena.get("/static/base.css").headers["cache-control"]


def test_an_unknown_host_is_refused(visit: Visit) -> None:
    assert visit("").get("/", host="evil.example").status_code == 400


def test_a_body_that_is_too_large_is_refused_before_it_is_read(visit: Visit) -> None:
    lena = visit("lena")
    assert lena.post("/decision-points/x/response", reasons="x" * 300_000).status_code == 413


def test_too_many_fields_are_refused(visit: Visit) -> None:
    lena = visit("lena")
    answer = lena.post("/decision-points/x/response", **{f"f{number}": "x" for number in range(300)})
    assert answer.status_code == 400


def test_an_error_is_said_in_the_askers_kind(visit: Visit) -> None:
    nobody = visit("")
    assert "<html" in nobody.get("/nope").text
    plain = nobody.get("/nope", accept="application/json")
    assert plain.status_code == 404
    assert "<html" not in plain.text


def test_the_server_says_whether_it_lives_and_whether_it_can_serve(visit: Visit) -> None:
    nobody = visit("")
    assert nobody.get("/healthz").json() == {"status": "alive"}
    assert nobody.get("/readyz").json() == {"status": "ready", "problems": []}


def test_a_get_changes_nothing(visit: Visit, stocked: object) -> None:
    lena = visit("lena")
    engine = lena.library.engine
    with engine.connect() as connection:
        before = connection.exec_driver_sql("PRAGMA data_version").scalar()
        for line in MAP:
            if line.method == "GET":
                path = line.path.replace("{version:int}", "1").format(
                    slug="the-open-door", key="x", clip="x", rendition="hls", name="index.m3u8"
                )
                lena.get(path)
        assert connection.exec_driver_sql("PRAGMA data_version").scalar() == before
