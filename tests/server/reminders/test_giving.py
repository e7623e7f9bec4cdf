"""Notices are written once, with what is to be pushed."""

from __future__ import annotations

import datetime as dt

import pytest

from server.reminders.giving import Wanted, give, notice_id
from server.store import writing
from tests.server.people import OfficeUnderTest, change
from tests.server.reminders.office import deliveries, subscribe

NOON = dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)
NIGHT = dt.datetime(2026, 11, 20, 14, tzinfo=dt.UTC)
"""23:00 in the office."""


def given(office: OfficeUnderTest, *notices: Wanted, now: dt.datetime = NOON) -> list[str]:
    with office.app.app_context(), writing(office.id) as store:
        return give(store, notices, now)


def test_a_notice_reaches_its_readers_phone_and_nobody_elses(office: OfficeUnderTest) -> None:
    (notice,) = given(office, Wanted("k", office.users["worker"], "no_contact", due="2026-11", count=2))
    assert notice == notice_id(office.id, "k")
    (record,) = [found for found in office.client("worker").pull()["records"] if found["kind"] == "notice"]
    assert record["id"] == notice
    assert record["fields"] == {
        "worker": office.users["worker"],
        "reminder": "no_contact",
        "due": "2026-11",
        "count": 2,
        "made_at": "2026-11-20T03:00:00Z",
    }
    assert "notice" not in {found["kind"] for found in office.client("supervisor").pull()["records"]}


def test_the_same_key_is_the_same_notice(office: OfficeUnderTest) -> None:
    wanted = Wanted("k", office.users["worker"], "no_contact")
    assert given(office, wanted, wanted) == [notice_id(office.id, "k")]
    assert given(office, wanted, now=NOON + dt.timedelta(days=1)) == []


def test_a_notice_that_was_seen_is_not_given_again(office: OfficeUnderTest) -> None:
    wanted = Wanted("k", office.users["worker"], "no_contact")
    (notice,) = given(office, wanted)
    phone = office.client("worker")
    head = next(found["head"] for found in phone.pull()["records"] if found["id"] == notice)
    (result,) = phone.push(change("notice", {"seen": True}, notice, head))
    assert result["status"] == "applied"
    assert given(office, wanted) == []
    assert office.stored(notice)[notice]["seen"] is True


def test_an_account_out_of_use_gets_no_notice(office: OfficeUnderTest) -> None:
    with office.app.app_context(), writing(office.id) as store:
        store.change_user(office.users["worker"], active=False)
    assert given(office, Wanted("k", office.users["worker"], "no_contact")) == []


def test_each_phone_of_the_reader_gets_a_delivery(office: OfficeUnderTest) -> None:
    subscribe(office, "worker")
    subscribe(office, "supervisor")
    (notice,) = given(office, Wanted("k", office.users["worker"], "no_contact"))
    assert deliveries(office) == {notice: NOON}


def test_a_muted_kind_is_in_the_list_and_is_not_pushed(office: OfficeUnderTest) -> None:
    subscribe(office, "worker", "no_contact", "alarm")
    worker = office.users["worker"]
    given(office, Wanted("k", worker, "no_contact"), Wanted("l", worker, "alarm"))
    assert deliveries(office) == {notice_id(office.id, "l"): NOON}


def test_quiet_hours_hold_back_everything_but_safety(office: OfficeUnderTest) -> None:
    subscribe(office, "worker")
    worker = office.users["worker"]
    given(office, Wanted("k", worker, "comment"), Wanted("l", worker, "visit_overrun"), now=NIGHT)
    seven_in_the_morning = dt.datetime(2026, 11, 20, 22, tzinfo=dt.UTC)
    assert deliveries(office) == {
        notice_id(office.id, "k"): seven_in_the_morning,
        notice_id(office.id, "l"): NIGHT,
    }


def test_what_is_no_news_any_more_when_the_quiet_hours_end_is_not_pushed(office: OfficeUnderTest) -> None:
    subscribe(office, "worker")
    worker = office.users["worker"]
    seven_in_the_morning = dt.datetime(2026, 11, 20, 22, tzinfo=dt.UTC)
    soon = Wanted("k", worker, "appointment_soon", until=seven_in_the_morning)
    later = Wanted("l", worker, "appointment_soon", until=seven_in_the_morning + dt.timedelta(minutes=1))
    assert len(given(office, soon, later, now=NIGHT)) == 2
    assert deliveries(office) == {notice_id(office.id, "l"): seven_in_the_morning}


def test_a_transaction_that_fails_leaves_neither_notice_nor_delivery(office: OfficeUnderTest) -> None:
    subscribe(office, "worker")
    wanted = Wanted("k", office.users["worker"], "no_contact")
    with pytest.raises(KeyError):
        _give_and_fail(office, wanted)
    assert deliveries(office) == {}
    assert given(office, wanted) == [notice_id(office.id, "k")]


def _give_and_fail(office: OfficeUnderTest, wanted: Wanted) -> None:
    with office.app.app_context(), writing(office.id) as store:
        give(store, [wanted], NOON)
        raise KeyError
