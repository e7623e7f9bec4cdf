"""What a phone holds: counted and never shown, for the day on which the phone is lost."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func

from server.models.attachment import Attachment
from server.models.case import Case
from server.models.person import Person
from server.models.support import Support
from server.store.tenant import Room
from server.store.visibility import granted


@dataclass(frozen=True, slots=True)
class HeldRow:
    """How many cases a phone holds, people of these and of their households, notes, and attachments."""

    cases: int
    people: int
    notes: int
    photos: int


class Holding(Room):
    """What the phones of workers hold."""

    def of(self, user: str) -> HeldRow:
        """What a user's phone holds if it has received everything. It holds as much of this as had come by its last
        contact.
        """
        theirs = granted(self.tenant, user)
        cases = self.tenant.select(Case, func.count(), live=True).where(Case.id.in_(theirs))
        people = self.tenant.select(Person, func.count(), live=True).where(Person.id.in_(theirs))
        notes = self.tenant.select(Support, func.count(), live=True).where(Support.case.in_(theirs))
        photos = self.tenant.select(Attachment, func.count(), live=True).where(Attachment.case.in_(theirs))
        counts = [self.connection.execute(query).scalar_one() for query in (cases, people, notes, photos)]
        return HeldRow(*counts)
