"""From a record to the row of its kind's table; and from a column's value to the spelling of the wire."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from sqlalchemy import Table

from server.followup.contacts import contact_of
from server.models import PROJECTIONS
from server.store.statements import Row
from sync.dates import DueDate
from sync.fields import Json, write_moment
from sync.records.support import day_of
from sync.store import Record

TABLES: Final = {kind: cast(Table, model.__table__) for kind, model in PROJECTIONS.items()}
"""By kind. A kind that has none is read from its records alone."""

MAY_WAIT: Final = ("unread", "revised", "returned")
"""The states of review in which a support record may wait for the supervisor."""

_EMPTY: Final[dict[str, Row]] = {kind: dict.fromkeys(table.columns.keys()) for kind, table in TABLES.items()}


def to_row(record: Record, office: str, zone: zoneinfo.ZoneInfo) -> Row:
    """The row of a record in its kind's table, every column of it. A field without a column stands in the record only:
    there are columns for what queries ask.

    Moments and days stay in the spelling of the wire.
    """
    columns = _EMPTY[record.kind]
    row = {
        **columns,
        **{name: value for name, value in record.fields.items() if name in columns},
        "office_id": office,
        "id": record.id,
        "seq": record.seq,
        "created_by": record.created_by,
    }
    derive = _DERIVED.get(record.kind)
    if derive is not None:
        row.update(derive(record.fields, zone))
    return row


def canonical(value: Any) -> Json:
    """A column's value in the spelling of the wire."""
    if isinstance(value, dt.datetime):
        return write_moment(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _support(fields: Mapping[str, Json], zone: zoneinfo.ZoneInfo) -> Row:
    review = fields.get("review")
    to_review = "removal" if fields.get("removal_asked") else review if review in MAY_WAIT else None
    day = day_of(fields, zone)
    return {"day": None if day is None else day.isoformat(), "to_review": to_review, "contact": contact_of(fields)}


def _plan(fields: Mapping[str, Json], _: zoneinfo.ZoneInfo) -> Row:
    return {
        "next_monitoring_due": _due(fields.get("next_monitoring")),
        "decision_due": _due(fields.get("decision")),
        "evaluated_due": _due(fields.get("evaluated", fields.get("evaluation_meeting"))),
    }


def _due(date: str | None) -> str | None:
    return None if date is None else DueDate.parse(date).due.isoformat()


_DERIVED: Final[dict[str, Callable[[Mapping[str, Json], zoneinfo.ZoneInfo], Row]]] = {
    "support": _support,
    "plan": _plan,
}
