"""The room's screen: run by whoever opened it, found by nobody else, the same in a second tab."""

from collections.abc import Callable

from sqlmodel import select

from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.teach.session_queries import step_of
from casebook.teach.teaching_session import TeachingSession
from tests.conftest import Visitor

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
    for act, turn in (("nonsense", "1"), ("alone", "x"), ("alone", "99"), ("debrief", "1"), ("", "")):
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


def test_a_set_becomes_a_session_of_its_cases(visit: Visit, stocked: Library) -> None:
    from casebook.cases.case_set import CaseSet, SetStep
    from tests.conftest import cast, the_case

    with writing(stocked.engine) as db:
        case, _, _ = the_case(db)
        made = CaseSet(title="Tuesday teaching", owner_id=cast(db, "tom").pk)
        db.add(made)
        db.flush()
        db.add(SetStep(case_set_id=made.pk, position=1, case_id=case.pk, case_version=1, prompt="Why?", minutes=20))
        key = made.key
    tom = visit("tom")
    assert "Tuesday teaching" in tom.get("/teaching-sessions/new").text
    opened(tom, f"set:{key}")
    with reading(stocked.engine) as db:
        session = db.exec(select(TeachingSession)).one()
        assert (session.title, session.case_set) == ("Tuesday teaching", key)
        assert step_of(db, session).prompt == "Why?"
    assert visit("ada").post("/teaching-sessions", about=f"set:{key}").status_code == 422, "another's set is not there"


def test_a_turn_that_is_no_number_does_nothing(visit: Visit) -> None:
    tom = visit("tom")
    address = opened(tom)
    for turn in ("", "²", "9" * 30, "9" * 5000, "-1"):
        assert tom.post(f"{address}/turns", act="alone", turn=turn).status_code == 303, turn[:9]
    assert session_in(tom.library).turn == 1
