"""No reminder twice and none missed: random histories of what an office knows, of its choices, of its scheduler's
pauses and restarts and of clocks that jump, held against a second and simple telling of what must be there
(``promises``).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from server.calendar.days import is_closed
from server.followup.cases import CaseFacts
from server.ground.ids import new_id
from server.reminders.giving import DueNotice
from server.reminders.rules import PlannedVisit, day_notices, hour_notices
from server.reminders.settings import DEFAULT, ReminderPolicy, to_stored
from server.reminders.situation import Situation
from server.reminders.ticking import Ticker
from server.store import writing
from server.store.accounts import UserRow
from server.store.followup import OpenCase
from server.store.reminders import OpenTask
from sync.fields import write_moment
from sync.store import Record
from tests.server.people import OfficeUnderTest
from tests.server.reminders.history import DECIDED, OPENED, ZONES, Facts, History, Look, histories
from tests.server.reminders.office import notices, write
from tests.server.reminders.promises import DAY, MINUTE, SUPERVISOR, WORKER, Promises, Told

YEAR_BEGINS = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
MEMBERS = [UserRow(role, role, role, role, active=True, created_at=YEAR_BEGINS) for role in (SUPERVISOR, WORKER)]
PLAN = {"number": 1, "decision": str(DECIDED)}


@dataclass
class InMemory:
    """The rules alone, with every key that they ever named."""

    history: History
    given: dict[str, DueNotice] = field(default_factory=dict)

    def look(self, look: Look) -> None:
        situation = Situation(look.now.astimezone(self.history.zone), look.policy, is_closed, MEMBERS)
        for notice in rules_say(situation, look.facts):
            self.given.setdefault(notice.key, notice)

    def told(self) -> Counter[Told]:
        return Counter((each.reader, each.reminder, each.about, str(each.due)) for each in self.given.values())


def rules_say(situation: Situation, facts: Facts) -> list[DueNotice]:
    worker, today = WORKER if facts.in_charge else None, situation.today
    dates = {"next_monitoring": facts.monitoring, "period_end": facts.period_end, "evaluated": facts.evaluated}
    plan = PLAN | {name: str(value) for name, value in dates.items() if value is not None}
    contact = max((day for day in facts.contacts if day <= today), default=None)
    case = OpenCase("case", worker, CaseFacts(OPENED, None, contact, None, {"plan": plan}))
    tasks = [OpenTask("task", "case", worker, facts.task_due)] if facts.task_due else []
    visits = [PlannedVisit("appointment", "appointment", "case", worker, at) for at in _ahead(situation, facts)]
    return day_notices(situation, [case], tasks) + hour_notices(situation, visits, _outings(facts))


def _ahead(situation: Situation, facts: Facts) -> Iterator[dt.datetime]:
    at = facts.starts_at
    if at is not None and at >= situation.now and at.astimezone(situation.now.tzinfo).date() <= situation.today + DAY:
        yield at


def _outings(facts: Facts) -> Iterator[Record]:
    if facts.expected_end is not None:
        fields = {"case": "case", "worker": WORKER, "started_at": "2026-01-05T00:00:00Z"}
        fields |= {"expected_end": write_moment(facts.expected_end)}
        fields |= {"ended_at": fields["expected_end"]} if facts.back else {}
        yield Record("outing", "outing", WORKER, 1, "head", WORKER, fields)


@dataclass
class OnDatabase:
    """The whole of it: records written through the exchange, and looks of the scheduler's."""

    app: Flask
    history: History
    ids: dict[str, str] = field(default_factory=dict)
    ticker: Ticker = field(default_factory=Ticker)

    def __post_init__(self) -> None:
        self.office = OfficeUnderTest(self.app, new_id(), zone=self.history.zone.key).open()
        self.ids["case"] = self.office.case_of(self.office.users[WORKER])
        self._write("case", opened_on=str(OPENED))
        self._write("plan", **PLAN)

    def look(self, look: Look) -> None:
        for name, value in look.changes.items():
            self._change(name, value, look)
        if look.restarted:
            self.ticker = Ticker()
        with self.app.app_context():
            with writing(self.office.id) as store:
                store.reminders.keep_settings(to_stored(look.policy))
            self.ticker.tick(self.office.id, look.now)

    def told(self) -> Counter[Told]:
        names = {id_: name for name, id_ in (self.ids | self.office.users).items()}
        found = notices(self.office)
        return Counter(
            (names[each["worker"]], each["reminder"], names.get(each.get("about", "")), str(each.get("due")))
            for each in found
        )

    def _change(self, name: str, value: Any, look: Look) -> None:
        worker = self.office.users[WORKER]
        if name == "in_charge":
            self._write("case", main_worker=worker if value else None)
        elif name == "contacts":
            noon = dt.datetime.combine(max(value), dt.time(12), self.history.zone)
            fields = {"method": "phone_mail", "outcome": "reached", "started_at": write_moment(noon)}
            write(self.office, "support", fields | {"case": self.ids["case"]})
        elif name == "task_due":
            self._write("task", what="家計表を作る", due=str(value))
        elif name == "starts_at":
            self._write("appointment", method="visit", starts_at=write_moment(value))
        elif name in {"expected_end", "back"} and look.facts.expected_end is not None:
            fields = {"started_at": "2026-01-05T00:00:00Z", "worker": worker}
            fields |= {"expected_end": write_moment(look.facts.expected_end)}
            self._write("outing", **fields | ({"ended_at": write_moment(look.now)} if look.facts.back else {}))
        elif name != "back":
            self._write("plan", **{"next_monitoring" if name == "monitoring" else name: str(value)})

    def _write(self, kind: str, **fields: Any) -> None:
        record, of_case = self.ids.get(kind), {} if kind == "case" else {"case": self.ids["case"]}
        self.ids[kind] = write(self.office, kind, fields | of_case, record)


def keeps_its_promises(office: InMemory | OnDatabase) -> None:
    """After each look everything that must be there is there, once, and nothing else."""
    promises = Promises(office.history.zone)
    for look in office.history.looks:
        promises.look(look.facts, look.policy, look.now)
        office.look(look)
        assert office.told() == promises.told(), look


@given(histories(most=25))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_rules_say_each_thing_once_and_miss_none(history: History) -> None:
    keeps_its_promises(InMemory(history))


@given(history=histories(most=12))
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
def test_a_scheduler_that_is_restarted_writes_each_notice_once_and_misses_none(app: Flask, history: History) -> None:
    keeps_its_promises(OnDatabase(app, history))


@given(st.sampled_from(ZONES), st.dates(dt.date(2026, 3, 1), dt.date(2026, 12, 1)), st.integers(1, 60))
@settings(max_examples=15, deadline=None)
def test_where_the_scheduler_never_stands_still_every_step_is_said(zone: Any, on: dt.date, pause_minutes: int) -> None:
    policy = replace(DEFAULT, working_days_only=False)
    office = InMemory(History(zone))
    now = dt.datetime.combine(on - 8 * DAY, dt.time(), zone).astimezone(dt.UTC)
    while now < dt.datetime.combine(on + 30 * DAY, dt.time(), zone):
        office.look(Look(now, {}, Facts(monitoring=str(on)), policy, restarted=False))
        # At night nothing falls due, and the days are many.
        now += pause_minutes * MINUTE if 8 <= now.astimezone(zone).hour < 10 else 59 * MINUTE
    said = Counter((reader, reminder) for (reader, reminder, about, _) in office.told().elements() if about == "plan")
    expected = {
        (WORKER, "monitoring_soon"): 1,
        (WORKER, "monitoring_due"): 1,
        (WORKER, "monitoring_overdue"): 4,
        (SUPERVISOR, "monitoring_escalated"): 1,
    }
    assert {key: count for key, count in said.items() if key[1].startswith("monitoring")} == expected


def test_an_hour_ahead_is_an_hour_ahead_where_clocks_are_put_forward() -> None:
    berlin, starts_at = ZONES[1], dt.datetime(2026, 3, 29, 1, 15, tzinfo=dt.UTC)
    office, policy = InMemory(History(berlin)), replace(DEFAULT, off=frozenset({"no_contact"}))
    for minutes in (61, 60):
        assert not office.told()
        now = starts_at - minutes * MINUTE
        office.look(Look(now, {}, Facts(starts_at=starts_at), policy, restarted=False))
    assert office.told() == {(WORKER, "appointment_soon", "appointment", "2026-03-29"): 1}


_TIMES = st.builds(dt.time, st.integers(0, 23), st.sampled_from([0, 1, 30, 59]))


@given(
    st.sampled_from(ZONES),
    st.integers(0, 365 * 1440).map(lambda minutes: YEAR_BEGINS + minutes * MINUTE),
    _TIMES,
    _TIMES,
)
@example(ZONES[1], dt.datetime(2026, 10, 25, 0, 10, tzinfo=dt.UTC), dt.time(20), dt.time(2, 30))
@example(ZONES[1], dt.datetime(2026, 3, 29, 0, 10, tzinfo=dt.UTC), dt.time(20), dt.time(2, 30))
def test_a_push_waits_for_the_end_of_the_quiet_hours_and_no_longer(
    zone: Any, now: dt.datetime, begin: dt.time, end: dt.time
) -> None:
    policy: ReminderPolicy = replace(DEFAULT, quiet_from=begin, quiet_until=end)
    at = policy.push_at("comment", now, zone)
    assert at >= now
    assert not _is_quiet(at.astimezone(zone).time(), begin, end)
    assert policy.push_at("alarm", now, zone) == now
    first = now
    while _is_quiet(first.astimezone(zone).time(), begin, end):
        first = first.replace(second=0, microsecond=0) + MINUTE
    # A time that clocks leave out, or show twice, may be taken for the one before or after.
    assert first <= at <= first + 60 * MINUTE


def _is_quiet(time: dt.time, begin: dt.time, end: dt.time) -> bool:
    minutes = [clock.hour * 60 + clock.minute for clock in (time, begin, end)]
    return (minutes[0] - minutes[1]) % 1440 < (minutes[2] - minutes[1]) % 1440
