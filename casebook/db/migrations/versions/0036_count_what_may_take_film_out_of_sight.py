"""Count what may take film out of sight."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

#: What takes something out of sight, by table. Where a row only ever opens something, its coming is not counted:
#: everybody in a hall who answers would have every decision about film made anew.
MOVES = {
    "appointments": ("INSERT", "UPDATE", "DELETE"),
    "case_clips": ("INSERT", "UPDATE", "DELETE"),
    "cases": ("UPDATE", "DELETE"),
    "clips": ("UPDATE", "DELETE"),
    "commitments": ("UPDATE", "DELETE"),
    "consents": ("INSERT", "UPDATE", "DELETE"),
    "decision_points": ("UPDATE", "DELETE"),
    "people": ("UPDATE OF organisation_id, guest", "DELETE"),
    "publications": ("UPDATE", "DELETE"),
    "recordings": ("UPDATE", "DELETE"),
    "tombstones": ("INSERT", "UPDATE", "DELETE"),
}
#: At the end of the transaction, when it holds all its other rows and can wait for nobody who waits for it; and once.
FUNCTION = """
CREATE FUNCTION move_sight() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('epochs.sight_moved_in', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
        UPDATE epochs SET number = number + 1 WHERE name = 'sight';
        PERFORM set_config('epochs.sight_moved_in', pg_current_xact_id()::text, true);
    END IF;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "epochs",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_epochs")),
    )
    op.execute("INSERT INTO epochs (name, number) VALUES ('sight', 1)")
    if _on_sqlite():
        for name, table, what in _triggers():
            op.execute(
                f"CREATE TRIGGER {name} AFTER {what} ON {table} "
                "BEGIN UPDATE epochs SET number = number + 1 WHERE name = 'sight'; END"
            )
    else:
        op.execute(FUNCTION)
        for name, table, what in _triggers():
            op.execute(
                f"CREATE CONSTRAINT TRIGGER {name} AFTER {what} ON {table} "
                "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_sight()"
            )


def downgrade() -> None:
    for name, table, _ in _triggers():
        op.execute(f"DROP TRIGGER {name}" + ("" if _on_sqlite() else f" ON {table}"))
    if not _on_sqlite():
        op.execute("DROP FUNCTION move_sight()")
    op.drop_table("epochs")


def _triggers() -> list[tuple[str, str, str]]:
    return [(f"{table}_{what.split()[0].lower()}_moves_sight", table, what) for table in MOVES for what in MOVES[table]]


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
