"""Consents: who lets what be shared with which partner.

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ID = sa.String(36)
SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """A table for the kind; no office has a consent yet."""
    op.create_table(
        "consent",
        sa.Column("receiver", ID, nullable=True),
        sa.Column("office_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("seq", SEQ, nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("office_id", "id", name="pk_consent"),
    )
    with op.batch_alter_table("consent") as consent:
        consent.create_index("ix_consent_office_id_receiver", ["office_id", "receiver"])


def downgrade() -> None:
    """The table goes; the records stay, and would be written into it again."""
    op.drop_table("consent")
