"""Signing in and out on a phone."""

from __future__ import annotations

from typing import Any, Final

from flask_wtf.csrf import generate_csrf

from server.access import ROLES, allow, allow_anyone, signed_in
from server.admission import admit
from server.api import Blueprint
from server.auth import sign_in, sign_out
from server.bodies import body_up_to
from server.known_devices import remember, token_of
from server.schemas import CsrfSchema, SessionSchema, SignInSchema
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
@allow_anyone
@body_up_to(SIGN_IN_BODY)
def begin(given: dict[str, Any]) -> dict[str, Any]:
    """Sign in and register the phone."""
    account = admit(given["login"], given["password"])
    row = sign_in(account, (given["device"]["id"], given["device"]["name"]))
    remember(account.login)
    return _session(row)


@blueprint.get("/session")
@blueprint.response(200, SessionSchema)
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
    """Sign out; also where nobody is signed in any more."""
    sign_out()


def _session(row: SessionRow) -> dict[str, Any]:
    return {
        "user": {"id": row.user_id, "login": row.login, "name": row.name, "role": row.role},
        "office": {"id": row.office.id, "name": row.office.name, "time_zone": row.office.time_zone},
        "device": None if row.phone is None else {"id": row.phone.id},
        "csrf_token": generate_csrf(),
    }
