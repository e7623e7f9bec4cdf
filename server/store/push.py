"""Where the members of an office take push messages, and what they want there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, and_, delete, not_

from server.ground.ids import new_id
from server.models.notice import Delivery, PushChoice, PushSubscription
from server.models.user import Device
from server.store.statements import among
from server.store.tenant import Room, refers, same_office


@dataclass(frozen=True, slots=True)
class Address:
    """Where a browser takes push messages, and the keys that encrypt them. All of it is secret."""

    endpoint: str = field(repr=False)
    p256dh: str = field(repr=False)
    auth: str = field(repr=False)

    @property
    def service(self) -> str:
        """The push service, by a name that is no secret: ``web.push.apple.com``."""
        return service_of(self.endpoint)


def service_of(endpoint: str) -> str:
    """The push service of an address, by name."""
    return urlsplit(endpoint).hostname or ""


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
class RefusedRow:
    """A phone to which nothing can be pushed, since its push ``service`` refuses what the server sends."""

    user: str
    device: str
    service: str
    status: int
    reason: str | None
    at: dt.datetime


class Push(Room):
    """The push subscriptions and choices of one office, and what is on its way to its phones."""

    def subscribe(self, user: str, device: str, address: Address, now: dt.datetime) -> None:
        """Push this user's notices on this phone to an address, and to no other.

        What is on its way to the phone already goes to the new address. An address that another user or phone had is
        theirs no longer, of whatever office: it is the same browser.
        """
        mine = self._on(user, device)
        # The one statement of an office that reaches into another: a browser has one address, whoever signs in there.
        self.connection.execute(
            delete(PushSubscription).where(PushSubscription.endpoint == address.endpoint, not_(mine))
        )
        values = {"endpoint": address.endpoint, "p256dh": address.p256dh, "auth": address.auth, "failures": 0}
        updated = self.connection.execute(self.tenant.update(PushSubscription).where(mine).values(values))
        if updated.rowcount == 0:
            new = {"id": new_id(), "user_id": user, "device_id": device, "created_at": now}
            self.connection.execute(self.tenant.insert(PushSubscription, **new, **values))

    def unsubscribe(self, user: str, device: str) -> None:
        """Push nothing to this user's phone any more."""
        self.connection.execute(self.tenant.delete(PushSubscription).where(self._on(user, device)))

    def unsubscribe_everywhere(self, user: str) -> None:
        """Push nothing to this user any more, on any phone."""
        self.connection.execute(self.tenant.delete(PushSubscription).where(PushSubscription.user_id == user))

    def is_subscribed(self, user: str, device: str) -> bool:
        """Whether this user's notices are pushed to this phone."""
        query = self.tenant.select(PushSubscription, PushSubscription.id).where(self._on(user, device)).limit(1)
        return self.connection.scalar(query) is not None

    def muted(self, user: str) -> list[str]:
        """The kinds of notices that a user does not want to be pushed."""
        query = self.tenant.select(PushChoice, PushChoice.muted).where(PushChoice.user_id == user)
        return self.connection.scalar(query) or []

    def mute(self, user: str, kinds: Collection[str]) -> None:
        """Push to a user all kinds of notices except these."""
        self.connection.execute(self.tenant.delete(PushChoice).where(PushChoice.user_id == user))
        self.connection.execute(self.tenant.insert(PushChoice, user_id=user, muted=sorted(set(kinds))))

    def targets(self, users: Collection[str]) -> list[PushTarget]:
        """The subscriptions of these users, with what each of them does not want to be pushed."""
        choice = and_(same_office(PushChoice, PushSubscription), PushChoice.user_id == PushSubscription.user_id)
        query = (
            self.tenant.select(PushSubscription, PushSubscription.id, PushSubscription.user_id, PushChoice.muted)
            .outerjoin(PushChoice, choice)
            .where(among(PushSubscription.user_id, users))
        )
        return [PushTarget(row.id, row.user_id, frozenset(row.muted or ())) for row in self.connection.execute(query)]

    def add_deliveries(self, deliveries: Collection[DeliveryRow]) -> None:
        """Put notices on their way."""
        rows = [
            {
                "notice_id": delivery.notice,
                "subscription_id": delivery.subscription,
                "state": "due",
                "due_at": delivery.due_at,
            }
            for delivery in deliveries
        ]
        self.tenant.insert_all(Delivery, rows)

    def refusals(self) -> list[RefusedRow]:
        """The phones in use whose push service refused the last message, the newest refusal first."""
        phone = and_(
            same_office(Device, PushSubscription),
            Device.user_id == PushSubscription.user_id,
            Device.id == PushSubscription.device_id,
        )
        query = (
            self.tenant.select(
                PushSubscription,
                PushSubscription.user_id,
                PushSubscription.device_id,
                PushSubscription.endpoint,
                PushSubscription.refused_status,
                PushSubscription.refused_reason,
                PushSubscription.refused_at,
            )
            .join(Device, phone)
            .where(PushSubscription.refused_at.is_not(None))
            .where(Device.revoked_at.is_(None))
            .order_by(PushSubscription.refused_at.desc(), PushSubscription.id)
        )
        return [
            RefusedRow(user, device, service_of(endpoint), status or 0, reason, at)
            for user, device, endpoint, status, reason, at in self.connection.execute(query)
            if device is not None and at is not None
        ]

    def delivery_state(self, user: str, device: str, notice: str) -> str | None:
        """What has become of a notice on its way to this user's phone; ``None`` where it was never to go there."""
        query = (
            self.tenant.select(Delivery, Delivery.state)
            .join(PushSubscription, refers(Delivery.subscription_id, PushSubscription))
            .where(Delivery.notice_id == notice, self._on(user, device))
        )
        state: str | None = self.connection.scalar(query)
        return state

    def _on(self, user: str, device: str) -> ColumnElement[bool]:
        return and_(
            self.tenant.owns(PushSubscription),
            PushSubscription.user_id == user,
            PushSubscription.device_id == device,
        )
