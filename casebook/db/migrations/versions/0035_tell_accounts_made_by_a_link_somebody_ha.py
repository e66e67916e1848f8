"""Tell accounts made by a link somebody handed on."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("handed_link", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("invitations", sa.Column("mailed", sa.Boolean(), nullable=False, server_default=sa.false()))
    # who of them came by a personal link is not written down
    op.execute("UPDATE people SET handed_link = unproven")


def downgrade() -> None:
    op.drop_column("invitations", "mailed")
    op.drop_column("people", "handed_link")
