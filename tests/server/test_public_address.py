"""Under which address the installation is reached, and by which provider people sign in, as it is configured."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.ground.config import Misconfigured, read_settings
from server.ground.provider_settings import ProviderSettings
from server.ground.public_address import PublicAddress

ENVIRONMENT = {"BANSO_SECRET_KEY": "s" * 64, "BANSO_PUSH_CONTACT": "mailto:joho@banso-tests.jp"}
ADDRESS = {"BANSO_ADDRESS": "https://banso.city.lg.jp"}


@pytest.fixture
def secret(tmp_path: Path) -> dict[str, str]:
    file = tmp_path / "oidc"
    file.write_text("a secret\n")
    return {"BANSO_OIDC_SECRET": str(file)}


@pytest.mark.parametrize(
    ("given", "origin", "host"),
    [
        ("https://banso.city.lg.jp", "https://banso.city.lg.jp", "banso.city.lg.jp"),
        ("https://Banso.City.lg.jp/", "https://banso.city.lg.jp", "banso.city.lg.jp"),
        ("https://banso.city.lg.jp:443", "https://banso.city.lg.jp", "banso.city.lg.jp"),
        ("https://banso.city.lg.jp:8443", "https://banso.city.lg.jp:8443", "banso.city.lg.jp"),
        ("http://localhost:8000", "http://localhost:8000", "localhost"),
    ],
)
def test_an_address_is_read_as_browsers_write_it(tmp_path: Path, given: str, origin: str, host: str) -> None:
    settings = read_settings(ENVIRONMENT | {"BANSO_ADDRESS": given}, tmp_path, serving=True)
    assert settings.address == PublicAddress(origin, host)


@pytest.mark.parametrize(
    "given",
    [
        "banso.city.lg.jp",
        "http://banso.city.lg.jp",
        "https://192.0.2.7",
        "https://[2001:db8::1]",
        "https://banso.city.lg.jp/banso",
        "https://user@banso.city.lg.jp",
        "https://banso.city.lg.jp:port",
        "https://",
        "ftp://banso.city.lg.jp",
    ],
)
def test_what_is_no_address_for_passkeys_does_not_start(tmp_path: Path, given: str) -> None:
    with pytest.raises(Misconfigured, match="BANSO_ADDRESS"):
        read_settings(ENVIRONMENT | {"BANSO_ADDRESS": given}, tmp_path, serving=True)


def test_a_provider_is_read_with_what_it_is_believed(tmp_path: Path, secret: dict[str, str]) -> None:
    given = {
        "BANSO_OIDC_ISSUER": "https://login.city.lg.jp/tenant",
        "BANSO_OIDC_CLIENT_ID": "banso",
        "BANSO_OIDC_SECOND_FACTOR": "amr:mfa acr:urn:high",
        "BANSO_OIDC_PASSWORDS": "ended",
    }
    settings = read_settings(ENVIRONMENT | ADDRESS | secret | given, tmp_path, serving=True)
    strong = frozenset({("amr", "mfa"), ("acr", "urn:high")})
    assert settings.provider == ProviderSettings(
        "https://login.city.lg.jp/tenant", "banso", "a secret", strong=strong, passwords=False
    )
    assert "a secret" not in repr(settings)


@pytest.mark.parametrize(
    ("without", "more", "named"),
    [
        ("BANSO_ADDRESS", {}, "BANSO_ADDRESS"),
        ("BANSO_OIDC_CLIENT_ID", {}, "BANSO_OIDC_CLIENT_ID"),
        ("BANSO_OIDC_SECRET", {}, "BANSO_OIDC_SECRET"),
        (None, {"BANSO_OIDC_SECRET": "/nowhere"}, "BANSO_OIDC_SECRET"),
        (None, {"BANSO_OIDC_ISSUER": "http://login.city.lg.jp"}, "BANSO_OIDC_ISSUER"),
        (None, {"BANSO_OIDC_ISSUER": "https://login.city.lg.jp?x=1"}, "BANSO_OIDC_ISSUER"),
        (None, {"BANSO_OIDC_SECOND_FACTOR": "mfa"}, "BANSO_OIDC_SECOND_FACTOR"),
        (None, {"BANSO_OIDC_PASSWORDS": "no"}, "BANSO_OIDC_PASSWORDS"),
    ],
)
def test_half_a_provider_does_not_start(
    tmp_path: Path, secret: dict[str, str], without: str | None, more: dict[str, str], named: str
) -> None:
    given = ENVIRONMENT | ADDRESS | secret
    given |= {"BANSO_OIDC_ISSUER": "https://login.city.lg.jp", "BANSO_OIDC_CLIENT_ID": "banso"} | more
    given.pop(without or "", None)
    with pytest.raises(Misconfigured, match=named):
        read_settings(given, tmp_path, serving=True)
