"""Every refusal, as an exception with a stable code: ``docs/protocol.md`` lists them, ``server.http.problems`` answers
them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from flask_babel import LazyString, lazy_gettext


class AppError(Exception):
    """A refusal with a stable ``code``.

    ``detail`` is for whoever looks after the system, and holds no person's data.
    """

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500
    title: ClassVar[LazyString] = lazy_gettext("Something went wrong on the server.")

    def __init__(self, detail: str | None = None, errors: Sequence[dict[str, Any]] = ()) -> None:
        super().__init__(self.code)
        self.detail = detail
        self.errors = list(errors)


class SignedOut(AppError):
    """Nobody is signed in."""

    code, status = "signed_out", 401
    title = lazy_gettext("Please sign in.")


class WrongCredentials(AppError):
    """Login and password do not belong together, or the account is not active."""

    code, status = "wrong_credentials", 401
    title = lazy_gettext("The login or the password is not right.")


class SecondFactorNeeded(AppError):
    """Login and password are right; this account is asked for a code of its authenticator besides."""

    code, status = "second_factor_needed", 401
    title = lazy_gettext("Please enter the code of your authenticator app as well.")


class SecondFactorWrong(AppError):
    """The code is none of this account's now, or was used before."""

    code, status = "second_factor_wrong", 401
    title = lazy_gettext("The code is not right, or it was used before. Please wait for the next one.")


class SecondFactorMissing(AppError):
    """This account needs a second factor and has none yet: it is set up on the office pages."""

    code, status = "second_factor_missing", 403
    title = lazy_gettext("Please sign in on the office pages first, and set up your authenticator app there.")


class PasskeyWrong(AppError):
    """The passkey is none of this account's, or was not shown here, now and by its user."""

    code, status = "passkey_wrong", 401
    title = lazy_gettext("The passkey was not taken. Please try again, or sign in another way.")


class PasswordEnded(AppError):
    """Login and password are right; this account signs in by the provider of identities, and not by a password."""

    code, status = "password_ended", 403
    title = lazy_gettext("Please sign in with your city's account: your office has ended its own passwords.")


class IdentityMissing(AppError):
    """The provider of identities has said nothing here, or too long ago."""

    code, status = "identity_missing", 401
    title = lazy_gettext("Please sign in with your city's account once more.")


class TooManyAttempts(AppError):
    """There were too many attempts; the next one is taken in ``retry_after_s`` seconds."""

    code, status = "too_many_attempts", 429
    title = lazy_gettext("Too many attempts. Please wait a while.")

    def __init__(self, retry_after_s: int) -> None:
        super().__init__()
        self.retry_after_s = retry_after_s


class CsrfFailed(AppError):
    """A write without a token, or with one of another session."""

    code, status = "csrf_failed", 403
    title = lazy_gettext("The page is too old. Please load it again.")


class OtherUser(AppError):
    """The form was made for somebody else than who is signed in now; nothing of it is taken."""

    code, status = "other_user", 409
    title = lazy_gettext("Somebody else is signed in by now. Nothing was stored.")


class DeviceRevoked(AppError):
    """The office has taken this phone out of use."""

    code, status = "device_revoked", 403
    title = lazy_gettext("This phone has been taken out of use. Please speak to your office.")


class RegistrationNeeded(AppError):
    """This phone has not registered its key yet, or has another than the office knows."""

    code, status = "registration_needed", 403
    title = lazy_gettext("This phone has to be registered first.")


class DeviceWaiting(AppError):
    """This phone has asked to be registered, and nobody has approved it yet."""

    code, status = "device_waiting", 403
    title = lazy_gettext("This phone waits for approval.")


class ProofNeeded(AppError):
    """The request does not carry the proof that it is this phone's, or one that is good no longer."""

    code, status = "proof_needed", 403
    title = lazy_gettext("The request does not prove that it is of this phone.")


class NotForThisRole(AppError):
    """The role may not do this."""

    code, status = "not_for_this_role", 403
    title = lazy_gettext("Your role may not do this.")


class NotFound(AppError):
    """There is nothing here, or nothing that this user may know of."""

    code, status = "not_found", 404
    title = lazy_gettext("There is nothing here.")


class AttachmentUnknown(AppError):
    """No attachment that this user may know of has this id; its record may still be on its way."""

    code, status = "attachment_unknown", 404
    title = lazy_gettext("There is no such attachment here.")


class ContentDiffers(AppError):
    """The content is not the one that the attachment's record describes."""

    code, status = "content_differs", 409
    title = lazy_gettext("This is not the file that was announced.")


class ContentOfAnotherType(AppError):
    """The content begins like a file of another type than the one it is announced as."""

    code, status = "content_of_another_type", 415
    title = lazy_gettext("The file is of another type than its name says.")


class CursorNotYours(AppError):
    """The cursor is another user's or office's, or was never given out here."""

    code, status = "cursor_not_yours", 409
    title = lazy_gettext("The cursor is not good for this user.")


class HistoryChanged(AppError):
    """The cursor points into another log than the one stored here: a backup was restored, for example."""

    code, status = "history_changed", 409
    title = lazy_gettext("The cursor is of another history than what is stored.")


class MalformedRequest(AppError):
    """The request is not what its content type says."""

    code, status = "malformed_request", 400
    title = lazy_gettext("The request cannot be read.")


class MalformedGzip(AppError):
    """The body does not decompress."""

    code, status = "malformed_gzip", 400
    title = lazy_gettext("The request cannot be decompressed.")


class InvalidRequest(AppError):
    """The request can be read but not accepted as a whole; ``errors`` says where."""

    code, status = "invalid_request", 422
    title = lazy_gettext("The request is not complete or not right.")


class BodyTooLarge(AppError):
    """The body is larger than is taken at once."""

    code, status = "body_too_large", 413
    title = lazy_gettext("The request is too large.")


class UnsupportedMediaType(AppError):
    """The body is of another type than is read here."""

    code, status = "unsupported_media_type", 415
    title = lazy_gettext("The request is of another type than is read here.")


class ProtocolUnknown(AppError):
    """The phone speaks another version of the protocol."""

    code, status = "protocol_unknown", 426
    title = lazy_gettext("Please update the app.")


class MethodNotAllowed(AppError):
    """The address knows no such method; ``Allow`` says which it knows."""

    code, status = "method_not_allowed", 405
    title = lazy_gettext("This address does not know that method.")


class Busy(AppError):
    """The database could not be reached in time; the same request may succeed later."""

    code, status = "busy", 503
    title = lazy_gettext("The server is busy. Please try again.")


class DiskFull(AppError):
    """The server has no room left; the same request will succeed when somebody has made some."""

    code, status = "disk_full", 503
    title = lazy_gettext("The server has no room left and cannot store anything. Please tell whoever looks after it.")


class OutOfOrder(AppError):
    """The server's database or disk fails in a way that somebody has to see to; ``detail`` names the fault."""

    code, status = "out_of_order", 503
    title = lazy_gettext("The server's storage is out of order and cannot be used. Please tell whoever looks after it.")


class LooksNotKept(AppError):
    """It can be written neither now nor later who looked at what, so nothing is shown that has to be noted."""

    code, status = "looks_not_kept", 503
    title = lazy_gettext(
        "The server cannot write down who looks at records, and shows none until it can. Please tell whoever looks"
        " after it."
    )


def every_error() -> list[type[AppError]]:
    """Every kind of refusal, with those that are mistakes of ours."""
    kinds: list[type[AppError]] = [AppError]
    for error in kinds:
        kinds += error.__subclasses__()
    return kinds
