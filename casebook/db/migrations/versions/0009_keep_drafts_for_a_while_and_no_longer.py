"""Keep drafts for a while and no longer."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # altered in place: made anew, the table would get row numbers that tell in which order people wrote
    op.add_column("sealed_records", sa.Column("week", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("sealed_records", "week")
