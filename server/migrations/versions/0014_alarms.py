"""Staff have a telephone number, and open calls for help are found by an index of their own.

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

CALLED = sa.text("alarm_at IS NOT NULL")


def upgrade() -> None:
    """The records of staff have no number yet, unless this was done before and undone: then the column has theirs."""
    with op.batch_alter_table("staff") as staff:
        staff.add_column(sa.Column("phone", sa.Text(), nullable=True))
    connection = op.get_bind()
    known = connection.execute(sa.text("SELECT office_id, id, fields FROM record WHERE kind = 'staff'")).all()
    for office, staff_id, fields in known:
        read = json.loads(fields) if isinstance(fields, str) else fields
        if "phone" in read:
            connection.execute(
                sa.text("UPDATE staff SET phone = :phone WHERE office_id = :office AND id = :id"),
                {"phone": read["phone"], "office": office, "id": staff_id},
            )
    op.create_index(
        "ix_outing_alarm", "outing", ["office_id", "alarm_at"], sqlite_where=CALLED, postgresql_where=CALLED
    )


def downgrade() -> None:
    """The column goes; the numbers stay in the records and their history."""
    op.drop_index("ix_outing_alarm", "outing")
    with op.batch_alter_table("staff") as staff:
        staff.drop_column("phone")
