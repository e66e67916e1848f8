"""Let educators write teaching notes on cases to each other."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "teaching_notes",
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
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_teaching_notes_case_id_cases")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_teaching_notes_person_id_people")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["teaching_notes.id"], name=op.f("fk_teaching_notes_question_id_teaching_notes")
        ),
        sa.ForeignKeyConstraint(["hidden_by_id"], ["people.id"], name=op.f("fk_teaching_notes_hidden_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teaching_notes")),
        sa.UniqueConstraint("key", name=op.f("uq_teaching_notes_key")),
    )
    op.create_index(op.f("ix_teaching_notes_case_id"), "teaching_notes", ["case_id"], unique=False)
    op.create_index(op.f("ix_teaching_notes_person_id"), "teaching_notes", ["person_id"], unique=False)
    op.create_index(op.f("ix_teaching_notes_question_id"), "teaching_notes", ["question_id"], unique=False)
    op.create_table(
        "teaching_note_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("teaching_note_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["teaching_note_id"],
            ["teaching_notes.id"],
            name=op.f("fk_teaching_note_reports_teaching_note_id_teaching_notes"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_teaching_note_reports_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teaching_note_reports")),
        sa.UniqueConstraint("teaching_note_id", "person_id", name=op.f("uq_teaching_note_reports_teaching_note_id")),
    )
    op.create_index(
        op.f("ix_teaching_note_reports_teaching_note_id"), "teaching_note_reports", ["teaching_note_id"], unique=False
    )
    op.create_index(op.f("ix_teaching_note_reports_person_id"), "teaching_note_reports", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("teaching_note_reports")
    op.drop_table("teaching_notes")
