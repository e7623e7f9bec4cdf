"""Erasures come into a database that is in use, and do not go on the way down once something was erased."""

from __future__ import annotations

import pytest
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import downgrade, upgrade

from server.services.upkeep import differences
from server.store import reading, utcnow, writing
from server.store.erasures import APPROVED, ErasedRow, ErasureRow
from tests.server.people import OfficeUnderTest, visit


def before() -> str:
    """The revision that this migration begins from."""
    found = ScriptDirectory(current_app.extensions["migrate"].directory).get_revision("0020").down_revision
    assert isinstance(found, str)
    return found


def test_an_office_goes_on_as_it_was_and_nothing_has_been_erased(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    case, phone = office.case_of(office.users["worker"]), office.client("worker")
    phone.push(visit(case))
    with fresh.app_context():
        downgrade(revision=before())
        upgrade()
        with reading(office.id) as store:
            found = differences(store, utcnow())
            assert (found.columns, found.grants, store.audit.changes(), store.audit.erasures()) == ([], [], [], [])
    assert phone.register() == "registered"
    assert phone.pull()["erased"] == []
    assert phone.push(visit(case))[0]["status"] == "applied"


def test_what_was_erased_keeps_its_list(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    case, manager = office.case_of(None), office.users["manager"]
    with fresh.app_context():
        with writing(office.id) as store:
            store.erasures.add(ErasureRow("e", manager, utcnow(), manager, utcnow(), APPROVED, cases=(case,)))
            store.erasures.list_records("e", [ErasedRow(case, "case", case)], 1)
        with pytest.raises(SystemExit):
            downgrade(revision=before())
        with reading(office.id) as store:
            assert store.records.erased([case]) == {case}
