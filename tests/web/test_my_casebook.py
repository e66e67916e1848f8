"""My casebook, as a browser without JavaScript meets it."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from casebook.clock import now, standing_at
from casebook.db.engine import writing
from casebook.db.row import new_key
from casebook.reflect.reflecting import keep_reflection
from casebook.reflect.reflection import Action, Reflection
from tests.cases.test_importing import bring, spoil
from tests.conftest import Visitor, cast
from tests.web.test_cases import ANSWER, point_key
from tests.web.test_reflections import begin

Visit = Callable[[str], Visitor]


def test_everything_of_ones_own_is_there_drafts_first(visit: Visit) -> None:
    lena = visit("lena")
    lena.post(f"/decision-points/{point_key(lena.library)}/response", **ANSWER)
    where = begin(lena, title="On staying", **{"to-do": "aaaa", "to-do-aaaa": "Ask about cover"})
    page = lena.get("/my-casebook").text
    wanted = ("Still being written", "On staying", "Ask about cover", "He asked, “please”", "What your cases cover")
    order = [page.index(words) for words in wanted]
    assert order == sorted(order)
    begin(lena, title="On staying", finished="yes")
    page = lena.get("/my-casebook").text
    assert "Still being written" not in page
    assert page.index("On staying") > page.index("In time")
    assert where in page
    only = lena.get("/my-casebook?show=reflections").text
    assert "He asked, “please”" not in only.split('id="changes"')[0].split("What your cases cover")[0]
    assert "He asked." in only


def test_the_map_says_in_a_table_what_it_draws(visit: Visit) -> None:
    lena = visit("lena")
    lena.post(f"/decision-points/{point_key(lena.library)}/response", **ANSWER)
    page = lena.get("/my-casebook").text
    assert '<th scope="row">Truth-telling</th><td>1</td><td>1</td><td>0</td>' in page


def test_first_and_second_answers_stand_side_by_side_without_saying_which_is_better(visit: Visit) -> None:
    lena = visit("lena")
    key = point_key(lena.library)
    assert "Where you changed" not in lena.get("/my-casebook").text
    lena.post(f"/decision-points/{key}/response", **ANSWER)
    lena.post(f"/decision-points/{key}/second-response", **(ANSWER | {"choice": "go", "moved_by": "The list."}))
    page = lena.get("/my-casebook").text
    assert "Where you changed, and where you held" in page
    assert "<td>Stay with him</td><td>Answer the bleep</td><td>Not very sure, both times</td>" in page


def test_nobody_elses_words_are_on_the_page(visit: Visit) -> None:
    begin(visit("lena"), title="quollcanary")
    for name in ("otto", "tom", "ada", "vera"):
        assert "quollcanary" not in visit(name).get("/my-casebook").text


def test_a_second_answer_that_was_begun_waits_where_it_goes_on(visit: Visit) -> None:
    lena = visit("lena")
    key = point_key(lena.library)
    lena.post(f"/decision-points/{key}/response", **ANSWER)
    assert "not committed" not in lena.get("/my-casebook").text
    assert lena.post(f"/decision-points/{key}/draft", **ANSWER, round="second").status_code in (200, 204, 303)
    page = lena.get("/my-casebook").text
    assert "A second answer you have begun and not committed." in page
    assert 'href="/cases/the-open-door/second-answer">The open door' in page


def test_hundreds_of_reflections_come_in_pages_and_filters_keep_to_them(visit: Visit) -> None:
    lena = visit("lena")
    with writing(lena.library.engine) as db:
        person = cast(db, "lena")
        for number in range(60):
            one = Reflection(key=new_key(), title=f"On {number:03d}.", parts={"what": "word " * 400}, finished=True)
            one = replace(one, actions=[Action("aaaa", f"Ask {number:03d}.")])
            with standing_at(now() - timedelta(days=number)):
                keep_reflection(db, lena.library.keyring, one, by=person)
    lena.post(f"/decision-points/{point_key(lena.library)}/response", **ANSWER)
    first = lena.get("/my-casebook")
    assert len(first.content) < 120_000
    assert "Page 1 of 4" in first.text
    seen = []
    for query in ("show=reflections", "show=to-do"):
        for number in (1, 2, 3):
            page = lena.get(f"/my-casebook?{query}&page={number}").text
            assert f"Page {number} of 3" in page
            assert page.count('aria-current="true"') == 1
            assert "What your cases cover" not in page
            seen += re.findall(r"(?:On|Ask) \d{3}\.(?=</a></h3>|</p>)", page)
    assert len(seen) == len(set(seen)) == 120
    assert lena.get("/my-casebook?page=99").text == lena.get("/my-casebook?page=4").text
    assert lena.get("/my-casebook?page=x").text == first.text


def test_an_answer_stands_beside_the_words_it_answered(visit: Visit, small_content: Path, tmp_path: Path) -> None:
    lena = visit("lena")
    lena.post(f"/decision-points/{point_key(lena.library)}/response", **ANSWER)
    said = "He asks me to stay and the bleep is going."
    page = lena.get("/my-casebook").text
    assert said in page
    assert "as it stood when you answered" not in page.lower()
    folder = shutil.copytree(small_content, tmp_path / "content")
    spoil(folder / "cases/the-open-door/case.md", said, "Stay or go?")
    spoil(folder / "cases/the-open-door/case.md", "label: Stay with him", "label: Sit down")
    bring(lena.library, folder)
    page = lena.get("/my-casebook").text
    assert said in page
    assert "Stay with him" in page
    assert "Stay or go?" not in page
    assert "Sit down" not in page
    assert "as it stood when you answered" in page.lower()


def test_a_withdrawn_answer_is_not_said_to_be_counted(visit: Visit) -> None:
    lena = visit("lena")
    at = f"/decision-points/{point_key(lena.library)}"
    assert lena.post(f"{at}/response", **ANSWER).status_code == 303
    assert "In the pool" in lena.get("/my-casebook").text
    assert lena.post(f"{at}/withdrawal").status_code == 303
    page = lena.get("/my-casebook").text
    assert "In the pool" not in page
    assert "The open door" in page, "her own record stays"
