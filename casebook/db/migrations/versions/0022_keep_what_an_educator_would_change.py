"""Keep what an educator would change of a case she has taught with."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("remarks", sa.Column("suggests", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("remarks", "suggests")
