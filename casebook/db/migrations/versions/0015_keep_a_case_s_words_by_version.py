"""Keep a case's words by version, and shares by address."""

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
    op.drop_table("case_versions")
