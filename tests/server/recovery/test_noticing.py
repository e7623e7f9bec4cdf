"""An office that lost its database notices it by the cursors of phones: a cursor names the change that stood there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from server.services.cursors import _signer
from server.store import reading
from server.store.backups import RestorationRow
from tests.server.people import Client, OfficeUnderTest, visit
from tests.server.recovery.lost import PutBack, again


def refused(phone: Client, *changes: Any) -> tuple[int, str]:
    response = phone.exchange(*changes)
    return response.status_code, response.get_json()["code"]


def restorations(office: OfficeUnderTest) -> list[RestorationRow]:
    with office.app.app_context(), reading(office.id) as store:
        return store.backups.restorations()


def test_a_phone_ahead_of_a_restored_office_is_told_and_nothing_is_stored(
    office: OfficeUnderTest, phone: Client, case: str, backup: Callable[[], PutBack]
) -> None:
    put_back = backup()
    phone.push(visit(case))
    phone.pull()
    put_back()
    seq = office.last_seq()
    assert refused(phone) == (409, "history_changed")
    assert refused(phone, visit(case)) == (409, "history_changed")
    assert office.last_seq() == seq


def test_a_restored_office_that_has_passed_the_phone_is_noticed_all_the_same(
    office: OfficeUnderTest, phone: Client, case: str, backup: Callable[[], PutBack]
) -> None:
    put_back = backup()
    lost = visit(case, narrative="台所に請求書の束があった。")
    phone.push(lost)
    phone.pull()
    put_back()
    colleague = office.client("worker")
    others = [visit(case) for _ in range(9)]
    colleague.push(*others)
    assert refused(phone) == (409, "history_changed")
    phone.cursor = None
    (result,) = phone.push(*again(lost))
    assert result["status"] == "applied"
    brought = {record["id"] for record in phone.pull()["records"]}
    assert {lost["record"], *(note["record"] for note in others)} <= brought


def test_a_phone_that_had_read_no_further_than_the_backup_goes_on(
    phone: Client, case: str, backup: Callable[[], PutBack]
) -> None:
    phone.push(visit(case))
    phone.pull()
    backup()()
    assert phone.exchange().status_code == 200


def test_a_cursor_of_the_middle_of_a_page_is_of_its_log_too(
    phone: Client, case: str, backup: Callable[[], PutBack]
) -> None:
    put_back = backup()
    phone.push(visit(case), visit(case))
    phone.cursor = None
    assert phone.pull(limit=1)["more"] is True
    put_back()
    assert refused(phone) == (409, "history_changed")


def test_a_grant_after_the_backup_is_lost_with_the_change_that_gave_it(
    office: OfficeUnderTest, phone: Client, backup: Callable[[], PutBack]
) -> None:
    """Grants take numbers of the office's counter, but stand in no log: the change beside them does."""
    put_back = backup()
    office.case_of(office.users["worker"])
    phone.pull()
    put_back()
    assert refused(phone) == (409, "history_changed")


def test_a_cursor_without_a_change_is_of_no_log_and_no_restore_is_made_of_it(
    office: OfficeUnderTest, phone: Client
) -> None:
    """As they were given out before cursors named a change."""
    with office.app.app_context():
        phone.cursor = _signer(office.id, office.users["worker"]).sign("3-3").decode()
    assert refused(phone) == (409, "history_changed")
    assert restorations(office) == []


def test_a_restore_is_noticed_once_whatever_number_of_phones_come(
    office: OfficeUnderTest, phone: Client, case: str, backup: Callable[[], PutBack]
) -> None:
    put_back = backup()
    colleague = office.client("worker")
    put_back = backup()
    note = visit(case)
    phone.push(note)
    for each in (phone, colleague):
        each.pull()
    put_back()
    for each in (phone, colleague):
        assert refused(each) == (409, "history_changed")
    (noticed,) = restorations(office)
    assert (noticed.noticed_by, noticed.backup_at, noticed.returned) == (phone.device, None, 0)
    phone.cursor = None
    phone.push(*again(note, visit(case)))
    phone.push(*again(note))
    assert restorations(office)[0].returned == 2
