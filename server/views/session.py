"""Signing in and out on a phone."""

from __future__ import annotations

from typing import Any, Final

from flask_wtf.csrf import generate_csrf

from server.access import FIELD_STAFF, ROLES, allow, allow_anyone, also_for_delivery, signed_in
from server.admission import admit
from server.api import Blueprint
from server.auth import sign_in, sign_out, verify
from server.bodies import body_up_to
from server.delivering import may_deliver
from server.description import refuses
from server.errors import TooManyAttempts, WrongCredentials
from server.known_devices import remember, token_of
from server.schemas import CsrfSchema, SessionSchema, SignInSchema
from server.store import utcnow
from server.store.rows import SessionRow

blueprint = Blueprint("session", __name__, url_prefix="/api", description="Signing in and out")


SIGN_IN_BODY: Final = 16 << 10
"""Bytes: the longest login and password, however they are spelled."""


@blueprint.get("/csrf")
@blueprint.response(200, CsrfSchema)
@allow_anyone
def csrf_token() -> dict[str, str]:
    """A fresh token, for the sign-in itself."""
    return {"csrf_token": generate_csrf()}


@blueprint.post("/session")
@blueprint.arguments(SignInSchema)
@blueprint.response(200, SessionSchema)
@refuses(WrongCredentials, TooManyAttempts)
@allow_anyone
@body_up_to(SIGN_IN_BODY)
def begin(given: dict[str, Any]) -> dict[str, Any]:
    """Sign in and register the phone.

    Whose role has its place on the office pages is signed in there, and no phone is registered. A phone that keeps work
    of theirs, or of an account that is out of use, is let in to hand it over where the office knows it.
    """
    account = admit(given["login"], given["password"], judge=verify)
    device = (given["device"]["id"], given["device"]["name"])
    if account.active and account.role in FIELD_STAFF:
        row = sign_in(account, device)
    elif given["delivers"] and may_deliver(account, device[0], utcnow()):
        row = sign_in(account, device, delivery=True)
    elif account.active:
        row = sign_in(account)
    else:
        raise WrongCredentials
    remember(account.login)
    return _session(row)


@blueprint.get("/session")
@blueprint.response(200, SessionSchema)
@also_for_delivery
@allow(*ROLES)
def show() -> dict[str, Any]:
    """Who is signed in. The browser is known for them from now on, also where they signed in before that was noted."""
    row = signed_in()
    if token_of(row.login) is None:
        remember(row.login)
    return _session(row)


@blueprint.delete("/session")
@blueprint.response(204)
@allow_anyone
def end() -> None:
    """Sign out and forget; also where nobody is signed in any more."""
    sign_out(empties_phone=True)


def _session(row: SessionRow) -> dict[str, Any]:
    return {
        "user": {"id": row.user_id, "login": row.login, "name": row.name, "role": row.role},
        "office": {"id": row.office.id, "name": row.office.name, "time_zone": row.office.time_zone},
        "device": None if row.phone is None else {"id": row.phone.id},
        "delivery": row.only_delivers,
        "csrf_token": generate_csrf(),
    }
