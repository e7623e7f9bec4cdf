"""Links, second factors and requests come into a database that is in use; who is signed in stays so."""

from __future__ import annotations

from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import downgrade, upgrade

from server.store import reading, utcnow, writing
from tests.server.authenticator import enrol
from tests.server.people import OfficeUnderTest


def before() -> str:
    """The revision that this migration begins from."""
    found = ScriptDirectory(current_app.extensions["migrate"].directory).get_revision("0016").down_revision
    assert isinstance(found, str)
    return found


def test_people_stay_signed_in_and_keep_their_passwords_on_the_way_down_and_up(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    phone, user = office.client("worker"), office.users["worker"]
    secret = enrol(fresh, office.id, office.users["manager"])
    assert secret
    with fresh.app_context():
        downgrade(revision=before())
        upgrade()
        with reading(office.id) as store:
            (place,) = store.sessions.of(user, utcnow())
            assert (place.last_seen_at is not None, place.shared, place.browser) == (True, False, None)
            assert store.accounts.has_password(user)
            assert store.factors.of(office.users["manager"]) is None
            assert store.maintenance.strayed() == []
    assert phone.http.get("/api/session").status_code == 200
    assert office.client("manager").exchange().status_code == 200


def test_an_account_without_a_password_lets_nobody_in_after_the_way_down(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    with fresh.app_context():
        with writing(office.id) as store:
            store.accounts.change_user(office.users["partner"], password_hash="")
        downgrade(revision=before())
        upgrade()
    assert office.client().sign_in(office.login("partner"), "").status_code == 422
    assert office.client().sign_in(office.login("partner")).status_code == 401
