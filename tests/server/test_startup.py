"""Code and database that do not fit each other: nothing is served, and the command that helps is said."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade

from server import create_app
from server.ground.config import Environment, Misconfigured, Settings
from server.store import directory
from server.store.db import db
from tests.conftest import CHEAP_HASHES, settings_for
from tests.server.jobs.processes import ROOT
from tests.server.migrations.old import make

SECRET = "0123456789abcdef" * 2
CONTACT = "mailto:joho@banso-tests.jp"
UPGRADE = "flask --app server db upgrade"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database in which nothing is."""
    sqlite = request.param == "sqlite"
    return f"sqlite:///{tmp_path / 'new.db'}" if sqlite else str(request.getfixturevalue("empty_postgres_url"))


def serve(url: str, environment: Environment = "production") -> Flask:
    return create_app(Settings(environment, SECRET, url, argon2=CHEAP_HASHES))


def change_tables(url: str, *statements: str) -> None:
    app = create_app(settings_for(url))
    with app.app_context():
        with directory(write=True) as found:
            for statement in statements:
                found.connection.exec_driver_sql(statement)
        db.engine.dispose()


def migrate(url: str, to: str = "head") -> None:
    app = create_app(settings_for(url))
    with app.app_context():
        upgrade(revision=to)
        db.engine.dispose()


@pytest.mark.parametrize("environment", ["production", "development"])
def test_a_database_that_is_not_set_up_is_not_served(url: str, environment: Environment) -> None:
    with pytest.raises(Misconfigured, match=f"has not been set up. Run: {UPGRADE}"):
        serve(url, environment)


def test_a_database_of_an_earlier_revision_is_not_served(url: str) -> None:
    migrate(url, "0002")
    with pytest.raises(Misconfigured, match=f"at revision 0002; this version of Banso needs .* Run: {UPGRADE}"):
        serve(url)


def test_what_is_up_to_date_is_served(url: str, make_app: Callable[[str], Flask]) -> None:
    migrate(url)
    app = serve(url)
    assert app.test_client().get("/healthz").status_code == 200
    with app.app_context():
        db.engine.dispose()


def test_a_database_of_a_later_version_is_not_served_and_nobody_is_told_to_migrate_it(url: str) -> None:
    migrate(url)
    change_tables(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Misconfigured, match="9999, which this version of Banso does not know"):
        serve(url)


@pytest.mark.parametrize(
    ("statements", "lacking"),
    [
        (["DROP TABLE delivery", "DROP TABLE notice"], "lacks delivery, notice"),
        (
            ["ALTER TABLE change DROP COLUMN own", "ALTER TABLE change DROP COLUMN untaken"],
            "change.own, change.untaken",
        ),
    ],
)
def test_one_that_says_it_is_up_to_date_and_is_not_is_not_served(url: str, statements: list[str], lacking: str) -> None:
    migrate(url)
    change_tables(url, *statements)
    with pytest.raises(Misconfigured, match=lacking):
        serve(url)


def test_a_database_from_before_the_first_release_is_served_once_it_is_healed(url: str) -> None:
    make(url, "d3edd98")
    with pytest.raises(Misconfigured, match=UPGRADE):
        serve(url)
    migrate(url)
    app = serve(url)
    with app.app_context():
        db.engine.dispose()


def run(database: str, folder: Path, *command: str, contact: str = CONTACT) -> subprocess.CompletedProcess[str]:
    own = {"BANSO_ENV": "production", "BANSO_SECRET_KEY": SECRET, "BANSO_INSTANCE": str(folder)}
    environment = own | {"BANSO_PUSH_CONTACT": contact, "BANSO_BIND": "127.0.0.1:0"}
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=os.environ | environment | {"DATABASE_URL": database},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "command",
    [
        ("server.jobs",),
        ("flask", "--app", "server", "office", "list"),
        ("flask", "--app", "server", "user", "deactivate", "sato"),
        ("flask", "--app", "server", "report", "accompaniment", "--from", "2013-06", "--to", "2014-03"),
    ],
)
def test_the_jobs_and_the_commands_refuse_as_well(command: tuple[str, ...], tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'banso.db'}"
    migrate(url, "0001")
    done = run(url, tmp_path, *command)
    assert done.returncode != 0
    assert UPGRADE in done.stderr


@pytest.mark.parametrize("contact", ["", "mailto:banso@localhost.localdomain"])
@pytest.mark.parametrize("command", ["server.web", "server.jobs"])
def test_neither_server_nor_jobs_start_without_a_contact_that_push_services_take(
    command: str, contact: str, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'banso.db'}"
    migrate(url)
    done = run(url, tmp_path, command, contact=contact)
    assert done.returncode != 0
    assert "BANSO_PUSH_CONTACT" in done.stderr
    assert "mailto:somebody@your-city.lg.jp" in done.stderr


def test_a_command_goes_without_a_contact(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'banso.db'}"
    migrate(url)
    assert run(url, tmp_path, "flask", "--app", "server", "office", "list", contact="").returncode == 0


def test_the_command_that_helps_is_not_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'banso.db'}"
    migrate(url, "0001")
    assert run(url, tmp_path, "flask", "--app", "server", "db", "upgrade").returncode == 0
    assert run(url, tmp_path, "flask", "--app", "server", "office", "list").returncode == 0


def test_going_back_and_forth_is_noticed(url: str) -> None:
    app = create_app(settings_for(url))
    with app.app_context():
        upgrade()
        downgrade(revision="0003")
        with directory() as found:
            assert "0003" in str(found.schema_problem())
        upgrade()
        with directory() as found:
            assert found.schema_problem() is None
        db.engine.dispose()
