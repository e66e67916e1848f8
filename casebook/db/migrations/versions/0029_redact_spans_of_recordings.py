"""Redact spans of recordings, and go through the words that may name somebody before a case is published."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "redactions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column(
            "way", sa.Enum("silence", "bleep", "blur", "cut", name="way", native_enum=False, length=32), nullable=False
        ),
        sa.Column("start_ms", sa.Integer(), nullable=False),
        sa.Column("end_ms", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("top", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("planned_by_id", sa.Integer(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("original_gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["applied_by_id"], ["people.id"], name=op.f("fk_redactions_applied_by_id_people")),
        sa.ForeignKeyConstraint(["planned_by_id"], ["people.id"], name=op.f("fk_redactions_planned_by_id_people")),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recordings.id"], name=op.f("fk_redactions_recording_id_recordings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redactions")),
        sa.UniqueConstraint("key", name=op.f("uq_redactions_key")),
    )
    op.create_index(op.f("ix_redactions_recording_id"), "redactions", ["recording_id"], unique=False)
    op.create_table(
        "cleared_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clip_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["clip_id"], ["clips.id"], name=op.f("fk_cleared_marks_clip_id_clips")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_cleared_marks_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cleared_marks")),
    )
    op.create_index(op.f("ix_cleared_marks_clip_id"), "cleared_marks", ["clip_id"], unique=False)
    with op.batch_alter_table("confidentiality_reviews", schema=None) as batch_op:
        batch_op.add_column(sa.Column("words", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("confidentiality_reviews", schema=None) as batch_op:
        batch_op.drop_column("words")
    op.drop_table("cleared_marks")
    op.drop_table("redactions")
