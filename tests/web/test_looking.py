"""Who watches a teaching session sees it move, in whatever process it was moved."""

import asyncio

import pytest
from starlette.applications import Starlette

from casebook.app import create_app
from casebook.db.engine import open_engine, reading, writing
from casebook.library import Library
from casebook.people.signing_in import sign_in
from casebook.teach.facilitating import move
from casebook.teach.session_screens import pulse_of
from casebook.teach.teaching_session import Phase, TeachingSession
from casebook.web import looking as watching
from tests.conftest import cast
from tests.teach.rooms import a_session


def a_watched_session(library: Library) -> tuple[int, int]:
    """A session that Tom opened, and a sign-in of his."""
    with writing(library.engine) as db:
        session = a_session(db)
        row, _ = sign_in(db, cast(db, "tom"), hours=1)
        db.flush()
        return session.pk, row.pk


def moved_elsewhere(library: Library, session_id: int) -> None:
    """As another process does it, with an engine of its own."""
    with writing(open_engine(library.settings.database_url)) as db:
        session = db.get_one(TeachingSession, session_id)
        assert move(db, session, Phase.alone, turn=session.turn)


async def turn_seen(app: Starlette, library: Library, session_id: int, sign_in: int, within_s: float) -> int:
    """The turn that a watcher has seen so many seconds after the session was moved."""
    with reading(library.engine) as db:
        pulse = pulse_of(db, db.get_one(TeachingSession, session_id))
    with app.state.looking.watching(session_id, pulse, sign_in) as watched:
        await asyncio.sleep(0.7)  # the one who looks has begun
        changed = watched.changed
        await asyncio.to_thread(moved_elsewhere, library, session_id)
        await asyncio.wait_for(changed.wait(), within_s)
        return int(watched.pulse.turn)


def test_a_session_that_another_process_moved_is_seen_by_looking(stocked: Library) -> None:
    session_id, sign_in = a_watched_session(stocked)
    assert asyncio.run(turn_seen(create_app(stocked), stocked, session_id, sign_in, 5)) == 2


def test_where_the_database_calls_us_nobody_waits_for_the_next_look(
    stocked: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    if stocked.engine.dialect.name == "sqlite":
        pytest.skip("a file calls nobody")
    monkeypatch.setattr(watching, "LOOK_WHEN_CALLED_SECONDS", 60.0)
    session_id, sign_in = a_watched_session(stocked)
    assert asyncio.run(turn_seen(create_app(stocked), stocked, session_id, sign_in, 2)) == 2
