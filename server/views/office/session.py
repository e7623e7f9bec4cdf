"""Signing in and out at the office, and where one begins."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, Response, request
from flask import redirect as redirect_to
from werkzeug.wrappers import Response as AnyResponse

from server.ground.errors import AppError, PasskeyWrong, PasswordEnded, TooManyAttempts, WrongCredentials
from server.http import auth
from server.http.access import Permission, allow, allow_anyone, signed_in
from server.http.addresses import endpoint_of, office_page, whole_address_of
from server.http.admission import admit
from server.http.bodies import body_up_to
from server.http.passkeys import credential_in_form, judge_passkey
from server.http.schemas import PASSWORD_LIMIT
from server.language.problems import refusal
from server.services.identities import provider
from server.store import utcnow
from server.views.office import lists
from server.views.office.entrance import leave_for, sign_in_page, welcome
from server.views.office.frame import go, page
from server.views.session import SIGN_IN_BODY

blueprint = Blueprint("office_session", __name__, url_prefix="/office")
blueprint.app_url_defaults(lists.carry)
blueprint.app_template_global()(lists.listed)
blueprint.app_template_global()(lists.opened_from)

_LANDINGS: Final = (
    (Permission.READ_OWN_CASES, "office_today.index"),
    (Permission.READ_ACCOUNTS, "office_users.index"),
)
"""Where one begins: the first that one may."""


@blueprint.get("/")
@allow(Permission.SIGN_IN)
def start() -> AnyResponse:
    """To the page with which a role begins."""
    landing = next((endpoint for permission, endpoint in _LANDINGS if signed_in().may(permission)), None)
    return go(landing) if landing else page("nothing.html")


@blueprint.get("/sign-in")
@allow_anyone
def sign_in() -> AnyResponse:
    """The form; whoever is signed in already goes on."""
    if auth.current() is not None:
        return _onward()
    return sign_in_page(onward=_wanted())


@blueprint.post("/sign-in")
@allow_anyone
@body_up_to(SIGN_IN_BODY)
def take_sign_in() -> AnyResponse:
    """Sign in. A browser that is somebody's phone stays theirs, since notes may wait in it to be sent, and opens the
    office for a while; where their role has no place on it any more, these wait for them to sign in there.
    """
    login, password = request.form.get("login", ""), request.form.get("password", "")
    try:
        account = admit(login, password[:PASSWORD_LIMIT])
    except (WrongCredentials, PasswordEnded, TooManyAttempts) as refused:
        return _again(login, refused)
    return welcome(account, login=login, shared="shared" in request.form, onward=_wanted())


@blueprint.post("/sign-in/passkey")
@allow_anyone
@body_up_to(SIGN_IN_BODY)
def take_passkey() -> AnyResponse:
    """Sign in by a passkey alone: its device has made sure of its user."""
    try:
        account = judge_passkey(credential_in_form(), "sign_in")
        if not account.active:
            raise PasskeyWrong
    except (PasskeyWrong, TooManyAttempts) as refused:
        return _again("", refused)
    return welcome(account, shared="shared" in request.form, onward=_wanted(), second_factor=True, way="passkey")


@blueprint.post("/sign-out")
@allow_anyone
def sign_out() -> AnyResponse:
    """Sign out; also where nobody is signed in any more. Whoever came in by the provider is signed out there as well:
    otherwise the next one at this screen would come in as them.
    """
    left, known = auth.carried(), provider()
    auth.sign_out()
    if left is None or left.way != "provider" or known is None:
        return go("office_session.sign_in")
    return leave_for(known.farewell(whole_address_of("office_session.sign_in"), now=utcnow()))


def _again(login: str, refused: AppError) -> Response:
    shared = "shared" in request.form
    answer = sign_in_page(refused.status, login=login, problem=refusal(refused.code), onward=_wanted(), shared=shared)
    if isinstance(refused, TooManyAttempts):
        answer.headers["Retry-After"] = str(refused.retry_after_s)
    return answer


def _onward() -> AnyResponse:
    wanted = _wanted()
    return redirect_to(wanted, 303) if wanted else go("office_session.start")


def _wanted() -> str:
    """Where the browser was on its way to: an office page that can be opened, and that is not about signing in."""
    wanted = office_page(request.values.get("next", ""))
    return "" if endpoint_of(urlsplit(wanted).path).startswith(blueprint.name) else wanted
