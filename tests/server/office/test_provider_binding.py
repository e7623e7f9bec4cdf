"""Accounts and identities at the provider: who connects them, and where people sign in by them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from server.services.accounts import change_account, hire
from server.services.links import make_link
from server.store import reading, utcnow, writing
from tests.server.authenticator import code_of, enrol
from tests.server.office.city import bound, by_provider, come_back, require_second_factors, sent_to, to_provider
from tests.server.office.desk import Desk, is_in, link_on
from tests.server.openid_provider import SECRET, SUBJECT, OpenIdProvider
from tests.server.people import PASSWORD, OfficeUnderTest
from tests.server.test_trail import entries

DeskFor = Callable[[str], Desk]


def test_the_link_of_an_invitation_binds_instead_of_a_password(
    office: OfficeUnderTest, provider: OpenIdProvider, desk_for: DeskFor
) -> None:
    worker, desk = office.users["worker"], desk_for("manager")
    desk.open(f"/office/users/{worker}")
    desk.send(form="/link")
    link = link_on(desk)
    own = Desk(office.app.test_client())
    own.open(link)
    own.post(f"/office/provider/link/{link.rpartition('/')[2]}", csrf_token=own.token(), shared="yes")
    come_back(own, provider.grant(sent_to(own)))
    assert is_in(own)
    assert not first_phone_comes_by_itself(office, worker), "the account was in use before"
    assert is_in(by_provider(office, provider))
    assert Desk(office.app.test_client()).http.get(link).status_code == 404, "it is used up"
    assert [each.about for each in entries(office, "identity_bound")] == [worker]


def test_an_invitation_that_connects_the_citys_account_lets_the_first_phone_in(
    office: OfficeUnderTest, provider: OpenIdProvider
) -> None:
    with office.app.app_context(), writing(office.id) as store:
        newcomer = hire(store, login="shinjin@otaru", name="新人", role="worker", now=utcnow())
    for comes_by_itself in (True, False):
        with office.app.app_context(), writing(office.id) as store:
            store.devices.expect_first(newcomer, None)
            link = make_link(store, newcomer, by=None, now=utcnow())
        own = Desk(office.app.test_client())
        own.open("/office/sign-in")
        own.post(f"/office/provider/link/{link.secret}", csrf_token=own.token())
        come_back(own, provider.grant(sent_to(own)))
        assert is_in(own)
        assert first_phone_comes_by_itself(office, newcomer) is comes_by_itself, "it is invited once"


def first_phone_comes_by_itself(office: OfficeUnderTest, user: str) -> bool:
    with office.app.app_context(), reading(office.id) as store:
        return store.devices.expects_first(user, utcnow())


def test_a_link_binds_nothing_to_an_account_with_a_second_factor(
    office: OfficeUnderTest, provider: OpenIdProvider, desk_for: DeskFor
) -> None:
    """An administrator makes such links, and an identity could stand in for the second factor."""
    supervisor, desk = office.users["supervisor"], desk_for("administrator")
    enrol(office.app, office.id, supervisor)
    desk.open(f"/office/users/{supervisor}")
    desk.send(form="/link")
    link = link_on(desk)
    own = Desk(office.app.test_client())
    assert "Otaru account" not in own.open(link)
    own.post(f"/office/provider/link/{link.rpartition('/')[2]}", csrf_token=own.token())
    come_back(own, provider.grant(sent_to(own)))
    assert not is_in(own)
    assert not is_in(by_provider(office, provider))


@pytest.mark.parametrize(
    ("role", "user", "may"),
    [
        ("administrator", "partner", False),
        ("administrator", "clerk", False),
        ("administrator", "worker", False),
        ("administrator", "supervisor", False),
        ("manager", "worker", True),
        ("manager", "supervisor", True),
        ("manager", "administrator", False),
        ("supervisor", "worker", False),
        ("worker", "clerk", False),
    ],
)
def test_whoever_lets_somebody_in_by_a_link_binds_them_too_and_nobody_else(
    office: OfficeUnderTest, provider: OpenIdProvider, desk_for: DeskFor, role: str, user: str, may: bool
) -> None:
    desk = desk_for(role)
    token = desk.http.get("/api/csrf").get_json()["csrf_token"]
    answer = desk.post(f"/office/users/{office.users[user]}/identity", csrf_token=token, subject=SUBJECT)
    assert (answer.status_code == 303) is may, answer.text
    assert is_in(by_provider(office, provider)) is may


def test_no_second_factor_is_got_round_by_binding(
    office: OfficeUnderTest, provider: OpenIdProvider, desk_for: DeskFor
) -> None:
    enrol(office.app, office.id, office.users["worker"])
    desk = desk_for("manager")
    token = desk.http.get("/api/csrf").get_json()["csrf_token"]
    address = f"/office/users/{office.users['worker']}/identity"
    assert desk.post(address, csrf_token=token, subject=SUBJECT).status_code == 403


def test_an_identity_is_of_one_account_and_goes_with_it_when_that_begins_anew(
    office: OfficeUnderTest, provider: OpenIdProvider, desk_for: DeskFor
) -> None:
    bound(office, "administrator")
    office.hire("kanri2", "administrator")
    desk = desk_for("manager")
    desk.open(f"/office/users/{office.users['worker']}")
    desk.send(form="/identity", subject=SUBJECT)
    assert "Another account has this identity already" in desk.follow()
    admin = Desk(office.app.test_client())
    admin.sign_in(office.login("kanri2"))
    admin.open(f"/office/users/{office.users['administrator']}")
    admin.send(form=office.users["administrator"], role="supervisor")
    desk.open("/office/approvals/")
    desk.send(form="/approve")
    assert not is_in(by_provider(office, provider)), "whoever comes to cases from outside begins anew"


def test_taking_an_identity_away_ends_what_it_opened(
    office: OfficeUnderTest, provider: OpenIdProvider, desk_for: DeskFor
) -> None:
    bound(office, "worker")
    own, admin = by_provider(office, provider), desk_for("administrator")
    admin.open(f"/office/users/{office.users['worker']}")
    admin.send(form="/identity/remove")
    assert not is_in(own)
    assert not is_in(by_provider(office, provider))
    assert [each.about for each in entries(office, "identity_unbound")] == [office.users["worker"]]


def test_ones_own_account_is_bound_by_whoever_has_just_shown_who_they_are(
    office: OfficeUnderTest, provider: OpenIdProvider, desk_for: DeskFor
) -> None:
    desk = desk_for("supervisor")
    desk.open("/office/account/")
    assert "/office/account/confirm" in desk.post("/office/provider/bind", csrf_token=desk.token()).location
    desk.open("/office/account/confirm/")
    desk.send(form="/confirm/", present=PASSWORD)
    desk.follow()
    desk.send(form="/bind")
    come_back(desk, provider.grant(sent_to(desk)))
    assert "as well" in desk.follow()
    assert is_in(by_provider(office, provider))


def test_another_role_leaves_the_identity_where_it_comes_to_no_more(
    office: OfficeUnderTest, provider: OpenIdProvider
) -> None:
    user = bound(office, "worker")
    with office.app.app_context(), writing(office.id) as store:
        change_account(store, user, role="clerk", by=office.users["administrator"], now=utcnow())
    assert is_in(by_provider(office, provider))


def test_the_provider_is_asked_anew_to_show_who_one_is(
    office: OfficeUnderTest, provider: OpenIdProvider, desk_for: DeskFor
) -> None:
    bound(office, "worker")
    desk = by_provider(office, provider)
    old = {"auth_time": int(utcnow().timestamp()) - 600}
    for claims, may in ((old, False), ({"auth_time": None}, False), ({}, True)):
        provider.claims = claims
        desk.open("/office/account/confirm/")
        desk.send(form="/provider/confirm")
        address = sent_to(desk)
        assert "prompt=login" in address
        come_back(desk, provider.grant(address))
        assert (desk.http.get("/office/account/passkeys/new").status_code == 200) is may


@pytest.mark.parametrize("onward", ["https://evil.jp/", "//evil.jp", "/office/\\evil.jp", "/api/session"])
def test_the_way_back_leads_nowhere_else(office: OfficeUnderTest, provider: OpenIdProvider, onward: str) -> None:
    bound(office, "worker")
    desk = Desk(office.app.test_client())
    come_back(desk, provider.grant(to_provider(desk, next=onward)))
    assert is_in(desk)
    assert desk.page.location == "/office/"


def test_a_shared_screen_has_the_provider_ask_anew_and_signs_out_there(
    office: OfficeUnderTest, provider: OpenIdProvider
) -> None:
    bound(office, "worker")
    desk = Desk(office.app.test_client())
    assert "prompt=login" not in to_provider(desk)
    address = to_provider(desk, shared="yes")
    assert "prompt=login" in address
    come_back(desk, provider.grant(address))
    desk.open("/office/account/")
    desk.send(form="/office/sign-out")
    assert sent_to(desk).startswith(
        f"{provider.issuer}/end?client_id=banso&post_logout_redirect_uri=https%3A%2F%2Fbanso"
    )
    assert not is_in(desk)


def test_a_phone_signs_in_by_the_provider_and_is_asked_for_what_is_needed_besides(
    office: OfficeUnderTest, provider: OpenIdProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_second_factors(office, monkeypatch)
    secret = enrol(office.app, office.id, bound(office, "supervisor"))
    phone = office.client()
    body: dict[str, Any] = {"device": {"id": phone.device, "name": "電話"}}

    def begin(**more: str) -> Any:
        phone.token = phone.http.get("/api/csrf").get_json()["csrf_token"]
        return phone.http.post("/api/session/identity", json=body | more, headers=phone.headers()).get_json()

    assert begin()["code"] == "identity_missing"
    desk = Desk(phone.http)
    desk.open("/office/provider/phone")
    come_back(desk, provider.grant(sent_to(desk)))
    assert desk.page.location == "/?identity"
    assert begin()["code"] == "second_factor_needed"
    assert begin(code=code_of(secret))["device"] == {"id": phone.device}
    assert begin()["code"] == "identity_missing", "it was good for one sign-in"


def test_no_page_and_no_log_holds_what_only_the_provider_is_told(
    office: OfficeUnderTest, provider: OpenIdProvider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    bound(office, "worker")
    desk = Desk(office.app.test_client())
    address = provider.grant(to_provider(desk))
    come_back(desk, address)
    said = caplog.text + str([vars(record) for record in caplog.records if record.name.startswith("banso")])
    assert SECRET not in said
    assert SUBJECT not in said
    assert address.partition("code=")[2].partition("&")[0] not in said
