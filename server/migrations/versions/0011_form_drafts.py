"""What somebody is writing into a form of the office pages is kept while they write.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(20), "sqlite")


def upgrade() -> None:
    """The table begins empty."""
    op.create_table(
        "form_draft",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("office_id", "user_id", "form", name=op.f("pk_form_draft")),
    )


def downgrade() -> None:
    """What was being written goes with the table; what was sent is stored."""
    op.drop_table("form_draft")
