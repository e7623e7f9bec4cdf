"""What the trail notes: acts, whose they are, and what is remembered until it can be written.

Whose act something is stands here for as long as a request is answered, so that what the office does need not hand it
on from function to function. Commands and jobs have nobody: their acts are the machine's.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from server.ground.errors import LooksNotKept

Detail = str | int | tuple[str, ...]
"""A code, an id or a count; or several. Never a name, a word that was searched for, or anything that was written."""

_CODE: Final = re.compile(r"[a-z0-9][a-z0-9_:.-]{0,63}", re.ASCII)


class Act(StrEnum):
    """What can stand in the trail. The values are stored, and are never given another meaning."""

    BEGAN = "began"
    """The trail itself began; what the change log held by then is anchored."""
    CHANGES = "changes"
    """A transaction wrote changes: which, and their digest."""
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    SESSIONS_ENDED = "sessions_ended"
    READ = "read"
    """A page with what stands in a record was opened at the office, or the content of an attachment fetched."""
    PRINT_VIEW = "print_view"
    """A page that is made to be printed was opened."""
    SEARCHED = "searched"
    EXPORTED = "exported"
    """A list over the whole office was taken out as a file, or printed by a command."""
    REPORT_READ = "report_read"
    DELIVERED = "delivered"
    """A phone was given what stands in cases, persons or households that it did not have before."""
    ACCOUNT_MADE = "account_made"
    ACCOUNT_CHANGED = "account_changed"
    ACCOUNT_STOPPED = "account_stopped"
    ACCOUNT_RESUMED = "account_resumed"
    ACCOUNT_STATE = "account_state"
    """What an act made of an account, as digests (``server.store.account_state``)."""
    PASSWORD_SET = "password_set"  # noqa: S105 - the name of an act
    """By a link, by a command, or by its owner, who is the actor then."""
    PASSWORD_REMOVED = "password_removed"  # noqa: S105 - the name of an act
    """An account begins anew: what was its password opens nothing."""
    LINK_MADE = "link_made"
    LINK_USED = "link_used"
    REQUEST_MADE = "request_made"
    """Something was asked for an account that a second person decides on."""
    REQUEST_APPROVED = "request_approved"
    REQUEST_REFUSED = "request_refused"
    REQUEST_WITHDRAWN = "request_withdrawn"
    FACTOR_SET = "factor_set"
    FACTOR_REMOVED = "factor_removed"
    CODE_FAILED = "code_failed"
    """After the right password, or in an open session, a wrong code was given."""
    RECOVERY_CODE_USED = "recovery_code_used"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    PASSKEY_FAILED = "passkey_failed"
    """A passkey of an account was shown and not taken: why, as a code. ``counter``: it has been used elsewhere, so that
    there may be a copy of it."""
    CONFIRMED = "confirmed"
    """In an open session somebody showed once more who they are."""
    IDENTITY_BOUND = "identity_bound"
    """An account is signed in from now on by an identity at the provider, too."""
    IDENTITY_UNBOUND = "identity_unbound"
    IDENTITY_REFUSED = "identity_refused"
    """The provider said who somebody is, and they were not let in: why, as a code."""
    DEVICE_ASKED = "device_asked"
    """A phone asked to be registered, and waits."""
    DEVICE_REGISTERED = "device_registered"
    """A phone came into use, or gave another key: ``how`` it was let in."""
    DEVICE_REFUSED = "device_refused"
    DEVICE_REVOKED = "device_revoked"
    SETTINGS_CHANGED = "settings_changed"
    CASE_RESTRICTED = "case_restricted"
    """A case was restricted to named staff, or to others than before; the reason says why."""
    RESTRICTION_LIFTED = "restriction_lifted"
    RESTRICTED_OPENED = "restricted_opened"
    """Somebody opened a case that is restricted to others; the reason says why."""
    RESTRICTED_SOUGHT = "restricted_sought"
    """Somebody asked to open a case that is restricted to others, and named none that there is."""
    FEED_OPENED = "feed_opened"
    FEED_CLOSED = "feed_closed"
    FILE_TAKEN = "file_taken"
    """A file of unsent work was taken in."""
    IMPORTED = "imported"
    """A list was brought in: which sort, and how many rows and changes."""
    IMPORT_UNDONE = "import_undone"
    TRAIL_READ = "trail_read"
    """The trail itself was opened, or who looked at one case."""
    RESTORED = "restored"
    """The database was put back to a backup."""
    ERASURE_ASKED = "erasure_asked"
    ERASURE_APPROVED = "erasure_approved"
    ERASURE_REFUSED = "erasure_refused"
    ERASURE_WITHDRAWN = "erasure_withdrawn"
    ERASURE_LISTED = "erasure_listed"
    """The records of an erasure were listed: how many, and the digest of their ids."""
    ERASED = "erased"
    """Some of them were erased: which ids, how many of their changes, and the digest of what stands in their place."""
    ERASURE_FINISHED = "erasure_finished"
    ERASURE_HELD = "erasure_held"
    """A case is not to be erased until a day. Why, stands with the case, and goes with it."""
    ERASURE_RELEASED = "erasure_released"
    DISCLOSED = "disclosed"
    """Everything about a person was taken out in one file; ``reason`` is the code of why."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose act something is: an account, a phone, and the network address that the request came from."""

    actor: str | None = None
    device: str | None = None
    address: str | None = None


NOBODY: Final = Origin()


@dataclass(frozen=True, slots=True)
class Noted:
    """One thing for the trail. ``about`` is a record or an account, ``scope`` the case (person, household) that it
    stands in. Without an ``origin`` it is the act of whoever is at work, without ``at`` of the moment of writing.

    Raises ``ValueError`` for a detail that is more than a code, an id or a count.
    """

    what: Act
    about_kind: str | None = None
    about: str | None = None
    scope: str | None = None
    reason: str | None = None
    details: Mapping[str, Detail] = field(default_factory=dict)
    origin: Origin | None = None
    at: dt.datetime | None = None

    def __post_init__(self) -> None:
        for value in self.details.values():
            for each in value if isinstance(value, tuple) else (value,):
                if isinstance(each, str) and not _CODE.fullmatch(each):
                    raise ValueError("a detail of the trail is a code, an id or a count")


@dataclass(slots=True)
class AtWork:
    """A request while it is answered. ``later`` is what is written once it has been: an office and what is noted;
    ``is_full`` says whether nothing more can be kept until then.
    """

    is_full: Callable[[], bool] = bool
    origin: Origin = NOBODY
    later: list[tuple[str, Noted]] = field(default_factory=list)


_AT_WORK: Final[ContextVar[AtWork | None]] = ContextVar("at_work", default=None)


@contextmanager
def at_work(is_full: Callable[[], bool] = bool) -> Iterator[AtWork]:
    """Answer a request within the block: what it notes, it notes here."""
    begun = AtWork(is_full)
    token = _AT_WORK.set(begun)
    try:
        yield begun
    finally:
        _AT_WORK.reset(token)


def origin() -> Origin:
    """Whose request is being answered; nobody's where none is."""
    work = _AT_WORK.get()
    return NOBODY if work is None else work.origin


def comes_from(whose: Origin) -> None:
    """Note whose request is being answered."""
    work = _AT_WORK.get()
    if work is not None:
        work.origin = whose


def note_later(office: str, noted: Noted) -> None:
    """Note something to be written once the request has been answered. Outside of a request nothing is noted, since
    nobody looks at anything.

    Raises ``LooksNotKept`` where so much waits to be written that a look could be lost: what cannot be noted is not
    shown. A failed sign-in shows nothing, and is kept back from nobody.
    """
    work = _AT_WORK.get()
    if work is None:
        return
    if noted.what is not Act.SIGN_IN_FAILED and work.is_full():
        raise LooksNotKept
    work.later.append((office, noted))
