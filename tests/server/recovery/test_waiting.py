"""What names something that was lost waits, is not lost itself, and ends: by another phone, or before a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from server.ground.ids import new_id
from server.jobs.waiting import end_waiting
from server.models.backup import Backup
from server.models.recovery import WaitingChange
from server.services.casework import change_as_server
from server.services.recovery import decide_now
from server.store import reading, utcnow, writing
from server.store.backups import BackupRow
from server.store.recovery import WaitingRow
from sync.numbers import write_numbers
from tests.server.people import Client, OfficeUnderTest, change, visit
from tests.server.recovery.lost import PutBack, again, numbers_of


def waiting(office: OfficeUnderTest) -> list[WaitingRow]:
    with office.app.app_context(), reading(office.id) as store:
        return store.recovery.waiting().rows


def let_time_pass(office: OfficeUnderTest, days: int) -> None:
    """What waits has waited so much longer."""
    with office.app.app_context(), writing(office.id) as store:
        store.connection.execute(update(WaitingChange).values(first_at=utcnow() - dt.timedelta(days=days)))


def assign(office: OfficeUnderTest, case: str) -> None:
    """What the office page does, which no phone can bring back."""
    with office.app.app_context(), writing(office.id) as store:
        fields = {"main_worker": office.users["worker"]}
        change_as_server(store, "case", case, fields, by=office.users["manager"], now=utcnow())


def backed_up(office: OfficeUnderTest) -> None:
    """A verified backup of the office as it is."""
    with office.app.app_context(), writing(office.id) as store:
        seq = store.records.last_seq()
        store.backups.note(BackupRow(new_id(), utcnow(), utcnow(), "folder", seq, 1, 0))


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
        (row,) = store.recovery.waiting().rows
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
        (row,) = store.recovery.waiting().rows
        decide_now(store, row, utcnow())
        store.recovery.set_waiting([row.id], "settled", by=office.users["supervisor"], now=utcnow())
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
