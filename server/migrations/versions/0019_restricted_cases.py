"""A case can be restricted to named staff, and opened with a reason for a while by others.

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(20), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
IS_RESTRICTED = sa.text("restricted_to IS NOT NULL")


def upgrade() -> None:
    """A case is restricted as its record says: where this was undone and done again, some are."""
    op.add_column("case", sa.Column("restricted_to", JSON))
    op.create_index(
        "ix_case_restricted",
        "case",
        ["office_id", "id"],
        sqlite_where=IS_RESTRICTED,
        postgresql_where=IS_RESTRICTED,
    )
    op.create_table(
        "case_opening",
        sa.Column("office_id", ID, primary_key=True),
        sa.Column("user_id", ID, primary_key=True),
        sa.Column("case_id", ID, primary_key=True),
        sa.Column("until", MOMENT, nullable=False),
    )
    _restrict()


def _restrict() -> None:
    connection = op.get_bind()
    record = sa.table("record", *(sa.column(name) for name in ("office_id", "id", "kind", "fields")))
    case = sa.table("case", sa.column("office_id"), sa.column("id"), sa.column("restricted_to", JSON))
    restricted = record.c.fields.contains('"restricted_to"')
    query = sa.select(record.c.office_id, record.c.id, record.c.fields).where(record.c.kind == "case", restricted)
    for office, id_, fields in connection.execute(query).all():
        row = case.update().where(case.c.office_id == office, case.c.id == id_)
        connection.execute(row.values(restricted_to=json.loads(fields).get("restricted_to")))


def downgrade() -> None:
    """The older version knows of no restriction, and opens to the whole office what its records restrict."""
    op.drop_table("case_opening")
    op.drop_index("ix_case_restricted", "case")
    op.drop_column("case", "restricted_to")
