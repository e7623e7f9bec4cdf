"""Visits under watch at the office: who is out, who calls for help, and who answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from server.ids import new_id
from server.office.outings import stage, watched
from server.store import utcnow
from server.store.outings import OutingRow
from sync.fields import write_moment
from tests.server.office.desk import Desk
from tests.server.people import OfficeUnderTest, change

DeskFor = Callable[[str], Desk]
NOW = dt.datetime(2026, 11, 21, 2, 0, tzinfo=dt.UTC)


def at(minutes: int) -> str:
    return write_moment(utcnow() + dt.timedelta(minutes=minutes))


def out(office: OfficeUnderTest, name: str = "見本 花子", **fields: Any) -> str:
    """The worker has started a visit on their phone. Returns its id."""
    case = office.case_of(office.users["worker"], name)
    visit = {"case": case, "worker": office.users["worker"], "started_at": at(-50), "expected_end": at(10)}
    begun = change("outing", visit | {"place": "緑町の自宅"} | fields)
    (result,) = office.client("worker").push(begun)
    assert result["status"] == "applied", result
    record: str = begun["record"]
    return record


def row(**moments: int) -> OutingRow:
    """A visit; its moments are in minutes from now."""
    given = {"started_at": -60, "expected_end": 30} | moments
    names = ("started_at", "expected_end", "ended_at", "alarm_at", "safe_at", "answered_at")
    times = {name: NOW + dt.timedelta(minutes=given[name]) if name in given else None for name in names}
    named: dict[str, Any] = {"id": new_id(), "case_id": "c", "case_number": None, "person_name": None, "worker": "w"}
    more: dict[str, Any] = {
        "worker_name": None,
        "home": None,
        "place": None,
        "companions": (),
        "answered_by_name": None,
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
    for place in ("/office/outings/", "/office/cases/", "/office/notes/", "/office/outings/alarms"):
        page = supervisor.open(place)
        assert "calls for help" in page
        assert "Nobody has answered yet" in page
    assert 'id="alarms"' not in worker.open("/office/cases/")


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
    assert "calls for help" not in page
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
