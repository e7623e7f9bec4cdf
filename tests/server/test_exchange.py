"""The exchange over HTTP: what goes in and comes out, and every kind of bad input.

Bad input stores nothing and harms nothing else.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, NoReturn

import pytest
from werkzeug.test import TestResponse

import server.exchange
from server.casework import change_as_server
from server.followup.thresholds import Thresholds
from server.ids import new_id
from server.reminders import events
from server.schemas import ExchangeReplySchema
from server.store import reading, utcnow, writing
from server.store.rows import DeviceRow
from sync.exchange import push
from sync.fields import write_moment
from tests.server.people import Client, OfficeUnderTest, change, visit


@pytest.fixture
def phone(office: OfficeUnderTest) -> Client:
    """The worker's phone."""
    return office.client("worker")


@pytest.fixture
def case(office: OfficeUnderTest) -> str:
    """A case in the worker's charge."""
    return office.case_of(office.users["worker"])


def code(response: TestResponse) -> tuple[int, str]:
    assert response.mimetype == "application/problem+json"
    problem = response.get_json()
    assert problem["status"] == response.status_code
    assert problem["type"] == f"/problems/{problem['code']}"
    assert problem["title"]
    return response.status_code, problem["code"]


def device_of(office: OfficeUnderTest, phone: Client) -> DeviceRow:
    with office.app.app_context(), reading(office.id) as store:
        return next(device for device in store.devices() if device.id == phone.device)


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
        store.keep_reminder_settings({"no_contact_days": 14, "contact_lost_months": 3})
    chosen = Thresholds(no_contact_days=14, contact_lost_months=3)
    assert phone.pull()["thresholds"] == asdict(chosen)


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


# The envelope

BOMB = gzip.compress(b'{"changes":[' + b" " * (30 << 20) + b"]}")
ENVELOPES: dict[str, tuple[bytes, dict[str, str], int, str]] = {
    "no json": (b"changes", {}, 400, "malformed_request"),
    "a list": (b"[]", {}, 422, "invalid_request"),
    "nothing": (b"", {}, 400, "malformed_request"),
    "not utf-8": (b'{"changes": ["\xff"]}', {}, 400, "malformed_request"),
    "NaN": (b'{"limit": NaN}', {}, 400, "malformed_request"),
    "infinity": (b'{"changes": [{"id": -Infinity}]}', {}, 400, "malformed_request"),
    "a key twice": (b'{"limit": 1, "limit": 2}', {}, 400, "malformed_request"),
    "a key twice in a change": (b'{"changes": [{"id": 1, "id": 2}]}', {}, 400, "malformed_request"),
    "deep": (b'{"changes":' + b"[" * 100_000 + b"]" * 100_000 + b"}", {}, 400, "malformed_request"),
    "a number without end": (b'{"limit": ' + b"9" * 10_000 + b"}", {}, 400, "malformed_request"),
    "unknown key": (b'{"change": []}', {}, 422, "invalid_request"),
    "changes of another type": (b'{"changes": {}}', {}, 422, "invalid_request"),
    "limit 0": (b'{"limit": 0}', {}, 422, "invalid_request"),
    "limit 5001": (b'{"limit": 5001}', {}, 422, "invalid_request"),
    "limit 1.5": (b'{"limit": 1.5}', {}, 422, "invalid_request"),
    "now without a zone": (b'{"now": "2026-11-21T01:31:00"}', {}, 422, "invalid_request"),
    "now of another type": (b'{"now": 7}', {}, 422, "invalid_request"),
    "queued below zero": (b'{"queued": -1}', {}, 422, "invalid_request"),
    "501 changes": (json.dumps({"changes": [1] * 501}).encode(), {}, 422, "invalid_request"),
    "more than 8 MiB": (b'{"changes": ["' + b"x" * (8 << 20) + b'"]}', {}, 413, "body_too_large"),
    "a bomb": (BOMB, {"Content_Encoding": "gzip"}, 413, "body_too_large"),
    "broken gzip": (gzip.compress(b"{}" * 99)[:-8] + b"\0" * 8, {"Content_Encoding": "gzip"}, 400, "malformed_gzip"),
    "half a gzip": (gzip.compress(b"{}" * 99)[:20], {"Content_Encoding": "gzip"}, 400, "malformed_gzip"),
    "more after gzip": (gzip.compress(b"{}") + b"x", {"Content_Encoding": "gzip"}, 400, "malformed_gzip"),
    "not gzip at all": (b"{}", {"Content_Encoding": "gzip"}, 400, "malformed_gzip"),
    "another encoding": (b"{}", {"Content_Encoding": "br"}, 415, "unsupported_media_type"),
    "another type": (b"a=1", {"Content_Type": "application/x-www-form-urlencoded"}, 415, "unsupported_media_type"),
    "another protocol": (b"{}", {"Banso_Protocol": "2"}, 426, "protocol_unknown"),
    "no token": (b"{}", {"X_CSRF_Token": ""}, 403, "csrf_failed"),
    "another token": (b"{}", {"X_CSRF_Token": "x"}, 403, "csrf_failed"),
}


@pytest.mark.parametrize("name", ENVELOPES)
def test_a_request_that_cannot_be_taken_is_refused_whole(office: OfficeUnderTest, phone: Client, name: str) -> None:
    body, headers, status, expected = ENVELOPES[name]
    seq = office.last_seq()
    assert code(phone.post(body, **headers)) == (status, expected)
    assert office.last_seq() == seq


def test_a_refusal_says_which_field_is_wrong(phone: Client) -> None:
    errors = phone.post(b'{"limit": 0, "now": "soon"}').get_json()["errors"]
    assert sorted((error["field"], error["code"]) for error in errors) == [
        ("limit", "out_of_range"),
        ("now", "not_a_moment"),
    ]


def test_half_of_a_batch_that_is_too_large_is_taken(phone: Client, case: str) -> None:
    notes = [visit(case, narrative="字" * 19_000) for _ in range(200)]
    body = gzip.compress(json.dumps({"changes": notes}, ensure_ascii=False).encode())
    assert code(phone.post(body, Content_Encoding="gzip")) == (413, "body_too_large")
    assert {result["status"] for result in phone.push(*notes[:70])} == {"applied"}


# One bad change among good ones


def with_fields(**fields: Any) -> Callable[[str], Any]:
    return lambda case: visit(case, **fields)


CHANGES: dict[str, tuple[Callable[[str], Any], str]] = {
    "a number": (lambda _: 7, "malformed_change"),
    "null": (lambda _: None, "malformed_change"),
    "an empty change": (lambda _: {}, "malformed_change"),
    "no id": (lambda case: visit(case) | {"id": "x"}, "malformed_change"),
    "an unknown key": (lambda case: visit(case) | {"x": 1}, "malformed_change"),
    "fields as a list": (lambda case: visit(case) | {"fields": []}, "malformed_change"),
    "kind as a number": (lambda case: visit(case) | {"kind": 1}, "malformed_change"),
    "an unknown kind": (lambda case: visit(case) | {"kind": "spell"}, "unknown_kind"),
    "half a surrogate as kind": (lambda case: visit(case) | {"kind": "\ud800"}, "unknown_kind"),
    "an unknown field": (with_fields(mood="good"), "invalid_fields"),
    "half a surrogate as field": (with_fields(**{"\ud800": "x"}), "invalid_fields"),
    "half a surrogate as text": (with_fields(narrative="\ud800"), "invalid_fields"),
    "a null character": (with_fields(narrative="a\0b"), "invalid_fields"),
    "an unknown code": (with_fields(method="teleport"), "invalid_fields"),
    "a number for text": (with_fields(narrative=1), "invalid_fields"),
    "text for a number": (with_fields(travel_minutes="1"), "invalid_fields"),
    "a number too large": (with_fields(travel_minutes=10**30), "invalid_fields"),
    "nested lists": (with_fields(met=[[["person"]]]), "invalid_fields"),
    "an object in a set": (with_fields(met=[{}]), "invalid_fields"),
    "too long": (with_fields(narrative="あ" * 20_001), "invalid_fields"),
    "a moment without a zone": (with_fields(started_at="2026-11-20T00:30:00"), "invalid_fields"),
    "the server's field": (with_fields(review="read"), "invalid_fields"),
    "no case": (lambda _: change("support", {"method": "visit"}), "invalid_fields"),
    "an end before the start": (with_fields(ended_at="2020-01-01T00:00:00Z"), "rule_broken"),
    "from the future": (
        lambda case: visit(case) | {"made_at": write_moment(utcnow() + dt.timedelta(hours=1))},
        "made_in_future",
    ),
    "the office's own record": (lambda _: change("staff", {"name": "x", "role": "manager"}), "invalid_fields"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_bad_change_is_answered_by_itself(office: OfficeUnderTest, phone: Client, case: str, name: str) -> None:
    make, expected = CHANGES[name]
    bad, good = make(case), [visit(case), visit(case)]
    seq = office.last_seq()
    first, result, last = phone.push(good[0], bad, good[1])
    assert (first["status"], last["status"]) == ("applied", "applied")
    assert (result["status"], result["code"]) == ("rejected", expected)
    assert office.last_seq() == seq + 2
    if isinstance(bad, dict) and "record" in bad:
        assert office.stored(bad["record"]) == {}


def test_a_change_whose_base_is_unknown_waits(phone: Client, case: str) -> None:
    (result,) = phone.push(visit(case) | {"base": new_id()})
    assert (result["status"], result["code"]) == ("waiting", "base_unknown")


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Ids of changes that break the server when they are sent."""
    real, broken = push, set[str]()

    def break_or_push(store: Any, author: Any, changes: Any, **more: Any) -> Any:
        results = real(store, author, changes, **more)
        if any(sent["id"] in broken for sent in changes):
            raise ZeroDivisionError("玄関先で話す")
        return results

    monkeypatch.setattr(server.exchange, "push", break_or_push)
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


@pytest.mark.parametrize("cursor", ["", "x", "12-12", "12-12.AAAA", "9" * 300, "\u2603", "\ud800"])
def test_a_cursor_that_was_not_given_out_is_refused(phone: Client, cursor: str) -> None:
    assert code(phone.exchange(cursor=cursor)) == (409, "cursor_not_yours")


def test_a_stolen_cursor_is_refused_and_nothing_is_stored(office: OfficeUnderTest, phone: Client, case: str) -> None:
    other = OfficeUnderTest(office.app, "kushiro").open()
    seq = office.last_seq()
    for thief in (office.client("supervisor"), other.client("worker")):
        thief.pull()
        assert code(phone.exchange(visit(case), cursor=thief.cursor)) == (409, "cursor_not_yours")
    assert office.last_seq() == seq


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
