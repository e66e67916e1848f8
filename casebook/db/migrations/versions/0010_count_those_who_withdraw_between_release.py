"""Count those who withdraw between releases."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("releases", sa.Column("departed", sa.JSON(), nullable=False, server_default="{}"))
    op.drop_index("ix_responses_point", "responses")
    op.create_index("ix_responses_point", "responses", ["decision_point_id", "round", "release"])


def downgrade() -> None:
    op.drop_index("ix_responses_point", "responses")
    op.create_index("ix_responses_point", "responses", ["decision_point_id", "round"])
    op.drop_column("releases", "departed")
