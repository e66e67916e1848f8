"""My casebook, as a browser without JavaScript meets it."""

from collections.abc import Callable

from tests.conftest import Visitor
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
