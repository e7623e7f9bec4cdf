"""The trail: who did and looked at what, each entry bound to the one before it and the change log to both.

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ID = sa.String(36)
SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(20), "sqlite")
DIGEST = sa.String(64)

ENTRY = (
    "office_id", "number", "at", "what", "actor", "device", "address",
    "about_kind", "about", "scope", "reason", "details", "previous",
)  # fmt: skip
CHANGE = (
    "id", "kind", "record", "base", "fields", "resolves", "before", "own", "untaken", "seq", "head", "author",
    "device", "made_at", "received_at", "status", "conflicts", "late", "stamp", "brought_by",
)  # fmt: skip
BEGINNING = "0" * 64


def upgrade() -> None:
    """Every office's trail begins with an entry that anchors what its change log holds by now."""
    op.create_table(
        "trail",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("number", SEQ, autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("actor", ID),
        sa.Column("device", ID),
        sa.Column("address", sa.Text()),
        sa.Column("about_kind", sa.Text()),
        sa.Column("about", ID),
        sa.Column("scope", ID),
        sa.Column("reason", sa.Text()),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous", DIGEST, nullable=False),
        sa.Column("digest", DIGEST, nullable=False),
        sa.PrimaryKeyConstraint("office_id", "number", name=op.f("pk_trail")),
    )
    for column in ("scope", "what", "actor"):
        op.create_index(op.f(f"ix_trail_office_id_{column}_number"), "trail", ["office_id", column, "number"])
    op.create_table(
        "trail_head",
        sa.Column("office_id", ID, nullable=False),
        sa.Column("number", SEQ, nullable=False),
        sa.Column("digest", DIGEST, nullable=False),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_trail_head")),
    )
    connection = op.get_bind()
    for office in connection.scalars(sa.text("SELECT id FROM office ORDER BY id")).all():
        _begin(connection, office)


def downgrade() -> None:
    """The trail goes. The change log stays, and begins to be anchored anew when this is done again."""
    op.drop_table("trail_head")
    for column in ("scope", "what", "actor"):
        op.drop_index(op.f(f"ix_trail_office_id_{column}_number"), "trail")
    op.drop_table("trail")


def _begin(connection: sa.Connection, office: str) -> None:
    first, last, count, whole = None, 0, 0, hashlib.sha256()
    columns = ", ".join(f'"{name}"' for name in CHANGE)
    query = sa.text(f"SELECT {columns} FROM change WHERE office_id = :office ORDER BY seq")  # noqa: S608 - constants
    for row in connection.execute(query, {"office": office}):
        told = dict(zip(CHANGE, row, strict=True))
        told["late"] = bool(told["late"])
        whole.update(_digest([_plain(told[name]) for name in CHANGE]).encode())
        first, last, count = (told["seq"] if first is None else first), told["seq"], count + 1
    details = {} if first is None else {"first": first, "last": last, "count": count, "digest": whole.hexdigest()}
    entry = dict.fromkeys(ENTRY) | {
        "office_id": office,
        "number": 1,
        "at": f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
        "what": "began",
        "details": _canonical(details),
        "previous": BEGINNING,
    }
    entry["digest"] = _digest(entry)
    names = ", ".join(f'"{name}"' for name in entry)
    values = ", ".join(f":{name}" for name in entry)
    connection.execute(sa.text(f"INSERT INTO trail ({names}) VALUES ({values})"), entry)  # noqa: S608 - constants
    head = {"office": office, "digest": entry["digest"]}
    connection.execute(sa.text("INSERT INTO trail_head (office_id, number, digest) VALUES (:office, 1, :digest)"), head)


def _digest(value: object) -> str:
    return hashlib.sha256(_canonical(value).encode()).hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _plain(value: object) -> object:
    """PostgreSQL gives moments, SQLite their spelling."""
    return f"{value.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, dt.datetime) else value
