"""Accounts as a form gives them: what is wrong with it, and a password to begin with."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext

from server.auth import PASSWORD_LENGTH, fold_login
from server.office.problems import Errors
from server.store import directory
from sync.codes import CODE_LISTS
from sync.fields import NAME_LENGTH

PASSWORD_LIMIT: Final = 200
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look like another
_GROUPS: Final = 4


@dataclass(frozen=True, slots=True)
class Given:
    """What a form said of an account."""

    name: str
    role: str
    login: str = ""
    password: str = ""


def given_account(form: Mapping[str, str]) -> Given:
    """Read a form."""
    texts = {name: form.get(name, "").strip() for name in ("name", "role", "login", "password")}
    return Given(**texts)


def problems_of(given: Given, *, new: bool) -> Errors:
    """What is wrong with a form, by field."""
    errors = _problems_of_name(given)
    if new:
        errors |= _problems_of_login(given.login) | problems_of_password(given.password)
    return errors


def problems_of_password(password: str) -> Errors:
    """What is wrong with a password."""
    if len(password) < PASSWORD_LENGTH:
        return {"password": gettext("A password has at least %(count)s characters.", count=PASSWORD_LENGTH)}
    if len(password) > PASSWORD_LIMIT:
        return {"password": gettext("This is too long. Please shorten it.")}
    return {}


def first_password() -> str:
    """A password that is easy to read out and hard to guess (about 79 bits)."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(_GROUPS))


def _problems_of_name(given: Given) -> Errors:
    errors: Errors = {}
    if not given.name:
        errors["name"] = gettext("Please fill this in.")
    elif len(given.name) > NAME_LENGTH:
        errors["name"] = gettext("This is too long. Please shorten it.")
    if given.role not in CODE_LISTS["role"]:
        errors["role"] = gettext("Please choose a role.")
    return errors


def _problems_of_login(login: str) -> Errors:
    if not login:
        return {"login": gettext("Please fill this in.")}
    if len(login) > NAME_LENGTH:
        return {"login": gettext("This is too long. Please shorten it.")}
    if any(character.isspace() or not character.isprintable() for character in login):
        return {"login": gettext("A login has no spaces.")}
    with directory() as found:
        taken = found.account(fold_login(login)) is not None
    return {"login": gettext("Somebody has this login already. Please choose another.")} if taken else {}
