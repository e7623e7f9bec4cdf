"""A phone's session opens the pages of the office for a while, and phones say when they were unlocked and erased.

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(20), "sqlite")


def upgrade() -> None:
    """Whoever reads office pages on a phone gives the password once more; no phone has said anything of its lock."""
    with op.batch_alter_table("sign_in") as sign_in:
        sign_in.add_column(sa.Column("office_until", MOMENT, nullable=True))
    with op.batch_alter_table("device") as device:
        device.add_column(sa.Column("unlocked_at", MOMENT, nullable=True))
        device.add_column(sa.Column("erased_at", MOMENT, nullable=True))


def downgrade() -> None:
    """The columns go."""
    with op.batch_alter_table("device") as device:
        device.drop_column("erased_at")
        device.drop_column("unlocked_at")
    with op.batch_alter_table("sign_in") as sign_in:
        sign_in.drop_column("office_until")
