"""``flask dev``: everything on this machine, with the demonstration office."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from server.cli.terminal import say
from server.demo.loading import accounts, open_demonstration
from server.ground.installation import installation_of
from server.ground.public_address import NAME as ADDRESS
from server.store import close_connections, directory, utcnow
from server.web.processes import listen, serve
from server.web.serving import THREADS


@click.command("dev")
@with_appcontext
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65_535))
def dev(port: int) -> None:
    """Set up a database with the demonstration office, and serve on this machine only."""
    instance = Path(current_app.instance_path)
    os.environ["BANSO_ENV"] = "development"
    os.environ["BANSO_SECRET_KEY"] = _own_secret(instance)
    os.environ.setdefault(ADDRESS, f"http://localhost:{port}")
    from server import create_app  # noqa: PLC0415 - it is what adds this command

    app = create_app()
    with app.app_context():
        upgrade()
        with directory() as lookup:
            is_new = not lookup.offices()
        if is_new:
            say("Opening the demonstration office")
            open_demonstration(installation_of(app).settings, utcnow())
        with directory() as lookup:
            has_demonstration = lookup.has_demonstration_office()
        close_connections()
    say()
    say(f"  Banso  http://localhost:{port}/         the notebook, for who goes out")
    say(f"         http://localhost:{port}/office/  the office pages, for everybody")
    say()
    for line in accounts() if has_demonstration else ():
        say(f"    {line}")
    say()
    with _jobs():
        serve(lambda: app, listen(f"localhost:{port}"), processes=1, threads=THREADS)


COMMANDS = (dev,)
ANY_DATABASE = True


@contextmanager
def _jobs() -> Iterator[None]:
    """The reminders beside the server, ended with it."""
    command = [sys.executable, "-m", "server.jobs", "--with-parent", str(os.getpid())]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[2])  # noqa: S603 - all of it is our own
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _own_secret(instance: Path) -> str:
    """A secret of this machine, made once and readable by nobody else."""
    path = instance / "dev-secret"
    instance.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32), "ascii")
    return path.read_text("ascii")
