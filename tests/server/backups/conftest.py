"""Installations to be backed up, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.server.backups.safe import Safe

Install = Callable[[str], Flask]


@pytest.fixture
def install(make_app: Callable[[str], Flask], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Makes an application with an instance folder of its own."""

    def made(database_url: str) -> Flask:
        monkeypatch.setenv("BANSO_INSTANCE", str(tmp_path / "instance"))
        return make_app(database_url)

    return made


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def safe(request: pytest.FixtureRequest, install: Install, tmp_path: Path) -> Safe:
    """An office on a database of each kind."""
    url = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return Safe(install(url), tmp_path / "backups").open()


@pytest.fixture
def on_sqlite(install: Install, sqlite_url: str, tmp_path: Path) -> Safe:
    """An office on SQLite."""
    return Safe(install(sqlite_url), tmp_path / "backups").open()


@pytest.fixture
def on_postgres(install: Install, postgres_url: str, tmp_path: Path) -> Safe:
    """An office on PostgreSQL."""
    return Safe(install(postgres_url), tmp_path / "backups").open()
