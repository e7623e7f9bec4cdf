"""Who may do what: declared on every route, checked before anything else, and refused where nothing is declared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal, TypeVar

from flask import Flask, current_app, g, request

from server.ground.errors import (
    DeviceRevoked,
    DeviceWaiting,
    MalformedRequest,
    NotForThisRole,
    OtherUser,
    RegistrationNeeded,
    SignedOut,
)
from server.ground.trail import Origin, comes_from
from server.http.addresses import network_address
from server.http.auth import carried, current, lacks_second_factor, opens_office, touch
from server.http.extensions import csrf
from server.http.proofs import prove
from server.store.directory import SessionRow
from sync.roles import Permission

View = TypeVar("View", bound=Callable[..., Any])

Access = Permission | Literal["anyone", "by_secret"]
"""What a view asks for: a permission, nothing, or a secret in its own address (for programs that cannot sign in)."""

ANYONE: Final = "anyone"
BY_SECRET: Final = "by_secret"  # noqa: S105 - the name of a way in

CARRIES_WORK_OF: Final = "Banso-User"
"""The header with which a phone says whose work it carries: a colleague may have signed in, in the same browser."""

FORM_OF: Final = "form_of"
"""The field in which a form of the office pages says for whom it was made (``templates/office/parts.html``)."""

_FORMS: Final = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_DECLARED: Final = "_banso_access"
_DELIVERS: Final = "_banso_delivers"
_FROM_REVOKED: Final = "_banso_from_revoked"
_WHILE_WAITING: Final = "_banso_while_waiting"
_LOCKED: Final = "_banso_locked"
_TAKES: Final = "_banso_takes"
_ASKED_BY_ITSELF: Final = "_banso_asked_by_itself"

__all__ = [
    "ANYONE",
    "BY_SECRET",
    "Access",
    "Permission",
    "allow",
    "allow_anyone",
    "allow_by_secret",
    "also_for_delivery",
    "also_on_locked_phone",
    "also_on_revoked_phone",
    "also_while_waiting",
    "asked_by_itself",
    "declared",
    "init_app",
    "signed_in",
    "takes_up_to",
]


def allow(permission: Permission) -> Callable[[View], View]:
    """Declare that a view is for users whose role has a permission. It stands nearest to the function."""
    needed = Permission(permission)
    return lambda view: _declare(view, needed)


def allow_anyone(view: View) -> View:
    """Declare that a view is for everybody, signed in or not."""
    return _declare(view, ANYONE)


def allow_by_secret(view: View) -> View:
    """Declare that a view is for whoever knows the secret in its address; the view itself compares its hash."""
    return _declare(view, BY_SECRET)


def also_for_delivery(view: View) -> View:
    """Declare that a view is also for a phone that only hands over what it keeps, because its user's role may not use
    it any more. The view gives such a phone only answers.
    """
    setattr(view, _DELIVERS, True)
    return view


def also_on_revoked_phone(view: View) -> View:
    """Declare that a view is also for a phone that the office has taken out of use. It applies nothing of what such a
    phone brings (``SessionRow.on_revoked_phone``), and gives it nothing but answers.
    """
    setattr(view, _FROM_REVOKED, True)
    return view


def also_on_locked_phone(view: View) -> View:
    """Declare that a view needs no proof of the phone's key, which a locked phone cannot give: whoever has the
    session's cookie is answered. The view tells nothing of a case.
    """
    setattr(view, _LOCKED, True)
    return view


def also_while_waiting(view: View) -> View:
    """Declare that a view is also for a phone that is not registered. It tells who is signed in, and no more."""
    setattr(view, _WHILE_WAITING, True)
    return also_on_locked_phone(view)


def asked_by_itself(view: View) -> View:
    """Declare that pages ask for a view by themselves, so that asking is no sign that somebody is there."""
    setattr(view, _ASKED_BY_ITSELF, True)
    return view


def takes_up_to(limit: int) -> Callable[[View], View]:
    """Declare how many bytes a view takes whose form holds a file; it is read only for those whom the view is for."""

    def declare(view: View) -> View:
        setattr(view, _TAKES, limit)
        return view

    return declare


def declared(view: Callable[..., Any]) -> Access | None:
    """What a view asks for, or ``None`` where nothing is declared."""
    return getattr(view, _DECLARED, None)


def may_open(session: SessionRow, endpoint: str) -> bool:
    """Whether the permission that an endpoint's view asks for is one of theirs."""
    asked = declared(current_app.view_functions[endpoint])
    return isinstance(asked, Permission) and session.may(asked)


def init_app(app: Flask) -> None:
    """Check every request before its view, and tell templates what whoever is signed in may do."""
    app.before_request(_guard)
    app.context_processor(lambda: {"may": May()})


def signed_in() -> SessionRow:
    """Who is signed in; in a view that is also for delivery, whose phone hands something over.

    Raises ``SignedOut``, also where their role needs more than the password that was given, and ``DeviceRevoked`` on a
    phone that the office has taken out of use, unless the view is for such a one, too.
    """
    session = carried()
    if session is not None and session.on_revoked_phone:
        if not g.get("from_revoked"):
            raise DeviceRevoked
        return session
    if session is None or (session.delivery and not g.get("delivers")) or lacks_second_factor(session):
        raise SignedOut
    return session


def _hold_to_phone(session: SessionRow, view: Callable[..., Any]) -> None:
    """Check that a phone is registered and that the request is proven by its key. Pages of the office are not checked:
    they ask for the password. A phone that only delivers is given nothing, and needs no proof.

    Raises ``RegistrationNeeded``, ``DeviceWaiting`` or ``ProofNeeded``.
    """
    phone = session.phone
    if phone is None or phone.revoked or _is_of_the_office():
        return
    if not phone.registered and not getattr(view, _WHILE_WAITING, False):
        raise DeviceWaiting if phone.waits else RegistrationNeeded
    if getattr(view, _LOCKED, False) or session.only_delivers:
        return
    if phone.key is None:
        raise RegistrationNeeded
    prove(session, phone.key)


class May:
    """What whoever is signed in may do, by the name of a permission: ``may.review``. Nobody may anything."""

    def __getattr__(self, name: str) -> bool:
        """Raises ``LookupError`` for what is no permission; a template takes an ``AttributeError`` for a no."""
        try:
            permission = Permission(name)
        except ValueError as error:
            raise LookupError(name) from error
        who = current()
        return who is not None and who.may(permission)


def _guard() -> None:
    address = network_address()
    comes_from(Origin(address=address))
    if request.endpoint is None:
        return  # nothing is there: the answer is 404 or 405
    view = current_app.view_functions[request.endpoint]
    asked = declared(view)
    if asked is None:
        raise NotForThisRole("no access is declared for this route")
    session = None
    if isinstance(asked, Permission):
        g.delivers = getattr(view, _DELIVERS, False)
        g.from_revoked = getattr(view, _FROM_REVOKED, False)
        session = signed_in()
        if request.headers.get(CARRIES_WORK_OF, session.user_id) != session.user_id:
            raise SignedOut("somebody else is signed in")
        g.signed_in = session
        comes_from(Origin(session.user_id, session.phone.id if session.phone else None, address))
        if not session.may(asked) and not (g.delivers and session.only_delivers):
            raise NotForThisRole
        if _is_of_the_office() and not opens_office(session):
            raise SignedOut("the password is asked for once more")
        _hold_to_phone(session, view)
        # What the app on a phone asks is no sign that anybody looks at the pages of the office.
        is_sign = session.phone is None or _is_of_the_office()
        if is_sign and not getattr(view, _ASKED_BY_ITSELF, False):
            touch(session)
    limit = getattr(view, _TAKES, None)
    if limit is not None:
        request.max_content_length = limit
        # A form that was looked at brings its file back in a field.
        request.max_form_memory_size = limit
    is_form = request.method == "POST" and request.mimetype in _FORMS
    if session is not None and is_form and request.form.get(FORM_OF, session.user_id) != session.user_id:
        raise OtherUser
    csrf.protect()
    _refuse_null(is_form=is_form)


def _refuse_null(*, is_form: bool) -> None:
    """Raises ``MalformedRequest`` for U+0000, which nobody types and PostgreSQL keeps in no text. What comes as JSON is
    read by schemas, field by field.
    """
    texts = [*request.args.items(multi=True), *(request.form.items(multi=True) if is_form else ())]
    if "\0" in request.path or any("\0" in text for pair in texts for text in pair):
        raise MalformedRequest("a null character stands in it")


def _is_of_the_office() -> bool:
    """Whether a page of the office is asked for, rather than something of the phone's."""
    return request.path.startswith("/office/")


def _declare(view: View, access: Access) -> View:
    setattr(view, _DECLARED, access)
    return view
