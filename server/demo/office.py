"""The demonstration office as a whole: who works there, what they wrote until today, and the registers they keep."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.demo.casefile import DemoStep, case_files
from server.demo.days import day_of, moment
from server.demo.meetings import meetings
from server.demo.staff import DemoMember, members
from server.registers import REGISTERS
from server.registers.importing import import_reading
from sync.changes import new_change
from sync.exchange import push
from sync.store import Store

REGISTERS_FOLDER: Final = Path(__file__).parent / "data" / "kushiro_2013"
_REGISTERS_IMPORTED: Final = dt.timedelta(days=20)
_KEEPER: Final = "kobayashi"
_CLOSED: Final = {"state": "closed", "closed_on": "2015-03-31", "closure": "no_support_needed"}
"""At the end of the last of their plans. Left open, they would be overdue by a decade on every list."""
_ABSENCES: Final = (("kobayashi", -1, 2), ("takahashi", 8, 9))
"""Who is away, from which day to which, counted from today."""


@dataclass(frozen=True, slots=True)
class DemoOffice:
    """``staff`` by login; ``steps`` in order of time, none of them later than the beginning of ``today``."""

    today: dt.date
    staff: dict[str, DemoMember]
    steps: tuple[DemoStep, ...]


def changes_for_demo_office(today: dt.date, office_id: str) -> DemoOffice:
    """What the office has written by ``today``. The same day and office give the same changes."""
    staff = members(office_id)
    steps = [step for case_file in case_files(office_id, today, staff) for step in case_file.steps()]
    steps += [_absence(today, office_id, staff[login], since, until) for login, since, until in _ABSENCES]
    steps += meetings(office_id, today, staff).steps()
    return DemoOffice(today, staff, tuple(sorted(steps, key=lambda step: step.at)))


def write(store: Store, office: DemoOffice, *, new_id: Callable[[], str]) -> None:
    """Write the office's records within the caller's transaction. Its staff has been hired before.

    Raises ``RuntimeError`` where a change is not taken: then a record kind has changed and the content has not.
    """
    for step in office.steps:
        for result in push(store, step.author, step.changes, now=step.at, new_id=new_id):
            if result.status not in {"applied", "conflict"}:
                raise RuntimeError(f"The demonstration does not load: {result}")
    _load_registers(store, office, new_id)


def _absence(today: dt.date, office_id: str, member: DemoMember, since: int, until: int) -> DemoStep:
    days = {"since": day_of(today, since).isoformat(), "until": day_of(today, until).isoformat()}
    at = moment(day_of(today, -5), "08:40")
    record = uuid.uuid5(uuid.UUID(office_id), f"demo/absence/{member.login}")
    fields = {"worker": member.id, **days}
    change = new_change(str(uuid.uuid5(record, "change 0")), "absence", str(record), fields, base=None, made_at=at)
    return DemoStep(at, member.author, (change,))


def _load_registers(store: Store, office: DemoOffice, new_id: Callable[[], str]) -> None:
    """Import the registers, and give their cases to the one who keeps them, closed long since."""
    at = moment(office.today - _REGISTERS_IMPORTED, "08:50")
    cases: set[str] = set()
    for name, register in REGISTERS.items():
        path = REGISTERS_FOLDER / f"{name}.csv"
        reading = register.read(path.read_bytes(), path.name, store.office)
        import_reading(store, register, reading, now=at, new_id=new_id)
        cases |= {wanted.id for wanted in reading.wanted if wanted.kind == "case"}
    keeper = office.staff[_KEEPER].id
    assigned = [
        new_change(
            str(uuid.uuid5(uuid.UUID(case.id), json.dumps(["demo", keeper]))),
            "case",
            case.id,
            {"main_worker": keeper, **_CLOSED},
            base=case.head,
            made_at=at,
        )
        for _, case in sorted(store.by_id(cases).items())
    ]
    push(store, office.staff["sato"].at_the_office_pages, assigned, now=at, new_id=new_id)
