"""A case on one page, to be read in a minute: who it is about, what is planned, how it went, and what is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.followup.plans import Stage, stage
from server.office.followup import FollowUpList, follow_up_lists
from server.store import OfficeStore
from server.store.followup import FollowUpFilter
from server.store.rows import FollowUpRow, Reader
from sync.dates import DueDate
from sync.fields import Json, read_moment
from sync.kinds import Values
from sync.store import Record

CONTACTS: Final = 3
"""So many of the last contacts are told."""

_PARTS: Final = ("plan", "plan_support", "support", "appointment", "task")


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """One case. ``plan`` is the present one: the newest that is not evaluated, or else the newest.

    ``contacts`` are the last ones with the day of each, newest first; ``due`` is what must be followed up, with the
    list that it stands on.
    """

    case: Record
    person: Values
    household: Values
    plan: Record | None
    stage: Stage | None
    supports: Sequence[Record]
    contacts: Sequence[tuple[dt.date, Record]]
    ahead: Record | None
    due: Sequence[tuple[FollowUpList, FollowUpRow]]
    tasks: Sequence[Record]


def case_sheets(store: OfficeStore, reader: Reader, cases: Collection[str], now: dt.datetime) -> dict[str, CaseSheet]:
    """The sheets of the cases that the reader may see, by case, in a handful of queries however many they are."""
    today = now.astimezone(store.zone).date()
    found = _live(store.seen_records(reader, cases), "case")
    people = _live(store.seen_records(reader, {case.fields["person"] for case in found.values()}), "person")
    homes = {person.fields["household"] for person in people.values() if "household" in person.fields}
    households = _live(store.seen_records(reader, homes), "household")
    parts: dict[str, dict[str, list[Record]]] = {case: {kind: [] for kind in _PARTS} for case in found}
    for record in store.seen_in_cases(reader, list(found), _PARTS):
        parts[record.scope][record.kind].append(record)
    due = _due(store, reader, list(found), today)
    return {
        case.id: _sheet(case, people, households, parts[case.id], due.get(case.id, []), now, store)
        for case in found.values()
    }


def _sheet(
    case: Record,
    people: Mapping[str, Record],
    households: Mapping[str, Record],
    parts: Mapping[str, Sequence[Record]],
    due: Sequence[tuple[FollowUpList, FollowUpRow]],
    now: dt.datetime,
    store: OfficeStore,
) -> CaseSheet:
    today = now.astimezone(store.zone).date()
    person = people.get(case.fields["person"])
    household = None if person is None else households.get(person.fields.get("household", ""))
    plan = present_plan(parts["plan"], today)
    return CaseSheet(
        case=case,
        person={} if person is None else person.fields,
        household={} if household is None else household.fields,
        plan=plan,
        stage=None if plan is None else stage(plan.fields, today),
        supports=[part for part in parts["plan_support"] if plan is not None and part.fields["plan"] == plan.id],
        contacts=_last(parts["support"], store),
        ahead=_next(parts["appointment"], now),
        due=due,
        tasks=open_tasks(parts["task"]),
    )


def present_plan(plans: Iterable[Record], today: dt.date) -> Record | None:
    """The plan that holds now: the newest that is not evaluated, or else the newest."""
    ordered = sorted(plans, key=lambda plan: (stage(plan.fields, today) != "evaluated", plan.fields["number"], plan.id))
    return ordered[-1] if ordered else None


def open_tasks(tasks: Iterable[Record]) -> list[Record]:
    """The tasks that nobody has done yet, those with the nearest day first."""
    waiting = [task for task in tasks if "done_on" not in task.fields]
    return sorted(waiting, key=lambda task: (task.fields.get("due", "9999"), task.id))


def _due(
    store: OfficeStore, reader: Reader, cases: Collection[str], today: dt.date
) -> dict[str, list[tuple[FollowUpList, FollowUpRow]]]:
    found: dict[str, list[tuple[FollowUpList, FollowUpRow]]] = {}
    for each in follow_up_lists(store, today, FollowUpFilter(reader=reader, cases=cases)):
        for row in each.rows:
            found.setdefault(row.case_id, []).append((each, row))
    return found


def _last(supports: Iterable[Record], store: OfficeStore) -> list[tuple[dt.date, Record]]:
    dated = [(_day(support.fields, store), support) for support in supports]
    return sorted(dated, key=lambda entry: (entry[0], entry[1].id), reverse=True)[:CONTACTS]


def _day(support: Mapping[str, Json], store: OfficeStore) -> dt.date:
    if "started_at" in support:
        return read_moment(support["started_at"]).astimezone(store.zone).date()
    return DueDate.parse(support["dated"]).first


def _next(appointments: Iterable[Record], now: dt.datetime) -> Record | None:
    coming = [
        each
        for each in appointments
        if each.fields.get("state", "planned") == "planned" and read_moment(each.fields["starts_at"]) >= now
    ]
    return min(coming, key=lambda each: str(each.fields["starts_at"]), default=None)


def _live(records: Mapping[str, Record], kind: str) -> dict[str, Record]:
    return {id_: record for id_, record in records.items() if record.kind == kind and not record.deleted}
