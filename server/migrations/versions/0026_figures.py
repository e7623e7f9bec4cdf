"""The columns and indexes by which an office's figures are counted, with what the records say.

Revision ID: 0026
Revises: 0025
"""

from __future__ import annotations

import calendar
import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

ID = sa.String(36)
DAY = sa.Date().with_variant(sa.String(10), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
TEXT = sa.Text()

ADDED: dict[str, dict[str, Any]] = {
    "case": {"closure": TEXT, "route": TEXT, "age_band": TEXT, "issues": JSON, "issue_items": JSON},
    "person": {"gender": TEXT},
    "plan": {"follows": ID, "decision_due": DAY, "evaluated_due": DAY},
}
INDEXED = (("case", "opened_on"), ("case", "closed_on"), ("plan", "decision_due"), ("plan", "evaluated_due"))
COUNTED_BY = ["office_id", "day", "method", "case", "deleted"]
RECORDS_AT_ONCE = 1_000


def upgrade() -> None:
    """Columns with what the records say, then the indexes."""
    for table, columns in ADDED.items():
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind))
        _fill(table, columns)
    for table, column in INDEXED:
        dated = sa.text(f"{column} IS NOT NULL")
        name = f"ix_{table}_office_id_{column}"
        op.create_index(name, table, ["office_id", column], sqlite_where=dated, postgresql_where=dated)
    op.create_index("ix_support_office_id_day_method_case_deleted", "support", COUNTED_BY)
    op.drop_index("ix_support_office_id_day", "support")


def downgrade() -> None:
    """All of it repeats what stands in records, so that nothing is lost."""
    op.create_index("ix_support_office_id_day", "support", ["office_id", "day"])
    op.drop_index("ix_support_office_id_day_method_case_deleted", "support")
    for table, column in INDEXED:
        op.drop_index(f"ix_{table}_office_id_{column}", table)
    for table, columns in ADDED.items():
        for name in columns:
            op.drop_column(table, name)


def _fill(table: str, columns: dict[str, Any]) -> None:
    connection = op.get_bind()
    rows = sa.table(table, sa.column("office_id"), sa.column("id"), *(sa.column(n, k) for n, k in columns.items()))
    here = (rows.c.office_id == sa.bindparam("of")) & (rows.c.id == sa.bindparam("is"))
    statement = sa.update(rows).where(here).values({name: sa.bindparam(f"to_{name}") for name in columns})
    for found in _records(connection, table):
        values = []
        for office, record, text in found:
            fields = json.loads(text)
            given = {f"to_{name}": _value(fields, name, connection.dialect.name) for name in columns}
            values.append({"of": office, "is": record, **given})
        connection.execute(statement, values)


def _records(connection: sa.Connection, kind: str) -> Iterator[list[Any]]:
    """The records of a kind, some at a time, in the order of their key."""
    records = sa.table("record", *(sa.column(name) for name in ("office_id", "id", "kind", "fields")))
    key = sa.tuple_(records.c.office_id, records.c.id)
    query = sa.select(records.c.office_id, records.c.id, records.c.fields).where(records.c.kind == kind)
    query = query.order_by(records.c.office_id, records.c.id).limit(RECORDS_AT_ONCE)
    found = list(connection.execute(query))
    while found:
        yield found
        found = list(connection.execute(query.where(key > sa.tuple_(*found[-1][:2]))))


def _value(fields: Mapping[str, Any], name: str, dialect: str) -> Any:
    """A value of a record as the column's driver takes it."""
    derived = DERIVED.get(name)
    value = fields.get(name) if derived is None else derived(fields)
    return value.isoformat() if isinstance(value, dt.date) and dialect == "sqlite" else value


def _due(date: str | None) -> dt.date | None:
    """The last day that a date means, which may be a day, a third of a month or a month (``sync.dates``)."""
    if date is None:
        return None
    year, month, *rest = date.split("-")
    last = calendar.monthrange(int(year), int(month))[1]
    day = {"U": 10, "M": 20, "L": last}.get(rest[0]) or int(rest[0]) if rest else last
    return dt.date(int(year), int(month), day)


DERIVED: dict[str, Callable[[Mapping[str, Any]], dt.date | None]] = {
    "decision_due": lambda fields: _due(fields.get("decision")),
    "evaluated_due": lambda fields: _due(fields.get("evaluated", fields.get("evaluation_meeting"))),
}
