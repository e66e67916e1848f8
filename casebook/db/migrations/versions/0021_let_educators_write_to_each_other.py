"""Let educators write remarks on cases to each other."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "remarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_by_id", sa.Integer(), nullable=True),
        sa.Column("hidden_because", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_remarks_case_id_cases")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_remarks_person_id_people")),
        sa.ForeignKeyConstraint(["question_id"], ["remarks.id"], name=op.f("fk_remarks_question_id_remarks")),
        sa.ForeignKeyConstraint(["hidden_by_id"], ["people.id"], name=op.f("fk_remarks_hidden_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
        sa.UniqueConstraint("key", name=op.f("uq_remarks_key")),
    )
    op.create_index(op.f("ix_remarks_case_id"), "remarks", ["case_id"], unique=False)
    op.create_index(op.f("ix_remarks_person_id"), "remarks", ["person_id"], unique=False)
    op.create_index(op.f("ix_remarks_question_id"), "remarks", ["question_id"], unique=False)
    op.create_table(
        "remark_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remark_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["remark_id"], ["remarks.id"], name=op.f("fk_remark_reports_remark_id_remarks")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_remark_reports_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark_reports")),
        sa.UniqueConstraint("remark_id", "person_id", name=op.f("uq_remark_reports_remark_id")),
    )
    op.create_index(op.f("ix_remark_reports_remark_id"), "remark_reports", ["remark_id"], unique=False)
    op.create_index(op.f("ix_remark_reports_person_id"), "remark_reports", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("remark_reports")
    op.drop_table("remarks")
