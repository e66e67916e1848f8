"""Let authors write cases in the studio."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "manuscripts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("begun_from", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("saved", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_manuscripts_case_id_cases")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_manuscripts_author_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manuscripts")),
        sa.UniqueConstraint("key", name=op.f("uq_manuscripts_key")),
        sa.UniqueConstraint("case_id", name=op.f("uq_manuscripts_case_id")),
    )
    op.create_index(op.f("ix_manuscripts_author_id"), "manuscripts", ["author_id"], unique=False)
    op.create_table(
        "manuscript_readings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("manuscript_id", sa.Integer(), nullable=False),
        sa.Column("saved", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["manuscript_id"], ["manuscripts.id"], name=op.f("fk_manuscript_readings_manuscript_id_manuscripts")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_manuscript_readings_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manuscript_readings")),
    )
    op.create_index(
        op.f("ix_manuscript_readings_manuscript_id"), "manuscript_readings", ["manuscript_id"], unique=False
    )
    op.create_table(
        "clip_themes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("clip_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("from_ms", sa.Integer(), nullable=False),
        sa.Column("to_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clip_id"], ["clips.id"], name=op.f("fk_clip_themes_clip_id_clips"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], name=op.f("fk_clip_themes_theme_id_themes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clip_themes")),
        sa.UniqueConstraint("key", name=op.f("uq_clip_themes_key")),
    )
    op.create_index(op.f("ix_clip_themes_clip_id"), "clip_themes", ["clip_id"], unique=False)
    op.create_index(op.f("ix_clip_themes_theme_id"), "clip_themes", ["theme_id"], unique=False)
    op.add_column("cases", sa.Column("licence", sa.String(), nullable=False, server_default="CC BY 4.0"))
    op.add_column("cases", sa.Column("attribution", sa.String(), nullable=False, server_default=""))
    op.add_column("contributors", sa.Column("picture", sa.String(), nullable=False, server_default="as-filmed"))
    op.add_column("guidance", sa.Column("checked_by", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("guidance", "checked_by")
    op.drop_column("contributors", "picture")
    op.drop_column("cases", "attribution")
    op.drop_column("cases", "licence")
    op.drop_table("clip_themes")
    op.drop_table("manuscript_readings")
    op.drop_table("manuscripts")
