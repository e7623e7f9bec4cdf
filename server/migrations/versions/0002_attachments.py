"""Attachments of notes.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.String(36)
SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(20), "sqlite")


def upgrade() -> None:
    """A table for the new record kind; no office has any such record yet."""
    op.create_table(
        "attachment",
        sa.Column("case", ID),
        sa.Column("about", ID),
        sa.Column("name", sa.Text()),
        sa.Column("media_type", sa.Text()),
        sa.Column("size", sa.Integer()),
        sa.Column("sha256", sa.Text()),
        sa.Column("received_at", MOMENT),
        sa.Column("office_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("seq", SEQ, nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("deleted", sa.Boolean()),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_attachment")),
    )
    op.create_index("ix_attachment_office_id_about", "attachment", ["office_id", "about"])


def downgrade() -> None:
    """Drop the table. The records stay, and can be projected again."""
    op.drop_table("attachment")
