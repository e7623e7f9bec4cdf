"""``flask office`` and ``flask user``: opening an office, its first accounts, and the last ways back."""

from __future__ import annotations

import zoneinfo

import click
from flask.cli import AppGroup

from server.cli.terminal import say
from server.ground.ids import new_id
from server.ground.installation import installation
from server.ground.p256 import KeyUnusable
from server.services.accounts import clear_credentials, hire, set_active
from server.services.links import INVITATION_LASTS, Link, make_link
from server.services.password_choice import problem_with
from server.services.passwords import PASSWORD_LENGTH, fold_login
from server.store import directory, utcnow, writing
from server.store.directory import AccountRow, OfficeRow
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
    with directory(write=True) as lookup:
        lookup.add_office(office, utcnow())
    _make_outbox_key(office.id)
    say(office.id)


@office_commands.command("list")
def list_offices() -> None:
    """Print every office with its id."""
    with directory() as lookup:
        for office in lookup.offices():
            say(f"{office.id}  {office.name}")


_ADDRESS = click.option(
    "--address", default="", help="Where people reach Banso, https://…; the link is printed with it in front."
)


@user_commands.command("create")
@click.argument("login")
@click.option("--office", "office_id", help="The office's id; not needed where there is only one.")
@click.option("--name", prompt=True, help="As colleagues know them.")
@click.option("--role", type=click.Choice(CODE_LISTS["role"]), prompt=True)
@click.option(
    "--password",
    prompt=f"Password (at least {PASSWORD_LENGTH} characters)",
    prompt_required=False,
    hide_input=True,
    confirmation_prompt=True,
    help="For who sits at this terminal themselves: asks for their password, and prints no link.",
)
@_ADDRESS
def create_user(login: str, office_id: str | None, name: str, role: str, password: str | None, address: str) -> None:
    """Add an account with the name LOGIN, and print an invitation link for whoever it is for.

    An account that is made here needs nobody's approval: this is how an office comes to its first manager.
    """
    with directory() as lookup:
        if lookup.account(fold_login(login)) is not None:
            raise click.ClickException(f"There is an account {login!r} already.")
        offices = [office for office in lookup.offices() if office_id in {None, office.id}]
    if len(offices) != 1:
        raise click.ClickException("Say which office with --office; `flask office list` shows them.")
    if password is not None:
        _check(password, login, name, offices[0].name)
    with writing(offices[0].id) as store:
        user = hire(store, login=login, name=name, role=role, password=password, now=utcnow())
        link = None if password is not None else make_link(store, user, by=None, now=utcnow())
        if link is None:
            store.devices.expect_first(user, utcnow() + INVITATION_LASTS)
    say(user)
    if link is not None:
        _print_link(link, address)


@user_commands.command("link")
@click.argument("login")
@_ADDRESS
def link_user(login: str, address: str) -> None:
    """Print a link by which whoever LOGIN belongs to chooses a password. A second factor stays as it is."""
    account = _account(login)
    with writing(account.office_id) as store:
        link = make_link(store, account.id, by=None, now=utcnow())
    _print_link(link, address)


@user_commands.command("forget-factor")
@click.argument("login")
@click.confirmation_option(prompt="Their password goes as well, and they are signed out everywhere. Go on?")
@_ADDRESS
def forget_factor(login: str, address: str) -> None:
    """Take LOGIN's lost second factor away, where nobody of the office can approve it, and print a link to begin anew.

    Make sure who asks: whoever gets the link is in.
    """
    account = _account(login)
    with writing(account.office_id) as store:
        clear_credentials(store, account.id, now=utcnow())
        link = make_link(store, account.id, by=None, now=utcnow())
    _print_link(link, address)


@user_commands.command("deactivate")
@click.argument("login")
def deactivate(login: str) -> None:
    """Close LOGIN's account: signed out everywhere at once, and nothing of theirs is lost."""
    account = _account(login)
    with writing(account.office_id) as store:
        set_active(store, account.id, False, by=account.id, now=utcnow())


def _account(login: str) -> AccountRow:
    with directory() as lookup:
        account = lookup.account(fold_login(login))
    if account is None:
        raise click.ClickException(f"There is no account {login!r}.")
    return account


def _make_outbox_key(office: str) -> None:
    try:
        installation().outbox_keys.current(office)
    except KeyUnusable as error:
        # The office is there all the same, and a phone that asks has the key made.
        say(str(error), err=True)


def _check(password: str, *about: str) -> None:
    wrong = problem_with(password, about=about)
    if wrong == "too_short":
        raise click.ClickException(f"The password needs at least {PASSWORD_LENGTH} characters.")
    if wrong is not None:
        raise click.ClickException("This password is among those that are tried first. Please think of another.")


def _print_link(link: Link, address: str) -> None:
    say(f"{address.rstrip('/')}/office/link/{link.secret}")
    say(f"Good until {link.expires_at:%Y-%m-%d %H:%M} UTC, once.", err=True)
