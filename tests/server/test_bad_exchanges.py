"""Every kind of bad input to the exchange over HTTP. It stores nothing and harms nothing else."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from server.ground.ids import new_id
from server.store import utcnow
from sync.fields import write_moment
from tests.server.people import Client, OfficeUnderTest, change, visit


def code(response: TestResponse) -> tuple[int, str]:
    assert response.mimetype == "application/problem+json"
    problem = response.get_json()
    assert problem["status"] == response.status_code
    assert problem["type"] == f"/problems/{problem['code']}"
    assert problem["title"]
    return response.status_code, problem["code"]


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


# Cursors


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
