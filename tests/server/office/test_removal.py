"""A judged note goes only with the supervisor's word; what has gone, and what was said before, stays in sight."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.store import utcnow
from sync.fields import write_moment
from tests.server.office.desk import Desk
from tests.server.people import Client, OfficeUnderTest, change, visit

DeskFor = Callable[[str], Desk]


def judged(office: OfficeUnderTest, phone: Client, case: str, desk_for: DeskFor) -> str:
    """A note that the supervisor has approved."""
    note = visit(case, narrative="玄関先で話す。")
    phone.push(note)
    desk = desk_for("supervisor")
    desk.open(f"/office/notes/{note['record']}")
    desk.send(form=note["record"], do="approved")
    return str(note["record"])


def deleted_on(phone: Client, note: str) -> dict[str, object]:
    head = next(record["head"] for record in phone.pull()["records"] if record["id"] == note)
    (result,) = phone.push(change("support", {"deleted": True}, note, head))
    return result


@pytest.fixture
def asked(office: OfficeUnderTest, phone: Client, case: str, desk_for: DeskFor) -> str:
    """A judged note that its worker has tried to delete."""
    note = judged(office, phone, case, desk_for)
    assert deleted_on(phone, note)["status"] == "merged"
    return note


def test_the_request_waits_in_the_supervisors_queue_and_the_note_stands(
    office: OfficeUnderTest, asked: str, phone: Client, desk_for: DeskFor
) -> None:
    desk = desk_for("supervisor")
    listed = desk.open("/office/notes/")
    assert asked in listed
    assert "To be removed" in listed
    assert asked in desk.open("/office/notes/?state=waiting&mark=removal")
    assert "The worker asks for this note to be removed" in desk.open(f"/office/notes/{asked}")
    told = next(record["fields"] for record in phone.pull()["records"] if record["id"] == asked)
    assert (told["removal_asked"], told["review"], "deleted" in told) == (True, "approved", False)


def test_a_request_that_is_refused_is_answered_with_a_word(
    office: OfficeUnderTest, asked: str, phone: Client, desk_for: DeskFor
) -> None:
    desk = desk_for("supervisor")
    desk.open(f"/office/notes/{asked}")
    assert desk.send(form="/removal", do="keep", text=" ").status_code == 422
    assert desk.send(form="/removal", do="keep", text="家計の経過が分かる記録です。").status_code == 303
    stored = office.stored(asked)[asked]
    assert (stored["review"], "removal_asked" in stored, "deleted" in stored) == ("approved", False, False)
    assert asked not in desk.open("/office/notes/")
    records = phone.pull()["records"]
    assert [r["fields"]["text"] for r in records if r["kind"] == "comment"] == ["家計の経過が分かる記録です。"]
    assert [r["fields"]["about"] for r in records if r["fields"].get("reminder") == "comment"] == [asked]


def test_a_note_that_is_removed_can_be_found_read_and_brought_back(
    office: OfficeUnderTest, asked: str, desk_for: DeskFor
) -> None:
    desk = desk_for("supervisor")
    desk.open(f"/office/notes/{asked}")
    assert desk.send(form="/removal", do="remove").status_code == 303
    assert office.stored(asked)[asked]["deleted"] is True
    assert asked not in desk.open("/office/notes/?state=all")
    assert asked in desk.open("/office/notes/?state=removed")
    page = desk.open(f"/office/notes/{asked}")
    assert "This note has been removed" in page
    assert "玄関先で話す。" in page
    desk_for("worker").open(f"/office/notes/{asked}", 404)
    desk.open(f"/office/notes/{asked}")
    desk.send(form="/removal", do="restore")
    assert "The note has been brought back." in desk.follow()
    assert asked in desk.open("/office/notes/?state=all")


def test_a_note_that_its_worker_deleted_unread_is_in_the_supervisors_sight(
    office: OfficeUnderTest, phone: Client, case: str, desk_for: DeskFor
) -> None:
    note = visit(case)
    phone.push(note)
    assert deleted_on(phone, note["record"])["status"] == "applied"
    desk = desk_for("supervisor")
    assert note["record"] in desk.open("/office/notes/?state=removed")
    assert "This note has been removed" in desk.open(f"/office/notes/{note['record']}")


def test_a_removed_note_is_not_judged_nor_commented(office: OfficeUnderTest, asked: str, desk_for: DeskFor) -> None:
    desk = desk_for("supervisor")
    desk.open(f"/office/notes/{asked}")
    desk.send(form="/removal", do="remove")
    desk.open("/office/notes/")
    token = desk.token()
    for address in (f"/office/notes/{asked}", f"/office/notes/{asked}/comments", f"/office/notes/{asked}/flag"):
        assert desk.post(address, csrf_token=token, do="read", text="x").status_code == 404


def test_a_request_is_answered_on_what_was_read(
    office: OfficeUnderTest, asked: str, phone: Client, desk_for: DeskFor
) -> None:
    desk = desk_for("supervisor")
    desk.open(f"/office/notes/{asked}")
    head = next(record["head"] for record in phone.pull()["records"] if record["id"] == asked)
    phone.push(change("support", {"purpose": "通院の付き添い"}, asked, head))
    assert desk.send(form="/removal", do="remove").status_code == 409
    assert "deleted" not in office.stored(asked)[asked]


@pytest.mark.parametrize("role", ["worker", "clerk", "administrator"])
def test_the_answer_is_the_supervisors(office: OfficeUnderTest, asked: str, desk_for: DeskFor, role: str) -> None:
    desk = desk_for(role)
    desk.open("/office/users/" if role == "administrator" else "/office/cases/")
    answer = desk.post(f"/office/notes/{asked}/removal", csrf_token=desk.token(), do="remove")
    assert answer.status_code == 403
    assert office.stored(asked)[asked].get("deleted") is None


def test_a_comment_that_was_changed_or_taken_back_is_shown_with_its_earlier_wordings(
    office: OfficeUnderTest, phone: Client, case: str, desk_for: DeskFor
) -> None:
    note = judged(office, phone, case, desk_for)
    phone.pull()
    said = {"case": case, "about": note, "written_at": write_moment(utcnow())}
    one, two = (
        change("comment", said | {"text": "行きました。"}),
        change("comment", said | {"text": "消すつもりの言葉"}),
    )
    phone.push(one, two)
    edit = change("comment", {"text": "行きませんでした。"}, one["record"], one["id"])
    results = phone.push(edit, change("comment", {"deleted": True}, two["record"], two["id"]))
    assert [result["status"] for result in results] == ["applied", "applied"]
    page = desk_for("supervisor").open(f"/office/notes/{note}")
    assert "edited" in page
    assert "taken back by its author" in page
    assert "行きました。" in page
    assert "行きませんでした。" in page
