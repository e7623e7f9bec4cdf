"""What the reminders need: an office's choices, its members' phones, and what is on its way to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import and_, delete, insert, select

from server.models import Delivery, PushChoice, PushSubscription, ReminderSettings
from server.store.accounts import AccountStore
from server.store.rows import DeliveryRow, PushTarget
from server.store.statements import among
from sync.fields import Json


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
