"""An office that lost its database: what it notices, what phones bring back, and what it lays before a person."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from server.casework import change_as_server
from server.cursors import _signer
from server.ids import new_id
from server.jobs.waiting import end_waiting
from server.models import Backup, WaitingChange
from server.recovery import decide_now
from server.store import reading, utcnow, writing
from server.store.backups import BackupRow, RestorationRow
from server.store.recovery import PhoneNumbers, WaitingRow
from sync.numbers import write_numbers
from tests.server.people import Client, OfficeUnderTest, change, visit
from tests.server.putting_back import copied

PutBack = Callable[[], None]


@pytest.fixture(params=["sqlite_url", pytest.param("postgres_url", marks=pytest.mark.postgres)])
def office(request: pytest.FixtureRequest, make_app: Callable[[str], Flask]) -> OfficeUnderTest:
    """An office on SQLite and on PostgreSQL."""
    app = make_app(request.getfixturevalue(request.param))
    if request.param == "postgres_url":
        from flask_migrate import upgrade  # noqa: PLC0415 - only PostgreSQL begins empty here

        with app.app_context():
            upgrade()
    return OfficeUnderTest(app).open()


@pytest.fixture
def backup(office: OfficeUnderTest, tmp_path: Path) -> Callable[[], PutBack]:
    """Copies the office's database; what comes back puts the copy in its place."""
    numbers: Iterator[int] = itertools.count(1)
    return lambda: copied(office.app, tmp_path, next(numbers))


@pytest.fixture
def case(office: OfficeUnderTest) -> str:
    """A case in the worker's charge."""
    return office.case_of(office.users["worker"])


@pytest.fixture
def phone(office: OfficeUnderTest, case: str) -> Client:
    """The worker's phone, which has received the case."""
    phone = office.client("worker")
    phone.pull()
    return phone


def again(*changes: dict[str, Any]) -> list[dict[str, Any]]:
    """Changes as a phone offers them to an office that has lost its history."""
    return [sent | {"offered_again": True} for sent in changes]


def refused(phone: Client, *changes: Any) -> tuple[int, str]:
    response = phone.exchange(*changes)
    return response.status_code, response.get_json()["code"]


def restorations(office: OfficeUnderTest) -> list[RestorationRow]:
    with office.app.app_context(), reading(office.id) as store:
        return store.restorations()


def waiting(office: OfficeUnderTest) -> list[WaitingRow]:
    with office.app.app_context(), reading(office.id) as store:
        return store.waiting()


def numbers_of(office: OfficeUnderTest, phone: Client) -> PhoneNumbers:
    with office.app.app_context(), reading(office.id) as store:
        return next(row for row in store.phone_numbers() if row.device == phone.device)


def let_time_pass(office: OfficeUnderTest, days: int) -> None:
    """What waits has waited so much longer."""
    with office.app.app_context(), writing(office.id) as store:
        store.connection.execute(update(WaitingChange).values(first_at=utcnow() - dt.timedelta(days=days)))


def assign(office: OfficeUnderTest, case: str) -> None:
    """What the office page does, which no phone can bring back."""
    with office.app.app_context(), writing(office.id) as store:
        fields = {"main_worker": office.users["worker"]}
        change_as_server(store, "case", case, fields, by=office.users["manager"], now=utcnow())


# A cursor names the change that stood there


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


# What waits is not lost, and ends


def test_what_names_a_lost_record_waits_until_another_phone_brings_it_back(
    office: OfficeUnderTest, phone: Client, case: str, backup: Callable[[], PutBack]
) -> None:
    put_back = backup()
    theirs = visit(case)
    office.client("worker").push(theirs)
    mine = change(
        "comment",
        {"case": case, "about": theirs["record"], "written_at": "2026-11-21T01:00:00Z", "text": "確認しました。"},
    )
    edit = change("support", {"place": "自宅"}, theirs["record"], theirs["id"])
    assert [result["status"] for result in phone.push(mine, edit)] == ["applied", "applied"]
    put_back()
    results = phone.push(*again(mine, edit))
    assert [(result["status"], result["code"]) for result in results] == [
        ("waiting", "reference_unknown"),
        ("waiting", "base_unknown"),
    ]
    assert [row.id for row in waiting(office)] == sorted([mine["id"], edit["id"]])
    office.client("worker").push(*again(theirs))
    assert [result["status"] for result in phone.push(*again(mine, edit))] == ["applied", "applied"]
    assert waiting(office) == []


def test_a_new_change_that_names_nothing_is_refused_as_ever(phone: Client, case: str) -> None:
    comment = change("comment", {"case": case, "about": new_id(), "written_at": "2026-11-21T01:00:00Z", "text": "?"})
    (result,) = phone.push(comment)
    assert (result["status"], result["code"]) == ("rejected", "invalid_fields")


def test_after_its_time_a_change_is_laid_before_a_person_whole(
    office: OfficeUnderTest, phone: Client, case: str
) -> None:
    note = visit(case, place="窓口", narrative="今の文。")
    phone.push(note)
    edit = change("support", {"place": "自宅", "narrative": "別の文。", "purpose": "確認"}, note["record"], new_id())
    assert phone.push(edit)[0]["status"] == "waiting"
    let_time_pass(office, 6)
    assert phone.push(edit)[0]["status"] == "waiting"
    let_time_pass(office, 7)
    (result,) = phone.push(edit)
    assert (result["status"], len(result["conflicts"])) == ("conflict", 3)
    assert office.stored(note["record"])[note["record"]].items() >= {"place": "窓口", "narrative": "今の文。"}.items()
    conflicts = office.stored(*result["conflicts"]).values()
    assert {each["field"]: each["proposed"] for each in conflicts} == edit["fields"]
    assert waiting(office) == []
    assert phone.push(edit) == [result]
    later = change("support", {"next_action": "電話"}, note["record"], edit["id"])
    assert phone.push(later)[0]["status"] == "merged"


def test_a_person_may_end_the_waiting(office: OfficeUnderTest, phone: Client, case: str) -> None:
    note = visit(case, place="窓口")
    phone.push(note)
    phone.push(change("support", {"place": "自宅"}, note["record"], new_id()))
    (row,) = waiting(office)
    with office.app.app_context(), writing(office.id) as store:
        result = decide_now(store, row, utcnow())
    assert result.status == "conflict"
    assert waiting(office) == []


def backed_up(office: OfficeUnderTest) -> None:
    """A verified backup of the office as it is."""
    with office.app.app_context(), writing(office.id) as store:
        seq = store.last_seq()
        store.note_backup(BackupRow(new_id(), utcnow(), utcnow(), "folder", seq, 1, 0))


def test_a_change_without_base_and_record_is_kept_for_a_person_to_read(office: OfficeUnderTest, phone: Client) -> None:
    edit = change("support", {"narrative": "居なくなった記録への追記。"}, new_id(), new_id())
    phone.push(edit)
    let_time_pass(office, 8)
    assert phone.push(edit)[0]["status"] == "waiting"
    (row,) = waiting(office)
    assert (row.id, row.state) == (edit["id"], "laid")
    assert "居なくなった記録への追記。" in row.body
    backed_up(office)
    for _ in range(2):
        (result,) = phone.push(edit)
        assert (result["status"], result["code"]) == ("conflict", "base_lost")
        assert isinstance(result["seq"], int)


def test_what_no_backup_has_stays_on_its_phone_though_it_was_laid_before_a_person(
    office: OfficeUnderTest, phone: Client, backup: Callable[[], PutBack]
) -> None:
    """It has no entry in the log, so that an office that is put back before it would never notice."""
    put_back = backup()
    backed_up(office)
    edit = change("support", {"narrative": "居なくなった記録への追記。"}, new_id(), new_id())
    phone.push(edit)
    let_time_pass(office, 8)
    with office.app.app_context(), writing(office.id) as store:
        (row,) = store.waiting()
        since = row.first_at
        store.connection.execute(update(Backup).values(started_at=since - dt.timedelta(days=1)))
    (result,) = phone.push(edit)
    assert (result["status"], result["code"]) == ("waiting", "base_unknown")
    put_back()
    assert waiting(office) == []
    assert phone.push(edit)[0]["status"] == "waiting"
    assert [row.id for row in waiting(office)] == [edit["id"]]


def test_an_office_without_backups_is_trusted_after_a_month(office: OfficeUnderTest, phone: Client) -> None:
    edit = change("support", {"narrative": "追記。"}, new_id(), new_id())
    phone.push(edit)
    let_time_pass(office, 29)
    assert phone.push(edit)[0]["status"] == "waiting"
    let_time_pass(office, 31)
    assert phone.push(edit)[0]["code"] == "base_lost"


def test_what_was_settled_stays_so_however_often_it_is_offered(office: OfficeUnderTest, phone: Client) -> None:
    edit = change("support", {"narrative": "追記。"}, new_id(), new_id())
    phone.push(edit)
    with office.app.app_context(), writing(office.id) as store:
        (row,) = store.waiting()
        decide_now(store, row, utcnow())
        store.set_waiting([row.id], "settled", by=office.users["supervisor"], now=utcnow())
    for _ in range(2):
        assert phone.push(edit)[0]["status"] == "waiting"
        assert waiting(office) == []
    with office.app.app_context(), reading(office.id) as store:
        settled = store.connection.execute(select(WaitingChange.state, WaitingChange.settled_by)).one()
    assert tuple(settled) == ("settled", office.users["supervisor"])


def test_what_cannot_be_taken_waits_for_nobody_here(office: OfficeUnderTest, phone: Client, case: str) -> None:
    note = visit(case)
    phone.push(note)
    wrong = change("support", {"ended_at": "2020-01-01T00:00:00Z"}, note["record"], new_id())
    phone.push(wrong)
    let_time_pass(office, 8)
    assert phone.push(wrong)[0]["status"] == "rejected"
    assert waiting(office) == []
    assert phone.push(wrong)[0]["status"] == "rejected"


def test_what_has_waited_is_decided_though_its_phone_stays_away(
    office: OfficeUnderTest, phone: Client, case: str
) -> None:
    note = visit(case, place="窓口")
    phone.push(note)
    edit = change("support", {"place": "自宅"}, note["record"], new_id()) | {"number": 1}
    phone.push(edit)
    assert end_waiting(office.app, utcnow()) == 0
    let_time_pass(office, 8)
    assert end_waiting(office.app, utcnow()) == 1
    assert (waiting(office), write_numbers(numbers_of(office, phone).received)) == ([], "1")
    assert phone.push(edit)[0]["status"] == "conflict"
    assert end_waiting(office.app, utcnow()) == 0
    with office.app.app_context(), reading(office.id) as store:
        assert store.connection.execute(select(WaitingChange.id)).all() == []


def test_a_reference_that_nobody_brings_back_is_laid_before_a_person_in_the_end(
    office: OfficeUnderTest, phone: Client, case: str
) -> None:
    (comment,) = again(
        change("comment", {"case": case, "about": new_id(), "written_at": "2026-11-21T01:00:00Z", "text": "?"})
    )
    assert phone.push(comment)[0]["code"] == "reference_unknown"
    let_time_pass(office, 8)
    backed_up(office)
    assert phone.push(comment)[0]["code"] == "base_lost"
    assert [row.state for row in waiting(office)] == ["laid"]


def test_work_in_a_case_whose_assignment_was_lost_waits_for_it(
    office: OfficeUnderTest, phone: Client, case: str, backup: Callable[[], PutBack]
) -> None:
    theirs = office.case_of(None)
    put_back = backup()
    assign(office, theirs)
    note = visit(theirs)
    assert phone.push(note)[0]["status"] == "applied"
    put_back()
    assert phone.push(*again(note))[0]["code"] == "reference_unknown"
    assign(office, theirs)
    assert phone.push(*again(note))[0]["status"] == "applied"


def test_the_waiting_of_one_phone_is_bounded(
    office: OfficeUnderTest, phone: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.store.recovery.MOST_WAITING", 3)
    edits = [change("support", {"place": "x"}, new_id(), new_id()) for _ in range(5)]
    assert {result["status"] for result in phone.push(*edits)} == {"waiting"}
    phone.push(*edits)
    assert len(waiting(office)) == 3


# Numbers


def test_a_loss_is_known_by_number(office: OfficeUnderTest, phone: Client, case: str) -> None:
    notes = [visit(case) | {"number": number} for number in (1, 2, 4)]
    phone.exchange(*notes, saved=6, queued=2)
    row = numbers_of(office, phone)
    assert (row.saved, write_numbers(row.received), write_numbers(row.missing)) == (6, "1-2,4", "3,5-6")
    phone.exchange(saved=6, dropped=[5])
    phone.exchange(visit(case) | {"number": 3}, saved=6)
    row = numbers_of(office, phone)
    assert (write_numbers(row.received), write_numbers(row.missing)) == ("1-4", "6")


def test_what_was_refused_is_not_received(office: OfficeUnderTest, phone: Client, case: str) -> None:
    phone.exchange(visit(case, method="?") | {"number": 1}, visit(case) | {"number": 2}, saved=2)
    assert write_numbers(numbers_of(office, phone).missing) == "1"


def test_a_number_is_no_part_of_what_a_change_is(phone: Client, case: str) -> None:
    note = visit(case)
    (first,) = phone.push(note | {"number": 7})
    assert phone.push(note, note | {"number": 9, "offered_again": True}) == [first, first]


@pytest.mark.parametrize("number", [0, -1, "1", 1.5, True, 2**60])
def test_a_number_that_is_none_is_named(phone: Client, case: str, number: Any) -> None:
    (result,) = phone.push(visit(case) | {"number": number})
    assert (result["status"], result["errors"][0]["field"]) == ("rejected", "number")


def test_numbers_without_end_are_not_kept(office: OfficeUnderTest, phone: Client) -> None:
    for start in range(1, 3_000, 900):
        phone.exchange(dropped=list(range(start * 2, (start + 400) * 2, 2)), saved=1)
    assert len(numbers_of(office, phone).missing) <= 1_001
