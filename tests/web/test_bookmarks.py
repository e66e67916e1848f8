"""Bookmarks, history and resume over the web: hers alone, within her sight, gone when she says so."""

from collections.abc import Callable

from sqlmodel import select

from casebook.cases.case import CaseClip
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.media.clip import Clip
from casebook.media.consent import Consent
from casebook.media.consenting import withdraw_consent
from casebook.people.queries import person_by_email
from tests.conftest import Visitor

Visit = Callable[[str], Visitor]
PAGE = "/my-casebook/bookmarks"


def clip_key(library: Library, *, after: bool = False) -> str:
    with reading(library.engine) as db:
        return db.exec(select(Clip.key).join(CaseClip).where(CaseClip.after == after)).first() or ""


def person_key(library: Library, name: str) -> str:
    with reading(library.engine) as db:
        person = person_by_email(db, f"{name}@casebook.example")
        assert person
        return person.key


def stop(visitor: Visitor, name: str, *, ms: str = "1500", clip: str | None = None) -> int:
    key = clip_key(visitor.library) if clip is None else clip
    sent = {"case": "the-open-door", "clip": key, "ms": ms, "person": person_key(visitor.library, name)}
    return visitor.post("/my-casebook/places", **sent).status_code


def test_a_bookmark_is_made_shown_and_removed_without_scripts(visit: Visit, stocked: Library) -> None:
    lena = visit("lena")
    moment = {"case": "the-open-door", "clip": clip_key(stocked), "ms": "1500"}
    made = lena.post(PAGE, **moment, back="case")
    assert (made.status_code, made.headers["location"]) == (303, "/cases/the-open-door#bookmark")
    assert lena.post(PAGE, case="the-open-door").status_code == 303
    page = lena.get(PAGE).text
    assert "“The bleep” at 0:02" in page
    assert "Case bookmarked" in lena.get("/cases/the-open-door").text
    lena.post(f"{PAGE}/removal", **moment)
    lena.post(f"{PAGE}/removal", case="the-open-door")
    assert "None yet." in lena.get(PAGE).text


def test_htmx_gets_the_bookmark_back_as_a_part(visit: Visit) -> None:
    headers = {"HX-Request": "true", "sec-fetch-site": "same-origin"}
    answer = visit("lena").post(PAGE, headers=headers, case="the-open-door")
    assert "<html" not in answer.text
    assert "Case bookmarked" in answer.text
    assert "Kept in My casebook." in answer.text


def test_nobody_else_sees_what_she_keeps(visit: Visit, stocked: Library) -> None:
    lena = visit("lena")
    lena.post(PAGE, case="the-open-door")
    assert stop(lena, "lena") == 204
    for name in ("otto", "tom", "ada", "vera"):
        page = visit(name).get(PAGE).text
        assert "The open door" not in page
        assert "Case bookmarked" not in visit(name).get("/cases/the-open-door").text
    assert visit("").get(PAGE).status_code == 303


def test_where_she_stopped_is_offered_on_the_case_and_at_home_until_forgotten(visit: Visit, ready: Library) -> None:
    lena = visit("lena")
    with writing(ready.engine) as db:
        for clip in db.exec(select(Clip)).all():
            clip.duration_ms = 60_000
    stop(lena, "lena", ms="34000")
    address = f"/cases/the-open-door?clip={clip_key(ready)}&amp;t=34#player-{clip_key(ready)}"
    assert f'You stopped at 0:34 in “The bleep”. <a href="{address}">' in lena.get("/cases/the-open-door").text
    assert "You stopped" not in lena.get("/cases/the-open-door?t=1").text, "the address names its own moment"
    assert address in lena.get("/").text
    assert address in lena.get(PAGE).text
    assert lena.post("/my-casebook/places/removal").status_code == 303
    for path in ("/", PAGE, "/cases/the-open-door"):
        assert address not in lena.get(path).text


def test_the_page_of_one_who_left_does_not_write_into_the_history_of_the_next(visit: Visit, stocked: Library) -> None:
    otto = visit("otto")
    assert stop(otto, "lena") == 204
    assert "The open door" not in otto.get(PAGE).text


def test_what_is_not_in_sight_is_neither_kept_nor_told(visit: Visit, stocked: Library) -> None:
    lena, after = visit("lena"), clip_key(stocked, after=True)
    assert lena.post(PAGE, case="the-open-door", clip=after).status_code == 404
    assert lena.post(PAGE, case="no-such-case").status_code == 404
    assert stop(lena, "lena", clip=after) == 204
    assert stop(lena, "lena", clip="nothing") == 204
    assert "The open door" not in lena.get(PAGE).text
    lena.post(PAGE, case="the-open-door", clip=clip_key(stocked), ms="900")
    with writing(stocked.engine) as db:
        for consent in db.exec(select(Consent)).all():
            withdraw_consent(db, consent, reason="Asked.")
    page = lena.get(PAGE).text
    assert "The bleep" not in page
    assert "1 more leads to what is not open to you at present." in page


def test_a_form_of_another_site_or_with_nonsense_does_no_harm(visit: Visit) -> None:
    lena = visit("lena")
    assert lena.post(PAGE, headers={"sec-fetch-site": "cross-site"}, case="the-open-door").status_code == 403
    assert lena.post(PAGE, case="the-open-door", ms="-1e9").status_code == 303
    assert lena.post(PAGE).status_code == 404
    assert lena.post("/my-casebook/places", ms="x", person="").status_code == 204
    assert lena.post(f"{PAGE}/removal", case="x" * 5000, clip="\x00").status_code == 303
