"""Letting colleagues read one's reasons, as pages: off until ticked, looked at first, read by an editor, taken back."""

from collections.abc import Callable
from datetime import timedelta

from sqlmodel import select

from casebook.clock import now, standing_at
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.reflect.shared_reason import SharedReason
from tests.conftest import Visitor
from tests.reflect.test_reasons import sharer
from tests.web.test_cases import point_key, respond

Visit = Callable[[str], Visitor]
CASE = "/cases/the-open-door"
PAGE = f"{CASE}/comparison"


def shared(library: Library) -> list[str]:
    with reading(library.engine) as db:
        return [one.text for one in db.exec(select(SharedReason)).all()]


def path(library: Library) -> str:
    return f"/decision-points/{point_key(library)}/shared-reason"


def test_nothing_is_shared_until_it_is_ticked(visit: Visit, stocked: Library) -> None:
    lena, otto = visit("lena"), visit("otto")
    assert 'name="share" value="yes">' in lena.get(CASE).text, "off"
    respond(lena)
    assert shared(stocked) == []
    respond(otto, share="yes", reasons="The bleep was louder.")
    assert shared(stocked) == ["The bleep was louder."]
    assert "You have let colleagues read these reasons" in otto.get(CASE).text


def test_words_that_may_tell_who_somebody_is_are_shown_before_they_are_shared_and_nothing_is_refused(
    visit: Visit, stocked: Library
) -> None:
    lena, words = visit("lena"), "Mrs Baker, born 3/4/1951, asked me."
    given = respond(lena, share="yes", reasons=words)
    assert given.headers["location"].endswith("/shared-reason"), "the answer is committed"  # type: ignore[attr-defined]
    assert shared(stocked) == []
    page = lena.get(path(stocked)).text
    assert "<mark" in page
    assert "Mrs Baker" in page
    assert "This names a person." in page
    looked = page.split('name="looked" value="')[1].split('"')[0]
    changed = lena.post(path(stocked), text="Mr Cook asked me.", looked=looked)
    assert changed.status_code == 422, "other words are looked at anew"
    assert lena.post(path(stocked), text=words, looked=looked).status_code == 303, "as they are, if she wishes"
    assert shared(stocked) == [words]
    assert lena.post(f"{path(stocked)}/withdrawal").status_code == 303
    assert shared(stocked) == []
    assert lena.post(path(stocked), text="She asked me.").status_code == 303, "and shared in other words"
    assert shared(stocked) == ["She asked me."]
    assert words.split(",")[0] in lena.get("/my-casebook").text, "her own answer stays as she gave it"


def test_only_who_has_answered_shares_and_nobody_signed_out(visit: Visit, stocked: Library) -> None:
    assert visit("lena").get(path(stocked)).status_code == 403
    assert visit("lena").post(path(stocked), text="x").status_code == 403
    assert visit("").post(path(stocked), text="x").status_code == 401
    assert visit("lena").get("/decision-points/abcdefghjkmn/shared-reason").status_code == 404


def test_editors_read_reasons_and_colleagues_meet_them_after_their_own_answer(visit: Visit, stocked: Library) -> None:
    vera, lena, tom = visit("vera"), visit("lena"), visit("tom")
    assert lena.get("/studio/reasons").status_code == tom.get("/studio/reasons").status_code == 403
    with writing(stocked.engine) as db, standing_at(now() - timedelta(days=3)):
        for number in range(10):
            sharer(db, stocked, ("go", "ask")[number % 2], f"Wombatcanary {number}.")
    page = vera.get("/studio/reasons").text
    assert page.count("Wombatcanary") == 10
    with reading(stocked.engine) as db:
        keys = [one.key for one in db.exec(select(SharedReason)).all()]
    for key in keys:
        assert lena.post(f"/studio/reasons/{key}", decision="allow").status_code == 403
        assert lena.post(f"/reasons/{key}/report").status_code == 404
        assert vera.post(f"/studio/reasons/{key}", decision="allow").status_code == 303
    assert vera.post(f"/studio/reasons/{keys[0]}", decision="burn").status_code == 422
    for page_of in (CASE, PAGE, "/my-casebook", "/search?q=Wombatcanary", "/"):
        assert "Wombatcanary " not in lena.get(page_of).text.replace("q=Wombatcanary", "")
    respond(lena)
    text = lena.get(PAGE).text
    assert "Chose otherwise" in text
    assert text.count("Wombatcanary") == 4
    key = text.split('/report"')[0].rsplit("/", 1)[1]
    assert lena.post(f"/reasons/{key}/report").status_code == 303
    assert f"/reasons/{key}/report" not in lena.get(PAGE).text
    assert "Reported by a reader" in vera.get("/studio/reasons").text
