"""Let transcripts be edited, and consent say whether they may be taken away."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.add_column(sa.Column("transcript", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("transcripts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("read_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("described", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("drafted_by", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("changed_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_transcripts_changed_by_id_people"), "people", ["changed_by_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_transcripts_read_by_id_people"), "people", ["read_by_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("transcripts", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_transcripts_changed_by_id_people"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_transcripts_read_by_id_people"), type_="foreignkey")
        batch_op.drop_column("changed_at")
        batch_op.drop_column("changed_by_id")
        batch_op.drop_column("drafted_by")
        batch_op.drop_column("described")
        batch_op.drop_column("version")
        batch_op.drop_column("read_by_id")
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.drop_column("transcript")
