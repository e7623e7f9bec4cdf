"""Passkeys and identities come into a database that is in use; who is signed in stays so."""

from __future__ import annotations

from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import downgrade, upgrade

from server.ground.ids import new_id
from server.services import factors
from server.store import reading, utcnow, writing
from server.store.identities import IdentityRow
from server.store.passkeys import PasskeyRow
from tests.server.authenticator import enrol
from tests.server.people import OfficeUnderTest


def test_people_stay_signed_in_and_keep_their_authenticators_on_the_way_down_and_up(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    phone, worker, manager = office.client("worker"), office.users["worker"], office.users["manager"]
    enrol(fresh, office.id, manager)
    with fresh.app_context():
        with writing(office.id) as store:
            row = PasskeyRow(new_id(), worker, "hash", "credential", "key", 3, "internal", True, "電話", utcnow())
            store.passkeys.add(row)
            store.passkeys.answer("challenge", utcnow(), utcnow())
            store.identities.bind(IdentityRow(worker, "identity", "subject", utcnow()))
        before = ScriptDirectory(current_app.extensions["migrate"].directory).get_revision("0022").down_revision
        downgrade(revision=before)
        upgrade()
        with reading(office.id) as store:
            assert store.passkeys.of(worker) == []
            assert store.identities.of(worker) is None
            assert factors.standing(store, manager).is_set
            assert not factors.standing(store, worker).is_set
            assert store.maintenance.strayed() == []
    assert phone.http.get("/api/session").status_code == 200
    assert office.client("worker").exchange().status_code == 200
