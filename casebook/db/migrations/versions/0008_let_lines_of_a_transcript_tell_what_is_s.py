"""Let lines of a transcript tell what is seen."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("cues", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seen", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("cues", schema=None) as batch_op:
        batch_op.drop_column("seen")
