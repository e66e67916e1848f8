"""Keep cases by version, what their readers tell their authors, and shares by address."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_versions_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_versions")),
        sa.UniqueConstraint("case_id", "version", name=op.f("uq_case_versions_case_id")),
    )
    op.create_table(
        "remarks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "from_role",
            sa.Enum("trainee", "educator", name="fromrole", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("says", sa.Enum("taught", "misled", name="says", native_enum=False, length=32), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("case_version", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "will-change", "stays", name="remarkstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by_id"], ["people.id"], name=op.f("fk_remarks_answered_by_id_people")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_remarks_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
        sa.UniqueConstraint("key", name=op.f("uq_remarks_key")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("remarks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_remarks_case_id"), ["case_id"], unique=False)
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answer", sa.String(), server_default="", nullable=False))
    with op.batch_alter_table("shares", schema=None) as batch_op:
        batch_op.add_column(sa.Column("email", sa.String(), server_default="", nullable=False))
        batch_op.alter_column("reader_id", existing_type=sa.Integer(), nullable=True)
        batch_op.create_index(batch_op.f("ix_shares_email"), ["email"], unique=False)
    op.execute("UPDATE shares SET email = (SELECT email FROM people WHERE people.id = shares.reader_id)")


def downgrade() -> None:
    op.execute("DELETE FROM shares WHERE reader_id IS NULL")
    with op.batch_alter_table("shares", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shares_email"))
        batch_op.alter_column("reader_id", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column("email")
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.drop_column("answer")
    with op.batch_alter_table("remarks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_remarks_case_id"))
    op.drop_table("remarks")
    op.drop_table("case_versions")
