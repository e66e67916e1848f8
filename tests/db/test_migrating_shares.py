"""A share from before shares were for addresses keeps its reader, and is for her address."""

from pathlib import Path

from sqlalchemy import text

from casebook.db.engine import open_engine
from casebook.db.migrate import migrate


def test_a_share_that_was_given_to_a_person_stays_hers(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/old.db")
    migrate(engine, "0014")
    with engine.execution_options(writing=True).begin() as connection:
        for number, name in ((1, "lena"), (2, "tom")):
            connection.execute(
                text(
                    "INSERT INTO people (id, created_at, key, name, email, password_hash, stage, simulated)"
                    " VALUES (:id, '2026-11-01', :name, :name, :email, '', 'other', 0)"
                ),
                {"id": number, "name": name, "email": f"{name}@casebook.example"},
            )
        connection.execute(
            text(
                "INSERT INTO shares (id, created_at, key, owner_id, reader_id, reflection, until)"
                " VALUES (1, '2026-11-01', 'k', 1, 2, 'r', '2027-01-01')"
            )
        )
    migrate(engine)
    with engine.connect() as connection:
        (kept,) = connection.execute(text("SELECT reader_id, email FROM shares")).all()
    assert tuple(kept) == (2, "tom@casebook.example")
