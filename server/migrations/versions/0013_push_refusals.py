"""Why a push service refuses what is sent to a phone is kept until it takes something.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(20), "sqlite")


def upgrade() -> None:
    """Nothing is known of refusals before this."""
    op.add_column("push_subscription", sa.Column("refused_status", sa.Integer()))
    op.add_column("push_subscription", sa.Column("refused_reason", sa.Text()))
    op.add_column("push_subscription", sa.Column("refused_at", MOMENT))


def downgrade() -> None:
    """What was refused is what had failed."""
    op.execute("UPDATE delivery SET state = 'failed' WHERE state = 'refused'")
    for column in ("refused_at", "refused_reason", "refused_status"):
        op.drop_column("push_subscription", column)
