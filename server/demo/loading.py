"""Opening the demonstration office. Its passwords are published, so production never has it."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from server.demo.office import changes_for_demo_office, write
from server.demo.staff import OFFICE_NAME, PASSWORD, TIME_ZONE, members
from server.ground.config import Misconfigured, Settings
from server.ground.ids import new_id
from server.services.accounts import hire
from server.store import directory, writing
from server.store.directory import OfficeRow
from sync.codes import CODE_LISTS


def open_demonstration(settings: Settings, now: dt.datetime) -> str:
    """Open the demonstration office with its accounts and everything that it has written until today. Returns its id.

    Raises ``Misconfigured`` in production.
    """
    if settings.environment == "production":
        raise Misconfigured("The demonstration office has published passwords and is never opened in production.")
    office = OfficeRow(new_id(), OFFICE_NAME, TIME_ZONE, demonstration=True)
    with directory(write=True) as lookup:
        lookup.add_office(office, now)
    today = now.astimezone(zoneinfo.ZoneInfo(TIME_ZONE)).date()
    with writing(office.id) as store:
        demo = changes_for_demo_office(today, office.id)
        for member in demo.staff.values():
            hire(
                store,
                login=member.login,
                name=member.name,
                role=member.role,
                password=PASSWORD,
                phone=member.phone,
                now=now,
                user=member.id,
            )
        write(store.records, demo, new_id=new_id)
    return office.id


def accounts() -> list[str]:
    """The demonstration accounts, a line each, with their password."""
    staff = members(new_id()).values()
    ordered = sorted(staff, key=lambda member: CODE_LISTS["role"].index(member.role))
    return [f"{member.login:12}{PASSWORD:20}{member.role:15}{member.name} ({member.duty})" for member in ordered]
