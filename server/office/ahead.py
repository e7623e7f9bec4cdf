"""What is ahead in a case: appointments, the times of recurring visits in whose place none stands, and tasks."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.calendar.days import is_closed
from server.calendar.recurrence import occurrences
from server.store import Seen
from sync.fields import Json, read_moment, write_moment
from sync.store import Record

KINDS_AHEAD: Final = ("appointment", "series", "task")

FORESEEN: Final = dt.timedelta(days=42)
"""As far ahead as the times of recurring visits are told one by one."""

_LOOKED_BACK: Final = dt.timedelta(days=31)
"""How long ago an appointment may have been that is still asked for: whether it took place."""

_OF_EACH_TIME: Final = ("case", "worker", "method", "programme", "place", "companions", "purpose", "reason")
"""What each time of a recurring visit has from its series."""


@dataclass(frozen=True, slots=True)
class Planned:
    """An appointment; without a ``record`` a time of a recurring visit, with the fields of an appointment."""

    fields: Mapping[str, Json]
    record: Record | None = None

    @property
    def starts_at(self) -> dt.datetime:
        """When it begins."""
        return read_moment(str(self.fields["starts_at"]))

    @property
    def state(self) -> str:
        """Whether it is planned, done or cancelled."""
        return str(self.fields.get("state", "planned"))


@dataclass(frozen=True, slots=True)
class Ahead:
    """A case's plans. ``coming`` is what will be, the next first; ``past`` what was planned and of which nobody said
    how it went; ``cancelled`` what would have been; ``series`` are those that have not ended, ``tasks`` the undone
    ones, in the order of their days.
    """

    coming: Sequence[Planned]
    past: Sequence[Planned]
    cancelled: Sequence[Planned]
    series: Sequence[Record]
    tasks: Sequence[Record]


def ahead_in(seen: Seen, case: Record, now: dt.datetime) -> Ahead:
    """What is ahead in a case; nothing for those who are not shown what happens in cases."""
    records = seen.in_case(case.id, KINDS_AHEAD) if seen.reader.sensitive else []
    return ahead_among(case, records, seen.zone, now)


def ahead_among(case: Record, records: Iterable[Record], zone: zoneinfo.ZoneInfo, now: dt.datetime) -> Ahead:
    """The same out of the live records of a case."""
    of_kind: dict[str, list[Record]] = {kind: [] for kind in KINDS_AHEAD}
    for record in records:
        of_kind.get(record.kind, []).append(record)
    today = now.astimezone(zone).date()
    lasting = [each for each in of_kind["series"] if each.fields.get("until", "9999-12-31") >= today.isoformat()]
    appointments = [Planned(record.fields, record) for record in of_kind["appointment"]]
    taken = {(each.fields.get("series"), each.fields.get("occurrence")) for each in appointments}
    repeating = lasting if case.fields["state"] == "open" else []
    times = [time for series in repeating for time in _times_of(series, today, today + FORESEEN, zone)]
    left = [time for time in times if (time.fields["series"], time.fields["occurrence"]) not in taken]
    planned = sorted([*appointments, *left], key=lambda each: each.starts_at)
    later = [each for each in planned if each.starts_at >= now]
    return Ahead(
        coming=[each for each in later if each.state == "planned"],
        past=[each for each in planned if now - _LOOKED_BACK <= each.starts_at < now and _is_open(each)],
        cancelled=[each for each in later if each.state == "cancelled"],
        series=lasting,
        tasks=sorted(
            (task for task in of_kind["task"] if "done_on" not in task.fields),
            key=lambda task: (str(task.fields.get("due", "9999-12-31")), task.id),
        ),
    )


def time_on(series: Record, day: dt.date, zone: zoneinfo.ZoneInfo) -> Planned | None:
    """The time that a recurring visit has on a day."""
    return next(iter(_times_of(series, day, day, zone)), None)


def in_place_of(appointments: Iterable[Record], series: str, day: dt.date) -> Record | None:
    """The appointment that stands in place of a time."""
    named = (series, day.isoformat())
    found = (each for each in appointments if (each.fields.get("series"), each.fields.get("occurrence")) == named)
    return next(found, None)


def _is_open(planned: Planned) -> bool:
    return planned.record is not None and planned.state == "planned"


def _times_of(series: Record, first: dt.date, last: dt.date, zone: zoneinfo.ZoneInfo) -> list[Planned]:
    values = series.fields
    common = {name: values[name] for name in _OF_EACH_TIME if name in values}
    times: list[Planned] = []
    for day in occurrences(values, first, last, is_closed):
        when: dict[str, Json] = {"starts_at": _moment(day, values["from_time"], zone)}
        if "to_time" in values:
            when["ends_at"] = _moment(day, values["to_time"], zone)
        occurrence: dict[str, Json] = {"series": series.id, "occurrence": day.isoformat(), "state": "planned"}
        times.append(Planned({**common, **when, **occurrence}))
    return times


def _moment(day: dt.date, clock: Json, zone: zoneinfo.ZoneInfo) -> str:
    return write_moment(dt.datetime.combine(day, dt.time.fromisoformat(str(clock)), zone))
