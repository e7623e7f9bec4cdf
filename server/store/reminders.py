"""What the reminders need: an office's choices, its members' phones, and what is on its way to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select

from server.models import (
    Case,
    Delivery,
    GivenNotice,
    Outing,
    PushChoice,
    PushSubscription,
    ReminderSettings,
    Task,
)
from server.store.accounts import AccountStore
from server.store.statements import among
from sync.fields import Json
from sync.store import Record


@dataclass(frozen=True, slots=True)
class PushTarget:
    """Where a user's notices are pushed to; ``muted`` are the kinds that they do not want there."""

    subscription: str
    user_id: str
    muted: frozenset[str]


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A notice that is to be pushed to a subscription, not before ``due_at``."""

    notice: str
    subscription: str
    due_at: dt.datetime


@dataclass(frozen=True, slots=True)
class GivenRow:
    """That the notice with this key has been given to a reader, under which id."""

    key: str
    reader: str
    notice: str


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task that nobody has done yet; ``worker`` is whose it is, or who is in charge of its case."""

    id: str
    case: str
    worker: str | None
    due: dt.date


class ReminderStore(AccountStore):
    """One office's reminders."""

    def reminder_settings(self) -> Mapping[str, Json]:
        """What the office has chosen, where it differs from the defaults."""
        query = select(ReminderSettings.settings).where(ReminderSettings.office_id == self.office)
        return self.connection.scalar(query) or {}

    def keep_reminder_settings(self, settings: Mapping[str, Json]) -> None:
        """Keep what the office has chosen, in place of what it had."""
        self.connection.execute(delete(ReminderSettings).where(ReminderSettings.office_id == self.office))
        self.connection.execute(insert(ReminderSettings).values(office_id=self.office, settings=dict(settings)))

    def open_tasks(self, first: dt.date, last: dt.date) -> list[OpenTask]:
        """The tasks in open cases that nobody has done yet and that are due from ``first`` to ``last``."""
        query = (
            select(Task.id, Task.case, func.coalesce(Task.worker, Case.main_worker).label("worker"), Task.due)
            .join(Case, and_(Case.office_id == Task.office_id, Case.id == Task.case))
            .where(
                Task.office_id == self.office,
                Task.due.between(first, last),
                Task.done_on.is_(None),
                Task.deleted.is_not(True),
                Case.state == "open",
                Case.deleted.is_not(True),
            )
        )
        rows: Iterable[Any] = self.connection.execute(query)
        return [OpenTask(*row) for row in rows]

    def outings_under_watch(self, since: dt.datetime) -> list[Record]:
        """The visits under watch that have not ended, or not before ``since``."""
        query = select(Outing.id).where(
            Outing.office_id == self.office,
            Outing.deleted.is_not(True),
            or_(Outing.ended_at.is_(None), Outing.ended_at >= since),
        )
        return list(self.records(self.connection.scalars(query).all()).values())

    def given(self, keys: Collection[str]) -> set[str]:
        """Those of some keys whose notices have been given."""
        query = select(GivenNotice.key).where(GivenNotice.office_id == self.office, among(GivenNotice.key, keys))
        return set(self.connection.scalars(query)) if keys else set()

    def note_given(self, notices: Collection[GivenRow]) -> None:
        """Remember that notices have been given."""
        rows = [
            {"office_id": self.office, "key": given.key, "reader": given.reader, "notice_id": given.notice}
            for given in notices
        ]
        if rows:
            self.connection.execute(insert(GivenNotice), rows)

    def push_targets(self, users: Collection[str]) -> list[PushTarget]:
        """The subscriptions of these users, with what each of them does not want to be pushed."""
        query = (
            select(PushSubscription.id, PushSubscription.user_id, PushChoice.muted)
            .outerjoin(
                PushChoice,
                and_(
                    PushChoice.office_id == PushSubscription.office_id,
                    PushChoice.user_id == PushSubscription.user_id,
                ),
            )
            .where(PushSubscription.office_id == self.office, among(PushSubscription.user_id, users))
        )
        return [PushTarget(row.id, row.user_id, frozenset(row.muted or ())) for row in self.connection.execute(query)]

    def add_deliveries(self, deliveries: Collection[DeliveryRow]) -> None:
        """Put notices on their way."""
        if not deliveries:
            return
        rows = [
            {
                "office_id": self.office,
                "notice_id": delivery.notice,
                "subscription_id": delivery.subscription,
                "state": "due",
                "due_at": delivery.due_at,
            }
            for delivery in deliveries
        ]
        self.connection.execute(insert(Delivery), rows)
