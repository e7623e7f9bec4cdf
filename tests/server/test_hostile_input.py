"""Whatever somebody sends, in whatever field: it is taken or refused, on both databases, and never a mistake of ours.

PostgreSQL keeps no U+0000 and no half of a surrogate pair in a text, and no number that its column has no room for;
SQLite does. So everything that comes in is tried on both.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from itertools import chain
from typing import Final
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import BigInteger, Integer

from server.ground.ids import new_id
from server.models import PROJECTIONS
from server.store import reading
from sync.changes import EARLIEST
from sync.fields import Count
from sync.records import KINDS
from tests.server.office.desk import ENGLISH, Desk, Form, _Forms
from tests.server.outbox.test_outbox import sealing
from tests.server.people import PASSWORD, Client, OfficeUnderTest, visit
from tests.server.test_who_reads_what import addresses
from tests.server.world import World

HOSTILE: Final = {"null": "a\0b", "huge": "9" * 40, "int4": "2147483648", "minus": "-9223372036854775809"}
ROLES: Final = ("worker", "supervisor", "manager", "administrator")
NOT_FILLED_IN: Final = {"csrf_token", "form_of"}
ARGUMENTS: Final = ("page", "words", "state", "worker", "since", "until", "lang", "next", "from", "form", "search")
INT4: Final = 2**31 - 1

CLOCKS: Final = ("0002-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "9998-12-31T23:59:59Z")


@pytest.fixture
def office(anywhere: Flask) -> OfficeUnderTest:
    """An office on SQLite and on PostgreSQL."""
    return OfficeUnderTest(anywhere).open()


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_phone_whose_clock_stands_in_any_year_is_answered(office: OfficeUnderTest, clock: str) -> None:
    case = office.case_of(office.users["worker"])
    phone = sealing(office, "worker")
    note = visit(case) | {"made_at": max(clock, EARLIEST)}
    # Nothing is made before computers began to count, and so by such a clock everything in the future.
    taken = clock >= EARLIEST
    answer = phone.client.exchange(note, now=clock)
    assert answer.status_code == 200
    assert [result["status"] for result in answer.get_json()["results"]] == ["applied" if taken else "rejected"]
    expected = dt.datetime.fromisoformat(clock) - dt.datetime.now(dt.UTC)
    with office.app.app_context(), reading(office.id) as store:
        (device,) = store.accounts.devices(office.users["worker"])
    assert abs(device.clock_offset_s - expected.total_seconds()) < 60
    # What comes sealed is judged by the clock as the phone last said that it stands.
    assert phone.told(phone.seal(visit(case) | {"made_at": note["made_at"]})) == [
        (True, "applied" if taken else "held")
    ]
    desk = Desk(office.app.test_client())
    desk.sign_in(office.login("administrator"))
    assert ("fast" if clock > "2026" else "slow") in desk.open(f"/office/users/{office.users['worker']}")


def test_every_column_has_room_for_every_number_that_its_field_takes() -> None:
    for name, projection in PROJECTIONS.items():
        for field, declared in KINDS[name].fields.items():
            column = projection.__table__.columns.get(field)
            if isinstance(declared, Count) and column is not None and not isinstance(column.type, BigInteger):
                assert isinstance(column.type, Integer)
                assert -INT4 <= declared.low <= declared.high <= INT4, f"{name}.{field}"


NUMBERS: Final = ("limit", "queued", "saved")


@pytest.mark.parametrize("value", [-1, 2**31, 2**53, 2**63, 2**63 - 1, 2**64, 1e300, -(2**63) - 1])
def test_a_number_in_an_exchange_is_taken_or_refused(office: OfficeUnderTest, value: float) -> None:
    phone = office.client("worker")
    case = office.case_of(office.users["worker"])
    for name in NUMBERS:
        assert phone.exchange(**{name: value}).status_code in {200, 422}
    assert phone.exchange(dropped=[value]).status_code in {200, 422}
    assert phone.exchange(visit(case) | {"number": value}).status_code == 200
    assert phone.exchange(visit(case, travel_minutes=value)).status_code == 200


BAD_TEXTS: Final = ("a\0b", "\ud800", "\udc00\ud800")


@pytest.mark.parametrize("text", BAD_TEXTS, ids=["null", "half a pair", "a pair turned round"])
def test_a_text_in_the_api_is_taken_or_refused(office: OfficeUnderTest, text: str) -> None:
    phone, case = office.client("worker"), office.case_of(office.users["worker"])
    for given in (
        {"device_name": text},
        {"cursor": text},
        {"latest": text},
        {"now": text},
        {"unlocked_at": text},
        {text: text},
    ):
        assert 400 <= phone.exchange(**given).status_code < 500, given
    for change in (
        visit(case, narrative=text),
        visit(case, **{text: "x"}),
        visit(case, met=[text]),
        visit(case) | {"kind": text},
        visit(case) | {"id": text},
        visit(case) | {"record": text},
        visit(case) | {"base": text},
        visit(case) | {"resolves": [text]},
        visit(case) | {"made_at": text},
        {text: text},
        text,
    ):
        answer = phone.exchange(change)
        assert answer.status_code == 200
        assert answer.get_json()["results"][0]["code"] not in {None, "internal"}, change
    for name in ("login", "password", "code"):
        signing_in = {"login": office.login("worker"), "password": PASSWORD, "code": "1"} | {name: text}
        response = office.client().sign_in(**signing_in)
        assert response.status_code in {200, 401, 422}, name
    for device in ({"id": text, "name": "x"}, {"id": new_id(), "name": text}):
        assert office.client().sign_in(office.login("worker"), device=device).status_code == 422
    headers = phone.headers()
    keys = {"p256dh": text, "auth": text}
    for method, path, body in (
        ("put", "/api/push/subscription", {"endpoint": text, "keys": keys}),
        ("put", "/api/push/subscription", {"endpoint": f"https://push.example/{text}", "keys": keys}),
        ("put", "/api/push/choices", {"muted": [text]}),
        ("post", "/api/outbox", {"envelopes": [{"change": new_id(), "key": text, "enc": text, "sealed": text}]}),
    ):
        response = getattr(phone.http, method)(path, json=body, headers=headers)
        assert response.status_code < 500, (path, body)


def hostile_addresses(app: Flask, world: World) -> Iterator[str]:
    for address in chain.from_iterable(addresses(app, world).values()):
        for value in HOSTILE.values():
            yield address + "?" + "&".join(f"{argument}={quote(value)}" for argument in ARGUMENTS)
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            open_ended = re.sub(r"<id:\w+>", new_id(), rule.rule)
            for value in ("a%00b", "%ED%A0%80", "9" * 40):
                yield re.sub(r"<[^>]*>", value, open_ended)


@pytest.mark.parametrize("role", ROLES)
def test_an_address_with_anything_in_it_is_answered(anywhere: Flask, office: OfficeUnderTest, role: str) -> None:
    world = World(office)
    world.fill()
    client = office.everywhere(role)
    failed = []
    for address in dict.fromkeys(hostile_addresses(anywhere, world)):
        response = client.http.get(address, headers=ENGLISH)
        failed += [address] if response.status_code >= 500 else []
        response.close()
    assert failed == []


@pytest.mark.parametrize("role", ROLES)
def test_a_form_with_anything_in_its_fields_is_answered(anywhere: Flask, office: OfficeUnderTest, role: str) -> None:
    world = World(office)
    world.fill()
    client = office.everywhere(role)
    failed = []
    for sent, given in fillings(forms_of(anywhere, world, client)):
        response = client.http.post(sent.action, data={**sent.values, **given}, headers=ENGLISH)
        failed += [(sent.action, given)] if response.status_code >= 500 else []
        response.close()
    assert failed == []


def forms_of(app: Flask, world: World, client: Client) -> list[Form]:
    """Each form that a role's pages hold, once."""
    found: dict[tuple[str, frozenset[str]], Form] = {}
    for address in chain.from_iterable(addresses(app, world).values()):
        response = client.http.get(address, headers=ENGLISH)
        if response.mimetype == "text/html":
            reader = _Forms()
            reader.feed(response.text)
            for form in reader.forms:
                # Whoever ends the session has no more forms.
                if form.method == "post" and "sign-out" not in form.action:
                    found.setdefault((form.action.partition("?")[0], frozenset(form.values)), form)
        response.close()
    return list(found.values())


def fillings(forms: list[Form]) -> Iterator[tuple[Form, dict[str, str]]]:
    """Every field of every form by itself, and all of them at once."""
    for form in forms:
        names = [each for each in form.values if each not in NOT_FILLED_IN]
        yield from ((form, {name: value}) for name in names for value in (HOSTILE["null"], HOSTILE["int4"]))
        yield from ((form, dict.fromkeys(names, value)) for value in HOSTILE.values() if names)
