"""``flask office create`` and ``flask user create``."""

from __future__ import annotations

import zoneinfo

import click
from flask.cli import AppGroup

from server.accounts import hire, set_active, set_password
from server.auth import PASSWORD_LENGTH, fold_login
from server.ids import new_id
from server.store import directory, utcnow, writing
from server.store.rows import AccountRow, OfficeRow
from sync.codes import CODE_LISTS

office_commands = AppGroup("office", help="Offices.")
user_commands = AppGroup("user", help="Accounts.")
COMMANDS = (office_commands, user_commands)


@office_commands.command("create")
@click.argument("name")
@click.option("--time-zone", default="Asia/Tokyo", show_default=True)
def create_office(name: str, time_zone: str) -> None:
    """Open an office called NAME and print its id."""
    if time_zone not in zoneinfo.available_timezones():
        raise click.BadParameter(f"there is no time zone {time_zone!r}")
    office = OfficeRow(new_id(), name, time_zone, demonstration=False)
    with directory(write=True) as found:
        found.add_office(office, utcnow())
    click.echo(office.id)


@office_commands.command("list")
def list_offices() -> None:
    """Print every office with its id."""
    with directory() as found:
        for office in found.offices():
            click.echo(f"{office.id}  {office.name}")


@user_commands.command("create")
@click.argument("login")
@click.option("--office", "office_id", help="The office's id; not needed where there is only one.")
@click.option("--name", prompt=True, help="As colleagues know them.")
@click.option("--role", type=click.Choice(CODE_LISTS["role"]), prompt=True)
@click.password_option(prompt=f"Password (at least {PASSWORD_LENGTH} characters)")
def create_user(login: str, office_id: str | None, name: str, role: str, password: str) -> None:
    """Add an account with the name LOGIN."""
    with directory() as found:
        if found.account(fold_login(login)) is not None:
            raise click.ClickException(f"There is an account {login!r} already.")
        offices = [office for office in found.offices() if office_id in {None, office.id}]
    if len(offices) != 1:
        raise click.ClickException("Say which office with --office; `flask office list` shows them.")
    _check_length(password)
    with writing(offices[0].id) as store:
        user = hire(store, login=login, name=name, role=role, password=password, now=utcnow())
    click.echo(user)


@user_commands.command("password")
@click.argument("login")
@click.password_option(prompt=f"Password (at least {PASSWORD_LENGTH} characters)")
def change_password(login: str, password: str) -> None:
    """Give LOGIN another password and sign it out everywhere."""
    _check_length(password)
    account = _account(login)
    with writing(account.office_id) as store:
        set_password(store, account.id, password, now=utcnow())


@user_commands.command("deactivate")
@click.argument("login")
def deactivate(login: str) -> None:
    """Close LOGIN's account: signed out everywhere at once, and nothing of theirs is lost."""
    account = _account(login)
    with writing(account.office_id) as store:
        set_active(store, account.id, False, by=account.id, now=utcnow())


def _account(login: str) -> AccountRow:
    with directory() as found:
        account = found.account(fold_login(login))
    if account is None:
        raise click.ClickException(f"There is no account {login!r}.")
    return account


def _check_length(password: str) -> None:
    if len(password) < PASSWORD_LENGTH:
        raise click.ClickException(f"The password needs at least {PASSWORD_LENGTH} characters.")
