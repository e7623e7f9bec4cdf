"""``flask backup`` and ``flask restore``."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from server.backups import manifest as manifests
from server.backups.failures import BackupFailed
from server.backups.making import back_up, expire, expire_replaced, verify
from server.backups.manifest import Manifest
from server.backups.restoring import Restored, restore
from server.cli.erasures import erase_everywhere
from server.cli.terminal import say
from server.ground.backup_keys import BackupKeys, BackupKeysUnusable, NotAKey, read_text
from server.ground.installation import installation
from server.services.anchors import write_down
from server.services.attachments import blobs
from server.store import utcnow

ANY_DATABASE = True
"""A backup is made before a migration, and a restore makes the database."""

_MISTYPED = "This is no key: a letter is missing, or another one."

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command("backup")
@click.argument("folder", type=_FOLDER, required=False)
@click.option("--keep", type=click.IntRange(min=1), help="How many verified backups stay. [BANSO_BACKUP_KEEP, or 14]")
@with_appcontext
def backup(folder: Path | None, keep: int | None) -> None:
    """Back up the database and the attachments into a new folder in FOLDER (or BANSO_BACKUP_DIR), while serving.

    The backup is read back before it counts.
    """
    settings = installation().settings
    home = folder or settings.backup_folder
    try:
        if home is None:
            raise BackupFailed("not_configured")
        made = back_up(
            home, blobs().folder, keep=keep or settings.backup_keep, now=utcnow(), keys=installation().backup_keys
        )
    except BackupFailed as failure:
        raise click.ClickException(str(failure)) from failure
    say(str(made.folder))
    _say(made.manifest)
    if not made.noted:
        say("It is not noted in the database, which has to be migrated first: flask --app server db upgrade")


@click.command("expire-backups")
@click.argument("folder", type=_FOLDER, required=False)
@click.option("--days", type=click.IntRange(min=1), help="How old a backup may get. [BANSO_BACKUP_DAYS, or 90]")
@with_appcontext
def expire_command(folder: Path | None, days: int | None) -> None:
    """Remove backups in FOLDER (or BANSO_BACKUP_DIR) that are too old, the newest excepted, and databases that restores
    moved aside. The scheduler does so by itself; copies elsewhere are yours to remove.
    """
    settings = installation().settings
    home, most = folder or settings.backup_folder, days or settings.backup_days
    try:
        gone = (expire(home, most, utcnow()) if home else []) + expire_replaced(most, utcnow())
    except BackupFailed as failure:
        raise click.ClickException(str(failure)) from failure
    for name in gone:
        say(name)
    say(f"Removed: {len(gone)}")


@click.command("restore")
@click.argument("folder", type=_FOLDER)
@click.option("--replace", is_flag=True, help="Although there is data: it is kept, under another name.")
@click.option("--check", is_flag=True, help="Only read the backup, as a restore would, and say what it holds.")
@with_appcontext
def restore_command(folder: Path, replace: bool, check: bool) -> None:
    """Put the backup FOLDER in the place of this installation's database and attachments. Stop the server first.

    Where the backup was sealed with a key that is not here, it is asked for, and kept.
    """
    try:
        if check:
            manifest, _ = verify(folder, _keys_for(folder))
            say(f"The backup of {manifest.started_at:%Y-%m-%d %H:%M} UTC is whole.")
            _say(manifest)
            return
        done = restore(folder, blobs().folder, replace=replace, now=utcnow(), keys=_keys_for(folder))
        write_down(installation().anchors, utcnow(), restored=True)
        erased = erase_everywhere()
    except BackupFailed as failure:
        raise click.ClickException(str(failure)) from failure
    if done.manifest.sealed_with is None and installation().backup_keys.current() is not None:
        say("It is not sealed: whoever could write to its disk may have altered it.")
    say(f"Restored the backup of {done.manifest.started_at:%Y-%m-%d %H:%M} UTC.")
    _say(done.manifest)
    if erased:
        say(f"Erased once more what had been erased since that backup: {erased}")
    _say_next(done)


@click.group("backup-key")
def key_commands() -> None:
    """The key with which backups are sealed. Without it none of them opens: keep it on paper."""


@key_commands.command("make")
@with_appcontext
def make_key() -> None:
    """Make a key, have it in use, and print it. Keys of before still open their backups."""
    try:
        key = installation().backup_keys.make()
    except BackupKeysUnusable as error:
        raise click.ClickException(str(error)) from error
    say(f"Key {key.id}. Write it down now, and keep it where neither the server nor its backups are:")
    say("")
    say(f"  {key.text}")
    say("")
    say("Without it no backup opens. This is not printed again.")


@key_commands.command("list")
@with_appcontext
def list_keys() -> None:
    """Print the ids of the keys that are here."""
    try:
        keys = installation().backup_keys.all()
    except BackupKeysUnusable as error:
        raise click.ClickException(str(error)) from error
    for place, key in enumerate(keys):
        say(f"{key.id}{'  in use' if place == 0 else ''}")
    if not keys:
        say("none")


@key_commands.command("add")
@click.option("--key", "text", prompt="Key, as it is written down", hide_input=True)
@with_appcontext
def add_key(text: str) -> None:
    """Keep a key from paper, to open backups that were sealed with it: it is in use where there is no other."""
    _add(text)


@key_commands.command("check")
@click.option("--key", "text", prompt="Key, as it is written down", hide_input=True)
@with_appcontext
def check_key(text: str) -> None:
    """Say whether what is written down is the key in use."""
    try:
        key, current = read_text(text), installation().backup_keys.current()
    except NotAKey as error:
        raise click.ClickException(_MISTYPED) from error
    except BackupKeysUnusable as error:
        raise click.ClickException(str(error)) from error
    if key != current:
        raise click.ClickException(f"That is key {key.id}, which is not in use here.")
    say(f"That is key {key.id}, which is in use.")


COMMANDS = (backup, expire_command, restore_command, key_commands)


def _keys_for(folder: Path) -> BackupKeys:
    """The keys that are here, with that of a backup, which is asked for where it is not among them."""
    keys, wanted = installation().backup_keys, manifests.read(folder).sealed_with
    try:
        if wanted is not None and keys.of_id(wanted) is None:
            _add(click.prompt(f"The key {wanted}, as it is written down", hide_input=True))
    except BackupKeysUnusable as error:
        raise click.ClickException(str(error)) from error
    return keys


def _add(text: str) -> None:
    try:
        key = read_text(text)
        installation().backup_keys.add(key)
    except NotAKey as error:
        raise click.ClickException(_MISTYPED) from error
    except BackupKeysUnusable as error:
        raise click.ClickException(str(error)) from error
    say(f"Key {key.id} is kept.")


def _say(manifest: Manifest) -> None:
    for office in manifest.offices:
        say(
            f"  office {office.id}: up to {office.seq}, {office.records} records, {office.changes} changes, "
            f"{office.attachments} attachments"
        )
    if manifest.missing:
        say(f"  without {len(manifest.missing)} contents of attachments that were missing when it was made")


def _say_next(done: Restored) -> None:
    if done.kept:
        say(f"What was there before is kept as {done.kept}.")
    if done.missing:
        say(f"Contents of {len(done.missing)} attachments are neither in the backup nor here.")
    say("Next: start the web servers and the scheduler, look at /healthz, and sign in at /office/.")
    say("Phones that were registered after the backup must sign in anew; what they have not sent stays on them.")
