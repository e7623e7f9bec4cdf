"""The people who live together, and what a visitor to their home must know."""

from __future__ import annotations

from sync.fields import NAME_LENGTH, Plain, register, text
from sync.kinds import INTAKE_STAFF, SUPERVISORS, Kind, RecordSchema


class HouseholdSchema(RecordSchema):
    """A household.

    ``safety_notes`` (a dog, past violence, infection, two people only) are read before a visit starts.
    """

    name = register(Plain(NAME_LENGTH, required=True), sensitive=True)
    address = register(Plain(), sensitive=True)
    members = text()
    safety_notes = text()


HOUSEHOLD = Kind(
    "household", HouseholdSchema, scope=None, creators=INTAKE_STAFF, editors=INTAKE_STAFF, deleters=SUPERVISORS
)
