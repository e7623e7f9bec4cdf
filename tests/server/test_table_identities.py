"""The identities of the published tables hold over any history of an office: back-dated entries, closings and
reopenings, corrections, deletions and what is brought back.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.ground.ids import new_id
from server.office.behind import WHOLE, figure, records_behind
from server.office.reports import Period, reports
from server.office.statistics import monthly
from server.reports.published import MONTHLY
from server.services.casework import ChangeRejected, change_as_server
from server.store import Office, directory, utcnow, writing
from server.store.directory import OfficeRow
from server.store.reader import THE_OFFICE
from sync.codes import CODE_LISTS
from sync.store import Record

FURTHER = ("outreach", "triage", "monitoring", "note_delays", "review_delays", "situation")
PERIOD = Period(dt.date(2023, 4, 1), dt.date(2023, 8, 31))
DAYS = st.dates(dt.date(2023, 1, 1), dt.date(2023, 9, 30))
CONTACTS = ("phone_mail", "visit", "accompaniment", "interview")

INTAKE = st.fixed_dictionaries(
    {"opened_on": st.none() | DAYS},
    optional={
        "route": st.sampled_from(CODE_LISTS["route"]),
        "age_band": st.sampled_from(CODE_LISTS["age_band"]),
        "issues": st.sets(st.sampled_from(CODE_LISTS["issue"]), max_size=3),
        "issue_items": st.sets(st.sampled_from(CODE_LISTS["issue_item"]), max_size=2),
    },
)
PLACE = st.integers(0, 30)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("take in"), st.none() | st.sampled_from(CODE_LISTS["gender"]), INTAKE),
        st.tuples(st.just("correct"), PLACE, INTAKE),
        st.tuples(st.just("close"), PLACE, DAYS, st.sampled_from(CODE_LISTS["closure"])),
        st.tuples(st.just("reopen"), PLACE, st.booleans()),
        st.tuples(st.just("note"), PLACE, DAYS, st.sampled_from(CODE_LISTS["method"])),
        st.tuples(st.just("correct note"), PLACE, DAYS, st.sampled_from(CODE_LISTS["method"])),
        st.tuples(st.just("plan"), PLACE, DAYS, st.sampled_from((None, *CODE_LISTS["plan_result"]))),
        st.tuples(st.just("remove"), PLACE, st.booleans()),
        st.tuples(st.just("remove note"), PLACE, st.booleans()),
    ),
    min_size=3,
    max_size=25,
)


@dataclass
class History:
    """An office to which some steps happen; those that are refused (an end before its beginning) are
    left out.
    """

    store: Office
    author: str = field(default_factory=new_id)
    cases: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def happen(self, step: tuple[Any, ...]) -> None:
        what, *given = step
        known = self.notes if what.endswith(" note") else self.cases
        with suppress(ChangeRejected):
            if what == "take in":
                self._take_in(*given)
            elif known:
                getattr(self, f"_{what.replace(' ', '_')}")(known[given[0] % len(known)], *given[1:])

    def _write(self, kind: str, record: str, **fields: Any) -> None:
        wire = {name: _wire(value) for name, value in fields.items()}
        change_as_server(self.store, kind, record, wire, by=self.author, now=utcnow())

    def _take_in(self, gender: str | None, intake: dict[str, Any]) -> None:
        person, case = new_id(), new_id()
        self._write("person", person, name="見本", gender=gender)
        self._write("case", case, person=person, state="open", **intake)
        self.cases.append(case)

    def _correct(self, case: str, intake: dict[str, Any]) -> None:
        self._write("case", case, **intake)

    def _close(self, case: str, day: dt.date, closure: str) -> None:
        self._write("case", case, state="closed", closed_on=day, closure=closure)

    def _reopen(self, case: str, cleared: bool) -> None:
        self._write("case", case, state="open", **({"closed_on": None, "closure": None} if cleared else {}))

    def _note(self, case: str, day: dt.date, method: str) -> None:
        note = new_id()
        self._write("support", note, case=case, **self._contact(day, method))
        self.notes.append(note)

    def _correct_note(self, note: str, day: dt.date, method: str) -> None:
        self._write("support", note, **self._contact(day, method))

    def _contact(self, day: dt.date, method: str) -> dict[str, Any]:
        return {"method": method, "started_at": f"{day}T01:00:00Z", "purpose": "手続き", "reason": "不安がある"}

    def _plan(self, case: str, day: dt.date, result: str | None) -> None:
        ended = {"evaluated": day + dt.timedelta(days=40), "result": result} if result else {}
        next_on = {"next_monitoring": day + dt.timedelta(days=20)}
        self._write("plan", new_id(), case=case, number=1 + day.day % 2, decision=day, **next_on, **ended)

    def _remove(self, case: str, gone: bool) -> None:
        self._write("case", case, deleted=gone or None)

    def _remove_note(self, note: str, gone: bool) -> None:
        self._write("support", note, deleted=gone or None)

    def live(self, ids: list[str]) -> list[Record]:
        return [record for record in self.store.records.by_id(ids).values() if not record.deleted]


def _wire(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return sorted(value) if isinstance(value, set) else value


def table(store: Office, name: str) -> list[dict[str, int]]:
    figures = monthly(store, MONTHLY[name], PERIOD)
    names = [column.name for column in MONTHLY[name].columns]
    return [dict(zip(names, row.cells, strict=True)) for row in figures.rows]


@given(STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_identities_hold_and_the_figures_are_those_of_the_records(app: Flask, steps: list[tuple[Any, ...]]) -> None:
    assert_hold(app, steps)


@pytest.mark.postgres
@given(STEPS)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_they_hold_on_postgresql(postgres_app: Flask, steps: list[tuple[Any, ...]]) -> None:
    assert_hold(postgres_app, steps)


@pytest.fixture
def postgres_app(make_app: Callable[[str], Flask], postgres_url: str) -> Flask:
    """An application on PostgreSQL."""
    return make_app(postgres_url)


def assert_hold(app: Flask, steps: list[tuple[Any, ...]]) -> None:
    office = OfficeRow(new_id(), "見本市", "Asia/Tokyo", demonstration=False)
    with app.app_context():
        with directory(write=True) as offices:
            offices.add_office(office, utcnow())
        with writing(office.id) as store:
            history = History(store)
            for step in steps:
                history.happen(step)
            assert_identities(store)
            assert_further_identities(store)
            assert_counted(history)
            assert_every_figure_has_its_records(store)
            assert store.maintenance.strayed() == []


def assert_identities(store: Office) -> None:
    rows = {name: table(store, name) for name in MONTHLY}
    before = None
    for consultations, methods, routes, ages, issues, closures in zip(*rows.values(), strict=True):
        new = consultations["new"]
        sexes = ("male", "female", "other_sex", "sex_not_stated")
        assert new == sum(consultations[sex] for sex in sexes) == routes["total"] == ages["total"]
        assert routes["agencies_total"] == routes["agency_within_city"] + routes["agency_outside_city"]
        parts = ("self", "family_acquaintance", "agencies_total", "other", "not_stated")
        assert routes["total"] == sum(routes[part] for part in parts)
        for whole in (methods, ages, issues, closures):
            assert whole["total"] == sum(count for name, count in whole.items() if name != "total")
        assert closures["total"] == consultations["closed"]
        contacts = ("phone_mail", "visit_accompaniment", "interview")
        assert consultations["contacts"] == sum(methods[name] for name in contacts)
        if before is not None:
            assert consultations["open_at_month_end"] == before + new - consultations["closed"]
        before = consultations["open_at_month_end"]


def assert_further_identities(store: Office) -> None:
    """A visit ends in one way, and whatever is told in steps adds up to what it is of."""
    rows = {name: monthly_rows(store, name) for name in FURTHER}
    for name in ("outreach", "triage", "monitoring", "note_delays", "review_delays"):
        for row in rows[name]:
            assert row["total"] == sum(count for step, count in row.items() if step != "total"), name
    published = {name: table(store, name) for name in ("consultations", "support_methods")}
    for place, row in enumerate(rows["situation"]):
        consultations, methods = published["consultations"][place], published["support_methods"][place]
        assert row["new"] == consultations["new"] == rows["triage"][place]["total"]
        assert row["plans"] == consultations["plans_new"] + consultations["plans_renewed"]
        assert row["employed_with_plan"] <= row["employed"] <= consultations["closed"]
        assert rows["review_delays"][place]["total"] == methods["total"]
        assert rows["outreach"][place]["total"] <= methods["visit_accompaniment"]
        assert rows["note_delays"][place]["total"] == methods["visit_accompaniment"]


def monthly_rows(store: Office, name: str) -> list[dict[str, int]]:
    found = reports()[name].table(store, store.as_seen_by(THE_OFFICE), PERIOD)
    return [
        {column: int(cell or 0) for column, cell in zip(list(reports()[name].columns)[1:], row[1:], strict=True)}
        for row in found.rows
    ]


def assert_every_figure_has_its_records(store: Office) -> None:
    seen = store.as_seen_by(THE_OFFICE)
    for name in (*MONTHLY, "issue_by_age", *FURTHER):
        report = reports()[name]
        found = report.table(store, seen, PERIOD)
        months = [] if name in FURTHER else [str(row[0]) for row in found.rows]
        rows = months + ([WHOLE] if found.year else [])
        for row, column in product(rows, [each for each in report.columns if report.counts(rows[0], each)]):
            behind = records_behind(seen, report, row, column, PERIOD)
            assert len(behind) == figure(report, found, row, column), (name, row, column)


def assert_counted(history: History) -> None:
    """The same figures, counted from the records one by one."""
    cases = [case.fields for case in history.live(history.cases)]
    shown = {case.id for case in history.live(history.cases)}
    notes = [note.fields for note in history.live(history.notes) if note.scope in shown]
    opened = Counter(case.get("opened_on", "")[:7] for case in cases)
    ended = [case for case in cases if case["state"] == "closed" and "opened_on" in case]
    closed = Counter(case["closed_on"][:7] for case in ended)
    contacts = Counter(note["started_at"][:7] for note in notes if note["method"] in CONTACTS)
    rows = table(history.store, "consultations")
    for month, row in zip(("2023-04", "2023-05", "2023-06", "2023-07", "2023-08"), rows, strict=True):
        assert (row["new"], row["closed"], row["contacts"]) == (opened[month], closed[month], contacts[month])
        until = f"{month}-99"
        still_open = sum("opened_on" in case and case["opened_on"] <= until for case in cases)
        assert row["open_at_month_end"] == still_open - sum(case["closed_on"] <= until for case in ended)
    seen = history.store.as_seen_by(THE_OFFICE)
    items = reports()["issue_by_age"].table(history.store, seen, PERIOD)
    within = [case for case in cases if "2023-04" <= case.get("opened_on", "") < "2023-09"]
    assert sum(cell for row in items.rows for cell in row[1:] if isinstance(cell, int)) == sum(
        len(case.get("issue_items", ())) for case in within
    )
