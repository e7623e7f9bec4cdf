"""The numbers that phones give to what they save (``sync.numbers``): which of them have reached the office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import case

from server.models.user import Device, User
from server.store.tenant import Room, refers
from sync.numbers import Numbers, missing, read_numbers, with_numbers, write_numbers

MOST_SPANS: Final = 1_000
"""How many spans of one phone's numbers are kept: far more than a phone that counts can have."""


@dataclass(frozen=True, slots=True)
class PhoneNumbers:
    """What the office has of what one phone saved: up to which number it came, and which are missing."""

    device: str
    device_name: str
    user: str
    user_name: str
    last_seen_at: dt.datetime
    revoked_at: dt.datetime | None
    queued: int
    saved: int
    received: Numbers
    missing: Numbers


class PhonesNumbers(Room):
    """What one office has of what each of its phones numbered."""

    def note(self, user: str, device: str, *, saved: int, received: Collection[int], dropped: Collection[int]) -> None:
        """Note the numbers of changes that came from a phone, those that it gave up, and how far it has counted.
        Nothing is noted where that would need more than ``MOST_SPANS`` spans, or of a phone that the office does not
        know.
        """
        mine = (Device.user_id == user, Device.id == device)
        query = self.tenant.select(Device, Device.received, Device.dropped).where(*mine)
        row = self.connection.execute(query).first()
        if row is None:
            return
        came = with_numbers(read_numbers(row.received), received)
        given_up = with_numbers(read_numbers(row.dropped), dropped)
        if len(came) + len(given_up) > MOST_SPANS:
            return
        highest = max([saved, *received, *dropped])
        self.connection.execute(
            self.tenant.update(Device)
            .where(*mine)
            .values(
                received=write_numbers(came),
                dropped=write_numbers(given_up),
                saved=case((Device.saved < highest, highest), else_=Device.saved),
            )
        )

    def phones(self) -> list[PhoneNumbers]:
        """Which of each phone's numbers the office has. The phone that was seen last stands first."""
        query = (
            self.tenant.select(
                Device,
                Device.id,
                Device.name,
                Device.user_id,
                User.name.label("user_name"),
                Device.last_seen_at,
                Device.revoked_at,
                Device.queued,
                Device.saved,
                Device.received,
                Device.dropped,
            )
            .join(User, refers(Device.user_id, User))
            .order_by(Device.last_seen_at.desc(), Device.id)
        )
        rows = self.connection.execute(query).all()
        return [
            PhoneNumbers(
                device=row.id,
                device_name=row.name,
                user=row.user_id,
                user_name=row.user_name,
                last_seen_at=row.last_seen_at,
                revoked_at=row.revoked_at,
                queued=row.queued,
                saved=row.saved,
                received=read_numbers(row.received),
                missing=missing(row.saved, read_numbers(row.received), read_numbers(row.dropped)),
            )
            for row in rows
        ]
