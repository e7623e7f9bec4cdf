"""What has had its time can be erased: proposals, what was erased without its content, and what is held back.

Revision ID: 0020
Revises: 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ID = sa.String(36)
DIGEST = sa.String(64)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(20), "sqlite")
DAY = sa.Date().with_variant(sa.String(10), "sqlite")
SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

TABLES = ("erasure_hold", "erased_count", "erased_change", "erased_record", "erasure_case", "erasure")


def upgrade() -> None:
    """Nothing has been erased yet."""
    op.create_table(
        "erasure",
        *_key("id"),
        sa.Column("asked_by", ID, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("decided_by", ID, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        *(sa.Column(name, MOMENT, nullable=True) for name in ("begun_at", "searched_at", "written_down_at")),
        sa.Column("finished_at", MOMENT, nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("records", "changes", "contents")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_erasure")),
    )
    op.create_table(
        "erasure_case",
        *_key("erasure_id", "case_id"),
        _of_erasure("erasure_case"),
        sa.PrimaryKeyConstraint("office_id", "erasure_id", "case_id", name=op.f("pk_erasure_case")),
    )
    op.create_table(
        "erased_record",
        *_key("id"),
        sa.Column("erasure_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("scope", ID, nullable=False),
        sa.Column("seq", SEQ, nullable=False),
        sa.Column("listing", sa.Integer(), nullable=False),
        sa.Column("erased_at", MOMENT, nullable=True),
        _of_erasure("erased_record"),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_erased_record")),
    )
    op.create_table(
        "erased_change",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("seq", SEQ, nullable=False, autoincrement=False),
        sa.Column("erasure_id", ID, nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("digest", DIGEST, nullable=False),
        sa.Column("mark", DIGEST, nullable=False),
        _of_erasure("erased_change"),
        sa.PrimaryKeyConstraint("office_id", "seq", name=op.f("pk_erased_change")),
    )
    op.create_table(
        "erased_count",
        *_key("erasure_id"),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("total", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        _of_erasure("erased_count"),
        sa.PrimaryKeyConstraint("office_id", "erasure_id", "report", "month", "total", name=op.f("pk_erased_count")),
    )
    op.create_table(
        "erasure_hold",
        *_key("case_id"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", DAY, nullable=False),
        sa.Column("held_by", ID, nullable=False),
        sa.Column("held_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("office_id", "case_id", name=op.f("pk_erasure_hold")),
    )
    for table, columns in (
        ("erasure", ("office_id", "outcome", "finished_at")),
        ("erasure_case", ("office_id", "case_id")),
        ("erased_record", ("office_id", "erasure_id", "erased_at")),
        ("erased_record", ("office_id", "scope", "seq")),
        ("erased_change", ("office_id", "erasure_id", "step")),
        ("erased_change", ("office_id", "mark")),
    ):
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def downgrade() -> None:
    """Refused once something was erased: without its list, a phone would bring it back."""
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM erased_record")):
        raise RuntimeError("something was erased; an earlier version would take it back from phones")
    for table in TABLES:
        op.drop_table(table)


def _key(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, ID, nullable=False) for name in ("office_id", *names)]


def _of_erasure(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["office_id", "erasure_id"],
        ["erasure.office_id", "erasure.id"],
        name=op.f(f"fk_{table}_office_id_erasure_id_erasure"),
    )
