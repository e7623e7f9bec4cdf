"""What was photographed arrives sealed from a phone that cannot read it: as the content of its record, once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from server.ground.blobs import Blobs
from server.ground.ids import new_id
from server.ground.installation import installation_of
from server.ground.retention import Retention
from server.jobs.retention import retain
from server.services import enclosures
from server.services.casework import change_as_server
from server.store import utcnow, writing
from tests.server.office.desk import Desk
from tests.server.outbox.sealing import SealingPhone
from tests.server.outbox.test_outbox import revoke, sealing
from tests.server.people import OfficeUnderTest, change, visit
from tests.server.test_attachments import PHOTO, attachment_of

RECEIVED, HELD = (True, "received"), (True, "held")
UNKNOWN, UNREADABLE = (False, "attachment_unknown"), (False, "envelope_unreadable")


@pytest.fixture(autouse=True)
def folder(app: Flask, tmp_path: Path) -> Path:
    installation_of(app).blobs = Blobs(tmp_path / "blobs")
    return tmp_path / "blobs"


@pytest.fixture
def phone(office: OfficeUnderTest, case: str) -> SealingPhone:
    """The worker's phone, which has the case and the office's key."""
    return sealing(office, "worker")


@pytest.fixture
def changes(case: str) -> list[dict[str, Any]]:
    """A note, and its attachment."""
    note = visit(case, narrative="督促状を預かる。")
    return [note, attachment_of(note)]


def kept(office: OfficeUnderTest, attachment: str) -> bytes | None:
    path = installation_of(office.app).blobs.path(office.id, attachment)
    return None if path is None else path.read_bytes()


def test_a_sealed_photo_arrives_after_its_record_and_sending_it_again_changes_nothing(
    office: OfficeUnderTest, phone: SealingPhone, changes: list[dict[str, Any]]
) -> None:
    attachment = changes[1]["record"]
    sealed = phone.seal_content(attachment, PHOTO)
    assert phone.put_content(attachment, *sealed) == UNKNOWN
    phone.deliver(*map(phone.seal, changes))
    assert phone.put_content(attachment, *sealed) == RECEIVED
    seq = office.last_seq()
    assert phone.put_content(attachment, *phone.seal_content(attachment, PHOTO)) == RECEIVED
    assert (kept(office, attachment), office.last_seq()) == (PHOTO, seq)
    assert office.stored(attachment)[attachment]["received_at"]


def test_it_opens_only_as_what_it_was_sealed_for(
    office: OfficeUnderTest, phone: SealingPhone, changes: list[dict[str, Any]]
) -> None:
    attachment = changes[1]["record"]
    phone.deliver(*map(phone.seal, changes))
    for named in ("info", "office", "user", "attachment", "place"):
        sealed = phone.seal_content(attachment, PHOTO, **{named: new_id()})
        assert phone.put_content(attachment, *sealed) == UNREADABLE, named
    assert kept(office, attachment) is None


def test_what_was_changed_on_its_way_is_not_kept(
    office: OfficeUnderTest, phone: SealingPhone, changes: list[dict[str, Any]]
) -> None:
    attachment = changes[1]["record"]
    phone.deliver(*map(phone.seal, changes))
    key, sealed = phone.seal_content(attachment, PHOTO)
    turned = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for other in (turned, sealed[:-1], sealed[:27]):
        assert phone.put_content(attachment, key, other) == UNREADABLE
    for odd in ("", "nonsense", f"{new_id()}.{key.split('.', 1)[1]}", key[:-2], f"{key}.more"):
        assert phone.put_content(attachment, odd, sealed) == UNREADABLE
    other_photo = PHOTO[:-1] + b"?"
    assert phone.put_content(attachment, *phone.seal_content(attachment, other_photo)) == (False, "content_differs")
    assert kept(office, attachment) is None


def test_what_has_no_key_or_no_content_is_refused(phone: SealingPhone, changes: list[dict[str, Any]]) -> None:
    attachment = changes[1]["record"]
    key, sealed = phone.seal_content(attachment, PHOTO)
    for headers, data in (({}, sealed), ({"Banso-Sealed-Key": key}, b"")):
        sent = phone.client.headers() | {"Content-Type": "application/octet-stream"} | headers
        answer = phone.client.http.put(f"/api/outbox/{attachment}/content", data=data, headers=sent)
        assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid_request")


def test_a_photo_of_a_revoked_phone_is_held_with_its_change_and_put_in_place_with_it(
    office: OfficeUnderTest, phone: SealingPhone, changes: list[dict[str, Any]]
) -> None:
    attachment = changes[1]["record"]
    sealed = phone.seal_content(attachment, PHOTO)
    revoke(office, phone)
    assert phone.put_content(attachment, *sealed) == UNKNOWN
    phone.deliver(*map(phone.seal, changes))
    assert phone.put_content(attachment, *phone.seal_content(attachment, b"another")) == (False, "content_differs")
    assert phone.put_content(attachment, *sealed) == HELD
    desk = Desk(office.app.test_client())
    desk.sign_in(office.login("supervisor"))
    desk.open("/office/recovery/")
    desk.post(desk.form("/take").action, csrf_token=desk.token(), do="all")
    assert office.stored(attachment)[attachment]["received_at"]
    assert kept(office, attachment) == PHOTO
    assert phone.put_content(attachment, *sealed) == RECEIVED


def test_a_photo_that_was_taken_out_meanwhile_need_not_wait_on_its_phone(
    office: OfficeUnderTest, phone: SealingPhone, changes: list[dict[str, Any]]
) -> None:
    attachment = changes[1]["record"]
    removal = change("attachment", {"deleted": True}, attachment, changes[1]["id"])
    phone.deliver(*map(phone.seal, (*changes, removal)))
    assert phone.put_content(attachment, *phone.seal_content(attachment, PHOTO)) == (True, "record_deleted")
    assert kept(office, attachment) is None


def test_of_one_phone_only_so_many_are_held(phone: SealingPhone, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enclosures, "MOST_HELD", 1)
    revoke(phone.office, phone)
    note = visit(case)
    made = [attachment_of(note), attachment_of(note)]
    phone.deliver(*map(phone.seal, (note, *made)))
    told = [phone.put_content(each["record"], *phone.seal_content(each["record"], PHOTO)) for each in made]
    assert told == [HELD, (False, "too_much_held")]


def test_a_held_photo_goes_when_what_its_change_said_is_forgotten(
    office: OfficeUnderTest, phone: SealingPhone, changes: list[dict[str, Any]]
) -> None:
    attachment = changes[1]["record"]
    revoke(office, phone)
    phone.deliver(*map(phone.seal, changes))
    assert phone.put_content(attachment, *phone.seal_content(attachment, PHOTO)) == HELD
    with office.app.app_context(), writing(office.id) as store:
        ids = [each["id"] for each in changes]
        store.recovery.set_waiting(ids, "settled", by=office.users["supervisor"], now=utcnow())
    retain(office.app, Retention(), utcnow())
    assert kept(office, attachment) == PHOTO
    retain(office.app, Retention(), utcnow() + dt.timedelta(days=400))
    assert kept(office, attachment) is None


def test_whoever_lost_the_case_still_hands_over_the_photo_and_nobody_else_may(
    office: OfficeUnderTest, phone: SealingPhone, changes: list[dict[str, Any]], case: str
) -> None:
    attachment = changes[1]["record"]
    phone.deliver(*map(phone.seal, changes))
    with office.app.app_context(), writing(office.id) as store:
        fields = {"main_worker": office.users["supervisor"]}
        change_as_server(store, "case", case, fields, by=office.users["manager"], now=utcnow())
    office.users["hara"] = office.hire("hara", "worker")
    colleague = sealing(office, "hara")
    assert colleague.put_content(attachment, *colleague.seal_content(attachment, PHOTO)) == UNKNOWN
    assert phone.put_content(attachment, *phone.seal_content(attachment, PHOTO)) == RECEIVED
