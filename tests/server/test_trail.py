"""What is noted in the trail: every look, once, with who, when, from which phone and address; and never a name."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import pytest
from flask import Flask
from sqlalchemy import select

from server.ground.ids import new_id
from server.http.access import Permission, allow, declared
from server.http.looks import declared_looks, looks_at
from server.models.trail import Trail
from server.services.accounts import change_account, revoke_device, set_active, set_password
from server.store import reading, utcnow, writing
from server.store.trail import TrailFilter, TrailRow
from sync.records import KINDS
from sync.roles import ROLES
from tests.server.office.desk import ENGLISH, Desk
from tests.server.people import PASSWORD, OfficeUnderTest, change, visit
from tests.server.test_who_reads_what import addresses, read_by
from tests.server.world import World

HERE: Final = "192.0.2.7"

SHOWS_NOTHING: Final = {
    "office_agenda.add": "sends on",
    "office_agenda.carry": "sends on",
    "office_agenda.move": "sends on",
    "office_agenda.remove": "sends on",
    "office_appointments.settle": "sends on",
    "office_approvals.agree": "shows a link",
    "office_approvals.disagree": "sends on",
    "office_claims.confirm_case": "sends on",
    "office_claims.confirm_household": "sends on",
    "office_devices.agree": "sends on",
    "office_devices.ask_to_revoke": "shows a phone",
    "office_devices.disagree": "sends on",
    "office_devices.lost": "counts what a phone holds",
    "office_devices.revoke": "sends on",
    "office_doubles.restore": "sends on",
    "office_handover.undo": "names cases, as a list does",
    "office_identities.bind": "sends on",
    "office_identities.unbind": "sends on",
    "office_erasures.refuse": "sends on",
    "office_erasures.release": "sends on",
    "office_imports.take_accounts_back": "counts what stays, with the way there",
    "office_imports.take_back": "counts what stays, with the way there",
    "office_outings.decide": "sends on",
    "office_passkeys.ask_to_remove": "shows a passkey of one's own",
    "office_passkeys.remove": "sends on",
    "office_recovery.decide": "sends on",
    "office_recovery.settle": "sends on",
    "office_recovery.take": "sends on",
    "office_series.cancel": "sends on",
    "office_series.end": "sends on",
    "office_tasks.remove": "sends on",
    "office_tasks.tick": "sends on",
    "office_team.end_absence": "shows the team board",
    "office_users.ask_for_factor": "sends on",
    "office_users.ask_to_deactivate": "shows an account",
    "office_users.change": "shows an account",
    "office_users.deactivate": "sends on",
    "office_users.end_sessions": "sends on",
    "office_users.hand_over": "shows a link",
    "office_users.reactivate": "sends on",
    "office_users.show": "shows an account",
    "office_users.take_request_back": "sends on",
}
"""Routes of the office with an id in their address that show nothing of a client, and why."""


def entries(office: OfficeUnderTest, *what: str) -> list[TrailRow]:
    """What stands in the trail, oldest first; without what the office was set up with."""
    with office.app.app_context(), reading(office.id) as store:
        found = list(reversed(store.trail.all(TrailFilter(), most=10_000)))
        assert store.audit.trail() == []
        assert store.audit.changes() == []
    return [each for each in found if not what or each.what in what]


def look(desk: Desk, address: str, status: int = 200, **more: Any) -> None:
    """Open a page to its last byte, as a browser does."""
    response = desk.http.get(address, headers=ENGLISH, buffered=True, environ_overrides={"REMOTE_ADDR": HERE, **more})
    assert response.status_code == status, response.text


@pytest.fixture
def desk(office: OfficeUnderTest) -> Desk:
    """A browser in which the supervisor is signed in."""
    desk = Desk(office.app.test_client())
    assert desk.sign_in(office.login("supervisor")).status_code == 303
    return desk


def test_reading_a_case_is_one_entry_with_who_when_and_from_where(office: OfficeUnderTest, desk: Desk) -> None:
    case, before = office.case_of(office.users["worker"]), utcnow()
    look(desk, f"/office/cases/{case}")
    (entry,) = entries(office, "read")
    assert (entry.actor, entry.address, entry.device) == (office.users["supervisor"], HERE, None)
    assert (entry.about_kind, entry.about, entry.scope, entry.reason) == ("case", case, case, None)
    assert before <= entry.at <= utcnow()
    look(desk, f"/office/cases/{case}?oldest")
    assert len(entries(office, "read")) == 2


def test_a_look_from_a_phones_browser_names_the_phone(office: OfficeUnderTest) -> None:
    case, phone = office.case_of(office.users["worker"]), office.everywhere("worker")
    look(Desk(phone.http), f"/office/cases/{case}")
    (entry,) = entries(office, "read")
    assert (entry.actor, entry.device) == (office.users["worker"], phone.device)


def test_the_address_is_that_which_the_named_proxies_give(
    office: OfficeUnderTest, desk: Desk, make_app: Callable[..., Flask]
) -> None:
    case = office.case_of(office.users["worker"])
    look(desk, f"/office/cases/{case}", HTTP_X_FORWARDED_FOR="203.0.113.9")
    look(desk, f"/office/cases/{case}", REMOTE_ADDR="nobody knows")
    assert [each.address for each in entries(office, "read")] == [HERE, None]


def test_what_was_not_shown_was_not_looked_at(office: OfficeUnderTest, desk: Desk) -> None:
    case = office.case_of(office.users["supervisor"])
    look(desk, f"/office/cases/{new_id()}", status=404)
    worker = Desk(office.app.test_client())
    worker.sign_in(office.login("worker"))
    look(worker, f"/office/cases/{case}", status=404)
    administrator = Desk(office.app.test_client())
    administrator.sign_in(office.login("administrator"))
    look(administrator, f"/office/cases/{case}", status=403)
    desk.open(f"/office/cases/{case}").encode()
    assert desk.send(form=case, main=office.users["worker"], shown_main=office.users["supervisor"]).status_code == 303
    assert entries(office, "read") == []


def test_a_form_that_is_shown_again_is_a_look(office: OfficeUnderTest, desk: Desk, note: str) -> None:
    """Otherwise whoever sends nonsense would read without a trace."""
    desk.open(f"/office/notes/{note}")
    sent = desk.form(note)
    desk.http.post(sent.action, data={**sent.values, "do": "nonsense"}, headers=ENGLISH, buffered=True)
    assert [each.about for each in entries(office, "read")] == [note]


@pytest.fixture
def note(office: OfficeUnderTest) -> str:
    """A worker's note of a visit."""
    made = visit(office.case_of(office.users["worker"]))
    assert office.client("worker").push(made)[0]["status"] == "applied"
    return str(made["record"])


def test_every_page_of_a_record_is_found_by_its_case(app: Flask, world: World) -> None:
    client = world.office.everywhere("manager")
    opened = [
        address
        for rule, found in addresses(app, world).items()
        if rule.startswith("/office/") and declared_looks(app.view_functions[_endpoint(app, rule)])
        for address in found
    ]
    for address in opened:
        response = client.http.get(address, headers={"Accept": "text/html"}, buffered=True)
        assert response.status_code == 200, address
    with app.app_context(), reading(world.office.id) as store:
        scopes = tuple(world.ids[kind] for kind in ("case", "person", "household"))
        of_case = store.trail.all(TrailFilter(scopes=scopes), most=999)
    looks = [each for each in of_case if each.what in {"read", "print_view", "trail_read"}]
    # Two notes beside each other are two looks, and so are a person and their household; of a meeting's papers each
    # case that is among them is one.
    assert len(looks) == len(opened) + 3
    assert {each.about_kind for each in looks} == {
        "case", "person", "household", "support", "plan", "meeting", "agenda_item", "conflict", "consent",
        "appointment", "series", "task"
    }  # fmt: skip
    assert {each.about_kind for each in looks if each.what == "print_view"} == {"case", "meeting"}


def _endpoint(app: Flask, rule: str) -> str:
    return next(
        each.endpoint for each in app.url_map.iter_rules() if each.rule == rule and "GET" in (each.methods or ())
    )


def test_every_route_of_a_record_says_what_it_shows(app: Flask) -> None:
    silent = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/office/") and "<id:" in rule.rule
        if declared_looks(app.view_functions[rule.endpoint]) is None
    }
    assert silent == SHOWS_NOTHING.keys()


def test_what_routes_say_names_kinds_and_their_own_arguments(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        found = declared_looks(app.view_functions[rule.endpoint])
        if found is not None:
            kind, arguments = found
            assert kind in KINDS
            assert set(arguments) <= rule.arguments
            assert arguments


def test_a_new_route_that_shows_a_record_fails_until_it_says_so(app: Flask) -> None:
    app._got_first_request = False
    app.add_url_rule("/office/new/<id:case>", "new", allow(Permission.SIGN_IN)(lambda case: case))
    with pytest.raises(AssertionError):
        test_every_route_of_a_record_says_what_it_shows(app)
    said = allow(Permission.SIGN_IN)(looks_at("case", "case")(lambda case: case))
    assert declared(said) == Permission.SIGN_IN
    app.view_functions["new"] = said
    test_every_route_of_a_record_says_what_it_shows(app)


def test_signing_in_and_out_is_noted_with_the_phone(office: OfficeUnderTest) -> None:
    phone = office.client("worker")
    worker, device = office.users["worker"], phone.device
    phone.http.delete("/api/session", headers=phone.headers())
    again = office.client("worker", device=device)
    told = [(each.what, each.actor, each.device, each.details) for each in entries(office)[-5:]]
    assert told == [
        ("signed_in", worker, device, {"place": "phone"}),
        ("device_registered", worker, device, {"how": "free"}),
        ("signed_out", worker, device, {}),
        ("signed_in", worker, device, {"place": "phone"}),
        ("device_registered", worker, device, {"how": "again"}),
    ]
    assert again.token


def test_a_wrong_password_is_noted_with_the_office_of_its_login_and_no_other(
    office: OfficeUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    stranger = office.client()
    stranger.sign_in(office.login("clerk"), "not-the-password")
    for login, password in ((office.login("clerk"), "wrong-but-long"), ("nobody@nowhere", PASSWORD)):
        body = {"login": login, "password": password, "device": {"id": stranger.device, "name": "電話"}}
        headers = {"X-CSRF-Token": stranger.token}
        response = stranger.http.post("/api/session", json=body, headers=headers, buffered=True)
        assert response.status_code == 401
    failed = entries(office, "sign_in_failed")
    assert [(each.actor, each.about_kind, each.about) for each in failed] == [(None, "staff", office.users["clerk"])]
    assert failed[0].address == "127.0.0.1"
    assert "sign_in_failed_unknown" in caplog.text
    assert "nobody@nowhere" not in caplog.text


def test_accounts_phones_and_passwords_are_noted_by_who_and_about_whom(office: OfficeUnderTest) -> None:
    phone, worker, now = office.client("worker"), office.users["worker"], utcnow()
    with office.app.app_context(), writing(office.id) as store:
        change_account(store, worker, name="別名", role="supervisor", by=worker, now=now)
        set_password(store, worker, PASSWORD, now=now)
        set_active(store, worker, False, by=worker, now=now)
        set_active(store, worker, True, by=worker, now=now)
        revoke_device(store, phone.device, now=now)
        revoke_device(store, new_id(), now=now)
    told = [(each.what, each.about, each.details) for each in entries(office)[-7:]]
    assert told[:6] == [
        ("account_changed", worker, {"fields": ["name", "role"], "role": "supervisor"}),
        ("password_set", worker, {}),
        ("sessions_ended", worker, {"sessions": 1}),
        ("account_stopped", worker, {}),
        ("account_resumed", worker, {}),
        ("device_revoked", phone.device, {}),
    ]
    assert told[6][0] == "changes"


def test_what_an_administrator_does_at_the_desk_is_theirs(office: OfficeUnderTest) -> None:
    desk, user = Desk(office.app.test_client()), office.users["worker"]
    desk.sign_in(office.login("administrator"))
    desk.open(f"/office/users/{user}")
    assert desk.send(form=user, name="別名", role="worker").status_code == 303
    (entry,) = entries(office, "account_changed")
    assert (entry.actor, entry.about) == (office.users["administrator"], user)


def test_settings_searches_lists_and_calendar_addresses_are_noted(office: OfficeUnderTest, desk: Desk) -> None:
    desk.open("/office/reminders/")
    desk.send(no_contact_days="45")
    desk.open("/office/cases/")
    desk.send(words="見本 花子")
    desk.http.get("/office/reports/accompaniment?since=2026-10&until=2026-10", headers=ENGLISH, buffered=True)
    desk.http.get("/office/reports/accompaniment.csv?since=2026-10&until=2026-10", buffered=True)
    phone = office.client("worker")
    phone.http.post("/api/calendar-feed", headers=phone.headers())
    phone.http.delete("/api/calendar-feed", headers=phone.headers())
    what = "settings_changed", "searched", "report_read", "exported", "feed_opened", "feed_closed"
    found = entries(office, *what)
    assert [each.what for each in found] == list(what)
    assert found[1].details == {"list": "cases"}
    assert found[3].details == {"list": "accompaniment", "since": "2026-10", "until": "2026-10"}
    assert found[0].details["settings"]


def test_a_phone_that_is_given_a_case_is_noted_once(office: OfficeUnderTest) -> None:
    case, phone = office.case_of(office.users["worker"]), office.client("worker")
    exchange(phone)
    (entry,) = entries(office, "delivered")
    assert (entry.actor, entry.device) == (office.users["worker"], phone.device)
    assert case in entry.details["scopes"]
    assert entry.details["records"] == 2
    phone.push(visit(case))
    exchange(phone)
    exchange(phone)
    assert len(entries(office, "delivered")) == 1
    other = office.case_of(office.users["worker"])
    exchange(phone)
    assert other in entries(office, "delivered")[-1].details["scopes"]
    assert case not in entries(office, "delivered")[-1].details["scopes"]
    with office.app.app_context(), reading(office.id) as store:
        assert [each.what for each in store.trail.all(TrailFilter(scopes=(case,)), most=9)].count("delivered") == 1


def exchange(phone: Any) -> None:
    body = {"changes": [], "cursor": phone.cursor}
    response = phone.http.post("/api/exchange", json=body, headers=phone.headers(), buffered=True)
    assert response.status_code == 200
    phone.cursor = response.get_json()["cursor"]


def test_a_push_is_one_entry_whatever_it_writes(office: OfficeUnderTest) -> None:
    case, phone = office.case_of(office.users["worker"]), office.client("worker")
    before = len(entries(office, "changes"))
    made = visit(case)
    phone.push(made, visit(case), change("support", {"place": "役所"}, made["record"], made["id"]))
    new = entries(office, "changes")[before:]
    assert [(each.actor, each.device, each.scope, each.details["count"]) for each in new] == [
        (office.users["worker"], phone.device, case, 3)
    ]


def test_what_commands_and_jobs_write_is_nobodys(office: OfficeUnderTest) -> None:
    office.case_of(office.users["worker"])
    last = entries(office, "changes")[-1]
    assert (last.actor, last.device, last.address) == (None, None, None)


@pytest.mark.parametrize("role", ROLES)
def test_no_entry_holds_a_name_a_word_that_was_searched_or_anything_that_was_written(
    app: Flask, world: World, role: str
) -> None:
    read_by(app, world, role)
    Desk(app.test_client()).sign_in(world.office.login(role), password=next(iter(world.words)) * 3)
    desk = Desk(app.test_client())
    desk.sign_in(world.office.login(role))
    for word in list(world.words)[:3]:
        if "cases" in desk.http.get("/office/", headers=ENGLISH).headers.get("Location", ""):
            desk.open("/office/cases/")
            desk.send(words=word)
    with app.app_context(), reading(world.office.id) as store:
        rows = [str(tuple(row)) for row in store.connection.execute(select(Trail))]
    assert len(rows) > len(ROLES)
    told = re.compile(r"[^\x00-\x7f]|@")
    assert [row for row in rows if told.search(row)] == []
