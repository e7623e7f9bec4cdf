"""Phones are registered: by an invitation or by somebody's approval, with a key by which they prove what they ask.

Revision ID: 0021
Revises: 0020
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(20), "sqlite")
COLUMNS: dict[str, Any] = {
    "version": sa.Text(),
    "key": sa.Text(),
    "asked_key": sa.Text(),
    "asked_at": MOMENT,
    "approved_at": MOMENT,
    "approved_by": sa.String(36),
    "approved_how": sa.Text(),
}


def upgrade() -> None:
    """Whoever uses a phone goes on with it: those of before are registered, and give their key at the next contact."""
    op.add_column("user", sa.Column("first_phone_until", MOMENT, nullable=True))
    with op.batch_alter_table("device") as device:
        for name, kind in COLUMNS.items():
            device.add_column(sa.Column(name, kind, nullable=True))
    op.execute("UPDATE device SET approved_at = registered_at, approved_how = 'before'")


def downgrade() -> None:
    """The columns go. A phone that waits is taken out of use: what is below asks for no approval."""
    op.execute("UPDATE device SET revoked_at = registered_at WHERE approved_at IS NULL AND revoked_at IS NULL")
    with op.batch_alter_table("device") as device:
        for name in COLUMNS:
            device.drop_column(name)
    # Not in a batch: that would write the table anew, to which others refer.
    op.drop_column("user", "first_phone_until")
