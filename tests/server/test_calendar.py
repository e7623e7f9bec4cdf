"""What a worker has planned, and the calendar that their address opens: when and how, and nothing of whom."""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import event

from server.ground.ids import new_id
from server.ground.logs import Formatter
from server.services.casework import change_as_server
from server.services.feeds import write_feed
from server.store import directory, reading, utcnow, writing
from server.store.calendar import PlannedRow
from server.store.cases import CaseFilter
from server.store.db import db
from server.store.reader import reader_of
from sync.fields import Elements, Plain, write_moment
from sync.records import KINDS
from tests.server.people import BOTH_DATABASES, Client, OfficeUnderTest, change

TOKYO = dt.timezone(dt.timedelta(hours=9))
SINCE, UNTIL = dt.datetime(2026, 11, 1, tzinfo=TOKYO), dt.datetime(2026, 12, 1, tzinfo=TOKYO)
WEEKLY = {"repeats": "weekly", "starts_on": "2026-11-04", "from_time": "09:30", "to_time": "10:15", "method": "visit"}
MARK = "ひみつ"


def worker_of(office: OfficeUnderTest) -> tuple[Client, str]:
    """A worker's phone, and a case in their charge."""
    return office.client("worker"), office.case_of(office.users["worker"])


def make(phone: Client, kind: str, **fields: Any) -> str:
    made = change(kind, fields)
    assert [result["status"] for result in phone.push(made)] == ["applied"]
    return str(made["record"])


def planned_by(office: OfficeUnderTest, role: str = "worker") -> list[PlannedRow]:
    with office.app.app_context(), reading(office.id) as store:
        return store.calendar.planned(office.users[role], SINCE, UNTIL)


def starts(rows: list[PlannedRow]) -> list[str]:
    return [f"{row.starts_at.astimezone(TOKYO):%m-%d %H:%M}" for row in rows]


def test_appointments_and_the_times_of_recurring_visits_stand_in_one_list(office: OfficeUnderTest) -> None:
    phone, case = worker_of(office)
    make(phone, "appointment", case=case, method="interview", starts_at="2026-11-10T05:00:00Z")
    series = make(phone, "series", case=case, **WEEKLY)
    rows = planned_by(office)
    assert starts(rows) == ["11-04 09:30", "11-10 14:00", "11-11 09:30", "11-18 09:30", "11-25 09:30"]
    assert [row.series for row in rows] == [series, None, series, series, series]
    assert rows[0].ends_at == dt.datetime(2026, 11, 4, 1, 15, tzinfo=dt.UTC)


def test_a_time_that_was_moved_cancelled_or_done_is_what_its_appointment_says(office: OfficeUnderTest) -> None:
    phone, case = worker_of(office)
    series = make(phone, "series", case=case, **WEEKLY)
    for day, moment, state in (
        ("2026-11-04", "2026-11-05T04:00:00Z", "planned"),
        ("2026-11-11", "2026-11-11T00:30:00Z", "cancelled"),
        ("2026-11-18", "2026-11-18T00:30:00Z", "done"),
        ("2026-11-25", "2026-12-02T00:30:00Z", "planned"),
    ):
        fields = {"case": case, "method": "visit", "starts_at": moment, "state": state}
        make(phone, "appointment", **fields, series=series, occurrence=day)
    assert [(start, row.state) for start, row in zip(starts(planned_by(office)), planned_by(office), strict=True)] == [
        ("11-05 13:00", "planned"),
        ("11-18 09:30", "done"),
    ]


def test_a_worker_is_told_of_their_own_visits_and_of_those_nobody_is_named_for(office: OfficeUnderTest) -> None:
    phone, case = worker_of(office)
    mine, other = office.users["worker"], office.users["supervisor"]
    make(phone, "series", case=case, **WEEKLY, worker=other)
    assert planned_by(office) == []
    make(phone, "appointment", case=case, method="visit", starts_at="2026-11-10T05:00:00Z")
    make(phone, "appointment", case=case, method="visit", starts_at="2026-11-11T05:00:00Z", worker=mine)
    assert starts(planned_by(office)) == ["11-10 14:00", "11-11 14:00"]


def test_a_case_that_was_closed_or_handed_on_has_no_times_any_more(office: OfficeUnderTest) -> None:
    phone, case = worker_of(office)
    make(phone, "series", case=case, **WEEKLY)
    assert len(planned_by(office)) == 4
    head = next(record["head"] for record in phone.pull()["records"] if record["id"] == case)
    closing = {"state": "closed", "closure": "employment", "closed_on": "2026-11-01"}
    assert phone.push(change("case", closing, case, head))[0]["status"] == "applied"
    assert planned_by(office) == []


@BOTH_DATABASES
def test_what_is_planned_costs_the_same_however_much_there_is(database: Flask) -> None:
    office = OfficeUnderTest(database, host="kushiro").open()
    counts = [grown(office), grown(office)]
    assert [rows for rows, _ in counts] == [25, 50]
    assert counts[0][1] == counts[1][1] <= 5


def grown(office: OfficeUnderTest) -> tuple[int, int]:
    """Adds five cases with visits. Returns how much is planned then, and how many statements it took."""
    for _ in range(5):
        case = {"case": office.case_of(office.users["worker"])}
        once = {"method": "visit", "starts_at": "2026-11-10T05:00:00Z"}
        with office.app.app_context(), writing(office.id) as store:
            for kind, fields in (("series", case | WEEKLY), ("appointment", case | once)):
                change_as_server(store, kind, new_id(), fields, by=office.users["worker"], now=utcnow())
    statements: list[str] = []

    def count(*arguments: Any) -> None:
        statements.append(arguments[2])

    with office.app.app_context():
        event.listen(db.engine, "before_cursor_execute", count)
        found = planned_by(office)
        event.remove(db.engine, "before_cursor_execute", count)
    return len(found), len(statements)


def filled(kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields, with a mark in every one that takes words."""
    marked: dict[str, Any] = {}
    for name, field in KINDS[kind].fields.items():
        if field.metadata["rule"] != "server" and name not in fields:
            if isinstance(field, Plain):
                marked[name] = MARK
            elif isinstance(field, Elements) and isinstance(field.inner, Plain):
                marked[name] = [MARK]
    return marked | dict(fields)


def open_address(phone: Client) -> str:
    response = phone.http.post("/api/calendar-feed", headers=phone.headers())
    assert response.status_code == 201
    return str(response.get_json()["address"])


def planned(office: OfficeUnderTest) -> tuple[Client, str]:
    """A worker with an appointment and a recurring visit from today on, and their calendar address."""
    phone, case = worker_of(office)
    today = utcnow()
    appointment = {"case": case, "method": "accompaniment", "starts_at": write_moment(today + dt.timedelta(days=1))}
    make(phone, "appointment", **filled("appointment", appointment))
    make(phone, "series", **filled("series", WEEKLY | {"case": case, "starts_on": f"{today:%Y-%m-%d}"}))
    return phone, open_address(phone)


def test_the_calendar_says_when_and_how_and_nothing_of_whom(office: OfficeUnderTest) -> None:
    _, address = planned(office)
    outside = office.app.test_client()
    response = outside.get(address)
    assert (response.status_code, response.mimetype) == (200, "text/calendar")
    calendar = Calendar.from_ical(response.text)
    events = calendar.walk("VEVENT")
    assert 20 <= len(events) <= 30
    assert {str(found["summary"]) for found in events} == {"同行", "訪問"}
    assert {key for found in events for key in found} == {
        "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "CLASS"
    }  # fmt: skip
    assert all(found["dtstart"].params["TZID"] == "Asia/Tokyo" for found in events)
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Tokyo"]
    with office.app.app_context(), reading(office.id) as store:
        everything = store.as_seen_by(reader_of(office.users["supervisor"], "supervisor"))
        cases = everything.cases.page(CaseFilter()).rows
        secrets = {MARK, "見本", "花子", "職員", *office.users.values(), *(row.id for row in cases)}
    unfolded = response.text.replace("\r\n ", "")
    assert [secret for secret in secrets if secret in unfolded] == []


def test_ids_stay_and_an_unchanged_calendar_is_not_sent_again(office: OfficeUnderTest) -> None:
    phone, address = planned(office)
    outside = office.app.test_client()
    first, second = outside.get(address), outside.get(address)
    assert uids(first.text) == uids(second.text)
    assert len(set(uids(first.text))) == len(uids(first.text))
    assert first.headers["Cache-Control"] == "private, no-cache"
    same = {"If-None-Match": first.headers["ETag"]}
    again = outside.get(address, headers=same)
    assert (again.status_code, again.data) == (304, b"")
    case = office.case_of(office.users["worker"])
    soon = write_moment(utcnow() + dt.timedelta(days=3))
    make(phone, "appointment", case=case, method="visit", starts_at=soon)
    assert outside.get(address, headers=same).status_code == 200


def test_a_moved_time_keeps_its_id(office: OfficeUnderTest) -> None:
    zone, now, series = TOKYO, utcnow(), new_id()
    time = PlannedRow(None, series, now.date(), new_id(), None, now, None, "planned", "visit", None, None, None)
    moved = PlannedRow(
        new_id(),
        series,
        now.date(),
        new_id(),
        None,
        now + dt.timedelta(days=1),
        None,
        "planned",
        "visit",
        None,
        None,
        None,
    )
    with office.app.test_request_context():
        before, after, both = (
            write_feed(rows, zone, "ja", now).content.decode()  # type: ignore[arg-type]  # any zone will do
            for rows in ([time], [moved], [time, moved])
        )
    assert uids(before) == uids(after)
    assert len(set(uids(both))) == 2


def uids(text: str) -> list[str]:
    return [str(found["uid"]) for found in Calendar.from_ical(text).walk("VEVENT")]


def test_an_address_is_good_until_it_is_renewed_or_given_back(office: OfficeUnderTest) -> None:
    phone = office.client("worker")
    outside = office.app.test_client()
    assert phone.http.get("/api/calendar-feed").get_json() == {"since": None}
    first = open_address(phone)
    assert phone.http.get("/api/calendar-feed").get_json()["since"] is not None
    assert outside.get(first).status_code == 200
    second = open_address(phone)
    assert (outside.get(first).status_code, outside.get(second).status_code) == (404, 200)
    assert phone.http.delete("/api/calendar-feed", headers=phone.headers()).status_code == 204
    assert outside.get(second).status_code == 404
    assert phone.http.get("/api/calendar-feed").get_json() == {"since": None}


def test_each_address_opens_its_own_calendar_and_ends_with_the_account(office: OfficeUnderTest) -> None:
    _, address = planned(office)
    other = open_address(office.client("supervisor"))
    outside = office.app.test_client()
    assert uids(outside.get(other).text) == []
    with office.app.app_context(), writing(office.id) as store:
        store.accounts.change_user(office.users["worker"], active=False)
    assert outside.get(address).status_code == 404


def test_the_secret_is_neither_kept_nor_logged(office: OfficeUnderTest, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    logging.getLogger("banso").propagate = True
    address = open_address(office.client("worker"))
    token = address.rsplit("/", 1)[1].removesuffix(".ics")
    office.app.test_client().get(address)
    lines = [Formatter().format(record) for record in caplog.records]
    assert any(json.loads(line).get("route") == "/calendar/<token>.ics" for line in lines)
    assert not any(token in line for line in lines)
    with office.app.app_context(), directory() as found:
        assert found.feed(token) is None


def test_guessing_addresses_is_bounded(office: OfficeUnderTest) -> None:
    outside = office.app.test_client()
    codes = [outside.get("/calendar/guess.ics").status_code for _ in range(31)]
    assert codes == [404] * 30 + [429]
