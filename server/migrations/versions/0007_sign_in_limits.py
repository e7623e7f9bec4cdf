"""Counted attempts to sign in; what a session searches for; calendar addresses and push messages of closed accounts.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(20), "sqlite")
FIELD_STAFF = ("manager", "supervisor", "worker")
"""Who goes on visits, as it was when this was written."""


def upgrade() -> None:
    """A table and a column that are empty at first. What an account that is out of use, or goes on no visits, has left
    of calendar addresses and push messages is removed: taken back into use, it would open them again.
    """
    op.create_table(
        "attempts",
        sa.Column("bucket", sa.String(64), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_attempts")),
    )
    op.create_index("ix_attempts_ends_at", "attempts", ["ends_at"])
    op.add_column("sign_in", sa.Column("case_words", sa.Text()))
    user = sa.table("user", *(sa.column(name) for name in ("office_id", "id", "role")), sa.column("active", sa.Boolean))
    for name in ("calendar_feed", "push_subscription"):
        table = sa.table(name, sa.column("office_id"), sa.column("user_id"))
        stays = sa.exists().where(
            user.c.office_id == table.c.office_id,
            user.c.id == table.c.user_id,
            user.c.active.is_(True),
            user.c.role.in_(FIELD_STAFF),
        )
        op.execute(sa.delete(table).where(~stays))


def downgrade() -> None:
    """Take table and column away. Addresses that were removed are not made again."""
    op.drop_table("attempts")
    op.drop_column("sign_in", "case_words")
