"""Where one more kind of record has come by being declared. ``test_adding_a_kind.py`` runs this in a copy of the
product that has the kind ``aid``.
"""

from __future__ import annotations

from collections.abc import Callable

from server.models import PROJECTIONS, Base
from server.store import reading, utcnow
from server.store.erasures import ErasedRow
from sync.describe import typescript
from sync.tables import page
from tests.server.office.conftest import desk_for
from tests.server.office.desk import Desk
from tests.server.people import Client, OfficeUnderTest, change
from tests.server.test_attachments import attachment_of, put

__all__ = ["desk_for"]

GIVEN = {"what": "米10キロ", "handed_on": "2026-11-20"}


def test_the_phone_and_whoever_writes_a_client_have_its_declaration() -> None:
    assert "export interface AidFields {" in typescript()
    assert "- `aid_returned_too_early` (told at `handed_on`, `returned_on`)" in page()


def test_it_needs_no_table() -> None:
    assert "aid" not in PROJECTIONS
    assert "aid" not in Base.metadata.tables


def test_a_phone_writes_it_and_the_next_one_has_it(office: OfficeUnderTest, case: str, phone: Client) -> None:
    made = change("aid", {"case": case, **GIVEN})
    assert phone.push(made)[0]["status"] == "applied"
    (record,) = [each for each in office.client("worker").pull()["records"] if each["id"] == made["record"]]
    assert record["fields"] == {"case": case, **GIVEN}
    too_early = change("aid", {"returned_on": "2026-11-19"}, made["record"], record["head"])
    errors = phone.push(too_early)[0]["errors"]
    assert {error["code"] for error in errors} == {"aid_returned_too_early"}


def test_the_office_shows_it(case: str, phone: Client, desk_for: Callable[[str], Desk]) -> None:
    made = change("aid", {"case": case, **GIVEN})
    phone.push(made)
    assert GIVEN["what"] in desk_for("supervisor").open(f"/office/aids/{made['record']}")
    desk_for("clerk").open(f"/office/aids/{made['record']}", 403)


def test_the_store_keeps_it_and_is_rid_of_it(office: OfficeUnderTest, case: str, phone: Client) -> None:
    made = change("aid", {"case": case, **GIVEN})
    photo = attachment_of(made)
    phone.push(made, photo)
    assert put(phone, photo["record"]).status_code == 204
    with office.app.app_context(), reading(office.id) as store:
        assert store.maintenance.strayed() == []
        assert ErasedRow(made["record"], "aid", case) in store.erasing.in_scopes([case])
        assert store.retention.contents_of_deleted(deleted_before=utcnow()) == []
    (head,) = [each["head"] for each in phone.pull()["records"] if each["id"] == made["record"]]
    assert phone.push(change("aid", {"deleted": True}, made["record"], head))[0]["status"] == "applied"
    with office.app.app_context(), reading(office.id) as store:
        assert store.retention.contents_of_deleted(deleted_before=utcnow().replace(year=2100)) == [photo["record"]]
