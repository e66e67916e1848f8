"""Joining and answering on a phone, as oneself and as a guest, as a browser without JavaScript meets it."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.people.person import Person
from casebook.reflect.proposal import Proposal
from casebook.reflect.response import Response
from casebook.reflect.room import RoomAnswer
from casebook.web.routes import MAP
from tests.conftest import Visitor
from tests.web.test_teaching_sessions import opened, press, session_in

Visit = Callable[[str], Visitor]
GIVEN = {"choice": "stay", "reasons": "He asked, “please”.", "confidence": "2", "position-courage": "3", "step": "1"}


def joins(visitor: Visitor, **different: str) -> str:
    """She joins; the address of her phone's page."""
    code = session_in(visitor.library).code
    answer = visitor.post("/join", **({"code": code} | different))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_a_trainee_joins_by_the_code_and_answers(visit: Visit, stocked: Library) -> None:
    tom, lena = visit("tom"), visit("lena")
    opened(tom)
    seat = joins(lena, code=session_in(stocked).code.lower())
    assert "Watch on the screen" in lena.get(seat).text
    press(tom, "alone")
    assert "Commit my answer" in lena.get(seat).text
    assert lena.post(f"{seat}/answers", **GIVEN).headers["location"] == seat
    kept = lena.get(seat).text
    assert "Your answer is kept" in kept
    assert "He asked, “please”." in kept
    assert lena.post(f"{seat}/answers", **GIVEN | {"choice": "go"}).status_code == 303, "sent twice"
    with reading(stocked.engine) as db:
        assert [one.choice for one in db.exec(select(Response)).all()] == ["stay"]
        assert len(db.exec(select(RoomAnswer)).all()) == 1
    press(tom, "discuss")
    assert "Talk" in lena.get(seat).text
    press(tom, "again")
    assert "Commit my second answer" in lena.get(seat).text
    again = GIVEN | {"choice": "ask", "round": "second", "moved_by": "What Sam said."}
    assert lena.post(f"{seat}/answers", **again).status_code == 303
    assert "Your second answer is kept" in lena.get(seat).text
    press(tom, "debrief")
    assert "The question is closed" in lena.get(seat).text
    tom.post(f"{seat.removesuffix('/seat')}/closing")
    assert "Thank you for taking part" in lena.get(seat).text


def test_another_way_is_not_offered_to_editors_from_a_room(visit: Visit, stocked: Library) -> None:
    """One who runs the room may be an editor too, and would hear of it while the question is open."""
    tom, lena = visit("tom"), visit("lena")
    assert "Offer these words to the editors" in lena.get("/cases/the-open-door").text
    opened(tom)
    seat = joins(lena)
    press(tom, "alone")
    assert "Offer these words" not in lena.get(seat).text
    assert "unless you let the room, afterwards" in lena.get(seat).text
    way = {"choice": "another-way", "another_way": "Call his daughter.", "offer": "yes"}
    assert lena.post(f"{seat}/answers", **GIVEN | way).status_code == 303
    with reading(stocked.engine) as db:
        assert db.exec(select(Proposal)).all() == []


def test_what_is_missing_is_said_and_what_was_typed_stays(visit: Visit) -> None:
    tom, lena = visit("tom"), visit("lena")
    opened(tom)
    seat = joins(lena)
    press(tom, "alone")
    refused = lena.post(f"{seat}/answers", **GIVEN | {"choice": ""})
    assert refused.status_code == 422
    assert "He asked, “please”." in refused.text
    part = lena.client.post(
        f"{seat}/answers", data=GIVEN | {"reasons": ""}, headers={"sec-fetch-site": "same-origin", "hx-request": "true"}
    )
    assert part.status_code == 422
    assert part.text.lstrip().startswith('<div id="seat"')


def test_a_draft_survives_a_reload(visit: Visit) -> None:
    tom, lena = visit("tom"), visit("lena")
    opened(tom)
    seat = joins(lena)
    press(tom, "alone")
    assert lena.post(f"{seat}/draft", **GIVEN | {"reasons": "Half a thought"}).status_code == 303
    assert "Half a thought" in lena.get(seat).text


def test_a_wrong_code_is_said_and_kept(visit: Visit) -> None:
    opened(visit("tom"))
    for who in ("lena", ""):
        answer = visit(who).post("/join", code="zzz999", name="Sam")
        assert answer.status_code == 422
        assert "ZZZ999" in answer.text
        assert "No session that is open has this code" in answer.text
    assert "No session that is open has this code" in visit("").get("/join/zzz999").text


def test_a_guest_joins_under_a_name_and_answers_under_the_same_rules(visit: Visit, stocked: Library) -> None:
    tom, sam = visit("tom"), visit("")
    opened(tom)
    code = session_in(stocked).code
    assert code in sam.get(f"/join/{code}").text
    assert sam.post("/join", code=code, name=" ").status_code == 422
    seat = joins(sam, name="Sam")
    assert joins(sam, name="Sam again") == seat, "joining twice is one seat"
    press(tom, "alone")
    page = sam.get(seat).text
    assert "You are here as Sam." in page
    assert sam.post(f"{seat}/answers", **GIVEN).status_code == 303
    assert "Your answer is kept" in sam.get(seat).text
    with reading(stocked.engine) as db:
        assert len(db.exec(select(Person).where(Person.guest)).all()) == 1
        assert len(db.exec(select(RoomAnswer)).all()) == 1


def test_everything_else_is_closed_to_a_guest(visit: Visit, stocked: Library) -> None:
    """Every line of the map leads to signing in but the public ones, her session, film, and tus with its own ways."""
    tom, sam = visit("tom"), visit("")
    address = opened(tom)
    joins(sam, name="Sam")
    for line in MAP:
        if line.permission in ("public", "take_part", "play") or "/uploads" in line.path:
            continue
        path = line.path.replace("{key}", session_in(stocked).key).replace("{slug}", "the-open-door")
        path = path.replace("{form}", "text").replace("{action}", "a")
        answer = sam.client.request(line.method, path, headers={"sec-fetch-site": "same-origin", "accept": "text/html"})
        assert answer.status_code in (303, 401), f"{line.method} {path} answered {answer.status_code}"
        if answer.status_code == 303:
            assert answer.headers["location"].startswith("/sign-in"), path
    assert sam.get(address).status_code == 303, "the room's screen is its educator's"
    assert "Sign in" in sam.get("/").text


def test_a_guest_plays_the_film_before_the_question_and_nothing_after_it(visit: Visit, ready: Library) -> None:
    from casebook.cases.case import CaseClip
    from casebook.media.clip import Clip

    tom, sam = visit("tom"), visit("")
    opened(tom)
    seat = joins(sam, name="Sam")
    press(tom, "alone")
    sam.post(f"{seat}/answers", **GIVEN)
    with reading(ready.engine) as db:
        clips = [(clip, told.after) for clip, told in db.exec(select(Clip, CaseClip).join(CaseClip)).all()]
    for clip, after in clips:
        for path in (f"/m/{clip.key}/{clip.version}/hls/index.m3u8", f"/clips/{clip.key}/captions.vtt"):
            assert sam.get(path).status_code == (404 if after else 200), path
    assert sam.get(f"{seat}/film").status_code == 200
    tom.post(f"{seat.removesuffix('/seat')}/closing")
    for clip, _ in clips:
        assert sam.get(f"/m/{clip.key}/{clip.version}/hls/index.m3u8").status_code == 404


def test_nobody_has_a_seat_without_joining(visit: Visit) -> None:
    seat = f"{opened(visit('tom'))}/seat"
    for who in ("otto", "tom", "ada"):
        visitor = visit(who)
        for method, path in (
            ("GET", seat),
            ("GET", f"{seat}/now"),
            ("GET", f"{seat}/film"),
            ("POST", f"{seat}/answers"),
        ):
            answer = visitor.client.request(
                method, path, headers={"sec-fetch-site": "same-origin", "accept": "text/html"}
            )
            assert answer.status_code == 404, path
    assert visit("").get(seat).headers["location"].startswith("/sign-in")


def test_whoever_runs_it_cannot_answer_in_it(visit: Visit, stocked: Library) -> None:
    tom = visit("tom")
    opened(tom)
    answer = tom.post("/join", code=session_in(stocked).code)
    assert answer.status_code == 422
    assert "You run this session" in answer.text


def test_an_answer_given_before_is_brought_with_one_press(visit: Visit, stocked: Library) -> None:
    from tests.web.test_cases import respond

    tom, lena = visit("tom"), visit("lena")
    respond(lena)
    opened(tom)
    seat = joins(lena)
    press(tom, "alone")
    assert "You have answered this one before" in lena.get(seat).text
    assert lena.post(f"{seat}/brought-answer", step="1").status_code == 303
    assert "Your answer is kept" in lena.get(seat).text


def test_a_form_somebody_writes_in_is_left_alone_when_the_session_moves(visit: Visit, stocked: Library) -> None:
    tom, lena = visit("tom"), visit("lena")
    opened(tom)
    seat = joins(lena)
    press(tom, "alone")
    turn = session_in(stocked).turn
    now = f"{seat}/now?seen={turn}&task=answer&step=1"
    assert lena.get(now).status_code == 204
    press(tom, "discuss")
    moved = lena.get(now)
    assert moved.headers["HX-Retarget"] == "#seat-top"
    assert "reasons" not in moved.text
    lena.post(f"{seat}/answers", **GIVEN)
    whole = lena.get(now)
    assert "HX-Retarget" not in whole.headers
    assert 'id="seat"' in whole.text


def test_an_answer_that_comes_late_goes_to_the_case_it_was_written_for(visit: Visit, stocked: Library) -> None:
    tom, lena = visit("tom"), visit("lena")
    opened(tom)
    seat = joins(lena)
    for act in ("alone", "discuss", "debrief"):
        press(tom, act)
    assert lena.post(f"{seat}/answers", **GIVEN).status_code == 303
    assert lena.post(f"{seat}/answers", **GIVEN | {"step": "2"}).status_code == 403, "there is no such step"
    with reading(stocked.engine) as db:
        assert len(db.exec(select(Response)).all()) == 1
        assert db.exec(select(RoomAnswer)).all() == []


@pytest.mark.parametrize("back", [False, True])
def test_reasons_are_looked_at_before_the_room_may_read_them(visit: Visit, stocked: Library, back: bool) -> None:
    from casebook.reflect.room import RoomReason

    tom, lena = visit("tom"), visit("lena")
    opened(tom)
    seat = joins(lena)
    press(tom, "alone")
    lena.post(f"{seat}/answers", **GIVEN | {"reasons": "Mrs Baker, born 3/4/1951, asked me."})
    page = lena.get(seat).text
    assert "<mark" in page
    assert lena.post(f"{seat}/reason", text=" ", step="1").status_code == 422
    assert lena.post(f"{seat}/reason", text="She asked me.", step="1").status_code == 303
    assert "Take them back" in lena.get(seat).text
    if back:
        lena.post(f"{seat}/reason/removal", step="1")
    with reading(stocked.engine) as db:
        assert [one.text for one in db.exec(select(RoomReason)).all()] == ([] if back else ["She asked me."])


def test_words_that_may_tell_who_somebody_is_are_marked_before_the_room_is_let_read_them(
    visit: Visit, stocked: Library
) -> None:
    tom, lena = visit("tom"), visit("lena")
    opened(tom)
    seat = joins(lena)
    press(tom, "alone")
    lena.post(f"{seat}/answers", **GIVEN)
    changed = "Mrs Baker, born 3/4/1951, asked me."
    first = lena.post(f"{seat}/reason", text=changed, step="1")
    assert first.status_code == 422
    assert changed in first.text
    assert "<mark" in first.text
    looked = first.text.split('name="looked" value="')[1].split('"')[0]
    assert lena.post(f"{seat}/reason", text=changed + " On ward 7.", step="1", looked=looked).status_code == 422
    assert "Take them back" not in lena.get(seat).text
    assert lena.post(f"{seat}/reason", text=changed, step="1", looked=looked).status_code == 303
    assert "Take them back" in lena.get(seat).text


def test_reasons_too_long_for_the_room_are_handed_back(visit: Visit) -> None:
    tom, lena = visit("tom"), visit("lena")
    opened(tom)
    seat = joins(lena)
    press(tom, "alone")
    lena.post(f"{seat}/answers", **GIVEN)
    long = "Because. " * 1000
    refused = lena.post(f"{seat}/reason", text=long, step="1")
    assert refused.status_code == 422
    assert long in refused.text


def test_a_phone_does_not_ask_for_an_offer_that_it_would_not_pass_on(visit: Visit) -> None:
    tom, lena = visit("tom"), visit("lena")
    opened(tom)
    seat = joins(lena)
    press(tom, "alone")
    assert 'name="offer"' not in lena.get(seat).text
    assert 'name="offer"' in lena.get("/cases/the-open-door").text


@pytest.mark.parametrize("when", ["closed", "over"])
def test_reasons_can_be_taken_back_after_the_question_and_after_the_session(
    visit: Visit, stocked: Library, when: str
) -> None:
    from casebook.reflect.room import RoomReason

    tom, sam = visit("tom"), visit("")
    opened(tom)
    seat = joins(sam, name="Sam")
    press(tom, "alone")
    sam.post(f"{seat}/answers", **GIVEN)
    sam.post(f"{seat}/reason", text="He asked.", step="1")
    if when == "closed":
        press(tom, "discuss")
        press(tom, "debrief")
    else:
        tom.post(f"{seat.removesuffix('/seat')}/closing")
    assert "Take back the reasons I let the room read" in sam.get(seat).text
    assert sam.post(f"{seat}/reason/removal", step="1").status_code == 303
    assert "Take back the reasons" not in sam.get(seat).text
    with reading(stocked.engine) as db:
        assert db.exec(select(RoomReason)).all() == []


def test_a_late_form_with_something_missing_is_handed_back_as_the_form_of_its_own_case(
    visit: Visit, stocked: Library
) -> None:
    from tests.teach.rooms import a_session

    with writing(stocked.engine) as db:
        key = a_session(db, steps=2).key
    tom, lena = visit("tom"), visit("lena")
    seat = joins(lena)
    for act in ("alone", "discuss", "debrief", "next-case"):
        press(tom, act)
    for step in (1, 2):
        refused = lena.post(f"{seat}/answers", **GIVEN | {"confidence": ""})
        assert refused.status_code == 422
        assert "He asked, “please”." in refused.text
        assert 'name="step" value="1"' in refused.text
        assert "Case 2 of 2" in refused.text
        if step == 1:
            press(tom, "alone")
    tom.post(f"/teaching-sessions/{key}/closing")
    assert "He asked, “please”." in lena.post(f"{seat}/answers", **GIVEN | {"confidence": ""}).text
    assert lena.post(f"{seat}/answers", **GIVEN).status_code == 303


def test_half_a_surrogate_pair_is_no_code(visit: Visit) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="code"\r\n\r\n+2AA-\r\n--b--\r\n'
    kind = "multipart/form-data; boundary=b; charset=utf-7"
    sent = {"sec-fetch-site": "same-origin", "accept": "text/html", "content-type": kind}
    assert visit("").client.post("/join", content=body, headers=sent).status_code == 422


def test_a_guest_who_sends_a_recording_is_asked_to_sign_in(visit: Visit) -> None:
    tom, sam = visit("tom"), visit("")
    opened(tom)
    joins(sam, name="Sam")
    for visitor in (sam, visit("")):
        assert visitor.post("/studio/uploads").status_code == 401


def test_a_table_is_told_to_those_who_sit_out_or_still_answer(visit: Visit) -> None:
    from tests.web.test_cases import respond

    tom, lena, sam = visit("tom"), visit("lena"), visit("")
    respond(lena)
    opened(tom)
    seats = [(one, joins(one, name="Sam")) for one in (lena, sam)]
    for act in ("alone", "discuss", "tables"):
        press(tom, act)
    for visitor, seat in seats:
        assert "Table <b>1</b>" in visitor.get(seat).text
    assert "It waits on any device" not in sam.get(seats[1][1]).text


def test_a_guest_whose_sign_in_is_over_is_shown_the_way_back_in(visit: Visit, stocked: Library) -> None:
    tom, sam = visit("tom"), visit("")
    opened(tom)
    seat = joins(sam, name="Sam")
    sam.post("/sign-out")
    asked = sam.get(sam.get(seat).headers["location"]).text
    assert 'href="/join"' in asked
    assert 'href="/join"' not in sam.get("/sign-in?next=/cases").text.split("<main")[1].split("</main")[0]
