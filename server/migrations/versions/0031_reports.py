"""The columns and indexes by which further reports are counted, with what the records say.

Revision ID: 0031
Revises: 0030
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(20), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
TEXT = sa.Text()

ADDED: dict[str, dict[str, Any]] = {
    "case": {"programmes": JSON, "triage": TEXT},
    "support": {"programme": TEXT, "ended_at": MOMENT, "monitors": ID},
    "plan_support": {"programme": TEXT},
}
COUNTED_BY = ["office_id", "day", "method", "case", "deleted"]
RECORDS_AT_ONCE = 1_000


def upgrade() -> None:
    """Columns with what the records say, then the indexes."""
    for table, columns in ADDED.items():
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind))
        _fill(table, columns)
    monitors = sa.text("monitors IS NOT NULL")
    op.create_index(
        "ix_support_monitors",
        "support",
        ["office_id", "monitors", "day"],
        sqlite_where=monitors,
        postgresql_where=monitors,
    )
    op.create_index("ix_support_office_id_day_method_case_deleted_outcome", "support", [*COUNTED_BY, "outcome"])
    op.drop_index("ix_support_office_id_day_method_case_deleted", "support")


def downgrade() -> None:
    """All of it repeats what stands in records, so that nothing is lost."""
    op.create_index("ix_support_office_id_day_method_case_deleted", "support", COUNTED_BY)
    op.drop_index("ix_support_office_id_day_method_case_deleted_outcome", "support")
    op.drop_index("ix_support_monitors", "support")
    for table, columns in ADDED.items():
        for name in columns:
            op.drop_column(table, name)


def _fill(table: str, columns: dict[str, Any]) -> None:
    """Write what records say into their rows; those that say nothing stay as they are."""
    connection = op.get_bind()
    rows = sa.table(table, sa.column("office_id"), sa.column("id"), *(sa.column(n, k) for n, k in columns.items()))
    here = (rows.c.office_id == sa.bindparam("of")) & (rows.c.id == sa.bindparam("is"))
    statement = sa.update(rows).where(here).values({name: sa.bindparam(f"to_{name}") for name in columns})
    for found in _records(connection, table):
        values = []
        for office, record, text in found:
            fields = json.loads(text)
            if any(name in fields for name in columns):
                values.append({"of": office, "is": record} | {f"to_{name}": fields.get(name) for name in columns})
        if values:
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
