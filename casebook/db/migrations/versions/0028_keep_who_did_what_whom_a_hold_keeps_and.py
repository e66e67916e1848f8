"""Keep who did what, whom a hold keeps, and who has been away."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

ONLY_ADDED = (
    "CREATE TRIGGER audit_entries_stay_as_written BEFORE UPDATE ON audit_entries "
    "BEGIN SELECT RAISE(ABORT, 'rows of the audit are only added'); END",
    "CREATE TRIGGER audit_entries_stay BEFORE DELETE ON audit_entries "
    "WHEN OLD.number > COALESCE((SELECT MAX(last) FROM audit_segments), 0) "
    "BEGIN SELECT RAISE(ABORT, 'rows of the audit go only with a closed segment'); END",
    "CREATE TRIGGER audit_segments_stay_as_written BEFORE UPDATE ON audit_segments "
    "BEGIN SELECT RAISE(ABORT, 'segments of the audit are only added'); END",
    "CREATE TRIGGER audit_segments_stay BEFORE DELETE ON audit_segments "
    "BEGIN SELECT RAISE(ABORT, 'segments of the audit are only added'); END",
    # INSERT OR REPLACE deletes what is in its way without asking the trigger on DELETE
    "CREATE TRIGGER audit_entries_not_replaced BEFORE INSERT ON audit_entries "
    "WHEN EXISTS (SELECT 1 FROM audit_entries WHERE number = NEW.number) "
    "BEGIN SELECT RAISE(ABORT, 'rows of the audit are only added'); END",
    "CREATE TRIGGER audit_segments_not_replaced BEFORE INSERT ON audit_segments "
    "WHEN EXISTS (SELECT 1 FROM audit_segments WHERE last = NEW.last) "
    "BEGIN SELECT RAISE(ABORT, 'segments of the audit are only added'); END",
)
# PostgreSQL replaces by an UPDATE, and empties a table without asking the triggers of its rows.
ONLY_ADDED_ON_POSTGRESQL = (
    "CREATE FUNCTION refuse_on_audit() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE FUNCTION refuse_before_a_segment_is_closed() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN IF OLD.number > COALESCE((SELECT MAX(last) FROM audit_segments), 0) THEN RAISE EXCEPTION USING "
    "MESSAGE = 'rows of the audit go only with a closed segment', ERRCODE = 'integrity_constraint_violation'; "
    "END IF; RETURN OLD; END $$",
    "CREATE TRIGGER audit_entries_stay_as_written BEFORE UPDATE ON audit_entries "
    "FOR EACH ROW EXECUTE FUNCTION refuse_on_audit('rows of the audit are only added')",
    "CREATE TRIGGER audit_entries_stay BEFORE DELETE ON audit_entries "
    "FOR EACH ROW EXECUTE FUNCTION refuse_before_a_segment_is_closed()",
    "CREATE TRIGGER audit_entries_not_emptied BEFORE TRUNCATE ON audit_entries "
    "EXECUTE FUNCTION refuse_on_audit('rows of the audit go only with a closed segment')",
    "CREATE TRIGGER audit_segments_stay_as_written BEFORE UPDATE ON audit_segments "
    "FOR EACH ROW EXECUTE FUNCTION refuse_on_audit('segments of the audit are only added')",
    "CREATE TRIGGER audit_segments_stay BEFORE DELETE ON audit_segments "
    "FOR EACH ROW EXECUTE FUNCTION refuse_on_audit('segments of the audit are only added')",
    "CREATE TRIGGER audit_segments_not_emptied BEFORE TRUNCATE ON audit_segments "
    "EXECUTE FUNCTION refuse_on_audit('segments of the audit are only added')",
)


def upgrade() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("at", "who", "organisation", "act", "about")),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("mac", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entries")),
    )
    for name in ("at", "who", "organisation", "about"):
        op.create_index(op.f(f"ix_audit_entries_{name}"), "audit_entries", [name], unique=False)
    op.create_table(
        "audit_segments",
        sa.Column("last", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.String(), nullable=False),
        sa.Column("mac", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("last", name=op.f("pk_audit_segments")),
    )
    for trigger in ONLY_ADDED if op.get_bind().dialect.name == "sqlite" else ONLY_ADDED_ON_POSTGRESQL:
        op.execute(trigger)
    people = ("person_id", "approved_by_id", "also_approved_by_id")
    lifters = ("lifted_by_id", "lift_also_by_id")
    op.create_table(
        "holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in people),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("bar", sa.String(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in lifters),
        *(
            sa.ForeignKeyConstraint([name], ["people.id"], name=op.f(f"fk_holds_{name}_people"))
            for name in (*people, *lifters)
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
        sa.UniqueConstraint("key", name=op.f("uq_holds_key")),
    )
    op.create_index(op.f("ix_holds_person_id"), "holds", ["person_id"], unique=False)
    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("last_here", sa.Date(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_absences_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
        sa.UniqueConstraint("person_id", name=op.f("uq_absences_person_id")),
    )


def downgrade() -> None:
    op.drop_table("absences")
    op.drop_table("holds")
    op.drop_table("audit_segments")
    op.drop_table("audit_entries")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_on_audit, refuse_before_a_segment_is_closed")
