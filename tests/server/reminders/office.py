"""An office with something to remind of, and a look at what its people were told."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from typing import Any

from sqlalchemy import insert, select

from server.ground.ids import new_id
from server.models.notice import Delivery, PushChoice, PushSubscription
from server.models.record import Record
from server.reminders.ticking import Ticker
from server.services.casework import change_as_server
from server.store import writing
from server.store.db import db
from tests.server.people import OfficeUnderTest

ZONE = dt.timezone(dt.timedelta(hours=9))


def local(text: str) -> dt.datetime:
    """A moment on the office's clock: ``2026-11-20 08:30``."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(dt.UTC)


def write(office: OfficeUnderTest, kind: str, fields: dict[str, Any], record: str | None = None) -> str:
    """A record, new or changed, as the office's manager writes it. Of a visit the office hears when it begins."""
    if kind == "outing" and record is None:
        fields = fields | {"received_at": fields["started_at"]}
    record = record or new_id()
    with office.app.app_context(), writing(office.id) as store:
        change_as_server(store, kind, record, fields, by=office.users["manager"], now=local("2026-01-05 12:00"))
    return record


def plan_with_monitoring(office: OfficeUnderTest, on: str, worker: str | None = "worker") -> tuple[str, str]:
    """A case with a decided plan that is looked at again on a date. Returns their ids."""
    case = office.case_of(office.users[worker] if worker else None)
    plan = write(office, "plan", {"case": case, "number": 1, "decision": "2026-01-10", "next_monitoring": on})
    return case, plan


def tick(office: OfficeUnderTest, at: str, ticker: Ticker | None = None) -> int:
    with office.app.app_context():
        return (ticker or Ticker()).tick(office.id, local(at))


def notices(office: OfficeUnderTest) -> list[dict[str, Any]]:
    """The fields of every notice that there is."""
    query = select(Record.fields).where(Record.office_id == office.id, Record.kind == "notice")
    with office.app.app_context(), db.engine.connect() as connection:
        return [json.loads(fields) for fields in connection.scalars(query)]


def told(office: OfficeUnderTest) -> Counter[tuple[str, str]]:
    """Which notices there are, by the role of their reader and by kind."""
    roles = {user: role for role, user in office.users.items()}
    return Counter((roles[notice["worker"]], notice["reminder"]) for notice in notices(office))


def subscribe(office: OfficeUnderTest, role: str, *muted: str) -> None:
    """A phone that takes push messages for a role."""
    mine = {"office_id": office.id, "user_id": office.users[role]}
    subscription = {"id": role, "endpoint": role, "p256dh": "", "auth": "", "created_at": local("2026-01-05 12:00")}
    with office.app.app_context(), db.engine.begin() as connection:
        connection.execute(insert(PushSubscription).values(**mine, **subscription))
        connection.execute(insert(PushChoice).values(**mine, muted=list(muted)))


def deliveries(office: OfficeUnderTest) -> dict[str, dt.datetime]:
    """When what is on its way to a phone is to be pushed, by notice."""
    with office.app.app_context(), db.engine.connect() as connection:
        rows = connection.execute(select(Delivery.notice_id, Delivery.due_at, Delivery.state))
        return {row.notice_id: row.due_at for row in rows if row.state == "due"}
