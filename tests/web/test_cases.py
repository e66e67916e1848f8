"""A case, from watching to a second answer, as a browser without JavaScript meets it."""

from collections.abc import Callable
from datetime import timedelta

from sqlmodel import select

from casebook.cases.case import CaseClip
from casebook.cases.decision_point import DecisionPoint
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.media.clip import Clip
from casebook.people.person import SignIn
from tests.conftest import Visitor

Visit = Callable[[str], Visitor]
AFTER = ("zebracanary", "walrusfeather", "xylophonecanary", "His hand.", "The list.", "What I did")
ANSWER = {"choice": "stay", "reasons": "He asked, “please”.", "confidence": "2", "position-courage": "3"}


def point_key(library: Library) -> str:
    with reading(library.engine) as db:
        return db.exec(select(DecisionPoint.key)).one()


def respond(visitor: Visitor, **different: str) -> object:
    return visitor.post(f"/decision-points/{point_key(visitor.library)}/response", **(ANSWER | different))


def test_before_the_commit_no_page_holds_a_word_of_what_is_told_after(visit: Visit, stocked: Library) -> None:
    lena = visit("lena")
    with reading(stocked.engine) as db:
        after = db.exec(select(Clip.key).join(CaseClip).where(CaseClip.after)).all()
    for path in (
        "/", "/themes", "/themes/truth-telling", "/cases/the-open-door", "/contributors/dr-first",
        "/contributors/dr-second", "/my-casebook", "/cases", "/contributors",
        "/my-casebook/bookmarks", "/search?q=zebracanary", "/search?q=walrusfeather",
        "/search?q=sat+down+hand", "/cases/the-open-door/comparison", "/cases/the-open-door/second-answer",
    ):  # fmt: skip
        text = lena.get(path).text
        for words in (*AFTER, *after):
            assert (
                words
                not in text.replace("q=zebracanary", "")
                .replace('value="zebracanary"', "")
                .replace('value="walrusfeather"', "")
                or words in path
            ), f"{words!r} on {path}"
    for key in after:
        assert lena.get(f"/cases/the-open-door?clip={key}").text.count(key) == 0
        for path in (f"/clips/{key}", f"/clips/{key}/captions.vtt", f"/m/{key}/1/hls/index.m3u8"):
            assert lena.get(path).status_code == 404


def test_committing_opens_the_rest_and_comparing(visit: Visit, stocked: Library) -> None:
    lena = visit("lena")
    assert lena.get("/cases/the-open-door/comparison").status_code == 303
    given = respond(lena)
    assert given.status_code == 303  # type: ignore[attr-defined]
    page = lena.get("/cases/the-open-door").text
    assert "zebracanary" in lena.get(page_of(page, "What I did")).text or "zebracanary" in page
    assert "Stay with him" in page
    comparison = lena.get("/cases/the-open-door/comparison")
    assert comparison.status_code == 200
    assert "He has not long." in comparison.text, "the twist comes after the first answer"
    assert "too few" in comparison.text.lower()


def page_of(page: str, title: str) -> str:
    """The address of the link to a clip by its title."""
    before = page[: page.index(title)]
    return before[before.rindex('href="') + 6 :].split('"')[0].replace("&amp;", "&")


def test_a_refused_form_keeps_every_word(visit: Visit, stocked: Library) -> None:
    lena = visit("lena")
    words = "A long thought, with “quotes” & <angles>, that nobody wants to type twice."
    answer = lena.post(
        f"/decision-points/{point_key(stocked)}/response", reasons=words, choice="", closing="And this.", confidence="3"
    )
    assert answer.status_code == 422
    assert "A long thought, with “quotes” &amp; &lt;angles&gt;, that nobody wants to type twice." in answer.text
    assert "And this." in answer.text
    assert "Choose what you would do" in answer.text
    assert lena.get("/cases/the-open-door/comparison").status_code == 303, "nothing was committed"


def test_htmx_gets_the_form_back_as_a_part(visit: Visit, stocked: Library) -> None:
    lena = visit("lena")
    headers = {"HX-Request": "true", "sec-fetch-site": "same-origin"}
    refused = lena.post(f"/decision-points/{point_key(stocked)}/response", headers=headers, reasons="Only reasons.")
    assert refused.status_code == 422
    assert "<html" not in refused.text
    assert "Only reasons." in refused.text
    given = lena.post(f"/decision-points/{point_key(stocked)}/response", headers=headers, **ANSWER)
    assert given.status_code == 200
    assert "<html" not in given.text
    assert "HX-Request" in given.headers["vary"]


def test_sending_the_answer_twice_keeps_the_first(visit: Visit, stocked: Library) -> None:
    lena = visit("lena")
    respond(lena)
    assert respond(lena).status_code == 303  # type: ignore[attr-defined]
    assert "Another" not in lena.get("/my-casebook").text
    assert "He asked" in lena.get("/my-casebook").text


def test_a_second_tab_is_told_that_the_first_answer_stands_and_keeps_its_words(visit: Visit, stocked: Library) -> None:
    lena = visit("lena")
    respond(lena)
    path = f"/decision-points/{point_key(stocked)}/response"
    plain = lena.post(path, choice="go", reasons="Written in the other tab.", confidence="1")
    assert plain.status_code == 409
    assert "Written in the other tab." in plain.text
    part = lena.post(path, headers={"HX-Request": "true", "sec-fetch-site": "same-origin"}, choice="go",
                     reasons="Written in the other tab.", confidence="1")  # fmt: skip
    assert "Written in the other tab." in part.text
    assert respond(lena).status_code == 303, "the very same form sent twice says nothing of the kind"  # type: ignore[attr-defined]
    assert "other tab" not in lena.get("/my-casebook").text


def test_an_answer_sent_after_the_sign_in_ran_out_is_handed_back_to_be_sent_again(
    visit: Visit, stocked: Library
) -> None:
    lena = visit("lena")
    with writing(stocked.engine) as db:
        for row in db.exec(select(SignIn)).all():
            row.seen_at = row.seen_at - timedelta(minutes=25)
            db.add(row)
    answer = respond(lena, reasons="Twenty minutes of thought, “kept”.")
    assert answer.status_code == 401  # type: ignore[attr-defined]
    assert "Twenty minutes of thought, “kept”." in answer.text  # type: ignore[attr-defined]
    assert f'action="/decision-points/{point_key(stocked)}/response"' in answer.text  # type: ignore[attr-defined]


def test_a_guide_tells_an_educator_what_the_doctors_did_only_after_her_own_answer(
    visit: Visit, stocked: Library
) -> None:
    tom = visit("tom")
    before = tom.get("/cases/the-open-door/guide").text
    assert "Opening question" in before
    assert "Likely directions" not in before
    respond(tom)
    assert "Likely directions" in tom.get("/cases/the-open-door/guide").text


def test_a_second_answer_stands_beside_the_first(visit: Visit, stocked: Library) -> None:
    lena = visit("lena")
    respond(lena)
    assert lena.get("/cases/the-open-door/second-answer").status_code == 200
    path = f"/decision-points/{point_key(stocked)}/second-response"
    refused = lena.post(path, choice="go", confidence="2", reasons="", moved_by="The second doctor.")
    assert refused.status_code == 422
    assert "The second doctor." in refused.text
    assert lena.post(path, choice="go", confidence="2", reasons="I was moved.", moved_by="Her.").status_code == 303
    mine = lena.get("/my-casebook").text
    assert "He asked" in mine
    assert "I was moved." in mine
    assert lena.get("/cases/the-open-door/second-answer").status_code == 303, "given once"


def test_nobody_else_sees_what_she_wrote(visit: Visit, stocked: Library) -> None:
    respond(visit("lena"), reasons="pangolincanary")
    for name in ("otto", "tom", "ada", "vera"):
        other = visit(name)
        respond(other)
        for path in ("/", "/my-casebook", "/cases/the-open-door", "/cases/the-open-door/comparison",
                     "/search?q=pangolin"):  # fmt: skip
            assert "pangolincanary" not in other.get(path).text


def test_an_educator_reads_the_guide_and_a_trainee_does_not(visit: Visit) -> None:
    assert visit("tom").get("/cases/the-open-door/guide").status_code == 200
    assert visit("lena").get("/cases/the-open-door/guide").status_code == 403
    assert visit("").get("/cases/the-open-door/guide").status_code == 303


def test_what_is_not_there_and_what_is_not_hers_look_the_same(visit: Visit, stocked: Library) -> None:
    lena = visit("lena")
    with reading(stocked.engine) as db:
        after = db.exec(select(Clip.key).join(CaseClip).where(CaseClip.after)).first()
    hers, none = lena.get(f"/clips/{after}"), lena.get("/clips/abcdefghjkmn")
    assert (hers.status_code, hers.text) == (none.status_code, none.text)
