"""What a list only shows is read from the record: a column is there to find, order, join or count by.

Revision ID: 0028
Revises: 0027
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(20), "sqlite")
DAY = sa.Date().with_variant(sa.String(10), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
TEXT = sa.Text()

UNASKED: dict[str, dict[str, Any]] = {
    "agenda_item": {"purpose": TEXT},
    "comment": {"text": TEXT, "edited_at": MOMENT},
    "conflict": {"about_kind": TEXT, "was": JSON, "current": JSON, "proposed": JSON, "question": TEXT},
    "meeting": {"meeting_kind": TEXT, "theme": TEXT, "place": TEXT},
    "plan": {
        "agreed_on": DAY,
        "coordination_meeting": TEXT,
        "decision": TEXT,
        "period_start": TEXT,
        "period_end": TEXT,
        "next_monitoring": TEXT,
        "evaluation_meeting": TEXT,
        "evaluated": TEXT,
        "case_reviewed_on": DAY,
    },
    "support": {"narrative": TEXT},
}

RECORDS_AT_ONCE = 1_000


def upgrade() -> None:
    """The columns go; each of them repeats what stands in its record. SQLite drops them one by one: a table that others
    refer to cannot be made anew.
    """
    for table, columns in UNASKED.items():
        for name in columns:
            op.drop_column(table, name)


def downgrade() -> None:
    """The columns come back, with what the records say."""
    for table, columns in UNASKED.items():
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind))
        _fill(table, columns)


def _fill(table: str, columns: dict[str, Any]) -> None:
    connection = op.get_bind()
    rows = sa.table(table, sa.column("office_id"), sa.column("id"), *(sa.column(n, k) for n, k in columns.items()))
    here = (rows.c.office_id == sa.bindparam("of")) & (rows.c.id == sa.bindparam("is"))
    statement = sa.update(rows).where(here).values({name: sa.bindparam(f"to_{name}") for name in columns})
    is_sqlite = connection.dialect.name == "sqlite"
    for some in _records(connection, table):
        rows_of_some = []
        for office, record, text in some:
            fields = json.loads(text)
            values = {f"to_{name}": _value(fields.get(name), kind, is_sqlite) for name, kind in columns.items()}
            rows_of_some.append({"of": office, "is": record, **values})
        connection.execute(statement, rows_of_some)


def _records(connection: sa.Connection, kind: str) -> Iterator[list[Any]]:
    """The records of a kind, some at a time, in the order of their key."""
    records = sa.table("record", *(sa.column(name) for name in ("office_id", "id", "kind", "fields")))
    key = sa.tuple_(records.c.office_id, records.c.id)
    query = sa.select(records.c.office_id, records.c.id, records.c.fields).where(records.c.kind == kind)
    query = query.order_by(records.c.office_id, records.c.id).limit(RECORDS_AT_ONCE)
    some = list(connection.execute(query))
    while some:
        yield some
        some = list(connection.execute(query.where(key > sa.tuple_(*some[-1][:2]))))


def _value(value: Any, kind: Any, is_sqlite: bool) -> Any:
    """A value of the wire as the column's driver takes it."""
    if value is None or is_sqlite:
        return value
    if kind is MOMENT:
        return dt.datetime.fromisoformat(value)
    return dt.date.fromisoformat(value) if kind is DAY else value
