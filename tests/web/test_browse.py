"""All cases, as a browser without JavaScript meets them: filters, an address that says them, contributors, related."""

from collections.abc import Callable

from sqlmodel import select

from casebook.cases.publication import Publication
from casebook.clock import now
from casebook.db.engine import writing
from casebook.library import Library
from casebook.media.consent import Consent
from casebook.media.consenting import withdraw_consent
from tests.conftest import Visitor

Visit = Callable[[str], Visitor]


def test_the_address_says_what_was_chosen(visit: Visit) -> None:
    lena = visit("lena")
    page = lena.get("/cases?theme=truth-telling&stage=foundation&sort=length").text
    assert "The open door" in page
    assert 'value="truth-telling" form="browse" checked' in page
    assert '<option value="length" selected>' in page
    assert 'href="/cases?stage=foundation&amp;sort=length"' in page, "taking the theme away keeps the rest"


def test_a_note_of_an_open_clip_leaves_its_case_out(visit: Visit) -> None:
    lena = visit("lena")
    assert "Mentions a death" in lena.get("/cases").text
    assert "No case answers all of this together" in lena.get("/cases?without=mentions-a-death").text


def test_whatever_the_address_says_the_page_is_there(visit: Visit) -> None:
    lena = visit("lena")
    for query in (
        "page=0",
        "page=-1",
        "page=99999",
        "page=²",
        "sort=" + "x" * 900,
        "theme=&theme=%00",
        "q=%ff",
        "&&=&",
    ):
        answer = lena.get(f"/cases?{query}")
        assert answer.status_code == 200, query
        assert "The open door" in answer.text, query


def test_htmx_is_told_the_address_that_reproduces_the_page(visit: Visit) -> None:
    answer = visit("lena").get("/cases?stage=foundation&theme=truth-telling&sort=new&page=1", **{"HX-Request": "true"})
    assert answer.headers["HX-Push-Url"] == "/cases?theme=truth-telling&stage=foundation"


def test_signed_out_nobody_browses(visit: Visit) -> None:
    for path in ("/cases", "/contributors"):
        assert visit("").get(path).status_code == 303


def test_a_draft_is_in_no_list_or_count_but_its_makers(visit: Visit, stocked: Library) -> None:
    with writing(stocked.engine) as db:
        db.exec(select(Publication)).one().ended_at = now()
    assert "The open door" not in visit("lena").get("/cases").text
    assert "Foundation" not in visit("lena").get("/cases").text
    assert "The open door" in visit("ada").get("/cases").text


def test_contributors_are_those_whose_consent_lives(visit: Visit, stocked: Library) -> None:
    lena = visit("lena")
    assert "Dr First" in lena.get("/contributors").text
    assert "Dr Second" in lena.get("/contributors").text, "who tells something after the decision is no secret"
    with writing(stocked.engine) as db:
        for consent in db.exec(select(Consent)).all():
            withdraw_consent(db, consent, reason="Asked.")
    assert "Dr " not in lena.get("/contributors").text


def test_a_theme_leads_to_all_its_cases(visit: Visit) -> None:
    assert 'href="/cases?theme=truth-telling"' in visit("lena").get("/themes/truth-telling").text
