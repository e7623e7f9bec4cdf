"""The exchange over HTTP: what goes in and comes out, also where a change or a notice breaks the server."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from dataclasses import asdict, replace
from typing import Any, NoReturn

import pytest

import server.services.exchange
from server.ground.ids import new_id
from server.ground.installation import installation_of
from server.ground.session_limits import SessionLimits
from server.http.schemas import ExchangeReplySchema
from server.reminders import events
from server.services.casework import change_as_server
from server.store import reading, utcnow, writing
from server.store.accounts import DeviceRow
from sync.exchange import push
from sync.fields import write_moment
from sync.followup import Thresholds
from tests.server.people import Client, OfficeUnderTest, change, visit


def device_of(office: OfficeUnderTest, phone: Client) -> DeviceRow:
    with office.app.app_context(), reading(office.id) as store:
        return next(device for device in store.accounts.devices() if device.id == phone.device)


def test_what_is_pushed_comes_back_in_the_same_round_trip(phone: Client, case: str) -> None:
    note = visit(case, narrative="玄関先で話す。")
    reply = phone.exchange(note, now=write_moment(utcnow()), queued=0).get_json()
    (result,) = reply["results"]
    assert (result["status"], result["head"]) == ("applied", note["id"])
    stored = next(record for record in reply["records"] if record["id"] == note["record"])
    assert stored["fields"]["narrative"] == "玄関先で話す。"
    assert stored.keys() == {"kind", "id", "scope", "seq", "head", "fields"}
    assert (reply["more"], reply["remaining"], reply["gone"], reply["clock_warning"]) == (False, 0, [], False)


def test_sending_again_gives_the_same_answer_and_stores_nothing(
    office: OfficeUnderTest, phone: Client, case: str
) -> None:
    note = visit(case)
    first = phone.push(note)
    seq = office.last_seq()
    assert phone.push(note) == first
    assert office.last_seq() == seq


def test_the_phone_is_told_after_how_long_the_office_wants_to_see_something(
    office: OfficeUnderTest, phone: Client
) -> None:
    assert phone.pull()["thresholds"] == asdict(Thresholds())
    with office.app.app_context(), writing(office.id) as store:
        store.reminders.keep_settings({"no_contact_days": 14, "contact_lost_months": 3})
    chosen = Thresholds(no_contact_days=14, contact_lost_months=3)
    assert phone.pull()["thresholds"] == asdict(chosen)


def test_the_phone_is_told_for_how_long_it_shows_what_it_keeps_without_an_answer(
    office: OfficeUnderTest, phone: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert phone.pull()["contact_within_s"] == 14 * 24 * 60 * 60
    installed = installation_of(office.app)
    chosen = replace(installed.settings, session_limits=SessionLimits(phone_contact_minutes=60))
    monkeypatch.setattr(installed, "settings", chosen)
    assert phone.pull()["contact_within_s"] == 60 * 60


def test_a_reply_is_what_the_description_says(phone: Client, case: str) -> None:
    reply = phone.exchange(visit(case), now=write_moment(utcnow())).get_json()
    assert ExchangeReplySchema().validate(reply) == {}


def test_pages_go_on_from_their_cursor(phone: Client, case: str) -> None:
    phone.push(*(visit(case) for _ in range(5)))
    read, page = [], phone.pull(limit=2)
    total = page["remaining"] + 2
    while True:
        read += page["records"]
        assert page["remaining"] == total - len(read)
        if not page["more"]:
            break
        page = phone.pull(limit=2)
    assert len({record["id"] for record in read}) == total
    assert phone.pull()["records"] == []


def test_a_reply_is_compressed_as_the_phone_likes(phone: Client, case: str) -> None:
    phone.push(*(visit(case, narrative="同じ話。" * 50) for _ in range(20)))
    body = json.dumps({"changes": []}).encode()
    plain = phone.post(body)
    small = phone.post(body, Accept_Encoding="gzip")
    assert (plain.headers.get("Content-Encoding"), small.headers["Content-Encoding"]) == (None, "gzip")
    assert json.loads(gzip.decompress(small.data))["records"] == plain.get_json()["records"]
    assert len(small.data) * 5 < len(plain.data)


# A change that breaks the server, and a notice


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Ids of changes that break the server when they are sent."""
    real, broken = push, set[str]()

    def break_or_push(store: Any, author: Any, changes: Any, **more: Any) -> Any:
        results = real(store, author, changes, **more)
        if any(sent["id"] in broken for sent in changes):
            raise ZeroDivisionError("玄関先で話す")
        return results

    monkeypatch.setattr(server.services.exchange, "push", break_or_push)
    return broken


def test_a_change_that_breaks_the_server_harms_no_other(
    office: OfficeUnderTest, phone: Client, case: str, breaking: set[str]
) -> None:
    notes = [visit(case) for _ in range(3)]
    breaking.add(notes[1]["id"])
    first, result, last = phone.push(*notes)
    assert (first["status"], last["status"]) == ("applied", "applied")
    assert (result["id"], result["status"], result["code"]) == (notes[1]["id"], "rejected", "internal")
    assert len(result["incident"]) == 36
    assert office.stored(*(note["record"] for note in notes)).keys() == {notes[0]["record"], notes[2]["record"]}


OUT = {"started_at": "2026-11-20T00:30:00Z", "expected_end": "2026-11-20T01:30:00Z"}


def telling(office: OfficeUnderTest, phone: Client, case: str) -> list[dict[str, Any]]:
    """A comment on the supervisor's note, a plan that asks for approval, a call for help: each tells the supervisor."""
    note = visit(case)
    assert office.client("supervisor").push(note)[0]["status"] == "applied"
    phone.pull()
    said = {"case": case, "about": note["record"], "text": "分かりました。", "written_at": write_moment(utcnow())}
    out = OUT | {"case": case, "worker": office.users["worker"], "alarm_at": "2026-11-20T00:50:00Z"}
    return [
        change("comment", said),
        change("plan", {"case": case, "number": 1, "submitted": True}),
        change("outing", out),
    ]


def told(office: OfficeUnderTest, role: str = "supervisor") -> list[str]:
    records = office.client(role).pull()["records"]
    return sorted(record["fields"]["reminder"] for record in records if record["kind"] == "notice")


def test_the_neighbours_of_a_change_that_breaks_the_server_are_told_of(
    office: OfficeUnderTest, phone: Client, case: str, breaking: set[str]
) -> None:
    poison, changes = visit(case), telling(office, phone, case)
    breaking.add(poison["id"])
    statuses = [result["status"] for result in phone.push(changes[0], poison, *changes[1:])]
    assert statuses == ["applied", "rejected", "applied", "applied"]
    assert told(office) == ["alarm", "approval", "comment"]


@pytest.mark.parametrize("alone", [False, True], ids=["with the others", "beside a change that breaks the server"])
@pytest.mark.parametrize("failing", ["commented", "approval_asked", "alarmed"])
def test_a_notice_that_fails_costs_neither_its_change_nor_another_notice(
    office: OfficeUnderTest,
    phone: Client,
    case: str,
    breaking: set[str],
    monkeypatch: pytest.MonkeyPatch,
    failing: str,
    alone: bool,
) -> None:
    real, poison = getattr(events, failing), visit(case)
    changes = telling(office, phone, case)
    if alone:
        breaking.add(poison["id"])
        changes.append(poison)

    def fail(store: Any, *args: Any, **more: Any) -> NoReturn:
        real(store, *args, **more)
        raise ZeroDivisionError

    monkeypatch.setattr(events, failing, fail)
    assert [result["status"] for result in phone.push(*changes)][:3] == ["applied"] * 3
    of = {"commented": "comment", "approval_asked": "approval", "alarmed": "alarm"}
    assert told(office) == sorted({"alarm", "approval", "comment"} - {of[failing]})
    assert len(office.stored(*(each["record"] for each in changes[:3]))) == 3


# Other people's things


def test_another_office_is_out_of_reach(office: OfficeUnderTest, phone: Client, case: str) -> None:
    other = OfficeUnderTest(office.app, "kushiro").open()
    theirs = other.case_of(other.users["worker"])
    before = other.stored(theirs)
    mine, into, edit, steal = phone.push(
        visit(case),
        visit(theirs),
        change("case", {"number": "x"}, theirs, new_id()),
        change("case", {"person": other.stored(theirs)[theirs]["person"], "state": "open"}),
    )
    assert mine["status"] == "applied"
    assert [(error["field"], error["code"]) for error in into["errors"]] == [("case", "unknown_reference")]
    assert edit["status"] in {"rejected", "waiting"}
    assert [(error["field"], error["code"]) for error in steal["errors"]] == [("person", "unknown_reference")]
    assert other.stored(theirs) == before
    assert not {theirs} & {record["id"] for record in phone.pull()["records"]}


def test_the_same_ids_in_two_offices_are_two_records(office: OfficeUnderTest, phone: Client, case: str) -> None:
    other = OfficeUnderTest(office.app, "kushiro").open()
    note = visit(case)
    phone.push(note)
    theirs = other.case_of(other.users["worker"])
    copy = note | {"fields": note["fields"] | {"case": theirs, "place": "別"}}
    assert other.client("worker").push(copy)[0]["status"] == "applied"
    assert "place" not in office.stored(note["record"])[note["record"]]


# What the office knows of a phone


def test_the_office_knows_what_a_phone_still_keeps_and_how_its_clock_goes(
    office: OfficeUnderTest, phone: Client, case: str
) -> None:
    late = write_moment(utcnow() - dt.timedelta(minutes=6))
    reply = phone.exchange(visit(case), now=late, queued=3).get_json()
    assert reply["clock_warning"] is True
    assert -362 <= reply["clock_offset_s"] <= -359
    device = device_of(office, phone)
    assert (device.queued, device.clock_offset_s) == (3, reply["clock_offset_s"])
    phone.exchange(queued=0)
    assert device_of(office, phone).queued == 0


def test_what_a_phone_was_told_never_goes_back(office: OfficeUnderTest, phone: Client, case: str) -> None:
    phone.push(visit(case))
    phone.pull()
    phone.pull()
    told = device_of(office, phone).told_seq
    assert told == office.last_seq()
    phone.exchange(visit(case), cursor=None)
    assert device_of(office, phone).told_seq == told


def test_late_work_is_kept_and_work_after_the_loss_was_told_is_not(office: OfficeUnderTest, phone: Client) -> None:
    worker, other = office.users["worker"], office.hire("second", "worker")
    case = office.case_of(worker)
    phone.pull()
    with office.app.app_context(), writing(office.id) as store:
        change_as_server(store, "case", case, {"main_worker": other}, by=other, now=utcnow())
    (late,) = phone.push(visit(case))
    assert (late["status"], late["late"]) == ("applied", True)
    assert case in phone.pull()["gone"]
    phone.pull()
    made = write_moment(utcnow() + dt.timedelta(seconds=60))
    (refused,) = phone.push(visit(case) | {"made_at": made})
    assert refused["status"] == "rejected"
