"""What was given as a notice.

Revision ID: 0008
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.String(36)


def upgrade() -> None:
    """Remember of the notices that are there that they were given: until now a notice's id was the digest of its key,
    so that none is given a second time.
    """
    op.create_table(
        "given_notice",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("key", ID, nullable=False),
        sa.Column("reader", ID, nullable=False),
        sa.Column("notice_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("office_id", "key", name=op.f("pk_given_notice")),
    )
    op.execute(
        "INSERT INTO given_notice (office_id, key, reader, notice_id) "
        "SELECT office_id, id, worker, id FROM notice WHERE worker IS NOT NULL"
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("given_notice")
