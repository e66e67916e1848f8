"""Ask a cohort how it learns from ethical decisions, and keep what it plans."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "health_dimensions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("statements", sa.JSON(), nullable=False),
        sa.Column("guidance", sa.JSON(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_dimensions")),
        sa.UniqueConstraint("slug", name=op.f("uq_health_dimensions_slug")),
    )
    op.create_table(
        "health_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_health_checks_cohort_id_cohorts")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["people.id"], name=op.f("fk_health_checks_opened_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_checks")),
        sa.UniqueConstraint("key", name=op.f("uq_health_checks_key")),
    )
    op.create_index(op.f("ix_health_checks_cohort_id"), "health_checks", ["cohort_id"], unique=False)
    op.create_index(op.f("ix_health_checks_opened_by_id"), "health_checks", ["opened_by_id"], unique=False)
    op.create_table(
        "health_answers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("health_check_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["health_check_id"], ["health_checks.id"], name=op.f("fk_health_answers_health_check_id_health_checks")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_answers")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_health_answers_health_check_id"), "health_answers", ["health_check_id"], unique=False)
    op.create_table(
        "planned_actions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("health_check_id", sa.Integer(), nullable=False),
        sa.Column("dimension", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["health_check_id"], ["health_checks.id"], name=op.f("fk_planned_actions_health_check_id_health_checks")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_planned_actions_owner_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_actions")),
        sa.UniqueConstraint("key", name=op.f("uq_planned_actions_key")),
    )
    op.create_index(op.f("ix_planned_actions_health_check_id"), "planned_actions", ["health_check_id"], unique=False)
    op.create_index(op.f("ix_planned_actions_owner_id"), "planned_actions", ["owner_id"], unique=False)


def downgrade() -> None:
    op.drop_table("planned_actions")
    op.drop_table("health_answers")
    op.drop_table("health_checks")
    op.drop_table("health_dimensions")
