"""Where a visit under watch stands, by the table that the phone shares: as Python says it, and as both databases do."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from server.followup.outings import calls_for_help
from server.ground.ids import new_id
from server.office.outings import stage
from server.reminders.events import alarm_notices
from server.services.casework import change_as_server
from server.store import reading, writing
from server.store.reader import reader_of
from sync.fields import read_moment
from sync.store import Record
from tests.server.people import BOTH_DATABASES, OfficeUnderTest

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[2] / "cases" / "outings.json").read_text("utf-8"))
NOW = dt.datetime(2026, 11, 21, 2, 0, tzinfo=dt.UTC)
CALLS = {"alarm", "answered"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["fact"])
def test_a_call_stands_by_the_table(case: dict[str, Any]) -> None:
    alarm_at, safe_at = case["fields"].get("alarm_at"), case["fields"].get("safe_at")
    assert calls_for_help(alarm_at, safe_at) == (case["stage"] in CALLS)
    moments = [None if each is None else read_moment(each) for each in (alarm_at, safe_at)]
    assert calls_for_help(*moments) == (case["stage"] in CALLS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["fact"])
def test_supervisors_are_told_by_the_table(case: dict[str, Any]) -> None:
    fields = {"worker": "w", "case": "c", **case["fields"]}
    outing = Record("outing", "o", "w", seq=1, head="h", created_by="w", fields=fields)
    told = [notice.reminder for notice in alarm_notices(outing, ["s"])]
    over = ["alarm_over"] if "alarm_at" in fields else []
    assert told == (["alarm"] if case["stage"] in CALLS else over)


@BOTH_DATABASES
def test_lists_of_both_databases_are_as_the_table_says(database: Flask) -> None:
    office = OfficeUnderTest(database).open()
    visit = {"case": office.case_of(office.users["worker"]), "worker": office.users["worker"]}
    stages: dict[str, str] = {}
    with database.app_context(), writing(office.id) as store:
        for case in CASES:
            outing = new_id()
            stages[outing] = case["stage"]
            fields = visit | case["fields"]
            # The office stamps the moment at which it hears of a visit.
            heard = read_moment(fields.get("received_at", fields["started_at"]))
            change_as_server(store, "outing", outing, fields, by=office.users["manager"], now=heard)
    with database.app_context(), reading(office.id) as store:
        outings = store.as_seen_by(reader_of(office.users["supervisor"], "supervisor")).outings
        opened, alarms = outings.under_way(), outings.alarms()
        past = outings.past(per_page=len(CASES)).rows
    assert {row.id for row in alarms} == {outing for outing, name in stages.items() if name == "alarm"}
    assert {row.id for row in opened} == {outing for outing, name in stages.items() if name != "ended"}
    assert {row.id: stage(row, NOW) for row in [*opened, *past]} == stages
