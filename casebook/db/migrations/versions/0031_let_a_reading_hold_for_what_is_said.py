"""Let a reviewer's reading of a manuscript hold for what is said in its clips as she read it."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("manuscript_readings", sa.Column("words", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("manuscript_readings", "words")
