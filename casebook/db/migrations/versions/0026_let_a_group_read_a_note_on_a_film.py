"""Let a group read a note on a film."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shared_notes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("teaching_session_id", sa.Integer(), nullable=True),
        sa.Column("clip_id", sa.Integer(), nullable=False),
        sa.Column("from_ms", sa.Integer(), nullable=False),
        sa.Column("to_ms", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(cohort_id IS NULL) <> (teaching_session_id IS NULL)", name=op.f("ck_shared_notes_one_group")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_shared_notes_person_id_people")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_shared_notes_cohort_id_cohorts")),
        sa.ForeignKeyConstraint(
            ["teaching_session_id"],
            ["teaching_sessions.id"],
            name=op.f("fk_shared_notes_teaching_session_id_teaching_sessions"),
        ),
        sa.ForeignKeyConstraint(["clip_id"], ["clips.id"], name=op.f("fk_shared_notes_clip_id_clips")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_notes")),
        sa.UniqueConstraint("key", name=op.f("uq_shared_notes_key")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_shared_notes_person_id"), "shared_notes", ["person_id"], unique=False)
    op.create_index(op.f("ix_shared_notes_clip_id"), "shared_notes", ["clip_id"], unique=False)


def downgrade() -> None:
    op.drop_table("shared_notes")
