"""Accounts of before are bound for what they are, a clock may stand in any year, and what is held has a reason."""

from __future__ import annotations

import datetime as dt

from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from server.ground.trail import Act
from server.store import reading
from server.store.db import db
from server.store.trail import TrailFilter
from tests.server.people import OfficeUnderTest

FAR_AHEAD = "2099-01-01T00:00:00Z"


def before() -> str:
    """The revision that came before."""
    found = ScriptDirectory(current_app.extensions["migrate"].directory).get_revision("0023").down_revision
    assert isinstance(found, str)
    return found


def test_accounts_of_before_are_taken_for_what_they_are_and_held_to_it_from_then_on(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    phone = office.client("worker")
    with fresh.app_context():
        downgrade(revision=before())
        with db.engine.begin() as connection:
            connection.execute(text("""UPDATE "user" SET role = 'supervisor' WHERE role = 'clerk'"""))
        upgrade()
        with reading(office.id) as store:
            assert [*store.audit.trail(), *store.audit.accounts()] == []
            began = store.trail.all(TrailFilter(what=(Act.ACCOUNT_STATE,)), most=len(office.users))
            assert {row.about for row in began} == set(office.users.values())
    assert phone.http.get("/api/session", headers=phone.headers()).status_code == 200
    office.client("supervisor")
    with fresh.app_context():
        with reading(office.id) as store:
            assert [*store.audit.trail(), *store.audit.accounts()] == []
        with db.engine.begin() as connection:
            connection.execute(text("""UPDATE "user" SET role = 'manager' WHERE role = 'worker'"""))
        with reading(office.id) as store:
            assert [each.code for each in store.audit.accounts()] == ["account_differs"]


def test_an_office_that_nobody_has_written_in_begins_with_its_accounts(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
        downgrade(revision=before())
        with db.engine.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO office (id, name, time_zone, demonstration, seq, created_at) VALUES"
                    " ('00000000-0000-7000-8000-00000000a001', '小樽', 'Asia/Tokyo', :no, 0, '2026-11-01T00:00:00Z')"
                ),
                {"no": False},
            )
            connection.execute(
                text(
                    'INSERT INTO "user" (office_id, id, login, name, role, password_hash, active, created_at) VALUES'
                    " ('00000000-0000-7000-8000-00000000a001', '00000000-0000-7000-8000-00000000a002', 'a@b', '職員',"
                    " 'worker', '', :yes, '2026-11-01T00:00:00Z')"
                ),
                {"yes": True},
            )
        upgrade()
        with reading("00000000-0000-7000-8000-00000000a001") as store:
            assert [*store.audit.trail(), *store.audit.accounts()] == []
            assert store.trail.head()[0] == 1


def test_a_clock_that_is_decades_wrong_goes_down_and_up(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    phone = office.client("worker")
    assert phone.exchange(now=FAR_AHEAD).status_code == 200
    with fresh.app_context():
        downgrade(revision=before())
        upgrade()
        with reading(office.id) as store:
            (device,) = store.accounts.devices(office.users["worker"])
    assert device.clock_offset_s > dt.timedelta(days=365 * 50).total_seconds()
