"""Every record kind, declared once."""

from __future__ import annotations

from typing import Final

from sync.kinds import Kind
from sync.records.absence import ABSENCE
from sync.records.appointment import APPOINTMENT
from sync.records.attachment import ATTACHMENT
from sync.records.case import CASE
from sync.records.comment import COMMENT
from sync.records.conflict import CONFLICT
from sync.records.household import HOUSEHOLD
from sync.records.meeting import AGENDA_ITEM, MEETING, TASK
from sync.records.notice import NOTICE
from sync.records.outing import OUTING
from sync.records.person import PERSON
from sync.records.plan import PLAN, PLAN_SUPPORT
from sync.records.series import SERIES
from sync.records.staff import STAFF
from sync.records.support import SUPPORT

KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        STAFF,
        PERSON,
        HOUSEHOLD,
        CASE,
        SUPPORT,
        APPOINTMENT,
        SERIES,
        PLAN,
        PLAN_SUPPORT,
        MEETING,
        AGENDA_ITEM,
        TASK,
        OUTING,
        NOTICE,
        ABSENCE,
        COMMENT,
        ATTACHMENT,
        CONFLICT,
    )
}
