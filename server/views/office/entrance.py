"""How somebody is let in at the office, by whatever they have shown who they are."""

from __future__ import annotations

from flask import Response
from flask import redirect as redirect_to
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.http import auth, second_step
from server.http.auth import Way
from server.http.known_devices import remember
from server.http.second_step import Held
from server.services.factors import asked_of
from server.services.identities import provider
from server.services.passkeys import is_offered
from server.store import reading
from server.store.directory import AccountRow, SessionRow
from server.views.office.frame import go, page


def welcome(
    account: AccountRow,
    *,
    login: str = "",
    shared: bool,
    onward: str,
    second_factor: bool = False,
    way: Way | None = None,
) -> AnyResponse:
    """Let somebody in who has shown who they are. A browser that is somebody's phone stays theirs, since notes may wait
    in it to be sent, and opens the office for a while.
    """
    if is_anothers_phone(account):
        problem = gettext("In this browser another member of staff uses the notebook. Sign out there first.")
        return sign_in_page(409, login=login, problem=problem, onward=onward, shared=shared)
    here = phone_here()
    if here is not None and not auth.lacks_second_factor(here):
        auth.open_office(here)
        return go_on_to(onward)
    if second_factor:
        return enter(Held(account, shared, onward, way), second_factor=True)
    return let_in(account, shared=shared, onward=onward, way=way)


def let_in(account: AccountRow, *, shared: bool, onward: str, way: Way | None = None) -> AnyResponse:
    """Sign in an account whose first step was right, or ask for what is needed besides."""
    with reading(account.office_id) as store:
        asked = asked_of(store, account)
    if asked == "nothing":
        return enter(Held(account, shared, onward, way), second_factor=False)
    second_step.hold(account, shared=shared, onward=onward, way=way)
    return go("office_second_step.ask" if asked == "code" else "office_second_step.prepare")


def enter(waiting: Held, *, second_factor: bool) -> AnyResponse:
    """Begin the session."""
    auth.sign_in(waiting.account, shared=waiting.shared, second_factor=second_factor, way=waiting.way)
    remember(waiting.account.login)
    return go_on_to(waiting.onward)


def go_on_to(onward: str) -> AnyResponse:
    """Send the browser to where its user was on their way, or else to where a role begins."""
    return redirect_to(onward, 303) if onward else go("office_session.start")


def is_anothers_phone(account: AccountRow) -> bool:
    """Whether this browser is the phone of somebody else, in which notes may wait to be sent."""
    here = phone_here()
    return here is not None and here.user_id != account.id


def phone_here() -> SessionRow | None:
    """The session of the phone that this browser is, where it is one that somebody uses."""
    here = auth.carried()
    if here is None or here.phone is None or here.only_delivers or here.on_revoked_phone:
        return None
    return here


def sign_in_page(
    status: int = 200, *, login: str = "", problem: str = "", onward: str = "", shared: bool = True
) -> Response:
    """The form of the sign-in, with every way in that this installation has."""
    configured = provider()
    return page(
        "sign_in.html",
        status,
        here="/office/sign-in",
        login=login,
        problem=problem,
        next=onward,
        shared=shared,
        passkeys=is_offered(),
        provider=configured and configured.settings,
    )


def leave_for(address: str | None) -> AnyResponse:
    """Send a browser to the provider of identities, or to the sign-in where there is no way there.

    A form may lead nowhere but here (``form-action``), and a redirect is a form's as well: so the browser is given a
    page first, which goes on by itself.
    """
    if address is None:
        return go("office_session.sign_in")
    answer = page("leave.html", here="/office/sign-in", address=address)
    answer.headers["Refresh"] = f"0; url={address}"
    return answer
