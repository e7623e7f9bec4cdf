"""Banso's server."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any, cast

import click
from argon2 import PasswordHasher
from flask import Flask

from server import cli
from server.ground import factor_key, push_key
from server.ground.backup_keys import FILE_NAME as BACKUP_KEY
from server.ground.backup_keys import SCRATCH_NAME, BackupKeys
from server.ground.blobs import Blobs
from server.ground.config import Settings, read_settings
from server.ground.factor_key import Vault
from server.ground.installation import Installation, place_in
from server.ground.outbox_keys import FOLDER_NAME as OUTBOX_KEYS
from server.ground.outbox_keys import OutboxKeys
from server.ground.private import FOLDER_MODE
from server.ground.provider import Provider
from server.ground.push_key import Sender
from server.http import (
    access,
    api,
    assets,
    auth,
    bodies,
    cookies,
    headers,
    ids,
    locale,
    looks,
    problems,
    proofs,
    proxies,
    requests,
)
from server.http.extensions import compress, csrf
from server.startup import check_database, check_keys, protect, settle
from server.store import database_file, engine_options, prepare, watch_integrity
from server.store.db import db, migrate
from server.views import API_BLUEPRINTS, BLUEPRINTS

ROOT = Path(__file__).parent.parent
PROVIDER_BACK = "/office/provider/back"
"""Our address to which a provider of identities sends people; it is registered there."""


def create_app(settings: Settings | None = None) -> Flask:
    """The application, with settings from the environment unless they are given.

    Raises ``Misconfigured`` where the environment is not fit to be served from.
    """
    app = Flask(
        "server",
        root_path=str(ROOT / "server"),
        instance_path=os.environ.get("BANSO_INSTANCE", str(ROOT / "instance")),
        template_folder=str(ROOT / "templates"),
        static_folder=None,
    )
    settings = settings or read_settings(os.environ, Path(app.instance_path), serving=_is_serving())
    engine = engine_options(settings.database_url)
    app.config.update(settings.to_flask(), SQLALCHEMY_ENGINE_OPTIONS=engine, STATIC=str(ROOT / "static"))
    instance = Path(app.instance_path)
    instance.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    installation = _installed(settings, instance)
    trees = [installation.blobs.folder, installation.outbox_keys.folder]
    protect(settings, instance, trees, installation.sender.key_file, installation.vault.key_file)
    place_in(app, installation)
    check_keys(installation)
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
        watch_integrity(db.engine)
        check_database(settings)
    migrate.init_app(app, db, directory=str(ROOT / "server" / "migrations"), compare_type=True, render_as_batch=True)
    _take_requests(app, settings)
    cli.init_app(app)
    settle(settings)
    return app


def _take_requests(app: Flask, settings: Settings) -> None:
    """Have the application read, admit and answer requests. Of what runs before each, what stands first comes first."""
    compress.init_app(app)
    locale.init_app(app)
    requests.init_app(app)
    looks.init_app(app)
    proxies.init_app(app, settings.proxies)
    bodies.init_app(app)
    headers.init_app(app)
    cookies.init_app(app)
    auth.init_app(app)
    proofs.init_app(app)
    csrf.init_app(app)
    access.init_app(app)
    assets.init_app(app, ROOT / "static")
    ids.init_app(app)
    api.init_app(app, *API_BLUEPRINTS)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    problems.init_app(app)


def _installed(settings: Settings, instance: Path) -> Installation:
    """What an installation is made of, at the places that are configured or else in the instance."""
    hasher = PasswordHasher(**cast(dict[str, Any], dict(settings.argon2)))
    file = database_file(settings.database_url)
    beside = instance if file is None else (instance / file).parent
    return Installation(
        settings=settings,
        blobs=Blobs(settings.blobs or instance / "blobs"),
        sender=Sender(
            settings.push_key or instance / push_key.FILE_NAME, settings.push_contact, local=settings.pushes_locally
        ),
        outbox_keys=OutboxKeys(settings.outbox_keys or instance / OUTBOX_KEYS),
        backup_keys=BackupKeys(
            settings.backup_key or instance / BACKUP_KEY,
            instance / SCRATCH_NAME,
            plain=settings.backup_plain or settings.environment != "production",
        ),
        hasher=hasher,
        no_password=hasher.hash(secrets.token_hex()),
        anchors=settings.anchors or beside / "anchors",
        vault=Vault(settings.factor_key or instance / factor_key.FILE_NAME),
        provider=_provider(settings),
    )


def _provider(settings: Settings) -> Provider | None:
    """The configured provider of identities; ``None`` where there is none, or where no public address is configured to
    which it could send people back.
    """
    if settings.provider is None or settings.address is None:
        return None
    return Provider(settings.provider, settings.address.of(PROVIDER_BACK))


def _is_serving() -> bool:
    """Whether requests will be answered: always, but for commands of the command line other than ``run``."""
    context = click.get_current_context(silent=True)
    return context is None or context.info_name == "run"
