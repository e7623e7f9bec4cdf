"""What was brought in from lists, so that it can be taken back, and what their columns were said to be.

Revision ID: 0032
Revises: 0031
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

ID = sa.String(36)
SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(20), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Two tables, empty."""
    op.create_table(
        "import_run",
        *(sa.Column(name, ID, nullable=False) for name in ("office_id", "id")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("sort", "by")),
        sa.Column("at", MOMENT, nullable=False),
        *(sa.Column(name, SEQ, nullable=False) for name in ("after_seq", "last_seq")),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.Column("undone_by", ID, nullable=True),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_import_run")),
    )
    op.create_table(
        "import_column",
        sa.Column("office_id", ID, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("sort", "word", "column")),
        sa.PrimaryKeyConstraint("office_id", "sort", "word", name=op.f("pk_import_column")),
    )


def downgrade() -> None:
    """What was brought in stays; that it can be taken back in one step does not."""
    for table in ("import_column", "import_run"):
        op.drop_table(table)
