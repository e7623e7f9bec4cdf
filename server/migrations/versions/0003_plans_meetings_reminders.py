"""Plans in full, meetings, recurring visits, visits under watch, and reminders.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.String(36)
TEXT = sa.Text()
FLAG = sa.Boolean()
COUNT = sa.Integer()
SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(20), "sqlite")
DAY = sa.Date().with_variant(sa.String(10), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

Columns = dict[str, Any]

KINDS: dict[str, Columns] = {
    "series": {
        "case": ID,
        "worker": ID,
        "repeats": TEXT,
        "starts_on": DAY,
        "until": DAY,
        "closed_days": TEXT,
        "from_time": TEXT,
        "to_time": TEXT,
        "method": TEXT,
        "programme": TEXT,
        "place": TEXT,
        "companions": JSON,
        "purpose": TEXT,
        "reason": TEXT,
    },
    "plan_support": {
        "case": ID,
        "plan": ID,
        "programme": TEXT,
        "what": TEXT,
        "worker": ID,
        "agency": TEXT,
        "frequency": TEXT,
    },
    "meeting": {
        "meeting_kind": TEXT,
        "theme": TEXT,
        "held_at": MOMENT,
        "place": TEXT,
        "attendees": JSON,
        "notes": TEXT,
    },
    "agenda_item": {
        "case": ID,
        "meeting": ID,
        "plan": ID,
        "support": ID,
        "purpose": TEXT,
        "treatment": TEXT,
        "position": COUNT,
        "points": TEXT,
        "minutes": TEXT,
        "decision": TEXT,
    },
    "task": {"case": ID, "about": ID, "what": TEXT, "worker": ID, "due": DAY, "done_on": DAY},
    "outing": {
        "case": ID,
        "worker": ID,
        "appointment": ID,
        "started_at": MOMENT,
        "expected_end": MOMENT,
        "place": TEXT,
        "companions": JSON,
        "ended_at": MOMENT,
        "alarm_at": MOMENT,
        "safe_at": MOMENT,
        "answered_by": ID,
        "answered_at": MOMENT,
    },
    "notice": {
        "worker": ID,
        "reminder": TEXT,
        "about": ID,
        "case": ID,
        "subject": ID,
        "place": TEXT,
        "due": TEXT,
        "count": COUNT,
        "made_at": MOMENT,
        "seen": FLAG,
    },
    "absence": {"worker": ID, "since": DAY, "until": DAY},
}

ADDED: dict[str, Columns] = {
    "appointment": {"series": ID, "occurrence": DAY},
    "plan": {
        "follows": ID,
        "agreed_on": DAY,
        "agreement": TEXT,
        "signature": ID,
        "submitted": FLAG,
        "period_start": TEXT,
        "period_start_due": DAY,
        "evaluation": TEXT,
        "evaluation_note": TEXT,
        "approval": TEXT,
        "approved_by": ID,
        "approved_at": MOMENT,
        "case_reviewed_on": DAY,
    },
    "support": {"monitors": ID, "flagged": FLAG, "not_double_of": JSON},
}

INDEXES: dict[str, tuple[tuple[str, ...], ...]] = {
    "series": (("office_id", "case"), ("office_id", "worker")),
    "plan_support": (("office_id", "case"), ("office_id", "plan")),
    "meeting": (("office_id", "held_at"),),
    "agenda_item": (("office_id", "case"), ("office_id", "meeting")),
    "task": (("office_id", "case"), ("office_id", "due")),
    "outing": (("office_id", "case"), ("office_id", "ended_at", "expected_end")),
    "notice": (("office_id", "worker"),),
    "push_subscription": (("office_id", "user_id"),),
    "delivery": (("state", "due_at"),),
    "support": (("office_id", "review"),),
}


def upgrade() -> None:
    """Tables for the new kinds, which no office has any record of yet; columns that are empty in what there is."""
    for table, columns in KINDS.items():
        _create_projection(table, columns)
    for table, columns in ADDED.items():
        for name, type_ in columns.items():
            op.add_column(table, sa.Column(name, type_))
    _create_push()
    op.create_table(
        "reminder_settings",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("settings", JSON, nullable=False),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_reminder_settings")),
    )
    op.create_table(
        "job_run",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_run")),
    )
    op.create_table(
        "calendar_feed",
        sa.Column("token_hash", TEXT, nullable=False),
        sa.Column("office_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        _of_a_user("calendar_feed"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_calendar_feed")),
    )
    for table, indexes in INDEXES.items():
        for columns_of_index in indexes:
            op.create_index(f"ix_{table}_{'_'.join(columns_of_index)}", table, list(columns_of_index))


def _create_projection(table: str, columns: Columns) -> None:
    op.create_table(
        table,
        *(sa.Column(name, type_) for name, type_ in columns.items()),
        sa.Column("office_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("seq", SEQ, nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("deleted", FLAG),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f(f"pk_{table}")),
    )


def _create_push() -> None:
    op.create_table(
        "push_subscription",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("device_id", ID),
        sa.Column("endpoint", TEXT, nullable=False),
        sa.Column("p256dh", TEXT, nullable=False),
        sa.Column("auth", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("failures", COUNT, nullable=False),
        sa.Column("last_success_at", MOMENT),
        _of_a_user("push_subscription"),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_push_subscription")),
        sa.UniqueConstraint("endpoint", name=op.f("uq_push_subscription_endpoint")),
    )
    op.create_table(
        "push_choice",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("muted", JSON, nullable=False),
        _of_a_user("push_choice"),
        sa.PrimaryKeyConstraint("office_id", "user_id", name=op.f("pk_push_choice")),
    )
    op.create_table(
        "delivery",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("notice_id", ID, nullable=False),
        sa.Column("subscription_id", ID, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("attempts", COUNT, nullable=False),
        sa.Column("claimed_at", MOMENT),
        sa.Column("claimed_by", TEXT),
        sa.Column("finished_at", MOMENT),
        sa.PrimaryKeyConstraint("office_id", "notice_id", "subscription_id", name=op.f("pk_delivery")),
    )


def _of_a_user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["office_id", "user_id"], ["user.office_id", "user.id"], name=op.f(f"fk_{table}_office_id_user_id_user")
    )


def downgrade() -> None:
    """Drop the tables and columns. The records stay whole, and can be projected again."""
    for table in ("calendar_feed", "job_run", "reminder_settings", "delivery", "push_choice", "push_subscription"):
        op.drop_table(table)
    op.drop_index("ix_support_office_id_review", "support")
    for table, columns in reversed(ADDED.items()):
        with op.batch_alter_table(table) as batch:
            for name in columns:
                batch.drop_column(name)
    for table in reversed(KINDS):
        op.drop_table(table)
