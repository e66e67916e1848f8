"""The page for whoever teaches, and what home tells a learner of her cohort."""

import re
from collections.abc import Callable

import pytest
from sqlmodel import select

from casebook.clock import now
from casebook.db.engine import writing
from casebook.people.cohort import Cohort, Part
from casebook.people.joining import join_cohort
from tests.conftest import Visitor, cast
from tests.teach.taught import a_programme
from tests.web.test_health_checks import WELL, opened

Visit = Callable[[str], Visitor]
DOORS = ("/sets", "/teaching-sessions", "/cohorts", "/programmes", "/health-checks", "/teaching-notes")


def test_whoever_teaches_reaches_all_of_it_from_one_page(visit: Visit) -> None:
    tom = visit("tom")
    assert 'href="/teaching"' in tom.get("/").text
    page = tom.get("/teaching").text
    for door in DOORS:
        assert f'href="{door}"' in page
        assert 'href="/teaching"' in tom.get(door).text


@pytest.mark.parametrize("name", ["lena", "otto"])
def test_who_does_not_teach_is_led_to_no_such_page(visit: Visit, name: str) -> None:
    learner = visit(name)
    assert learner.get("/teaching").status_code == 403
    for path in ("/", "/sets", "/cohorts", "/programmes", "/health-checks", "/my-casebook"):
        assert 'href="/teaching"' not in learner.get(path).text


def test_a_cohorts_educator_without_the_role_is_led_only_where_she_may_go(visit: Visit) -> None:
    otto = visit("otto")
    with writing(otto.library.engine) as db:
        north = db.exec(select(Cohort).where(Cohort.name == "North")).one()
        join_cohort(db, north, cast(db, "otto"), starts_on=now().date(), part=Part.educator)
    page = otto.get("/teaching")
    assert page.status_code == 200
    assert "North" in page.text
    for door in re.findall(r'<h2><a href="([^"]+)"', page.text):
        assert otto.get(door).status_code == 200, door


def test_the_page_says_what_waits(visit: Visit) -> None:
    tom, ada, vera = visit("tom"), visit("ada"), visit("vera")
    assert "Nothing waits" in tom.get("/teaching").text
    where = tom.post("/sets", title="Nights on call", slot="45").headers["location"].removesuffix("/builder")
    assert tom.post(f"{where}/shares", kind="person", email="ada@casebook.example").status_code == 303
    sent = ada.post(f"{where}/teaching-notes", text="Has anyone used it?", kind="question")
    note = sent.headers["location"].rsplit("-", 1)[1]
    session = tom.post("/teaching-sessions", about="case:the-open-door").headers["location"]
    check = opened(tom)
    page = tom.get("/teaching").text
    for words in ("1 of yours", "North", "1 question nobody has answered", f'href="{session}"', f'href="{check}"'):
        assert words in page, words
    assert "1 shared with you" in ada.get("/teaching").text
    assert "question nobody" not in ada.get("/teaching").text, "her own question waits for others"
    assert "question nobody" not in vera.get("/teaching").text, "on a set that is not let to her"
    tom.post(f"/teaching-notes/{note}/report", because="Just so.")
    assert "1 reported" in vera.get("/teaching").text
    tom.post(f"/teaching-notes/{note}/answers", text="Yes.")
    assert "question nobody" not in tom.get("/teaching").text


def test_home_tells_a_learner_what_her_cohort_has_open_and_nobody_else(visit: Visit) -> None:
    tom, lena, otto = visit("tom"), visit("lena"), visit("otto")
    assert "With your cohort" not in lena.get("/").text
    with writing(tom.library.engine) as db:
        a_programme(db)
        north = db.exec(select(Cohort).where(Cohort.name == "North")).one().key
    where = tom.post("/sets", title="Nights on call", slot="45").headers["location"].removesuffix("/builder")
    assert tom.post(f"{where}/shares", kind="cohort", cohort=north).status_code == 303
    check = opened(tom)
    home = lena.get("/").text
    for words in ("With your cohort", "Telling the truth", f'href="{where}"', f'href="{check}/answer"'):
        assert words in home, words
    assert "With your cohort" not in otto.get("/").text
    assert f"{check}/answer" not in tom.get("/").text, "its educator has it on the page for teaching"
    assert lena.post(f"{check}/answer", **{f"statement-{key}": said for key, said in WELL.items()}).status_code == 303
    assert f"{check}/answer" not in lena.get("/").text, "she has answered"


def test_my_casebook_shows_the_pairs_one_is_in(visit: Visit) -> None:
    lena = visit("lena")
    assert "In a pair" not in lena.get("/my-casebook").text
    made = lena.post("/cases/the-open-door/pair")
    assert made.status_code in (200, 303), made.text
    page = lena.get("/my-casebook").text
    assert "In a pair" in page
    assert "Nobody has taken up your invitation yet" in page
