"""Signing in and out at the office, and where one begins."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, request
from flask import redirect as redirect_to
from flask_babel import gettext
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response as AnyResponse

from server import auth
from server.access import ROLES, allow, allow_anyone
from server.admission import admit
from server.bodies import body_up_to
from server.errors import TooManyAttempts, WrongCredentials
from server.known_devices import remember
from server.schemas import PASSWORD_LIMIT
from server.views.office.frame import go, page, signed_in
from server.views.session import SIGN_IN_BODY

blueprint = Blueprint("office_session", __name__, url_prefix="/office")

LANDINGS: Final = {
    "supervisor": "office_notes.index",
    "manager": "office_notes.index",
    "worker": "office_cases.index",
    "clerk": "office_cases.index",
    "administrator": "office_users.index",
}


@blueprint.get("/")
@allow(*ROLES)
def start() -> AnyResponse:
    """To the page with which a role begins."""
    landing = LANDINGS.get(signed_in().role)
    return go(landing) if landing else page("nothing.html")


@blueprint.get("/sign-in")
@allow_anyone
def sign_in() -> AnyResponse:
    """The form; whoever is signed in already goes on."""
    who = auth.current()
    if who is not None and not (who.phone and who.phone.revoked):
        return _onward()
    return page("sign_in.html", next=_wanted())


@blueprint.post("/sign-in")
@allow_anyone
@body_up_to(SIGN_IN_BODY)
def take_sign_in() -> AnyResponse:
    """Sign in. A browser that is somebody's phone stays theirs, since notes may wait in it to be sent; where their role
    has no place on it any more, these wait for them to sign in there.
    """
    login, password = request.form.get("login", ""), request.form.get("password", "")
    try:
        account = admit(login, password[:PASSWORD_LIMIT])
    except WrongCredentials:
        return _again(login, gettext("The login or the password is not right."), 401)
    except TooManyAttempts as refused:
        answer = _again(login, gettext("Too many attempts. Please wait a while."), refused.status)
        answer.headers["Retry-After"] = str(refused.retry_after_s)
        return answer
    before = auth.current()
    if before is not None and before.phone is not None and not before.phone.revoked and not before.only_delivers:
        if before.user_id != account.id:
            return _again(
                login, gettext("In this browser another member of staff uses the notebook. Sign out there first."), 409
            )
        return _onward()
    auth.sign_in(account)
    remember(account.login)
    return _onward()


@blueprint.post("/sign-out")
@allow_anyone
def sign_out() -> AnyResponse:
    """Sign out; also where nobody is signed in any more."""
    auth.sign_out()
    return go("office_session.sign_in")


def _again(login: str, problem: str, status: int) -> Response:
    return page("sign_in.html", status, login=login, problem=problem, next=_wanted())


def _onward() -> AnyResponse:
    wanted = _wanted()
    return redirect_to(wanted, 303) if wanted else go("office_session.start")


def _wanted() -> str:
    """Where the browser was on its way to: an office page that can be opened, and nothing else."""
    wanted = request.values.get("next", "")
    path = urlsplit(wanted).path
    if not wanted.startswith("/office/") or "\\" in wanted or path != wanted.partition("?")[0]:
        return ""
    try:
        endpoint, _ = current_app.url_map.bind("").match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return ""
    return "" if endpoint.startswith(blueprint.name) else wanted
