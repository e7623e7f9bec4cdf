"""The supervisor's queue: what waits, in which order, how long already, and what marks it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from server.store import reading
from server.store.notes import QueuePlace, SupportFilter
from server.store.reader import reader_of
from tests.server.counting import counted
from tests.server.office.days import Days, at
from tests.server.office.desk import Desk
from tests.server.people import BOTH_DATABASES, OfficeUnderTest, visit

DeskFor = Callable[[str], Desk]


@pytest.fixture
def days(office: OfficeUnderTest) -> Days:
    return Days(office, office.case_of(office.users["worker"]))


def test_advice_comes_first_then_answers_then_the_longest_wait(days: Days) -> None:
    oldest, answered, newest = days.note(0), days.note(1), days.note(5)
    asking = days.note(6, wants_advice=True)
    days.judge(2, answered, "returned", "書き足してください。")
    assert [row.id for row in days.queue()] == [asking, oldest, newest]
    days.say(4, answered, "worker")
    assert [row.id for row in days.queue()] == [asking, answered, oldest, newest]


def test_a_note_waits_since_the_office_has_what_nobody_judged(days: Days) -> None:
    note = days.note(0)
    days.edit(1, note, narrative="書き足した。")
    assert days.row(note).waits_since == at(0)
    days.judge(2, note, "approved")
    assert days.row(note).waits_since is None
    days.flag(3, note)
    assert days.row(note).waits_since is None
    days.edit(4, note, narrative="あとから直した。")
    days.edit(5, note, narrative="もう一度直した。")
    assert (days.row(note).review, days.row(note).waits_since) == ("revised", at(4))


def test_an_answer_counts_until_the_supervisor_speaks_again(days: Days) -> None:
    note = days.note(0)
    days.say(0, note, "worker")
    days.judge(1, note, "returned", "書き足してください。")
    assert "answered" not in days.row(note).marks
    days.say(2, note, "worker")
    days.flag(3, note)
    assert "answered" in days.row(note).marks
    assert days.row(note).waits_since == at(2)
    days.say(4, note, "supervisor")
    assert "answered" not in days.row(note).marks
    days.say(5, note, "worker")
    assert days.row(note).waits_since == at(5)
    days.judge(6, note, "read")
    assert days.queue() == []


def test_a_note_of_two_changes_is_marked_and_so_is_what_matters_for_safety(days: Days) -> None:
    plain, note = days.note(0), days.note(0, safety_note="犬がいる。", place="自宅")
    seen = days.head(note)
    days.edit(1, note, place="公園", base=seen)
    assert days.row(note).marks == {"safety"}
    days.edit(2, note, purpose="相談", base=seen)
    assert days.row(note).marks == {"safety", "merged"}
    assert days.row(plain).marks == frozenset()


def test_a_note_from_before_a_reassignment_is_marked_late(days: Days, desk_for: DeskFor) -> None:
    phone = days.office.client("worker")
    phone.pull()
    days.reassign(0, days.office.users["manager"])
    note = visit(days.case)
    (result,) = phone.push(note)
    assert result["late"] is True
    assert days.row(str(note["record"])).marks == {"late"}
    desk = desk_for("supervisor")
    assert listed(desk.open("/office/notes/?mark=late")) == [note["record"]]
    assert "Arrived late</span>" in desk.open(f"/office/notes/{note['record']}")


@BOTH_DATABASES
def test_the_marks_are_queries_of_both_databases(database: Flask) -> None:
    office = OfficeUnderTest(database).open()
    days = Days(office, office.case_of(office.users["worker"]))
    note = days.note(0, wants_advice=True)
    days.judge(1, note, "returned", "書き足してください。")
    days.say(2, note, "worker")
    days.flag(3, note)
    assert days.row(note).marks == {"advice", "answered", "flagged"}
    assert [row.id for row in days.queue()] == [note]


def test_an_approved_note_is_approved_and_the_next_one_comes(days: Days, desk_for: DeskFor) -> None:
    first, second = days.note(0), days.note(1)
    desk = desk_for("supervisor")
    desk.open(f"/office/notes/{first}")
    desk.send(form=first, do="approved")
    assert desk.page.headers["Location"] == f"/office/notes/{second}"
    assert days.office.stored(first)[first]["review"] == "approved"
    assert "Approved." in desk.follow()
    assert f'href="/office/notes/{first}" data-key="u"' in desk.page.text
    desk.open(f"/office/notes/{first}")
    desk.send(form=first, do="unread")
    assert days.office.stored(first)[first]["review"] == "unread"


def test_a_note_for_the_meeting_still_waits(days: Days, desk_for: DeskFor) -> None:
    note = days.note(0)
    desk = desk_for("supervisor")
    desk.open(f"/office/notes/{note}")
    desk.send(form="/flag")
    assert "Marked for the meeting." in desk.follow()
    assert "flagged" in days.queue()[0].marks
    assert len(listed(desk.open("/office/notes/?mark=flagged"))) == 1
    desk.open(f"/office/notes/{note}")
    desk.send(form="/flag")
    assert "flagged" not in days.office.stored(note)[note]
    assert listed(desk.open("/office/notes/?mark=flagged")) == []


def test_only_supervisors_flag(days: Days, desk_for: DeskFor) -> None:
    note = days.note(0)
    desk = desk_for("worker")
    page = desk.open(f"/office/notes/{note}")
    assert "data-keys" not in page
    assert desk.post(f"/office/notes/{note}/flag", **desk.form(note).values, flag="on").status_code == 403


def test_the_list_says_how_long_a_note_waits(days: Days, desk_for: DeskFor) -> None:
    days.note(0)
    assert re.search(r"for \d+ days", desk_for("supervisor").open("/office/notes/"))


def test_one_goes_on_from_where_one_was(days: Days, desk_for: DeskFor) -> None:
    skipped, read, onward = days.note(0), days.note(1), days.note(2)
    desk = desk_for("supervisor")
    desk.open(f"/office/notes/{read}")
    desk.send(form=read, do="read")
    assert desk.page.headers["Location"] == f"/office/notes/{onward}"
    desk.follow()
    desk.send(form=onward, do="read")
    assert desk.page.headers["Location"] == f"/office/notes/{skipped}"


@BOTH_DATABASES
def test_a_long_queue_is_counted_and_walked_to_its_end(database: Flask) -> None:
    office = OfficeUnderTest(database).open()
    days = Days(office, office.case_of(office.users["worker"]))
    notes = days.notes(0, 1_200)
    reader = reader_of(office.users["supervisor"], "supervisor")
    waiting = SupportFilter(waiting=True)
    with office.app.app_context(), reading(office.id) as store, counted(office.app) as sent:
        assert store.as_seen_by(reader).notes.place_in_queue(notes[0], waiting) == QueuePlace(None, notes[1], 1_199, 1)
        assert store.as_seen_by(reader).notes.place_in_queue(notes[1_100], waiting) == QueuePlace(
            notes[1_099], notes[1_101], 1_199, 1_101
        )
        assert store.as_seen_by(reader).notes.place_in_queue(notes[-1], waiting) == QueuePlace(
            notes[-2], None, 1_199, 1_200
        )
        assert len(sent) == 3
    days.judge(1, notes[600], "approved")
    with office.app.app_context(), reading(office.id) as store:
        assert store.as_seen_by(reader).notes.place_in_queue(notes[600], waiting) == QueuePlace(None, notes[0], 1_199)
        last_page = store.as_seen_by(reader).notes.page(SupportFilter(waiting=True), page=24, per_page=50)
    assert [row.id for row in last_page.rows] == notes[-49:]


def test_the_queue_never_goes_through_the_whole_change_log_nor_all_notes(office: OfficeUnderTest) -> None:
    reader = reader_of(office.users["supervisor"], "supervisor")
    with office.app.app_context(), reading(office.id) as store:
        with counted(office.app) as sent:
            store.as_seen_by(reader).notes.page(SupportFilter(waiting=True))
            store.as_seen_by(reader).notes.place_in_queue(office.id, SupportFilter(waiting=True))
            store.as_seen_by(reader).notes.review_counts(SupportFilter(waiting=True))
        steps = [
            step[3]
            for statement in sent
            for step in store.connection.exec_driver_sql(
                f"EXPLAIN QUERY PLAN {statement}", (None,) * statement.count("?")
            )
        ]
    assert any(" change " in step for step in steps)
    assert [step for step in steps if " change " in step and "record=?" not in step] == []
    assert any(" support " in step for step in steps)
    assert [step for step in steps if " support " in step and "review=?" not in step and "id=?)" not in step] == []


def listed(page: str) -> list[str]:
    return re.findall(r'class="list__link" href="/office/notes/([0-9a-f-]{36})["?]', page)
