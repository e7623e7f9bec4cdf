"""Showing once more who one is, in a session that is open: before what an open screen alone must not let do."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.errors import (
    AppError,
    PasskeyWrong,
    PasswordEnded,
    SecondFactorWrong,
    TooManyAttempts,
    WrongCredentials,
)
from server.http import auth
from server.http.access import Permission, allow, signed_in
from server.http.addresses import office_page
from server.http.admission import admit
from server.http.bodies import body_up_to
from server.http.passkeys import credential_in_form, issue, judge_passkey
from server.http.schemas import PASSWORD_LIMIT
from server.http.second_step import judge_code
from server.language.problems import refusal
from server.services.factors import standing
from server.services.identities import provider_for
from server.services.passkeys import is_offered, options_to_show_own
from server.store import directory, reading
from server.store.directory import AccountRow
from server.views.office.entrance import go_on_to
from server.views.office.frame import existing, go, page
from server.views.session import SIGN_IN_BODY

blueprint = Blueprint("office_confirm", __name__, url_prefix="/office/account/confirm")


def ask_first(onward: str) -> AnyResponse:
    """Have somebody show who they are before they go on to a page of their account."""
    return go("office_confirm.ask", next=onward)


def own_account() -> AccountRow:
    """The account of who is signed in."""
    who = signed_in()
    with directory() as lookup:
        return existing(lookup.account_of(who.office.id, who.user_id))


@blueprint.get("/")
@allow(Permission.SIGN_IN)
def ask() -> AnyResponse:
    """The form, with every way that the account has."""
    return confirm_page()


@blueprint.post("/")
@allow(Permission.SIGN_IN)
@body_up_to(SIGN_IN_BODY)
def take() -> AnyResponse:
    """Take the password, and the code where the account has a second factor."""
    account = own_account()
    try:
        admit(account.login, request.form.get("present", "")[:PASSWORD_LIMIT])
        with reading(account.office_id) as store:
            is_set = standing(store, account.id).is_set
        if is_set:
            judge_code(account, request.form.get("code", ""))
    except (WrongCredentials, PasswordEnded, SecondFactorWrong, TooManyAttempts) as refused:
        return confirm_page(refused)
    auth.confirm(signed_in())
    return _onward()


@blueprint.post("/challenge")
@allow(Permission.SIGN_IN)
def challenge() -> AnyResponse:
    """What to have a passkey of one's own sign."""
    who = signed_in()
    made = issue("confirm", who.user_id)
    with reading(who.office.id) as store:
        return jsonify(options=options_to_show_own(store, who.user_id, made))


@blueprint.post("/passkey")
@allow(Permission.SIGN_IN)
@body_up_to(SIGN_IN_BODY)
def take_passkey() -> AnyResponse:
    """Take a passkey of one's own in place of password and code."""
    try:
        judge_passkey(credential_in_form(), "confirm", own_account())
    except (PasskeyWrong, TooManyAttempts) as refused:
        return confirm_page(refused)
    auth.confirm(signed_in(), way="passkey")
    return _onward()


def confirm_page(refused: AppError | None = None, *, problem: str = "") -> AnyResponse:
    """The form, with why it was not taken. Nobody is signed out by that."""
    who = signed_in()
    status = 422 if isinstance(refused, WrongCredentials) or problem else refused.status if refused else 200
    wrong_password = gettext("This is not your present password.") if isinstance(refused, WrongCredentials) else ""
    with reading(who.office.id) as store:
        has = standing(store, who.user_id)
        known = provider_for(who.office.id)
        return page(
            "confirm.html",
            status,
            store=store,
            here="/office/account/",
            next=_wanted(),
            problem=problem or wrong_password or (refusal(refused.code) if refused else ""),
            has=has,
            passkeys=is_offered() and has.passkeys > 0,
            has_password=store.accounts.has_password(who.user_id),
            provider=known.settings if known and store.identities.of(who.user_id) else None,
        )


def _onward() -> AnyResponse:
    return go_on_to(_wanted() or "/office/account/")


def _wanted() -> str:
    """Where somebody was on their way to: a page of their account, and nothing else."""
    wanted = office_page(request.values.get("next", ""))
    return wanted if wanted.startswith("/office/account/") else ""
