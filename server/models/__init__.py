"""The tables, one file an aggregate. ``PROJECTIONS`` names the table of each record kind."""

from __future__ import annotations

from typing import Final

from server.models.appointment import Appointment
from server.models.attachment import Attachment
from server.models.base import Base, Projection
from server.models.case import Assignment, Case
from server.models.change import Change
from server.models.comment import Comment
from server.models.conflict import Conflict
from server.models.household import Household
from server.models.office import Office
from server.models.person import Person
from server.models.plan import Plan
from server.models.record import Record
from server.models.staff import Staff
from server.models.support import Support
from server.models.user import Device, SignIn, User
from server.models.visibility import Visibility

PROJECTIONS: Final[dict[str, type[Projection]]] = {
    "staff": Staff,
    "person": Person,
    "household": Household,
    "case": Case,
    "support": Support,
    "appointment": Appointment,
    "plan": Plan,
    "comment": Comment,
    "attachment": Attachment,
    "conflict": Conflict,
}
"""In the order in which they are written: an assignment needs its case."""

__all__ = [
    "PROJECTIONS",
    "Appointment",
    "Assignment",
    "Attachment",
    "Base",
    "Case",
    "Change",
    "Comment",
    "Conflict",
    "Device",
    "Household",
    "Office",
    "Person",
    "Plan",
    "Projection",
    "Record",
    "SignIn",
    "Staff",
    "Support",
    "User",
    "Visibility",
]
