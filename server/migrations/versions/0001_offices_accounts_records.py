"""Offices, accounts, records and their projections.

Revision ID: 0001
Revises: none
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.String(36)
SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(20), "sqlite")
DAY = sa.Date().with_variant(sa.String(10), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Offices, accounts, records and their projections."""
    op.create_table(
        "appointment",
        sa.Column("case", ID),
        sa.Column("worker", ID),
        sa.Column("method", sa.Text()),
        sa.Column("programme", sa.Text()),
        sa.Column("starts_at", MOMENT),
        sa.Column("ends_at", MOMENT),
        sa.Column("place", sa.Text()),
        sa.Column("companions", JSON),
        sa.Column("purpose", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.Column("state", sa.Text()),
        sa.Column("office_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("seq", SEQ, nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("deleted", sa.Boolean()),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_appointment")),
    )
    op.create_index("ix_appointment_office_id_case", "appointment", ["office_id", "case"])
    op.create_index("ix_appointment_office_id_starts_at", "appointment", ["office_id", "starts_at"])

    op.create_table(
        "case",
        sa.Column("person", ID),
        sa.Column("number", sa.Text()),
        sa.Column("state", sa.Text()),
        sa.Column("opened_on", DAY),
        sa.Column("closed_on", DAY),
        sa.Column("closure", sa.Text()),
        sa.Column("route", sa.Text()),
        sa.Column("age_band", sa.Text()),
        sa.Column("issues", JSON),
        sa.Column("programmes", JSON),
        sa.Column("summary", sa.Text()),
        sa.Column("main_worker", ID),
        sa.Column("co_workers", JSON),
        sa.Column("source", sa.Text()),
        sa.Column("office_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("seq", SEQ, nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("deleted", sa.Boolean()),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_case")),
    )
    op.create_index("ix_case_office_id_person", "case", ["office_id", "person"])
    op.create_index("ix_case_office_id_state", "case", ["office_id", "state"])

    op.create_table(
        "change",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record", ID, nullable=False),
        sa.Column("base", ID),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("resolves", sa.Text()),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("own", sa.Text()),
        sa.Column("untaken", sa.Text()),
        sa.Column("seq", SEQ, nullable=False),
        sa.Column("head", ID, nullable=False),
        sa.Column("author", ID, nullable=False),
        sa.Column("device", ID),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("conflicts", sa.Text()),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_change")),
    )
    op.create_index(
        "ix_change_merged_head",
        "change",
        ["office_id", "head"],
        sqlite_where=sa.text("head <> id"),
        postgresql_where=sa.text("head <> id"),
    )
    op.create_index("ix_change_office_id_record_seq", "change", ["office_id", "record", "seq"])

    op.create_table(
        "comment",
        sa.Column("case", ID),
        sa.Column("about", ID),
        sa.Column("text", sa.Text()),
        sa.Column("written_at", MOMENT),
        sa.Column("author", ID),
        sa.Column("office_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("seq", SEQ, nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("deleted", sa.Boolean()),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_comment")),
    )
    op.create_index("ix_comment_office_id_about", "comment", ["office_id", "about"])

    op.create_table(
        "conflict",
        sa.Column("about", ID),
        sa.Column("about_kind", sa.Text()),
        sa.Column("scope", ID),
        sa.Column("field", sa.Text()),
        sa.Column("was", JSON),
        sa.Column("current", JSON),
        sa.Column("proposed", JSON),
        sa.Column("current_by", ID),
        sa.Column("proposed_by", ID),
        sa.Column("proposed_change", ID),
        sa.Column("raised_at", MOMENT),
        sa.Column("state", sa.Text()),
        sa.Column("resolved_by", ID),
        sa.Column("asked", sa.Boolean()),
        sa.Column("question", sa.Text()),
        sa.Column("office_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("seq", SEQ, nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("deleted", sa.Boolean()),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_conflict")),
    )
    op.create_index("ix_conflict_office_id_about", "conflict", ["office_id", "about"])
    op.create_index("ix_conflict_office_id_state", "conflict", ["office_id", "state"])

    op.create_table(
        "household",
        sa.Column("name", sa.Text()),
        sa.Column("address", sa.Text()),
        sa.Column("members", sa.Text()),
        sa.Column("safety_notes", sa.Text()),
        sa.Column("office_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("seq", SEQ, nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("deleted", sa.Boolean()),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_household")),
    )
    op.create_index("ix_household_office_id_created_by", "household", ["office_id", "created_by"])

    op.create_table(
        "office",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("seq", SEQ, nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
    )
    op.create_table(
        "person",
        sa.Column("name", sa.Text()),
        sa.Column("kana", sa.Text()),
        sa.Column("born_on", DAY),
        sa.Column("gender", sa.Text()),
        sa.Column("phone", sa.Text()),
        sa.Column("address", sa.Text()),
        sa.Column("household", ID),
        sa.Column("not_yet_met", sa.Boolean()),
        sa.Column("notes", sa.Text()),
        sa.Column("source", sa.Text()),
        sa.Column("office_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("seq", SEQ, nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("deleted", sa.Boolean()),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_person")),
    )
    op.create_index("ix_person_office_id_created_by", "person", ["office_id", "created_by"])
    op.create_index("ix_person_office_id_household", "person", ["office_id", "household"])

    op.create_table(
        "plan",
        sa.Column("case", ID),
        sa.Column("number", sa.Integer()),
        sa.Column("goal", sa.Text()),
        sa.Column("coordination_meeting", sa.Text()),
        sa.Column("coordination_meeting_due", DAY),
        sa.Column("decision", sa.Text()),
        sa.Column("decision_due", DAY),
        sa.Column("period_end", sa.Text()),
        sa.Column("period_end_due", DAY),
        sa.Column("next_monitoring", sa.Text()),
        sa.Column("next_monitoring_due", DAY),
        sa.Column("evaluation_meeting", sa.Text()),
        sa.Column("evaluation_meeting_due", DAY),
        sa.Column("evaluated", sa.Text()),
        sa.Column("evaluated_due", DAY),
        sa.Column("result", sa.Text()),
        sa.Column("source", sa.Text()),
        sa.Column("office_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("seq", SEQ, nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("deleted", sa.Boolean()),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_plan")),
    )
    op.create_index("ix_plan_office_id_case", "plan", ["office_id", "case"])
    op.create_index("ix_plan_office_id_next_monitoring_due", "plan", ["office_id", "next_monitoring_due"])
    op.create_index("ix_plan_office_id_period_end_due", "plan", ["office_id", "period_end_due"])

    op.create_table(
        "record",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("scope", ID, nullable=False),
        sa.Column("seq", SEQ, nullable=False),
        sa.Column("head", ID, nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_record")),
    )
    op.create_index("ix_record_office_id_scope_seq", "record", ["office_id", "scope", "seq"])

    op.create_table(
        "staff",
        sa.Column("name", sa.Text()),
        sa.Column("role", sa.Text()),
        sa.Column("active", sa.Boolean()),
        sa.Column("office_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("seq", SEQ, nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("deleted", sa.Boolean()),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_staff")),
    )
    op.create_table(
        "support",
        sa.Column("day", DAY),
        sa.Column("case", ID),
        sa.Column("appointment", ID),
        sa.Column("worker", ID),
        sa.Column("method", sa.Text()),
        sa.Column("programme", sa.Text()),
        sa.Column("started_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("dated", sa.Text()),
        sa.Column("travel_minutes", sa.Integer()),
        sa.Column("place", sa.Text()),
        sa.Column("met", JSON),
        sa.Column("outcome", sa.Text()),
        sa.Column("companions", JSON),
        sa.Column("purpose", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.Column("accompaniment_level", sa.Text()),
        sa.Column("topics", JSON),
        sa.Column("narrative", sa.Text()),
        sa.Column("noticed", sa.Text()),
        sa.Column("next_action", sa.Text()),
        sa.Column("next_on", DAY),
        sa.Column("wants_advice", sa.Boolean()),
        sa.Column("safety_note", sa.Text()),
        sa.Column("attachments", JSON),
        sa.Column("author", ID),
        sa.Column("review", sa.Text()),
        sa.Column("reviewed_by", ID),
        sa.Column("reviewed_at", MOMENT),
        sa.Column("late", sa.Boolean()),
        sa.Column("source", sa.Text()),
        sa.Column("office_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("seq", SEQ, nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("deleted", sa.Boolean()),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_support")),
    )
    op.create_index("ix_support_office_id_case_day", "support", ["office_id", "case", "day"])
    op.create_index("ix_support_office_id_day", "support", ["office_id", "day"])

    op.create_table(
        "visibility",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("scope", ID, nullable=False),
        sa.Column("granted_seq", SEQ, nullable=False),
        sa.Column("revoked_seq", SEQ),
        sa.Column("revoked_at", MOMENT),
        sa.PrimaryKeyConstraint("office_id", "user_id", "scope", name=op.f("pk_visibility")),
    )
    op.create_index("ix_visibility_office_id_scope", "visibility", ["office_id", "scope"])

    op.create_table(
        "assignment",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("since_seq", SEQ, nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT),
        sa.ForeignKeyConstraint(
            ["office_id", "case_id"], ["case.office_id", "case.id"], name=op.f("fk_assignment_office_id_case_id_case")
        ),
        sa.PrimaryKeyConstraint("office_id", "case_id", "user_id", "since_seq", name=op.f("pk_assignment")),
    )
    op.create_index("ix_assignment_office_id_user_id_until", "assignment", ["office_id", "user_id", "until"])

    op.create_table(
        "user",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_user_office_id_office")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_user")),
        sa.UniqueConstraint("login", name=op.f("uq_user_login")),
    )
    op.create_table(
        "device",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("told_seq", SEQ, nullable=False),
        sa.Column("clock_offset_s", sa.Integer(), nullable=False),
        sa.Column("queued", sa.Integer(), nullable=False),
        sa.Column("registered_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["office_id", "user_id"], ["user.office_id", "user.id"], name=op.f("fk_device_office_id_user_id_user")
        ),
        sa.PrimaryKeyConstraint("office_id", "user_id", "id", name=op.f("pk_device")),
    )
    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("office_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("device_id", ID),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["office_id", "user_id"], ["user.office_id", "user.id"], name=op.f("fk_sign_in_office_id_user_id_user")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in")),
    )
    op.create_index("ix_sign_in_office_id_user_id", "sign_in", ["office_id", "user_id"])


def downgrade() -> None:
    """Drop everything."""

    op.drop_table("sign_in")
    op.drop_table("device")
    op.drop_table("user")

    op.drop_table("assignment")

    op.drop_table("visibility")

    op.drop_table("support")
    op.drop_table("staff")

    op.drop_table("record")

    op.drop_table("plan")

    op.drop_table("person")
    op.drop_table("office")

    op.drop_table("household")

    op.drop_table("conflict")

    op.drop_table("comment")

    op.drop_table("change")

    op.drop_table("case")

    op.drop_table("appointment")
