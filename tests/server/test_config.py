"""What production insists on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from server import create_app
from server.demo.loading import accounts, open_demonstration
from server.ground.config import Misconfigured, Settings, read_settings
from server.store import directory, utcnow
from tests.conftest import CHEAP_HASHES, settings_for

SECRET = "0123456789abcdef" * 2
SERVED = {"BANSO_SECRET_KEY": SECRET, "BANSO_PUSH_CONTACT": "mailto:joho@banso-tests.jp"}
"""What production cannot do without."""


@pytest.mark.parametrize("environ", [{}, {"BANSO_SECRET_KEY": ""}, {"BANSO_SECRET_KEY": "x" * 31}])
def test_production_is_not_served_without_a_secret_of_its_own(environ: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="BANSO_SECRET_KEY"):
        read_settings(environ, tmp_path, serving=True)


def test_a_command_needs_no_secret(tmp_path: Path) -> None:
    first, second = (read_settings({}, tmp_path, serving=False) for _ in range(2))
    assert first.secret_key != second.secret_key
    assert len(first.secret_key) >= 32


def test_production_is_what_it_is_unless_told(tmp_path: Path) -> None:
    settings = read_settings(SERVED, tmp_path, serving=True)
    assert settings.environment == "production"
    assert settings.to_flask()["SESSION_COOKIE_SECURE"] is True
    with pytest.raises(Misconfigured, match="BANSO_ENV"):
        read_settings({"BANSO_SECRET_KEY": SECRET, "BANSO_ENV": "testing"}, tmp_path, serving=True)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:p@host/db", "postgresql+psycopg://u:p@host/db"),
        ("postgresql://u:p@host/db", "postgresql+psycopg://u:p@host/db"),
        ("sqlite:////srv/banso.db", "sqlite:////srv/banso.db"),
    ],
)
def test_a_database_is_named_as_hosting_providers_do(given: str, used: str, tmp_path: Path) -> None:
    environ = SERVED | {"DATABASE_URL": given}
    assert read_settings(environ, tmp_path, serving=True).database_url == used


def test_a_secret_never_shows_in_the_settings() -> None:
    assert SECRET not in repr(Settings("production", SECRET, "sqlite://"))


def test_the_demonstration_office_is_never_opened_in_production(app: Flask) -> None:
    with app.app_context(), pytest.raises(Misconfigured, match="production"):
        open_demonstration(Settings("production", SECRET, "sqlite://"), utcnow())


def test_production_does_not_start_on_a_demonstration(make_app: Callable[[str], Flask], sqlite_url: str) -> None:
    app = make_app(sqlite_url)
    production = Settings("production", SECRET, sqlite_url, argon2=CHEAP_HASHES)
    create_app(production)
    with app.app_context():
        open_demonstration(settings_for(sqlite_url), utcnow())
        with directory() as found:
            assert [office.demonstration for office in found.offices()] == [True]
    with pytest.raises(Misconfigured, match="demonstration"):
        create_app(production)


def test_the_printed_accounts_can_sign_in(app: Flask) -> None:
    with app.app_context():
        open_demonstration(settings_for("sqlite://"), utcnow())
    for line in accounts():
        login, password = line.split()[:2]
        client = app.test_client()
        token = client.get("/api/csrf").get_json()["csrf_token"]
        device = {"id": "0199aaaa-0000-7000-8000-000000000001", "name": "電話"}
        body = {"login": login, "password": password, "device": device}
        assert client.post("/api/session", json=body, headers={"X-CSRF-Token": token}).status_code == 200


def test_production_does_not_start_on_a_database_that_is_not_set_up(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="db upgrade"):
        create_app(Settings("production", SECRET, f"sqlite:///{tmp_path / 'empty.db'}", argon2=CHEAP_HASHES))
