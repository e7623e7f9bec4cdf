"""What a record claims: a note its visit, a visit its reception, a signature what was signed, a disagreement its sides.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(20), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

NEW: dict[str, dict[str, Any]] = {
    "support": {"outing": ID, "contact": sa.Text()},
    "outing": {"method": sa.Text(), "no_note": sa.Text(), "received_at": MOMENT},
    "plan": {"agreed_to": sa.Text()},
    "conflict": {
        "current_device": ID,
        "current_at": MOMENT,
        "proposed_device": ID,
        "proposed_at": MOMENT,
        "proposed_with": JSON,
    },
}


def upgrade() -> None:
    """What was written before says nothing of the new fields; whether it was a contact follows from it."""
    for table, columns in NEW.items():
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind))
    _derive_contacts()


def _derive_contacts() -> None:
    connection = op.get_bind()
    support = sa.table("support", *(sa.column(name) for name in ("office_id", "id", "method", "outcome", "contact")))
    support.append_column(sa.Column("met", JSON))
    chosen = support.c.method.in_(("phone_mail", "visit", "accompaniment", "interview"))
    found: dict[str, list[dict[str, str]]] = {"contact": [], "attempt": []}
    rows = connection.execute(
        sa.select(support.c.office_id, support.c.id, support.c.method, support.c.outcome, support.c.met).where(chosen)
    )
    for office, record, method, outcome, met in rows:
        sort = _contact(method, outcome, set(met or ()))
        if sort:
            found[sort].append({"of": office, "is": record})
    for sort, keys in found.items():
        if keys:
            here = (support.c.office_id == sa.bindparam("of")) & (support.c.id == sa.bindparam("is"))
            connection.execute(sa.update(support).where(here).values(contact=sort), keys)


def _contact(method: str, outcome: str | None, met: set[str]) -> str | None:
    if outcome in {"absent", "refused", "letter_left"}:
        return "contact" if outcome != "refused" and "family" in met else "attempt"
    if met:
        return "contact" if met & {"person", "family"} else None
    return "contact" if outcome in {"met", "family_only"} or method in {"accompaniment", "interview"} else "attempt"


def downgrade() -> None:
    """Drop the columns. The records stay whole, and can be projected again."""
    for table, columns in reversed(NEW.items()):
        with op.batch_alter_table(table) as batch:
            for name in columns:
                batch.drop_column(name)
