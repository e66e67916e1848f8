"""Keep who was reminded, what was handed over, and where tries come from."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consent_reminders",
        *_row(),
        sa.Column("consent_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["consent_id"], ["consents.id"], name=op.f("fk_consent_reminders_consent_id_consents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_reminders")),
        sa.UniqueConstraint("consent_id", "days", name=op.f("uq_consent_reminders_consent_id")),
    )
    op.create_table(
        "network_tries",
        *_row(),
        sa.Column("network_hmac", sa.String(), nullable=False),
        sa.Column("what", sa.Enum("sign-in", "reset", name="tried", native_enum=False, length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_tries")),
    )
    op.create_index(op.f("ix_network_tries_network_hmac"), "network_tries", ["network_hmac"])
    op.create_table(
        "lawful_demands",
        *_row(),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=False),
        sa.Column("also_approved_by_id", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("reference", "kinds", "recipient", "sha256", "bar")
        ),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_lawful_demands_person_id_people")),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["people.id"], name=op.f("fk_lawful_demands_approved_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["also_approved_by_id"], ["people.id"], name=op.f("fk_lawful_demands_also_approved_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lawful_demands")),
        sa.UniqueConstraint("key", name=op.f("uq_lawful_demands_key")),
    )
    op.create_index(op.f("ix_lawful_demands_person_id"), "lawful_demands", ["person_id"])
    op.add_column("provider_links", sa.Column("key", sa.String(), nullable=True))
    twelve = "(lower(hex(randomblob(6))))"
    if op.get_bind().dialect.name == "postgresql":
        twelve = "substr(replace(gen_random_uuid()::text, '-', ''), 1, 12)"
    op.execute(f"UPDATE provider_links SET key = {twelve}")
    made = sa.text(twelve)  # for the links that a server of the version before still makes
    with op.batch_alter_table("provider_links") as table:
        table.alter_column("key", existing_type=sa.String(), nullable=False, server_default=made)
        table.create_unique_constraint(op.f("uq_provider_links_key"), ["key"])


def _row() -> tuple[sa.Column[int], sa.Column[datetime]]:
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    with op.batch_alter_table("provider_links") as table:
        table.drop_constraint(op.f("uq_provider_links_key"), type_="unique")
        table.drop_column("key")
    op.drop_table("lawful_demands")
    op.drop_table("network_tries")
    op.drop_table("consent_reminders")
