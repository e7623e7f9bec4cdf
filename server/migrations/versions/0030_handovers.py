"""Hand-overs of somebody's work are kept, so that each can be undone.

Revision ID: 0030
Revises: 0028
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0028"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(20), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """What was reassigned until now was reassigned case by case, and is undone so."""
    op.create_table(
        "handover",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("left_by", ID, nullable=True),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("changes", JSON, nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("further", sa.Integer(), nullable=False),
        sa.Column("undone_by", ID, nullable=True),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_handover")),
    )
    op.create_index("ix_handover_office_id_made_at", "handover", ["office_id", "made_at"])


def downgrade() -> None:
    """What was handed over stays so, and can be undone no more."""
    op.drop_table("handover")
