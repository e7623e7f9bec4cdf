"""One case as a page: who it is about, who is in charge, and its course."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby

from server.office.ahead import Planned, ahead_among
from server.office.consents import consents_in
from server.services.casework import StaleView, change_as_server
from server.services.restrictions import restricted_to
from server.store import Office, Seen
from server.store.cases import AssignmentRow
from server.store.directory import SessionRow
from server.store.history import LateRow
from server.store.meetings import MeetingRow
from sync.consents import State
from sync.fields import Json, read_moment
from sync.records.support import day_of
from sync.roles import Permission
from sync.store import Record

NARRATED = ("support", "appointment", "series", "plan", "comment", "task", "agenda_item")
REGISTERED = ("plan", "agenda_item")
"""What is shown of a case to those who keep registers and read no sensitive fields."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case. ``course`` is oldest first, each with the day on which it happened; ``ahead`` are coming appointments and
    the times of recurring visits in the next weeks.

    ``twice`` are the numbers that two plans have. ``agenda`` are its places on agendas, the latest meeting first.
    ``late`` is what former workers' phones brought after the case was handed on, of whatever kind.
    """

    case: Record
    person: Record | None
    household: Record | None
    charge: Sequence[AssignmentRow]
    course: Sequence[tuple[dt.date | None, Record]]
    plans: Sequence[Record]
    ahead: Sequence[Planned]
    comments: Mapping[str, int]
    twice: Collection[int]
    tasks: Sequence[Record]
    agenda: Sequence[tuple[MeetingRow, Record]]
    late: Sequence[LateRow]
    consents: Sequence[tuple[Record, State]]


def case_file(seen: Seen, case_id: str, now: dt.datetime) -> CaseFile | None:
    """A case, as far as the reader may see it."""
    case = seen.record(case_id, "case")
    if case is None:
        return None
    person = seen.record(case.fields["person"], "person")
    household_id = None if person is None else person.fields.get("household")
    household = None if household_id is None else seen.record(household_id, "household")
    parts: dict[str, list[Record]] = {kind: [] for kind in NARRATED}
    for record in seen.in_case(case_id, NARRATED if seen.reader.sensitive else REGISTERED):
        parts[record.kind].append(record)
    comments: dict[str, int] = {}
    for comment in parts["comment"]:
        comments[comment.fields["about"]] = comments.get(comment.fields["about"], 0) + 1
    numbers = Counter(plan.fields["number"] for plan in parts["plan"])
    return CaseFile(
        case=case,
        person=person,
        household=household,
        charge=seen.cases.assignments(case_id),
        course=_course(parts["support"], seen.zone),
        plans=sorted(parts["plan"], key=lambda plan: int(plan.fields["number"])),
        ahead=ahead_among(case, chain(parts["appointment"], parts["series"]), seen.zone, now).coming,
        comments=comments,
        twice=[number for number, count in numbers.items() if count > 1],
        tasks=sorted(
            parts["task"], key=lambda task: ("done_on" in task.fields, task.fields.get("due", "9999"), task.id)
        ),
        agenda=seen.meetings.of_items(parts["agenda_item"]),
        consents=consents_in(seen, case_id, now.astimezone(seen.zone).date()),
        late=seen.history.came_late([record.id for record in (case, person, household) if record is not None]),
    )


def ahead_of(seen: Seen, case: str, now: dt.datetime) -> tuple[int, int]:
    """How many appointments of a case are still ahead, and how many tasks are not done; to those who read neither,
    none.
    """
    records = seen.in_case(case, ("appointment", "task")) if seen.reader.sensitive else []
    appointments = [record for record in records if record.kind == "appointment"]
    undone = [record for record in records if record.kind == "task" and "done_on" not in record.fields]
    return len(coming(appointments, now)), len(undone)


def by_month(
    course: Sequence[tuple[dt.date | None, Record]], *, oldest_first: bool
) -> list[list[tuple[dt.date | None, Record]]]:
    """A course, month by month."""
    ordered = course if oldest_first else course[::-1]
    return [list(entries) for _, entries in groupby(ordered, key=lambda entry: entry[0] and entry[0].replace(day=1))]


def _course(supports: Sequence[Record], zone: zoneinfo.ZoneInfo) -> list[tuple[dt.date | None, Record]]:
    dated = [(day_of(support.fields, zone), support) for support in supports]
    return sorted(
        dated, key=lambda entry: (entry[0] or dt.date.min, entry[1].fields.get("started_at", ""), entry[1].id)
    )


def coming(appointments: Iterable[Record], now: dt.datetime) -> list[Record]:
    """The planned appointments that begin at ``now`` or later, the next one first."""
    planned = [
        record
        for record in appointments
        if record.fields.get("state", "planned") == "planned" and read_moment(record.fields["starts_at"]) >= now
    ]
    return sorted(planned, key=lambda record: str(record.fields["starts_at"]))


@dataclass(frozen=True, slots=True)
class Charge:
    """Who is in charge of a case: one main worker, or nobody, and co-workers."""

    main: str | None
    others: frozenset[str]

    @classmethod
    def of(cls, fields: Mapping[str, Json]) -> Charge:
        """As a case has it."""
        return cls(fields.get("main_worker"), frozenset(fields.get("co_workers", ())))


class NotOfField(ValueError):
    """Somebody who cannot be in charge of a case: not of this office, not active, or of another role."""


class NotNamed(ValueError):
    """Somebody who would not see the case: it is restricted to others."""


def assign(store: Office, who: SessionRow, case: str, shown: Charge, wanted: Charge, now: dt.datetime) -> bool:
    """Put a case in other hands. ``shown`` is what the form showed: only what was altered there is written, so that two
    people who alter different parts do not undo each other. Returns whether anything was written.

    Raises ``StaleView`` where somebody else has given the case another main worker meanwhile, ``NotOfField``,
    ``NotNamed``, and ``casework.ChangeRejected``.
    """
    store.lock()
    record = store.records.by_id([case])[case]
    present, named = Charge.of(record.fields), restricted_to(record)
    if wanted.main != shown.main and present.main not in {shown.main, wanted.main}:
        raise StaleView
    main = wanted.main if wanted.main != shown.main else present.main
    others = (present.others - (shown.others - wanted.others) | (wanted.others - shown.others)) - {main}
    joining = ({main, *others} - {None}) - {present.main, *present.others}
    eligible = {user.id for user in store.accounts.users() if user.may(Permission.BE_IN_CHARGE)}
    if not joining <= eligible:
        raise NotOfField
    if named and not joining <= named:
        raise NotNamed
    if Charge(main, frozenset(others)) == present:
        return False
    fields: dict[str, Json] = {"main_worker": main, "co_workers": sorted(others)}
    change_as_server(store, "case", case, fields, by=who.user_id, role=who.role, now=now)
    return True
