"""Banso's server."""

from __future__ import annotations

import os
from pathlib import Path

import click
from flask import Flask

from server import access, api, assets, auth, bodies, cli, cookies, errors, headers, locale, logs, proxies
from server.blobs import Blobs
from server.config import Settings, read_settings
from server.extensions import compress, csrf, db, migrate
from server.private import FOLDER_MODE
from server.push.keys import FILE_NAME, Sender
from server.startup import check_database, check_push_key, protect, settle
from server.store import prepare, watch_integrity
from server.views import API_BLUEPRINTS, BLUEPRINTS

ROOT = Path(__file__).parent.parent


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
    app.config.update(settings.to_flask(), STATIC=str(ROOT / "static"))
    instance = Path(app.instance_path)
    instance.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    blobs, push_key = settings.blobs or instance / "blobs", settings.push_key or instance / FILE_NAME
    protect(settings, instance, blobs, push_key)
    app.extensions["banso_blobs"] = Blobs(blobs)
    sender = Sender(push_key, settings.push_contact, local=settings.pushes_locally)
    app.extensions["banso_push"] = sender
    check_push_key(settings, sender)
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
        watch_integrity(db.engine)
        check_database(settings)
    migrate.init_app(app, db, directory=str(ROOT / "server" / "migrations"), compare_type=True, render_as_batch=True)
    compress.init_app(app)
    locale.init_app(app)
    logs.init_app(app)
    proxies.init_app(app, settings.proxies)
    bodies.init_app(app)
    headers.init_app(app)
    cookies.init_app(app)
    auth.init_app(app)
    csrf.init_app(app)
    access.init_app(app)
    assets.init_app(app, ROOT / "static")
    api.init_app(app, *API_BLUEPRINTS)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    errors.init_app(app)
    cli.init_app(app)
    settle(settings)
    return app


def _is_serving() -> bool:
    """Whether requests will be answered: always, but for commands of the command line other than ``run``."""
    context = click.get_current_context(silent=True)
    return context is None or context.info_name == "run"
