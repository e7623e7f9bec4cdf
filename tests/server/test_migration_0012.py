"""Whether a note was a contact is found for what was there, and every claim of a record survives both ways."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from server.store.db import db
from tests.server.people import OfficeUnderTest, change, visit

CASES = json.loads((Path(__file__).parents[1] / "cases" / "contacts.json").read_text(encoding="utf-8"))
OF_THE_APP = {"reached", "voicemail", "no_answer"}
"""Results that came with this migration: no database of before holds them."""


def contacts(fresh: Flask) -> dict[str, str | None]:
    with fresh.app_context(), db.engine.connect() as connection:
        return {row.id: row.contact for row in connection.execute(text("SELECT id, contact FROM support"))}


def test_what_was_a_contact_follows_from_what_was_written(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    case = office.case_of(office.users["worker"])
    written = [each for each in CASES if each.get("outcome") not in OF_THE_APP]
    notes = [visit(case, **{name: value for name, value in each.items() if name != "is"}) for each in written]
    for note in notes:
        if note["fields"]["method"] == "accompaniment":
            note["fields"] |= {"purpose": "手続き", "reason": "ひとりでは難しい"}
    results = office.client("worker").push(*notes)
    assert {result["status"] for result in results} == {"applied"}, results
    expected = {str(note["record"]): each["is"] for note, each in zip(notes, written, strict=True)}
    assert contacts(fresh) == expected
    with fresh.app_context():
        downgrade(revision="0011")
        upgrade()
    assert contacts(fresh) == expected


def test_columns_come_back_empty_and_the_records_stay_whole(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    worker = office.users["worker"]
    times = {"started_at": "2026-11-20T01:00:00Z", "expected_end": "2026-11-20T02:00:00Z"}
    outing = change(
        "outing", {"case": office.case_of(worker), "worker": worker, "no_note": "出かけなかった。", **times}
    )
    assert office.client("worker").push(outing)[0]["status"] == "applied"
    with fresh.app_context():
        downgrade(revision="0011")
        upgrade()
    (stored,) = office.stored(str(outing["record"])).values()
    assert stored["no_note"] == "出かけなかった。"
