"""The review of notes: who sees which, and what the supervisor's word does."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.server.office.desk import Desk
from tests.server.people import OfficeUnderTest, change, visit

DeskFor = Callable[[str], Desk]
TOLD = "お母さんとは話せた。"


def written(office: OfficeUnderTest, case: str, **fields: object) -> str:
    """A note of the worker, sent from the phone."""
    note = visit(case, narrative=TOLD, **fields)
    (result,) = office.client("worker").push(note)
    assert result["status"] == "applied", result
    return str(note["record"])


def test_a_note_is_read_and_marked_and_the_next_one_comes(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    first, second = written(office, case, started_at="2026-11-20T01:00:00Z"), written(office, case)
    desk = desk_for("supervisor")
    assert TOLD in desk.open(f"/office/notes/{first}")
    desk.send(form=first, do="read")
    assert desk.page.headers["Location"] == f"/office/notes/{second}"
    stored = office.stored(first)[first]
    assert (stored["review"], stored["reviewed_by"]) == ("read", office.users["supervisor"])
    assert "Marked as read." in desk.follow()


def test_a_returned_note_reaches_the_worker_with_its_comment(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    note = written(office, case)
    desk = desk_for("supervisor")
    desk.open(f"/office/notes/{note}")
    desk.send(form=note, do="returned", text="金額を書き足してください。")
    records = {record["id"]: record for record in office.client("worker").pull()["records"]}
    assert records[note]["fields"]["review"] == "returned"
    (comment,) = [record["fields"] for record in records.values() if record["kind"] == "comment"]
    assert (comment["about"], comment["text"]) == (note, "金額を書き足してください。")
    assert comment["author"] == office.users["supervisor"]


def test_a_note_is_not_returned_without_a_word(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    note = written(office, case)
    desk = desk_for("supervisor")
    desk.open(f"/office/notes/{note}")
    answer = desk.send(form=note, do="returned", text="  ")
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "Please write what should be changed." in answer.text
    assert office.stored(note)[note]["review"] == "unread"


def test_a_review_is_taken_back(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    note = written(office, case)
    desk = desk_for("manager")
    desk.open(f"/office/notes/{note}")
    desk.send(form=note, do="read")
    desk.open(f"/office/notes/{note}")
    desk.send(form=note, do="unread")
    stored = office.stored(note)[note]
    assert (stored["review"], "reviewed_by" in stored) == ("unread", False)


def test_what_changed_after_it_was_opened_is_not_marked_and_the_comment_stays(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    worker = office.client("worker")
    made = visit(case, narrative=TOLD)
    worker.push(made)
    note = str(made["record"])
    desk = desk_for("supervisor")
    desk.open(f"/office/notes/{note}")
    worker.push(change("support", {"narrative": TOLD + "あとで本人とも。"}, note, made["id"]))
    answer = desk.send(form=note, do="read", text="よい訪問でした。")
    assert answer.status_code == 409
    assert "has been changed since you opened it" in answer.text
    assert "よい訪問でした。" in answer.text
    assert office.stored(note)[note]["review"] == "unread"
    desk.send(form=note, do="read")
    assert office.stored(note)[note]["review"] == "read"


def test_a_form_that_is_sent_twice_comments_once(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    note = written(office, case)
    desk = desk_for("supervisor")
    desk.open(f"/office/notes/{note}")
    form = desk.form(note)
    for _ in range(2):
        desk.post(f"/office/notes/{note}/comments", **{**form.values, "text": "拝見しました。"})
    assert desk.open(f"/office/notes/{note}").count("拝見しました。") == 1


def test_a_comment_that_cannot_be_taken_marks_nothing(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    note = written(office, case)
    desk = desk_for("supervisor")
    desk.open(f"/office/notes/{note}")
    answer = desk.send(form=note, do="returned", text="長" * 20_001)
    assert answer.status_code == 422
    assert "too long" in answer.text
    assert office.stored(note)[note]["review"] == "unread"


def test_the_list_shows_what_waits_and_wishes_for_advice_come_first(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    plain = written(office, case, started_at="2026-11-20T05:00:00Z")
    asking = written(office, case, started_at="2026-11-18T05:00:00Z", wants_advice=True)
    phone = written(office, case, method="phone_mail")
    desk = desk_for("supervisor")
    desk.open(f"/office/notes/{phone}")
    desk.send(form=phone, do="read")
    listed = re.findall(r"/office/notes/([0-9a-f-]{36})", desk.open("/office/notes/"))
    assert [note for note in listed if note != phone] == [asking, plain]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=all", 3),
        ("state=read", 0),
        ("state=all&method=phone_mail", 1),
        ("state=all&mark=advice", 1),
        ("state=all&mark=late", 0),
        ("state=all&since=2026-11-19", 1),
        ("state=all&until=2026-11-18", 2),
        ("state=all&since=nonsense&worker=nonsense&method=nonsense&page=-3", 3),
    ],
)
def test_the_list_is_narrowed(office: OfficeUnderTest, case: str, desk_for: DeskFor, query: str, found: int) -> None:
    written(office, case, started_at="2026-11-20T05:00:00Z")
    written(office, case, started_at="2026-11-18T05:00:00Z", wants_advice=True)
    written(office, case, method="phone_mail", started_at="2026-11-17T05:00:00Z")
    page = desk_for("supervisor").open(f"/office/notes/?{query}")
    assert len(re.findall(r'class="list__link"', page)) == found


def test_a_long_list_has_pages(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    office.client("worker").push(*[visit(case) for _ in range(51)])
    desk = desk_for("supervisor")
    assert desk.open("/office/notes/").count('class="list__link"') == 50
    assert desk.open("/office/notes/?page=2").count('class="list__link"') == 1


def test_workers_read_and_answer_on_their_own_notes_only(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    mine = written(office, case)
    other = office.case_of(office.users["supervisor"])
    note = visit(other, narrative="秘密")
    office.client("supervisor").push(note)
    desk = desk_for("worker")
    assert TOLD in desk.open(f"/office/notes/{mine}")
    desk.post(f"/office/notes/{mine}/comments", **{**desk.form(mine).values, "text": "直しました。"})
    assert "直しました。" in desk.follow()
    assert desk.post(f"/office/notes/{mine}", **desk.form(mine).values, do="read").status_code == 403
    desk.open(f"/office/notes/{note['record']}", 404)


def test_no_name_and_no_word_of_a_note_is_in_a_title(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    note = written(office, case)
    desk = desk_for("supervisor")
    for address in (
        f"/office/notes/{note}",
        f"/office/cases/{case}",
        "/office/cases/",
        f"/office/users/{office.users['worker']}",
    ):
        page = desk_for("manager").open(address) if "users" in address else desk.open(address)
        (title,) = re.findall(r"<title>(.*?)</title>", page)
        assert not re.search("花子|職員", title)


def test_the_history_tells_who_altered_what(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    worker = office.client("worker")
    made = visit(case, narrative=TOLD, place="自宅")
    worker.push(made)
    note = str(made["record"])
    worker.push(change("support", {"place": "公園", "narrative": TOLD + "本人も来た。"}, note, made["id"]))
    page = desk_for("supervisor").open(f"/office/notes/{note}")
    assert re.search(r"自宅 .*→.* 公園", page)
    assert re.search(r"<ins>.*本人も来た。", page)
