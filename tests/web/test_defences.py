"""What stands before every handler."""

import itertools
import re
from collections.abc import Callable

import pytest
from sqlalchemy.exc import SQLAlchemyError

from casebook.db.engine import open_engine, writing
from casebook.library import Library
from casebook.people.joining import appoint
from casebook.people.person import Role
from casebook.people.queries import roles_of
from casebook.reflect.responding import respond
from casebook.web.routes import MAP
from tests.conftest import Visitor, an_answer, cast, the_case
from tests.databases import no_room, refuse_inserts, rows_of_all

Visit = Callable[[str], Visitor]
#: No browser's form: a report that changes nothing, and what a provider has signed, which is its own proof.
NO_FORMS = ("health.csp", "provider_endings.create")
UNSAFE = [line for line in MAP if line.method in ("POST", "PATCH", "DELETE") and line.name not in NO_FORMS]
SITES = (None, "same-origin", "same-site", "cross-site", "none")
ORIGINS = (None, "http://localhost:8000", "https://evil.example", "null")


@pytest.mark.parametrize("line", UNSAFE, ids=lambda line: line.name)
def test_a_form_is_taken_only_from_our_own_pages(visit: Visit, line: object) -> None:
    visitor = visit("ada")
    with writing(visitor.library.engine) as db:  # she holds every permission, so that a 403 is this rule's
        for role in set(Role) - roles_of(db, cast(db, "ada")):
            appoint(db, cast(db, "ada"), role)
    visitor.enter("ada")
    path = re.sub(r"\{\w+(:\w+)?\}", "abcdefghjkmn", line.path)  # type: ignore[attr-defined]
    for site, origin in itertools.product(SITES, ORIGINS):
        headers = {name: value for name, value in (("sec-fetch-site", site), ("origin", origin)) if value}
        ours = site == "same-origin" or (site is None and origin == "http://localhost:8000")
        taken = visitor.client.request(line.method, path, headers=headers).status_code != 403  # type: ignore[attr-defined]
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


def test_a_get_changes_nothing(visit: Visit) -> None:
    lena = visit("lena")

    def everything() -> dict[str, tuple[int, str]]:
        found = rows_of_all(lena.library.engine)
        return {name: rows for name, rows in found.items() if name != "audit_entries"}  # reading leaves a row there

    before = everything()
    for line in MAP:
        if line.method == "GET":
            path = line.path.replace("{version:int}", "1").format(
                slug="the-open-door",
                name="index.m3u8",
                rendition="hls",
                form="html",
                **dict.fromkeys(("key", "cohort", "clip", "code", "step", "share", "provider"), "x"),
            )
            lena.get(path)
    assert everything() == before


def test_an_error_nobody_expected_is_a_page_with_all_defences_and_tells_nothing(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("pangolincanary")

    monkeypatch.setattr("casebook.web.themes.themes_with_counts", breaks)
    answer = visit("lena").get("/themes")
    assert answer.status_code == 500
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-request-id"]
    said = capsys.readouterr()
    assert "pangolincanary" not in answer.text + said.out + said.err


@pytest.mark.parametrize("path", ["/cases/a%00b", "/clips/%00", "/m/x/99999999999999999999/hls/index.m3u8"])
def test_what_no_database_can_hold_is_not_there(visit: Visit, path: str) -> None:
    assert visit("lena").get(path).status_code == 404


def test_a_busy_database_is_said_as_such(visit: Visit) -> None:
    lena = visit("lena")
    holder = open_engine(lena.library.settings.database_url)
    with writing(holder) as db:
        db.connection()
        assert lena.get("/themes").status_code == 200, "reading goes on"
        answer = lena.post("/sign-out")
    holder.dispose()
    assert answer.status_code == 503
    assert answer.headers["retry-after"]


def test_an_answer_never_stands_in_an_error_of_the_database(visit: Visit, stocked: Library) -> None:
    with writing(stocked.engine) as db:
        refuse_inserts(db, "responses", "disk full")
    with writing(stocked.engine) as db:
        case, point, options = the_case(db)
        lena = cast(db, "lena")
        with pytest.raises(SQLAlchemyError) as wrong:
            respond(db, stocked.keyring, case, point, options, an_answer("stay"), by=lena)
        db.rollback()
    assert "stay" not in str(wrong.value)
    assert "courage" not in str(wrong.value)


def test_a_report_of_a_refused_script_is_noted_without_the_pages_address(
    visit: Visit, capsys: pytest.CaptureFixture[str]
) -> None:
    report = {
        "csp-report": {
            "document-uri": "http://localhost:8000/search?q=pangolincanary",
            "blocked-uri": "https://evil.example/x.js?y=pangolincanary", "effective-directive": "script-src",
        }
    }  # fmt: skip
    nobody = visit("")
    assert nobody.client.post("/csp", json=report).status_code == 204
    assert nobody.client.post("/csp", content=b"pangolincanary").status_code == 204
    said = capsys.readouterr()
    assert "evil.example" in said.out + said.err
    assert "pangolincanary" not in said.out + said.err


def test_a_page_that_is_not_there_still_knows_who_is_looking(visit: Visit) -> None:
    assert "Lena Marsh" in visit("lena").get("/nope").text
    assert "Lena Marsh" not in visit("").get("/nope").text


def test_a_full_database_is_said_as_such_and_takes_writing_again_once_there_is_room(library: Library) -> None:
    visitor = Visitor(library)
    with no_room(library):
        answers = {visitor.post("/demo/sign-in", person="ada@casebook.example").status_code for _ in range(150)}
        assert answers <= {303, 507}
        full = visitor.post("/demo/sign-in", person="ada@casebook.example")
        assert full.status_code == 507
        assert "There is no room" in full.text
        assert "retry-after" not in full.headers
        assert visitor.get("/about").status_code == 200
    visitor.enter("ada")
