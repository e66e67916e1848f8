"""Let educators put cases together in sets."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_sets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("slot_minutes", sa.Integer(), nullable=False),
        sa.Column("copied_from_id", sa.Integer(), nullable=True),
        sa.Column("copied_title", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["copied_from_id"], ["case_sets.id"], name=op.f("fk_case_sets_copied_from_id_case_sets")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_case_sets_owner_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_sets")),
        sa.UniqueConstraint("key", name=op.f("uq_case_sets_key")),
    )
    with op.batch_alter_table("case_sets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_sets_copied_from_id"), ["copied_from_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_sets_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "set_shares",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("case_set_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum("person", "cohort", "link", name="sharekind", native_enum=False, length=32), nullable=False
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_set_id"], ["case_sets.id"], name=op.f("fk_set_shares_case_set_id_case_sets")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_set_shares_cohort_id_cohorts")),
        sa.ForeignKeyConstraint(["given_by_id"], ["people.id"], name=op.f("fk_set_shares_given_by_id_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_set_shares_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_shares")),
        sa.UniqueConstraint("code", name=op.f("uq_set_shares_code")),
        sa.UniqueConstraint("key", name=op.f("uq_set_shares_key")),
    )
    with op.batch_alter_table("set_shares", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_set_shares_case_set_id"), ["case_set_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_set_shares_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_set_shares_given_by_id"), ["given_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_set_shares_person_id"), ["person_id"], unique=False)

    op.create_table(
        "set_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("case_set_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("case_version", sa.Integer(), nullable=False),
        sa.Column("prompt", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_set_steps_case_id_cases")),
        sa.ForeignKeyConstraint(["case_set_id"], ["case_sets.id"], name=op.f("fk_set_steps_case_set_id_case_sets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_steps")),
        sa.UniqueConstraint("key", name=op.f("uq_set_steps_key")),
    )
    with op.batch_alter_table("set_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_set_steps_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_set_steps_case_set_id"), ["case_set_id"], unique=False)

    op.create_table(
        "set_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("clip_id", sa.Integer(), nullable=True),
        sa.Column("from_ms", sa.Integer(), nullable=False),
        sa.Column("to_ms", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clip_id"], ["clips.id"], name=op.f("fk_set_parts_clip_id_clips"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["step_id"], ["set_steps.id"], name=op.f("fk_set_parts_step_id_set_steps")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_parts")),
    )
    with op.batch_alter_table("set_parts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_set_parts_clip_id"), ["clip_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_set_parts_step_id"), ["step_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("set_parts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_set_parts_step_id"))
        batch_op.drop_index(batch_op.f("ix_set_parts_clip_id"))

    op.drop_table("set_parts")
    with op.batch_alter_table("set_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_set_steps_case_set_id"))
        batch_op.drop_index(batch_op.f("ix_set_steps_case_id"))

    op.drop_table("set_steps")
    with op.batch_alter_table("set_shares", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_set_shares_person_id"))
        batch_op.drop_index(batch_op.f("ix_set_shares_given_by_id"))
        batch_op.drop_index(batch_op.f("ix_set_shares_cohort_id"))
        batch_op.drop_index(batch_op.f("ix_set_shares_case_set_id"))

    op.drop_table("set_shares")
    with op.batch_alter_table("case_sets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_sets_owner_id"))
        batch_op.drop_index(batch_op.f("ix_case_sets_copied_from_id"))

    op.drop_table("case_sets")
