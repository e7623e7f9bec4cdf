"""Every error is answered in one shape: problem details (RFC 9457) with a stable code (``docs/protocol.md``)."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

from flask import Flask, Response, current_app, g, json, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from server.ground.errors import (
    AppError,
    BodyTooLarge,
    Busy,
    CsrfFailed,
    DiskFull,
    InvalidRequest,
    MalformedRequest,
    MethodNotAllowed,
    NotFound,
    OutOfOrder,
    TooManyAttempts,
    UnsupportedMediaType,
)
from server.language.problems import refusal
from server.store import Unavailable
from server.store.faults import FULL, PASSING, fault_of, seen
from server.store.incidents import log_incident

log = logging.getLogger("banso.errors")

SIGN_IN_ENDPOINT = "office_session.sign_in"
"""Where a person at an office page is sent who is not signed in."""


_NOT_TYPED: Final = (
    "csrf_token",
    "form_of",
    "draft",
    "password",
    "present",
    "again",
    "code",
    "session",
    "shown_",
    "next",
)
_ID: Final = re.compile(r"[0-9a-f-]{32,36}")
_WORTH_COPYING: Final = 10
"""Shorter words are typed again as quickly."""


_SOON_S, _LATER_S = "5", "60"
"""``Retry-After``, where the server is busy and where somebody has to see to it first."""

_OF_THE_FRAMEWORK: tuple[type[AppError], ...] = (
    MalformedRequest,
    NotFound,
    MethodNotAllowed,
    BodyTooLarge,
    UnsupportedMediaType,
    InvalidRequest,
    TooManyAttempts,
    AppError,
)
"""What the refusals of the framework and its extensions are here, by their status."""
_CODES = {error.status: error.code for error in _OF_THE_FRAMEWORK}


def init_app(app: Flask) -> None:
    """Answer every error of the application, its extensions and its own mistakes in the one shape."""
    app.register_error_handler(AppError, answer)
    app.register_error_handler(CSRFError, lambda error: answer(CsrfFailed(error.description)))
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(Unavailable, lambda error: _answer_fault(error.fault, error))
    app.register_error_handler(OSError, _answer_os_error)
    app.register_error_handler(Exception, answer_unknown)


def answer(error: AppError) -> AnyResponse:
    """A refusal of our own."""
    if error.code == "signed_out" and _is_for_a_page() and SIGN_IN_ENDPOINT in _endpoints():
        return redirect(url_for(SIGN_IN_ENDPOINT, next=request.full_path.rstrip("?")))
    response = problem(error.code, error.status, detail=error.detail, errors=error.errors)
    if isinstance(error, TooManyAttempts):
        response.headers["Retry-After"] = str(error.retry_after_s)
    return response


def answer_http(error: HTTPException) -> AnyResponse:
    """A refusal of the framework or one of its extensions."""
    status = error.code or 500
    if status < 400:
        return error.get_response()
    code = _CODES.get(status) or HTTPStatus(status).phrase.lower().replace(" ", "_")
    data = getattr(error, "data", None) or {}
    response = problem(code, status, errors=_flattened(data.get("messages", {})))
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            response.headers[name] = value
    return response


def answer_unknown(error: Exception) -> AnyResponse:
    """A mistake of ours. What is logged names the place in the code, and never a value."""
    return problem("internal", 500, incident=log_incident(error))


def problem(
    code: str,
    status: int,
    *,
    detail: str | None = None,
    errors: Sequence[dict[str, Any]] = (),
    incident: str | None = None,
) -> Response:
    """Problem details, or a plain page where a browser asked for one."""
    body: dict[str, Any] = {"type": f"/problems/{code}", "title": refusal(code), "status": status, "code": code}
    body |= {
        name: value for name, value in (("detail", detail), ("errors", list(errors)), ("incident", incident)) if value
    }
    if _is_for_a_page():
        return Response(render_template("problem.html", problem=body, typed=_typed()), status, mimetype="text/html")
    return Response(json.dumps(body), status, mimetype="application/problem+json")


def _answer_fault(fault: str, error: BaseException) -> AnyResponse:
    """Database or disk are at fault. The log names it, and never a statement or a value."""
    cause = type(error.__cause__).__name__ if error.__cause__ else None
    fault_code = error.driver_code if isinstance(error, Unavailable) else None
    log.log(
        logging.WARNING if fault in PASSING else logging.ERROR,
        "unavailable",
        extra={"code": fault, "exception": cause, "driver_code": fault_code},
    )
    answered: AppError = Busy() if fault in PASSING else DiskFull() if fault == FULL else OutOfOrder(fault)
    response = answer(answered)
    response.headers["Retry-After"] = _SOON_S if fault in PASSING else _LATER_S
    return response


def _answer_os_error(error: OSError) -> AnyResponse:
    """The disk refuses a file, an attachment's content above all."""
    fault = fault_of(error)
    if fault is None:
        return answer_unknown(error)
    seen.note(fault)
    return _answer_fault(fault, error)


def _is_for_a_page() -> bool:
    if request.path.startswith("/api/"):
        return False
    return request.accept_mimetypes.best_match(["application/problem+json", "text/html"]) == "text/html"


def _typed() -> list[str]:
    """What the signed-in user had typed into a form that could not be taken, so that they can copy it; never a
    password. What another site sends without their session is not shown.
    """
    if "signed_in" not in g:
        return []
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:
        return []
    texts = [value for name, value in fields if not name.startswith(_NOT_TYPED) and not _ID.fullmatch(value)]
    return [text for text in texts if len(text.strip()) >= _WORTH_COPYING]


def _endpoints() -> dict[str, Any]:
    return current_app.view_functions


def _flattened(messages: Any, path: str = "") -> list[dict[str, Any]]:
    """The nested messages of marshmallow as a list of ``field`` and ``code``."""
    if isinstance(messages, dict):
        return [
            error
            for key, inner in messages.items()
            for error in _flattened(inner, path if key in {"json", "_schema"} else f"{path}.{key}".lstrip("."))
        ]
    listed = messages if isinstance(messages, list) else [messages]
    return [{"field": path or None, "code": _code_of(str(message))} for message in listed]


def _code_of(message: str) -> str:
    """marshmallow's own sentences as codes; ours are codes already."""
    if message.replace("_", "").isalnum():
        return message
    return "required" if "required" in message or "null" in message else "wrong_type"
