"""Every record kind, declared once."""

from __future__ import annotations

from typing import Final

from sync.kinds import Kind
from sync.records.appointment import APPOINTMENT
from sync.records.attachment import ATTACHMENT
from sync.records.case import CASE
from sync.records.comment import COMMENT
from sync.records.conflict import CONFLICT
from sync.records.household import HOUSEHOLD
from sync.records.person import PERSON
from sync.records.plan import PLAN
from sync.records.staff import STAFF
from sync.records.support import SUPPORT

KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (STAFF, PERSON, HOUSEHOLD, CASE, SUPPORT, APPOINTMENT, PLAN, COMMENT, ATTACHMENT, CONFLICT)
}
