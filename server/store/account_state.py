"""The state of accounts as the trail holds it: digests of the rows that say who an account's owner is and what they may
do.

Whoever changes such rows announces it before (``will_change``). At the end of the transaction one entry for each
account notes the digest of each aspect before and after. So a row that was changed past the office's own ways differs
from the trail, and a later act of the office's does not hide that: its digest of before is not the digest of after that
the earlier act noted. Sessions come and go by the hundred: of each it is noted that it began and that it ended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from server.ground.trail import Act, Detail, Noted
from server.models.account import AccountLink, AccountRequest, Identity, Passkey, RecoveryCode, SecondFactor
from server.models.user import Device, SignIn, User
from server.store import chain
from server.store.statements import among
from server.store.tenant import Tenant


@dataclass(frozen=True, slots=True)
class Aspect:
    """A part of what an account is: columns of a table, with the column that says whose row it is."""

    model: Any
    owner: Any
    columns: tuple[Any, ...]


ASPECTS: Final[Mapping[str, Aspect]] = {
    "login": Aspect(User, User.id, (User.login, User.name, User.created_at)),
    "rights": Aspect(User, User.id, (User.role, User.active, User.first_phone_until)),
    "password": Aspect(User, User.id, (User.password_hash,)),
    "factor": Aspect(
        SecondFactor,
        SecondFactor.user_id,
        (SecondFactor.sealed, SecondFactor.proposed, SecondFactor.confirmed_at),
    ),
    "passkeys": Aspect(
        Passkey,
        Passkey.user_id,
        (
            Passkey.id,
            Passkey.credential_hash,
            Passkey.credential,
            Passkey.public_key,
            Passkey.transports,
            Passkey.synced,
            Passkey.name,
            Passkey.added_at,
        ),
    ),
    "identity": Aspect(Identity, Identity.user_id, (Identity.identity_hash, Identity.subject, Identity.bound_at)),
    "codes": Aspect(RecoveryCode, RecoveryCode.user_id, (RecoveryCode.code_hash, RecoveryCode.used_at)),
    "link": Aspect(
        AccountLink,
        AccountLink.user_id,
        (AccountLink.token_hash, AccountLink.purpose, AccountLink.made_by, AccountLink.made_at, AccountLink.expires_at),
    ),
    "requests": Aspect(
        AccountRequest,
        AccountRequest.user_id,
        (
            AccountRequest.id,
            AccountRequest.wanted,
            AccountRequest.role,
            AccountRequest.asked_by,
            AccountRequest.asked_at,
            AccountRequest.decided_by,
            AccountRequest.decided_at,
            AccountRequest.outcome,
        ),
    ),
    "phones": Aspect(
        Device,
        Device.user_id,
        (
            Device.id,
            Device.registered_at,
            Device.revoked_at,
            Device.erased_at,
            Device.key,
            Device.asked_key,
            Device.asked_at,
            Device.approved_at,
            Device.approved_by,
            Device.approved_how,
        ),
    ),
}
"""Columns are listed, as for the rest of the trail: one that is added later is no part of what was noted before."""

SESSION: Final = (
    SignIn.token_hash,
    SignIn.user_id,
    SignIn.device_id,
    SignIn.scope,
    SignIn.created_at,
    SignIn.shared,
    SignIn.second_factor,
)
"""What a session is bound by: not until when it is good, which use prolongs."""

BEGUN: Final = "session_begun"
ENDED: Final = "session_ended"

NOTHING: Final = chain.digest_of([])
"""The digest of an aspect without a row."""


def will_change(tenant: Tenant, user: str, *aspects: str) -> None:
    """Say, before it is done, that aspects of an account are about to be changed in this transaction."""
    before = tenant.noted.accounts.setdefault(user, {})
    for aspect in aspects:
        if aspect not in before:
            before[aspect] = digests(tenant, aspect, [user]).get(user, NOTHING)


def sessions_begin(tenant: Tenant, token_hashes: Iterable[str]) -> None:
    """Note that sessions have begun or have changed. Their rows are there by now."""
    _note_sessions(tenant, BEGUN, token_hashes)


def sessions_end(tenant: Tenant, token_hashes: Iterable[str]) -> None:
    """Note that sessions have ended, before their rows are altered."""
    _note_sessions(tenant, ENDED, token_hashes)


def digests(tenant: Tenant, aspect: str, users: Iterable[str] | None = None) -> dict[str, str]:
    """The digest of an aspect as it stands, by account, of those that have any row of it."""
    declared, rows = ASPECTS[aspect], defaultdict[str, list[list[Any]]](list)
    query = tenant.select(declared.model, declared.owner, *declared.columns)
    if users is not None:
        query = query.where(among(declared.owner, list(users)))
    for owner, *values in tenant.connection.execute(query.order_by(declared.owner, declared.columns[0])):
        rows[owner].append([chain.plain(value) for value in values])
    return {owner: chain.digest_of(states) for owner, states in rows.items()}


def session_digest(row: Any) -> str:
    """The digest of a session's row."""
    return chain.digest_of([chain.plain(value) for value in row])


def entries(tenant: Tenant) -> Iterator[Noted]:
    """What the transaction has changed of accounts, one entry for each of them."""
    noted = tenant.noted
    after = {
        aspect: digests(tenant, aspect, [user for user, before in noted.accounts.items() if aspect in before])
        for aspect in ASPECTS
        if any(aspect in before for before in noted.accounts.values())
    }
    for user in dict.fromkeys([*noted.accounts, *noted.sessions]):
        before = noted.accounts.get(user, {})
        now = {aspect: after[aspect].get(user, NOTHING) for aspect in before}
        changed: dict[str, Detail] = {
            aspect: (was, now[aspect]) for aspect, was in before.items() if was != now[aspect]
        }
        sessions = {what: tuple(hashes) for what, hashes in noted.sessions.get(user, {}).items()}
        if changed or sessions:
            yield Noted(Act.ACCOUNT_STATE, "staff", user, details={**changed, **sessions})


def _note_sessions(tenant: Tenant, what: str, token_hashes: Iterable[str]) -> None:
    query = tenant.select(SignIn, *SESSION).where(among(SignIn.token_hash, list(token_hashes)))
    for row in tenant.connection.execute(query.order_by(SignIn.token_hash)):
        tenant.noted.sessions.setdefault(row.user_id, {}).setdefault(what, []).append(session_digest(row))
