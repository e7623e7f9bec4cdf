"""Every error in one shape: problem details (RFC 9457) with a stable code, as ``docs/protocol.md`` lists them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, ClassVar

from flask import Flask, Response, current_app, json, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from server.ids import new_id
from server.logs import frames
from server.store import Unavailable
from server.store.faults import FULL, PASSING, driver_code, fault_of, seen

log = logging.getLogger("banso.errors")

SIGN_IN_ENDPOINT = "office_session.sign_in"
"""Where a person at an office page is sent who is not signed in."""


class AppError(Exception):
    """A refusal with a stable ``code``.

    ``detail`` is for whoever looks after the system, and holds no person's data.
    """

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500

    def __init__(self, detail: str | None = None, errors: Sequence[dict[str, Any]] = ()) -> None:
        super().__init__(self.code)
        self.detail = detail
        self.errors = list(errors)


class SignedOut(AppError):
    """Nobody is signed in."""

    code, status = "signed_out", 401


class WrongCredentials(AppError):
    """Login and password do not belong together, or the account is not active."""

    code, status = "wrong_credentials", 401


class TooManyAttempts(AppError):
    """So many attempts are not taken; the next one is in ``retry_after_s`` seconds."""

    code, status = "too_many_attempts", 429

    def __init__(self, retry_after_s: int) -> None:
        super().__init__()
        self.retry_after_s = retry_after_s


class CsrfFailed(AppError):
    """A write without a token, or with one of another session."""

    code, status = "csrf_failed", 403


class DeviceRevoked(AppError):
    """The office has taken this phone out of use."""

    code, status = "device_revoked", 403


class NotForThisRole(AppError):
    """The role may not do this."""

    code, status = "not_for_this_role", 403


class NotFound(AppError):
    """There is nothing here, or nothing that this user may know of."""

    code, status = "not_found", 404


class AttachmentUnknown(AppError):
    """No attachment that this user may know of has this id; its record may still be on its way."""

    code, status = "attachment_unknown", 404


class ContentDiffers(AppError):
    """The content is not the one that the attachment's record describes."""

    code, status = "content_differs", 409


class ContentOfAnotherType(AppError):
    """The content begins like a file of another type than the one it is announced as."""

    code, status = "content_of_another_type", 415


class CursorNotYours(AppError):
    """A cursor of another user or office, or none that was given out here."""

    code, status = "cursor_not_yours", 409


class HistoryChanged(AppError):
    """A cursor into a log that is not the one stored here: a backup was restored, say."""

    code, status = "history_changed", 409


class MalformedRequest(AppError):
    """The request is not what its content type says."""

    code, status = "malformed_request", 400


class MalformedGzip(AppError):
    """The body does not decompress."""

    code, status = "malformed_gzip", 400


class InvalidRequest(AppError):
    """The request can be read but not accepted as a whole; ``errors`` says where."""

    code, status = "invalid_request", 422


class BodyTooLarge(AppError):
    """The body is larger than is taken at once."""

    code, status = "body_too_large", 413


class UnsupportedMediaType(AppError):
    """The body is of another type than is read here."""

    code, status = "unsupported_media_type", 415


class ProtocolUnknown(AppError):
    """The phone speaks another version of the protocol."""

    code, status = "protocol_unknown", 426


class MethodNotAllowed(AppError):
    """The address knows no such method; ``Allow`` says which it knows."""

    code, status = "method_not_allowed", 405


class Busy(AppError):
    """The database could not be reached in time; the same request may succeed later."""

    code, status = "busy", 503


class DiskFull(AppError):
    """The server has no room left; the same request will succeed when somebody has made some."""

    code, status = "disk_full", 503


class OutOfOrder(AppError):
    """The server's database or disk fails in a way that somebody has to see to; ``detail`` names the fault."""

    code, status = "out_of_order", 503


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


def every_error() -> list[type[AppError]]:
    """Every kind of refusal, with those that are mistakes of ours."""
    found: list[type[AppError]] = [AppError]
    for error in found:
        found += error.__subclasses__()
    return found


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


def log_incident(error: Exception) -> str:
    """Log an unexpected exception by its type and its path through the code. Returns the id by which the log line is
    found.

    The message is left out, since it may quote what somebody wrote.
    """
    incident = new_id()
    said = {"incident": incident, "exception": type(error).__name__, "frames": frames(error)}
    cause = error if isinstance(error, Unavailable) else None
    code = cause.fault if cause else fault_of(error)
    log.error(
        "incident", extra=said | {"code": code, "driver_code": cause.driver_code if cause else driver_code(error)}
    )
    return incident


def problem(
    code: str,
    status: int,
    *,
    detail: str | None = None,
    errors: Sequence[dict[str, Any]] = (),
    incident: str | None = None,
) -> Response:
    """Problem details, or a plain page where a browser asked for one."""
    body: dict[str, Any] = {"type": f"/problems/{code}", "title": title(code), "status": status, "code": code}
    body |= {
        name: value for name, value in (("detail", detail), ("errors", list(errors)), ("incident", incident)) if value
    }
    if _is_for_a_page():
        return Response(render_template("problem.html", problem=body), status, mimetype="text/html")
    return Response(json.dumps(body), status, mimetype="application/problem+json")


def title(code: str) -> str:
    """What a problem is called, for people."""
    titles: dict[str, str] = {
        "signed_out": gettext("Please sign in."),
        "wrong_credentials": gettext("The login or the password is not right."),
        "csrf_failed": gettext("The page is too old. Please load it again."),
        "device_revoked": gettext("This phone has been taken out of use. Please speak to your office."),
        "not_for_this_role": gettext("Your role may not do this."),
        "not_found": gettext("There is nothing here."),
        "attachment_unknown": gettext("There is no such attachment here."),
        "content_differs": gettext("This is not the file that was announced."),
        "content_of_another_type": gettext("The file is of another type than its name says."),
        "cursor_not_yours": gettext("The cursor is not good for this user."),
        "history_changed": gettext("The cursor is of another history than what is stored."),
        "malformed_request": gettext("The request cannot be read."),
        "malformed_gzip": gettext("The request cannot be decompressed."),
        "invalid_request": gettext("The request is not complete or not right."),
        "body_too_large": gettext("The request is too large."),
        "unsupported_media_type": gettext("The request is of another type than is read here."),
        "protocol_unknown": gettext("Please update the app."),
        "too_many_attempts": gettext("Too many attempts. Please wait a while."),
        "busy": gettext("The server is busy. Please try again."),
        "disk_full": gettext(
            "The server has no room left and cannot store anything. Please tell whoever looks after it."
        ),
        "out_of_order": gettext(
            "The server's storage is out of order and cannot be used. Please tell whoever looks after it."
        ),
        "internal": gettext("Something went wrong on the server."),
    }
    return titles.get(code, code.replace("_", " ").capitalize() + ".")


def _answer_fault(fault: str, error: BaseException) -> AnyResponse:
    """Database or disk are at fault. The log names it, and never a statement or a value."""
    cause = type(error.__cause__).__name__ if error.__cause__ else None
    given = error.driver_code if isinstance(error, Unavailable) else None
    log.log(
        logging.WARNING if fault in PASSING else logging.ERROR,
        "unavailable",
        extra={"code": fault, "exception": cause, "driver_code": given},
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


def _endpoints() -> dict[str, Any]:
    return current_app.view_functions


def _flattened(messages: Any, path: str = "") -> list[dict[str, Any]]:
    """The nested messages of marshmallow as a list of ``field`` and ``code``."""
    if isinstance(messages, dict):
        return [
            found
            for key, inner in messages.items()
            for found in _flattened(inner, path if key in {"json", "_schema"} else f"{path}.{key}".lstrip("."))
        ]
    given = messages if isinstance(messages, list) else [messages]
    return [{"field": path or None, "code": _code_of(str(message))} for message in given]


def _code_of(message: str) -> str:
    """marshmallow's own sentences as codes; ours are codes already."""
    if message.replace("_", "").isalnum():
        return message
    return "required" if "required" in message or "null" in message else "wrong_type"
