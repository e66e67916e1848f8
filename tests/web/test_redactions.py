"""The pages of redactions and of marked words: for those who make cases, and for nobody else."""

import re
from collections.abc import Callable

import pytest
from sqlmodel import select

from casebook.cases.case import Case, CaseClip
from casebook.cases.publication import Publication
from casebook.cases.publishing import confidentiality_review
from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.media.clip import Clip, ClipState
from casebook.media.consenting import live_consent, withdraw_consent
from casebook.media.queries import clip_with_recording, cues_of
from casebook.media.redaction import Redaction
from casebook.media.redactions import planned_for, redactions_of
from tests.conftest import Visitor

Visit = Callable[[str], Visitor]
PLAN = {"way": "bleep", "start": "0:00.5", "end": "0:01"}


@pytest.fixture
def key(stocked: Library) -> str:
    """The clip told before the decision, as if it had been made."""
    with writing(stocked.engine) as db:
        clip = db.exec(select(Clip).join(CaseClip).where(CaseClip.after == False)).one()  # noqa: E712
        clip.state, clip.version, clip.duration_ms, clip.width, clip.height = ClipState.ready, 1, 3000, 320, 180
        db.add(clip)
        return clip.key


def path(key: str, more: str = "") -> str:
    return f"/studio/clips/{key}/redaction{more}"


def planned(library: Library, key: str) -> list[Redaction]:
    with reading(library.engine) as db:
        return planned_for(db, clip_with_recording(db, key)[1])


def test_those_who_make_cases_see_the_page_and_others_may_not(visit: Visit, key: str) -> None:
    for name in ("ada", "vera"):
        assert visit(name).get(path(key)).status_code == 200
    for name in ("lena", "tom", "otto"):
        missing = visit(name).get(path("nothinghere1"))
        assert (visit(name).get(path(key)).status_code, missing.status_code) == (403, 403)
    assert visit("ada").get(path("nothinghere1")).status_code == 404


def test_a_span_is_planned_listed_and_dropped(visit: Visit, stocked: Library, key: str) -> None:
    ada = visit("ada")
    assert ada.post(path(key, "/plans"), **PLAN).status_code == 303
    page = ada.get(path(key)).text
    assert "0:00.500 to 0:01.000" in page
    assert "Redact it now" in page
    (one,) = planned(stocked, key)
    assert ada.post(path(key, f"/plans/{one.key}/removal")).status_code == 303
    assert planned(stocked, key) == []
    assert ada.post(path(key, f"/plans/{one.key}/removal")).status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"start": "soon"}, "A time is expected"),
        ({"end": ""}, "A time is expected"),
        ({"end": "0:00.5"}, "end later than it begins"),
        ({"start": "9:00", "end": "9:01"}, "over before this begins"),
        ({"way": "burn"}, "Choose what is to be done"),
        ({"way": "box", "left": "80", "top": "0", "width": "40", "height": "10"}, "lie within"),
        ({"way": "box", "left": "-1", "top": "0", "width": "40", "height": "10"}, "whole per cent"),
        ({"way": "cut", "start": "0", "end": "0:02.9"}, "Nothing would be left"),
    ],
)
def test_what_cannot_be_planned_is_said_beside_what_was_typed(
    visit: Visit, stocked: Library, key: str, typed: dict[str, str], words: str
) -> None:
    answer = visit("ada").post(path(key, "/plans"), **(PLAN | typed))
    assert answer.status_code == 422
    assert words in answer.text
    for name, value in typed.items():
        if name in ("start", "end") and value:
            assert f'name="{name}" value="{value}"' in answer.text
    assert planned(stocked, key) == []


def test_a_box_is_kept_in_thousandths(visit: Visit, stocked: Library, key: str) -> None:
    visit("ada").post(
        path(key, "/plans"), **PLAN | {"way": "box", "left": "10", "top": "20", "width": "30", "height": "40"}
    )
    (one,) = planned(stocked, key)
    assert (one.left, one.top, one.width, one.height) == (100, 200, 300, 400)


def test_a_box_is_drawn_in_the_shape_of_the_picture_where_there_is_no_still(visit: Visit, key: str) -> None:
    page = visit("ada").get(path(key)).text
    assert "poster.jpg" not in page.split('id="plan"')[1]
    assert '<canvas width="320" height="180" aria-hidden="true">' in page


def test_redacting_closes_the_film_in_the_same_moment(visit: Visit, stocked: Library, key: str) -> None:
    ada = visit("ada")
    assert ada.post(path(key)).status_code == 422
    ada.post(path(key, "/plans"), **PLAN)
    assert ada.post(path(key)).status_code == 303
    with reading(stocked.engine) as db:
        clip, recording = clip_with_recording(db, key)
        assert (clip.state, clip.version) == (ClipState.redacting, 0)
        assert redactions_of(db, recording)
    for path_ in (f"/m/{key}/1/hls/index.m3u8", f"/m/{key}/1/still/poster.jpg", f"/m/{key}/1/peaks/peaks.json"):
        assert visit("vera").get(path_).status_code == 404
    assert "Undo a mistake" in ada.get(path(key)).text
    assert ada.post(path(key, "/removal")).status_code == 303
    assert ada.post(path(key, "/removal")).status_code == 422


def test_the_link_from_a_mark_brings_its_times_along(visit: Visit, key: str) -> None:
    page = visit("vera").get(path(key) + "?from=200&to=1450").text
    assert 'name="start" value="0:00.200"' in page
    assert 'name="end" value="0:01.450"' in page
    assert visit("vera").get(path(key) + "?from=x&to=99999999999").status_code == 200


def name_somebody(library: Library, key: str) -> str:
    """A name in what is said of a case that is not open; answers the case's slug."""
    with writing(library.engine) as db:
        for publication in db.exec(select(Publication)).all():
            publication.ended_at = now()
            db.add(publication)
        clip, _ = clip_with_recording(db, key)
        cue = cues_of(db, clip)[0]
        cue.text = "Then Mrs Okafor rang."
        db.add(cue)
        return db.exec(select(Case.slug)).first() or ""


def test_a_reviewer_goes_through_the_marks_and_then_says_it_is_safe(visit: Visit, stocked: Library, key: str) -> None:
    place = f"/studio/cases/{name_somebody(stocked, key)}/confidentiality"
    vera, ada = visit("vera"), visit("ada")
    page = vera.get(place).text
    assert "<mark>Mrs Okafor</mark>" in page
    assert vera.post(place).status_code == 422
    given = dict(re.findall(r'name="(clip|mark)" value="([^"]+)"', page))
    assert "Names nobody" not in ada.get(place).text, "who wrote it does not look at it"
    assert ada.post(place + "/marks", **given).status_code == 403
    assert vera.post(place + "/marks", **given).status_code == 303
    assert vera.post(place).status_code == 303
    assert "have been read for confidentiality" in vera.get(place).text
    with reading(stocked.engine) as db:
        assert confidentiality_review(db, db.exec(select(Case)).one()) is not None


def test_a_mark_in_words_that_were_changed_meanwhile_is_told(visit: Visit, stocked: Library, key: str) -> None:
    place = f"/studio/cases/{name_somebody(stocked, key)}/confidentiality"
    answer = visit("vera").post(place + "/marks", clip=key, mark="0" * 64)
    assert answer.status_code == 422
    assert "Look again" in answer.text


def test_nobody_else_reads_the_marks(visit: Visit, stocked: Library, key: str) -> None:
    place = f"/studio/cases/{name_somebody(stocked, key)}/confidentiality"
    for name in ("lena", "tom", "otto"):
        answer = visit(name).get(place)
        assert answer.status_code == 403
        assert "Okafor" not in answer.text
    assert visit("vera").get("/studio/cases/not-there/confidentiality").status_code == 404


def test_words_that_were_taken_back_are_not_shown_to_whoever_reads(visit: Visit, stocked: Library, key: str) -> None:
    slug = name_somebody(stocked, key)
    with writing(stocked.engine) as db:
        consent = live_consent(db, clip_with_recording(db, key)[1].pk)
        assert consent
        withdraw_consent(db, consent)
    vera = visit("vera")
    assert "Okafor" not in vera.get(f"/studio/cases/{slug}/confidentiality").text
    assert vera.get(path(key)).status_code == 404
    assert vera.post(path(key, "/plans"), **PLAN).status_code == 404
    assert vera.post(path(key)).status_code == 404
