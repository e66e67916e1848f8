"""Two people take a case as a pair."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pairs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("decision_point_id", sa.Integer(), nullable=False),
        sa.Column("secret_sha256", sa.String(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note_version", sa.Integer(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision_point_id"], ["decision_points.id"], name=op.f("fk_pairs_decision_point_id_decision_points")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairs")),
        sa.UniqueConstraint("key", name=op.f("uq_pairs_key")),
        sa.UniqueConstraint("secret_sha256", name=op.f("uq_pairs_secret_sha256")),
    )
    op.create_index(op.f("ix_pairs_decision_point_id"), "pairs", ["decision_point_id"], unique=False)
    op.create_table(
        "pair_halves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name=op.f("fk_pair_halves_pair_id_pairs")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_pair_halves_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_halves")),
        sa.UniqueConstraint("pair_id", "person_id", name=op.f("uq_pair_halves_pair_id")),
    )
    op.create_index(op.f("ix_pair_halves_pair_id"), "pair_halves", ["pair_id"], unique=False)
    op.create_index(op.f("ix_pair_halves_person_id"), "pair_halves", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("pair_halves")
    op.drop_table("pairs")
