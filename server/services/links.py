"""Links by which people choose their own password: the first one, or another where they forgot theirs.

Whoever has a link can choose the password. So the office shows it once, and only to somebody whom the account would not
let see more than they see already (``may_hand_over``). The database keeps the hash of its secret.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Final

from server.ground.trail import Act, Noted
from server.services.accounts import set_password
from server.services.factors import standing
from server.store import Office, directory
from server.store.accounts import UserRow
from server.store.directory import AccountRow
from server.store.links import LinkRow
from sync.roles import Permission, may, reads_cases

INVITATION_LASTS: Final = dt.timedelta(hours=72)
RESET_LASTS: Final = dt.timedelta(hours=24)

INVITATION: Final = "invitation"
RESET: Final = "reset"


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it is shown once: its secret, what it is for, and until when it is good."""

    secret: str
    purpose: str
    expires_at: dt.datetime


def may_hand_over(store: Office, role: str, user: UserRow) -> bool:
    """Whether somebody of a role may make a link for an account of the office.

    Whoever opens it is in, so that one for an account that comes to cases is for those to hand over who come to all of
    them anyway; unless a second factor is asked besides, which no link takes away.
    """
    if not user.active:
        return False
    if may(role, Permission.APPROVE_ACCOUNTS):
        return reads_cases(user.role)
    if not may(role, Permission.KEEP_ACCOUNTS):
        return False
    return not reads_cases(user.role) or standing(store, user.id).is_set


def make_link(store: Office, user: str, *, by: str | None, now: dt.datetime) -> Link:
    """A link for an account in place of any earlier one: an invitation while it has no password, or else a reset."""
    secret = secrets.token_urlsafe(32)
    purpose = RESET if store.accounts.has_password(user) else INVITATION
    ends = now + (RESET_LASTS if purpose == RESET else INVITATION_LASTS)
    store.links.put(LinkRow(hash_of(secret), user, purpose, by, now, ends))
    store.trail.note(Noted(Act.LINK_MADE, "staff", user, details={"link": purpose}))
    return Link(secret, purpose, ends)


def account_behind(secret: str, now: dt.datetime) -> AccountRow | None:
    """Whose password a link lets choose; ``None`` where it is good no longer, or never was."""
    with directory() as lookup:
        return lookup.linked(hash_of(secret), now)


def choose_password(store: Office, secret: str, user: str, password: str, *, now: dt.datetime) -> bool:
    """Give an account the password that whoever opened its link has chosen, and sign it out everywhere else. Returns
    whether the link was still good: it is used up by this.
    """
    link = store.links.of(user, now)
    if link is None or link.token_hash != hash_of(secret):
        return False
    store.trail.note(Noted(Act.LINK_USED, "staff", user, details={"link": link.purpose}))
    set_password(store, user, password, now=now)
    if link.purpose == INVITATION:
        invited(store, user, now=now)
    return True


def invited(store: Office, user: str, *, now: dt.datetime) -> None:
    """Let an account register its first phone by the invitation that was used; further ones come by somebody's approval
    (``server.services.registration``).
    """
    store.devices.expect_first(user, now + INVITATION_LASTS)


def hash_of(secret: str) -> str:
    """What the database keeps of a link."""
    return hashlib.sha256(secret.encode()).hexdigest()
