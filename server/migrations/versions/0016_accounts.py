"""Links by which people choose their passwords, second factors, what waits for a second person, and where somebody is
signed in.

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(20), "sqlite")

SESSION = (
    ("last_seen_at", MOMENT),
    ("shared", sa.Boolean()),
    ("second_factor", sa.Boolean()),
    ("browser", sa.Text()),
)


def upgrade() -> None:
    """Nobody has a second factor yet. Who is signed in stays so, where their role needs none."""
    op.create_table(
        "account_link",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("made_by", ID, nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        _user("account_link"),
        sa.PrimaryKeyConstraint("office_id", "user_id", name=op.f("pk_account_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_link_token_hash")),
    )
    op.create_table(
        "account_request",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("asked_by", ID, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("decided_by", ID, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        _user("account_request"),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_account_request")),
    )
    op.create_index("ix_account_request_office_id_user_id", "account_request", ["office_id", "user_id"])
    op.create_table(
        "second_factor",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column("proposed", sa.Text(), nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("last_step", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        _user("second_factor"),
        sa.PrimaryKeyConstraint("office_id", "user_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        _user("recovery_code"),
        sa.PrimaryKeyConstraint("office_id", "user_id", "code_hash", name=op.f("pk_recovery_code")),
    )
    with op.batch_alter_table("sign_in") as sign_in:
        for name, type_ in SESSION:
            sign_in.add_column(sa.Column(name, type_, nullable=True))


def downgrade() -> None:
    """An account that was invited and has no password yet keeps none: nobody can sign in with it."""
    with op.batch_alter_table("sign_in") as sign_in:
        for name, _ in SESSION:
            sign_in.drop_column(name)
    for table in ("recovery_code", "second_factor", "account_request", "account_link"):
        op.drop_table(table)


def _user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["office_id", "user_id"], ["user.office_id", "user.id"], name=op.f(f"fk_{table}_office_id_user_id_user")
    )
