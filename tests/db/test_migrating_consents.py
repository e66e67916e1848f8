"""Consents of a library from before each use was agreed to apart: they go on as they were shown, and one stands."""

from pathlib import Path

from sqlalchemy import text

from casebook.db.engine import open_engine
from casebook.db.migrate import migrate

BEFORE = "0030"


def test_consents_go_on_as_they_were_shown_and_the_newest_of_several_stands(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/old.db")
    migrate(engine, BEFORE)
    with engine.execution_options(writing=True).begin() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.exec_driver_sql(
            "INSERT INTO recordings (id, created_at, key, title, medium, original, original_name, bytes, sha256, "
            "described, facts, stills) VALUES (1, '2026-01-01', 'k', 't', 'film', 'o', 'n', 1, 's', '', '{}', '[]')"
        )
        for number, withdrawn in ((1, "NULL"), (2, "'2026-02-01'"), (3, "NULL")):
            connection.exec_driver_sql(
                "INSERT INTO consents (id, created_at, recording_id, audience, starts_at, transcript, evidence, "
                f"withdrawn_at, withdrawn_reason) VALUES ({number}, '2026-01-0{number}', 1, 'public', '2026-01-01', 0, "
                f"'Form {number}', {withdrawn}, '')"
            )
    migrate(engine)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM consents ORDER BY id")).mappings().all()
    assert [row["superseded_at"] is not None for row in rows] == [True, False, False]
    assert [row["withdrawn_at"] is not None for row in rows] == [False, True, False]
    assert len({row["key"] for row in rows}) == 3
    for row in rows:
        shown = [row[name] for name in ("teaching", "live_showing", "excerpts", "stills", "keeps_text", "transcript")]
        assert shown == [1, 1, 1, 1, 1, 0], "no more than before, and no less"
