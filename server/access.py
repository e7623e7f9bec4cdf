"""Who may do what: declared on every route, checked before anything else, and refused where nothing is declared."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

from flask import Flask, current_app, g, request

from server.auth import carried, current
from server.errors import DeviceRevoked, NotForThisRole, SignedOut
from server.extensions import csrf
from server.store.rows import SessionRow
from sync.codes import CODE_LISTS
from sync.kinds import FIELD_STAFF, SUPERVISORS

View = TypeVar("View", bound=Callable[..., Any])

ROLES: Final = frozenset(CODE_LISTS["role"])
ANYONE: Final = frozenset({"anyone"})
"""Declared for what needs no sign-in."""

BY_SECRET: Final = frozenset({"by_secret"})
"""Declared for what a secret in its own address opens, for programs that cannot sign in."""

CARRIES_WORK_OF: Final = "Banso-User"
"""The header with which a phone says whose work it carries: a colleague may have signed in, in the same browser."""

_DECLARED: Final = "_banso_access"
_DELIVERS: Final = "_banso_delivers"
_TAKES: Final = "_banso_takes"

__all__ = [
    "ANYONE",
    "BY_SECRET",
    "FIELD_STAFF",
    "ROLES",
    "SUPERVISORS",
    "allow",
    "allow_anyone",
    "allow_by_secret",
    "also_for_delivery",
    "declared",
    "init_app",
    "signed_in",
    "takes_up_to",
]


def allow(*roles: str) -> Callable[[View], View]:
    """Declare that a view is for users with one of these roles. It stands nearest to the function."""
    unknown = set(roles) - ROLES
    if unknown or not roles:
        raise ValueError(f"not roles: {sorted(unknown)}")
    return lambda view: _declare(view, roles)


def allow_anyone(view: View) -> View:
    """Declare that a view is for everybody, signed in or not."""
    return _declare(view, ANYONE)


def allow_by_secret(view: View) -> View:
    """Declare that a view is for whoever knows the secret in its address; the view itself compares its hash."""
    return _declare(view, BY_SECRET)


def also_for_delivery(view: View) -> View:
    """Declare that a view is also for a phone that hands over what it keeps, although its user's role has no place on
    it any more. The view gives such a phone nothing but answers.
    """
    setattr(view, _DELIVERS, True)
    return view


def takes_up_to(limit: int) -> Callable[[View], View]:
    """Declare how many bytes a view takes whose form holds a file; it is read only for those whom the view is for."""

    def declare(view: View) -> View:
        setattr(view, _TAKES, limit)
        return view

    return declare


def declared(view: Callable[..., Any]) -> frozenset[str] | None:
    """Who a view is for, or ``None`` where nothing is declared."""
    return getattr(view, _DECLARED, None)


def init_app(app: Flask) -> None:
    """Check every request before its view."""
    app.before_request(_guard)


def signed_in() -> SessionRow:
    """Who is signed in, or in a view that is also for delivery, whose phone hands something over.

    Raises ``SignedOut``, and ``DeviceRevoked`` on a phone that the office has taken out of use.
    """
    session = carried() if g.get("delivers") else current()
    if session is None:
        raise SignedOut
    if session.phone is not None and session.phone.revoked:
        raise DeviceRevoked
    return session


def _guard() -> None:
    if request.endpoint is None:
        return  # nothing is there: the answer is 404 or 405
    roles = declared(current_app.view_functions[request.endpoint])
    if roles is None:
        raise NotForThisRole("no access is declared for this route")
    if roles not in (ANYONE, BY_SECRET):
        g.delivers = getattr(current_app.view_functions[request.endpoint], _DELIVERS, False)
        session = signed_in()
        if request.headers.get(CARRIES_WORK_OF, session.user_id) != session.user_id:
            raise SignedOut("somebody else is signed in")
        g.signed_in = session
        if session.role not in roles and not (g.delivers and session.only_delivers):
            raise NotForThisRole
    limit = getattr(current_app.view_functions[request.endpoint], _TAKES, None)
    if limit is not None:
        request.max_content_length = limit
    csrf.protect()


def _declare(view: View, roles: Iterable[str]) -> View:
    setattr(view, _DECLARED, frozenset(roles))
    return view
