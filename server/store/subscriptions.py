"""Where the members of an office take push messages, and what they want there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, delete, exists, insert, not_, select, update

from server.ids import new_id
from server.models import Delivery, PushChoice, PushSubscription
from server.store.accounts import AccountStore


@dataclass(frozen=True, slots=True)
class Address:
    """Where a browser takes push messages, and the keys that encrypt them. All of it is secret."""

    endpoint: str = field(repr=False)
    p256dh: str = field(repr=False)
    auth: str = field(repr=False)


class SubscriptionStore(AccountStore):
    """The push subscriptions and choices of one office."""

    def subscribe(self, user: str, device: str, address: Address, now: dt.datetime) -> None:
        """Push this user's notices on this phone to an address, and to no other.

        What is on its way to the phone already goes to the new address. An address that another user or phone had is
        theirs no longer, of whatever office: it is the same browser.
        """
        same = and_(PushSubscription.user_id == user, PushSubscription.device_id == device)
        mine = and_(PushSubscription.office_id == self.office, same)
        self.connection.execute(
            delete(PushSubscription).where(PushSubscription.endpoint == address.endpoint, not_(mine))
        )
        values = {"endpoint": address.endpoint, "p256dh": address.p256dh, "auth": address.auth, "failures": 0}
        updated = self.connection.execute(update(PushSubscription).where(mine).values(values))
        if updated.rowcount == 0:
            known = {"office_id": self.office, "id": new_id(), "user_id": user, "device_id": device, "created_at": now}
            self.connection.execute(insert(PushSubscription).values(known | values))

    def unsubscribe(self, user: str, device: str) -> None:
        """Push nothing to this user's phone any more."""
        self.connection.execute(delete(PushSubscription).where(self._on(user, device)))

    def unsubscribe_everywhere(self, user: str) -> None:
        """Push nothing to this user any more, on any phone."""
        self.connection.execute(
            delete(PushSubscription).where(PushSubscription.office_id == self.office, PushSubscription.user_id == user)
        )

    def is_subscribed(self, user: str, device: str) -> bool:
        """Whether this user's notices are pushed to this phone."""
        return bool(self.connection.scalar(select(exists().where(self._on(user, device)))))

    def muted(self, user: str) -> list[str]:
        """The kinds of notices that a user does not want to be pushed."""
        query = select(PushChoice.muted).where(PushChoice.office_id == self.office, PushChoice.user_id == user)
        return self.connection.scalar(query) or []

    def mute(self, user: str, kinds: Collection[str]) -> None:
        """Push all kinds of notices to a user but these."""
        self.connection.execute(
            delete(PushChoice).where(PushChoice.office_id == self.office, PushChoice.user_id == user)
        )
        self.connection.execute(
            insert(PushChoice).values(office_id=self.office, user_id=user, muted=sorted(set(kinds)))
        )

    def delivery_state(self, user: str, device: str, notice: str) -> str | None:
        """What has become of a notice on its way to this user's phone; ``None`` where it was never to go there."""
        query = (
            select(Delivery.state)
            .join(
                PushSubscription,
                and_(PushSubscription.office_id == Delivery.office_id, PushSubscription.id == Delivery.subscription_id),
            )
            .where(Delivery.office_id == self.office, Delivery.notice_id == notice, self._on(user, device))
        )
        state: str | None = self.connection.scalar(query)
        return state

    def _on(self, user: str, device: str) -> ColumnElement[bool]:
        return and_(
            PushSubscription.office_id == self.office,
            PushSubscription.user_id == user,
            PushSubscription.device_id == device,
        )
