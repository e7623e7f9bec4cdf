"""What an account has given out ends with what it was given out for: a password, a role, the account itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade

from server.services.accounts import change_account, set_active, set_password
from server.store import Office, reading, utcnow, writing
from tests.server.people import Client, OfficeUnderTest

SUBSCRIPTION = (
    "INSERT INTO push_subscription (office_id, id, user_id, device_id, endpoint, p256dh, auth, created_at, failures)"
)

Act = Callable[[Office, str, str], None]


def new_password(store: Office, user: str, by: str) -> None:
    set_password(store, user, "another-password", now=utcnow())


def now_a(role: str) -> Act:
    return lambda store, user, by: change_account(store, user, role=role, by=by, now=utcnow())


def deactivated(store: Office, user: str, by: str) -> None:
    set_active(store, user, False, by=by, now=utcnow())


def deactivated_and_back(store: Office, user: str, by: str) -> None:
    deactivated(store, user, by)
    set_active(store, user, True, by=by, now=utcnow())


def calendar_address(phone: Client) -> str:
    response = phone.http.post("/api/calendar-feed", headers=phone.headers())
    assert response.status_code == 201
    return str(response.get_json()["address"])


def given_out(office: OfficeUnderTest, phone: Client, table: str) -> int:
    with office.app.app_context(), reading(office.id) as store:
        counted: Any = store.connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
    return int(counted)


def subscribe(office: OfficeUnderTest, user: str, device: str) -> None:
    """As a phone does, past the check of its address."""
    values = (office.id, device, user, device, f"https://push.example/{device}", "", "", "2026-11-01T00:00:00Z")
    row = f"({', '.join(repr(value) for value in values)}, 0)"
    with office.app.app_context(), writing(office.id) as store:
        store.connection.exec_driver_sql(f"{SUBSCRIPTION} VALUES {row}")


@pytest.mark.parametrize(
    ("act", "calendar", "pushes", "session"),
    [
        (new_password, 404, 1, 401),
        (now_a("clerk"), 404, 0, 200),
        (now_a("administrator"), 404, 0, 200),
        (now_a("supervisor"), 200, 1, 200),
        (deactivated, 404, 0, 401),
        (deactivated_and_back, 404, 0, 401),
    ],
    ids=["a_password", "a_clerk", "an_administrator", "a_supervisor", "deactivated", "deactivated_and_back"],
)
def test_calendar_pushes_and_sessions_end_with_what_they_were_given_for(
    office: OfficeUnderTest, act: Act, calendar: int, pushes: int, session: int
) -> None:
    """A subscription that stays after a new password is pushed to again only once its user has signed in there."""
    worker, phone = office.users["worker"], office.client("worker")
    address = calendar_address(phone)
    subscribe(office, worker, phone.device)
    outside = office.app.test_client()
    assert outside.get(address).status_code == 200
    with office.app.app_context(), writing(office.id) as store:
        act(store, worker, office.users["administrator"])
    assert outside.get(address).status_code == calendar
    assert given_out(office, phone, "calendar_feed") == (calendar == 200)
    assert given_out(office, phone, "push_subscription") == pushes
    assert phone.http.get("/api/session").status_code == session


def test_the_migration_takes_what_closed_accounts_have_left(fresh: Flask) -> None:
    """Until then a closed account kept its address, which opened again when it was taken back into use."""
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    gone, kept, clerk = (office.users[role] for role in ("worker", "supervisor", "clerk"))
    with fresh.app_context():
        with writing(office.id) as store:
            store.accounts.change_user(gone, active=False)
            for user in (gone, kept, clerk):
                store.calendar.open_feed(user, user, utcnow())
        for user in (gone, kept, clerk):
            subscribe(office, user, user)
        downgrade(revision="0006")
        upgrade()
        with reading(office.id) as store:
            assert [user for user in (gone, kept, clerk) if store.calendar.feed_since(user)] == [kept]
            assert [user for user in (gone, kept, clerk) if store.push.is_subscribed(user, user)] == [kept]
