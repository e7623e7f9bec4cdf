"""An invented office whose cases and records are counted as published tables say. Pure but for the chance it is given.

Each number of a month becomes so many cases, plans and support records of that month: who closes, who is visited and on
which day is drawn by lot, among those cases that were open.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from server.calendar.days import is_closed
from server.demo import people
from server.demo.days import wire
from server.demo.tables import PublishedTables
from server.reports.months import days_of
from server.reports.published import age_column
from sync.codes import CODE_LISTS
from sync.fields import Json

_CARRIED_MONTHS: Final = 24
"""Since when the cases of before the first month may be open."""
_MONITORED_AFTER: Final = dt.timedelta(days=90)
_ENDS_AFTER: Final = dt.timedelta(days=180)
_VISITS_IN_TEN: Final = 8
_ROUTES: Final = CODE_LISTS["route"]


@dataclass(frozen=True, slots=True)
class Invented:
    """A record to be written: whose it is, and the day on which it was."""

    kind: str
    id: str
    by: str
    day: dt.date
    fields: Mapping[str, Json]


@dataclass(slots=True)
class _Plan:
    id: str
    decided: dt.date
    fields: dict[str, Json]

    @property
    def is_over(self) -> bool:
        return "result" in self.fields


@dataclass(slots=True)
class _Case:
    id: str
    worker: str
    opened: dt.date
    person: dict[str, Json]
    fields: dict[str, Json]
    closed: dt.date | None = None
    plans: list[_Plan] = field(default_factory=list)


class Registry:
    """Invents the records of an office. ``workers`` are the ids of those in charge."""

    def __init__(self, rng: Random, new_id: Callable[[], str], workers: Sequence[str]) -> None:
        self._rng, self._new_id, self._workers = rng, new_id, workers
        self._cases: list[_Case] = []
        self._supports: list[Invented] = []

    def fill(self, tables: PublishedTables, carried: int) -> None:
        """Invent what tables say, of an office with ``carried`` cases open before their first month."""
        first, _ = days_of(tables.months[0])
        for _ in range(carried):
            self._open_before(first)
        for month in tables.months:
            cells = {name: rows[month] for name, rows in tables.monthly.items()}
            since, until = days_of(month)
            self._open(cells, since, until)
            self._close(cells["closures"], since, until)
            self._plan(cells["consultations"], since, until)
            self._support(cells["support_methods"], since, until)
        self._give_items(tables.items, [case for case in self._cases if case.opened >= first])

    def records(self) -> Iterator[Invented]:
        """Everything that was invented, what is named before what names it."""
        for number, case in enumerate(self._cases, 1):
            person = self._new_id()
            yield Invented("person", person, case.worker, case.opened, case.person)
            known = {"person": person, "number": f"{case.opened.year}-{number:04}", "main_worker": case.worker}
            yield Invented("case", case.id, case.worker, case.opened, case.fields | known)
        for case in self._cases:
            for plan in case.plans:
                yield Invented("plan", plan.id, case.worker, plan.decided, plan.fields)
        yield from self._supports

    # Cases

    def _open_before(self, first: dt.date) -> None:
        opened = first - dt.timedelta(days=self._rng.randrange(1, 30 * _CARRIED_MONTHS))
        sex = self._rng.choice(("male", "female"))
        age = self._rng.choice(CODE_LISTS["age_band"][1:7])
        self._take_in(opened, sex, self._rng.choice(_ROUTES), age, [self._rng.choice(CODE_LISTS["issue"])])

    def _open(self, cells: Mapping[str, Mapping[str, int]], since: dt.date, until: dt.date) -> None:
        """The new cases of a month, each with a sex, a route, an age and its issues."""
        sexes = self._drawn({code: cells["consultations"][code] for code in ("male", "female")})
        routes = self._drawn({code: cells["routes"][code] for code in _ROUTES})
        ages = self._drawn({code: cells["age_bands"][age_column(code)] for code in CODE_LISTS["age_band"]})
        issues: list[list[str]] = [[] for _ in sexes]
        for issue in CODE_LISTS["issue"]:
            for mine in self._rng.sample(issues, cells["issues"][issue]):
                mine.append(issue)
        for sex, route, age, mine in zip(sexes, routes, ages, issues, strict=True):
            self._take_in(self._day(since, until), sex, route, age, mine)

    def _take_in(self, opened: dt.date, sex: str, route: str, age: str, issues: Iterable[str]) -> None:
        fields: dict[str, Json] = {"state": "open", "opened_on": opened.isoformat(), "route": route, "age_band": age}
        fields |= {"issues": sorted(issues), "programmes": ["consultation"], "source": people.SOURCE}
        person = people.person(self._rng, sex, age, opened)
        self._cases.append(_Case(self._new_id(), self._rng.choice(self._workers), opened, person, fields))

    def _close(self, reasons: Mapping[str, int], since: dt.date, until: dt.date) -> None:
        """Close so many cases of a month; those of before rather than those that it has just opened."""
        wanted = self._drawn({code: reasons[code] for code in CODE_LISTS["closure"]})
        still_open = [case for case in self._cases if case.closed is None]
        self._rng.shuffle(still_open)
        still_open.sort(key=lambda case: case.opened >= since)
        for case, reason in zip(still_open, wanted, strict=False):
            case.closed = self._day(max(since, case.opened), until)
            case.fields |= {"state": "closed", "closed_on": case.closed.isoformat(), "closure": reason}

    def _give_items(self, items: Mapping[str, Mapping[str, int]], cases: Sequence[_Case]) -> None:
        for item, ages in items.items():
            for age, count in ages.items():
                of_age = [case for case in cases if case.fields["age_band"] == age]
                for case in self._rng.sample(of_age, count):
                    case.fields["issue_items"] = sorted([*case.fields.get("issue_items", ()), item])

    # What is done for them

    def _support(self, methods: Mapping[str, int], since: dt.date, until: dt.date) -> None:
        at_work = self._at_work(since, until)
        for column, count in methods.items():
            for _ in range(count if column != "total" else 0):
                case = self._rng.choice(at_work)
                method = column if column != "visit_accompaniment" else self._outreach()
                self._supports.append(self._note(case, method, self._day_of(case, since, until)))

    def _note(self, case: _Case, method: str, day: dt.date) -> Invented:
        begun = self._rng.randrange(0, 8 * 60, 10)
        ended = begun + self._rng.choice((10, 20, 30, 60))
        by = case.worker if self._rng.randrange(10) else self._rng.choice(self._workers)
        times = {"started_at": wire(day, "09:00", begun), "ended_at": wire(day, "09:00", ended)}
        known = {"case": case.id, "method": method, "worker": by, "author": by, "review": "read"}
        fields = known | times | people.told(self._rng, method) | {"source": people.SOURCE}
        return Invented("support", self._new_id(), by, day, fields)

    def _outreach(self) -> str:
        return "visit" if self._rng.randrange(10) < _VISITS_IN_TEN else "accompaniment"

    def _plan(self, wanted: Mapping[str, int], since: dt.date, until: dt.date) -> None:
        at_work = self._at_work(since, until)
        for _ in range(wanted["plans_ended"]):
            self._end_one(at_work, since, until)
        for _ in range(wanted["plans_renewed"]):
            self._renew_one(at_work, since, until)
        without = [case for case in at_work if not case.plans]
        self._rng.shuffle(without)
        for _ in range(wanted["plans_new"]):
            case = without.pop() if without else self._rng.choice(at_work)
            self._decide(case, self._day_of(case, since, until), {"number": 1})

    def _end_one(self, at_work: Sequence[_Case], since: dt.date, until: dt.date) -> None:
        """End a plan that is running; where there is none, one of which the decision is not on record."""
        running = self._running(at_work, since)
        if running:
            case, plan = self._rng.choice(running)
        else:
            case = self._rng.choice(at_work)
            plan = self._decide(case, case.opened, {"number": 1})
            del plan.fields["decision"]
        day = self._day_of(case, since, until).isoformat()
        plan.fields |= {"result": "closed", "evaluated": day, "evaluation": "achieved"}

    def _renew_one(self, at_work: Sequence[_Case], since: dt.date, until: dt.date) -> None:
        """Decide a plan that goes on from one that is running; where there is none, from one not on record."""
        running = self._running(at_work, since)
        if not running:
            case = self._rng.choice(at_work)
            self._decide(case, self._day_of(case, since, until), {"number": 2})
            return
        case, plan = self._rng.choice(running)
        day = self._day_of(case, since, until)
        plan.fields |= {"result": "new_plan", "evaluated": day.isoformat(), "evaluation": "partly_achieved"}
        self._decide(case, day, {"number": min(plan.fields["number"] + 1, 99), "follows": plan.id})

    def _running(self, cases: Sequence[_Case], before: dt.date) -> list[tuple[_Case, _Plan]]:
        return [(case, plan) for case in cases for plan in case.plans if not plan.is_over and plan.decided < before]

    def _decide(self, case: _Case, day: dt.date, fields: Mapping[str, Json]) -> _Plan:
        dates = {"agreed_on": day, "period_start": day, "decision": day, "period_end": day + _ENDS_AFTER}
        dates |= {"next_monitoring": day + _MONITORED_AFTER}
        written = {name: date.isoformat() for name, date in dates.items()}
        known = {"case": case.id, "goal": "暮らしを立て直したい。", "approval": "approved", "source": people.SOURCE}
        plan = _Plan(self._new_id(), day, {**known, **written, **fields})
        case.plans.append(plan)
        return plan

    # Chance

    def _at_work(self, since: dt.date, until: dt.date) -> list[_Case]:
        """The cases that were open in some days; where there are none, those that once were."""
        known = [case for case in self._cases if case.opened <= until]
        return [case for case in known if case.closed is None or case.closed >= since] or known

    def _day_of(self, case: _Case, since: dt.date, until: dt.date) -> dt.date:
        """A day on which a case was open; of a case that was closed before, any."""
        ended = case.closed if case.closed is not None and case.closed >= since else until
        return self._day(max(since, case.opened), min(until, ended))

    def _day(self, since: dt.date, until: dt.date) -> dt.date:
        """A working day from one day to another; any of them where all are closed."""
        days = [since + dt.timedelta(days=number) for number in range((until - since).days + 1)]
        return self._rng.choice([day for day in days if not is_closed(day)] or days)

    def _drawn(self, counts: Mapping[str, int]) -> list[str]:
        """Each code as often as it is counted, in the order of the lot."""
        codes = [code for code, count in counts.items() for _ in range(count)]
        self._rng.shuffle(codes)
        return codes
