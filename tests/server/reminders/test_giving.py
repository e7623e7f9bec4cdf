"""Notices are written once, with what is to be pushed."""

from __future__ import annotations

import datetime as dt

import pytest

from server.ground.ids import new_id
from server.reminders import giving
from server.reminders.giving import DueNotice, digest, give
from server.store import writing
from tests.server.people import OfficeUnderTest, change
from tests.server.reminders.office import deliveries, subscribe

NOON = dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)
NIGHT = dt.datetime(2026, 11, 20, 14, tzinfo=dt.UTC)
"""23:00 in the office."""


def given(office: OfficeUnderTest, *notices: DueNotice, now: dt.datetime = NOON) -> list[str]:
    with office.app.app_context(), writing(office.id) as store:
        return give(store, notices, now)


def test_a_notice_reaches_its_readers_phone_and_nobody_elses(office: OfficeUnderTest) -> None:
    (notice,) = given(office, DueNotice("k", office.users["worker"], "no_contact", due="2026-11", count=2))
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
    wanted = DueNotice("k", office.users["worker"], "no_contact")
    assert len(given(office, wanted, wanted)) == 1
    assert given(office, wanted, now=NOON + dt.timedelta(days=1)) == []


def test_a_notice_that_was_seen_is_not_given_again(office: OfficeUnderTest) -> None:
    wanted = DueNotice("k", office.users["worker"], "no_contact")
    (notice,) = given(office, wanted)
    phone = office.client("worker")
    head = next(found["head"] for found in phone.pull()["records"] if found["id"] == notice)
    (result,) = phone.push(change("notice", {"seen": True}, notice, head))
    assert result["status"] == "applied"
    assert given(office, wanted) == []
    assert office.stored(notice)[notice]["seen"] is True


def test_an_account_out_of_use_gets_no_notice(office: OfficeUnderTest) -> None:
    with office.app.app_context(), writing(office.id) as store:
        store.accounts.change_user(office.users["worker"], active=False)
    assert given(office, DueNotice("k", office.users["worker"], "no_contact")) == []


def test_each_phone_of_the_reader_gets_a_delivery(office: OfficeUnderTest) -> None:
    subscribe(office, "worker")
    subscribe(office, "supervisor")
    (notice,) = given(office, DueNotice("k", office.users["worker"], "no_contact"))
    assert deliveries(office) == {notice: NOON}


def test_a_muted_kind_is_in_the_list_and_is_not_pushed(office: OfficeUnderTest) -> None:
    subscribe(office, "worker", "no_contact", "alarm")
    worker = office.users["worker"]
    _, alarm = given(office, DueNotice("k", worker, "no_contact"), DueNotice("l", worker, "alarm"))
    assert deliveries(office) == {alarm: NOON}


def test_quiet_hours_hold_back_everything_but_safety(office: OfficeUnderTest) -> None:
    subscribe(office, "worker")
    worker = office.users["worker"]
    comment, overrun = given(
        office, DueNotice("k", worker, "comment"), DueNotice("l", worker, "visit_overrun"), now=NIGHT
    )
    seven_in_the_morning = dt.datetime(2026, 11, 20, 22, tzinfo=dt.UTC)
    assert deliveries(office) == {
        comment: seven_in_the_morning,
        overrun: NIGHT,
    }


def test_what_is_no_news_any_more_when_the_quiet_hours_end_is_not_pushed(office: OfficeUnderTest) -> None:
    subscribe(office, "worker")
    worker = office.users["worker"]
    seven_in_the_morning = dt.datetime(2026, 11, 20, 22, tzinfo=dt.UTC)
    soon = DueNotice("k", worker, "appointment_soon", until=seven_in_the_morning)
    later = DueNotice("l", worker, "appointment_soon", until=seven_in_the_morning + dt.timedelta(minutes=1))
    _, of_later = given(office, soon, later, now=NIGHT)
    assert deliveries(office) == {of_later: seven_in_the_morning}


def test_a_transaction_that_fails_leaves_neither_notice_nor_delivery(office: OfficeUnderTest) -> None:
    subscribe(office, "worker")
    wanted = DueNotice("k", office.users["worker"], "no_contact")
    with pytest.raises(KeyError):
        _give_and_fail(office, wanted)
    assert deliveries(office) == {}
    assert len(given(office, wanted)) == 1


def test_no_record_that_somebody_made_keeps_a_notice_back(office: OfficeUnderTest) -> None:
    """The digest of a key can be reckoned by whoever knows what the notice is about; but it is no id."""
    phone, key = office.client("worker"), "alarm:outing:since:reader"
    squat = change("person", {"name": "見本 花子"}, digest(office.id, key))
    assert phone.push(squat)[0]["status"] == "applied"
    (notice,) = given(office, DueNotice(key, office.users["supervisor"], "alarm"))
    assert notice not in {squat["record"], digest(office.id, key)}
    assert office.stored(notice)[notice]["reminder"] == "alarm"
    assert given(office, DueNotice(key, office.users["supervisor"], "alarm")) == []


def test_an_id_that_is_taken_is_worked_around_and_logged(
    office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    taken = office.case_of(office.users["worker"])
    ids = iter([taken])
    monkeypatch.setattr(giving, "new_id", lambda: next(ids, None) or new_id())
    (notice,) = given(office, DueNotice("k", office.users["worker"], "no_contact"))
    assert notice != taken
    assert "notice_id_taken" in caplog.messages


def test_a_notice_that_the_exchange_refuses_keeps_no_other_back(office: OfficeUnderTest) -> None:
    worker = office.users["worker"]
    bad = DueNotice("k", worker, "no_contact", place="x" * 1_000)
    (notice,) = given(office, bad, DueNotice("l", worker, "alarm"))
    assert office.stored(notice)[notice]["reminder"] == "alarm"
    assert len(given(office, DueNotice("k", worker, "no_contact"))) == 1


def _give_and_fail(office: OfficeUnderTest, wanted: DueNotice) -> None:
    with office.app.app_context(), writing(office.id) as store:
        give(store, [wanted], NOON)
        raise KeyError
