"""Sessions that only deliver, and changes that were brought in a file.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two columns without a value: every session so far is a whole one, and every change came by itself."""
    op.add_column("sign_in", sa.Column("scope", sa.Text()))
    op.add_column("change", sa.Column("brought_by", sa.Text()))


def downgrade() -> None:
    """Drop both. A session for delivery would be a whole one without its scope, so it ends."""
    op.execute("DELETE FROM sign_in WHERE scope IS NOT NULL")
    op.drop_column("change", "brought_by")
    op.drop_column("sign_in", "scope")
