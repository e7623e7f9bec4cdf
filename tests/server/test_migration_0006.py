"""What is known of who lived where, and of phones, when an office in use learns who sees what anew."""

from __future__ import annotations

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from server.store import reading
from server.store.db import db
from tests.server.people import OfficeUnderTest, change


def query(app: Flask, sql: str) -> list[tuple[object, ...]]:
    with app.app_context(), db.engine.connect() as connection:
        return sorted(tuple(row) for row in connection.execute(text(sql)))


def test_households_remember_who_belonged_to_them_before_the_migration(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    phone = office.client("worker")
    old, new = (change("household", {"name": name}) for name in ("見本家", "別家"))
    person = change("person", {"name": "見本 花子", "household": old["record"]})
    moved = change("person", {"household": new["record"]}, record=person["record"], base=person["id"])
    assert [result["status"] for result in phone.push(old, new, person, moved)] == ["applied"] * 4
    members = query(fresh, "SELECT household, person FROM household_member")
    assert members == sorted((home["record"], person["record"]) for home in (old, new))
    told = query(fresh, "SELECT told_seq FROM device")
    with fresh.app_context():
        downgrade(revision="0003")
        upgrade()
    assert query(fresh, "SELECT household, person FROM household_member") == members
    assert query(fresh, "SELECT told_seq FROM device") == told
    with fresh.app_context(), reading(office.id) as store:
        # What the column held is still in the records.
        assert store.maintenance.strayed() == [person["record"]]


def test_a_phone_that_was_never_told_anything_counts_as_told_of_what_was_before(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    office.client("worker")
    with fresh.app_context():
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE device SET told_seq = 0"))
        downgrade(revision="0003")
        upgrade()
    assert query(fresh, "SELECT told_seq FROM device") == query(fresh, "SELECT seq FROM office")
