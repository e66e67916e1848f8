"""Let educators write teaching notes on case sets too."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("teaching_notes", schema=None) as batch_op:
        batch_op.alter_column("case_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("case_set_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_teaching_notes_case_set_id_case_sets"), "case_sets", ["case_set_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_teaching_notes_case_set_id"), ["case_set_id"], unique=False)


def downgrade() -> None:
    on_sets = "SELECT id FROM teaching_notes WHERE case_set_id IS NOT NULL"
    op.execute(f"DELETE FROM teaching_note_reports WHERE teaching_note_id IN ({on_sets})")
    op.execute("DELETE FROM teaching_notes WHERE case_set_id IS NOT NULL")
    with op.batch_alter_table("teaching_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_teaching_notes_case_set_id"))
        batch_op.drop_constraint(batch_op.f("fk_teaching_notes_case_set_id_case_sets"), type_="foreignkey")
        batch_op.drop_column("case_set_id")
        batch_op.alter_column("case_id", existing_type=sa.Integer(), nullable=False)
