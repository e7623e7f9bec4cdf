"""Accounts and passwords as a form gives them, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Final

from flask_babel import gettext, lazy_gettext
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validates
from marshmallow.validate import Length, OneOf

from server.language.problems import Errors, sentence
from server.services.password_choice import problem_with
from server.services.passwords import PASSWORD_LENGTH, fold_login
from server.store import directory
from sync.fields import NAME_LENGTH
from sync.roles import ROLES

_TOO_LONG: Final = "too_long"
_REQUIRED: Final = "required"
_FILLED: Final = Length(min=1, error=_REQUIRED)


@dataclass(frozen=True, slots=True)
class AccountForm:
    """What a form said of an account."""

    name: str
    role: str
    login: str = ""
    phone: str = ""


class _Account(Schema):
    """What may be changed of an account."""

    name = fields.String(validate=[_FILLED, Length(max=NAME_LENGTH, error=_TOO_LONG)])
    role = fields.String(validate=OneOf(ROLES, error=lazy_gettext("Please choose a role.")))
    phone = fields.String(validate=Length(max=NAME_LENGTH, error=_TOO_LONG))


class _NewAccount(_Account):
    """An account that is to be made."""

    login = fields.String(validate=[_FILLED, Length(max=NAME_LENGTH, error=_TOO_LONG)])

    @validates("login")
    def _is_a_login(self, login: str, **_: object) -> None:
        if any(character.isspace() or not character.isprintable() for character in login):
            raise ValidationError(str(lazy_gettext("A login has no spaces.")))
        with directory() as accounts:
            if accounts.account(fold_login(login)) is not None:
                raise ValidationError(str(lazy_gettext("Somebody has this login already. Please choose another.")))


def given_account(form: Mapping[str, str]) -> AccountForm:
    """Read a form."""
    texts = {name: form.get(name, "").strip() for name in ("name", "role", "login", "phone")}
    return AccountForm(**texts)


def problems_of(account: AccountForm, *, new: bool) -> Errors:
    """What is wrong with a form, by field."""
    return _first((_NewAccount if new else _Account)(unknown=EXCLUDE).validate(asdict(account)))


def problems_of_choice(password: str, again: str, *, about: Iterable[str]) -> Errors:
    """What is wrong with a password that somebody chose for themselves, and typed twice."""
    wrong = problem_with(password, about=about)
    if wrong is not None:
        return {"password": password_sentence(wrong)}
    return {} if password == again else {"again": gettext("The two are not the same. Please type them once more.")}


def password_sentence(code: str) -> str:
    """Why a password cannot be chosen."""
    if code == "too_short":
        return gettext("A password has at least %(count)s characters.", count=PASSWORD_LENGTH)
    if code == "too_common":
        return gettext("This password is among those that are tried first. Please think of another, several words say.")
    return sentence(code)


def _first(errors: Mapping[str, list[str]]) -> Errors:
    first = {field: each[0] for field, each in errors.items()}
    return {field: sentence(error) if error in {_REQUIRED, _TOO_LONG} else error for field, error in first.items()}
