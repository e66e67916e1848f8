"""Guidance, themes, who speaks and the spans of clips, edited in the studio: by whom, in two tabs, with wrong input."""

import re
from collections.abc import Callable

import pytest
from sqlmodel import Session, select

from casebook.cases.case import CaseClip
from casebook.cases.guidance import Guidance
from casebook.cases.theme import ClipTheme, Theme
from casebook.clock import now
from casebook.db.engine import reading
from casebook.library import Library
from casebook.media.clip import Clip, Recording
from casebook.people.contributor import Contributor
from tests.conftest import Visitor

Visit = Callable[[str], Visitor]
ROW = {
    "issuer": "GMC", "title": "Good medical practice", "year": "2024", "paragraph": "", "jurisdiction": "UK",
    "url": "https://www.gmc-uk.org/", "settles": "", "leaves_open": "",
}  # fmt: skip
PERSON = {"name": "Dr First", "role": "Doctor", "stage": "foundation", "setting": "medical-ward",
          "picture": "silhouette", "about": "She asked to be **unseen**."}  # fmt: skip
PAGES = (
    "/studio/guidance", "/studio/guidance/new", "/studio/guidance/some-guidance", "/studio/themes",
    "/studio/themes/truth-telling", "/studio/speakers", "/studio/speakers/new", "/studio/speakers/dr-first",
)  # fmt: skip


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def guidance(db: Session) -> Guidance:
    return db.exec(select(Guidance).where(Guidance.key == "some-guidance")).one()


@pytest.mark.parametrize("path", PAGES)
def test_only_those_who_make_cases_open_them(visit: Visit, path: str) -> None:
    assert visit("ada").get(path).status_code == 200
    assert visit("vera").get(path).status_code == (403 if "speakers" in path else 200)
    for name in ("tom", "lena", "otto"):
        assert visit(name).get(path).status_code == 403
    assert visit("ada").get(path.rsplit("/", 1)[0] + "/no-such-thing").status_code == 404


def test_a_row_of_guidance_is_checked_by_somebody_and_unchecked_by_a_change(visit: Visit, stocked: Library) -> None:
    ada = visit("ada")
    path = "/studio/guidance/some-guidance"
    first = seen(ada.get(path).text)
    assert ada.post(path, **ROW, seen=first, checked="yes").status_code == 303
    with reading(stocked.engine) as db:
        row = guidance(db)
        assert row.checked_on == now().date()
        assert row.checked_by.startswith("Ada") or row.checked_by
    assert "checked on" in ada.get("/studio/guidance").text
    assert ada.post(path, **ROW | {"settles": "The rules."}, seen=seen(ada.get(path).text)).status_code == 303
    with reading(stocked.engine) as db:
        row = guidance(db)
        assert (row.checked_on, row.checked_by, row.settles) == (None, "", "The rules.")
    late = ada.post(path, **ROW | {"settles": "Other rules."}, seen=first)
    assert late.status_code == 409
    assert "The rules." in late.text
    assert "Other rules." in late.text
    assert ada.post("/studio/guidance", **ROW | {"title": "Another"}).status_code == 303
    with reading(stocked.engine) as db:
        assert db.exec(select(Guidance).where(Guidance.key == "gmc-another")).one().checked_on is None
    for wrong in ({"issuer": ""}, {"year": "20x4"}, {"url": "javascript:alert(1)"}, {"jurisdiction": " "}):
        for where in (path, "/studio/guidance"):
            answer = ada.post(where, **ROW | {"leaves_open": "Kept words."} | wrong)
            assert answer.status_code == 422
            assert "Kept words." in answer.text


def test_who_speaks_is_shown_as_they_wished(visit: Visit, stocked: Library) -> None:
    ada = visit("ada")
    path = "/studio/speakers/dr-first"
    first = seen(ada.get(path).text)
    assert ada.post(path, **PERSON | {"name": "Robin"}, seen=first).status_code == 303
    assert ada.post(path, **PERSON | {"name": "Alex"}, seen=first).status_code == 409
    assert ada.post("/studio/speakers", **PERSON | {"name": "Dr Third"}).status_code == 303
    with reading(stocked.engine) as db:
        assert db.exec(select(Contributor).where(Contributor.slug == "dr-first")).one().name == "Robin"
        third = db.exec(select(Contributor).where(Contributor.slug == "third")).one()
        assert (third.picture, third.about, third.invented) == ("silhouette", PERSON["about"], False)
    for wrong in ({"name": ""}, {"role": ""}, {"picture": "nude"}, {"stage": "wizard"}):
        answer = ada.post(path, **PERSON | wrong)
        assert answer.status_code == 422
        assert "unseen" in answer.text
    assert "Robin" in visit("lena").get("/contributors/dr-first").text


def test_a_theme_links_only_to_moments_that_there_are(visit: Visit, stocked: Library) -> None:
    ada = visit("ada")
    path = "/studio/themes/truth-telling"
    words = {"line": "Saying it.", "sought": "", "words": "candour, apology", "guidance": "some-guidance"}
    good = "It is hard. [A bleep](moment:the-open-door/ada@0:00.5) rings newwordcanary."
    for wrong in ("[x](moment:the-open-door/ada@9:00)", "[x](moment:nowhere/ada@0:01)", "[x](moment:the-open-door)"):
        answer = ada.post(path, **words, synthesis=f"Kept. {wrong}", seen=seen(ada.get(path).text))
        assert answer.status_code == 422
        assert "There is no such moment" in answer.text
        assert "Kept." in answer.text
    first = seen(ada.get(path).text)
    assert ada.post(path, **words, synthesis=good, seen=first).status_code == 303
    assert ada.post(path, **words, synthesis="Mine.", seen=first).status_code == 409
    assert "newwordcanary" in visit("lena").get("/themes/truth-telling").text
    with reading(stocked.engine) as db:
        assert db.exec(select(Theme)).one().words == ["candour", "apology"]


def test_a_span_of_a_clip_tells_of_a_theme_and_gives_its_link(visit: Visit, stocked: Library) -> None:
    ada = visit("ada")
    with reading(stocked.engine) as db:
        told = db.exec(select(CaseClip).where(CaseClip.name == "ada-after")).one()
        key = db.get_one(Clip, told.clip_id).key
    path = f"/studio/clips/{key}/themes"
    assert ada.post(path, theme="truth-telling", **{"from": "0:00.5", "to": "0:02"}).status_code == 303
    page = ada.get("/studio/themes/truth-telling").text
    assert "(moment:the-open-door/ada@0:03.5)" in page, "in the recording's own time"
    for wrong in (
        {"theme": "nowhere", "from": "0:00", "to": "0:01"},
        {"theme": "truth-telling", "from": "0:02", "to": "0:01"},
        {"theme": "truth-telling", "from": "0:02", "to": "9:01"},
        {"theme": "truth-telling", "from": "soon", "to": ""},
    ):
        assert ada.post(path, **wrong).status_code == 422
    for name in ("vera", "tom", "lena"):
        assert visit(name).get(path).status_code == 403
    with reading(stocked.engine) as db:
        tag = db.exec(select(ClipTheme)).one().key
    assert ada.post(f"{path}/{tag}/removal").status_code == 303
    assert ada.post(f"{path}/{tag}/removal").status_code == 303, "gone is gone"
    with reading(stocked.engine) as db:
        assert db.exec(select(ClipTheme)).all() == []


def test_a_recording_is_cut_in_two_where_the_decision_is(visit: Visit, stocked: Library) -> None:
    ada = visit("ada")
    with reading(stocked.engine) as db:
        told = db.exec(select(CaseClip).where(CaseClip.name == "ada-after")).one()
        recording = db.get_one(Recording, db.get_one(Clip, told.clip_id).recording_id)
    path = f"/studio/recordings/{recording.key}/decision"
    assert ada.post(path, **{"decision-title": "The bleep again", "decision-at": "0:02.5"}).status_code == 303
    with reading(stocked.engine) as db:
        cut = {one.title: (one.in_ms, one.out_ms) for one in db.exec(select(Clip)).all()}
    assert cut["The bleep again, before"] == (0, 2500)
    assert cut["The bleep again, after"] == (2500, None)
    for wrong in ({"decision-title": ""}, {"decision-at": "soon"}, {"decision-at": "0:00"}):
        answer = ada.post(path, **{"decision-title": "Kept title", "decision-at": "0:02"} | wrong)
        assert answer.status_code == 422


def test_an_author_keeps_the_words_of_her_case_as_files(visit: Visit) -> None:
    answer = visit("ada").get("/studio/cases/the-open-door/words.zip")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.content[:2] == b"PK"
    assert visit("ada").get("/studio/cases/nowhere/words.zip").status_code == 404
    assert visit("lena").get("/studio/cases/the-open-door/words.zip").status_code == 403
