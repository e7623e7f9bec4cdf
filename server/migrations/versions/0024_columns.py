"""A kind's table holds what queries ask for; the rest is read from the record.

Revision ID: 0024
Revises: 0023
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(20), "sqlite")
DAY = sa.Date().with_variant(sa.String(10), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
TEXT = sa.Text()

UNASKED: dict[str, dict[str, Any]] = {
    "agenda_item": {"treatment": TEXT, "points": TEXT, "minutes": TEXT, "decision": TEXT},
    "appointment": {"companions": JSON, "reason": TEXT},
    "attachment": {"name": TEXT, "media_type": TEXT},
    "case": {
        "closure": TEXT,
        "route": TEXT,
        "age_band": TEXT,
        "issues": JSON,
        "programmes": JSON,
        "summary": TEXT,
        "source": TEXT,
    },
    "conflict": {
        "current_device": ID,
        "current_at": MOMENT,
        "proposed_device": ID,
        "proposed_at": MOMENT,
        "proposed_with": JSON,
    },
    "household": {"safety_notes": TEXT},
    "meeting": {"attendees": JSON, "notes": TEXT},
    "notice": {"worker": ID, "about": ID, "case": ID, "subject": ID, "place": TEXT, "due": TEXT},
    "outing": {"appointment": ID, "method": TEXT},
    "person": {"born_on": DAY, "gender": TEXT, "not_yet_met": sa.Boolean(), "notes": TEXT, "source": TEXT},
    "plan": {
        "follows": ID,
        "goal": TEXT,
        "agreement": TEXT,
        "signature": ID,
        "agreed_to": TEXT,
        "submitted": sa.Boolean(),
        "evaluation": TEXT,
        "evaluation_note": TEXT,
        "approved_by": ID,
        "approved_at": MOMENT,
        "source": TEXT,
        "coordination_meeting_due": DAY,
        "decision_due": DAY,
        "period_start_due": DAY,
        "period_end_due": DAY,
        "evaluation_meeting_due": DAY,
        "evaluated_due": DAY,
    },
    "plan_support": {"programme": TEXT, "what": TEXT, "worker": ID, "agency": TEXT, "frequency": TEXT},
    "series": {"companions": JSON, "reason": TEXT},
    "staff": {"role": TEXT, "active": sa.Boolean()},
    "support": {
        "appointment": ID,
        "outing": ID,
        "programme": TEXT,
        "ended_at": MOMENT,
        "dated": TEXT,
        "travel_minutes": sa.Integer(),
        "place": TEXT,
        "met": JSON,
        "companions": JSON,
        "purpose": TEXT,
        "reason": TEXT,
        "accompaniment_level": TEXT,
        "topics": JSON,
        "noticed": TEXT,
        "next_action": TEXT,
        "next_on": DAY,
        "monitors": ID,
        "attachments": JSON,
        "source": TEXT,
    },
    "task": {"what": TEXT},
}

INDEXED = (("notice", "worker"), ("plan", "period_end_due"))
RECORDS_AT_ONCE = 1_000


def upgrade() -> None:
    """The columns go; each of them repeats what stands in its record. SQLite drops them one by one: a table that others
    refer to cannot be made anew.
    """
    for table, column in INDEXED:
        op.drop_index(f"ix_{table}_office_id_{column}", table)
    for table, columns in UNASKED.items():
        for name in columns:
            op.drop_column(table, name)


def downgrade() -> None:
    """The columns come back, with what the records say. Days derived from a plan's dates stay empty until
    ``flask --app server rebuild``: no query asks for them.
    """
    for table, columns in UNASKED.items():
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind))
        _fill(table, columns)
    for table, column in INDEXED:
        op.create_index(f"ix_{table}_office_id_{column}", table, ["office_id", column])


def _fill(table: str, columns: dict[str, Any]) -> None:
    connection = op.get_bind()
    rows = sa.table(table, sa.column("office_id"), sa.column("id"), *(sa.column(n, k) for n, k in columns.items()))
    here = (rows.c.office_id == sa.bindparam("of")) & (rows.c.id == sa.bindparam("is"))
    statement = sa.update(rows).where(here).values({name: sa.bindparam(f"to_{name}") for name in columns})
    is_sqlite = connection.dialect.name == "sqlite"
    for found in _records(connection, table):
        values = []
        for office, record, text in found:
            fields = json.loads(text)
            given = {f"to_{name}": _value(fields.get(name), kind, is_sqlite) for name, kind in columns.items()}
            values.append({"of": office, "is": record, **given})
        connection.execute(statement, values)


def _records(connection: sa.Connection, kind: str) -> Iterator[list[Any]]:
    """Those of a kind, some at a time. All are found before the first is written to."""
    records = sa.table("record", *(sa.column(name) for name in ("office_id", "id", "kind", "fields")))
    query = sa.select(records.c.office_id, records.c.id, records.c.fields).where(records.c.kind == kind)
    everything = connection.execute(query.order_by(records.c.office_id, records.c.id)).all()
    for start in range(0, len(everything), RECORDS_AT_ONCE):
        yield list(everything[start : start + RECORDS_AT_ONCE])


def _value(value: Any, kind: Any, is_sqlite: bool) -> Any:
    """A value of the wire as the column's driver takes it."""
    if value is None or is_sqlite:
        return value
    if kind is MOMENT:
        return dt.datetime.fromisoformat(value)
    return dt.date.fromisoformat(value) if kind is DAY else value
