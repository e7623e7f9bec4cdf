"""One case file of the demonstration, and the changes that bring it on record, each at the time it was written."""

from __future__ import annotations

import datetime as dt
import tomllib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from server.demo.days import day_of, moment, wire
from server.demo.staff import DemoMember
from sync.changes import Author, new_change
from sync.fields import write_moment

CASES: Final = Path(__file__).parent / "cases"
_OPENED_AT: Final = "08:45"
_PLAN_DAYS: Final = (
    "agreed_on",
    "coordination_meeting",
    "decision",
    "period_start",
    "period_end",
    "next_monitoring",
)
_EVALUATION_DAYS: Final = ("evaluation_meeting", "evaluated")


@dataclass(frozen=True, slots=True)
class DemoStep:
    """What one person sent at one time."""

    at: dt.datetime
    author: Author
    changes: tuple[Mapping[str, Any], ...]


@dataclass
class DemoCase:
    """A case file that was read, told to an office as of a given day. Ids follow from the office
    and the case's number.
    """

    content: Mapping[str, Any]
    office: str
    today: dt.date
    staff: Mapping[str, DemoMember]
    _changes_of: dict[str, list[str]] = field(default_factory=dict)

    def steps(self) -> Iterator[DemoStep]:
        """Everything that was written about the case; the caller puts it in order of time."""
        yield from self._opening()
        for nth, support in enumerate(self.content.get("support", ()), start=1):
            yield from self._support(nth, support)
        for plan in self.content.get("plan", ()):
            yield from self._plan(plan)
        for nth, appointment in enumerate(self.content.get("appointment", ()), start=1):
            yield from self._appointment(nth, appointment)
        for nth, series in enumerate(self.content.get("series", ()), start=1):
            yield self._series(nth, series)
        for nth, task in enumerate(self.content.get("task", ()), start=1):
            yield self._task(nth, task)
        for nth, consent in enumerate(self.content.get("consent", ()), start=1):
            yield from self._consent(nth, consent)
        if "closed" in self.content["case"]:
            yield self._closing()

    def _opening(self) -> Iterator[DemoStep]:
        case = self.content["case"]
        opened = day_of(self.today, case["opened"])
        at, worker = moment(opened, _OPENED_AT), self.staff[case["worker"]]
        person = dict(self.content["person"])
        if "age" in person:
            born = self.today.replace(day=1) - dt.timedelta(days=366 * person.pop("age"))
            person["born_on"] = born.isoformat()
        changes = []
        if "household" in self.content:
            person["household"] = self._id("household")
            changes.append(self._change("household", "household", at, self.content["household"]))
        changes.append(self._change("person", "person", at, person))
        fields = {name: case[name] for name in ("route", "age_band", "issues", "programmes")}
        fields |= {"person": self._id("person"), "number": self.content["number"], "summary": case["summary"].strip()}
        fields |= {"state": "open", "opened_on": opened.isoformat()}
        changes.append(self._change("case", "case", at, fields))
        yield DemoStep(at, worker.author, tuple(changes))
        if "co_workers" in case:
            at += dt.timedelta(minutes=30)
            co_workers = {"co_workers": [self.staff[login].id for login in case["co_workers"]]}
            assigned = self._change("case", "case", at, co_workers)
            yield DemoStep(at, self.staff["sato"].at_the_office_pages, (assigned,))

    def _support(self, nth: int, support: Mapping[str, Any]) -> Iterator[DemoStep]:
        key = f"support {nth}"
        day, by = day_of(self.today, support["day"]), self.staff[support["by"]]
        own = {"by", "day", "start", "minutes", "review", "comment", "next_day", "monitors"}
        fields = {name: _text(value) for name, value in support.items() if name not in own and value != []}
        fields |= {"case": self._id("case"), "worker": by.id, "started_at": wire(day, support["start"])}
        fields["ended_at"] = wire(day, support["start"], support["minutes"])
        if "next_day" in support:
            fields["next_on"] = day_of(self.today, support["next_day"]).isoformat()
        if "monitors" in support:
            fields["monitors"] = self._id(f"plan {support['monitors']}")
        at = moment(day, support["start"], support["minutes"] + 25)
        yield DemoStep(at, by.author, (self._change("support", key, at, fields),))
        if support.get("review", "unread") != "unread":
            yield from self._review(key, support, moment(day + dt.timedelta(days=1), "09:10"))

    def _review(self, key: str, support: Mapping[str, Any], at: dt.datetime) -> Iterator[DemoStep]:
        supervisor = self.staff["sato"]
        fields = {"review": support["review"], "reviewed_by": supervisor.id, "reviewed_at": write_moment(at)}
        yield DemoStep(at, supervisor.at_the_office_pages, (self._change("support", key, at, fields),))
        if "comment" in support:
            comment = {"case": self._id("case"), "about": self._id(key), "text": support["comment"]}
            comment["written_at"] = write_moment(at)
            yield DemoStep(at, supervisor.author, (self._change("comment", f"comment on {key}", at, comment),))

    def _plan(self, plan: Mapping[str, Any]) -> Iterator[DemoStep]:
        key, by = f"plan {plan['number']}", self.staff[plan["by"]]
        names = ("number", "goal", "agreement", "submitted")
        fields = {"case": self._id("case")} | {name: plan[name] for name in names if name in plan}
        at = moment(day_of(self.today, plan.get("written", plan.get("decision"))), "17:00")
        made = self._change("plan", key, at, fields | self._days(plan, _PLAN_DAYS))
        supports = [
            self._change("plan_support", f"{key} support {nth}", at, self._plan_support(key, support))
            for nth, support in enumerate(plan.get("support", ()), start=1)
        ]
        yield DemoStep(at, by.author, (made, *supports))
        if "approved" in plan:
            yield self._approval(key, moment(day_of(self.today, plan["approved"]), "17:20"))
        if "evaluated" in plan:
            at = moment(day_of(self.today, plan["evaluated"]), "17:00")
            evaluation = {name: plan[name] for name in ("evaluation", "evaluation_note", "result") if name in plan}
            evaluation |= self._days(plan, _EVALUATION_DAYS)
            yield DemoStep(at, by.author, (self._change("plan", key, at, evaluation),))

    def _plan_support(self, plan: str, support: Mapping[str, Any]) -> dict[str, Any]:
        fields = {"case": self._id("case"), "plan": self._id(plan)} | dict(support)
        return fields | {"worker": self.staff[support["worker"]].id} if "worker" in support else fields

    def _approval(self, plan: str, at: dt.datetime) -> DemoStep:
        supervisor = self.staff["sato"]
        fields = {"approval": "approved", "approved_by": supervisor.id, "approved_at": write_moment(at)}
        return DemoStep(at, supervisor.at_the_office_pages, (self._change("plan", plan, at, fields),))

    def _task(self, nth: int, task: Mapping[str, Any]) -> DemoStep:
        worker = self.staff[task["worker"]]
        fields = {"case": self._id("case"), "what": task["what"], "worker": worker.id}
        fields["due"] = day_of(self.today, task["due"]).isoformat()
        if "plan" in task:
            fields["about"] = self._id(f"plan {task['plan']}")
        at = moment(day_of(self.today, task["written"]), "16:50")
        return DemoStep(at, worker.author, (self._change("task", f"task {nth}", at, fields),))

    def _appointment(self, nth: int, appointment: Mapping[str, Any]) -> Iterator[DemoStep]:
        key = f"appointment {nth}"
        day, worker = day_of(self.today, appointment["day"]), self.staff[appointment["worker"]]
        own = {"worker", "day", "start", "minutes", "disputed", "state"}
        fields = {name: _text(value) for name, value in appointment.items() if name not in own}
        fields |= {"case": self._id("case"), "worker": worker.id, "state": "planned"}
        fields["starts_at"] = wire(day, appointment["start"])
        if "minutes" in appointment:
            fields["ends_at"] = wire(day, appointment["start"], appointment["minutes"])
        at = moment(min(day, self.today) - dt.timedelta(days=7), "16:40")
        made = self._change("appointment", key, at, fields)
        yield DemoStep(at, worker.author, (made,))
        yesterday = moment(self.today - dt.timedelta(days=1), "17:30")
        if "state" in appointment:
            state = self._change("appointment", key, yesterday, {"state": appointment["state"]})
            yield DemoStep(yesterday, worker.author, (state,))
        for nth_side, side in enumerate(appointment.get("disputed", ())):
            at = yesterday + dt.timedelta(minutes=10 * nth_side)
            moved = self._change("appointment", key, at, {"starts_at": wire(day, side["start"])}, base=made["id"])
            yield DemoStep(at, self.staff[side["by"]].author, (moved,))

    def _series(self, nth: int, series: Mapping[str, Any]) -> DemoStep:
        starts, worker = day_of(self.today, series["starts"]), self.staff[series["worker"]]
        fields = {name: value for name, value in series.items() if name not in {"worker", "starts"}}
        fields |= {"case": self._id("case"), "worker": worker.id, "starts_on": starts.isoformat()}
        at = moment(self.today - dt.timedelta(days=7), "16:55")
        return DemoStep(at, worker.author, (self._change("series", f"series {nth}", at, fields),))

    def _consent(self, nth: int, consent: Mapping[str, Any]) -> Iterator[DemoStep]:
        """A consent, given on ``day`` and from that day on, until ``until``; and that it was ``withdrawn``."""
        key, by, given_on = f"consent {nth}", self.staff[consent["by"]], day_of(self.today, consent["day"])
        own = {"by", "day", "until", "receiver", "withdrawn"}
        fields = {name: value for name, value in consent.items() if name not in own}
        fields |= {"case": self._id("case"), "person": self._id("person")}
        if "receiver" in consent:
            fields["receiver"] = self.staff[consent["receiver"]].id
        fields |= dict.fromkeys(("given_on", "begins_on"), given_on.isoformat())
        fields["ends_on"] = day_of(self.today, consent["until"]).isoformat()
        at = moment(given_on, "15:20")
        yield DemoStep(at, by.author, (self._change("consent", key, at, fields),))
        if "withdrawn" in consent:
            withdrawn_on = day_of(self.today, consent["withdrawn"])
            at = moment(withdrawn_on, "11:10")
            withdrawal = {"withdrawn_on": withdrawn_on.isoformat(), "withdrawn_by": "self"}
            yield DemoStep(at, by.author, (self._change("consent", key, at, withdrawal),))

    def _closing(self) -> DemoStep:
        case = self.content["case"]
        closed = day_of(self.today, case["closed"])
        at = moment(closed, "17:15")
        fields = {"state": "closed", "closed_on": closed.isoformat(), "closure": case["closure"]}
        return DemoStep(at, self.staff[case["worker"]].author, (self._change("case", "case", at, fields),))

    def _days(self, plan: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, str]:
        """The days that a plan names. ``{month_of = 90}`` is the month of that day, which is all that was agreed."""
        days = {}
        for name in names:
            day = plan.get(name)
            if isinstance(day, Mapping):
                days[name] = day_of(self.today, day["month_of"]).isoformat()[:7]
            elif day is not None:
                days[name] = day_of(self.today, day).isoformat()
        return days

    def _id(self, key: str) -> str:
        return record_id(self.office, self.content["number"], key)

    def _change(
        self, kind: str, key: str, at: dt.datetime, fields: Mapping[str, Any], base: str | None = None
    ) -> dict[str, Any]:
        """The next change of a record, made on the one before it or on ``base``."""
        record = self._id(key)
        earlier = self._changes_of.setdefault(record, [])
        change_id = str(uuid.uuid5(uuid.UUID(record), f"change {len(earlier)}"))
        base = base or (earlier[-1] if earlier else None)
        earlier.append(change_id)
        return new_change(change_id, kind, record, fields, base=base, made_at=at)


def record_id(office: str, of: str, key: str) -> str:
    """The id of a record of the demonstration: ``of`` is the number of its case, ``key`` its name there."""
    return str(uuid.uuid5(uuid.UUID(office), f"demo/{of}/{key}"))


def case_files(office: str, today: dt.date, staff: Mapping[str, DemoMember]) -> list[DemoCase]:
    """Every case file of the demonstration."""
    contents = (tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(CASES.glob("*.toml")))
    return [DemoCase(content, office, today, staff) for content in contents]


def _text(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value
