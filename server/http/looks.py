"""Who looked at what: declared on the routes that show it, and written once the answer has gone out.

A page is answered without waiting for the disk. The thread that answered appends what was noted after it has handed
over the last byte, and writes the notes of threads that answered meanwhile in the same transaction.
``docs/decisions/0019-the-trail.md`` says what that costs and what it leaves open.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial, wraps
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeVar

from flask import Flask
from werkzeug.wrappers import Response
from werkzeug.wsgi import ClosingIterator

from server.ground.trail import Act, Noted, at_work, note_later, origin
from server.http.access import signed_in
from server.services import looks
from server.store import Unavailable, utcnow
from server.store.incidents import log_incident

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

View = TypeVar("View", bound=Callable[..., Any])
Look = tuple[str, tuple[str, ...]]
"""A kind of record, and the arguments of the route that name records of it."""

_DECLARED: Final = "_banso_looks"
_EXTENSION: Final = "banso-looks"

log = logging.getLogger("banso.looks")


def looks_at(kind: str, *arguments: str, act: Act = Act.READ) -> Callable[[View], View]:
    """Declare that a view shows what stands in records of a kind, which these arguments of its route name. It stands
    nearest to the function, below the permission.

    Whoever is shown them is noted, also where a form is shown again; whoever is sent on, or refused, is not.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def noting(**values: Any) -> Any:
            response = view(**values)
            if not _sends_on(response):
                for name in arguments:
                    looked_at(kind, str(values[name]), act)
            return response

        setattr(noting, _DECLARED, (kind, arguments))
        return noting  # type: ignore[return-value]  # it takes and gives what the view does

    return declare


def looked_at(kind: str, record: str, act: Act = Act.READ, *, scope: str | None = None) -> None:
    """Note that the signed-in user is shown a record. ``scope`` is given where the office does not have the record, and
    so cannot look its scope up.
    """
    note_later(signed_in().office.id, Noted(act, kind, record, scope, origin=origin(), at=utcnow()))


def looked_into(shown: Iterable[looks.Shown]) -> None:
    """Note that the signed-in user is shown changes that were not applied to any record."""
    for each in shown:
        looked_at(each.kind, each.record, scope=each.scope)


def declared_looks(view: Callable[..., Any]) -> Look | None:
    """What a view says that it shows; ``None`` where it says nothing."""
    return getattr(view, _DECLARED, None)


def init_app(app: Flask) -> None:
    """Write what an application's requests note."""
    after = AfterAnswers(app)
    app.extensions[_EXTENSION] = after
    app.wsgi_app = after  # type: ignore[method-assign]  # as Flask's documentation does


class AfterAnswers:
    """Answers requests, and writes what they noted when they have been answered.

    What the database does not take is kept, and tried again with whatever is noted next, or with any request once
    ``RETRY_S`` have passed. Each look that is kept is logged by its ids, once, so that also the end of the process
    loses none in silence. More than ``MOST_KEPT`` are not kept: then nothing more is shown that would have to be noted
    (``server.ground.trail.note_later``).
    """

    MOST_KEPT: Final = 1_000
    """Some hours of reading by a whole office, and less than a megabyte."""
    RETRY_S: Final = 10.0

    def __init__(self, app: Flask) -> None:
        self._answer, self._enter = app.wsgi_app, app.app_context
        self._waiting: deque[_Kept] = deque()
        self._turn = Lock()
        self._retry_at = 0.0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """A request's answer."""
        if self._waiting and time.monotonic() >= self._retry_at:
            self._write()
        with at_work(self._is_full) as work:
            body = self._answer(environ, start_response)
        return ClosingIterator(body, partial(self._take, work.later)) if work.later else body

    def _is_full(self) -> bool:
        return len(self._waiting) >= self.MOST_KEPT

    def _take(self, later: list[tuple[str, Noted]]) -> None:
        self._waiting.extend(_Kept(office, noted) for office, noted in later)
        later.clear()  # a server may close an answer twice
        self._write()

    def _write(self) -> None:
        """Write what waits, unless another thread is at it: that one looks again once it has done, so that nobody
        waits for a database that lets it wait."""
        while self._waiting and self._turn.acquire(blocking=False):
            try:
                written = self._write_all()
            finally:
                self._turn.release()
            if not written:
                return

    def _write_all(self) -> bool:
        """Write all that waits by now. Returns whether the database took it."""
        by_office: dict[str, list[_Kept]] = {}
        while self._waiting:
            kept = self._waiting.popleft()
            by_office.setdefault(kept.office, []).append(kept)
        back = [each for office, there in by_office.items() for each in self._append(office, there)]
        if back:
            self._retry_at = time.monotonic() + self.RETRY_S
            self._keep(back)
        return not back

    def _append(self, office: str, there: list[_Kept]) -> list[_Kept]:
        """Append an office's looks. Returns those that the database does not take now. Where one of them fails by a
        mistake of ours, the others are appended without it.
        """
        try:
            with self._enter():
                looks.append(office, [each.noted for each in there])
        except Unavailable:
            return there
        except Exception as error:  # noqa: BLE001 - the request has been answered
            if len(there) > 1:
                return [back for each in there for back in self._append(office, [each])]
            incident = log_incident(error)
            log.error("look_lost", extra=_ids(there[0]) | {"incident": incident})
        return []

    def _keep(self, back: list[_Kept]) -> None:
        new = [each for each in back if not each.is_logged]
        if new:
            log.warning("looks_wait", extra={"count": len(back)})
        for each in new:
            log.warning("look_waits", extra=_ids(each))
            each.is_logged = True
        # A failed sign-in is never refused, so that these alone could fill what is kept: the log has them.
        room = self.MOST_KEPT - len(self._waiting)
        shown = [each for each in back if each.noted.what is not Act.SIGN_IN_FAILED]
        failed = [each for each in back if each.noted.what is Act.SIGN_IN_FAILED]
        self._waiting.extendleft(reversed(shown + failed[: max(0, room - len(shown))]))


@dataclass(slots=True)
class _Kept:
    """A look that waits to be written; ``is_logged`` once the log has it."""

    office: str
    noted: Noted
    is_logged: bool = False


def _ids(kept: _Kept) -> dict[str, str | None]:
    """A look for the log: whose, and of what. When it was is when that is logged, but for moments."""
    noted, by = kept.noted, kept.noted.origin
    return {
        "office": kept.office,
        "act": str(noted.what),
        "user": by.actor if by else None,
        "device": by.device if by else None,
        "about": noted.about,
    }


def _sends_on(response: object) -> bool:
    return isinstance(response, Response) and response.status_code // 100 == HTTPStatus.MULTIPLE_CHOICES // 100
