"""Behind the link of an invitation or a reset: choosing one's own password."""

from __future__ import annotations

import datetime as dt
from typing import Final

from flask import Blueprint, flash, request
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.errors import NotFound
from server.http.access import allow_by_secret
from server.http.attempts import address, bucket, refuse_past, take
from server.http.bodies import body_up_to
from server.language.problems import Errors
from server.office.staffing import problems_of_choice
from server.services.identities import may_bind_by_link, provider_for
from server.services.links import account_behind, choose_password
from server.store import directory, reading, utcnow, writing
from server.store.directory import AccountRow
from server.views.office.entrance import is_anothers_phone, let_in
from server.views.office.frame import go, page
from server.views.session import SIGN_IN_BODY

blueprint = Blueprint("office_links", __name__, url_prefix="/office/link")

WITHIN: Final = dt.timedelta(minutes=15)
MOST_WRONG: Final = 30
"""Links that open nothing, from one address of the net. To guess one is hopeless; this keeps it cheap."""


@blueprint.get("/<secret>")
@allow_by_secret
def prepare(secret: str) -> AnyResponse:
    """The form. To look at it uses nothing up: programs that carry messages look at links as well."""
    return _form(secret, _account(secret), {})


@blueprint.post("/<secret>")
@allow_by_secret
@body_up_to(SIGN_IN_BODY)
def choose(secret: str) -> AnyResponse:
    """Take the password, and sign in with it; where a second factor is asked for, it still is."""
    account = _account(secret)
    password = request.form.get("password", "")
    errors = problems_of_choice(
        password, request.form.get("again", ""), about=(account.login, account.name, _office_of(account))
    )
    if errors:
        return _form(secret, account, errors, 422)
    with writing(account.office_id) as store:
        if not choose_password(store, secret, account.id, password, now=utcnow()):
            raise NotFound
    with directory() as lookup:
        renewed = lookup.account_of(account.office_id, account.id)
    if renewed is None or is_anothers_phone(account):
        flash(gettext("Your password is set. Please sign in where you work."), "done")
        return go("office_session.sign_in")
    return let_in(renewed, shared="shared" in request.form, onward="")


def _account(secret: str) -> AccountRow:
    wrong = bucket("link", address(), MOST_WRONG, WITHIN)
    refuse_past(wrong)
    account = account_behind(secret, utcnow())
    if account is None:
        take(wrong)
        raise NotFound
    return account


def _office_of(account: AccountRow) -> str:
    with directory() as lookup:
        return lookup.office_name(account.office_id)


def _form(secret: str, account: AccountRow, errors: Errors, status: int = 200) -> AnyResponse:
    with reading(account.office_id) as store:
        known = provider_for(account.office_id) if may_bind_by_link(store, account.id) else None
    return page(
        "choose_password.html",
        status,
        account=account,
        office=_office_of(account),
        errors=errors,
        provider=known and known.settings,
        secret=secret,
    )
