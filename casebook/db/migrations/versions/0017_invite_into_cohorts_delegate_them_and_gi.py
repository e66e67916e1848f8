"""Invite into cohorts, delegate them, and give them programmes."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"


def upgrade() -> None:
    op.create_table(
        "cohort_closures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_cohort_closures_cohort_id_cohorts")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_cohort_closures_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_closures")),
        sa.UniqueConstraint("cohort_id", name=op.f("uq_cohort_closures_cohort_id")),
    )
    with op.batch_alter_table("cohort_closures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cohort_closures_person_id"), ["person_id"], unique=False)

    op.create_table(
        "delegations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_delegations_cohort_id_cohorts")),
        sa.ForeignKeyConstraint(["given_by_id"], ["people.id"], name=op.f("fk_delegations_given_by_id_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_delegations_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
        sa.UniqueConstraint("key", name=op.f("uq_delegations_key")),
    )
    with op.batch_alter_table("delegations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delegations_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delegations_given_by_id"), ["given_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delegations_person_id"), ["person_id"], unique=False)

    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("secret_sha256", sa.String(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "student",
                "foundation",
                "specialty-training",
                "gp",
                "sas",
                "consultant",
                "other",
                name="careerstage",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_invitations_cohort_id_cohorts")),
        sa.ForeignKeyConstraint(["given_by_id"], ["people.id"], name=op.f("fk_invitations_given_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("key", name=op.f("uq_invitations_key")),
        sa.UniqueConstraint("secret_sha256", name=op.f("uq_invitations_secret_sha256")),
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitations_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitations_given_by_id"), ["given_by_id"], unique=False)

    op.create_table(
        "programmes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_programmes_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_programmes_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
        sa.UniqueConstraint("key", name=op.f("uq_programmes_key")),
    )
    with op.batch_alter_table("programmes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programmes_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_programmes_person_id"), ["person_id"], unique=False)

    op.create_table(
        "enrolments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_enrolments_cohort_id_cohorts")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_enrolments_person_id_people")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_enrolments_programme_id_programmes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
    )
    with op.batch_alter_table("enrolments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolments_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolments_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolments_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "modules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "level", sa.Enum("foundation", "mid", "senior", name="level", native_enum=False, length=32), nullable=False
        ),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_modules_programme_id_programmes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_modules")),
        sa.UniqueConstraint("key", name=op.f("uq_modules_key")),
    )
    with op.batch_alter_table("modules", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_modules_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "module_cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("case_set_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_module_cases_case_id_cases")),
        sa.ForeignKeyConstraint(["case_set_id"], ["case_sets.id"], name=op.f("fk_module_cases_case_set_id_case_sets")),
        sa.ForeignKeyConstraint(["module_id"], ["modules.id"], name=op.f("fk_module_cases_module_id_modules")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module_cases")),
        sa.UniqueConstraint("module_id", "case_id", name=op.f("uq_module_cases_module_id")),
    )
    with op.batch_alter_table("module_cases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_module_cases_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_module_cases_case_set_id"), ["case_set_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_module_cases_module_id"), ["module_id"], unique=False)

    op.create_table(
        "starts",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_starts_cohort_id_cohorts")),
        sa.ForeignKeyConstraint(["module_id"], ["modules.id"], name=op.f("fk_starts_module_id_modules")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_starts_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", "module_id", "cohort_id", name=op.f("pk_starts")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("starts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_starts_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_starts_module_id"), ["module_id"], unique=False)

    op.add_column("memberships", sa.Column("key", sa.String(), nullable=False, server_default=""))
    memberships = sa.table("memberships", sa.column("id", sa.Integer), sa.column("key", sa.String))
    for number in op.get_bind().execute(sa.select(memberships.c.id)).scalars().all():
        key = "".join(secrets.choice(ALPHABET) for _ in range(12))
        op.execute(memberships.update().where(memberships.c.id == number).values(key=key))
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.alter_column("key", existing_type=sa.String(), server_default=None)
        batch_op.create_unique_constraint(batch_op.f("uq_memberships_key"), ["key"])

    # ### end Alembic commands ###


def downgrade() -> None:
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_memberships_key"), type_="unique")
        batch_op.drop_column("key")

    with op.batch_alter_table("starts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_starts_module_id"))
        batch_op.drop_index(batch_op.f("ix_starts_cohort_id"))

    op.drop_table("starts")
    with op.batch_alter_table("module_cases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_module_cases_module_id"))
        batch_op.drop_index(batch_op.f("ix_module_cases_case_set_id"))
        batch_op.drop_index(batch_op.f("ix_module_cases_case_id"))

    op.drop_table("module_cases")
    with op.batch_alter_table("modules", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_modules_programme_id"))

    op.drop_table("modules")
    with op.batch_alter_table("enrolments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enrolments_programme_id"))
        batch_op.drop_index(batch_op.f("ix_enrolments_person_id"))
        batch_op.drop_index(batch_op.f("ix_enrolments_cohort_id"))

    op.drop_table("enrolments")
    with op.batch_alter_table("programmes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programmes_person_id"))
        batch_op.drop_index(batch_op.f("ix_programmes_organisation_id"))

    op.drop_table("programmes")
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitations_given_by_id"))
        batch_op.drop_index(batch_op.f("ix_invitations_cohort_id"))

    op.drop_table("invitations")
    with op.batch_alter_table("delegations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delegations_person_id"))
        batch_op.drop_index(batch_op.f("ix_delegations_given_by_id"))
        batch_op.drop_index(batch_op.f("ix_delegations_cohort_id"))

    op.drop_table("delegations")
    with op.batch_alter_table("cohort_closures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cohort_closures_person_id"))

    op.drop_table("cohort_closures")
    # ### end Alembic commands ###
