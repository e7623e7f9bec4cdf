"""``flask device``: the phones of an office, and the last ways to let one in or take one out of use."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from server.cli.chosen import office_option
from server.cli.terminal import say, visible
from server.ground.errors import NotFound
from server.services.accounts import revoke_device
from server.services.registration import COMMAND, approve, code_of, waits
from server.store import reading, utcnow, writing
from server.store.accounts import DeviceRow
from server.store.directory import OfficeRow

group = AppGroup("device", help="Phones.")


@group.command("list")
@office_option(required=False)
def list_devices(office: OfficeRow) -> None:
    """Print an office's phones, those last seen first: id, account, name, and how each stands."""
    with reading(office.id) as store:
        logins = {user.id: user.login for user in store.accounts.users()}
        devices = store.accounts.devices()
    for device in devices:
        say(f"{device.id}  {visible(logins[device.user_id])}  {visible(device.name)}")
        say(f"  {_standing(device)}")
        say(f"  last seen {device.last_seen_at:%Y-%m-%d %H:%M} UTC, unsent {device.queued}, {_app(device)}")


@group.command("approve")
@click.argument("device")
@click.argument("code")
@office_option(required=False)
def approve_device(device: str, code: str, office: OfficeRow) -> None:
    """Register the phone DEVICE, which waits with the number CODE, where nobody of the office can approve it.

    Make sure who asks: whoever holds that phone is given the cases of its account.
    """
    known = _known(office, device)
    try:
        with writing(office.id) as store:
            for each in known:
                if each.asked_key is not None:
                    approve(store, each.user_id, device, code.replace(" ", ""), how=COMMAND, by=None, now=utcnow())
                    return
    except NotFound:
        pass
    raise click.ClickException("No such phone waits with that number.")


@group.command("revoke")
@click.argument("device")
@office_option(required=False)
@click.confirmation_option(prompt="It erases itself at its next contact, and cannot be used again. Go on?")
def revoke(device: str, office: OfficeRow) -> None:
    """Take the phone DEVICE out of use, at once and for good, for whoever used it."""
    known = _known(office, device)
    if all(each.revoked_at is not None for each in known):
        raise click.ClickException("This phone is out of use already.")
    with writing(office.id) as store:
        revoke_device(store, device, now=utcnow())


def _known(office: OfficeRow, device: str) -> list[DeviceRow]:
    with reading(office.id) as store:
        devices = [each for each in store.accounts.devices() if each.id == device]
    if not devices:
        raise click.ClickException(
            f"There is no phone {visible(device)} in this office; `flask device list` shows them."
        )
    return devices


def _standing(device: DeviceRow) -> str:
    if device.revoked_at is not None:
        erased = f", erased {device.erased_at:%Y-%m-%d %H:%M} UTC" if device.erased_at else ", not erased yet"
        return f"out of use since {device.revoked_at:%Y-%m-%d %H:%M} UTC{erased}"
    if device.asked_key is not None and waits(device, utcnow()):
        return f"waits for approval with the number {code_of(device.asked_key)}"
    if device.approved_at is None:
        return "not registered"
    return f"registered {device.approved_at:%Y-%m-%d %H:%M} UTC ({device.approved_how})"


def _app(device: DeviceRow) -> str:
    clock = f"clock {device.clock_offset_s:+d} s"
    opened = f"{device.unlocked_at:%Y-%m-%d %H:%M} UTC" if device.unlocked_at else "never said"
    return f"{clock}, app {visible(device.version or 'unknown')}, lock opened {opened}"
