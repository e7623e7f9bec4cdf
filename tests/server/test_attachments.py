"""The contents of attachments: the right one, from the right people, once."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from server.ground.blobs import Blobs
from server.ground.installation import installation_of
from server.services.casework import change_as_server
from server.store import utcnow, writing
from sync.codes import CODE_LISTS
from sync.records.attachment import LARGEST_BYTES
from sync.roles import Permission, may
from tests.server.people import Client, OfficeUnderTest, change, visit

PHOTO = b"\xff\xd8\xff" + b"a letter from the tax office " * 40_000
"""More than the server takes as JSON by default."""
ZERO = "00000000-0000-7000-8000-000000000000"


@pytest.fixture(autouse=True)
def folder(app: Flask, tmp_path: Path) -> Path:
    installation_of(app).blobs = Blobs(tmp_path / "blobs")
    return tmp_path / "blobs"


def attachment_of(note: dict[str, Any], content: bytes = PHOTO, **fields: Any) -> dict[str, Any]:
    """The change that makes an attachment of a note."""
    described = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    known = {"case": note["fields"]["case"], "about": note["record"], "name": "督促状.jpg", "media_type": "image/jpeg"}
    return change("attachment", known | described | fields)


@pytest.fixture
def photo(phone: Client, case: str) -> str:
    """An attachment whose content has not come yet."""
    note = visit(case)
    made = attachment_of(note)
    assert [result["status"] for result in phone.push(note, made)] == ["applied", "applied"]
    return str(made["record"])


def put(
    phone: Client, attachment: str, content: bytes = PHOTO, media_type: str = "image/jpeg", **more: Any
) -> TestResponse:
    headers = phone.headers(**{"Content-Type": media_type} | more.pop("headers", {}))
    return phone.http.put(f"/api/attachments/{attachment}/content", data=content, headers=headers, **more)


def get(phone: Client, attachment: str) -> TestResponse:
    return phone.http.get(f"/api/attachments/{attachment}/content", buffered=True)


def code(response: TestResponse) -> tuple[int, str]:
    return response.status_code, response.get_json()["code"]


def test_a_photo_comes_back_bit_for_bit_and_its_record_says_so(
    office: OfficeUnderTest, phone: Client, photo: str
) -> None:
    assert code(get(phone, photo)) == (404, "not_found")
    assert put(phone, photo).status_code == 204
    response = get(phone, photo)
    assert (response.status_code, response.mimetype, response.data) == (200, "image/jpeg", PHOTO)
    assert "received_at" in office.stored(photo)[photo]
    assert "received_at" in next(r["fields"] for r in phone.pull()["records"] if r["id"] == photo)


def test_the_same_photo_sent_twice_is_there_once(
    office: OfficeUnderTest, phone: Client, photo: str, folder: Path
) -> None:
    put(phone, photo)
    seq = office.last_seq()
    assert put(phone, photo).status_code == 204
    assert office.last_seq() == seq
    assert [path.name for path in folder.rglob("*") if path.is_file()] == [photo]


def test_a_photo_whose_answer_was_lost_before_its_record_said_so(
    office: OfficeUnderTest, phone: Client, photo: str, app: Flask
) -> None:
    sha256 = hashlib.sha256(PHOTO).hexdigest()
    assert installation_of(app).blobs.keep(office.id, photo, [PHOTO], size=len(PHOTO), sha256=sha256)
    assert put(phone, photo).status_code == 204
    assert "received_at" in office.stored(photo)[photo]


@pytest.mark.parametrize(
    "content", [PHOTO[:-1], PHOTO + b"x", b"y" + PHOTO[1:], b""], ids=["short", "long", "other", "none"]
)
def test_other_content_is_refused(office: OfficeUnderTest, phone: Client, photo: str, content: bytes) -> None:
    assert code(put(phone, photo, content)) == (409, "content_differs")
    assert "received_at" not in office.stored(photo)[photo]
    assert put(phone, photo).status_code == 204
    assert code(put(phone, photo, content)) == (409, "content_differs")
    assert get(phone, photo).data == PHOTO


def test_content_of_another_type_is_refused(phone: Client, photo: str) -> None:
    for media_type in ("image/png", "text/html", "multipart/form-data; boundary=x", "application/json"):
        assert code(put(phone, photo, media_type=media_type)) == (415, "unsupported_media_type")
    squeezed = put(phone, photo, headers={"Content-Encoding": "gzip"})
    assert code(squeezed) == (415, "unsupported_media_type")


def test_content_that_is_too_large_is_refused_before_it_is_read(phone: Client, photo: str) -> None:
    announced = put(phone, photo, b"little", environ_overrides={"CONTENT_LENGTH": str(LARGEST_BYTES + 1)})
    assert code(announced) == (413, "body_too_large")


def test_the_largest_content_is_taken(phone: Client, case: str) -> None:
    note, content = visit(case), b"\xff\xd8\xff".ljust(LARGEST_BYTES, b".")
    made = attachment_of(note, content)
    phone.push(note, made)
    assert put(phone, made["record"], content).status_code == 204


def test_the_largest_content_is_taken_from_a_server_that_ends_the_stream_itself(phone: Client, case: str) -> None:
    """As waitress does."""
    note, content = visit(case), b"\xff\xd8\xff".ljust(LARGEST_BYTES, b".")
    made = attachment_of(note, content)
    phone.push(note, made)
    ends = {"wsgi.input_terminated": True}
    assert put(phone, made["record"], content, environ_overrides=ends).status_code == 204
    larger = put(phone, made["record"], content + b".", environ_overrides=ends)
    assert code(larger) == (413, "body_too_large")


BEGINNINGS = {
    "image/jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "image/png": b"\x89PNG\r\n\x1a\n\x00\x00",
    "image/webp": b"RIFF\x24\x00\x00\x00WEBPVP8 ",
    "application/pdf": b"%PDF-1.7\n",
}


@pytest.mark.parametrize("announced", BEGINNINGS)
@pytest.mark.parametrize("of", [*BEGINNINGS, "text/html"])
def test_what_begins_like_another_type_of_file_is_not_kept(phone: Client, case: str, announced: str, of: str) -> None:
    note, content = visit(case), BEGINNINGS.get(of, b"<!doctype html><script>") + b"." * 100
    made = attachment_of(note, content, media_type=announced)
    phone.push(note, made)
    answer = put(phone, made["record"], content, announced)
    if announced == of:
        assert answer.status_code == 204
        return
    assert code(answer) == (415, "content_of_another_type")
    assert code(get(phone, made["record"])) == (404, "not_found")


def test_every_type_that_a_record_may_name_is_known_by_its_beginning() -> None:
    assert set(BEGINNINGS) == set(CODE_LISTS["media_type"])


def test_a_pdf_may_have_other_bytes_before_its_mark(phone: Client, case: str) -> None:
    note, content = visit(case), b"\xef\xbb\xbf\n%PDF-1.4\n"
    made = attachment_of(note, content, media_type="application/pdf")
    phone.push(note, made)
    assert put(phone, made["record"], content, "application/pdf").status_code == 204


def test_an_attachment_that_is_not_here_yet_is_unknown(phone: Client, case: str) -> None:
    note = visit(case)
    made = attachment_of(note)
    assert code(put(phone, made["record"])) == (404, "attachment_unknown")
    phone.push(note, made)
    assert put(phone, made["record"]).status_code == 204


def test_another_record_is_no_attachment(phone: Client, case: str, photo: str) -> None:
    assert code(put(phone, case)) == (404, "attachment_unknown")
    assert code(get(phone, case)) == (404, "attachment_unknown")


def test_a_deleted_attachment_is_not_shown(phone: Client, photo: str) -> None:
    put(phone, photo)
    head = next(record["head"] for record in phone.pull()["records"] if record["id"] == photo)
    phone.push(change("attachment", {"deleted": True}, photo, head))
    assert code(get(phone, photo)) == (404, "attachment_unknown")
    assert code(put(phone, photo)) == (404, "attachment_unknown")


def test_it_is_for_whoever_sees_the_case(office: OfficeUnderTest, phone: Client, photo: str) -> None:
    put(phone, photo)
    office.hire("colleague", "worker")
    colleague = office.client(login=office.login("colleague"))
    assert code(get(colleague, photo)) == (404, "attachment_unknown")
    assert code(put(colleague, photo)) == (404, "attachment_unknown")
    assert get(office.client("supervisor"), photo).data == PHOTO
    assert put(office.client("manager"), photo).status_code == 204
    for role in ("clerk", "administrator"):
        assert not may(role, Permission.USE_PHONE)
        assert code(get(office.client(role), photo)) == (403, "not_for_this_role")


def test_who_has_lost_the_case_still_sends_what_was_accepted_but_sees_it_no_more(
    app: Flask, office: OfficeUnderTest, phone: Client, case: str, photo: str
) -> None:
    manager = office.client("manager")
    with app.app_context(), writing(office.id) as store:
        change_as_server(store, "case", case, {"main_worker": None}, by=office.users["manager"], now=utcnow())
    assert put(phone, photo).status_code == 204
    assert code(get(phone, photo)) == (404, "attachment_unknown")
    assert get(manager, photo).data == PHOTO


def test_nothing_crosses_offices(app: Flask, phone: Client, photo: str) -> None:
    put(phone, photo)
    other = OfficeUnderTest(app, "kushiro").open().client("manager")
    assert code(get(other, photo)) == (404, "attachment_unknown")
    assert code(put(other, photo)) == (404, "attachment_unknown")


@pytest.mark.parametrize("name", ["..", "../../banso.db", "%2e%2e%2fbanso.db", "..%5c..", "x", "0" * 36, f"{ZERO}%00"])
def test_only_an_id_names_a_file(phone: Client, photo: str, name: str) -> None:
    put(phone, photo)
    assert get(phone, name).status_code == 404
    assert put(phone, name).status_code in {404, 405}


def test_an_id_in_capitals_is_the_same_id(phone: Client, photo: str) -> None:
    assert put(phone, photo.upper()).status_code == 204
    assert get(phone, photo).data == PHOTO


def test_a_write_needs_its_token(phone: Client, photo: str) -> None:
    phone.token = "none"
    assert code(put(phone, photo)) == (403, "csrf_failed")


def test_nobody_gets_in_without_signing_in(office: OfficeUnderTest, photo: str) -> None:
    stranger = office.client()
    assert code(get(stranger, photo)) == (401, "signed_out")
    assert code(put(stranger, photo)) == (401, "signed_out")


def test_a_file_is_shown_without_any_power(phone: Client, photo: str) -> None:
    put(phone, photo)
    headers = get(phone, photo).headers
    assert "sandbox" in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], "default-src says nothing of frames"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Disposition"].startswith("inline")
    assert "ETag" not in headers


def test_a_pdf_is_offered_for_saving_under_its_name(phone: Client, case: str) -> None:
    note = visit(case)
    made = attachment_of(note, b"%PDF-1.7", media_type="application/pdf", name='申請書".pdf\n../x')
    phone.push(note, made)
    assert put(phone, made["record"], b"%PDF-1.7", "application/pdf").status_code == 204
    disposition = get(phone, made["record"]).headers["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert "\n" not in disposition


def test_the_description_of_the_api_tells_of_it(phone: Client) -> None:
    described = json.loads(phone.http.get("/api/openapi.json").data)["paths"]["/api/attachments/{attachment}/content"]
    assert set(described["put"]["requestBody"]["content"]) == {
        "image/jpeg",
        "image/png",
        "image/webp",
        "application/pdf",
    }
    assert "204" in described["put"]["responses"]
    assert "image/jpeg" in described["get"]["responses"]["200"]["content"]


def test_the_page_of_a_note_at_the_office_lists_what_came_with_it(
    office: OfficeUnderTest, phone: Client, case: str
) -> None:
    note = visit(case)
    here, coming = attachment_of(note), attachment_of(note, name="申請書.jpg")
    phone.push(note, here, coming)
    put(phone, here["record"])
    page = office.everywhere("supervisor").http.get(f"/office/notes/{note['record']}").text
    assert f'href="/api/attachments/{here["record"]}/content"' in page
    assert "申請書.jpg" in page
    assert f"/api/attachments/{coming['record']}/content" not in page
