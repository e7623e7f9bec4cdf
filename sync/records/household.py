"""The people who live together, and what a visitor to their home must know."""

from __future__ import annotations

from sync.fields import NAME_LENGTH, Plain, register, text
from sync.kinds import Grants, Kind, KindSchema
from sync.roles import Permission


class HouseholdSchema(KindSchema):
    """A household.

    ``safety_notes`` (a dog, past violence, infection, two people only) are read before a visit starts.
    """

    name = register(Plain(NAME_LENGTH, required=True))
    address = register(Plain())
    members = text()
    safety_notes = text()


HOUSEHOLD = Kind(
    "household",
    HouseholdSchema,
    scope=None,
    grants=Grants(),
    creators=Permission.WRITE_INTAKES,
    editors=Permission.WRITE_INTAKES,
    deleters=Permission.REMOVE_RECORDS,
)
