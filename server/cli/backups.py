"""``flask backup`` and ``flask restore``."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from server.attachments import blobs
from server.backups.failures import BackupFailed
from server.backups.making import back_up, verify
from server.backups.manifest import Manifest
from server.backups.restoring import Restored, restore
from server.config import Settings
from server.store import utcnow

ANY_DATABASE = True
"""A backup is made before a migration, and a restore makes the database."""

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command("backup")
@click.argument("folder", type=_FOLDER, required=False)
@click.option("--keep", type=click.IntRange(min=1), help="How many verified backups stay. [BANSO_BACKUP_KEEP, or 14]")
@with_appcontext
def backup(folder: Path | None, keep: int | None) -> None:
    """Back up the database and the attachments into a new folder in FOLDER (or BANSO_BACKUP_DIR), while serving.

    The backup is read back before it counts.
    """
    settings: Settings = current_app.config["SETTINGS"]
    home = folder or settings.backup_folder
    try:
        if home is None:
            raise BackupFailed("not_configured")
        made = back_up(home, blobs().folder, keep=keep or settings.backup_keep, now=utcnow())
    except BackupFailed as failure:
        raise click.ClickException(str(failure)) from failure
    click.echo(made.folder)
    _say(made.manifest)
    if not made.noted:
        click.echo("It is not noted in the database, which has to be migrated first: flask --app server db upgrade")


@click.command("restore")
@click.argument("folder", type=_FOLDER)
@click.option("--replace", is_flag=True, help="Although there is data: it is kept, under another name.")
@click.option("--check", is_flag=True, help="Only read the backup, as a restore would, and say what it holds.")
@with_appcontext
def restore_command(folder: Path, replace: bool, check: bool) -> None:
    """Put the backup FOLDER in the place of this installation's database and attachments. Stop the server first."""
    try:
        if check:
            said, _ = verify(folder)
            click.echo(f"The backup of {said.started_at:%Y-%m-%d %H:%M} UTC is whole.")
            _say(said)
            return
        done = restore(folder, blobs().folder, replace=replace, now=utcnow())
    except BackupFailed as failure:
        raise click.ClickException(str(failure)) from failure
    click.echo(f"Restored the backup of {done.manifest.started_at:%Y-%m-%d %H:%M} UTC.")
    _say(done.manifest)
    _say_next(done)


COMMANDS = (backup, restore_command)


def _say(manifest: Manifest) -> None:
    for office in manifest.offices:
        click.echo(
            f"  office {office.id}: up to {office.seq}, {office.records} records, {office.changes} changes, "
            f"{office.attachments} attachments"
        )
    if manifest.missing:
        click.echo(f"  without {len(manifest.missing)} contents of attachments that were missing when it was made")


def _say_next(done: Restored) -> None:
    if done.kept:
        click.echo(f"What was there before is kept as {done.kept}.")
    if done.missing:
        click.echo(f"Contents of {len(done.missing)} attachments are neither in the backup nor here.")
    click.echo("Next: start the web servers and the scheduler, look at /healthz, and sign in at /office/.")
    click.echo("Phones that were registered after the backup must sign in anew; what they have not sent stays on them.")
