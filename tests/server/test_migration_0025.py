"""Passkeys and identities of before are bound for what they are, and held to it from then on."""

from __future__ import annotations

from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from server.ground.ids import new_id
from server.ground.trail import Act
from server.store import Office, reading, utcnow, writing
from server.store.db import db
from server.store.identities import IdentityRow
from server.store.passkeys import PasskeyRow
from server.store.trail import TrailFilter
from tests.server.people import OfficeUnderTest


def before(revision: str = "0025") -> str:
    """The revision that came before one."""
    found = ScriptDirectory(current_app.extensions["migrate"].directory).get_revision(revision).down_revision
    assert isinstance(found, str)
    return found


def passkey_of(user: str, hashed: str) -> PasskeyRow:
    return PasskeyRow(new_id(), user, hashed, "credential", "key", 3, "internal", True, "電話", utcnow())


def findings(store: Office) -> list[tuple[str, str]]:
    return [(each.code, each.place) for each in [*store.audit.trail(), *store.audit.accounts()]]


def written_past_the_office(*statements: str) -> None:
    with db.engine.begin() as connection:
        for statement in statements:
            assert connection.execute(text(statement)).rowcount


def test_those_of_before_are_taken_for_what_they_are_and_held_to_it_from_then_on(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    worker, manager = office.users["worker"], office.users["manager"]
    with fresh.app_context():
        with writing(office.id) as store:
            store.passkeys.add(passkey_of(worker, "a"))
            store.passkeys.add(passkey_of(worker, "b"))
            store.identities.bind(IdentityRow(manager, "identity", "subject", utcnow()))
        downgrade(revision=before())
        # The version of before has no word for either, so the trail does not hear of this.
        written_past_the_office(
            "UPDATE passkey SET name = '新しい電話' WHERE credential_hash = 'a'",
            "DELETE FROM identity",
        )
        with reading(office.id) as store:
            assert len(findings(store)) == 2
            entries = store.trail.head()[0]
        upgrade()
        with reading(office.id) as store:
            assert findings(store) == []
            assert store.trail.head()[0] == entries + 2
            newest = store.trail.all(TrailFilter(what=(Act.ACCOUNT_STATE,)), most=2)
            assert {row.about for row in newest} == {worker, manager}
        with writing(office.id) as store:
            assert store.passkeys.remove_all(worker) == 2
            store.passkeys.add(passkey_of(worker, "c"))
        with reading(office.id) as store:
            assert findings(store) == []
        written_past_the_office("UPDATE passkey SET public_key = 'another'")
        with reading(office.id) as store:
            assert findings(store) == [("account_differs", f"{worker} passkeys")]


def test_a_database_in_which_nobody_has_any_gets_no_entry(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    with fresh.app_context():
        with reading(office.id) as store:
            head = store.trail.head()
        downgrade(revision=before())
        upgrade()
        with reading(office.id) as store:
            assert store.trail.head() == head
            assert findings(store) == []


def test_the_tables_go_down_and_come_up_empty_without_a_finding(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    with fresh.app_context():
        with writing(office.id) as store:
            store.passkeys.add(passkey_of(office.users["worker"], "a"))
        downgrade(revision=before("0022"))
        upgrade()
        with reading(office.id) as store:
            assert store.passkeys.of(office.users["worker"]) == []
            assert findings(store) == []
