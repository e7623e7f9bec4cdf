"""What a phone has sealed arrives as what it is, once, and only under the user, office and change it was sealed for."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from server.ground.ids import new_id
from server.ground.installation import installation_of
from server.ground.outbox_keys import OutboxKeys
from server.services.casework import change_as_server
from server.store import Office, reading, utcnow, writing
from server.store import recovery as recovery_room
from server.store.erasures import ErasedRow, ErasureRow
from server.store.recovery import WaitingRow
from tests.server.outbox.sealing import SealingPhone
from tests.server.people import OfficeUnderTest, change, visit
from tests.server.test_delivering import give_role

APPLIED = (True, "applied")
HELD = (True, "held")
UNREADABLE = (False, "envelope_unreadable")


@pytest.fixture
def office(anywhere: Flask) -> OfficeUnderTest:
    """An office on SQLite and on PostgreSQL."""
    return OfficeUnderTest(anywhere).open()


@pytest.fixture
def phone(office: OfficeUnderTest, case: str) -> SealingPhone:
    """The worker's phone, which has the case and the office's key."""
    return sealing(office, "worker")


def sealing(office: OfficeUnderTest, role: str) -> SealingPhone:
    phone = SealingPhone(office, office.client(role), office.users[role])
    phone.pull()
    return phone


def held(office: OfficeUnderTest) -> list[WaitingRow]:
    with office.app.app_context(), reading(office.id) as store:
        return [row for row in store.recovery.waiting().rows if row.state == "held"]


def revoke(office: OfficeUnderTest, phone: SealingPhone) -> None:
    with office.app.app_context(), writing(office.id) as store:
        store.accounts.revoke_device(phone.client.device, utcnow())


def keys(office: OfficeUnderTest) -> OutboxKeys:
    return installation_of(office.app).outbox_keys


# The way


def test_a_sealed_note_arrives_and_nothing_is_told_in_return(
    office: OfficeUnderTest, phone: SealingPhone, case: str
) -> None:
    note = visit(case, narrative="台所に請求書の束があった。")
    (answer,) = phone.deliver(phone.seal(note))
    assert answer == {"change": note["id"], "taken": True, "code": "applied"}
    assert office.stored(note["record"])[note["record"]]["narrative"] == "台所に請求書の束があった。"


def test_the_same_note_in_an_exchange_or_sealed_anew_is_one_note(
    office: OfficeUnderTest, phone: SealingPhone, case: str
) -> None:
    note = visit(case)
    envelope = phone.seal(note)
    assert phone.told(envelope) == [APPLIED]
    seq = office.last_seq()
    assert phone.told(envelope, phone.seal(note), envelope) == [APPLIED] * 3
    (result,) = phone.client.push(note)
    assert (result["status"], office.last_seq()) == ("applied", seq)
    assert phone.client.push(note)[0] == result


def test_what_was_sent_in_an_exchange_first_is_answered_alike(phone: SealingPhone, case: str) -> None:
    note = visit(case)
    phone.client.push(note)
    assert phone.told(phone.seal(note)) == [APPLIED]


def test_a_change_finds_its_base_in_a_later_envelope_and_its_author_is_the_phones_user(
    office: OfficeUnderTest, phone: SealingPhone, case: str
) -> None:
    note = visit(case)
    edit = change("support", {"place": "窓口"}, note["record"], note["id"])
    assert phone.told(phone.seal(edit), phone.seal(note)) == [APPLIED, APPLIED]
    with office.app.app_context(), reading(office.id) as store:
        entries = store.records.entries_after(note["record"], 0)
    assert {(entry.author, entry.device) for entry in entries} == {(phone.user, phone.client.device)}


def test_numbers_are_noted_and_what_the_phone_said_of_itself_stays(
    office: OfficeUnderTest, phone: SealingPhone, case: str
) -> None:
    phone.client.exchange(queued=2, saved=2)
    assert phone.told(phone.seal(visit(case) | {"number": 2})) == [APPLIED]
    with office.app.app_context(), reading(office.id) as store:
        (row,) = store.numbers.phones()
    assert (row.queued, row.saved, row.received) == (2, 2, ((2, 2),))


def test_late_work_is_late(office: OfficeUnderTest, phone: SealingPhone, case: str) -> None:
    with office.app.app_context(), writing(office.id) as store:
        fields = {"main_worker": office.users["supervisor"]}
        change_as_server(store, "case", case, fields, by=office.users["manager"], now=utcnow())
    note = visit(case)
    assert phone.told(phone.seal(note)) == [APPLIED]
    assert office.stored(note["record"])[note["record"]]["late"] is True


def test_two_who_disagree_are_a_conflict(office: OfficeUnderTest, phone: SealingPhone, case: str) -> None:
    note = visit(case, place="窓口")
    phone.client.push(note)
    phone.client.push(change("support", {"place": "自宅"}, note["record"], note["id"]))
    other = change("support", {"place": "病院"}, note["record"], note["id"])
    (answer,) = phone.told(phone.seal(other))
    assert answer in {(True, "conflict"), (True, "merged")}


def test_a_clock_that_was_known_to_be_wrong_does_not_hold_up_what_is_sealed(phone: SealingPhone, case: str) -> None:
    ahead = "2029-01-01T00:00:00Z"
    phone.client.exchange(now=ahead)
    assert phone.told(phone.seal(visit(case) | {"made_at": ahead})) == [APPLIED]


def test_a_hundred_at_once_are_taken_and_no_more(phone: SealingPhone, case: str) -> None:
    envelopes = [phone.seal(visit(case)) for _ in range(101)]
    assert phone.post(*envelopes).status_code == 422
    assert phone.told(*envelopes[:100]) == [APPLIED] * 100


def test_a_compressed_body_is_read(phone: SealingPhone, case: str) -> None:
    body = gzip.compress(json.dumps({"envelopes": [phone.seal(visit(case))]}).encode())
    headers = phone.client.headers() | {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    assert phone.client.http.post("/api/outbox", data=body, headers=headers).status_code == 200


# What cannot be opened


def test_what_was_sealed_for_the_key_before_is_opened_after_a_rotation(
    office: OfficeUnderTest, phone: SealingPhone, case: str
) -> None:
    old = phone.seal(visit(case))
    before = phone.key
    keys(office).rotate(office.id)
    phone.pull()
    assert phone.key["id"] > before["id"]
    assert phone.told(old, phone.seal(visit(case))) == [APPLIED, APPLIED]


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("bound", ["office", "user", "change", "info"])
def test_an_envelope_opens_under_nothing_but_what_it_was_sealed_for(
    phone: SealingPhone, case: str, bound: str, version: int
) -> None:
    assert phone.told(phone.seal(visit(case), version=version, **{bound: new_id()})) == [UNREADABLE]


def test_what_a_phone_sealed_before_in_the_form_of_then_arrives(phone: SealingPhone, case: str) -> None:
    old = phone.seal(visit(case), version=1)
    assert "version" not in old
    assert phone.told(old, phone.seal(visit(case)), old) == [APPLIED] * 3


def test_an_envelope_is_of_the_version_that_it_says_or_does_not_open(phone: SealingPhone, case: str) -> None:
    first, second = phone.seal(visit(case), version=1), phone.seal(visit(case))
    assert phone.told(first | {"version": 2}, second | {"version": 1}) == [UNREADABLE] * 2
    for unknown in (0, 3, "2", None, True, 2**70):
        assert phone.post(second | {"version": unknown}).status_code == 422


def test_an_envelope_of_a_colleague_is_not_opened_under_ones_own_session(
    office: OfficeUnderTest, phone: SealingPhone, case: str
) -> None:
    colleague = sealing(office, "supervisor")
    stolen = phone.seal(visit(case))
    assert colleague.told(stolen) == [UNREADABLE]
    assert phone.told(stolen) == [APPLIED]


def test_another_office_opens_nothing(office: OfficeUnderTest, phone: SealingPhone, case: str) -> None:
    other = sealing(OfficeUnderTest(office.app, "kushiro").open(), "worker")
    assert other.key["id"] != phone.key["id"]
    note = visit(case)
    assert other.told(phone.seal(note), phone.seal(note, office=other.office.id, user=other.user)) == [UNREADABLE] * 2
    # Sealed for the other office and under its session: it is that worker's own, and the case is not there.
    assert other.told(other.seal(note)) == [HELD]
    assert held(office) == []
    assert office.stored(note["record"]) == {}


def damaged(envelope: dict[str, str], name: str) -> dict[str, str]:
    text = envelope[name]
    return envelope | {name: ("B" if text[0] == "A" else "A") + text[1:]}


Break = Callable[[Any, SealingPhone], Any]


def holding(text: str) -> Break:
    return lambda envelope, phone: phone.seal({"id": envelope["change"]}, text=text)


BROKEN: dict[str, Break] = {
    "another key": lambda envelope, _: envelope | {"key": new_id()},
    "another file": lambda envelope, _: envelope | {"key": "../../banso"},
    "sealed damaged": lambda envelope, _: damaged(envelope, "sealed"),
    "enc damaged": lambda envelope, _: damaged(envelope, "enc"),
    "nothing sealed": lambda envelope, _: envelope | {"sealed": ""},
    "no base64": lambda envelope, _: envelope | {"enc": "!"},
    "no ASCII": lambda envelope, _: envelope | {"sealed": "ä"},
    "no JSON": holding("not JSON"),
    "no object": holding("[]"),
    "a key twice": holding('{"id": 1, "id": 2}'),
    "another change": holding(json.dumps({"id": new_id()})),
    "nested without end": holding("[" * 100_000),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_one_that_is_broken_is_left_with_its_phone_and_holds_up_no_neighbour(
    office: OfficeUnderTest, phone: SealingPhone, case: str, broken: Break
) -> None:
    bad = broken(phone.seal(visit(case)), phone)
    assert phone.told(phone.seal(visit(case)), bad, phone.seal(visit(case))) == [APPLIED, UNREADABLE, APPLIED]
    assert held(office) == []


def test_without_its_key_an_office_goes_on_and_phones_keep_what_they_sealed(
    office: OfficeUnderTest, phone: SealingPhone, case: str
) -> None:
    folder = keys(office).folder / office.id
    (file,) = folder.iterdir()
    kept = file.read_bytes()
    file.write_bytes(b"damaged")
    keys(office)._known.clear()
    envelope = phone.seal(visit(case))
    assert phone.told(envelope) == [UNREADABLE]
    response = phone.client.exchange(visit(case))
    assert response.get_json()["results"][0]["status"] == "applied"
    assert "outbox_key" not in response.get_json()
    file.write_bytes(kept)
    assert phone.told(envelope) == [APPLIED]


# What an exchange would give back


REFUSED: dict[str, Callable[[str], Any]] = {
    "against a rule": lambda case: visit(case, ended_at="2020-01-01T00:00:00Z"),
    "of no kind": lambda case: visit(case) | {"kind": "nothing"},
    "without fields": lambda case: visit(case) | {"fields": None},
    "of other types": lambda case: visit(case) | {"kind": {"a": 1}, "made_at": 5},
    "half a character": lambda case: visit(case, worker=[{"no": "id"}], narrative="\ud800半分"),
    "about nothing": lambda case: visit(new_id()),
}


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_held_whole_for_a_person(
    office: OfficeUnderTest, phone: SealingPhone, case: str, make: Callable[[str], Any]
) -> None:
    note = make(case)
    envelope = phone.seal(note, text=json.dumps(note))
    assert phone.told(envelope, envelope) == [HELD, HELD]
    (row,) = held(office)
    assert (row.id, row.author, row.device) == (note["id"], phone.user, phone.client.device)
    assert json.loads(row.body) == note


def test_what_was_refused_and_comes_to_be_taken_is_held_no_longer(
    office: OfficeUnderTest, phone: SealingPhone, case: str
) -> None:
    mine = office.case_of(office.users["supervisor"])
    note = visit(mine)
    assert phone.told(phone.seal(note)) == [HELD]
    with office.app.app_context(), writing(office.id) as store:
        fields = {"main_worker": office.users["worker"]}
        change_as_server(store, "case", mine, fields, by=office.users["manager"], now=utcnow())
    assert phone.client.push(note)[0]["status"] == "applied"
    assert held(office) == []


def test_what_waits_is_taken_once_the_office_keeps_it(office: OfficeUnderTest, phone: SealingPhone, case: str) -> None:
    edit = change("support", {"place": "窓口"}, new_id(), new_id())
    assert phone.told(phone.seal(edit)) == [(True, "waiting")]
    with office.app.app_context(), reading(office.id) as store:
        assert [row.id for row in store.recovery.waiting().rows] == [edit["id"]]


def test_past_a_bound_what_the_office_does_not_keep_stays_with_its_phone(
    office: OfficeUnderTest, phone: SealingPhone, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery_room, "MOST_WAITING", 1)
    lost = [change("support", {"place": "窓口"}, new_id(), new_id()) for _ in range(2)]
    assert phone.told(*map(phone.seal, lost)) == [(True, "waiting"), (False, "waiting")]
    refused = [visit(new_id()) for _ in range(2)]
    assert phone.told(*map(phone.seal, refused)) == [HELD, (False, "too_much_held")]


def test_a_mistake_of_ours_leaves_the_envelope_with_its_phone(
    phone: SealingPhone, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("server.services.exchange.push", break_)
    assert phone.told(phone.seal(visit(case))) == [(False, "internal")]


# Who


def test_a_session_a_token_and_the_right_user_are_asked_for(office: OfficeUnderTest, phone: SealingPhone) -> None:
    assert phone.post(**{"Banso-User": office.users["supervisor"]}).get_json()["code"] == "signed_out"
    assert phone.post(**{"X-CSRF-Token": "another"}).get_json()["code"] == "csrf_failed"
    phone.client.http.delete("/api/session", headers=phone.client.headers())
    assert phone.post().status_code == 401


def test_whoever_lost_the_role_still_delivers(office: OfficeUnderTest, phone: SealingPhone, case: str) -> None:
    give_role(office, "clerk")
    note = visit(case)
    assert phone.told(phone.seal(note)) == [APPLIED]
    assert office.stored(note["record"])[note["record"]]["late"] is True


# A phone that was taken out of use


def test_of_a_revoked_phone_everything_is_held_and_nothing_applied(
    office: OfficeUnderTest, phone: SealingPhone, case: str
) -> None:
    before = visit(case)
    phone.client.push(before)
    revoke(office, phone)
    note, seq = visit(case, narrative="取り上げられる前の訪問。"), office.last_seq()
    broken = damaged(phone.seal(visit(case)), "sealed")
    told = phone.told(phone.seal(before), phone.seal(note), broken, phone.seal(note))
    assert told == [APPLIED, HELD, UNREADABLE, HELD]
    assert office.last_seq() == seq
    (row,) = held(office)
    assert (row.id, row.author, row.device) == (note["id"], phone.user, phone.client.device)


def test_a_revoked_phone_gets_in_nowhere_else(office: OfficeUnderTest, phone: SealingPhone, case: str) -> None:
    revoke(office, phone)
    phone.deliver(phone.seal(visit(case)))
    for method, address in (("POST", "/api/exchange"), ("GET", "/api/session"), ("GET", "/api/push")):
        response = phone.client.http.open(address, method=method, json={}, headers=phone.client.headers())
        assert (response.status_code, response.get_json()["code"]) == (403, "device_revoked"), address


def test_what_a_colleague_wrote_under_the_same_id_is_not_taken_for_ones_own(
    office: OfficeUnderTest, phone: SealingPhone, case: str
) -> None:
    theirs = visit(new_id())
    assert sealing(office, "supervisor").told(phone_seal(office, theirs)) == [HELD]
    assert phone.told(phone.seal(theirs)) == [(False, "too_much_held")]


def phone_seal(office: OfficeUnderTest, note: dict[str, Any]) -> dict[str, str]:
    return sealing(office, "supervisor").seal(note)


def test_what_was_erased_is_neither_taken_nor_held(office: OfficeUnderTest, phone: SealingPhone, case: str) -> None:
    note, late = phone.seal(visit(case)), phone.seal(visit(case, narrative="あとから。"))
    manager = office.users["manager"]
    with office.app.app_context(), writing(office.id) as store:
        erasure = ErasureRow(new_id(), manager, utcnow(), manager, utcnow(), "approved", cases=(case,))
        store.erasures.add(erasure)
        store.erasures.list_records(erasure.id, [ErasedRow(case, "case", case)], office_seq(store))
    assert phone.told(note) == [(True, "record_erased")]
    revoke(office, phone)
    assert phone.told(late) == [(True, "record_erased")]
    assert held(office) == []


def office_seq(store: Office) -> int:
    return store.records.last_seq() + 1
