"""Signing in on a phone by a passkey, or by the provider of identities."""

from __future__ import annotations

from typing import TypedDict

from server.ground.errors import (
    IdentityMissing,
    NotFound,
    PasskeyWrong,
    SecondFactorMissing,
    SecondFactorNeeded,
    SecondFactorWrong,
    TooManyAttempts,
    WrongCredentials,
)
from server.http.access import allow_anyone
from server.http.api import Blueprint
from server.http.bodies import body_up_to
from server.http.description import refuses
from server.http.passkeys import issue, judge_passkey
from server.http.provider_step import identity
from server.http.schemas import SessionSchema
from server.http.sign_in_schemas import ChallengeSchema, IdentitySignInSchema, PasskeySignInSchema, SignInWaysSchema
from server.services.identities import provider
from server.services.passkeys import is_offered, options_to_show
from server.views.session import SIGN_IN_BODY, Phone, begin_on_phone, second_factor_by_code

blueprint = Blueprint("sign_in_ways", __name__, url_prefix="/api/session", description="Signing in and out")


class ByPasskey(TypedDict):
    """``PasskeySignInSchema``, as it was read."""

    credential: dict[str, object]
    device: Phone
    delivers: bool


class ByIdentity(TypedDict):
    """``IdentitySignInSchema``, as it was read."""

    device: Phone
    code: str
    delivers: bool


@blueprint.get("/ways")
@blueprint.response(200, SignInWaysSchema)
@allow_anyone
def ways() -> dict[str, object]:
    """How else than by a password people sign in here."""
    configured = provider()
    return {"passkey": is_offered(), "provider": None if configured is None else configured.settings.shown_as}


@blueprint.post("/passkey/challenge")
@blueprint.response(200, ChallengeSchema)
@refuses(NotFound)
@allow_anyone
def challenge() -> dict[str, object]:
    """What to have a passkey sign, for a sign-in. It is good for five minutes, in this browser and once."""
    return {"options": options_to_show(issue("sign_in"))}


@blueprint.post("/passkey")
@blueprint.arguments(PasskeySignInSchema)
@blueprint.response(200, SessionSchema)
@refuses(PasskeyWrong, WrongCredentials, TooManyAttempts)
@allow_anyone
@body_up_to(SIGN_IN_BODY)
def by_passkey(asked: ByPasskey) -> dict[str, object]:
    """Sign in by a passkey alone, and register the phone: its device has made sure of its user."""
    account = judge_passkey(asked["credential"], "sign_in")
    return begin_on_phone(account, asked["device"], asked["delivers"], lambda: True, "passkey")


@blueprint.post("/identity")
@blueprint.arguments(IdentitySignInSchema)
@blueprint.response(200, SessionSchema)
@refuses(IdentityMissing, WrongCredentials, SecondFactorNeeded, SecondFactorWrong, SecondFactorMissing, TooManyAttempts)
@allow_anyone
@body_up_to(SIGN_IN_BODY)
def by_identity(asked: ByIdentity) -> dict[str, object]:
    """Sign in as whom the provider of identities has just named in this browser (``/office/provider/phone``), and
    register the phone.
    """
    shown = identity()
    if shown is None:
        raise IdentityMissing
    account, strong = shown
    second_factor = (lambda: True) if strong else (lambda: second_factor_by_code(account, asked["code"]))
    return begin_on_phone(account, asked["device"], asked["delivers"], second_factor, "provider")
