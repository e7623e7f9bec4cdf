"""Visits under watch at the office: who is out, who calls for help, and who answers."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from server.ground.ids import new_id
from server.office.outings import alarms, stage, watched, whereabouts
from server.services.accounts import change_account
from server.services.casework import change_as_server
from server.store import reading, utcnow, writing
from server.store.db import db
from server.store.outings import OutingRow
from server.store.reader import reader_of
from sync.fields import write_moment
from tests.server.counting import counted
from tests.server.office.desk import ENGLISH, Desk
from tests.server.people import OfficeUnderTest, change

DeskFor = Callable[[str], Desk]
NOW = dt.datetime(2026, 11, 21, 2, 0, tzinfo=dt.UTC)
MOST_STATEMENTS = 4
"""Who is signed in, the office's transaction, and the question itself."""


def at(minutes: int) -> str:
    return write_moment(utcnow() + dt.timedelta(minutes=minutes))


def out(office: OfficeUnderTest, name: str = "見本 花子", **fields: Any) -> str:
    """The worker has started a visit on their phone. Returns its id."""
    case = fields.pop("case", None) or office.case_of(office.users["worker"], name)
    visit = {"case": case, "worker": office.users["worker"], "started_at": at(-50), "expected_end": at(10)}
    begun = change("outing", visit | {"place": "緑町の自宅"} | fields)
    (result,) = office.client("worker").push(begun)
    assert result["status"] == "applied", result
    record: str = begun["record"]
    return record


def row(**moments: int) -> OutingRow:
    """A visit; its moments are in minutes from now."""
    given = {"started_at": -60, "expected_end": 30} | moments
    names = ("started_at", "expected_end", "ended_at", "alarm_at", "safe_at", "answered_at", "received_at")
    times = {name: NOW + dt.timedelta(minutes=given[name]) if name in given else None for name in names}
    named: dict[str, Any] = {"id": new_id(), "case_id": "c", "case_number": None, "person_name": None, "worker": "w"}
    more: dict[str, Any] = {
        "worker_name": None,
        "worker_phone": None,
        "home": None,
        "place": None,
        "companions": (),
        "answered_by_name": None,
        "no_note": None,
    }
    return OutingRow(**named, **more, **times)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("moments", "expected"),
    [
        ({}, "under_way"),
        ({"expected_end": -1}, "overrun"),
        ({"expected_end": -20, "answered_at": -5}, "in_hand"),
        ({"expected_end": -20, "answered_at": -30}, "overrun"),
        ({"expected_end": -20, "safe_at": -5}, "in_hand"),
        ({"alarm_at": -5}, "alarm"),
        ({"alarm_at": -5, "answered_at": -4}, "answered"),
        ({"alarm_at": -5, "answered_at": -9, "safe_at": -8}, "alarm"),
        ({"alarm_at": -5, "safe_at": -4}, "under_way"),
        ({"alarm_at": -5, "ended_at": -4}, "alarm"),
        ({"ended_at": -4}, "ended"),
    ],
)
def test_where_a_visit_stands_follows_from_its_moments(moments: dict[str, int], expected: str) -> None:
    assert stage(row(**moments), NOW) == expected


def test_calls_for_help_come_first_and_then_who_is_late() -> None:
    rows = [row(), row(expected_end=-5), row(alarm_at=-5, answered_at=-4), row(alarm_at=-1)]
    assert [each.stage for each in watched(rows, NOW)] == ["alarm", "answered", "overrun", "under_way"]
    assert [each.over_minutes for each in watched([row(expected_end=-5), row()], NOW)] == [5, 0]


def test_the_office_sees_who_is_out_where_and_until_when(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    out(office)
    page = desk_for("supervisor").open("/office/outings/")
    assert "緑町の自宅" in page
    assert "On a visit" in page
    assert "I am dealing with it" not in page


def test_a_worker_sees_the_visits_to_their_own_cases_and_no_others(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    out(office)
    office.hire("colleague", "worker")
    own, colleague = desk_for("worker"), desk_for("colleague")
    assert "緑町の自宅" in own.open("/office/outings/")
    for place in ("/office/outings/", "/office/outings/past"):
        assert "緑町の自宅" not in colleague.open(place)


def test_an_open_alarm_stands_on_every_page_of_a_supervisor_and_on_no_worker_s(
    office: OfficeUnderTest, desk_for: DeskFor
) -> None:
    out(office, alarm_at=at(-1))
    supervisor, worker = desk_for("supervisor"), desk_for("worker")
    for place in ("/office/outings/", "/office/cases/", "/office/notes/"):
        page = supervisor.open(place)
        assert "<title>Help is called for — " in page
        assert "calls for help" in alarms_in(page)
    assert 'id="alarms"' not in worker.open("/office/cases/")


def test_a_phone_that_was_taken_out_of_use_is_told_of_no_call_for_help(office: OfficeUnderTest) -> None:
    out(office, alarm_at=at(-1))
    device = new_id()
    http = office.everywhere("supervisor", device=device).http
    assert "緑町の自宅" in alarms_in(http.get("/office/notes/", headers={"Accept": "text/html"}).text)
    with office.app.app_context(), writing(office.id) as store:
        store.accounts.revoke_device(device, utcnow())
    page = http.get("/office/sign-in", headers={"Accept": "text/html"}).text
    assert "緑町の自宅" not in page
    assert 'data-address="/office/outings/alarms"' not in page


def alarms_in(page: str) -> str:
    """The part of a page that tells of calls for help."""
    return page.partition('id="alarms"')[2].partition('id="alarms-unwatched"')[0]


def test_a_call_for_help_stands_on_the_pages_of_problems_too_and_asks_there(
    office: OfficeUnderTest, desk_for: DeskFor
) -> None:
    supervisor, worker = desk_for("supervisor"), desk_for("worker")
    for place in (f"/office/notes/{new_id()}", "/office/nowhere", "/office/users/"):
        status = 403 if place == "/office/users/" else 404
        assert 'data-address="/office/outings/alarms"' in supervisor.open(place, status=status)
        assert 'data-address="/office/outings/alarms"' not in worker.open(place, status=status)


def test_the_banner_says_who_how_to_reach_them_where_and_since_when_by_the_office_s_clock(
    office: OfficeUnderTest, desk_for: DeskFor
) -> None:
    known = {"phone": "０９０－１２３４－５６７８"}
    with office.app.app_context(), writing(office.id) as store:
        change_account(store, office.users["worker"], **known, by=office.users["administrator"], now=utcnow())
    case = office.case_of(office.users["worker"])
    live_at(office, case, "見本市緑町3丁目7-2")
    before = utcnow()
    # The phone's clock is three hours ahead; no place was given.
    out(office, case=case, place=None, started_at=at(130), expected_end=at(190), alarm_at=at(180))
    after = utcnow()
    page = alarms_in(desk_for("supervisor").open("/office/notes/"))
    assert 'href="tel:09012345678"' in page
    assert "見本市緑町3丁目7-2" in page
    times = [moment.astimezone(zoneinfo.ZoneInfo("Asia/Tokyo")) for moment in (before, after)]
    assert any(f"Reached the office at {received:%-H:%M}" in page for received in times)
    assert "(0 minutes ago)" in page


def test_a_call_for_help_asks_for_minutes_since_it_reached_the_office(office: OfficeUnderTest) -> None:
    out(office, alarm_at=at(-1))
    with office.app.app_context(), reading(office.id) as store:
        (alarm,) = alarms(
            store.as_seen_by(reader_of(office.users["supervisor"], "supervisor")),
            utcnow() + dt.timedelta(minutes=7, seconds=5),
        )
    assert alarm.minutes == 7


@pytest.mark.parametrize(
    ("place", "home", "said"),
    [
        (None, "緑町3-7", "緑町3-7"),
        ("自宅", "緑町3-7", "緑町3-7 (自宅)"),
        ("緑町の自宅", "緑町3-7", "緑町3-7 (緑町の自宅)"),
        ("緑町3-7", "緑町3-7", "緑町3-7"),
        ("ハローワーク見本", "緑町3-7", "ハローワーク見本"),
        ("自宅", None, "自宅"),
        (None, None, None),
    ],
)
def test_home_is_told_as_an_address(place: str | None, home: str | None, said: str | None) -> None:
    assert whereabouts(replace(row(), place=place, home=home)) == said


def test_a_call_for_help_that_somebody_has_answered_is_gone_for_everybody(
    office: OfficeUnderTest, desk_for: DeskFor
) -> None:
    outing = out(office, alarm_at=at(-1))
    first, second = desk_for("supervisor"), desk_for("manager")
    first.open("/office/outings/")
    first.send(form=outing, do="answer")
    for desk in (first, second):
        page = desk.open("/office/notes/")
        assert "Help is called for" not in page.partition("</title>")[0]
        assert "calls for help" not in alarms_in(page)
        desk.open("/office/outings/alarms", status=204)


def test_asking_again_and_again_costs_one_query_and_no_words_that_are_known(
    office: OfficeUnderTest, desk_for: DeskFor
) -> None:
    out(office)
    desk = desk_for("supervisor")
    with counted(office.app) as statements:
        desk.open("/office/outings/alarms", status=204)
    assert sum("outing" in statement for statement in statements) == 1
    assert len(statements) <= MOST_STATEMENTS
    out(office, "見本 次郎", alarm_at=at(-1))
    assert "calls for help" in desk.open("/office/outings/alarms")
    known = desk.page.headers["ETag"]
    assert desk.http.get("/office/outings/alarms", headers={**ENGLISH, "If-None-Match": known}).status_code == 304


def test_open_calls_for_help_are_found_by_their_index(office: OfficeUnderTest) -> None:
    """SQLite's plan; the table of visits is not gone through."""
    with counted(office.app) as statements, office.app.app_context(), reading(office.id) as store:
        store.as_seen_by(reader_of(office.users["supervisor"], "supervisor")).outings.alarms()
    asked = next(statement for statement in statements if "outing" in statement)
    with office.app.app_context(), db.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", ("",) * asked.count("?")).all()
    assert any("ix_outing_alarm" in str(step) for step in plan), plan


def live_at(office: OfficeUnderTest, case: str, address: str) -> None:
    """The client of a case lives at an address."""
    person = office.stored(case)[case]["person"]
    with office.app.app_context(), writing(office.id) as store:
        change_as_server(store, "person", person, {"address": address}, by=office.users["supervisor"], now=utcnow())


def test_an_answer_reaches_the_record_and_only_the_first_counts(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    outing = out(office, alarm_at=at(-1))
    first, second = desk_for("supervisor"), desk_for("manager")
    second.open("/office/outings/")
    first.open("/office/outings/")
    first.send(form=outing, do="answer")
    assert "dealing with it" in first.follow()
    second.send(form=outing, do="answer")
    assert "Somebody else has done this already" in second.follow()
    fields = office.stored(outing)[outing]
    assert fields["answered_by"] == office.users["supervisor"]
    assert fields["answered_at"] > fields["alarm_at"]
    assert "safe_at" not in fields


def test_an_alarm_is_called_off_on_the_worker_s_behalf(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    outing = out(office, alarm_at=at(-1))
    desk = desk_for("manager")
    desk.open("/office/outings/")
    desk.send(form=outing, do="safe")
    page = desk.follow()
    assert "calls for help" not in alarms_in(page)
    fields = office.stored(outing)[outing]
    assert fields["safe_at"] > fields["alarm_at"]
    assert fields["answered_by"] == office.users["manager"]
    desk.post(f"/office/outings/{outing}", csrf_token=desk.form("/sign-out").values["csrf_token"][0], do="safe")
    assert "Somebody else has done this already" in desk.follow()


def test_the_office_answers_a_phone_whose_clock_is_ahead(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    outing = out(office, alarm_at=at(4))
    desk = desk_for("supervisor")
    desk.open("/office/outings/")
    desk.send(form=outing, do="answer")
    assert "Calls for help, being dealt with" in desk.follow()


def test_a_visit_past_its_end_is_taken_in_hand(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    outing = out(office, expected_end=at(-20))
    desk = desk_for("supervisor")
    assert "(20 minutes over)" in desk.open("/office/outings/")
    desk.send(form=outing, do="answer")
    assert "Past the expected end, being dealt with" in desk.follow()


def test_a_visit_that_has_ended_is_listed_among_the_past_ones(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    out(office, ended_at=at(-1))
    desk = desk_for("supervisor")
    assert "緑町の自宅" not in desk.open("/office/outings/")
    assert "緑町の自宅" in desk.open("/office/outings/past")


@pytest.mark.parametrize("role", ["worker", "clerk"])
def test_only_supervisors_answer(office: OfficeUnderTest, desk_for: DeskFor, role: str) -> None:
    outing = out(office, alarm_at=at(-1))
    desk = desk_for(role)
    desk.open("/office/cases/")
    token = desk.form("/sign-out").values["csrf_token"][0]
    assert desk.post(f"/office/outings/{outing}", csrf_token=token, do="answer").status_code == 403
    assert "answered_by" not in office.stored(outing)[outing]
