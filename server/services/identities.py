"""Signing in by a provider of identities: whose account an identity is, and who may bind one to it.

An identity is the provider's stable ``sub``, never a name or an address of mail. No account is made by one. Whoever
binds one lets its owner in: so it is bound by somebody who could hand over a link for the account
(``links.may_hand_over``), by whoever was handed that link, or by the account's own user.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Final, Literal

from server.ground.installation import installation
from server.ground.provider import Provider
from server.ground.trail import Act, Noted
from server.services.accounts import end_sessions
from server.services.factors import standing
from server.services.links import account_behind, invited, may_hand_over
from server.store import Office, directory, reading
from server.store.accounts import UserRow
from server.store.directory import AccountRow
from server.store.identities import IdentityRow

SUBJECT_LENGTH: Final = 255

Refusal = Literal["taken", "office"]
"""Why an identity is not bound: another account has it, or the provider is none of this office's."""


def provider() -> Provider | None:
    """The provider of this installation, where there is one."""
    return installation().provider


def provider_for(office: str) -> Provider | None:
    """The provider by which accounts of an office sign in, where there is one."""
    configured = provider()
    return configured if configured is not None and configured.settings.office in {None, office} else None


def account_of(configured: Provider, subject: str) -> AccountRow | None:
    """Whose account an identity is; ``None`` where it is bound to none."""
    with directory() as known:
        owner = known.owner_of_identity(_hash(configured, subject))
        return None if owner is None else known.account_of(owner.office, owner.user)


def passwords_ended(account: AccountRow) -> bool:
    """Whether an account may no longer sign in with a password: the installation has ended passwords for accounts that
    are bound to an identity.
    """
    configured = provider_for(account.office_id)
    if configured is None or configured.settings.passwords:
        return False
    with reading(account.office_id) as store:
        return store.identities.of(account.id) is not None


def may_bind(store: Office, role: str, user: UserRow) -> bool:
    """Whether somebody of a role may bind an identity to an account of the office: one of those whom they let in by a
    link anyway, and that has no second factor, which an identity could stand in for.
    """
    is_guarded = standing(store, user.id).is_set
    return provider_for(store.id) is not None and not is_guarded and may_hand_over(store, role, user)


def may_bind_by_link(store: Office, user: str) -> bool:
    """Whether whoever has an account's link may bind an identity instead of choosing a password: not where a second
    factor is asked besides.
    """
    return provider_for(store.id) is not None and not standing(store, user).is_set


def bind(store: Office, user: str, subject: str, *, now: dt.datetime) -> Refusal | None:
    """Let an account be signed in by an identity, in place of any that it had. Returns why that cannot be."""
    configured = provider_for(store.id)
    if configured is None:
        return "office"
    owner = account_of(configured, subject)
    if owner is not None and (owner.office_id, owner.id) != (store.id, user):
        return "taken"
    store.identities.bind(IdentityRow(user, _hash(configured, subject), subject, now))
    store.trail.note(Noted(Act.IDENTITY_BOUND, "staff", user))
    return None


def bind_by_link(store: Office, secret: str, user: str, subject: str, *, now: dt.datetime) -> Refusal | None:
    """Bind an identity by an account's link, which is used up by this. Returns why that cannot be.

    Raises ``LookupError`` where the link is good no longer.
    """
    behind = account_behind(secret, now)
    if behind is None or behind.id != user or not may_bind_by_link(store, user):
        raise LookupError("the link is good no longer")
    is_first = not store.accounts.has_password(user) and store.identities.of(user) is None
    refused = bind(store, user, subject, now=now)
    if refused is None:
        store.trail.note(Noted(Act.LINK_USED, "staff", user, details={"way": "provider"}))
        store.links.drop(user)
        end_sessions(store, user, now=now)
        if is_first:
            invited(store, user, now=now)
    return refused


def unbind(store: Office, user: str, *, now: dt.datetime) -> None:
    """Take an account's identity away, and sign it out everywhere."""
    if store.identities.drop(user):
        store.trail.note(Noted(Act.IDENTITY_UNBOUND, "staff", user))
        end_sessions(store, user, now=now)


def _hash(configured: Provider, subject: str) -> str:
    whole = f"{configured.settings.issuer}\n{subject}"
    return hashlib.sha256(whole.encode(errors="surrogatepass")).hexdigest()
