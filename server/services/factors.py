"""Second factors: an authenticator that shows a code of six digits (TOTP, RFC 6238) or passkeys (``passkeys.py``), and
recovery codes in their stead.

A code is good for its time step and the ones beside it, once. The secret is sealed under a key that is not in the
database, and bound to its account; of recovery codes, 128 random bits each, hashes are kept.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import logging
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

import pyotp

from server.ground.factor_key import NotSealedHere
from server.ground.installation import installation
from server.ground.trail import Act, Noted
from server.store import Office
from server.store.directory import AccountRow
from sync.roles import needs_second_factor

log = logging.getLogger("banso.factors")

DIGITS: Final = 6
STEP_S: Final = 30
RECOVERY_CODES: Final = 10
_RECOVERY_BYTES: Final = 16
_RECOVERY_GROUP: Final = 4
_MISREAD: Final = str.maketrans("018", "OIB")
"""Recovery codes have no such digits: whoever types one off from paper took a letter for it."""
_DRIFT_STEPS: Final = 1
"""Clocks of phones are a little off: the code before and the one after count as well."""

Asked = Literal["nothing", "code", "enrolment"]
"""What is asked after a password: nothing, a code or a passkey, or to set up a second factor first."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account's second factors stand: since when it has an authenticator, how many passkeys, and how many
    recovery codes are left.
    """

    since: dt.datetime | None
    codes_left: int
    passkeys: int = 0

    @property
    def is_set(self) -> bool:
        """Whether the account has a second factor."""
        return self.since is not None or self.passkeys > 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """An authenticator that is being set up: the secret to type, and the address that its QR code holds."""

    secret: str
    address: str


def is_required(role: str) -> bool:
    """Whether a role comes in here with a second factor only."""
    return installation().settings.second_factor == "required" and needs_second_factor(role)


def asked_of(store: Office, account: AccountRow) -> Asked:
    """What an account is asked for after its password."""
    if standing(store, account.id).is_set:
        return "code"
    return "enrolment" if is_required(account.role) else "nothing"


def standing(store: Office, user: str) -> Standing:
    """How an account's second factors stand."""
    factor = store.factors.of(user)
    since = None if factor is None else factor.confirmed_at
    return Standing(since, store.factors.codes_left(user), store.passkeys.count(user))


def propose(store: Office, user: str, *, login: str, office_name: str) -> Proposal:
    """An authenticator to set up; the same one until it was confirmed."""
    factor = store.factors.of(user)
    secret = _unsealed(store, user, factor.proposed) if factor is not None and factor.proposed else None
    if secret is None:
        secret = pyotp.random_base32()
        store.factors.propose(user, installation().vault.seal(secret, _purpose(store, user)))
    return Proposal(secret, pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=f"Banso {office_name}"))


def confirm(store: Office, user: str, typed: str, *, now: dt.datetime) -> list[str] | None:
    """Take the proposed authenticator into use. Returns the recovery codes, to be shown once; ``None`` where the code
    is not its own.
    """
    factor = store.factors.of(user)
    secret = _unsealed(store, user, factor.proposed) if factor is not None and factor.proposed else None
    step = _step_of(secret, _plain(typed), now) if secret else None
    if step is None:
        return None
    store.factors.confirm(user, step, now)
    store.trail.note(Noted(Act.FACTOR_SET, "staff", user))
    return new_codes(store, user)


def check(store: Office, user: str, typed: str, *, now: dt.datetime) -> bool:
    """Whether ``typed`` is a code of an account's authenticator, or one of its recovery codes, that was not used
    before. The code is used up by this. The trail notes recovery codes that were used, and whatever is not right.
    """
    code = _plain(typed)
    by_app = len(code) == DIGITS
    right = _takes_step(store, user, code, now) if by_app else _takes_recovery_code(store, user, code, now)
    if not right:
        store.trail.note(Noted(Act.CODE_FAILED, "staff", user))
    elif not by_app:
        left = store.factors.codes_left(user)
        store.trail.note(Noted(Act.RECOVERY_CODE_USED, "staff", user, details={"codes_left": left}))
    return right


def renew_codes(store: Office, user: str) -> list[str]:
    """Ten recovery codes in place of the earlier ones, to be shown once."""
    store.trail.note(Noted(Act.RECOVERY_CODES_RENEWED, "staff", user))
    return new_codes(store, user)


def remove(store: Office, user: str) -> None:
    """Forget an account's authenticator, its passkeys and its recovery codes."""
    if standing(store, user).since is not None:
        store.trail.note(Noted(Act.FACTOR_REMOVED, "staff", user))
    if store.passkeys.remove_all(user):
        store.trail.note(Noted(Act.PASSKEY_REMOVED, "staff", user))
    store.factors.remove(user)


def _takes_step(store: Office, user: str, code: str, now: dt.datetime) -> bool:
    factor = store.factors.of(user)
    if factor is None or factor.confirmed_at is None or factor.sealed is None:
        return False
    secret = _unsealed(store, user, factor.sealed)
    step = _step_of(secret, code, now) if secret else None
    return step is not None and store.factors.take_step(user, step)


def _takes_recovery_code(store: Office, user: str, code: str, now: dt.datetime) -> bool:
    return standing(store, user).is_set and store.factors.use_code(user, _hash(code.translate(_MISREAD)), now)


def new_codes(store: Office, user: str) -> list[str]:
    """Recovery codes for an account in place of any earlier ones, to be shown once."""
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    store.factors.renew_codes(user, [_hash(code) for code in codes])
    return ["-".join(code[at : at + _RECOVERY_GROUP] for at in range(0, len(code), _RECOVERY_GROUP)) for code in codes]


def _recovery_code() -> str:
    return base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode().rstrip("=")


def _step_of(secret: str, code: str, now: dt.datetime) -> int | None:
    """The time step whose code this is, among those that count now."""
    totp, present = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_S), int(now.timestamp()) // STEP_S
    matching = None
    for step in range(present - _DRIFT_STEPS, present + _DRIFT_STEPS + 1):
        # Every one is compared, so that the time taken says nothing.
        if secrets.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            matching = step
    return matching


def _plain(typed: str) -> str:
    """A code without what people put between its letters, in the one spelling that is hashed."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", typed[:100]).upper() if letter.isalnum())


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode(errors="surrogatepass")).hexdigest()


def _purpose(store: Office, user: str) -> str:
    return f"second factor of {user} in {store.id}"


def _unsealed(store: Office, user: str, sealed: str) -> str | None:
    try:
        return installation().vault.unseal(sealed, _purpose(store, user))
    except NotSealedHere:
        # The key is not the one under which it was sealed: recovery codes still let in.
        log.error("factor_key_differs", extra={"user": user})
        return None
