"""Recovery without loss: what a log ends with, what phones number, and what waits for what was lost.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.String(36)
SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(20), "sqlite")

_NEWEST = """
UPDATE office SET last_change =
  (SELECT change.id FROM change WHERE change.office_id = office.id ORDER BY change.seq DESC LIMIT 1)
"""


def upgrade() -> None:
    """Each office's newest change is found in its log, once; the new tables begin empty."""
    op.add_column("office", sa.Column("last_change", ID))
    op.execute(_NEWEST)
    op.add_column("change", sa.Column("stamp", sa.Text()))
    op.add_column("device", sa.Column("saved", SEQ, nullable=False, server_default="0"))
    op.add_column("device", sa.Column("received", sa.Text()))
    op.add_column("device", sa.Column("dropped", sa.Text()))
    op.create_table(
        "waiting_change",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("author", ID, nullable=False),
        sa.Column("device", ID),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("first_at", MOMENT, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("settled_by", ID),
        sa.Column("settled_at", MOMENT),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_waiting_change")),
    )
    op.create_index("ix_waiting_change_office_id_state", "waiting_change", ["office_id", "state"])


def downgrade() -> None:
    """What waits is lost with its table; phones offer it again."""
    op.drop_table("waiting_change")
    for column in ("dropped", "received", "saved"):
        op.drop_column("device", column)
    op.drop_column("change", "stamp")
    op.drop_column("office", "last_change")
