"""The page of backups and losses: what a supervisor reads there, and what they can end."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.ground.ids import new_id
from server.store import reading, utcnow, writing
from server.store.backups import BackupRow, RestorationRow
from server.store.recovery import WaitingRow
from tests.server.office.desk import Desk
from tests.server.people import Client, OfficeUnderTest, change, visit

DeskFor = Callable[[str], Desk]
PAGE = "/office/recovery/"


@pytest.fixture
def phone(office: OfficeUnderTest, case: str) -> Client:
    """The worker's phone."""
    phone = office.client("worker")
    phone.pull()
    return phone


def waiting(office: OfficeUnderTest) -> list[WaitingRow]:
    with office.app.app_context(), reading(office.id) as store:
        return store.recovery.waiting().rows


def test_an_office_that_lost_nothing_reads_so(desk_for: DeskFor) -> None:
    page = desk_for("supervisor").open(PAGE)
    for said in ("No backup has been verified yet.", "The office has never lost its records.", "Nothing waits."):
        assert said in page
    assert "Everything that phones saved is here." in page


@pytest.mark.parametrize("role", ["worker", "clerk", "administrator"])
def test_it_is_the_supervisors_page(desk_for: DeskFor, role: str) -> None:
    desk_for(role).open(PAGE, 403)


def test_backups_restores_and_silent_phones_are_told(
    office: OfficeUnderTest, phone: Client, case: str, desk_for: DeskFor
) -> None:
    now = utcnow()
    with office.app.app_context(), writing(office.id) as store:
        store.backups.note(BackupRow(new_id(), now, now, "folder", 3, 3, 0))
        store.backups.note_restoration(RestorationRow(new_id(), utcnow().replace(year=now.year + 1), now, 3, None))
    desk = desk_for("supervisor")
    page = desk.open(PAGE)
    assert "A verified backup holds everything up to" in page
    assert "These phones have not been in touch since." in page
    phone.push(visit(case) | {"offered_again": True})
    assert "1 change" in desk.open(PAGE)


def test_gaps_are_told_by_number_and_what_a_phone_still_has_is_not_lost(
    phone: Client, case: str, desk_for: DeskFor
) -> None:
    phone.exchange(*(visit(case) | {"number": number} for number in (1, 2, 4)), saved=6, queued=2)
    page = desk_for("manager").open(PAGE)
    assert "1-2,4" in page
    assert "3,5-6" in page
    assert "1 lost" in page


def test_a_supervisor_ends_the_waiting_and_decides_the_disagreement(
    office: OfficeUnderTest, phone: Client, case: str, desk_for: DeskFor
) -> None:
    note = visit(case, place="窓口")
    phone.push(note)
    phone.push(change("support", {"place": "自宅"}, note["record"], new_id()))
    desk = desk_for("supervisor")
    assert "自宅" in desk.open(PAGE)
    desk.send(form="/decide")
    assert "Both versions are kept: please choose." in desk.follow()
    assert waiting(office) == []
    assert office.stored(note["record"])[note["record"]]["place"] == "窓口"


def test_what_waits_is_shown_a_page_at_a_time(office: OfficeUnderTest, phone: Client, desk_for: DeskFor) -> None:
    lost = [change("support", {"narrative": f"追記その{number:02d}。"}, new_id(), new_id()) for number in range(51)]
    phone.push(*lost)
    desk = desk_for("supervisor")
    first, second = desk.open(PAGE), desk.open(f"{PAGE}?page=2")
    assert [page.count("Do not wait any longer") for page in (first, second)] == [50, 1]
    assert "1 / 2" in first
    shown = sum(f"追記その{number:02d}。" in first + second for number in range(51))
    assert shown == 51


def test_what_has_no_place_is_read_and_settled_once(office: OfficeUnderTest, phone: Client, desk_for: DeskFor) -> None:
    phone.push(change("support", {"narrative": "居なくなった記録への追記。"}, new_id(), new_id()))
    desk = desk_for("supervisor")
    desk.open(PAGE)
    desk.send(form="/decide")
    assert "Please read it below and settle it." in (page := desk.follow())
    assert "居なくなった記録への追記。" in page
    action, token = desk.form("/settle").action, desk.token()
    desk.send(form="/settle")
    assert "Nothing waits." in desk.follow()
    assert desk.post(action, csrf_token=token).status_code == 404
    assert waiting(office) == []


def test_what_cannot_be_taken_stays_on_the_phone(
    office: OfficeUnderTest, phone: Client, case: str, desk_for: DeskFor
) -> None:
    note = visit(case)
    phone.push(note)
    phone.push(change("support", {"ended_at": "2020-01-01T00:00:00Z"}, note["record"], new_id()))
    desk = desk_for("supervisor")
    desk.open(PAGE)
    desk.send(form="/decide")
    assert "It is kept below, and on the phone of whoever wrote it." in (page := desk.follow())
    assert "not applied" in page


def test_another_office_sees_nothing_of_it(office: OfficeUnderTest, phone: Client, desk_for: DeskFor) -> None:
    phone.push(change("support", {"narrative": "秘密の追記。"}, new_id(), new_id()))
    other = OfficeUnderTest(office.app, "kushiro").open()
    desk = Desk(office.app.test_client())
    desk.sign_in(other.login("supervisor"))
    assert "秘密の追記。" not in desk.open(PAGE)
    (row,) = waiting(office)
    assert desk.post(f"{PAGE}waiting/{row.id}/decide", csrf_token=desk.token()).status_code in {
        403,
        404,
    }
