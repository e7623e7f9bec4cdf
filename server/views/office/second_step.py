"""After the first step: the code of an authenticator or a passkey, or setting one of them up, and then in."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.errors import PasskeyWrong, SecondFactorWrong, TooManyAttempts
from server.http.access import allow_anyone
from server.http.bodies import body_up_to
from server.http.browsers import browser_name
from server.http.passkeys import credential_in_form, issue, judge_passkey, taken
from server.http.second_step import Held, held, judge_code, take_place_for_enrolment
from server.language.problems import refusal
from server.office.qr import qr_code
from server.services.factors import asked_of, confirm, propose, standing
from server.services.passkeys import add, is_offered, options_to_add, options_to_show_own
from server.store import directory, reading, utcnow, writing
from server.store.directory import AccountRow
from server.views.office.entrance import enter
from server.views.office.frame import existing, go, page
from server.views.office.passkeys import PASSKEY_BODY, name_given
from server.views.session import SIGN_IN_BODY

blueprint = Blueprint("office_second_step", __name__, url_prefix="/office/second-step")


@blueprint.get("/")
@allow_anyone
def ask() -> AnyResponse:
    """The form for the code, with the passkey where there is one."""
    waiting = held()
    return _back() if waiting is None else _ask(waiting)


@blueprint.post("/")
@allow_anyone
@body_up_to(SIGN_IN_BODY)
def take() -> AnyResponse:
    """Take the code, and sign in."""
    waiting = held()
    if waiting is None:
        return _back()
    try:
        judge_code(waiting.account, request.form.get("code", ""))
    except SecondFactorWrong as wrong:
        return _ask(waiting, wrong.status, refusal(wrong.code))
    except TooManyAttempts as refused:
        return _later(_ask(waiting, refused.status, refusal(refused.code)), refused)
    return enter(waiting, second_factor=True)


@blueprint.post("/passkey/challenge")
@allow_anyone
def challenge() -> AnyResponse:
    """What to have a passkey of the account sign that waits here. Raises ``NotFound`` where none does."""
    account = existing(held()).account
    made = issue("second_step", account.id)
    with reading(account.office_id) as store:
        return jsonify(options=options_to_show_own(store, account.id, made))


@blueprint.post("/passkey")
@allow_anyone
@body_up_to(SIGN_IN_BODY)
def take_passkey() -> AnyResponse:
    """Take a passkey in place of the code, and sign in."""
    waiting = held()
    if waiting is None:
        return _back()
    try:
        judge_passkey(credential_in_form(), "second_step", waiting.account)
    except PasskeyWrong as wrong:
        return _ask(waiting, wrong.status, refusal(wrong.code))
    except TooManyAttempts as refused:
        return _later(_ask(waiting, refused.status, refusal(refused.code)), refused)
    return enter(waiting, second_factor=True)


@blueprint.get("/new")
@allow_anyone
def prepare() -> AnyResponse:
    """Setting an authenticator up, where a password alone does not let in."""
    waiting = _enrolling()
    return _back() if waiting is None else _form(waiting.account)


@blueprint.post("/new")
@allow_anyone
@body_up_to(SIGN_IN_BODY)
def set_up() -> AnyResponse:
    """Take the first code, sign in, and show the recovery codes."""
    waiting = _enrolling()
    if waiting is None:
        return _back()
    account = waiting.account
    try:
        place = take_place_for_enrolment(account)
    except TooManyAttempts as refused:
        return _later(_form(account, refusal(refused.code), refused.status), refused)
    with writing(account.office_id) as store:
        codes = confirm(store, account.id, request.form.get("code", ""), now=utcnow())
    if codes is None:
        return _form(account, gettext("This is not the code that the app shows now. Please try again."), 422)
    place.give_back()
    return _entered(waiting, codes)


@blueprint.post("/new/passkey/challenge")
@allow_anyone
def challenge_to_add() -> AnyResponse:
    """What to make a first passkey with. Raises ``NotFound`` where nobody waits who is to set something up."""
    account = existing(_enrolling()).account
    made = issue("add", account.id)
    with reading(account.office_id) as store:
        options = options_to_add(store, account.id, login=account.login, name=account.name, challenge=made)
    return jsonify(options=options)


@blueprint.post("/new/passkey")
@allow_anyone
@body_up_to(PASSKEY_BODY)
def add_passkey() -> AnyResponse:
    """Take the first passkey, sign in, and show the recovery codes."""
    waiting = _enrolling()
    if waiting is None:
        return _back()
    account, made = waiting.account, taken("add", waiting.account.id)
    codes = None
    if made is not None:
        with writing(account.office_id) as store:
            codes = add(store, account.id, credential_in_form(), made, name=name_given(), now=utcnow())
    if codes is None:
        return _form(account, gettext("The passkey could not be added. Please try again."), 422)
    return _entered(waiting, codes)


def _entered(waiting: Held, codes: list[str]) -> Response:
    """Signed in for the first time with a second factor."""
    enter(waiting, second_factor=True)
    return page("recovery_codes.html", codes=codes, onward=waiting.onward)


def _ask(waiting: Held, status: int = 200, problem: str = "") -> Response:
    account = waiting.account
    with reading(account.office_id) as store:
        has = standing(store, account.id)
    passkeys = is_offered() and has.passkeys > 0
    here = "/office/second-step/"
    return page("second_step.html", status, here=here, problem=problem, has=has, passkeys=passkeys)


def _enrolling() -> Held | None:
    """Who is to set an authenticator up: nobody who has one, so that a password alone never replaces it."""
    waiting = held()
    if waiting is None:
        return None
    with reading(waiting.account.office_id) as store:
        return waiting if asked_of(store, waiting.account) == "enrolment" else None


def _form(account: AccountRow, problem: str = "", status: int = 200) -> Response:
    with directory() as lookup:
        office = lookup.office_name(account.office_id)
    with writing(account.office_id) as store:
        proposal = propose(store, account.id, login=account.login, office_name=office)
    return page(
        "second_step_new.html",
        status,
        here="/office/second-step/new",
        proposal=proposal,
        qr=qr_code(proposal.address),
        problem=problem,
        passkeys=is_offered(),
        name=browser_name(request.user_agent.string),
    )


def _back() -> AnyResponse:
    return go("office_session.sign_in")


def _later(answer: Response, refused: TooManyAttempts) -> Response:
    answer.headers["Retry-After"] = str(refused.retry_after_s)
    return answer
