"""Keeping an answer while it is written, as a browser with and without JavaScript does."""

from collections.abc import Callable

from casebook.library import Library
from tests.conftest import Visitor
from tests.web.test_cases import ANSWER, point_key, respond

Visit = Callable[[str], Visitor]
CASE = "/cases/the-open-door"
PART = {"HX-Request": "true", "sec-fetch-site": "same-origin"}


def draft(visitor: Visitor, *, headers: dict[str, str] | None = None, **typed: str) -> tuple[int, str]:
    answer = visitor.post(f"/decision-points/{point_key(visitor.library)}/draft", headers=headers, **typed)
    return answer.status_code, answer.text


def test_a_draft_waits_on_any_device_and_goes_with_the_commit(visit: Visit) -> None:
    on_the_ward, at_home = visit("lena"), visit("lena")
    code, said = draft(on_the_ward, headers=PART, reasons="Half a thought", choice="go", consideration="courage")
    assert (code, "sealed for you alone" in said, "<html" in said) == (200, True, False)
    page = at_home.get(CASE).text
    assert "Half a thought" in page
    assert 'value="courage" checked' in page.replace("\n", "")
    assert "as you left it" in page
    respond(at_home)
    assert "Half a thought" not in at_home.get(CASE).text
    assert "already" in draft(on_the_ward, headers=PART, reasons="Half a thought")[1]
    assert "Half a thought" not in visit("lena").get(f"{CASE}/second-answer").text


def test_without_javascript_a_button_keeps_the_draft(visit: Visit) -> None:
    lena = visit("lena")
    assert 'formaction="/decision-points/' in lena.get(CASE).text
    assert draft(lena, reasons="Half a thought")[0] == 303
    assert "Half a thought" in lena.get(CASE).text


def test_a_draft_of_a_second_answer_waits_there(visit: Visit) -> None:
    lena = visit("lena")
    assert draft(lena, round="second", moved_by="Too early.")[0] == 403
    respond(lena)
    assert draft(lena, round="second", moved_by="The second doctor.")[0] == 303
    assert "The second doctor." in lena.get(f"{CASE}/second-answer").text


def test_nobody_else_meets_a_draft_and_another_site_cannot_send_one(visit: Visit) -> None:
    lena = visit("lena")
    draft(lena, reasons="numbatcanary")
    for name in ("otto", "tom", "ada", "vera"):
        for path in ("/", CASE, "/my-casebook", "/search?q=numbat", "/studio"):
            assert "numbatcanary" not in visit(name).get(path).text
    assert draft(visit(""), reasons="x")[0] == 401
    assert draft(lena, headers={"sec-fetch-site": "cross-site"}, reasons="x")[0] == 403


def test_up_to_three_considerations_are_kept_with_an_answer_and_a_fourth_is_refused(
    visit: Visit, stocked: Library
) -> None:
    lena = visit("lena")
    path = f"/decision-points/{point_key(stocked)}/response"
    four = [("consideration", slug) for slug in ("courage", "justice", "lawfulness", "resilience")]
    sent = "&".join(f"{name}={value}" for name, value in [*ANSWER.items(), *four])
    headers = {"sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded"}
    refused = lena.client.post(path, content=sent, headers=headers)
    assert refused.status_code == 422
    assert "Choose three at most" in refused.text
    assert lena.post(path, **ANSWER, consideration="courage").status_code == 303
    page = lena.get(CASE).text
    assert "What led" in page
    assert "Courage" in page


def test_the_form_says_how_long_reasons_may_be(visit: Visit) -> None:
    assert "Up to 8,000 characters" in visit("lena").get(CASE).text
