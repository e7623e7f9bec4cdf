"""Signing in and out on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypedDict

from flask import Response, after_this_request
from flask_wtf.csrf import generate_csrf

from server.ground.errors import (
    PasswordEnded,
    SecondFactorMissing,
    SecondFactorNeeded,
    SecondFactorWrong,
    TooManyAttempts,
    WrongCredentials,
)
from server.http.access import Permission, allow, allow_anyone, also_for_delivery, also_while_waiting, signed_in
from server.http.admission import admit
from server.http.api import Blueprint
from server.http.auth import Way, carried, sign_in, sign_out
from server.http.bodies import body_up_to
from server.http.description import refuses
from server.http.known_devices import remember, token_of
from server.http.proofs import is_proven
from server.http.schemas import CsrfSchema, SessionSchema, SignInSchema
from server.http.second_step import judge_code
from server.services.delivering import may_deliver
from server.services.factors import asked_of
from server.services.passwords import verify
from server.store import reading, utcnow
from server.store.directory import AccountRow, SessionRow
from sync.roles import may

blueprint = Blueprint("session", __name__, url_prefix="/api", description="Signing in and out")

SIGN_IN_BODY: Final = 16 << 10
"""Bytes: the longest login and password, however they are spelled."""


class Phone(TypedDict):
    """``DeviceSchema``, as it was read."""

    id: str
    name: str


class SignIn(TypedDict):
    """``SignInSchema``, as it was read."""

    login: str
    password: str
    code: str
    device: Phone
    delivers: bool


@blueprint.get("/csrf")
@blueprint.response(200, CsrfSchema)
@allow_anyone
def csrf_token() -> dict[str, str]:
    """A fresh token, for the sign-in itself."""
    return {"csrf_token": generate_csrf()}


@blueprint.post("/session")
@blueprint.arguments(SignInSchema)
@blueprint.response(200, SessionSchema)
@refuses(WrongCredentials, PasswordEnded, SecondFactorNeeded, SecondFactorWrong, SecondFactorMissing, TooManyAttempts)
@allow_anyone
@body_up_to(SIGN_IN_BODY)
def begin(asked: SignIn) -> dict[str, object]:
    """Sign in and register the phone.

    Somebody whose role works on the office pages is signed in there, and no phone is registered. Where a phone keeps
    work of theirs, or of an account that is out of use, and the office knows the phone, it is let in to hand that over:
    with the password alone, since it is given nothing.
    """
    account = admit(asked["login"], asked["password"], judge=verify)
    return begin_on_phone(
        account, asked["device"], asked["delivers"], lambda: second_factor_by_code(account, asked["code"])
    )


def begin_on_phone(
    account: AccountRow, phone: Phone, delivers: bool, second_factor: Callable[[], bool], way: Way | None = None
) -> dict[str, object]:
    """Sign in an account whose first step was right. ``second_factor`` judges the second step and returns whether there
    was one; it is called unless the session is for delivery alone. Raises ``WrongCredentials`` for an account that is
    out of use and hands nothing over, and whatever ``second_factor`` raises.
    """
    device = (phone["id"], phone["name"])
    if account.active and may(account.role, Permission.USE_PHONE):
        row = sign_in(account, device, second_factor=second_factor(), way=way)
    elif delivers and may_deliver(account, device[0], utcnow()):
        row = sign_in(account, device, delivery=True, way=way)
    elif account.active:
        row = sign_in(account, second_factor=second_factor(), way=way)
    else:
        raise WrongCredentials
    remember(account.login)
    return _session(row)


def second_factor_by_code(account: AccountRow, code: str) -> bool:
    """Judge the code of an account that is asked for one. Returns whether it was asked. Raises ``SecondFactorNeeded``
    without a code, ``SecondFactorWrong`` or ``TooManyAttempts`` for a wrong one, and ``SecondFactorMissing`` for an
    account that has yet to set a second factor up.
    """
    with reading(account.office_id) as store:
        asked = asked_of(store, account)
    if asked == "nothing":
        return False
    if asked == "enrolment":
        raise SecondFactorMissing
    if not code:
        raise SecondFactorNeeded
    judge_code(account, code)
    return True


@blueprint.get("/session")
@blueprint.response(200, SessionSchema)
@also_for_delivery
@also_while_waiting
@allow(Permission.SIGN_IN)
def show() -> dict[str, object]:
    """Who is signed in. The browser is known for them from now on, also where they signed in before that was noted."""
    row = signed_in()
    if token_of(row.login) is None:
        remember(row.login)
    return _session(row)


@blueprint.delete("/session")
@blueprint.response(204)
@allow_anyone
def end() -> None:
    """Sign out and forget; also where nobody is signed in any more. The browser of a phone that was taken out of use is
    told to forget all that is left of this site, too: it says so once everything has been handed over.
    """
    session = carried()
    if session is not None and session.on_revoked_phone:
        after_this_request(_forget_everything)
    sign_out(empties_phone=True, proven=session is not None and is_proven(session))


def _forget_everything(response: Response) -> Response:
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def _session(row: SessionRow) -> dict[str, object]:
    return {
        "user": {"id": row.user_id, "login": row.login, "name": row.name, "role": row.role},
        "office": {"id": row.office.id, "name": row.office.name, "time_zone": row.office.time_zone},
        "device": None if row.phone is None else {"id": row.phone.id},
        "delivery": row.only_delivers,
        "csrf_token": generate_csrf(),
    }
