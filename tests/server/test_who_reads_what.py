"""The matrix role × kind × field × path: what stands in a field reaches those who may read it, and nobody else.

Each role goes through every address that there is, exchanges, searches, and sends what is empty to every address that
takes something. A new route, role, kind or field is in it by itself.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from itertools import chain, product
from pathlib import Path
from typing import Final

import pytest
from flask import Flask

from server.ground.blobs import Blobs
from server.ground.ids import new_id
from server.ground.installation import installation_of
from server.office.reports import reports
from server.services.casework import change_as_server
from server.store import reading, utcnow, writing
from server.store.cases import CaseFilter
from server.store.reader import reader_of
from sync.codes import CODE_LISTS
from sync.fields import Json, write_moment
from sync.records import KINDS
from sync.roles import ROLES, Permission, may
from sync.sharing import CATEGORIES
from tests.server.people import Client
from tests.server.restricting import open_with_reason, restrict
from tests.server.world import Place, World

UNOPENED: Final = {
    "/calendar/<token>.ics",
    "/office/link/<secret>",
    "/static/dist/<path:name>",
    "/static/icons/<path:name>",
    "/api/push/test/<id:notice>",
    "/office/account/passkeys/<id:passkey>/remove",
    "/office/provider/back",
    "/office/provider/phone",
}
"""Rules that open nothing here: a calendar and a choice of a password by the secret in their address, files that hold
no records, a notice that was not pushed, a passkey that nobody has here, and the city's sign-in, which is not set up
here.
"""

CONTENT: Final[Place] = ("attachment", "content")
"""What stands in the file of the attachment: as sensitive as a narrative."""

ON_A_PHONE: Final[frozenset[Place]] = frozenset(
    {
        ("conflict", "current"),
        ("notice", "place"),
        ("outing", "no_note"),
    }
)
"""What no page of the office shows; of a conflict that is open it shows what stands in the record now."""

NOT_SHOWN: Final = {"kana", "source", "frequency", "about_kind", "field"}
"""Texts that everybody may read, and that not every page with the record shows."""


@pytest.fixture
def world(app: Flask, world: World, tmp_path: Path) -> World:
    """The world, with the file of its attachment."""
    word = f"語{len(world.words):04d}号"
    content = f"%PDF-1.7\n{word}".encode()
    installation_of(app).blobs = Blobs(tmp_path)
    sha256 = hashlib.sha256(content).hexdigest()
    assert Blobs(tmp_path).keep(world.office.id, world.ids["attachment"], [content], size=len(content), sha256=sha256)
    world.words[word] = CONTENT
    return world


def addresses(app: Flask, world: World, method: str = "GET") -> dict[str, list[str]]:
    """Every address that takes a method, by its rule, with the ids and names of this world in it."""
    found: dict[str, list[str]] = {}
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()):
            arguments = [[(name, value) for value in values_of(world, name)] for name in sorted(rule.arguments)]
            found[rule.rule] = [_filled(rule.rule, dict(chosen)) for chosen in product(*arguments)]
    return found


def values_of(world: World, argument: str) -> list[str]:
    """What may stand in an address for an argument: each report for a name, a day on which the recurring visit has a
    time, an id for anything else.
    """
    named = {"note": "support", "item": "agenda_item", "one": "support", "other": "twin"}
    if argument == "name":
        return sorted(reports())
    if argument == "day":
        return ["2027-02-16"]
    if argument == "user":
        return [world.office.users["worker"]]
    if argument == "device":
        return [world.device]
    return [world.ids.get(named.get(argument, argument), new_id())]


def _filled(rule: str, values: Mapping[str, str]) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], rule)


def read_by(app: Flask, world: World, role: str) -> dict[Place, set[str]]:
    """Each field that a role was shown, with the paths on which it stood."""
    client = world.office.everywhere(role)
    found: dict[Place, set[str]] = {}

    def note(path: str, text: str) -> None:
        for place in world.seen(text):
            found.setdefault(place, set()).add(path)

    for address in chain.from_iterable(addresses(app, world).values()):
        for accept in ("text/html", "application/json"):
            response = client.http.get(address, headers=client.headers(Accept=accept, **{"Accept-Language": "ja"}))
            note(address, response.get_data().decode(errors="replace"))
            note(address, " ".join(f"{name}: {value}" for name, value in response.headers))
            response.close()
    while (response := client.exchange()).status_code == 200:
        note("the exchange", response.get_data(as_text=True))
        client.cursor = response.get_json()["cursor"]
        if not response.get_json()["more"]:
            break
    note("the exchange", client.exchange().get_data(as_text=True))
    for place, path in chain(answers_to_words(world, role), answers_to(app, world, role)):
        found.setdefault(place, set()).add(path)
    return found


def answers_to(app: Flask, world: World, role: str) -> Iterator[tuple[Place, str]]:
    """What a role reads in the answers to empty forms and empty requests, sent to every address that takes one."""
    client = world.office.everywhere(role)
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for address in chain.from_iterable(addresses(app, world, method).values()):
            for accept, body in (("text/html", None), ("application/json", {})):
                headers = client.headers(Accept=accept)
                response = client.http.open(
                    address, method=method, headers=headers, data={} if body is None else None, json=body
                )
                assert response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, address
                yield from ((place, f"{method} {address}") for place in world.seen(response.get_data(as_text=True)))
                response.close()
                if client.http.get("/api/session").status_code == HTTPStatus.UNAUTHORIZED:
                    client = world.office.everywhere(role)


def answers_to_words(world: World, role: str) -> Iterator[tuple[Place, str]]:
    """What a role reads in the answers to words that it types: who resembles whoever comes, of which case a record is,
    and what is found anywhere.
    """
    client = world.office.everywhere(role)
    words = {place: word for word, place in world.words.items()}
    typed = (
        ("/office/intake/alike", "name", words["person", "name"]),
        ("/office/records/cases", "words", words["person", "name"]),
        ("/office/search/", "words", words["person", "name"]),
        ("/office/search/", "words", words["support", "narrative"]),
    )
    for address, field, word in typed:
        response = client.http.post(address, data={field: word}, headers=client.headers(), follow_redirects=True)
        told = response.get_data(as_text=True).replace(f'value="{word}"', "")
        yield from ((place, f"POST {address} {field}={word}") for place in world.seen(told))


def is_sensitive(place: Place) -> bool:
    return place == CONTENT or place[1] in KINDS[place[0]].sensitive


@pytest.mark.parametrize("role", ROLES)
def test_a_field_reaches_those_who_may_read_it_and_nobody_else(
    app: Flask, world: World, role: str, caplog: pytest.LogCaptureFixture
) -> None:
    read = read_by(app, world, role)
    sensitive = {place for place in read if is_sensitive(place)}
    about_clients = {place for place in read if KINDS[place[0]].is_about_a_client or KINDS[place[0]].is_personal}
    if not may(role, Permission.READ_SENSITIVE):
        assert {place: read[place] for place in sensitive} == {}
    if not may(role, Permission.READ_OWN_CASES):
        assert {place: read[place] for place in about_clients} == {}
    assert world.seen(caplog.text) == set()


def test_a_worker_reads_every_word_of_their_cases(app: Flask, world: World) -> None:
    """Otherwise the matrix would find nothing because it looks for nothing."""
    assert unread_by(world, read_by(app, world, "worker")) == set()


@pytest.mark.parametrize("role", ["supervisor", "manager"])
def test_whoever_leads_reads_every_word_that_a_page_of_the_office_shows(app: Flask, world: World, role: str) -> None:
    """The case is on nobody's phone but its worker's."""
    assert unread_by(world, read_by(app, world, role)) - ON_A_PHONE == set()


def unread_by(world: World, read: Mapping[Place, set[str]]) -> set[Place]:
    """The fields that were not shown, but for those that need not be."""
    return {place for place in world.words.values() if place not in read and place[1] not in NOT_SHOWN}


def test_a_register_keeper_reads_the_registers(app: Flask, world: World) -> None:
    read = read_by(app, world, "clerk")
    assert {("person", "name"), ("person", "phone"), ("person", "address"), ("case", "number")} <= read.keys()


# What is shared with a partner, by the state of the consent

DAY: Final = dt.timedelta(days=1)


def shared_so(world: World, standing: str) -> None:
    """Have the world's client, and the one other member of the household, share everything with the partner; and have
    that stand as it is said.
    """
    today = utcnow().date()
    terms: dict[str, Json] = {
        "case": world.ids["case"],
        "person": world.ids["person"],
        "receiver": world.office.users["partner"],
        "shares": list(CODE_LISTS["shared"]),
        "purpose": "語9000号",
        "given_on": (today - 9 * DAY).isoformat(),
        "begins_on": (today - 9 * DAY).isoformat(),
        "ends_on": (today + 9 * DAY).isoformat(),
        "form": "signed_on_paper",
        "given_by": "self",
    }
    terms |= {
        "shared": {},
        "ended": {"ends_on": (today - 2 * DAY).isoformat()},
        "not begun": {"begins_on": (today + 2 * DAY).isoformat()},
        "withdrawn": {"withdrawn_on": today.isoformat(), "withdrawn_by": "self"},
        "withdrawn, the day taken out": {"withdrawn_at": write_moment(utcnow())},
        "of another partner": {"receiver": world.office.hire("another", "partner")},
        "of a worker": {"receiver": world.office.users["worker"]},
    }[standing]
    with world.office.app.app_context(), writing(world.office.id) as store:
        for whose in ({}, {"member": "見本 ハナ(母)"}):
            by = world.office.users["manager"]
            change_as_server(store, "consent", new_id(), terms | whose, by=by, now=utcnow())


SHARED: Final = {
    (kind, field) for opened in CATEGORIES.values() for kind, fields in opened.items() for field in fields
} | {("person", "name"), ("person", "kana"), ("staff", "name")}
"""What can be shared at all."""


def test_a_partner_reads_every_word_that_is_shared_and_no_other(app: Flask, world: World) -> None:
    shared_so(world, "shared")
    read = {place for place in read_by(app, world, "partner") if place[0] != "staff"}
    assert read == {place for place in world.words.values() if place in SHARED and place[0] != "staff"}


@pytest.mark.parametrize(
    "standing",
    ["ended", "not begun", "withdrawn", "withdrawn, the day taken out", "of another partner", "of a worker"],
)
def test_a_partner_reads_nothing_where_no_consent_to_them_is_in_force(app: Flask, world: World, standing: str) -> None:
    shared_so(world, standing)
    assert {place for place in read_by(app, world, "partner") if KINDS[place[0]].is_about_a_client} == set()


def found_by(world: World, role: str) -> set[Place]:
    """By the words of which fields a role's search of the cases finds the case."""
    reader = reader_of(world.office.users[role], role)
    with world.office.app.app_context(), reading(world.office.id) as store:
        cases = store.as_seen_by(reader).cases
        return {place for word, place in world.words.items() if cases.page(CaseFilter(words=word)).total}


def test_nothing_is_found_by_what_its_reader_is_not_shown(world: World) -> None:
    read_by_all = {place for place in found_by(world, "supervisor") if not is_sensitive(place)}
    assert found_by(world, "clerk") == read_by_all
    assert ("household", "members") in found_by(world, "supervisor")
    assert found_by(world, "partner") == found_by(world, "administrator") == set()


def test_the_matrix_opens_every_page_that_there_is(app: Flask, world: World) -> None:
    """A rule whose addresses are refused to everybody would be in it in name only."""
    clients = [world.office.everywhere(role) for role in ROLES]
    unopened = {
        rule
        for rule, found in addresses(app, world).items()
        if not any(opens(*each) for each in product(clients, found))
    }
    assert unopened == UNOPENED


def opens(client: Client, address: str) -> bool:
    """Whether an address is answered with something."""
    response = client.http.get(address, headers={"Accept": "text/html"})
    response.close()
    return response.status_code < HTTPStatus.BAD_REQUEST


def test_the_matrix_reads_answers_to_what_is_sent(app: Flask, world: World) -> None:
    """A form that lacks something comes back with what it is about: to those who may read that."""
    shown = {place for place, path in answers_to(app, world, "supervisor") if path.startswith("POST ")}
    assert {("support", "narrative"), ("person", "name")} <= shown
    found = {path.split(" ")[1] for _, path in answers_to_words(world, "supervisor")}
    assert found == {"/office/intake/alike", "/office/records/cases", "/office/search/"}


# What is restricted


CALLED_FOR: Final[frozenset[Place]] = frozenset({("outing", "place"), ("person", "address")})
"""What those are told who answer a call for help, of whichever case: where to send somebody."""


def of_the_case(read: Mapping[Place, set[str]]) -> dict[Place, set[str]]:
    """What was shown of the client and their case."""
    return {place: paths for place, paths in read.items() if KINDS[place[0]].is_about_a_client}


@pytest.mark.parametrize("role", ROLES)
def test_a_case_that_is_restricted_to_others_reaches_nobody(
    app: Flask, world: World, role: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Only the second manager is named: whoever works with every case has lost it, and so has its worker."""
    named = world.office.hire("manager2", "manager")
    restrict(world.office, world.ids["case"], named)
    read = of_the_case(read_by(app, world, role))
    if may(role, Permission.ANSWER_ALARMS):
        read = {place: paths for place, paths in read.items() if place not in CALLED_FOR}
    assert read == {}
    assert found_by(world, role) == set()
    assert world.seen(caplog.text) == set()


def test_without_a_call_for_help_not_even_where_it_is_is_told(app: Flask, world: World) -> None:
    with app.app_context(), writing(world.office.id) as store:
        safe = {"safe_at": "2026-11-20T03:00:00Z"}
        by = world.office.users["manager"]
        change_as_server(store, "outing", world.ids["outing"], safe, by=by, now=utcnow())
    restrict(world.office, world.ids["case"], world.office.hire("manager2", "manager"))
    read = read_by(app, world, "supervisor")
    assert of_the_case(read) == {}
    assert ("outing", "place") not in read
    assert ("outing", "companions") not in read


@pytest.mark.parametrize("role", ["worker", "supervisor", "manager"])
def test_those_to_whom_a_case_is_restricted_read_it_as_before(app: Flask, world: World, role: str) -> None:
    restrict(world.office, world.ids["case"], world.office.users[role], world.office.users["manager"])
    unread = unread_by(world, read_by(app, world, role))
    assert unread - (set() if role == "worker" else ON_A_PHONE) == set()


@pytest.mark.parametrize("role", ["supervisor", "manager"])
def test_whoever_opens_a_case_with_a_reason_reads_it_as_before(app: Flask, world: World, role: str) -> None:
    restrict(world.office, world.ids["case"], world.office.hire("manager2", "manager"))
    (number,) = [word for word, place in world.words.items() if place == ("case", "number")]
    open_with_reason(world.office, number, role)
    read = read_by(app, world, role)
    # The notices about it are gone, and those of now are not of this world.
    assert unread_by(world, read) - ON_A_PHONE - {("notice", "place")} == set()


def test_a_clerk_who_opens_a_case_reads_what_clerks_read(app: Flask, world: World) -> None:
    restrict(world.office, world.ids["case"], world.office.hire("manager2", "manager"))
    (name,) = [word for word, place in world.words.items() if place == ("person", "name")]
    open_with_reason(world.office, name, "clerk")
    read = read_by(app, world, "clerk")
    assert {("person", "name"), ("case", "number")} <= read.keys()
    assert {place for place in read if is_sensitive(place)} == set()
