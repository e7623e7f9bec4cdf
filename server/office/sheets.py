"""A case on one page, to be read in a minute: who it is about, what is planned, how it went, and what is due."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.followup.plans import Stage, stage
from server.office.casefile import coming
from server.office.followup import FollowUpList, follow_up_lists
from server.store import Seen
from server.store.followup import FollowUpFilter, FollowUpRow
from sync.agreement import has_changed
from sync.followup import Thresholds
from sync.kinds import Values
from sync.records.support import day_of
from sync.store import Record

CONTACTS: Final = 3
"""How many of the last contacts a sheet shows."""

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

    @property
    def changed_since_agreed(self) -> bool:
        """Whether the plan is no longer what the client agreed to."""
        supports = {part.id: part.fields for part in self.supports}
        return self.plan is not None and has_changed(self.plan.fields, supports)


def case_sheets(seen: Seen, cases: Collection[str], thresholds: Thresholds, now: dt.datetime) -> dict[str, CaseSheet]:
    """The sheets of the cases that the reader may see, by case, in a handful of queries however many they are."""
    today = seen.day(now)
    by_id = _live(seen.records(cases), "case")
    people = _live(seen.records({case.fields["person"] for case in by_id.values()}), "person")
    homes = {person.fields["household"] for person in people.values() if "household" in person.fields}
    households = _live(seen.records(homes), "household")
    parts: dict[str, dict[str, list[Record]]] = {case: {kind: [] for kind in _PARTS} for case in by_id}
    for record in seen.in_cases(list(by_id), _PARTS):
        parts[record.scope][record.kind].append(record)
    due = _due(seen, list(by_id), thresholds, today)
    return {
        case.id: _sheet(seen, case, people, households, parts[case.id], due.get(case.id, []), now)
        for case in by_id.values()
    }


def _sheet(
    seen: Seen,
    case: Record,
    people: Mapping[str, Record],
    households: Mapping[str, Record],
    parts: Mapping[str, Sequence[Record]],
    due: Sequence[tuple[FollowUpList, FollowUpRow]],
    now: dt.datetime,
) -> CaseSheet:
    today = seen.day(now)
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
        contacts=_last(parts["support"], seen.zone),
        ahead=next(iter(coming(parts["appointment"], now)), None),
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
    seen: Seen, cases: Collection[str], thresholds: Thresholds, today: dt.date
) -> dict[str, list[tuple[FollowUpList, FollowUpRow]]]:
    by_case: dict[str, list[tuple[FollowUpList, FollowUpRow]]] = {}
    for each in follow_up_lists(seen, today, FollowUpFilter(cases=cases), thresholds):
        for row in each.rows:
            by_case.setdefault(row.case_id, []).append((each, row))
    return by_case


def _last(supports: Iterable[Record], zone: zoneinfo.ZoneInfo) -> list[tuple[dt.date, Record]]:
    dated = ((day_of(support.fields, zone), support) for support in supports)
    known = [(day, support) for day, support in dated if day is not None]
    return sorted(known, key=lambda entry: (entry[0], entry[1].id), reverse=True)[:CONTACTS]


def _live(records: Mapping[str, Record], kind: str) -> dict[str, Record]:
    return {id_: record for id_, record in records.items() if record.kind == kind and not record.deleted}
