"""What databases lack that were made before the first and the third migration had their last form.

Both were edited in the days before the first release. A database from before that counts as migrated, and has neither
the columns in which the change log keeps what a merge added, nor the index by which notes that wait are found. A
database that lacks nothing is left as it is.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

REVIEW = "ix_support_office_id_review"
BY_RECORD = "ix_change_office_id_record_seq"
MERGED = "ix_change_merged_head"
AT_ONCE = 2_000

CHANGE = sa.table("change", *(sa.column(name) for name in ("office_id", "id", "fields", "after", "own", "untaken")))


def upgrade() -> None:
    """Add what is not there. The values after each change are told as they are now, from what was kept of them."""
    connection = op.get_bind()
    inspector = sa.inspect(connection)
    columns = {column["name"] for column in inspector.get_columns("change")}
    for name in ("own", "untaken"):
        if name not in columns:
            op.add_column("change", sa.Column(name, sa.Text()))
    if "after" in columns:
        _tell_anew(connection)
        _forget_after()
    if REVIEW not in {index["name"] for index in inspector.get_indexes("support")}:
        op.create_index(REVIEW, "support", ["office_id", "review"])


def downgrade() -> None:
    """Nothing: what was added belongs to the first and the third migration as they are."""


def _tell_anew(connection: sa.Connection) -> None:
    statement = (
        CHANGE.update()
        .where(CHANGE.c.office_id == sa.bindparam("of_office"), CHANGE.c.id == sa.bindparam("of_id"))
        .values(own=sa.bindparam("new_own"), untaken=sa.bindparam("new_untaken"))
    )
    for rows in _changes(connection):
        told = [_told(row) for row in rows]
        if worth_it := [row for row in told if row["new_own"] or row["new_untaken"]]:
            connection.execute(statement, worth_it)


def _changes(connection: sa.Connection) -> Iterator[list[Any]]:
    """The change log, by a few thousand at a time: it may be larger than memory."""
    query = sa.select(CHANGE.c.office_id, CHANGE.c.id, CHANGE.c.fields, CHANGE.c.after)
    query = query.order_by(CHANGE.c.office_id, CHANGE.c.id).limit(AT_ONCE)
    rows = list(connection.execute(query))
    while rows:
        yield rows
        last = sa.tuple_(sa.literal(rows[-1].office_id), sa.literal(rows[-1].id))
        rows = list(connection.execute(query.where(sa.tuple_(CHANGE.c.office_id, CHANGE.c.id) > last)))


def _told(row: Any) -> dict[str, str | None]:
    """What of the values after a change is not what its author proposed, and what they proposed and is not there."""
    fields, after = json.loads(row.fields), json.loads(row.after)
    own = {name: value for name, value in after.items() if name not in fields or fields[name] != value}
    untaken = [name for name in fields if name not in after]
    return {
        "of_office": row.office_id,
        "of_id": row.id,
        "new_own": _spelled(own) if own else None,
        "new_untaken": _spelled(untaken) if untaken else None,
    }


def _spelled(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _forget_after() -> None:
    """Drop the column that every write would miss to fill. SQLite writes the table anew, and its indexes with it."""
    op.drop_index(MERGED, "change")
    op.drop_index(BY_RECORD, "change")
    with op.batch_alter_table("change") as batch:
        batch.drop_column("after")
    merged = sa.text("head <> id")
    op.create_index(MERGED, "change", ["office_id", "head"], sqlite_where=merged, postgresql_where=merged)
    op.create_index(BY_RECORD, "change", ["office_id", "record", "seq"])
