"""Phones that are in use when registration comes go on; what waits does not come in on the way down."""

from __future__ import annotations

from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import downgrade, upgrade

from server.ground.ids import new_id
from server.store import reading, utcnow, writing
from tests.proofs import PhoneKey
from tests.server.people import OfficeUnderTest
from tests.server.proving import ProvingClient


def test_phones_of_before_are_registered_and_give_their_key_at_the_next_contact(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    phone, waits, worker = office.client("worker"), new_id(), office.users["worker"]
    with fresh.app_context():
        with writing(office.id) as store:
            store.accounts.register_device(worker, waits, "電話", utcnow())
            store.devices.ask(worker, waits, PhoneKey(waits).public, utcnow())
        before = ScriptDirectory(current_app.extensions["migrate"].directory).get_revision("0021").down_revision
        downgrade(revision=before)
        upgrade()
        with reading(office.id) as store:
            known, stopped = (store.accounts.device(worker, device) for device in (phone.device, waits))
        assert known is not None
        assert (known.approved_how, known.approved_at, known.key) == ("before", known.registered_at, None)
        assert stopped is not None
        assert not stopped.in_use
    assert phone.exchange().get_json()["code"] == "registration_needed"
    assert isinstance(phone.http, ProvingClient)
    assert phone.register() == "registered"
    assert phone.exchange().status_code == 200
