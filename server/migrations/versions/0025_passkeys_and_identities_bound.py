"""Passkeys and identities are bound to the trail, as the rest of accounts is.

Revision ID: 0025
Revises: 0024
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ENTRY = (
    "office_id", "number", "at", "what", "actor", "device", "address",
    "about_kind", "about", "scope", "reason", "details", "previous",
)  # fmt: skip
ASPECTS = {
    "passkeys": (
        "passkey",
        ("id", "credential_hash", "credential", "public_key", "transports", "synced", "name", "added_at"),
    ),
    "identity": ("identity", ("identity_hash", "subject", "bound_at")),
}
FLAGS = {"synced"}
BEGINNING = "0" * 64
CONCERNED = """
SELECT user_id FROM passkey WHERE office_id = :office
UNION SELECT user_id FROM identity WHERE office_id = :office
UNION SELECT about FROM trail WHERE office_id = :office AND what = 'account_state'
    AND (details LIKE '%"passkeys"%' OR details LIKE '%"identity"%')
ORDER BY 1
"""


def upgrade() -> None:
    """The passkeys and identities of every account are taken for what they are now: of those who have any, and of those
    of whom the trail says so from before this was undone.
    """
    connection = op.get_bind()
    for office in connection.scalars(sa.text("SELECT id FROM office ORDER BY id")).all():
        _bind(connection, office)


def downgrade() -> None:
    """What the trail has of them stays: entries are only ever added."""


def _bind(connection: sa.Connection, office: str) -> None:
    """One entry for each account, with one digest for each aspect: it is what it was found to be."""
    users = connection.scalars(sa.text(CONCERNED), {"office": office}).all()
    number, digest = connection.execute(
        sa.text("SELECT number, digest FROM trail_head WHERE office_id = :office"), {"office": office}
    ).one_or_none() or (0, BEGINNING)
    began = number
    for user in users:
        entry = dict.fromkeys(ENTRY) | {
            "office_id": office,
            "number": number + 1,
            "at": f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
            "what": "account_state",
            "about_kind": "staff",
            "about": user,
            "details": _canonical({aspect: [_digest_of(connection, office, user, aspect)] for aspect in ASPECTS}),
            "previous": digest,
        }
        number, digest = number + 1, _digest(entry)
        names, values = ", ".join(f'"{name}"' for name in ENTRY), ", ".join(f":{name}" for name in ENTRY)
        connection.execute(
            sa.text(f"INSERT INTO trail ({names}, digest) VALUES ({values}, :digest)"),  # noqa: S608 - constants
            entry | {"digest": digest},
        )
    head = {"office": office, "number": number, "digest": digest}
    if users and began == 0:
        connection.execute(
            sa.text("INSERT INTO trail_head (office_id, number, digest) VALUES (:office, :number, :digest)"), head
        )
    elif users:
        connection.execute(
            sa.text("UPDATE trail_head SET number = :number, digest = :digest WHERE office_id = :office"), head
        )


def _digest_of(connection: sa.Connection, office: str, user: str, aspect: str) -> str:
    table, columns = ASPECTS[aspect]
    named = ", ".join(f'"{column}"' for column in columns)
    query = f'SELECT {named} FROM "{table}" WHERE office_id = :office AND user_id = :user ORDER BY "{columns[0]}"'  # noqa: S608 - constants
    rows = connection.execute(sa.text(query), {"office": office, "user": user}).all()
    return _digest([[_plain(name, value) for name, value in zip(columns, row, strict=True)] for row in rows])


def _digest(value: object) -> str:
    return hashlib.sha256(_canonical(value).encode()).hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _plain(name: str, value: object) -> object:
    """PostgreSQL gives moments and flags, SQLite their spellings."""
    if name in FLAGS and value is not None:
        return bool(value)
    return f"{value.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, dt.datetime) else value
