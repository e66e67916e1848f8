"""After a session: three short questions that reach a case's author without a name, looked at first and taken back."""

import re
from collections.abc import Callable

import pytest
from sqlmodel import Session, select

from casebook.db.engine import reading, writing
from casebook.errors import NotAllowed
from casebook.library import Library
from casebook.reflect.everything import everything_of
from casebook.reflect.remark import Remark
from casebook.teach.closing import close_account
from casebook.teach.session_queries import step_of
from casebook.teach.teaching_session import Phase
from casebook.teach.telling_authors import tell_author
from tests.conftest import Visitor, cast
from tests.teach.rooms import a_session, to
from tests.web.test_remarks import HEARD, tell
from tests.web.test_teaching_sessions import opened, press

Visit = Callable[[str], Visitor]
TOLD = {"step": "1", "says": "divided", "missing": "Whose bleep & why.", "suggests": "Say who is on call."}


def taught(tom: Visitor) -> str:
    """Tom has run a session to its debrief; its address."""
    address = opened(tom)
    for act in ("alone", "discuss", "debrief"):
        press(tom, act)
    return address


def remarks(library: Library) -> list[Remark]:
    with reading(library.engine) as db:
        return list(db.exec(select(Remark)).all())


def test_whoever_ran_it_tells_the_author_without_an_answer_of_her_own(visit: Visit, stocked: Library) -> None:
    tom = visit("tom")
    address = taught(tom)
    assert "Tell the author what happened" in tom.get(f"{address}/record").text
    for _ in range(2):
        assert tom.post(f"{address}/remarks", **TOLD).headers["location"] == f"{address}/record#told-1"
    (one,) = remarks(stocked)
    assert (one.from_role, one.says, one.text, one.suggests) == (
        "educator", "divided", "Whose bleep & why.", "Say who is on call.",
    )  # fmt: skip
    for name in ("ada", "vera"):
        page = visit(name).get(HEARD).text
        assert page.index("From educators, after a session") < page.index("It split the room")
        assert page.index("What was missing") < page.index("Whose bleep &amp; why.") < page.index("Say who is on call.")
        assert "Tom" not in page
        assert one.week not in page
        assert "1 to answer" in visit(name).get("/studio/readers").text
    assert visit("ada").post(f"/studio/remarks/{one.key}", decision="will-change", answer="It will say.") is not None
    for page in (f"{address}/record", "/my-casebook"):
        assert "It will change.</b> It will say." in tom.get(page).text
    assert "told by an educator after a session" in visit("ada").get(HEARD).text


def test_not_before_the_question_is_closed_and_by_nobody_else(visit: Visit, stocked: Library) -> None:
    tom = visit("tom")
    address = opened(tom)
    for act in ("alone", "discuss"):
        assert tom.post(f"{address}/remarks", **TOLD).status_code == 403
        assert "Tell the author" not in tom.get(f"{address}/record").text
        press(tom, act)
    press(tom, "debrief")
    assert visit("ada").post(f"{address}/remarks", **TOLD).status_code == 404
    assert visit("ada").post(f"{address}/remarks/withdrawal", step="1").status_code == 404
    assert visit("lena").post(f"{address}/remarks", **TOLD).status_code == 403
    assert tom.post(f"{address}/remarks", **(TOLD | {"step": "2"})).status_code == 404
    assert remarks(stocked) == []


def test_the_act_itself_asks_who_ran_the_room(db: Session, stocked: Library) -> None:
    session = a_session(db)
    to(db, session, Phase.alone, Phase.discuss, Phase.debrief)
    words = {"says": "agreed", "missing": "", "suggests": ""}
    with pytest.raises(NotAllowed):
        tell_author(db, stocked.keyring, session, step_of(db, session), **words, by=cast(db, "ada"))
    assert tell_author(db, stocked.keyring, session, step_of(db, session), **words, by=cast(db, "tom")).text == ""


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"says": "misled"}, "Say whether it split the room."),
        ({"missing": "x" * 1001}, "At most 1,000 characters"),
        ({"suggests": "y" * 1001}, "At most 1,000 characters"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    visit: Visit, stocked: Library, typed: dict[str, str], said: str
) -> None:
    tom = visit("tom")
    answer = tom.post(f"{taught(tom)}/remarks", **(TOLD | typed))
    assert answer.status_code == 422
    assert said in answer.text
    for name in ("missing", "suggests"):
        assert (TOLD | typed)[name].replace("&", "&amp;") in answer.text
    assert remarks(stocked) == []


def test_words_that_may_tell_who_somebody_is_are_looked_at_first(visit: Visit, stocked: Library) -> None:
    tom = visit("tom")
    address = taught(tom)
    words = TOLD | {"suggests": "Mrs Baker, born 3/4/1951, could speak."}
    page = tom.post(f"{address}/remarks", **words)
    assert page.status_code == 422
    assert "<mark" in page.text
    assert remarks(stocked) == []
    (looked,) = re.findall('name="looked" value="([^"]+)"', page.text)
    assert tom.post(f"{address}/remarks", **(words | {"missing": "Mr Carr."}), looked=looked).status_code == 422
    assert tom.post(f"{address}/remarks", **words, looked=looked).status_code == 303
    assert "<mark" in visit("ada").get(HEARD).text


def test_it_is_taken_back_on_the_record_and_in_my_casebook_and_leaves_the_other_door(
    visit: Visit, stocked: Library
) -> None:
    tom = visit("tom")
    tell(tom)
    address = taught(tom)
    tom.post(f"{address}/remarks", **TOLD)
    assert tom.post(f"{address}/remarks/withdrawal", step="1").headers["location"] == f"{address}/record#told-1"
    assert [one.from_role for one in remarks(stocked)] == ["trainee"]
    tom.post(f"{address}/remarks", **TOLD)
    form = tom.get("/my-casebook").text.split('name="door" value="educator"')[0].rsplit('action="', 1)[1].split('"')[0]
    assert tom.post(form, door="educator", **{"from": "my-casebook"}).status_code == 303
    assert tom.post(form, door="educator", **{"from": "my-casebook"}).status_code == 404
    assert [one.from_role for one in remarks(stocked)] == ["trainee"]


def test_it_is_among_what_she_takes_along_and_goes_with_her_account(visit: Visit, stocked: Library) -> None:
    tom = visit("tom")
    tom.post(f"{taught(tom)}/remarks", **TOLD)
    with writing(stocked.engine) as db:
        person = cast(db, "tom")
        (kept,) = everything_of(db, stocked.keyring, person)["without_your_name"]["remarks"]
        assert (kept["from_role"], kept["says"], kept["suggests"]) == ("educator", "divided", TOLD["suggests"])
    close_account(stocked.engine, stocked.keyring, person.key)
    assert remarks(stocked) == []
