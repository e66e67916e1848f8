"""A reflection as a browser without JavaScript meets it, and as the script that saves it does."""

import re
from collections.abc import Callable

import pytest

from tests.conftest import Visitor

Visit = Callable[[str], Visitor]
SCRIPT = {"sec-fetch-site": "same-origin", "accept": "text/html", "HX-Request": "true"}


def address(page: str) -> str:
    found = re.search(r'action="(/reflections/[a-z0-9]+)"', page)
    assert found
    return found[1]


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


def begin(visitor: Visitor, **fields: str) -> str:
    """Write a reflection on the case, or go on with the one begun, and answer where it is."""
    opened = visitor.get("/reflections/new?case=the-open-door")
    page = (visitor.get(opened.headers["location"]) if opened.status_code == 303 else opened).text
    sent = {name: hidden(page, name) for name in ("case", "version", "tab")}
    answer = visitor.post(address(page), **(sent | {"template": "what", "part-what": "He asked."} | fields))
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].split("#")[0]


def test_a_reflection_is_written_kept_and_found_again(visit: Visit) -> None:
    lena = visit("lena")
    page = lena.get("/reflections/new?case=the-open-door").text
    for said in ("Who can read this", "Only you", "A court can ask", "So what?", "Good medical practice",
                 "Professional values"):  # fmt: skip
        assert said in page
    where = begin(lena, title="On staying")
    again = lena.get(where).text
    assert "He asked." in again
    assert "On staying" in again
    assert "<title>A reflection" in again, "no word of it in a title"
    # the way to reflect on a case leads to what was begun
    assert lena.get("/reflections/new?case=the-open-door").headers["location"] == where


def test_opening_a_page_keeps_nothing(visit: Visit) -> None:
    lena = visit("lena")
    page = lena.get("/reflections/new").text
    assert lena.get(address(page)).status_code == 404
    sent = {name: hidden(page, name) for name in ("case", "version", "tab")}
    assert lena.post(address(page), template="gibbs", **sent).status_code == 200
    assert lena.get(address(page)).status_code == 404, "an empty form is no reflection"


def test_changing_the_headings_keeps_every_word_in_the_form(visit: Visit) -> None:
    lena = visit("lena")
    where = begin(lena)
    page = lena.get(where).text
    sent = {name: hidden(page, name) for name in ("case", "version", "tab")}
    lena.post(where, template="gibbs", **{"part-what": "He asked.", "part-feelings": ""}, **sent)
    page = lena.get(where).text
    assert "Feelings" in page
    assert "Written under other headings" in page
    assert re.search(r'name="part-what"[^>]*>He asked\.</textarea>', page)


def test_saving_as_she_types_says_what_it_saved_and_marks_what_may_identify(visit: Visit) -> None:
    lena = visit("lena")
    page = lena.get("/reflections/new?case=the-open-door").text
    sent = {name: hidden(page, name) for name in ("case", "version", "tab")} | {"template": "what"}
    words = "I rang 943 476 5919 about it."
    answer = lena.post(address(page), headers=SCRIPT, **sent, **{"part-what": words})
    assert answer.status_code == 200
    assert "Saved." in answer.text
    assert "<mark>943 476 5919</mark>" in answer.text
    assert "NHS number" in answer.text
    assert words in lena.get(address(page)).text, "marked, and kept all the same"


def test_two_pages_of_one_reflection_do_not_write_over_each_other(visit: Visit) -> None:
    lena = visit("lena")
    where = begin(lena)
    pages = [lena.get(where).text for _ in range(2)]
    for page, words, status in zip(pages, ("First page.", "Second page."), (303, 409), strict=True):
        sent = {name: hidden(page, name) for name in ("case", "version", "tab")}
        answer = lena.post(where, template="what", **sent, **{"part-what": words})
        assert answer.status_code == status
    assert "Second page." in answer.text, "what could not be kept is still in the form"
    assert "First page." in lena.get(where).text
    refused = lena.post(where, headers=SCRIPT, template="what", **sent, **{"part-what": "x"})
    assert refused.status_code == 409


def test_links_and_actions_are_kept_and_ticked(visit: Visit) -> None:
    lena = visit("lena")
    page = lena.get("/reflections/new?case=the-open-door").text
    clip = re.search(r'<option value="([a-z0-9]+)">The bleep', page)
    key = hidden(page, "to-do")
    assert clip
    where = begin(
        lena,
        **{
            "to-do": key, f"to-do-{key}": "Ask about cover", f"due-{key}": "2027-03-31",
            "capability": "GPC/2017/1", "because-GPC/2017/1": "What I owe him.",
            "guidance": "some-guidance", "moment-clip": clip[1], "moment-at": "0:01.5", "minutes": "20",
        },
    )  # fmt: skip
    page = lena.get(where).text
    assert "Ask about cover" in page
    assert 'value="2027-03-31"' in page
    assert "What I owe him." in page
    assert re.search(r'name="guidance" value="some-guidance" checked', page)
    assert f'value="{clip[1]}:1500:1500:The bleep" checked' in page
    ticked = lena.post(f"{where}/actions/{key}", done="yes")
    assert ticked.status_code == 303
    assert "done " in lena.get(where).text


def test_what_cannot_be_read_is_said_beside_its_field(visit: Visit) -> None:
    lena = visit("lena")
    page = lena.get("/reflections/new?case=the-open-door").text
    sent = {name: hidden(page, name) for name in ("case", "version", "tab", "to-do")}
    wrong = {f"to-do-{sent['to-do']}": "Ask", f"due-{sent['to-do']}": "soon", "minutes": "many",
             "moment-at": "later", "part-what": "Still here."}  # fmt: skip
    answer = lena.post(address(page), **sent, **wrong)
    assert answer.status_code == 422
    for said in ("Write the day as", "Give the minutes", "Choose a clip", "Still here."):
        assert said in answer.text


def test_another_persons_reflection_is_as_one_that_is_not_there(visit: Visit) -> None:
    where = begin(visit("lena"))
    for name in ("otto", "tom", "ada", "vera"):
        other = visit(name)
        assert other.get(where).text.replace(where, "") == other.get("/reflections/" + "z" * 12).text
        assert other.post(f"{where}/removal").status_code == 404
        assert other.post(f"{where}/actions/aaaa", done="yes").status_code == 404
    assert visit("").get(where).status_code == 303


def test_a_deleted_reflection_is_gone(visit: Visit) -> None:
    lena = visit("lena")
    where = begin(lena)
    assert lena.post(f"{where}/removal").status_code == 303
    assert lena.get(where).status_code == 404


def test_no_word_of_it_reaches_the_log(visit: Visit, capfd: pytest.CaptureFixture[str]) -> None:
    lena = visit("lena")
    where = begin(lena, title="quollcanary", finished="yes", **{"part-what": "quollcanary"})
    assert "quollcanary" in lena.get(where).text
    assert "quollcanary" in lena.get("/my-casebook/portfolio/text").text
    lena.post(f"{where}/removal")
    said = "".join(capfd.readouterr())
    assert "/reflections/" in said, "the log was listened to"
    assert "quollcanary" not in said


def test_signed_out_meanwhile_nothing_typed_is_lost(visit: Visit) -> None:
    lena = visit("lena")
    page = lena.get("/reflections/new?case=the-open-door").text
    sent = {name: hidden(page, name) for name in ("case", "version", "tab")} | {"part-what": "Typed for an hour."}
    lena.post("/sign-out")
    told = lena.post(address(page), **sent)
    assert told.status_code == 401
    assert 'name="part-what" value="Typed for an hour."' in told.text
    script = lena.post(address(page), headers=SCRIPT, **sent)
    assert script.status_code == 401
    assert "data-tell" in script.text
    lena.enter("lena")
    assert lena.post(address(page), **sent).status_code == 303
    assert "Typed for an hour." in lena.get(address(page)).text
