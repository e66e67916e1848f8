"""A teaching note from before sets had some stays on its case, with its report; going back leaves those on sets out."""

from pathlib import Path

from sqlalchemy import Connection, text

from casebook.db.engine import open_engine
from casebook.db.migrate import migrate

BEFORE = "created_at, key, person_id, kind, text, hidden_because"
PERSON = (
    "INSERT INTO people (id, created_at, key, name, email, password_hash, stage, simulated, guest)"
    " VALUES (1, '2026-11-01', 'tom', 'Tom', 'tom@casebook.example', '', 'other', 0, 0)"
)
SET = (
    "INSERT INTO case_sets (id, created_at, key, title, note, owner_id, slot_minutes, copied_title, changed_at)"
    " VALUES (1, '2026-11-01', 's', 'S', '', 1, 45, '', '2026-11-01')"
)


def noted(connection: Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(text("SELECT id, case_id, text FROM teaching_notes ORDER BY id"))]


def test_notes_on_cases_stay_and_those_on_sets_go_when_it_is_undone(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/old.db")
    migrate(engine, "0023")
    note = "'2026-11-01', '{key}', 1, 'note', '{key}', ''"
    with engine.execution_options(writing=True).begin() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.execute(text(PERSON))
        connection.execute(text(_case(connection)))
        connection.execute(text(SET))
        connection.execute(
            text(f"INSERT INTO teaching_notes (id, case_id, {BEFORE}) VALUES (1, 1, {note.format(key='a')})")
        )
        connection.execute(
            text(
                "INSERT INTO teaching_note_reports (id, created_at, teaching_note_id, person_id, because)"
                " VALUES (1, '2026-11-01', 1, 1, 'so')"
            )
        )
    migrate(engine, "0024")
    with engine.execution_options(writing=True).begin() as connection:
        assert noted(connection) == [(1, 1, "a")]
        assert connection.execute(text("SELECT teaching_note_id FROM teaching_note_reports")).scalar_one() == 1
        connection.execute(
            text(f"INSERT INTO teaching_notes (id, case_set_id, {BEFORE}) VALUES (2, 1, {note.format(key='b')})")
        )
    migrate(engine, "0023")
    with engine.connect() as connection:
        assert noted(connection) == [(1, 1, "a")]


def _case(connection: Connection) -> str:
    """A case with something in every column that must have it, whatever there were by then."""
    columns = connection.exec_driver_sql("PRAGMA table_info(cases)").all()
    needed = [(name, kind) for _, name, kind, must, *_ in columns if must]
    values = [
        "1" if "INT" in kind or "BOOL" in kind else "'[]'" if kind == "JSON" else "'2026-11-01'" for _, kind in needed
    ]
    return f"INSERT INTO cases ({', '.join(name for name, _ in needed)}) VALUES ({', '.join(values)})"
