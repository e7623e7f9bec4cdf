"""The matrix route × state of whoever asks: a phone that was taken out of use, a session that is over, an account out
of use, a phone that nobody has approved. A new route is in it by itself.

What a state still opens is declared on the view (``server/http/access.py``) and named here. Whatever is answered, no
word of a record stands in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from server.ground.ids import new_id
from server.ground.installation import installation_of
from server.http.access import Permission, declared
from server.http.problems import SIGN_IN_ENDPOINT
from server.services.accounts import end_sessions, revoke_device, set_active
from server.store import database, utcnow, writing
from tests.proofs import PhoneKey
from tests.server.outbox.sealing import SealingPhone
from tests.server.people import Client, visit
from tests.server.proving import ProvingClient
from tests.server.test_registration import ALSO_WHILE_WAITING, signed_in
from tests.server.test_who_reads_what import addresses
from tests.server.world import World

FOR_LONG = dt.timedelta(days=800)
ROLES = ("manager", "worker")
"""Who may most at the office, and who is given most on a phone: nobody is asked for a role before they are let in."""


Entering = Callable[[World, str, Client], None]


@dataclass(frozen=True)
class State:
    """How somebody comes into a state, from a browser that opened everything a moment ago; the codes with which they
    are shut out from then on; and the endpoints that stay open.
    """

    enter: Entering
    codes: frozenset[str]
    opens: frozenset[str] = frozenset()


def revoked(world: World, role: str, client: Client) -> None:
    with world.office.app.app_context(), writing(world.office.id) as store:
        revoke_device(store, client.device, now=utcnow())


def emptied(world: World, role: str, client: Client) -> None:
    revoked(world, role, client)
    with world.office.app.app_context(), writing(world.office.id) as store:
        store.accounts.note_empty(world.office.users[role], client.device, utcnow())
    # It says that it is empty by signing out; the cookie may have been copied before.
    ended(world, role, client)


def ended(world: World, role: str, client: Client) -> None:
    with world.office.app.app_context(), writing(world.office.id) as store:
        end_sessions(store, world.office.users[role], now=utcnow())


def run_out(world: World, role: str, client: Client) -> None:
    then = (utcnow() + FOR_LONG).timestamp()
    database.wall_clock = lambda: then


def out_of_use(world: World, role: str, client: Client) -> None:
    use(world, role, active=False)


def overlooked(world: World, role: str, client: Client) -> None:
    """As an account out of use whose sessions had not been ended."""
    with world.office.app.app_context(), writing(world.office.id) as store:
        store.accounts.change_user(world.office.users[role], active=False)


def use(world: World, role: str, *, active: bool) -> None:
    with world.office.app.app_context(), writing(world.office.id) as store:
        set_active(store, world.office.users[role], active, by=world.office.users["manager"], now=utcnow())


SIGNED_OUT = frozenset({"signed_out"})
STATES = {
    "taken out of use": State(
        revoked, frozenset({"device_revoked"}), frozenset({"outbox.take", "outbox.take_sealed_content"})
    ),
    "taken out of use and emptied": State(emptied, SIGNED_OUT),
    "session ended": State(ended, SIGNED_OUT),
    "session run out": State(run_out, SIGNED_OUT),
    "account out of use": State(out_of_use, SIGNED_OUT),
    "account out of use, sessions not ended": State(overlooked, SIGNED_OUT),
}
WAITING = frozenset({"device_waiting", "signed_out", "not_for_this_role"})
"""The pages of the office ask for the password, and so for no phone."""


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is put back after each test."""
    monkeypatch.setattr(database, "wall_clock", database.wall_clock)


def asked(client: Client, method: str, address: str, accept: str) -> TestResponse:
    headers = client.headers(Accept=accept, **{"Accept-Language": "ja"})
    return client.http.open(address, method=method, headers=headers, json={} if method != "GET" else None)


def code_of(response: TestResponse) -> str:
    """With which code a request was refused; nothing where it was not."""
    if response.mimetype == "application/problem+json":
        return str(response.get_json()["code"])
    is_sign_in = response.status_code in {302, 303} and SIGN_IN_ENDPOINT.split(".")[0] in response.location
    return "signed_out" if is_sign_in else ""


def routes(app: Flask, world: World) -> Iterator[tuple[str, str, str]]:
    """Endpoint, method and an address with the ids of this world, of every route."""
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        filled = addresses(app, world, method)
        for rule in app.url_map.iter_rules():
            if method in (rule.methods or ()):
                yield from ((rule.endpoint, method, address) for address in filled[rule.rule])


def opened(
    app: Flask, world: World, made: Callable[[], Client], codes: frozenset[str]
) -> tuple[frozenset[str], set[str]]:
    """The endpoints that did not shut somebody out, of those that ask for a permission; and the words that were read,
    at any.
    """
    client, open_to, words = made(), set(), set()
    for endpoint, method, address in routes(app, world):
        asks = isinstance(declared(app.view_functions[endpoint]), Permission)
        for accept in ("application/problem+json", "text/html"):
            response = asked(client, method, address, accept)
            text = response.get_data(as_text=True) + str(response.headers)
            words |= {f"{place} at {method} {address}" for place in world.seen(text)}
            if asks and accept != "text/html" and code_of(response) not in codes:
                open_to.add(endpoint)
            response.close()
        if not asks:
            # It may have signed somebody out, or in.
            client = made()
    return frozenset(open_to), words


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_whoever_may_not_come_in_any_more_is_shut_out_everywhere(
    app: Flask, world: World, state: str, role: str
) -> None:
    def made() -> Client:
        if STATES[state].enter in {out_of_use, overlooked}:
            use(world, role, active=True)
        client = world.office.everywhere(role)
        STATES[state].enter(world, role, client)
        return client

    assert opened(app, world, made, STATES[state].codes) == (STATES[state].opens, set())


@pytest.mark.parametrize("role", ROLES)
def test_a_phone_that_nobody_has_approved_is_told_who_is_signed_in_and_nothing_else(
    app: Flask, world: World, role: str
) -> None:
    installed = installation_of(app)
    installed.settings = replace(installed.settings, further_phones="approved")
    device = new_id()
    key = PhoneKey(device)

    def made() -> Client:
        client = signed_in(world.office, world.office.login(role), device=device)
        assert isinstance(client.http, ProvingClient)
        client.http.key = key
        assert client.register() == "waiting"
        return client

    assert opened(app, world, made, WAITING) == (frozenset(ALSO_WHILE_WAITING), set())


def test_what_a_phone_out_of_use_hands_over_is_answered_without_a_word(app: Flask, world: World) -> None:
    """That the one way which stays open to it takes what it brings, and gives nothing for it."""
    phone = SealingPhone(world.office, world.office.client("worker"), world.office.users["worker"])
    phone.pull()
    revoked(world, "worker", phone.client)
    note = visit(world.ids["case"], narrative="台所で話す。")
    (answer,) = phone.deliver(phone.seal(note))
    assert answer == {"change": note["id"], "taken": True, "code": "held"}
    assert phone.client.exchange().get_json()["code"] == "device_revoked"
