"""Phones that take push messages, and notices on their way to them, written past the views."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask

from server.ground.ids import new_id
from server.reminders.giving import DueNotice, give
from server.services.accounts import hire
from server.store import reading, utcnow, writing
from tests.server.people import PASSWORD
from tests.server.push.due import send_due
from tests.server.push.service import Browser, PushService
from tests.sync.contract import OFFICE


@dataclass
class Phone:
    """A user's phone, signed in, with a browser that is subscribed."""

    user: str
    device: str
    browser: Browser
    token: str


@dataclass
class Desk:
    """An office where notices are given: that of ``database``, or another."""

    app: Flask
    service: PushService
    office: str = OFFICE

    def phone(self, user: str | None = None) -> Phone:
        """A phone of a user, or of a new one."""
        now = utcnow()
        with self.app.app_context(), writing(self.office) as store:
            if user is None:
                user = hire(store, login=new_id(), name="職員 花子", role="worker", password=PASSWORD, now=now)
            phone = Phone(user, new_id(), Browser(self.service.url), new_id())
            store.accounts.register_device(user, phone.device, "電話", now)
            store.accounts.start_session(phone.token, user, phone.device, now, now + dt.timedelta(days=1))
            store.push.subscribe(user, phone.device, phone.browser.address, now)
        return phone

    def notify(self, phone: Phone, reminder: str = "monitoring_due", **fields: Any) -> str:
        """A notice to the user of a phone, due now whatever the hour. Returns its id."""
        with self.app.app_context(), writing(self.office) as store:
            (notice,) = give(store, [DueNotice(new_id(), phone.user, reminder, **fields)], utcnow())
            store.connection.exec_driver_sql(f"UPDATE delivery SET due_at = '{utcnow():%Y-%m-%dT%H:%M:%SZ}'")
        return notice

    def send(self, after: dt.timedelta = dt.timedelta()) -> int:
        """Send what is due, as if so much time had gone by."""
        with self.app.app_context():
            return send_due(now=utcnow() + after)

    def deliveries(self, columns: str = "state") -> Sequence[Any]:
        """Columns of all deliveries, in the order of their notices."""
        with self.app.app_context(), reading(self.office) as store:
            query = f"SELECT {columns} FROM delivery ORDER BY notice_id, subscription_id"
            return list(store.connection.exec_driver_sql(query))

    def states(self) -> list[str]:
        return sorted(state for (state,) in self.deliveries())

    def subscriptions(self, columns: str = "id") -> Sequence[Any]:
        """Columns of all subscriptions."""
        with self.app.app_context(), reading(self.office) as store:
            return list(store.connection.exec_driver_sql(f"SELECT {columns} FROM push_subscription"))
