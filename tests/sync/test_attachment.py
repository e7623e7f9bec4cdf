"""An attachment belongs to a note; the server alone says that its content has come."""

from __future__ import annotations

from typing import Any

import pytest

from sync.memory import MemoryStore
from sync.records import KINDS
from sync.records.attachment import LARGEST_BYTES
from sync.store import Record
from tests.sync.offices import SATO, SERVER, SUZUKI, VISIT, Office

OFFICE = "00000000-0000-8000-8000-000000000001"
DIGEST = "0123456789abcdef" * 4
PHOTO = {"name": "督促状.jpg", "media_type": "image/jpeg", "size": 480_000, "sha256": DIGEST}


@pytest.fixture
def office() -> Office:
    office = Office(MemoryStore(OFFICE))
    for author in (SATO, SUZUKI):
        office.hire(author)
    return office


@pytest.fixture
def note(office: Office) -> Record:
    return office.create(SATO, "support", case=office.case_of(SATO).id, **VISIT)


def photo_of(office: Office, note: Record, **fields: Any) -> Record:
    return office.create(SATO, "attachment", case=note.scope, about=note.id, **(PHOTO | fields))


def test_a_photo_is_seen_by_whoever_sees_the_case(office: Office, note: Record) -> None:
    photo = photo_of(office, note)
    assert photo.scope == note.scope
    assert photo.id in {record.id for record in office.pull(SATO).records}
    assert photo.id not in {record.id for record in office.pull(SUZUKI).records}


def test_only_its_name_can_be_changed(office: Office, note: Record) -> None:
    photo = photo_of(office, note)
    assert office.edit(SATO, photo, name="督促状(8月).jpg").status == "applied"
    fixed: dict[str, Any] = {"about": note.scope, "media_type": "image/png", "size": 7, "sha256": DIGEST[::-1]}
    for name, value in fixed.items():
        result = office.edit(SATO, office.record(photo.id), **{name: value})
        assert [(error.field, error.code) for error in result.errors] == [(name, "fixed_at_creation")]


def test_the_server_alone_says_that_the_content_has_come(office: Office, note: Record) -> None:
    photo = photo_of(office, note)
    at = "2026-11-21T01:31:00Z"
    assert office.edit(SATO, photo, received_at=at).errors[0].code == "server_field"
    assert office.edit(SERVER, photo, received_at=at).status == "applied"


def test_a_photo_can_be_taken_away_although_its_content_came_meanwhile(office: Office, note: Record) -> None:
    photo = photo_of(office, note)
    office.edit(SERVER, photo, received_at="2026-11-21T01:31:00Z")
    assert office.edit(SATO, photo, deleted=True).status == "merged"
    assert office.record(photo.id).deleted


def test_a_photo_of_a_note_that_is_not_there_or_not_ones_own_is_refused(office: Office, note: Record) -> None:
    fields = PHOTO | {"case": note.scope, "about": office.new_id()}
    (result,) = office.push(SATO, office.change("attachment", office.new_id(), None, fields))
    assert [(error.field, error.code) for error in result.errors] == [("about", "unknown_reference")]
    fields = PHOTO | {"case": note.scope, "about": note.id}
    (result,) = office.push(SUZUKI, office.change("attachment", office.new_id(), None, fields))
    assert result.status == "rejected"


def test_two_people_each_add_a_photo_and_the_note_names_both(office: Office, note: Record) -> None:
    mine, theirs = photo_of(office, note), photo_of(office, note, name="通帳.jpg")
    office.edit(SATO, note, attachments=[mine.id])
    assert office.edit(SATO, note, attachments=[theirs.id]).status == "merged"
    assert office.record(note.id).fields["attachments"] == sorted([mine.id, theirs.id])


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("media_type", "text/html", "unknown_code"),
        ("size", 0, "out_of_range"),
        ("size", LARGEST_BYTES + 1, "out_of_range"),
        ("sha256", DIGEST.upper(), "not_a_digest"),
        ("sha256", DIGEST[1:], "not_a_digest"),
        ("sha256", f"{DIGEST}\n", "not_a_digest"),
        ("sha256", 7, "not_a_digest"),
        ("name", "あ" * 101, "too_long"),
    ],
)
def test_what_cannot_be_an_attachment_is_named(field: str, value: Any, code: str) -> None:
    assert KINDS["attachment"].read(PHOTO | {field: value}) == ({}, {field: code})
