"""Verified backups, restores, and the state of the backups.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.String(36)
SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(20), "sqlite")


def upgrade() -> None:
    """New tables only: no backup of before counts as verified, since nobody noted what it held."""
    op.create_table(
        "backup",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("verified_at", MOMENT, nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("seq", SEQ, nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("attachments", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_backup")),
    )
    op.create_table(
        "restoration",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("backup_at", MOMENT),
        sa.Column("seq", SEQ, nullable=False),
        sa.Column("noticed_by", ID),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_restoration")),
    )
    op.create_table(
        "backup_state",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("claimed_by", ID),
        sa.Column("claimed_until", MOMENT),
        sa.Column("failed_at", MOMENT),
        sa.Column("failure", sa.Text()),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_backup_state")),
    )
    # There from the beginning, so that two processes that claim it at once find the same row.
    op.execute("INSERT INTO backup_state (name) VALUES ('backup')")


def downgrade() -> None:
    """Drop the tables. The backups themselves are in their folders."""
    for table in ("backup_state", "restoration", "backup"):
        op.drop_table(table)
