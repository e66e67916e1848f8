"""Search as a page, as the part that changes, and as JSON: one sight for all three."""

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from sqlmodel import select

from casebook.cases.publication import Publication
from casebook.cases.theme import SynonymGroup
from casebook.clock import now
from casebook.db.engine import writing
from casebook.library import Library
from casebook.media.consent import Consent
from casebook.media.consenting import withdraw_consent
from tests.conftest import Visitor
from tests.search.hostile import hostile
from tests.search.losing import lose_index
from tests.web.test_cases import respond

Visit = Callable[[str], Visitor]
PART = {"HX-Request": "true"}
JSON = {"accept": "application/json"}


def test_a_moment_is_found_with_its_words_marked_its_time_and_its_case(visit: Visit, ready: Library) -> None:
    text = visit("lena").get("/search?q=leave+the+door+open").text
    assert "<mark>leave the door open</mark>" in text
    assert re.search(r'href="/cases/the-open-door\?clip=[a-z0-9]+&amp;t=1.5#player-[a-z0-9]+"', text)
    assert '<span class="length">0:02</span>' in text
    assert "The open door" in text
    assert "1 case<" in text


def test_the_still_of_that_second_is_shown_and_passes_the_gate(visit: Visit, ready: Library) -> None:
    lena = visit("lena")
    text = lena.get("/search?q=leave+the+door+open").text
    box = re.search(r'<svg viewBox="(\d+) (\d+) (\d+) (\d+)" aria-hidden="true"><image href="([^"]+)"', text)
    assert box
    assert [int(one) for one in box.groups()[:4]] == [160, 0, 160, 90], "the second small picture, of one a second"
    sheet = lena.get(box[5])
    assert (sheet.status_code, sheet.headers["content-type"]) == (200, "image/jpeg")
    with writing(ready.engine) as db:
        for consent in db.exec(select(Consent)).all():
            withdraw_consent(db, consent, reason="She asked for it.")
    assert lena.get(box[5]).status_code == 410
    assert "the door open</mark>" not in lena.get("/search?q=leave+the+door+open").text


def test_htmx_gets_only_the_part_that_changes(visit: Visit, ready: Library) -> None:
    lena = visit("lena")
    part = lena.get("/search?q=corridor", **PART)
    assert "<html" not in part.text
    assert part.text.startswith('<div id="found"')
    found, facets = part.text.split('<div hx-swap-oob="innerHTML:#facets">')
    whole = lena.get("/search?q=corridor").text
    assert found.strip() in whole
    assert facets.split("</details>")[0].strip() in whole
    assert "Accept" in part.headers["vary"]
    assert "HX-Request" in part.headers["vary"]


def test_filters_narrow_what_is_found_and_count_over_all_of_it(visit: Visit, ready: Library) -> None:
    lena = visit("lena")
    told = lena.get("/search?q=leave+the+door+open", **JSON).json()
    setting, count = next(iter(told["facets"]["setting"].items()))
    assert count == 1
    kept = lena.get(f"/search?q=leave+the+door+open&setting={setting}", **JSON).json()
    assert [one["case"] for one in kept["cases"]] == [one["case"] for one in told["cases"]]
    none = lena.get("/search?q=leave+the+door+open&without=mentions-a-death", **JSON).json()
    assert none["total"] == 0
    assert none["facets"]["setting"] == {}, "what the other filters leave out is not counted"
    assert "Search without these filters" in lena.get("/search?q=door&without=mentions-a-death").text


def test_programs_get_the_same_moments_as_json(visit: Visit, ready: Library) -> None:
    told = visit("lena").get("/search?q=leave+the+door+open", **JSON).json()
    moment = told["moments"][0]
    assert (moment["case"], moment["milliseconds"]) == ("the-open-door", 1500)
    assert moment["words"] == "He said, please leave the door open."
    assert moment["score"] > 1
    assert moment["url"] == f"http://localhost:8000/cases/the-open-door?clip={moment['clip']}&t=1.5"
    assert (told["total"], told["limited"]) == (1, False)
    assert visit("lena").get(moment["url"].removeprefix("http://localhost:8000")).status_code == 200


def test_nobody_finds_what_she_may_not_see_in_any_shape(visit: Visit, ready: Library) -> None:
    lena = visit("lena")
    for shape in ({}, PART, JSON):
        for words in ("zebracanary", "walrusfeather", "walrus", "walrusfaether"):
            answer = lena.get(f"/search?q={words}", **shape).text
            assert "walrusfeather" not in answer.replace(words, "")
            assert "I sat down" not in answer
            assert "the-open-door" not in answer
    respond(lena)
    assert lena.get("/search?q=walrusfeather", **JSON).json()["moments"][0]["after"] is True


def test_signed_out_one_is_asked_to_sign_in_and_comes_back(visit: Visit, ready: Library) -> None:
    nobody = visit("")
    answer = nobody.get("/search?q=door")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Fsearch%3Fq%3Ddoor")
    assert nobody.get("/search?q=door", **JSON).status_code == 401


def test_a_draft_is_found_by_those_who_make_cases_and_said_to_be_one(visit: Visit, ready: Library) -> None:
    with writing(ready.engine) as db:
        publication = db.exec(select(Publication)).one()
        publication.ended_at = now()
        db.add(publication)
    ada, tom, lena = visit("ada"), visit("tom"), visit("lena")
    assert '<span class="tag tag-mark">Draft</span>' in ada.get("/search?q=corridor").text
    assert "drafts and what is told after a decision are searched too" in ada.get("/search").text
    for visitor in (tom, lena):
        assert visitor.get("/search?q=corridor", **JSON).json()["moments"] == []
        assert "drafts" not in visitor.get("/search?q=corridor").text


def test_it_says_what_else_it_looked_for_and_what_was_probably_meant(visit: Visit, ready: Library) -> None:
    with writing(ready.engine) as db:
        db.add(SynonymGroup(term="corridor", position=0, names=["passage"], leads=["hallway"]))
    lena = visit("lena")
    assert "Also searched: corridor, passage" in lena.get("/search?q=hallway").text
    assert 'Did you mean <a href="/search?q=corridor">corridor</a>?' in lena.get("/search?q=coridor").text


def test_without_an_index_the_page_says_that_less_was_searched(visit: Visit, ready: Library) -> None:
    lose_index(ready)
    lena = visit("lena")
    text = lena.get("/search?q=corridor").text
    assert "The search index cannot be read just now" in text
    assert "<mark>corridor</mark>" in text
    assert lena.get("/search?q=corridor", **JSON).json()["limited"] is True


def test_nothing_found_helps_on(visit: Visit, ready: Library) -> None:
    text = visit("lena").get("/search?q=quxblorp").text
    assert "Nothing that you may see answers “quxblorp”." in text
    assert "once you have answered there" in text
    assert 'href="/themes"' in text


@pytest.mark.parametrize("shape", [{}, PART, JSON], ids=["page", "part", "json"])
def test_nothing_that_can_be_typed_is_an_error(visit: Visit, ready: Library, shape: dict[str, str]) -> None:
    lena = visit("lena")
    for text in hostile(60):
        answer = lena.get(f"/search?q={quote(text, errors='surrogatepass')}", **shape)
        assert answer.status_code == 200, repr(text)
