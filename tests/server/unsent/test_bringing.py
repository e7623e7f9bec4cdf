"""The file that a phone saves when it cannot send: whole, once, in its author's name, and by nobody unnoticed."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from server.cli import imports
from server.ground.ids import new_id
from server.office.unsent import problem_of_file
from server.services.accounts import change_account, set_active
from server.store import reading, utcnow, writing
from server.store.directory import OfficeRow
from server.unsent import BY_COMMAND
from server.unsent.file import CODES, LARGEST_FILE, UnreadableFile, read_unsent
from server.unsent.taking import Brought, bring, try_out
from tests.server.office.desk import Desk
from tests.server.people import PASSWORD, Client, OfficeUnderTest, change, visit
from tests.server.restricting import restrict
from tests.server.test_trail import entries

PNG = b"\x89PNG\r\n\x1a\n"


def file_of(
    office: OfficeUnderTest,
    phone: Client,
    *changes: Any,
    author: str = "worker",
    **more: Any,
) -> dict[str, Any]:
    """A file as a phone makes it."""
    return {
        "format": "banso-unsent",
        "version": 1,
        "exported_at": "2026-11-21T01:30:00Z",
        "user": {"id": office.users[author], "login": office.login(author), "name": "職員", "role": "worker"},
        "office": {"id": office.id, "name": "見本市くらし相談", "time_zone": "Asia/Tokyo"},
        "device": phone.device,
        "changes": list(changes),
        "drafts": [],
        "papers": [],
        **more,
    }


def brought(
    office: OfficeUnderTest, file: dict[str, Any], by: str = "supervisor", how: Callable[..., Brought] = bring
) -> Brought:
    row = OfficeRow(office.id, "見本市くらし相談", office.zone, demonstration=False)
    with office.app.app_context():
        given = read_unsent(json.dumps(file).encode())
        return how(row, given, by=office.users.get(by, by), now=utcnow())


def statuses(found: Brought) -> list[str]:
    return [fate.status for fate in found.changes]


def photo_of(note: dict[str, Any], **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """An attachment's creation, and its content as a file holds it."""
    fields = {"case": note["fields"]["case"], "about": note["record"], "name": "a.png", "media_type": "image/png"}
    made = change("attachment", fields | {"size": len(PNG), "sha256": hashlib.sha256(PNG).hexdigest()})
    content = base64.b64encode(PNG).decode()
    attachment = {"id": made["record"], "name": "a.png", "media_type": "image/png", "sha256": "", "draft": None}
    return made, attachment | {"content_base64": content} | more


@pytest.fixture
def phone(office: OfficeUnderTest) -> Client:
    phone = office.client("worker")
    phone.pull()
    return phone


def test_each_item_has_its_fate_and_a_second_time_changes_nothing(
    office: OfficeUnderTest, phone: Client, case: str
) -> None:
    theirs = office.case_of(None, "別の人")
    note, foreign = visit(case, narrative="渡されたファイル。"), visit(theirs)
    unknown_base = change("support", {"place": "自宅"}, note["record"], base=new_id())
    photo, attachment = photo_of(note)
    file = file_of(office, phone, note, foreign, unknown_base, photo, "nonsense", papers=[attachment])
    found = brought(office, file)
    assert statuses(found) == ["applied", "rejected", "waiting", "applied", "rejected"]
    assert [fate.status for fate in found.attachments] == ["kept"]
    assert found.refused
    last = office.last_seq()
    again = brought(office, file)
    assert statuses(again) == ["already_here", "rejected", "waiting", "already_here", "rejected"]
    assert [fate.status for fate in again.attachments] == ["already_here"]
    assert office.last_seq() == last
    assert phone.push(note, photo) == [fate.result.to_wire() for fate in found.changes if fate.status == "applied"]


def test_a_dry_run_says_the_same_and_stores_nothing(office: OfficeUnderTest, phone: Client, case: str) -> None:
    note = visit(case)
    photo, attachment = photo_of(note)
    later = change("support", {"place": "自宅"}, note["record"], base=note["id"])
    file = file_of(office, phone, later, note, photo, papers=[attachment])
    last = office.last_seq()
    tried = brought(office, file, how=try_out)
    assert statuses(tried) == ["applied", "applied", "applied"]
    assert [fate.status for fate in tried.attachments] == ["kept"]
    assert office.last_seq() == last
    assert statuses(brought(office, file)) == statuses(tried)


def test_what_was_brought_is_its_authors_late_from_no_device_and_names_who_brought_it(
    office: OfficeUnderTest, phone: Client, case: str
) -> None:
    note = visit(case, narrative="話す。")
    brought(office, file_of(office, phone, note))
    with office.app.app_context(), reading(office.id) as store:
        entry = store.records.entries([note["id"]])[note["id"]]
        record = store.records.by_id([note["record"]])[note["record"]]
    assert (entry.author, entry.device, entry.late) == (office.users["worker"], None, True)
    assert entry.brought_by == office.users["supervisor"]
    assert (record.fields["author"], record.fields["late"]) == (office.users["worker"], True)
    desk = Desk(office.app.test_client())
    desk.sign_in(office.login("supervisor"))
    assert "taken in from a file (brought by 職員)" in desk.open(f"/office/notes/{note['record']}")


def test_a_file_of_somebody_who_left_or_became_a_clerk_is_taken_in(
    office: OfficeUnderTest, phone: Client, case: str
) -> None:
    first, second = visit(case), visit(case)
    with office.app.app_context(), writing(office.id) as store:
        change_account(store, office.users["worker"], role="clerk", by=office.users["manager"], now=utcnow())
    assert statuses(brought(office, file_of(office, phone, first))) == ["applied"]
    with office.app.app_context(), writing(office.id) as store:
        set_active(store, office.users["worker"], False, by=office.users["manager"], now=utcnow())
        store.accounts.revoke_device(phone.device, utcnow())
    assert statuses(brought(office, file_of(office, phone, second), by=BY_COMMAND)) == ["applied"]


def test_a_forged_file_gives_its_author_nothing_that_they_could_not_write(
    office: OfficeUnderTest, phone: Client, case: str
) -> None:
    theirs = office.case_of(office.users["supervisor"], "別の人")
    forged = [
        visit(theirs),
        visit(case, review="approved"),
        change("staff", {"role": "manager"}, office.users["worker"], base=None),
        change("conflict", {"state": "resolved"}),
    ]
    assert set(statuses(brought(office, file_of(office, phone, *forged)))) == {"rejected"}
    assert statuses(brought(office, file_of(office, phone, visit(theirs), device=new_id()))) == ["rejected"]


def test_photos_that_are_not_what_was_announced_or_another_persons_are_refused(
    office: OfficeUnderTest, phone: Client, case: str
) -> None:
    note = visit(case)
    photo, attachment = photo_of(note)
    other, others_attachment = photo_of(note)
    office.client("supervisor").push(note | {"id": new_id(), "record": new_id()}, other)
    wrong = attachment | {"content_base64": base64.b64encode(PNG[:-1] + b"x").decode()}
    draft = attachment | {"id": new_id(), "draft": "#/cases/1/note"}
    file = file_of(office, phone, note, photo, papers=[wrong, others_attachment, draft])
    for how in (try_out, bring):
        found = brought(office, file, how=how)
        assert [(fate.status, fate.code) for fate in found.attachments] == [
            ("refused", "content_differs"),
            ("refused", "attachment_unknown"),
            ("of_a_draft", None),
        ]


@pytest.mark.parametrize(
    ("announced", "code"),
    [({}, "content_of_another_type"), ({"size": 1}, "content_differs")],
)
def test_a_photo_that_would_not_be_kept_is_not_said_to_be(
    office: OfficeUnderTest, phone: Client, case: str, announced: dict[str, int], code: str
) -> None:
    note = visit(case)
    content = b"MZ" + PNG
    photo, attachment = photo_of(note)
    photo["fields"] |= {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()} | announced
    file = file_of(
        office, phone, note, photo, papers=[attachment | {"content_base64": base64.b64encode(content).decode()}]
    )
    for how in (try_out, bring):
        assert [(fate.status, fate.code) for fate in brought(office, file, how=how).attachments] == [("refused", code)]


@pytest.mark.parametrize(
    ("altered", "code"),
    [
        ({"format": "other"}, "file_not_from_a_phone"),
        ({"version": 2}, "file_version_unknown"),
        ({"user": None}, "file_of_nobody"),
        ({"user": {"id": "x"}}, "file_malformed"),
        ({"changes": {}}, "file_malformed"),
        ({"changes": [1] * 2001}, "file_malformed"),
        ({"drafts": [{"key": "a"}]}, "file_malformed"),
        ({"papers": [{"id": new_id(), "content_base64": "?"}]}, "file_malformed"),
        ({"office": {"id": new_id()}}, "file_of_another_office"),
        ({"user": {"id": new_id()}}, "file_author_unknown"),
        ({"device": 7}, "file_malformed"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_by_its_fault(
    office: OfficeUnderTest, phone: Client, altered: dict[str, Any], code: str
) -> None:
    with pytest.raises(UnreadableFile) as refused:
        brought(office, file_of(office, phone) | altered)
    assert refused.value.code == code


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"[]", b"{" * 5000, b'{"format": NaN}', b"PK\x03\x04"])
def test_anything_else_is_not_a_file_from_a_phone(data: bytes) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_unsent(data)
    assert refused.value.code == "file_not_from_a_phone"


def test_a_file_that_is_too_large_is_not_read() -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_unsent(b" " * (LARGEST_FILE + 1))
    assert refused.value.code == "file_too_large"


def test_every_fault_has_its_sentence(app: Any) -> None:
    with app.test_request_context():
        assert all(problem_of_file(code) for code in CODES)


def send(desk: Desk, data: bytes, do: str) -> Any:
    desk.open("/office/unsent/")
    (token,) = desk.form("/office/unsent/").values["csrf_token"]
    return post_file(desk.http, data, csrf_token=token, do=do)


def post_file(http: Any, data: bytes, **fields: str) -> Any:
    """A form with a file, as a browser sends it."""
    disposition = 'Content-Disposition: form-data; name="{}"'
    parts = [f"--b\r\n{disposition.format(name)}\r\n\r\n{value}\r\n" for name, value in fields.items()]
    head = f'--b\r\n{disposition.format("file")}; filename="banso-unsent.json"\r\n\r\n'
    body = "".join(parts).encode() + head.encode() + data + b"\r\n--b--\r\n"
    headers = {"Accept": "text/html", "Accept-Language": "en"}
    form = "multipart/form-data; boundary=b"
    return http.post("/office/unsent/", data=body, content_type=form, headers=headers, buffered=True)


def test_the_page_shows_each_fate_and_the_whole_text_of_what_did_not_get_in(
    office: OfficeUnderTest, phone: Client, case: str
) -> None:
    theirs = office.case_of(None, "別の人")
    note, foreign = visit(case, narrative="入る。"), visit(theirs, narrative="入らない文章。")
    drafts = [{"key": f"#/cases/{case}/note", "fields": {"narrative": "書きかけの文章。"}, "savedAt": "2026-11-21"}]
    attachment = photo_of(note)[1] | {"draft": drafts[0]["key"], "id": new_id()}
    data = json.dumps(file_of(office, phone, note, foreign, drafts=drafts, papers=[attachment])).encode()
    desk = Desk(office.app.test_client())
    desk.sign_in(office.login("supervisor"))
    looked = send(desk, data, "look")
    assert "Nothing has been taken in yet." in looked.text
    assert office.stored(note["record"]) == {}
    taken = send(desk, data, "take")
    assert taken.status_code == 200
    for text in (
        "taken in",
        "not taken in",
        "入らない文章。",
        "書きかけの文章。",
        "見本 花子",
        "What this names was not found.",
        "belongs to a draft",
    ):
        assert text in taken.text, text
    assert 'download="a.png"' in taken.text
    assert office.stored(note["record"]) != {}
    assert "is here already" in send(desk, data, "take").text
    assert send(desk, b"", "take").status_code == 422
    wrong = send(desk, b"{}", "look")
    assert (wrong.status_code, "file_not_from_a_phone" in wrong.text) == (422, True)


@pytest.mark.parametrize("do", ["look", "take"])
def test_a_note_that_has_no_case_yet_is_shown_whole(office: OfficeUnderTest, phone: Client, do: str) -> None:
    fields = {"about": "橋のたもとの人", "narrative": "寒そうにしていた。", "started_at": "2026-11-21T01:00:00Z"}
    drafts = [{"key": f"unplaced/{new_id()}", "fields": fields, "savedAt": "2026-11-21T01:05:00Z"}]
    desk = Desk(office.app.test_client())
    desk.sign_in(office.login("supervisor"))
    page = send(desk, json.dumps(file_of(office, phone, drafts=drafts)).encode(), do)
    assert page.status_code == 200
    assert all(text in page.text for text in ("橋のたもとの人", "寒そうにしていた。"))
    assert entries(office, "read") == []


@pytest.mark.parametrize("do", ["look", "take"])
def test_what_stands_in_a_file_is_looked_at_by_whoever_opens_it(
    office: OfficeUnderTest, phone: Client, case: str, do: str
) -> None:
    theirs, here = office.case_of(None, "別の人"), visit(case)
    phone.push(here)
    note, foreign, edit = visit(case), visit(theirs), change("support", {"place": "窓口"}, here["record"], here["id"])
    drafts = [
        {"key": key, "fields": {"narrative": "書きかけ。"}, "savedAt": "2026-11-21"}
        for key in (f"case/{theirs}/note", f"note/{here['record']}/edit~3f9a0c12", "cases/new", "gossip")
    ]
    data = json.dumps(file_of(office, phone, note, foreign, edit, {"kind": "support"}, None, drafts=drafts)).encode()
    desk = Desk(office.app.test_client())
    desk.sign_in(office.login("supervisor"))
    assert send(desk, data, do).status_code == 200
    assert [(row.about_kind, row.about, row.scope) for row in entries(office, "read")] == [
        ("support", note["record"], case),
        ("support", foreign["record"], theirs),
        ("support", here["record"], case),
        ("case", theirs, theirs),
    ]


@pytest.mark.parametrize("do", ["look", "take"])
def test_of_a_restricted_case_a_file_says_nothing_to_whom_it_is_not_open(
    office: OfficeUnderTest, phone: Client, case: str, do: str
) -> None:
    phone.pull()
    restrict(office, case, office.users["manager"])
    note, refused = visit(case, narrative="入る文章。"), visit(case, narrative="入らない文章。", method="nonsense")
    drafts = [{"key": f"case/{case}/note", "fields": {"narrative": "書きかけの文章。"}, "savedAt": "2026-11-21"}]
    paper = photo_of(note)[1] | {"draft": drafts[0]["key"], "id": new_id()}
    data = json.dumps(file_of(office, phone, note, refused, drafts=drafts, papers=[paper])).encode()
    desk = Desk(office.app.test_client())
    desk.sign_in(office.login("supervisor"))
    shown = send(desk, data, do)
    assert shown.status_code == 200
    assert "Some of it is of a restricted case" in shown.text
    for word in ("入る文章。", "入らない文章。", "書きかけの文章。", "見本 花子", 'download="a.png"'):
        assert word not in shown.text, word
    assert (office.stored(note["record"]) != {}) == (do == "take")


@pytest.mark.parametrize("role", ["worker", "clerk", "administrator", "partner"])
def test_only_who_reads_every_case_takes_files_in(office: OfficeUnderTest, role: str) -> None:
    desk = Desk(office.app.test_client())
    desk.sign_in(office.login(role), PASSWORD)
    assert desk.http.get("/office/unsent/").status_code == 403
    assert desk.http.post("/office/unsent/", data={"do": "take"}).status_code == 403


def test_a_large_body_is_read_for_nobody_else(office: OfficeUnderTest) -> None:
    stranger = post_file(office.app.test_client(), b"x" * (2 << 20), do="look")
    assert (stranger.status_code, "sign-in" in stranger.location) == (302, True)
    desk = Desk(office.app.test_client())
    desk.sign_in(office.login("supervisor"))
    assert send(desk, b"x" * (2 << 20), "look").status_code == 422


def test_what_a_file_brings_is_no_gap_in_what_its_phone_numbered(
    office: OfficeUnderTest, phone: Client, case: str
) -> None:
    brought(office, file_of(office, phone, visit(case) | {"number": 1}, visit(case) | {"number": 2}))
    with office.app.app_context(), reading(office.id) as store:
        (numbers,) = [row for row in store.numbers.phones() if row.device == phone.device]
    assert (numbers.received, numbers.missing) == (((1, 2),), ())


def test_the_command_takes_a_file_in_and_says_what_became_of_it(
    office: OfficeUnderTest, phone: Client, case: str, tmp_path: Path
) -> None:
    note = visit(case, narrative="秘密の文章。")
    path = tmp_path / "banso-unsent.json"
    path.write_text(json.dumps(file_of(office, phone, note)), "utf-8")

    def run(*options: str) -> Result:
        with office.app.app_context():
            return CliRunner().invoke(imports.group, ["unsent", str(path), "--office", office.id, *options])

    tried = run("--dry-run")
    assert (tried.exit_code, "nothing is stored" in tried.output) == (0, True)
    assert office.stored(note["record"]) == {}
    done = run()
    assert done.exit_code == 0
    assert f"support {note['record']}: applied" in done.output
    assert "秘密" not in done.output
    again = run()
    assert (again.exit_code, "1 already_here" in again.output) == (0, True)
    path.write_text("{}", "utf-8")
    broken = run()
    assert (broken.exit_code, "file_not_from_a_phone" in broken.output) == (1, True)
