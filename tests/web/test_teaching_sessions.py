"""The room's screen: run by whoever opened it, found by nobody else, the same in a second tab."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import select

from casebook.cases.assembling import Span, add_case, change_step, choose_parts, make_set, order_steps, remove_set
from casebook.cases.case import Case
from casebook.cases.case_set import CaseSet
from casebook.cases.decision_point import Commitment
from casebook.cases.viewing import clips_of
from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.media.consent import Consent
from casebook.teach.session_queries import step_of
from casebook.teach.teaching_session import TeachingSession
from tests.conftest import Visitor, cast, the_case, viewer
from tests.three_cases import add_more_cases

Visit = Callable[[str], Visitor]


def opened(tom: Visitor, about: str = "case:the-open-door") -> str:
    """Tom opens a session; its address."""
    answer = tom.post("/teaching-sessions", about=about)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def session_in(library: Library) -> TeachingSession:
    with reading(library.engine) as db:
        return db.exec(select(TeachingSession)).one()


def press(tom: Visitor, act: str, turn: int | None = None) -> None:
    session = session_in(tom.library)
    answer = tom.post(
        f"/teaching-sessions/{session.key}/turns", act=act, turn=str(session.turn if turn is None else turn)
    )
    assert answer.status_code == 303


def test_an_educator_opens_a_session_on_a_case(visit: Visit) -> None:
    tom = visit("tom")
    assert "The open door" in tom.get("/teaching-sessions/new").text
    page = tom.get(opened(tom))
    session = session_in(tom.library)
    assert page.status_code == 200
    assert f"{session.code[:3]} {session.code[3:]}" in page.text
    assert "<svg" in page.text
    assert session.title in tom.get("/teaching-sessions").text


def test_nothing_chosen_is_said_beside_the_form(visit: Visit) -> None:
    for about in ("", "case:nope", "set:nope", "nope"):
        answer = visit("tom").post("/teaching-sessions", about=about)
        assert answer.status_code == 422
        assert "Choose one of your case sets, or a case." in answer.text


def test_others_do_not_find_it_and_trainees_may_not_teach(visit: Visit) -> None:
    address = opened(visit("tom"))
    assert visit("ada").get(address).status_code == 404
    assert visit("ada").get(f"{address}/record").status_code == 404
    assert visit("lena").get(address).status_code == 403
    assert visit("").get(address).status_code == 303
    missing = visit("ada").get("/teaching-sessions/nothinghere")
    assert visit("ada").get(address).text.replace(address, "") == missing.text.replace(
        "/teaching-sessions/nothinghere", ""
    )


def test_it_goes_through_its_phases_and_a_second_tab_sees_the_same(visit: Visit, stocked: Library) -> None:
    tom = visit("tom")
    address = opened(tom)
    for act, words in (
        ("alone", "What do you do?"), ("discuss", "Give out tables"), ("again", "He has not long."),
        ("debrief", "The question is closed."), ("reasons", "Fewer than ten let the room read theirs"),
        ("figures", "No figures this time"),
    ):  # fmt: skip
        turn = session_in(stocked).turn
        press(tom, act)
        press(tom, act, turn)  # the same button in the second tab, which has not looked since
        assert session_in(stocked).turn == turn + 1
        for tab in (tom, visit("tom")):
            assert words in tab.get(address).text
    assert tom.post(f"{address}/closing").headers["location"] == f"{address}/record"
    assert tom.get(address).headers["location"] == f"{address}/record"


def test_nonsense_moves_nothing(visit: Visit, stocked: Library) -> None:
    tom = visit("tom")
    opened(tom)
    before = session_in(stocked)
    for act, turn in (("nonsense", "1"), ("alone", "x"), ("alone", "99"), ("alone", "²"), ("debrief", "1"), ("", "")):
        assert tom.post(f"/teaching-sessions/{before.key}/turns", act=act, turn=turn).status_code == 303
    after = session_in(stocked)
    assert (after.phase, after.turn) == (before.phase, before.turn)


def test_the_changing_line_is_nothing_where_nothing_changed_and_a_new_page_where_the_session_moved(
    visit: Visit, stocked: Library
) -> None:
    tom = visit("tom")
    address = opened(tom)
    seen = tom.get(address).text.split('data-seen="')[1].split('"')[0]
    now = f"{address}/now"
    assert tom.get(f"{now}?seen={seen}").status_code == 204
    assert "Here:" in tom.get(f"{now}?seen={session_in(stocked).turn}--x").text
    press(tom, "alone")
    assert tom.get(f"{now}?seen={seen}").headers["HX-Refresh"] == "true"


def test_notes_are_kept_sealed_and_given_back(visit: Visit, stocked: Library) -> None:
    tom = visit("tom")
    address = opened(tom)
    tom.post(f"{address}/closing")
    assert tom.post(f"{address}/record", notes="A quiet room, wombatcanary.").status_code == 303
    assert "A quiet room, wombatcanary." in tom.get(f"{address}/record").text
    folder = stocked.settings.data
    assert not [one for one in folder.rglob("*") if one.is_file() and b"wombatcanary" in one.read_bytes()]
    too_long = tom.post(f"{address}/record", notes="x" * 20_001)
    assert too_long.status_code == 422
    assert "x" * 20_001 in too_long.text
    assert tom.post(f"{address}/record", notes="").status_code == 303
    assert "wombatcanary" not in tom.get(f"{address}/record").text


def a_set(library: Library, **step: object) -> str:
    """Tom's set with the one case, told before the decision from its second second on; its key."""
    with writing(library.engine) as db:
        case, _, _ = the_case(db)
        made = make_set(db, title="Tuesday teaching", slot_minutes=45, by=cast(db, "tom"))
        added = add_case(db, made, case, by=viewer(db, "tom"))
        change_step(db, made, added, **({"prompt": "Why?\nAnd who decides?", "minutes": 20} | step))  # type: ignore[arg-type]
        (key,) = [one.clip.key for one in clips_of(db, viewer(db, "tom"), case)]
        choose_parts(db, made, added, [Span(key, 1_400, 2_900)], by=viewer(db, "tom"))
        return made.key


def test_a_set_becomes_a_session_of_its_cases(visit: Visit, stocked: Library) -> None:
    key = a_set(stocked)
    tom = visit("tom")
    assert "Tuesday teaching" in tom.get("/teaching-sessions/new").text
    assert re.search(f'value="set:{key}" checked', tom.get(f"/teaching-sessions/new?set={key}").text)
    opened(tom, f"set:{key}")
    with reading(stocked.engine) as db:
        session = db.exec(select(TeachingSession)).one()
        assert (session.title, session.case_set) == ("Tuesday teaching", key)
        assert step_of(db, session).minutes == 20
    assert visit("ada").post("/teaching-sessions", about=f"set:{key}").status_code == 422, "another's set is not there"


def test_a_case_older_than_the_newest_can_be_chosen_from_its_guide(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casebook.web.teaching_sessions.MOST_CARDS", 0)
    page = visit("tom").get("/teaching-sessions/new?case=the-open-door").text
    assert 'value="case:the-open-door" checked' in page
    assert visit("tom").get("/teaching-sessions/new?case=nothing").status_code == 200


def test_a_set_of_too_many_cases_is_said_to_be_that(visit: Visit, stocked: Library) -> None:
    from casebook.cases.case_set import CaseSet, SetStep
    from tests.conftest import cast, the_case

    with writing(stocked.engine) as db:
        case, _, _ = the_case(db)
        made = CaseSet(title="A whole term", owner_id=cast(db, "tom").pk)
        db.add(made)
        db.flush()
        for position in range(1, 14):
            db.add(SetStep(case_set_id=made.pk, position=position, case_id=case.pk, case_version=1, minutes=5))
        key = made.key
    refused = visit("tom").post("/teaching-sessions", about=f"set:{key}")
    assert refused.status_code == 422
    assert "12 at most" in refused.text
    assert f'value="set:{key}" checked' in refused.text


def test_the_screen_does_not_tell_what_may_be_hard_to_hear_after_the_decision(visit: Visit, ready: Library) -> None:
    from casebook.cases.case import CaseClip, ContentNote

    with writing(ready.engine) as db:
        after = db.exec(select(CaseClip).where(CaseClip.after)).first()
        assert after is not None
        db.add(ContentNote(case_id=after.case_id, note="He dies alone", clip_id=after.clip_id, position=9))
    ada, lena = visit("ada"), visit("lena")
    address = opened(ada)
    assert "Mentions a death" in ada.get(address).text
    assert "He dies alone" not in ada.get(address).text
    lena.post("/join", code=session_in(ready).code)
    film = lena.get(f"{address}/seat/film").text
    assert "Mentions a death" in film
    assert "He dies alone" not in film


def test_only_the_parts_of_the_set_are_watched_and_its_prompt_is_talked_about(visit: Visit, ready: Library) -> None:
    key, tom, lena = a_set(ready), visit("tom"), visit("lena")
    address = opened(tom, f"set:{key}")
    seat = f"{address}/seat"
    lena.post("/join", code=session_in(ready).code)
    for page in (tom.get(address).text, lena.get(f"{seat}/film").text):
        assert 'start-ms="1400" until-ms="2900"' in page
        assert "The bleep, 0:01 to 0:03" in page
    film = lena.get(f"{seat}/film").text
    assert "please leave the door open" in film
    assert "The corridor lights" not in film, "said before the part begins"
    with writing(ready.engine) as db:  # what is changed in the set now does not reach a room that has begun
        remove_set(db, db.exec(select(CaseSet).where(CaseSet.key == key)).one())
    assert 'start-ms="1400" until-ms="2900"' in tom.get(address).text
    press(tom, "alone")
    assert "Why?" not in tom.get(address).text
    lena.post(f"{seat}/answers", choice="stay", reasons="He asked.", confidence="2", step="1")
    press(tom, "discuss")
    for page in (tom.get(address).text, lena.get(seat).text):
        assert "Why?\nAnd who decides?" in page


def test_a_clip_taken_back_or_told_after_the_decision_is_not_watched(visit: Visit, ready: Library) -> None:
    key, tom = a_set(ready), visit("tom")
    address = opened(tom, f"set:{key}")
    with writing(ready.engine) as db:
        _, point, _ = the_case(db)
        db.add(Commitment(person_id=cast(db, "tom").pk, decision_point_id=point.pk))
    with reading(ready.engine) as db:
        assert len(step_of(db, session_in(ready)).parts or []) == 1, "those told after are in the set, not in the room"
    with writing(ready.engine) as db:
        for consent in db.exec(select(Consent)).all():
            consent.withdrawn_at = now()
    page = tom.get(address)
    assert page.status_code == 200
    assert "<clip-player" not in page.text
    assert "I went" not in page.text


def test_the_minutes_of_a_set_run_the_clocks_until_somebody_changes_them(visit: Visit, ready: Library) -> None:
    tom = visit("tom")
    address = opened(tom, f"set:{a_set(ready)}")
    page = tom.get(address).text
    assert "Your set gives this case 20" in page
    given = {name: int(value) for name, value in re.findall(r'name="minutes-(\w+)"[^>]* value="(\d+)"', page)}
    assert sum(given.values()) == 19, "the film takes the other"
    kept = {"minutes-alone": "5", "minutes-discuss": "", "minutes-again": "1", "minutes-debrief": "7"}
    for nonsense in ("61", "-1", "x", "٣"):
        tom.post(f"{address}/clocks", turn="1", **(kept | {"minutes-alone": nonsense}))
    assert session_in(ready).turn == 1
    assert visit("ada").post(f"{address}/clocks", turn="1", **kept).status_code == 404
    for _ in range(2):
        tom.post(f"{address}/clocks", turn="1", **kept)
    assert session_in(ready).turn == 2, "a second press does nothing"
    for act, least, most in (("alone", 290, 300), ("discuss", None, None), ("again", 50, 60), ("debrief", 410, 420)):
        press(tom, act)
        left = session_in(ready).seconds_left
        assert (left is None and least is None) or least <= left <= most, act  # type: ignore[operator]
        assert "minutes-alone" not in tom.get(address).text, "before the question only"
        tom.post(f"{address}/clocks", turn=str(session_in(ready).turn), **kept)


def test_a_turn_that_is_no_number_does_nothing(visit: Visit) -> None:
    tom = visit("tom")
    address = opened(tom)
    for turn in ("", "²", "9" * 30, "9" * 5000, "-1"):
        assert tom.post(f"{address}/turns", act="alone", turn=turn).status_code == 303, turn[:9]
    assert session_in(tom.library).turn == 1


def test_its_cases_come_in_the_order_of_the_set(
    visit: Visit, stocked: Library, small_content: Path, tmp_path: Path
) -> None:
    add_more_cases(stocked, small_content, tmp_path)
    with writing(stocked.engine) as db:
        made = make_set(db, title="Three", slot_minutes=45, by=cast(db, "tom"))
        cases = {case.slug: case for case in db.exec(select(Case)).all()}
        steps = [add_case(db, made, cases[slug], by=viewer(db, "tom")) for slug in sorted(cases)]
        order_steps(db, made, [steps[number].key for number in (2, 0, 1)])
        expected = [cases[sorted(cases)[number]].title for number in (2, 0, 1)]
    tom = visit("tom")
    address = opened(tom, f"set:{made.key}")
    for place, title in enumerate(expected, start=1):
        page = tom.get(address).text
        assert f"<h1>{title}</h1>" in page
        assert f"Case {place} of 3" in page
        press(tom, "next-case")
