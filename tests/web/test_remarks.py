"""A word to a case's author: only after an answer, without a name, answered on one page, taken back at any time."""

import re
from collections.abc import Callable

import pytest
from sqlmodel import select

from casebook.cases.case import Case
from casebook.cases.publication import Publication
from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.people.joining import add_person
from casebook.people.person import Role
from casebook.people.signing_in import set_password
from casebook.reflect.everything import everything_of
from casebook.reflect.remark import Remark
from casebook.reflect.shared_reason import ReasonState, SharedReason
from casebook.teach.closing import close_account
from tests.conftest import Visitor, cast
from tests.web.test_cases import point_key, respond

Visit = Callable[[str], Visitor]
HEARD = "/studio/readers/the-open-door"
WORDS = "I thought the “bleep” was hers & not mine."


def path(library: Library) -> str:
    return f"/decision-points/{point_key(library)}/remark"


def remarks(library: Library) -> list[Remark]:
    with reading(library.engine) as db:
        return list(db.exec(select(Remark)).all())


def tell(visitor: Visitor, says: str = "misled", text: str = WORDS) -> Remark:
    respond(visitor)
    assert visitor.post(path(visitor.library), says=says, text=text).status_code == 303
    (one,) = (one for one in remarks(visitor.library) if one.text == text)
    return one


def test_nothing_is_told_before_an_answer_of_ones_own(visit: Visit, stocked: Library) -> None:
    lena = visit("lena")
    assert lena.get(path(stocked)).status_code == 403
    assert lena.post(path(stocked), says="misled", text=WORDS).status_code == 403
    assert "Tell the author" not in lena.get("/cases/the-open-door").text
    respond(lena)
    assert "Tell the author" in lena.get("/cases/the-open-door/comparison").text
    assert lena.get(path(stocked)).status_code == 200
    assert remarks(stocked) == []


@pytest.mark.parametrize(
    ("says", "text", "said"),
    [
        ("", WORDS, "Say whether it taught or misled you."),
        ("scored", WORDS, "Say whether it taught or misled you."),
        ("taught", " \n", "Say what it was"),
        ("taught", "x" * 1001, "At most 1,000 characters"),
    ],
)
def test_what_is_missing_is_said_beside_the_field_and_what_was_typed_is_kept(
    visit: Visit, stocked: Library, says: str, text: str, said: str
) -> None:
    lena = visit("lena")
    respond(lena)
    answer = lena.post(path(stocked), says=says, text=text)
    assert answer.status_code == 422
    assert said in answer.text
    assert text.replace("&", "&amp;") in answer.text
    assert answer.text.count(" checked>") == (says == "taught")
    assert remarks(stocked) == []


def test_words_that_may_tell_who_somebody_is_are_looked_at_first_and_never_refused(
    visit: Visit, stocked: Library
) -> None:
    lena, words = visit("lena"), "As Mrs Baker, born 3/4/1951, told me."
    respond(lena)
    page = lena.post(path(stocked), says="taught", text=words)
    assert page.status_code == 422
    assert "<mark" in page.text
    assert remarks(stocked) == []
    looked = page.text.split('name="looked" value="')[1].split('"')[0]
    assert lena.post(path(stocked), says="taught", text=words, looked=looked).status_code == 303
    assert [one.text for one in remarks(stocked)] == [words]


def test_it_reaches_the_author_and_reviewers_without_a_name_and_nobody_else(visit: Visit, stocked: Library) -> None:
    one = tell(visit("lena"))
    again = visit("lena").post(path(stocked), says="taught", text="Something else.")
    assert again.status_code == 303
    assert [kept.text for kept in remarks(stocked)] == [WORDS], "left once, it stays as it is"
    assert not {"person_id", "owner_id", "created_at", "stage"} & set(Remark.model_fields)
    with reading(stocked.engine) as db:
        lena = cast(db, "lena")
        assert lena.key not in str(one.model_dump())
    for name in ("ada", "vera"):
        page = visit(name).get(HEARD).text
        assert "I thought the “bleep” was hers &amp; not mine." in page
        assert "Lena" not in page
        assert one.week not in page
        assert "1 to answer" in visit(name).get("/studio/readers").text
    for name in ("lena", "tom", "otto"):
        assert visit(name).get(HEARD).status_code == 403
        assert visit(name).get("/studio/readers").status_code == 403
        assert visit(name).post(f"/studio/remarks/{one.key}", decision="stays", answer="No.").status_code == 403
    for name in ("tom", "otto"):
        assert "bleep” was hers" not in visit(name).get("/cases/the-open-door/comparison").text


def test_an_author_hears_of_her_own_cases_only(visit: Visit, stocked: Library) -> None:
    one = tell(visit("lena"))
    respond(visit("otto"), choice="another-way", another_way="Call his daughter.", offer="yes")
    with writing(stocked.engine) as db:
        other = add_person(db, name="Edda Else", email="edda@casebook.example", roles=[Role.author])
        db.exec(select(Case)).one().author_id = other.pk
    ada, vera, nowhere = visit("ada"), visit("vera"), "/studio/readers/no-such-case"
    assert ada.get(HEARD).status_code == ada.get(nowhere).status_code == 404
    assert same(ada.get(HEARD).text) == same(ada.get(nowhere).text)
    assert "The open door" not in ada.get("/studio/readers").text
    assert "You have written no case yet." in ada.get("/studio/readers").text
    assert ada.post(f"/studio/remarks/{one.key}", decision="stays", answer="No.").status_code == 404
    assert vera.get(HEARD).status_code == 200
    assert vera.post(f"/studio/remarks/{one.key}", decision="stays", answer="It is meant so.").status_code == 303
    with writing(stocked.engine) as db:
        db.exec(select(Case)).one().author_id = None
    assert ada.get(HEARD).status_code == 200, "one that the command line brought is every author's"


def same(page: str) -> str:
    return re.sub(r"no-such-case|the-open-door", "_", page)


def test_the_author_answers_with_a_sentence_and_its_writer_reads_it(visit: Visit, stocked: Library) -> None:
    lena, ada = visit("lena"), visit("ada")
    one = tell(lena)
    assert "Not answered yet." in lena.get("/cases/the-open-door/comparison").text
    where = f"/studio/remarks/{one.key}"
    for decision, words in (("stays", " "), ("burn", "So."), ("stays", "x" * 501)):
        refused = ada.post(where, decision=decision, answer=words)
        assert refused.status_code == 422
        assert words.strip() in refused.text
    why = "We say whose bleep it is in the next version."
    assert ada.post(where, decision="will-change", answer=why).status_code == 303
    assert ada.post(where, decision="stays", answer="No.").status_code == 403, "answered"
    assert ada.post("/studio/remarks/abcdefghjkmn", decision="stays", answer="No.").status_code == 404
    for page in ("/cases/the-open-door/comparison", "/my-casebook"):
        assert f"It will change.</b> {why}" in lena.get(page).text
    page = ada.get(HEARD).text
    assert "Nothing waits for an answer." in page
    assert page.index("Answered") < page.index(why)


def test_a_remark_says_which_version_it_is_about(visit: Visit, stocked: Library) -> None:
    tell(visit("lena"))
    ada = visit("ada")
    assert "Written about this version." in ada.get(HEARD).text
    with writing(stocked.engine) as db:
        db.exec(select(Case)).one().version = 2
    assert "Written about version 1; this is version 2 now." in ada.get(HEARD).text


def test_it_is_taken_back_whenever_she_likes_and_can_be_told_anew(visit: Visit, stocked: Library) -> None:
    lena, ada, otto = visit("lena"), visit("ada"), visit("otto")
    one = tell(lena)
    ada.post(f"/studio/remarks/{one.key}", decision="stays", answer="It is meant so.")
    assert otto.post(f"{path(stocked)}/withdrawal").status_code == 404, "nothing of his is there"
    with writing(stocked.engine) as db:
        publication = db.exec(select(Publication)).one()
        publication.ended_at = now()
    assert lena.get("/cases/the-open-door").status_code == 404, "the case is not open to her any more"
    assert lena.post(f"{path(stocked)}/withdrawal", **{"from": "my-casebook"}).status_code == 303
    assert remarks(stocked) == []
    assert "hers &amp; not mine" not in ada.get(HEARD).text
    with writing(stocked.engine) as db:
        db.add(publication)
        publication.ended_at = None
    tell(lena, "taught", "The other thing.")


def test_it_is_among_what_she_takes_along_and_goes_with_her_account(visit: Visit, stocked: Library) -> None:
    tell(visit("lena"))
    tell(visit("otto"), "taught", "His own.")
    with writing(stocked.engine) as db:
        lena = cast(db, "lena")
        set_password(db, lena, "three unrelated words")
        (kept,) = everything_of(db, stocked.keyring, lena)["without_your_name"]["remarks"]
        assert (kept["text"], kept["says"], kept["case_version"]) == (WORDS, "misled", 1)
    close_account(stocked.engine, stocked.keyring, lena.key)
    assert [one.text for one in remarks(stocked)] == ["His own."]


def test_a_reported_reason_stands_there_too_and_leads_back(visit: Visit, stocked: Library) -> None:
    respond(visit("lena"), share="yes", reasons="The bleep was louder.")
    vera = visit("vera")
    assert "louder" not in vera.get(HEARD).text, "not before a reader has reported it"
    with writing(stocked.engine) as db:
        shared = db.exec(select(SharedReason)).one()
        shared.state = ReasonState.reported
    assert "The bleep was louder." in vera.get(HEARD).text
    answer = vera.post(f"/studio/reasons/{shared.key}", decision="allow", **{"from": "the-open-door"})
    assert answer.headers["location"].startswith(HEARD)
    assert "louder" not in vera.get(HEARD).text


def test_reported_reasons_of_anothers_case_are_not_there(visit: Visit, stocked: Library) -> None:
    respond(visit("lena"), share="yes", reasons="The bleep was louder.")
    with writing(stocked.engine) as db:
        other = add_person(db, name="Edda Else", email="edda@casebook.example", roles=[Role.author])
        db.exec(select(Case)).one().author_id = other.pk
        shared = db.exec(select(SharedReason)).one()
        shared.state = ReasonState.reported
    ada = visit("ada")
    assert "louder" not in ada.get("/studio/reasons").text
    assert ada.post(f"/studio/reasons/{shared.key}", decision="allow").status_code == 404
    assert "louder" in visit("vera").get("/studio/reasons").text
