"""From a record to the row of its kind's table, and back."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from sqlalchemy import Table

from server.models import PROJECTIONS
from server.store.statements import Row
from sync.dates import DueDate
from sync.fields import Json, write_moment
from sync.records import KINDS
from sync.store import Record

TABLES: Final = {kind: cast(Table, model.__table__) for kind, model in PROJECTIONS.items()}

PLAN_DATES: Final = (
    "coordination_meeting",
    "decision",
    "period_start",
    "period_end",
    "next_monitoring",
    "evaluation_meeting",
    "evaluated",
)

MAY_WAIT: Final = ("unread", "revised", "returned")
"""The states of review in which a support record may wait for the supervisor."""

_EMPTY: Final[dict[str, Row]] = {kind: dict.fromkeys(table.columns.keys()) for kind, table in TABLES.items()}


def to_row(record: Record, office: str, zone: zoneinfo.ZoneInfo) -> Row:
    """The row of a record in its kind's table, every column of it.

    Moments and days stay in the spelling of the wire.
    """
    row = {
        **_EMPTY[record.kind],
        **record.fields,
        "office_id": office,
        "id": record.id,
        "seq": record.seq,
        "created_by": record.created_by,
    }
    derive = _DERIVED.get(record.kind)
    if derive is not None:
        row.update(derive(record.fields, zone))
    return row


def to_fields(kind: str, row: Mapping[str, Any]) -> dict[str, Json]:
    """The fields of a record, read back from the row of its kind's table."""
    found = {name: row[name] for name in KINDS[kind].fields}
    return {name: canonical(value) for name, value in found.items() if value is not None}


def canonical(value: Any) -> Json:
    """A column's value in the spelling of the wire."""
    if isinstance(value, dt.datetime):
        return write_moment(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _support(fields: Mapping[str, Json], zone: zoneinfo.ZoneInfo) -> Row:
    review = fields.get("review")
    to_review = "removal" if fields.get("removal_asked") else review if review in MAY_WAIT else None
    day: str | None
    if "started_at" in fields:
        day = dt.datetime.fromisoformat(fields["started_at"]).astimezone(zone).date().isoformat()
    else:
        day = DueDate.parse(fields["dated"]).first.isoformat() if "dated" in fields else None
    return {"day": day, "to_review": to_review}


def _plan(fields: Mapping[str, Json], _: zoneinfo.ZoneInfo) -> Row:
    return {f"{name}_due": DueDate.parse(fields[name]).due.isoformat() for name in PLAN_DATES if name in fields}


_DERIVED: Final[dict[str, Callable[[Mapping[str, Json], zoneinfo.ZoneInfo], Row]]] = {
    "support": _support,
    "plan": _plan,
}
