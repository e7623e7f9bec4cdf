"""Passkeys, identities at a provider, and how somebody has signed in.

Revision ID: 0022
Revises: 0021
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ID = sa.String(36)
HASH = sa.String(64)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(20), "sqlite")


def upgrade() -> None:
    """Nobody has a passkey or is known to a provider yet. Who is signed in stays so."""
    op.create_table(
        "passkey",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("credential_hash", HASH, nullable=False),
        sa.Column("credential", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("sign_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("transports", sa.Text(), nullable=False),
        sa.Column("synced", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT, nullable=True),
        _user("passkey"),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_hash", name=op.f("uq_passkey_credential_hash")),
    )
    op.create_index("ix_passkey_office_id_user_id", "passkey", ["office_id", "user_id"])
    op.create_table(
        "answered_challenge",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("challenge_hash", HASH, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_answered_challenge_office_id_office")),
        sa.PrimaryKeyConstraint("office_id", "challenge_hash", name=op.f("pk_answered_challenge")),
    )
    op.create_table(
        "identity",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("identity_hash", HASH, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("bound_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT, nullable=True),
        _user("identity"),
        sa.PrimaryKeyConstraint("office_id", "user_id", name=op.f("pk_identity")),
        sa.UniqueConstraint("identity_hash", name=op.f("uq_identity_identity_hash")),
    )
    with op.batch_alter_table("sign_in") as sign_in:
        sign_in.add_column(sa.Column("way", sa.Text(), nullable=True))
        sign_in.add_column(sa.Column("confirmed_at", MOMENT, nullable=True))


def downgrade() -> None:
    """Whoever had nothing but a passkey or an identity comes in again by a link."""
    with op.batch_alter_table("sign_in") as sign_in:
        sign_in.drop_column("confirmed_at")
        sign_in.drop_column("way")
    for table in ("identity", "answered_challenge", "passkey"):
        op.drop_table(table)


def _user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["office_id", "user_id"], ["user.office_id", "user.id"], name=op.f(f"fk_{table}_office_id_user_id_user")
    )
