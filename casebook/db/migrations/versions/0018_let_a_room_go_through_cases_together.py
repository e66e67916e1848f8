"""Let a room go through cases together: sessions, seats, and which answers count in a room."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "teaching_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("case_set", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column(
            "phase",
            sa.Enum("watch", "alone", "discuss", "again", "debrief", name="phase", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reasons_first", sa.Boolean(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_teaching_sessions_owner_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teaching_sessions")),
        sa.UniqueConstraint("code", name=op.f("uq_teaching_sessions_code")),
        sa.UniqueConstraint("key", name=op.f("uq_teaching_sessions_key")),
    )
    with op.batch_alter_table("teaching_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_teaching_sessions_case_set"), ["case_set"], unique=False)
        batch_op.create_index(batch_op.f("ix_teaching_sessions_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "seats",
        sa.Column("teaching_session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_seats_person_id_people")),
        sa.ForeignKeyConstraint(
            ["teaching_session_id"],
            ["teaching_sessions.id"],
            name=op.f("fk_seats_teaching_session_id_teaching_sessions"),
        ),
        sa.PrimaryKeyConstraint("teaching_session_id", "person_id", name=op.f("pk_seats")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("seats", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seats_person_id"), ["person_id"], unique=False)

    op.create_table(
        "rooms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision_point_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=True),
        sa.Column("departed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_point_id"], ["decision_points.id"], name=op.f("fk_rooms_decision_point_id_decision_points")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
    )
    with op.batch_alter_table("rooms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rooms_decision_point_id"), ["decision_point_id"], unique=False)

    op.create_table(
        "room_answers",
        sa.Column("response_id", sa.String(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"], ["responses.id"], name=op.f("fk_room_answers_response_id_responses"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_room_answers_room_id_rooms")),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_room_answers")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("room_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_answers_room_id"), ["room_id"], unique=False)

    op.create_table(
        "room_reasons",
        sa.Column("response_id", sa.String(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("out", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"], ["responses.id"], name=op.f("fk_room_reasons_response_id_responses"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_room_reasons_room_id_rooms")),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_room_reasons")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("room_reasons", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_reasons_room_id"), ["room_id"], unique=False)

    op.create_table(
        "teaching_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("teaching_session_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("decision_point_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("prompt", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("reasons_shown", sa.Boolean(), nullable=False),
        sa.Column("figures_shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_point_id"],
            ["decision_points.id"],
            name=op.f("fk_teaching_steps_decision_point_id_decision_points"),
        ),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_teaching_steps_room_id_rooms")),
        sa.ForeignKeyConstraint(
            ["teaching_session_id"],
            ["teaching_sessions.id"],
            name=op.f("fk_teaching_steps_teaching_session_id_teaching_sessions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teaching_steps")),
        sa.UniqueConstraint("room_id", name=op.f("uq_teaching_steps_room_id")),
        sa.UniqueConstraint("teaching_session_id", "position", name=op.f("uq_teaching_steps_teaching_session_id")),
    )
    with op.batch_alter_table("teaching_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_teaching_steps_decision_point_id"), ["decision_point_id"], unique=False)

    op.create_table(
        "table_seats",
        sa.Column("teaching_step_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_table_seats_person_id_people")),
        sa.ForeignKeyConstraint(
            ["teaching_step_id"], ["teaching_steps.id"], name=op.f("fk_table_seats_teaching_step_id_teaching_steps")
        ),
        sa.PrimaryKeyConstraint("teaching_step_id", "person_id", name=op.f("pk_table_seats")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("table_seats", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_table_seats_person_id"), ["person_id"], unique=False)

    op.add_column("people", sa.Column("guest", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("people", "guest")

    with op.batch_alter_table("table_seats", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_table_seats_person_id"))

    op.drop_table("table_seats")
    with op.batch_alter_table("teaching_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_teaching_steps_decision_point_id"))

    op.drop_table("teaching_steps")
    with op.batch_alter_table("room_reasons", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_room_reasons_room_id"))

    op.drop_table("room_reasons")
    with op.batch_alter_table("room_answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_room_answers_room_id"))

    op.drop_table("room_answers")
    with op.batch_alter_table("rooms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rooms_decision_point_id"))

    op.drop_table("rooms")
    with op.batch_alter_table("seats", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seats_person_id"))

    op.drop_table("seats")
    with op.batch_alter_table("teaching_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_teaching_sessions_owner_id"))
        batch_op.drop_index(batch_op.f("ix_teaching_sessions_case_set"))

    op.drop_table("teaching_sessions")
