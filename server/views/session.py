"""Signing in and out on a phone."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import generate_csrf

from server.access import ROLES, allow, allow_anyone, signed_in
from server.api import Blueprint
from server.auth import check, fold_login, sign_in, sign_out
from server.bodies import read_json
from server.description import refuses
from server.errors import AppError, TooManyAttempts, WrongCredentials
from server.extensions import limiter
from server.schemas import CsrfSchema, SessionSchema, SignInSchema
from server.store.rows import SessionRow

blueprint = Blueprint("session", __name__, url_prefix="/api", description="Signing in and out")


def login_and_address() -> str:
    """Whose attempts are counted together: those on one login from one address."""
    try:
        body = read_json() if request.is_json else request.form
        login = body.get("login") if hasattr(body, "get") else None
    except AppError:
        login = None
    return f"{fold_login(login) if isinstance(login, str) else ''}|{get_remote_address()}"


throttled = limiter.shared_limit(
    "10 per 15 minutes",
    scope="sign-in",
    key_func=login_and_address,
    deduct_when=lambda response: response.status_code == 401,
)
"""Bounds the wrong attempts on one login; a whole office behind one address can still sign in."""


@blueprint.get("/csrf")
@blueprint.response(200, CsrfSchema)
@allow_anyone
def csrf_token() -> dict[str, str]:
    """A fresh token, for the sign-in itself."""
    return {"csrf_token": generate_csrf()}


@blueprint.post("/session")
@throttled
@blueprint.arguments(SignInSchema)
@blueprint.response(200, SessionSchema)
@refuses(WrongCredentials, TooManyAttempts)
@allow_anyone
def begin(given: dict[str, Any]) -> dict[str, Any]:
    """Sign in and register the phone."""
    account = check(given["login"], given["password"])
    return _session(sign_in(account, (given["device"]["id"], given["device"]["name"])))


@blueprint.get("/session")
@blueprint.response(200, SessionSchema)
@allow(*ROLES)
def show() -> dict[str, Any]:
    """Who is signed in."""
    return _session(signed_in())


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
