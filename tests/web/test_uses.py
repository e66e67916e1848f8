"""Each use of a recording, refused where it was not agreed to: pictures, a room, parts, words, an organisation."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from casebook.cases import viewing
from casebook.cases.assembling import Span, add_case, choose_parts, make_set, steps_of
from casebook.cases.case import CaseClip
from casebook.cases.queries import case_page
from casebook.cases.set_queries import NOT_IN_PARTS, shown_set
from casebook.db.engine import reading, writing
from casebook.errors import WrongInput
from casebook.library import Library
from casebook.media.clip import Clip, Recording
from casebook.media.consent import Audience, Use
from casebook.media.consenting import give_consent
from casebook.people.person import Organisation, Person
from casebook.people.viewer import Viewer
from casebook.search.showing import search_page
from casebook.teach.teaching_session import TeachingStep
from casebook.teach.watching import watched
from tests.conftest import Visitor, cast, the_case, viewer

Visit = Callable[[str], Visitor]
CASE = "/cases/the-open-door"


def allow(library: Library, *uses: Use, **different: object) -> Clip:
    """Let everybody's film be used like this alone; answers the clip told before the decision."""
    with writing(library.engine) as db:
        for recording in db.exec(select(Recording)).all():
            give_consent(db, recording, evidence="Form 7", uses=uses, **different)  # type: ignore[arg-type]
        return db.exec(select(Clip).join(CaseClip).where(CaseClip.name == "ada-before")).one()


def test_pictures_are_refused_apart_from_the_film(visit: Visit, ready: Library) -> None:
    clip = allow(ready, Use.teaching)
    lena, base = visit("lena"), f"/m/{clip.key}/{clip.version}"
    assert lena.get(f"{base}/hls/index.m3u8").status_code == 200
    for path in ("still/poster.jpg", "sprites/thumbs.vtt"):
        assert lena.get(f"{base}/{path}").status_code == 404, path
    for path in (CASE, "/search?q=corridor", "/cases"):
        page = lena.get(path).text
        assert "poster.jpg" not in page
        assert "/sprites/" not in page
    allow(ready, Use.teaching, Use.stills)
    for path in ("still/poster.jpg", "sprites/thumbs.vtt"):
        assert lena.get(f"{base}/{path}").status_code == 200, path
    assert "poster.jpg" in lena.get(CASE).text


@pytest.mark.parametrize("page", ["transcript", "redaction"])
def test_whoever_edits_a_clip_plays_it_with_its_pictures_only_where_they_were_agreed_to(
    visit: Visit, ready: Library, page: str
) -> None:
    for uses, pictured in (([Use.teaching], False), ([Use.teaching, Use.stills], True)):
        clip = allow(ready, *uses)
        answer = visit("ada").get(f"/studio/clips/{clip.key}/{page}")
        assert answer.status_code == 200
        assert "<clip-player" in answer.text
        assert ("poster.jpg" in answer.text, "/sprites/" in answer.text) == (pictured, pictured)


def test_a_room_watches_and_a_guest_is_sent_only_what_may_be_shown_to_one(ready: Library) -> None:
    clip = allow(ready, Use.teaching)
    with reading(ready.engine) as db:
        case, point, _ = the_case(db)
        step = TeachingStep(teaching_session_id=1, position=0, decision_point_id=point.pk)
        guest = Viewer(Person(id=999, name="", email="", guest=True), open_case=case.pk)
        assert watched(step, case_page(db, viewer(db, "tom"), case.slug)) == []
        assert not viewing.may_play(db, guest, clip)
        assert viewing.may_play(db, viewer(db, "lena"), clip), "by herself she may"
    allow(ready, Use.live_showing)
    with reading(ready.engine) as db:
        assert viewing.may_play(db, guest, clip)
        assert not viewing.may_play(db, viewer(db, "lena"), clip)
    allow(ready, Use.teaching, Use.live_showing)
    with reading(ready.engine) as db:
        page = case_page(db, viewer(db, "tom"), case.slug)
        assert [one.clip.key for one in watched(step, page)] == [clip.key]
        step.parts = [{"clip": clip.key, "from_ms": 500, "to_ms": 2000}]
        assert watched(step, page) == [], "nobody agreed to parts"


def test_a_set_takes_all_of_it_where_nobody_agreed_to_parts(ready: Library) -> None:
    clip = allow(ready, *Use)
    with writing(ready.engine) as db:
        tom = viewer(db, "tom")
        case_set = make_set(db, title="Doors", slot_minutes=45, by=cast(db, "tom"))
        step = add_case(db, case_set, the_case(db)[0], by=tom)
        choose_parts(db, case_set, step, [Span(clip.key, 500, 2000)], by=tom)
        db.flush()
        assert [part.is_segment for part in shown_set(db, tom, case_set).steps[0].open_parts] == [True]
    allow(ready, Use.teaching)
    with writing(ready.engine) as db:
        shown = shown_set(db, tom, case_set).steps[0]
        assert [part.gone for part in shown.parts] == [NOT_IN_PARTS]
        step = steps_of(db, case_set)[0]
        with pytest.raises(WrongInput, match="has not agreed to be shown in parts"):
            choose_parts(db, case_set, step, [Span(clip.key, 500, 2000)], by=tom)
        choose_parts(db, case_set, step, [Span(clip.key)], by=tom)
        db.flush()
        assert [part.gone for part in shown_set(db, tom, case_set).steps[0].parts] == [""]


def test_what_is_for_one_organisation_is_nowhere_for_another(visit: Visit, ready: Library) -> None:
    with reading(ready.engine) as db:
        north = db.exec(select(Organisation).where(Organisation.slug == "north-vale-hospitals")).one().pk
    clip = allow(ready, *Use, audience=Audience.own, organisations=[north])
    lena, otto = visit("lena"), visit("otto")
    addresses = (
        f"/m/{clip.key}/{clip.version}/hls/index.m3u8", f"/m/{clip.key}/{clip.version}/still/poster.jpg",
        f"/clips/{clip.key}/captions.vtt", f"/clips/{clip.key}/transcript.txt", f"/clips/{clip.key}",
        "/covers/the-open-door",
    )  # fmt: skip
    for path in addresses[:-1]:
        assert lena.get(path).status_code == 200, path
        assert otto.get(path).status_code == 404, path
    missing = otto.get("/clips/abcdefghjkmn/captions.vtt")
    assert otto.get(addresses[2]).content == missing.content
    assert "corridor" not in otto.get(CASE).text
    assert "Dr First" not in otto.get("/cases").text + otto.get(CASE).text
    with reading(ready.engine) as db:
        assert search_page(db, ready.index, viewer(db, "lena"), "corridor").cases
        assert all(not one.moments for one in search_page(db, ready.index, viewer(db, "otto"), "corridor").cases)
