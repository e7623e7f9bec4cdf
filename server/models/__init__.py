"""The tables, one file an aggregate. ``PROJECTIONS`` names the table of each record kind."""

from __future__ import annotations

from typing import Final

from server.models.absence import Absence
from server.models.appointment import Appointment
from server.models.attachment import Attachment
from server.models.attempt import Attempts
from server.models.backup import Backup, BackupState, Restoration
from server.models.base import Base, Projection
from server.models.case import Assignment, Case
from server.models.change import Change
from server.models.comment import Comment
from server.models.conflict import Conflict
from server.models.household import Household
from server.models.meeting import AgendaItem, Meeting, Task
from server.models.notice import (
    CalendarFeed,
    Delivery,
    GivenNotice,
    JobRun,
    Notice,
    PushChoice,
    PushSubscription,
    ReminderSettings,
)
from server.models.office import Office
from server.models.outing import Outing
from server.models.person import HouseholdMember, Person
from server.models.plan import Plan, PlanSupport
from server.models.record import Record
from server.models.recovery import WaitingChange
from server.models.series import Series
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
    "series": Series,
    "plan": Plan,
    "plan_support": PlanSupport,
    "meeting": Meeting,
    "agenda_item": AgendaItem,
    "task": Task,
    "outing": Outing,
    "notice": Notice,
    "absence": Absence,
    "comment": Comment,
    "attachment": Attachment,
    "conflict": Conflict,
}
"""In the order in which they are written: an assignment needs its case."""

__all__ = [
    "PROJECTIONS",
    "Absence",
    "AgendaItem",
    "Appointment",
    "Assignment",
    "Attachment",
    "Attempts",
    "Backup",
    "BackupState",
    "Base",
    "CalendarFeed",
    "Case",
    "Change",
    "Comment",
    "Conflict",
    "Delivery",
    "Device",
    "GivenNotice",
    "Household",
    "HouseholdMember",
    "JobRun",
    "Meeting",
    "Notice",
    "Office",
    "Outing",
    "Person",
    "Plan",
    "PlanSupport",
    "Projection",
    "PushChoice",
    "PushSubscription",
    "Record",
    "ReminderSettings",
    "Restoration",
    "Series",
    "SignIn",
    "Staff",
    "Support",
    "Task",
    "User",
    "Visibility",
    "WaitingChange",
]
