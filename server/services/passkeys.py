"""Passkeys (WebAuthn): a key that stays on its owner's device and is used only by them, only at this address.

Each is made so that its device verifies its user and finds it by itself, so that one is a whole sign-in as well as a
second factor. Who made the device is not asked (no attestation).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final, Literal

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from server.ground.ids import new_id
from server.ground.installation import installation
from server.ground.public_address import PublicAddress
from server.ground.trail import Act, Noted
from server.services.factors import is_required, new_codes, standing
from server.store import Office, directory
from server.store.directory import AccountRow
from server.store.passkeys import PasskeyRow

CHALLENGE_LASTS: Final = dt.timedelta(minutes=5)
MOST: Final = 10
"""Of one account."""
_SHOWN_AS: Final = "Banso 伴走"

Refusal = Literal["not_verified", "other_account", "used", "counter"]
"""Why a passkey was not taken."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a browser was given to have signed, and until when that is good."""

    value: bytes
    expires_at: dt.datetime

    @property
    def hash(self) -> str:
        """By what it is known once it was answered."""
        return hashlib.sha256(self.value).hexdigest()


def is_offered() -> bool:
    """Whether this installation has passkeys: its address is configured."""
    return installation().settings.address is not None


def options_to_add(store: Office, user: str, *, login: str, name: str, challenge: Challenge) -> dict[str, Any]:
    """The options with which a browser makes a passkey for an account, as JSON. Its device shows login and name."""
    options = generate_registration_options(
        rp_id=_address().host,
        rp_name=_SHOWN_AS,
        user_id=_handle(store.id, user),
        user_name=login,
        user_display_name=name,
        challenge=challenge.value,
        timeout=int(CHALLENGE_LASTS.total_seconds() * 1_000),
        attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=_described(store, user),
    )
    return _json(options_to_json(options))


def options_to_show(challenge: Challenge, among: list[PublicKeyCredentialDescriptor] | None = None) -> dict[str, Any]:
    """The options with which a browser asks for a passkey to be shown, as JSON: any of this address, unless some are
    named.
    """
    options = generate_authentication_options(
        rp_id=_address().host,
        challenge=challenge.value,
        timeout=int(CHALLENGE_LASTS.total_seconds() * 1_000),
        allow_credentials=among,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _json(options_to_json(options))


def options_to_show_own(store: Office, user: str, challenge: Challenge) -> dict[str, Any]:
    """The options with which a browser asks for a passkey of one account to be shown, as JSON."""
    return options_to_show(challenge, _described(store, user))


def add(
    store: Office, user: str, credential: dict[str, Any], challenge: Challenge, *, name: str, now: dt.datetime
) -> list[str] | None:
    """Give an account the passkey that a browser made. Returns the recovery codes, to be shown once: new ones where it
    is the account's first second factor, otherwise an empty list. Returns ``None``, and adds nothing, where the passkey
    was not made here for this challenge, where the challenge was answered before, where somebody has the passkey
    already, or where the account has ``MOST`` of them.
    """
    try:
        verified = verify_registration_response(
            credential=credential,
            expected_challenge=challenge.value,
            expected_rp_id=_address().host,
            expected_origin=_address().origin,
            require_user_verification=True,
        )
    except WebAuthnException:
        return None
    before = standing(store, user)
    credential_id = bytes_to_base64url(verified.credential_id)
    if before.passkeys >= MOST or _owner(credential_id) is not None:
        return None
    if not store.passkeys.answer(challenge.hash, challenge.expires_at, now):
        return None
    row = PasskeyRow(
        new_id(),
        user,
        _hash(credential_id),
        credential_id,
        bytes_to_base64url(verified.credential_public_key),
        verified.sign_count,
        " ".join(_transports(credential)),
        verified.credential_backed_up,
        name,
        now,
    )
    store.passkeys.add(row)
    store.trail.note(Noted(Act.PASSKEY_ADDED, "staff", user))
    return [] if before.is_set else new_codes(store, user)


def shown_by(credential: dict[str, Any]) -> AccountRow | None:
    """Whose passkey a browser claims to show; nothing is verified by that."""
    credential_id = credential.get("id")
    return _owner(credential_id) if isinstance(credential_id, str) else None


def judge(
    store: Office, user: str, credential: dict[str, Any], challenge: Challenge, *, now: dt.datetime
) -> Refusal | None:
    """Why an account's passkey is not taken; ``None`` where it is right. Each is taken once for a challenge. What was
    refused is noted.
    """
    refused = _judged(store, user, credential, challenge, now)
    if refused is not None:
        store.trail.note(Noted(Act.PASSKEY_FAILED, "staff", user, details={"why": refused}))
    return refused


def may_remove(store: Office, user: str, role: str) -> bool:
    """Whether an account may do without one of its passkeys: the last second factor of a role that needs one stays."""
    has = standing(store, user)
    return has.passkeys > 1 or has.since is not None or not is_required(role)


def remove(store: Office, user: str, passkey: str) -> bool:
    """Forget a passkey, and the recovery codes with the last second factor. Returns whether it was this account's."""
    if not store.passkeys.remove(user, passkey):
        return False
    store.trail.note(Noted(Act.PASSKEY_REMOVED, "staff", user))
    if not standing(store, user).is_set:
        store.factors.remove(user)
    return True


def _judged(
    store: Office, user: str, credential: dict[str, Any], challenge: Challenge, now: dt.datetime
) -> Refusal | None:
    try:
        shown = parse_authentication_credential_json(credential)
    except WebAuthnException:
        return "not_verified"
    row = next((each for each in store.passkeys.of(user) if each.credential == shown.id), None)
    if row is None or shown.response.user_handle not in {None, _handle(store.id, user)}:
        return "other_account"
    sign_count = _verified(shown, row, challenge)
    if sign_count is None:
        return "not_verified"
    if not store.passkeys.answer(challenge.hash, challenge.expires_at, now):
        return "used"
    # The number is compared in the statement that stores it, so that of two copies only one gets in.
    return None if store.passkeys.use(row.id, sign_count, now) else "counter"


def _verified(shown: AuthenticationCredential, row: PasskeyRow, challenge: Challenge) -> int | None:
    """The number of a passkey's use; ``None`` where it was not shown here, for this challenge, by its verified user."""
    try:
        return verify_authentication_response(
            credential=shown,
            expected_challenge=challenge.value,
            expected_rp_id=_address().host,
            expected_origin=_address().origin,
            credential_public_key=base64url_to_bytes(row.public_key),
            credential_current_sign_count=0,
            require_user_verification=True,
        ).new_sign_count
    except WebAuthnException:
        return None


def _owner(credential_id: str) -> AccountRow | None:
    with directory() as lookup:
        owner = lookup.owner_of_passkey(_hash(credential_id))
        return None if owner is None else lookup.account_of(owner.office, owner.user)


def _described(store: Office, user: str) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(each.credential),
            transports=[AuthenticatorTransport(way) for way in each.transports.split()],
        )
        for each in store.passkeys.of(user)
    ]


def _transports(credential: dict[str, Any]) -> list[str]:
    """By which ways a device says that it is reached, of those that are known."""
    response = credential.get("response")
    transports = response.get("transports") if isinstance(response, dict) else None
    return [each.value for each in AuthenticatorTransport if isinstance(transports, list) and each.value in transports]


def _handle(office: str, user: str) -> bytes:
    """The id by which a device knows an account. It says nothing of its owner."""
    return hashlib.sha256(f"passkeys of {user} in {office}".encode()).digest()


def _hash(credential_id: str) -> str:
    return hashlib.sha256(credential_id.encode(errors="surrogatepass")).hexdigest()


def _address() -> PublicAddress:
    """Raises ``LookupError`` where there are no passkeys (``is_offered``)."""
    address = installation().settings.address
    if address is None:
        raise LookupError("no address is configured")
    return address


def _json(text: str) -> dict[str, Any]:
    options: dict[str, Any] = json.loads(text)
    return options
