"""``flask outbox``: the keys for which phones seal what they have not sent."""

from __future__ import annotations

import datetime as dt

import click
from flask.cli import AppGroup

from server.cli.chosen import office_option
from server.cli.terminal import say
from server.ground.installation import installation
from server.ground.outbox_keys import OutboxKey
from server.ground.p256 import KeyUnusable
from server.store import directory, utcnow
from server.store.directory import OfficeRow

group = AppGroup("outbox", help="Keys of sealed outboxes.")


@group.command("rotate")
@office_option(required=False)
def rotate(office: OfficeRow) -> None:
    """Make a new key, and print its id. Phones seal for it from their next exchange on; keys of before stay, and open
    what was sealed for them.
    """
    try:
        say(installation().outbox_keys.rotate(office.id).id)
    except KeyUnusable as error:
        raise click.ClickException(str(error)) from error


@group.command("list")
def list_keys() -> None:
    """Print the keys of every office, the newest first, with their ages."""
    now = utcnow()
    with directory() as lookup:
        offices = lookup.offices()
    for office in offices:
        say(f"{office.id}  {office.name}")
        try:
            keys = installation().outbox_keys.all(office.id)
        except KeyUnusable as error:
            raise click.ClickException(str(error)) from error
        for place, key in enumerate(keys):
            say(f"  {key.id}  {_age(key, now)}{'  in use' if place == 0 else ''}")
        if not keys:
            say("  none yet: the first is made when a phone asks")


def _age(key: OutboxKey, now: dt.datetime) -> str:
    return f"made {key.made_at:%Y-%m-%d %H:%M} UTC, {max((now - key.made_at).days, 0)} days ago"
