"""What one person may not do alone: bring an account to cases, or take a second factor away.

An administrator asks, somebody with ``APPROVE_ACCOUNTS`` decides; nobody has both permissions, and nobody decides about
themselves. Until then the account stays as it is. Whoever comes to cases from outside begins anew with a link that the
second person hands over: a password that was set before, by whomever, opens nothing.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from server.ground.errors import NotForThisRole
from server.ground.ids import new_id
from server.ground.trail import Act, Noted
from server.services.accounts import change_account, clear_credentials, hire, set_active
from server.services.links import Link, make_link
from server.store import Office
from server.store.accounts import UserRow
from server.store.approvals import RequestRow
from sync.roles import needs_approval, reads_cases

ACCESS: Final = "access"
FACTOR: Final = "factor"

APPROVED: Final = "approved"
REFUSED: Final = "refused"
WITHDRAWN: Final = "withdrawn"

_ACTS: Final = {
    APPROVED: Act.REQUEST_APPROVED,
    REFUSED: Act.REQUEST_REFUSED,
    WITHDRAWN: Act.REQUEST_WITHDRAWN,
}


def take_on(store: Office, *, login: str, name: str, role: str, phone: str, by: str, now: dt.datetime) -> str:
    """Add an account for somebody who will choose their password by a link. Where its role comes to cases it stays out
    of use until a second person approves. Returns its id.

    Raises ``ChangeRejected`` for a name that no record may have.
    """
    waits = needs_approval(None, role)
    user = hire(store, login=login, name=name, role=role, phone=phone, active=not waits, now=now)
    if waits:
        ask(store, user, ACCESS, role=role, by=by, now=now)
    return user


def give_role(store: Office, user: UserRow, role: str, *, by: str, now: dt.datetime) -> bool:
    """Give an account another role, or ask for it where that takes two. Returns whether it has it now.

    Raises ``ChangeRejected``.
    """
    withdraw(store, user.id, ACCESS, by=by, now=now)
    if needs_approval(user.role if user.active else None, role):
        ask(store, user.id, ACCESS, role=role, by=by, now=now)
        return False
    if role != user.role:
        change_account(store, user.id, role=role, by=by, now=now)
    return True


def take_back(store: Office, user: UserRow, *, by: str, now: dt.datetime) -> bool:
    """Take an account back into use, or ask for it where that takes two. Returns whether it is in use."""
    if not user.active and needs_approval(None, user.role):
        ask(store, user.id, ACCESS, role=user.role, by=by, now=now)
        return False
    set_active(store, user.id, True, by=by, now=now)
    return True


def ask(store: Office, user: str, wanted: str, *, role: str | None = None, by: str, now: dt.datetime) -> str:
    """Ask for something, in place of an earlier request of the same for the same account. Returns the request's id."""
    withdraw(store, user, wanted, by=by, now=now)
    request = RequestRow(new_id(), user, wanted, role, by, now)
    store.approvals.add(request)
    _note(store, Act.REQUEST_MADE, request)
    return request.id


def withdraw(store: Office, user: str, wanted: str, *, by: str, now: dt.datetime) -> None:
    """Take a request back."""
    for each in store.approvals.waiting(user):
        if each.wanted == wanted:
            _close(store, each, WITHDRAWN, by=by, now=now)


def approve(store: Office, request: RequestRow, *, by: str, now: dt.datetime) -> Link | None:
    """Do what was asked. Returns the link to hand over where the account begins anew.

    Raises ``NotForThisRole``, and ``ChangeRejected``.
    """
    user = _decide(store, request, APPROVED, by=by, now=now)
    if request.wanted == FACTOR:
        return _begin_anew(store, user.id, by=by, now=now)
    role = request.role or user.role
    from_outside = not (user.active and reads_cases(user.role))
    if role != user.role:
        change_account(store, user.id, role=role, by=by, now=now)
    if not user.active:
        set_active(store, user.id, True, by=by, now=now)
    return _begin_anew(store, user.id, by=by, now=now) if from_outside else None


def refuse(store: Office, request: RequestRow, *, by: str, now: dt.datetime) -> None:
    """Leave the account as it is. Raises ``NotForThisRole``."""
    _decide(store, request, REFUSED, by=by, now=now)


def _decide(store: Office, request: RequestRow, outcome: str, *, by: str, now: dt.datetime) -> UserRow:
    user = store.accounts.user(request.user)
    is_second = by not in {request.asked_by, request.user}
    if user is None or not is_second or not _close(store, request, outcome, by=by, now=now):
        raise NotForThisRole("a second person decides, and once")
    return user


def _close(store: Office, request: RequestRow, outcome: str, *, by: str, now: dt.datetime) -> bool:
    """Decide on a request, and note it. Returns whether there was still something to decide."""
    decided = store.approvals.decide(request.id, outcome, by, now)
    if decided:
        _note(store, _ACTS[outcome], request)
    return decided


def _note(store: Office, act: Act, request: RequestRow) -> None:
    role = {} if request.role is None else {"role": request.role}
    store.trail.note(Noted(act, "staff", request.user, details={"wanted": request.wanted, **role}))


def _begin_anew(store: Office, user: str, *, by: str, now: dt.datetime) -> Link:
    clear_credentials(store, user, now=now)
    return make_link(store, user, by=by, now=now)
