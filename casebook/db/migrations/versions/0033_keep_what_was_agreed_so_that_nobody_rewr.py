"""Keep what was agreed so that nobody rewrites it."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

# what was allowed before each use was asked for apart: it goes on being shown as it was
USES = ("teaching", "live_showing", "excerpts", "stills", "keeps_text")
WORDS = ("open_to", "territory", "shown_as", "treatment", "employer")
AGREED = (
    "id", "created_at", "key", "recording_id", "contributor_id", "audience", *USES, "transcript", *WORDS, "starts_at",
    "until", "review_on", "evidence", "written_by_id", "supersedes_id",
)  # fmt: skip
ENDS = ("superseded_at", "withdrawn_at", "withdrawn_by", "withdrawn_by_id", "withdrawn_reason")
POINTING = (("supersedes_id", "consents"), ("written_by_id", "people"), ("withdrawn_by_id", "people"))
KEPT = ("evidence_files", "patient_reviews", "removals")
# INSERT OR REPLACE deletes what is in its way without asking the trigger on DELETE
IN_THE_WAY = {
    "consents": "id = NEW.id OR key = NEW.key OR (recording_id = NEW.recording_id AND withdrawn_at IS NULL AND "
    "superseded_at IS NULL AND NEW.withdrawn_at IS NULL AND NEW.superseded_at IS NULL)",
    "evidence_files": "id = NEW.id OR key = NEW.key",
    "patient_reviews": "id = NEW.id",
    "removals": "id = NEW.id",
}


def upgrade() -> None:
    _tables()
    with op.batch_alter_table("consents") as batch_op:
        batch_op.add_column(sa.Column("key", sa.String(), nullable=True))
        for name in USES:
            batch_op.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
        for name in WORDS:
            batch_op.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("review_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("written_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("supersedes_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_by", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_by_id", sa.Integer(), nullable=True))
    op.execute(f"UPDATE consents SET key = {_made()}, {', '.join(f'{name} = TRUE' for name in USES)}")
    # only the newest of those that stand goes on standing
    op.execute(
        "UPDATE consents SET superseded_at = CURRENT_TIMESTAMP WHERE withdrawn_at IS NULL AND EXISTS (SELECT 1 FROM "
        "consents AS newer WHERE newer.recording_id = consents.recording_id AND newer.id > consents.id "
        "AND newer.withdrawn_at IS NULL)"
    )
    with op.batch_alter_table("consents") as batch_op:
        # what a server of the version before still writes down allows nothing, and has a key of chance
        batch_op.alter_column("key", existing_type=sa.String(), nullable=False, server_default=sa.text(_made()))
        batch_op.create_unique_constraint(op.f("uq_consents_key"), ["key"])
        for column, table in POINTING:
            batch_op.create_foreign_key(op.f(f"fk_consents_{column}_{table}"), table, [column], ["id"])
    op.execute(
        "CREATE UNIQUE INDEX uq_consents_standing ON consents (recording_id) "
        "WHERE withdrawn_at IS NULL AND superseded_at IS NULL"
    )
    with op.batch_alter_table("contributors") as batch_op:
        batch_op.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch_op.create_index(op.f("ix_contributors_person_id"), ["person_id"])
        batch_op.create_foreign_key(op.f("fk_contributors_person_id_people"), "people", ["person_id"], ["id"])
    _refuse_what_would_rewrite()


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _made() -> str:
    """Twelve digits of chance."""
    if _on_sqlite():
        return "(lower(hex(randomblob(6))))"
    return "substr(replace(gen_random_uuid()::text, '-', ''), 1, 12)"


def _refuse_what_would_rewrite() -> None:
    if not _on_sqlite():
        op.execute(
            "CREATE FUNCTION refuse_to_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING "
            "MESSAGE = 'what was agreed is kept as it was', ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    _refuse("consents", f"UPDATE OF {', '.join(AGREED)}", "changed")
    for name in ENDS:  # an end is written down once
        never = "OLD.withdrawn_at IS NOT NULL" if name.startswith("withdrawn") else f"OLD.{name} IS NOT NULL"
        _refuse("consents", f"UPDATE OF {name}", f"{name}_once", when=never)
    for table in KEPT:
        _refuse(table, "UPDATE", "changed")
    for table in ("consents", *KEPT):
        _refuse(table, "DELETE", "deleted")
        if not _on_sqlite():
            _refuse(table, "TRUNCATE", "emptied")
    if _on_sqlite():  # PostgreSQL replaces by an UPDATE, and has no number of a row that is no column
        _refuse("consents", "UPDATE", "renumbered", when="OLD.id IS NOT NEW.id")  # by rowid, which is no column's name
        for table, same in IN_THE_WAY.items():
            _refuse(table, "INSERT", "replaced", when=f"EXISTS (SELECT 1 FROM {table} WHERE {same})")


def _refuse(table: str, what: str, name: str, *, when: str = "") -> None:
    if _on_sqlite():
        condition = f"WHEN {when} " if when else ""
        then = f"{condition}BEGIN SELECT RAISE(ABORT, 'what was agreed is kept as it was'); END"
    else:
        each = "" if what == "TRUNCATE" else "FOR EACH ROW "
        condition = f"WHEN ({when}) " if when else ""
        then = f"{each}{condition}EXECUTE FUNCTION refuse_to_rewrite()"
    op.execute(f"CREATE TRIGGER {table}_not_{name} BEFORE {what} ON {table} {then}")


def _tables() -> None:
    op.create_table(
        "evidence_files",
        *_row(),
        sa.Column("consent_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["consent_id"], ["consents.id"], name=op.f("fk_evidence_files_consent_id_consents")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_evidence_files_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_files")),
        sa.UniqueConstraint("key", name=op.f("uq_evidence_files_key")),
    )
    op.create_index(op.f("ix_evidence_files_consent_id"), "evidence_files", ["consent_id"])
    op.create_table(
        "patient_reviews",
        *_row(),
        sa.Column("consent_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["consent_id"], ["consents.id"], name=op.f("fk_patient_reviews_consent_id_consents")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_patient_reviews_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_reviews")),
    )
    op.create_index(op.f("ix_patient_reviews_consent_id"), "patient_reviews", ["consent_id"])
    op.create_table(
        "removals",
        *_row(),
        sa.Column("recording_key", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("many", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removals")),
    )
    op.create_index(op.f("ix_removals_recording_key"), "removals", ["recording_key"])
    op.create_table(
        "contributor_links",
        *_row(),
        sa.Column("secret_sha256", sa.String(), nullable=False),
        sa.Column("contributor_id", sa.Integer(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contributor_id"], ["contributors.id"], name=op.f("fk_contributor_links_contributor_id_contributors")
        ),
        sa.ForeignKeyConstraint(["given_by_id"], ["people.id"], name=op.f("fk_contributor_links_given_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributor_links")),
        sa.UniqueConstraint("secret_sha256", name=op.f("uq_contributor_links_secret_sha256")),
    )
    op.create_index(op.f("ix_contributor_links_contributor_id"), "contributor_links", ["contributor_id"])
    op.create_table(
        "lay_readings",
        *_row(),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_lay_readings_case_id_cases")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_lay_readings_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lay_readings")),
    )
    op.create_index(op.f("ix_lay_readings_case_id"), "lay_readings", ["case_id"])


def _row() -> tuple[sa.Column[int], sa.Column[datetime]]:
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    if _on_sqlite():
        for table in KEPT:
            for name in ("changed", "deleted", "replaced"):
                op.execute(f"DROP TRIGGER {table}_not_{name}")
        for name in ("changed", "renumbered", "deleted", "replaced", *(f"{name}_once" for name in ENDS)):
            op.execute(f"DROP TRIGGER consents_not_{name}")
    else:
        op.execute("DROP FUNCTION refuse_to_rewrite CASCADE")  # and with it the triggers
    op.execute("DROP INDEX uq_consents_standing")
    with op.batch_alter_table("contributors") as batch_op:
        batch_op.drop_constraint(op.f("fk_contributors_person_id_people"), type_="foreignkey")
        batch_op.drop_index(op.f("ix_contributors_person_id"))
        batch_op.drop_column("person_id")
    with op.batch_alter_table("consents") as batch_op:
        for column, table in POINTING:
            batch_op.drop_constraint(op.f(f"fk_consents_{column}_{table}"), type_="foreignkey")
        batch_op.drop_constraint(op.f("uq_consents_key"), type_="unique")
        others = ("key", "review_on", "written_by_id", "supersedes_id", "superseded_at", "withdrawn_by")
        for name in (*USES, *WORDS, *others, "withdrawn_by_id"):
            batch_op.drop_column(name)
    for name in ("lay_readings", "contributor_links", *KEPT):
        op.drop_table(name)
