"""One's own account: password, second factor, and where one is signed in."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.errors import PasswordEnded, SecondFactorWrong, TooManyAttempts, WrongCredentials
from server.http.access import Permission, allow, signed_in
from server.http.admission import admit
from server.http.auth import is_confirmed
from server.http.bodies import body_up_to
from server.http.schemas import PASSWORD_LIMIT
from server.http.second_step import judge_code, take_place_for_enrolment
from server.language.problems import Errors, refusal
from server.office.qr import qr_code
from server.office.staffing import problems_of_choice
from server.services import accounts, factors
from server.services.accounts import set_password
from server.services.identities import provider_for
from server.services.passkeys import is_offered
from server.store import reading, utcnow, writing
from server.views.office.confirm import own_account
from server.views.office.frame import go, page, words
from server.views.session import SIGN_IN_BODY

blueprint = Blueprint("office_account", __name__, url_prefix="/office/account")


@blueprint.get("/")
@allow(Permission.SIGN_IN)
def index() -> AnyResponse:
    """The page of one's own account."""
    return _page()


@blueprint.post("/password")
@allow(Permission.SIGN_IN)
@body_up_to(SIGN_IN_BODY)
def change_password() -> AnyResponse:
    """Another password, for whoever knows the present one. Every other session ends."""
    who, password = signed_in(), request.form.get("password", "")
    errors = problems_of_choice(password, request.form.get("again", ""), about=(who.login, who.name, who.office.name))
    try:
        _admit_by_password()
    except (WrongCredentials, PasswordEnded, TooManyAttempts) as refused:
        return _page(*_problem_of(refused))
    if errors:
        return _page(422, errors)
    with writing(who.office.id) as store:
        set_password(store, who.user_id, password, now=utcnow(), but=who.token_hash)
    flash(gettext("Your password is changed. Everywhere else you are signed out."), "done")
    return go("office_account.index")


@blueprint.get("/second-factor")
@allow(Permission.SIGN_IN)
def prepare_factor() -> AnyResponse:
    """Setting up an authenticator: the first one, or another in its place."""
    return _factor_page()


@blueprint.post("/second-factor")
@allow(Permission.SIGN_IN)
@body_up_to(SIGN_IN_BODY)
def set_factor() -> AnyResponse:
    """Take an authenticator into use. Where there is a second factor already, a code of that one is asked for as well,
    and where there is none, the password, unless their owner was shown just now: whoever sits at an open screen would
    shut its user out.
    """
    who, account = signed_in(), own_account()
    try:
        if is_confirmed(who):
            pass
        elif _standing().is_set:
            judge_code(account, request.form.get("present", ""))
        else:
            _admit_by_password()
        place = take_place_for_enrolment(account)
    except (SecondFactorWrong, WrongCredentials, PasswordEnded, TooManyAttempts) as refused:
        return _factor_page(*_problem_of(refused))
    with writing(who.office.id) as store:
        codes = factors.confirm(store, who.user_id, request.form.get("code", ""), now=utcnow())
        if codes is not None:
            store.sessions.note_second_factor(who.token_hash)
    if codes is None:
        problem = gettext("This is not the code that the app shows now. Please try again.")
        return _factor_page(422, {"code": problem})
    place.give_back()
    return page("recovery_codes.html", codes=codes, onward="")


@blueprint.post("/recovery-codes")
@allow(Permission.SIGN_IN)
@body_up_to(SIGN_IN_BODY)
def renew_codes() -> AnyResponse:
    """Ten new recovery codes, for whoever has the authenticator, or has just shown who they are."""
    who = signed_in()
    try:
        if not is_confirmed(who):
            judge_code(own_account(), request.form.get("code", ""))
    except (SecondFactorWrong, TooManyAttempts) as refused:
        return _page(refused.status, {"code": refusal(refused.code)})
    with writing(who.office.id) as store:
        codes = factors.renew_codes(store, who.user_id)
    return page("recovery_codes.html", codes=codes, onward="")


@blueprint.post("/sessions/end")
@allow(Permission.SIGN_IN)
def end_session() -> AnyResponse:
    """End one of one's own sessions, or all but this one."""
    who, which = signed_in(), request.form.get("session", "")
    with writing(who.office.id) as store:
        if which:
            ended = accounts.end_session(store, who.user_id, which, now=utcnow())
        else:
            accounts.end_sessions(store, who.user_id, now=utcnow(), but=who.token_hash)
            ended = True
    if which == who.token_hash:
        return go("office_session.sign_in")
    flash(gettext("You are signed out there.") if ended else gettext("Nothing was changed."), "done")
    return go("office_account.index")


def _page(status: int = 200, errors: Errors | None = None) -> AnyResponse:
    who, now = signed_in(), utcnow()
    known = provider_for(who.office.id)
    with reading(who.office.id) as store:
        return page(
            "account.html",
            status,
            store=store,
            here="/office/account/",
            errors=errors or {},
            factor=factors.standing(store, who.user_id),
            passkeys=store.passkeys.of(who.user_id),
            offers_passkeys=is_offered(),
            has_password=store.accounts.has_password(who.user_id),
            provider=known and known.settings,
            identity=store.identities.of(who.user_id),
            is_confirmed=is_confirmed(who),
            sessions=store.sessions.of(who.user_id, now),
            words=words(store),
        )


def _factor_page(status: int = 200, errors: Errors | None = None) -> AnyResponse:
    who = signed_in()
    with writing(who.office.id) as store:
        proposal = factors.propose(store, who.user_id, login=who.login, office_name=who.office.name)
        has = factors.standing(store, who.user_id)
    qr = qr_code(proposal.address)
    return page(
        "second_factor.html",
        status,
        proposal=proposal,
        qr=qr,
        has=has,
        errors=errors or {},
        is_confirmed=is_confirmed(who),
    )


def _admit_by_password() -> None:
    """Judge the present password. Raises ``WrongCredentials``, and ``TooManyAttempts`` without looking at it."""
    admit(signed_in().login, request.form.get("present", "")[:PASSWORD_LIMIT])


def _problem_of(refused: SecondFactorWrong | WrongCredentials | PasswordEnded | TooManyAttempts) -> tuple[int, Errors]:
    """The status and the errors of a page on which a password or a code was not taken. Nobody is signed out by that."""
    if isinstance(refused, WrongCredentials):
        return 422, {"present": gettext("This is not your present password.")}
    return refused.status, {"present": refusal(refused.code)}


def _standing() -> factors.Standing:
    who = signed_in()
    with reading(who.office.id) as store:
        return factors.standing(store, who.user_id)
