"""Accounts are bound to the trail, what is held says why it was refused, and a phone's clock may stand in any year.

Revision ID: 0023
Revises: 0022
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

INT4 = 2**31 - 1

ENTRY = (
    "office_id", "number", "at", "what", "actor", "device", "address",
    "about_kind", "about", "scope", "reason", "details", "previous",
)  # fmt: skip
ASPECTS = {
    "login": ("user", "id", ("login", "name", "created_at")),
    "rights": ("user", "id", ("role", "active", "first_phone_until")),
    "password": ("user", "id", ("password_hash",)),
    "factor": ("second_factor", "user_id", ("sealed", "proposed", "confirmed_at")),
    "codes": ("recovery_code", "user_id", ("code_hash", "used_at")),
    "link": ("account_link", "user_id", ("token_hash", "purpose", "made_by", "made_at", "expires_at")),
    "requests": (
        "account_request",
        "user_id",
        ("id", "wanted", "role", "asked_by", "asked_at", "decided_by", "decided_at", "outcome"),
    ),
    "phones": (
        "device",
        "user_id",
        (
            "id",
            "registered_at",
            "revoked_at",
            "erased_at",
            "key",
            "asked_key",
            "asked_at",
            "approved_at",
            "approved_by",
            "approved_how",
        ),
    ),
}
SESSION = ("token_hash", "user_id", "device_id", "scope", "created_at", "shared", "second_factor")
FLAGS = {"active", "shared", "second_factor"}
BEGINNING = "0" * 64


def upgrade() -> None:
    """Every account is taken for what it is now. Of what is held already nobody knows why; SQLite's integers have room
    for every clock as they are.
    """
    with op.batch_alter_table("waiting_change") as waiting:
        waiting.add_column(sa.Column("refusal", sa.Text(), nullable=True))
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("device", "clock_offset_s", type_=sa.BigInteger(), existing_nullable=False)
    connection = op.get_bind()
    for office in connection.scalars(sa.text("SELECT id FROM office ORDER BY id")).all():
        _bind_accounts(connection, office)


def downgrade() -> None:
    """The reasons go. A clock that is decades wrong is as wrong as the smaller column can say. What the trail has of
    accounts stays: entries are only ever added, and they are taken anew when this is done again.
    """
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            sa.text("UPDATE device SET clock_offset_s = GREATEST(LEAST(clock_offset_s, :most), -:most)").bindparams(
                most=INT4
            )
        )
        op.alter_column("device", "clock_offset_s", type_=sa.Integer(), existing_nullable=False)
    with op.batch_alter_table("waiting_change") as waiting:
        waiting.drop_column("refusal")


def _bind_accounts(connection: sa.Connection, office: str) -> None:
    """One entry for each account, with one digest for each aspect: it is what it was found to be."""
    number, digest = connection.execute(
        sa.text("SELECT number, digest FROM trail_head WHERE office_id = :office"), {"office": office}
    ).one_or_none() or (0, BEGINNING)
    began = number
    for user in connection.scalars(
        sa.text('SELECT id FROM "user" WHERE office_id = :office ORDER BY id'), {"office": office}
    ).all():
        details = {aspect: [_digest_of(connection, office, user, aspect)] for aspect in ASPECTS}
        entry = dict.fromkeys(ENTRY) | {
            "office_id": office,
            "number": number + 1,
            "at": f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
            "what": "account_state",
            "about_kind": "staff",
            "about": user,
            "details": _canonical(details | {"session_begun": _sessions(connection, office, user)}),
            "previous": digest,
        }
        number, digest = number + 1, _digest(entry)
        names, values = ", ".join(f'"{name}"' for name in ENTRY), ", ".join(f":{name}" for name in ENTRY)
        connection.execute(
            sa.text(f"INSERT INTO trail ({names}, digest) VALUES ({values}, :digest)"),  # noqa: S608 - constants
            entry | {"digest": digest},
        )
    head = {"office": office, "number": number, "digest": digest}
    if began == 0 and number:
        connection.execute(
            sa.text("INSERT INTO trail_head (office_id, number, digest) VALUES (:office, :number, :digest)"), head
        )
    elif number > began:
        connection.execute(
            sa.text("UPDATE trail_head SET number = :number, digest = :digest WHERE office_id = :office"), head
        )


def _digest_of(connection: sa.Connection, office: str, user: str, aspect: str) -> str:
    table, owner, columns = ASPECTS[aspect]
    rows = _rows(connection, table, columns, owner, office, user, order=columns[0])
    return _digest(rows)


def _sessions(connection: sa.Connection, office: str, user: str) -> list[str]:
    rows = _rows(connection, "sign_in", (*SESSION, "ended_at"), "user_id", office, user, order="token_hash")
    return [_digest(row[:-1]) for row in rows if row[-1] is None]


def _rows(
    connection: sa.Connection, table: str, columns: tuple[str, ...], owner: str, office: str, user: str, *, order: str
) -> list[list[object]]:
    named = ", ".join(f'"{column}"' for column in columns)
    query = f'SELECT {named} FROM "{table}" WHERE office_id = :office AND "{owner}" = :user ORDER BY "{order}"'  # noqa: S608 - constants
    rows = connection.execute(sa.text(query), {"office": office, "user": user}).all()
    return [[_plain(name, value) for name, value in zip(columns, row, strict=True)] for row in rows]


def _digest(value: object) -> str:
    return hashlib.sha256(_canonical(value).encode()).hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _plain(name: str, value: object) -> object:
    """PostgreSQL gives moments and flags, SQLite their spellings."""
    if name in FLAGS and value is not None:
        return bool(value)
    return f"{value.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, dt.datetime) else value
