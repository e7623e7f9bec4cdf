"""The passkeys of one's own account: adding them, and removing them."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, flash, jsonify, request
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.errors import NotFound
from server.http.access import Permission, allow, signed_in
from server.http.auth import is_confirmed
from server.http.bodies import body_up_to
from server.http.browsers import browser_name
from server.http.passkeys import credential_in_form, issue, taken
from server.services import passkeys
from server.store import reading, utcnow, writing
from server.store.passkeys import PasskeyRow
from server.views.office.confirm import ask_first
from server.views.office.frame import existing, go, line_given, page
from sync.fields import NAME_LENGTH

blueprint = Blueprint("office_passkeys", __name__, url_prefix="/office/account/passkeys")

PASSKEY_BODY: Final = 64 << 10
"""Bytes: what a new passkey says of itself."""


def name_given() -> str:
    """What a new passkey is called: as its user says, or else by what browser it was made in."""
    return line_given("name", NAME_LENGTH) or browser_name(request.user_agent.string) or gettext("Passkey")


@blueprint.get("/new")
@allow(Permission.SIGN_IN)
def prepare() -> AnyResponse:
    """Adding a passkey, for whoever has just shown once more who they are."""
    if not passkeys.is_offered():
        raise NotFound
    return _form() if is_confirmed(signed_in()) else ask_first(request.path)


@blueprint.post("/challenge")
@allow(Permission.SIGN_IN)
def challenge() -> AnyResponse:
    """What to make a passkey with. Raises ``NotFound`` where who it is for was not shown just now."""
    who = signed_in()
    if not is_confirmed(who):
        raise NotFound
    made = issue("add", who.user_id)
    with reading(who.office.id) as store:
        options = passkeys.options_to_add(store, who.user_id, login=who.login, name=who.name, challenge=made)
    return jsonify(options=options)


@blueprint.post("/new")
@allow(Permission.SIGN_IN)
@body_up_to(PASSKEY_BODY)
def add() -> AnyResponse:
    """Take a passkey into use; the first second factor of an account comes with recovery codes."""
    who = signed_in()
    if not is_confirmed(who):
        return ask_first(request.path)
    made, codes = taken("add", who.user_id), None
    if made is not None:
        with writing(who.office.id) as store:
            codes = passkeys.add(store, who.user_id, credential_in_form(), made, name=name_given(), now=utcnow())
            if codes is not None:
                store.sessions.note_second_factor(who.token_hash)
    if codes is None:
        return _form(422, gettext("The passkey could not be added. Please try again."))
    if codes:
        return page("recovery_codes.html", codes=codes, onward="")
    flash(gettext("The passkey is added."), "done")
    return go("office_account.index")


@blueprint.get("/<id:passkey>/remove")
@allow(Permission.SIGN_IN)
def ask_to_remove(passkey: str) -> AnyResponse:
    """What it means to remove a passkey, for whoever has just shown once more who they are."""
    row = _own(passkey)
    return _removal(row) if is_confirmed(signed_in()) else ask_first(request.path)


@blueprint.post("/<id:passkey>/remove")
@allow(Permission.SIGN_IN)
def remove(passkey: str) -> AnyResponse:
    """Remove a passkey; not the last second factor of a role that needs one."""
    who, row = signed_in(), _own(passkey)
    if not is_confirmed(who):
        return ask_first(request.path)
    with writing(who.office.id) as store:
        removed = passkeys.may_remove(store, who.user_id, who.role) and passkeys.remove(store, who.user_id, row.id)
    if not removed:
        return _removal(row, 409)
    flash(gettext("The passkey is removed. Here it signs nobody in any more."), "done")
    return go("office_account.index")


def _own(passkey: str) -> PasskeyRow:
    who = signed_in()
    with reading(who.office.id) as store:
        return existing(next((each for each in store.passkeys.of(who.user_id) if each.id == passkey), None))


def _form(status: int = 200, problem: str = "") -> AnyResponse:
    name = browser_name(request.user_agent.string) or ""
    return page("passkey_new.html", status, here="/office/account/passkeys/new", name=name, problem=problem)


def _removal(row: PasskeyRow, status: int = 200) -> AnyResponse:
    who = signed_in()
    with reading(who.office.id) as store:
        may_remove = passkeys.may_remove(store, who.user_id, who.role)
        is_last = store.passkeys.count(who.user_id) == 1 and store.factors.of(who.user_id) is None
        return page("passkey_remove.html", status, store=store, passkey=row, may_remove=may_remove, is_last=is_last)
