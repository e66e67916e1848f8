"""D5, from outside: until the close, two rooms with as many answers and other content are the same in every byte that
an educator, a member who has not answered, or an outsider can get; and a sign-out ends what they hear."""

import asyncio
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlmodel import Session, select
from structlog.testing import capture_logs

from casebook.db.engine import writing
from casebook.library import Library, open_library
from casebook.people.signing_in import sign_out_everywhere
from casebook.reflect.rooming import let_room_read
from casebook.settings import read_settings
from casebook.teach.facilitating import add_time, move
from casebook.teach.session_queries import point_of, room_of, step_of
from casebook.teach.teaching_session import Phase, TeachingSession
from tests.conftest import Visitor, cast
from tests.databases import copied
from tests.teach.rooms import a_session, answers, in_it, to

STAY = ["stay"] * 7 + ["go"] * 5 + ["ask"] * 3
OTHER = ["ask"] * 12 + ["go"] * 1 + ["stay"] * 2
#: What is different at each request whatever anybody answered.
OF_THE_REQUEST = {"x-request-id", "date"}


def the_session(db: Session) -> TeachingSession:
    return db.exec(select(TeachingSession)).one()


@pytest.fixture
def rooms(stocked: Library, tmp_path: Path) -> Iterator[tuple[Library, Library]]:
    """The same library twice: fifteen people in a session whose question has just been put."""
    with writing(stocked.engine) as db:
        session = a_session(db)
        for _ in range(16):
            in_it(db, session)
        from casebook.teach.joining_session import join

        join(db, session, by=cast(db, "lena"))
        to(db, session, Phase.alone)
        session.ends_at = None
        db.add(session)
    stocked.engine.dispose()
    data = copied(stocked.settings.data, tmp_path / "other")
    other = open_library(read_settings(data=data, demo=True, second_factor="offered"))
    yield stocked, other
    other.engine.dispose()


def fill(library: Library, choices: Sequence[str], *, again: bool = False) -> None:
    from casebook.teach.joining_session import people_with_seats

    with writing(library.engine) as db:
        session = the_session(db)
        people = sorted(
            (one for one in people_with_seats(db, session) if one.name == "Someone"), key=lambda one: one.pk
        )
        for person, choice in zip(people, choices, strict=False):
            assert answers(db, library, session, person, choice, again=again)
        if not again:
            room, step = room_of(db, step_of(db, session)), step_of(db, session)
            assert room is not None
            for number, person in enumerate(people[:12]):
                text = f"Because {choices[number]} " + "very " * len(choices[number])
                assert let_room_read(db, library.keyring, room, point_of(db, step), text, by=person)


def everything_heard(library: Library) -> str:
    """Every byte that Tom, Lena (who has not answered), Otto and nobody get, with headers and log lines."""
    heard = []
    with capture_logs() as lines:
        visitors = {name: Visitor(library).enter(name) for name in ("tom", "lena", "otto")} | {"": Visitor(library)}
        with writing(library.engine) as db:
            session = the_session(db)
            key, code, turn = session.key, session.code, session.turn
        paths = [
            f"/teaching-sessions/{key}", f"/teaching-sessions/{key}/now?seen=0", f"/teaching-sessions/{key}/record",
            f"/teaching-sessions/{key}/now?seen={turn}", f"/teaching-sessions/{key}/seat",
            f"/teaching-sessions/{key}/seat/now?seen=0", f"/teaching-sessions/{key}/seat/now?seen={turn}",
            "/teaching-sessions", f"/join/{code}", "/cases/the-open-door", "/cases/the-open-door/comparison",
            "/cases", "/cases?sort=discussed", "/search?q=door", "/my-casebook", "/studio/reasons",
            "/cases/the-open-door/guide", "/", "/metrics", "/cases.atom",
        ]  # fmt: skip
        for name, visitor in visitors.items():
            for path in paths:
                for headers in ({}, {"hx-request": "true"}, {"accept": "application/json"}):
                    answer = visitor.get(path, **headers)
                    kept = {k: v for k, v in sorted(answer.headers.items()) if k not in OF_THE_REQUEST}
                    heard.append(f"{name} {path} {answer.status_code} {json.dumps(kept)}\n{answer.text}")
            heard.append(f"{name} live {live(visitor, key)}")
    said = [{k: v for k, v in line.items() if k not in ("id", "ms")} for line in lines]
    return "\n".join(heard) + json.dumps(said, default=str)


def live(visitor: Visitor, key: str, *, events: int = 1) -> str:
    """The first of what is told live; asked of the app itself, as the test client waits for the end of an answer."""
    app = visitor.client.app
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.client.cookies.items())
    told: list[bytes] = []

    async def ask() -> None:
        over = asyncio.Event()

        async def receive() -> dict[str, object]:
            await over.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                told.append(str(message["status"]).encode())
            told.append(message.get("body", b""))  # type: ignore[arg-type]
            if b"".join(told).count(b"event:") >= events:
                over.set()

        scope = {
            "type": "http", "method": "GET", "path": f"/teaching-sessions/{key}/live", "raw_path": b"", "root_path": "",
            "query_string": b"", "scheme": "http", "http_version": "1.1", "server": ("localhost", 8000),
            "client": ("127.0.0.1", 1), "headers": [(b"host", b"localhost:8000"), (b"cookie", cookies.encode()),
            (b"accept", b"text/event-stream")], "app": app,
        }  # fmt: skip
        asking = asyncio.create_task(app(scope, receive, send))  # type: ignore[arg-type]
        await asyncio.wait([asking], timeout=3)
        asking.cancel()

    asyncio.run(ask())
    return b"".join(told).decode()


def same_but_for_numbers_of_the_process(text: str) -> str:
    """Without what is new at every request: memory and time of the process, and the key a new note would have."""
    text = re.sub(r'(name="note" value=")[a-z0-9]{12}"', r"\1", text)
    return re.sub(r"(?m)^casebook_\S+ [\d.e+-]+$|^(process|python)_\S+ .*$", "", text)


def test_two_rooms_with_as_many_answers_are_alike_in_every_byte_until_the_close(
    rooms: tuple[Library, Library],
) -> None:
    one, other = rooms
    for again in (False, True):
        if again:
            for library in rooms:
                with writing(library.engine) as db:
                    session = the_session(db)
                    to(db, session, Phase.discuss, Phase.again)
                    session.ends_at = None
                    db.add(session)
        fill(one, STAY, again=again)
        fill(other, OTHER, again=again)
        heard = [same_but_for_numbers_of_the_process(everything_heard(library)) for library in rooms]
        assert "Answers are arriving" in heard[0]
        assert "event: pulse" in heard[0]
        assert heard[0] == heard[1]
    for library in rooms:
        with writing(library.engine) as db:
            session = the_session(db)
            to(db, session, Phase.debrief)
            from casebook.teach.facilitating import reveal

            assert reveal(db, session, "figures", turn=session.turn)
    after = [everything_heard(library) for library in rooms]
    assert "How this room chose" in after[0]
    assert after[0] != after[1], "after the close the release differs, so the comparison could have failed"


def test_the_room_is_told_live_and_a_phone_only_the_turn(rooms: tuple[Library, Library]) -> None:
    one, _ = rooms
    with writing(one.engine) as db:
        key, turn = the_session(db).key, the_session(db).turn
    fill(one, STAY)
    tom, lena, otto = (Visitor(one).enter(name) for name in ("tom", "lena", "otto"))
    assert f"event: pulse\ndata: {turn}-most-about.15\n" in live(tom, key)
    assert f"event: pulse\ndata: {turn}\n" in live(lena, key)
    assert live(otto, key).startswith("404")
    assert live(Visitor(one), key).startswith("401")


def test_what_happens_is_heard_within_two_looks_and_a_sign_out_ends_it(rooms: tuple[Library, Library]) -> None:
    one, _ = rooms
    with writing(one.engine) as db:
        key = the_session(db).key
    lena = Visitor(one).enter("lena")

    def later() -> None:
        with writing(one.engine) as db:
            session = the_session(db)
            assert add_time(db, session, 1, turn=session.turn)
        import time

        time.sleep(0.8)
        with writing(one.engine) as db:
            sign_out_everywhere(db, cast(db, "lena"))

    import threading

    timer = threading.Timer(0.6, later)
    timer.start()
    heard = live(lena, key, events=3)
    timer.join()
    assert heard.count("event: pulse") == 2
    assert heard.rstrip().endswith("event: over\ndata:")


def test_one_look_that_fails_leaves_no_screen_standing_still(
    rooms: tuple[Library, Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    from casebook.web import looking

    one, _ = rooms
    with writing(one.engine) as db:
        key = the_session(db).key
    lena, fails, really = Visitor(one).enter("lena"), [RuntimeError()], looking.pulses

    def pulses(*given: object) -> object:
        if fails:
            raise fails.pop()
        return really(*given)  # type: ignore[arg-type]

    def later() -> None:
        with writing(one.engine) as db:
            session = the_session(db)
            assert add_time(db, session, 1, turn=session.turn)

    monkeypatch.setattr(looking, "pulses", pulses)
    timer = threading.Timer(1.0, later)
    timer.start()
    heard = live(lena, key, events=2)
    timer.join()
    assert not fails
    assert heard.count("event: pulse") == 2


def test_going_back_and_forth_never_reveals(rooms: tuple[Library, Library]) -> None:
    one, _ = rooms
    fill(one, STAY)
    with writing(one.engine) as db:
        session = the_session(db)
        for phase in (Phase.discuss, Phase.alone, Phase.discuss, Phase.again, Phase.discuss):
            assert move(db, session, phase, turn=session.turn)
            room = room_of(db, step_of(db, session))
            assert room is not None
            assert room.figures is None
