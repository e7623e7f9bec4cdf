"""Signing in by a provider of identities: a real one on this machine, and everything that a false one tries."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jwk, jwt

from server.services.accounts import set_active
from server.store import reading, utcnow, writing
from sync.roles import ROLES
from tests.server.authenticator import Clock, code_of, enrol
from tests.server.office.city import (
    bound,
    by_provider,
    come_back,
    configure,
    require_second_factors,
    sent_to,
    to_provider,
)
from tests.server.office.desk import Desk, is_in
from tests.server.openid_provider import CLIENT, SUBJECT, OpenIdProvider
from tests.server.people import OfficeUnderTest
from tests.server.test_trail import entries


@pytest.mark.parametrize("role", ROLES)
def test_whoever_is_bound_is_signed_in_by_the_provider(
    office: OfficeUnderTest, provider: OpenIdProvider, role: str
) -> None:
    user = bound(office, role)
    desk = by_provider(office, provider)
    assert is_in(desk)
    noted = [(each.what, each.actor, each.details) for each in entries(office)[-2:]]
    assert noted[-1] == ("signed_in", user, {"place": "office", "way": "provider"})


def test_nobody_else_is_and_no_account_is_made_and_they_are_told_their_number(
    office: OfficeUnderTest, provider: OpenIdProvider
) -> None:
    provider.claims = {"email": office.login("manager"), "email_verified": True, "preferred_username": "manager"}
    desk = by_provider(office, provider)
    assert not is_in(desk)
    assert (desk.page.status_code, SUBJECT in desk.page.text) == (403, True)
    with office.app.app_context(), reading(office.id) as store:
        assert len(store.accounts.users()) == len(ROLES)


def elsewhere(claims: dict[str, Any]) -> Callable[[OpenIdProvider], None]:
    def say(provider: OpenIdProvider) -> None:
        provider.claims = claims

    return say


def unsigned(provider: OpenIdProvider) -> None:
    """A token with no signature, of a provider that signs none."""

    def part(said: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")

    now = int(utcnow().timestamp())
    said = {"iss": provider.issuer, "sub": SUBJECT, "aud": CLIENT, "exp": now + 300, "iat": now}
    nonce = next(iter(provider.codes.values()))["nonce"]
    provider.token = f"{part({'alg': 'none'})}.{part(said | {'nonce': nonce})}."


def signed_with_the_public_key(provider: OpenIdProvider) -> None:
    """HS256, with the public key as the secret that both know."""
    now = int(utcnow().timestamp())
    said = {"iss": provider.issuer, "sub": SUBJECT, "aud": CLIENT, "exp": now + 300, "iat": now}
    nonce = next(iter(provider.codes.values()))["nonce"]
    secret = jwk.OctKey.import_key(json.dumps(provider.key.as_dict(private=False), sort_keys=True))
    provider.token = jwt.encode({"alg": "HS256", "kid": "first"}, said | {"nonce": nonce}, secret)


def signed_by_another(provider: OpenIdProvider) -> None:
    """Another key under the name of the provider's."""
    provider.signs_with = jwk.RSAKey.generate_key(2048, {"kid": "first"})


FORGED: dict[str, Callable[[OpenIdProvider], None]] = {
    "wrong issuer": elsewhere({"iss": "https://evil.jp"}),
    "wrong audience": elsewhere({"aud": "another"}),
    "several audiences": elsewhere({"aud": [CLIENT, "another"]}),
    "of another party": elsewhere({"azp": "another"}),
    "wrong nonce": elsewhere({"nonce": "another"}),
    "no nonce": elsewhere({"nonce": None}),
    "expired": elsewhere({"exp": 1_600_000_000}),
    "without an end": elsewhere({"exp": None}),
    "an end that is no number": elsewhere({"exp": "soon"}),
    "from the future": elsewhere({"iat": 9_999_999_999}),
    "not good yet": elsewhere({"nbf": 9_999_999_999}),
    "without a subject": elsewhere({"sub": None}),
    "an empty subject": elsewhere({"sub": ""}),
    "a subject that is no text": elsewhere({"sub": 7}),
    "unsigned": unsigned,
    "signed with a shared secret": signed_with_the_public_key,
    "signed by another": signed_by_another,
}


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_token_lets_nobody_in(
    office: OfficeUnderTest, provider: OpenIdProvider, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    bound(office, "worker")
    desk = Desk(office.app.test_client())
    address = provider.grant(to_provider(desk))
    FORGED[how](provider)
    come_back(desk, address)
    assert not is_in(desk)
    assert desk.page.status_code == 401
    assert "provider_refused" in caplog.text


@pytest.mark.parametrize(
    "more",
    [{"iss": "https://evil.jp"}, {"iss": ""}, {"state": "another"}, {"code": "another"}, {"error": "access_denied"}],
    ids=["mix-up", "no issuer", "another state", "another code", "a no"],
)
def test_a_forged_way_back_lets_nobody_in(
    office: OfficeUnderTest, provider: OpenIdProvider, more: dict[str, str]
) -> None:
    bound(office, "worker")
    desk = Desk(office.app.test_client())
    come_back(desk, provider.grant(to_provider(desk), **more))
    assert not is_in(desk)


def test_the_way_back_is_of_one_browser_one_time_and_ten_minutes(
    office: OfficeUnderTest, provider: OpenIdProvider, clock: Clock
) -> None:
    bound(office, "worker")
    one, other = Desk(office.app.test_client()), Desk(office.app.test_client())
    address = provider.grant(to_provider(one))
    come_back(other, address)
    assert not is_in(other), "nobody was sent from here"
    to_provider(other)
    come_back(other, provider.grant(sent_to(one)))
    assert not is_in(other), "the state is another browser's"
    clock.pass_by(10 * 60 + 1)
    come_back(one, address)
    assert not is_in(one), "too late"
    late = Desk(office.app.test_client())
    address = provider.grant(to_provider(late))
    cookie = late.http.get_cookie("banso")
    assert cookie is not None
    come_back(late, address)
    assert is_in(late)
    thief = Desk(office.app.test_client())
    thief.http.set_cookie("banso", cookie.value)
    come_back(thief, provider.grant(sent_again(address, provider)))
    assert not is_in(thief), "a copy of the cookie is answered before"


def sent_again(address: str, provider: OpenIdProvider) -> str:
    """The request that led to an answer, as a thief of the cookie would repeat it."""
    return provider.requests[address]


def test_keys_change_and_are_asked_for_then_and_not_each_time(
    office: OfficeUnderTest, provider: OpenIdProvider
) -> None:
    bound(office, "worker")
    assert is_in(by_provider(office, provider))
    assert is_in(by_provider(office, provider))
    assert provider.asked.count("/keys") == 1
    provider.rotate()
    assert is_in(by_provider(office, provider))
    assert provider.asked.count("/keys") == 2
    assert provider.asked.count("/.well-known/openid-configuration") == 1


@pytest.mark.parametrize(
    ("strong", "claims", "expected"),
    [
        ({("amr", "mfa")}, {"amr": ["pwd", "mfa"]}, True),
        ({("acr", "high")}, {"acr": "high"}, True),
        ({("amr", "mfa")}, {"amr": ["pwd"]}, False),
        ({("amr", "mfa")}, {"amr": "mfa"}, False),
        ({("amr", "mfa")}, {"acr": "mfa"}, False),
        (set(), {"amr": ["mfa"]}, False),
        ({("amr", "mfa")}, {}, False),
    ],
)
def test_it_counts_as_a_second_factor_only_where_it_says_so_and_is_believed(
    office: OfficeUnderTest,
    provider: OpenIdProvider,
    monkeypatch: pytest.MonkeyPatch,
    strong: set[tuple[str, str]],
    claims: dict[str, Any],
    expected: bool,
) -> None:
    require_second_factors(office, monkeypatch)
    configure(office, monkeypatch, provider, strong=frozenset(strong))
    secret = enrol(office.app, office.id, bound(office, "supervisor"))
    provider.claims = claims
    desk = by_provider(office, provider)
    assert is_in(desk) is expected
    if not expected:
        desk.follow()
        desk.send(code=code_of(secret))
        assert is_in(desk)
        assert entries(office, "signed_in")[-1].details == {"place": "office", "way": "provider"}


def test_a_provider_that_is_down_is_said_with_the_way_that_is_left(
    office: OfficeUnderTest, provider: OpenIdProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound(office, "worker")
    provider.up = False
    for passwords, said in ((True, "with login and password meanwhile"), (False, "Please try again in a while")):
        configure(office, monkeypatch, provider, passwords=passwords)
        desk = Desk(office.app.test_client())
        desk.open("/office/sign-in")
        desk.post("/office/provider/sign-in", csrf_token=desk.token())
        assert (desk.page.status_code, said in desk.page.text) == (503, True)
    provider.up = True
    desk = Desk(office.app.test_client())
    address = provider.grant(to_provider(desk))
    provider.up = False
    come_back(desk, address)
    assert (desk.page.status_code, is_in(desk)) == (503, False)


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://evil.jp"},
        {"token_endpoint": "file:///etc/passwd"},
        {"jwks_uri": "ftp://10.0.0.1/keys"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": None},
        {"token_endpoint": "https:///token"},
        {"authorization_endpoint": "https://login.city.lg.jp/\r\nSet-Cookie: a=b"},
    ],
)
def test_a_description_that_leads_astray_is_not_followed(
    office: OfficeUnderTest, provider: OpenIdProvider, described: dict[str, Any]
) -> None:
    provider.described = described
    desk = Desk(office.app.test_client())
    desk.open("/office/sign-in")
    desk.post("/office/provider/sign-in", csrf_token=desk.token())
    assert desk.page.status_code == 503


def test_passwords_that_the_installation_has_ended_let_in_only_who_is_not_bound(
    office: OfficeUnderTest, provider: OpenIdProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound(office, "worker")
    configure(office, monkeypatch, provider, passwords=False)
    desk = Desk(office.app.test_client())
    assert desk.sign_in(office.login("worker")).status_code == 403
    assert desk.sign_in(office.login("worker"), "not-the-password").status_code == 401
    phone = office.client()
    assert phone.sign_in(office.login("worker")).get_json()["code"] == "password_ended"
    assert desk.sign_in(office.login("clerk")).status_code == 303


def test_an_account_that_is_out_of_use_or_of_another_office_is_refused_and_noted(
    office: OfficeUnderTest, provider: OpenIdProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = bound(office, "worker")
    configure(office, monkeypatch, provider, office="another")
    assert not is_in(by_provider(office, provider))
    configure(office, monkeypatch, provider)
    with office.app.app_context(), writing(office.id) as store:
        set_active(store, user, False, by=office.users["administrator"], now=utcnow())
    assert not is_in(by_provider(office, provider))
    noted = entries(office, "identity_refused")
    assert [(each.about, each.details) for each in noted] == [(user, {"why": "office"}), (user, {"why": "out_of_use"})]
