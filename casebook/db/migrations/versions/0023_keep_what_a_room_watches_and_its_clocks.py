"""Keep what a room watches of each case, and the minutes of its phases."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("teaching_steps", sa.Column("parts", sa.JSON(), nullable=True))
    op.add_column("teaching_steps", sa.Column("clocks", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("teaching_steps", "clocks")
    op.drop_column("teaching_steps", "parts")
