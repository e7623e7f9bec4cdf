"""What was given as a notice; that a comment was edited, and that the removal of a note is asked for.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(20), "sqlite")


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
    op.add_column("comment", sa.Column("edited_at", MOMENT))
    op.add_column("support", sa.Column("removal_asked", sa.Boolean()))
    op.add_column("support", sa.Column("to_review", sa.Text()))
    op.execute("UPDATE support SET to_review = review WHERE review IN ('unread', 'revised', 'returned')")
    op.create_index("ix_support_office_id_to_review", "support", ["office_id", "to_review"])


def downgrade() -> None:
    """Drop the table and the columns. The records stay whole, and can be projected again."""
    op.drop_index("ix_support_office_id_to_review", "support")
    with op.batch_alter_table("support") as batch:
        batch.drop_column("to_review")
        batch.drop_column("removal_asked")
    with op.batch_alter_table("comment") as batch:
        batch.drop_column("edited_at")
    op.drop_table("given_notice")
