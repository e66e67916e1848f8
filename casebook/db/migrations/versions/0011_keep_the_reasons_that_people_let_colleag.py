"""Keep the reasons that people let colleagues read."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shared_reasons",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("decision_point_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("positions", sa.JSON(), nullable=False),
        sa.Column("considerations", sa.JSON(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "queued",
                "allowed",
                "reported",
                "kept",
                "withheld",
                name="reasonstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("read_by_id", sa.Integer(), nullable=True),
        sa.Column("release", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision_point_id"],
            ["decision_points.id"],
            name=op.f("fk_shared_reasons_decision_point_id_decision_points"),
        ),
        sa.ForeignKeyConstraint(["read_by_id"], ["people.id"], name=op.f("fk_shared_reasons_read_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_reasons")),
        sa.UniqueConstraint("key", name=op.f("uq_shared_reasons_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_shared_reasons_point", "shared_reasons", ["decision_point_id"])


def downgrade() -> None:
    op.drop_index("ix_shared_reasons_point", "shared_reasons")
    op.drop_table("shared_reasons")
