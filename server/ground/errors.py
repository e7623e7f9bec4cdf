"""Every refusal, as an exception with a stable code: ``docs/protocol.md`` lists them, ``server.http.problems`` answers
them. What each says to people stands in ``sync/words/``, for the office's answers and the phone alike
(``server.language.problems.refusal``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Final


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


class SecondFactorNeeded(AppError):
    """Login and password are right; this account is asked for a code of its authenticator besides."""

    code, status = "second_factor_needed", 401


class SecondFactorWrong(AppError):
    """The code is none of this account's now, or was used before."""

    code, status = "second_factor_wrong", 401


class SecondFactorMissing(AppError):
    """This account needs a second factor and has none yet: it is set up on the office pages."""

    code, status = "second_factor_missing", 403


class PasskeyWrong(AppError):
    """The passkey is none of this account's, or was not shown here, now and by its user."""

    code, status = "passkey_wrong", 401


class PasswordEnded(AppError):
    """Login and password are right; this account signs in by the provider of identities, and not by a password."""

    code, status = "password_ended", 403


class IdentityMissing(AppError):
    """The provider of identities has said nothing here, or too long ago."""

    code, status = "identity_missing", 401


class TooManyAttempts(AppError):
    """There were too many attempts; the next one is taken in ``retry_after_s`` seconds."""

    code, status = "too_many_attempts", 429

    def __init__(self, retry_after_s: int) -> None:
        super().__init__()
        self.retry_after_s = retry_after_s


class CsrfFailed(AppError):
    """A write without a token, or with one of another session."""

    code, status = "csrf_failed", 403


class OtherUser(AppError):
    """The form was made for somebody else than who is signed in now; nothing of it is taken."""

    code, status = "other_user", 409


class DeviceRevoked(AppError):
    """The office has taken this phone out of use."""

    code, status = "device_revoked", 403


class RegistrationNeeded(AppError):
    """This phone has not registered its key yet, or has another than the office knows."""

    code, status = "registration_needed", 403


class DeviceWaiting(AppError):
    """This phone has asked to be registered, and nobody has approved it yet."""

    code, status = "device_waiting", 403


class ProofNeeded(AppError):
    """The request does not carry the proof that it is this phone's, or one that is good no longer."""

    code, status = "proof_needed", 403


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
    """The cursor is another user's or office's, or was never given out here."""

    code, status = "cursor_not_yours", 409


class HistoryChanged(AppError):
    """The cursor points into another log than the one stored here: a backup was restored, for example."""

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


class LooksNotKept(AppError):
    """It can be written neither now nor later who looked at what, so nothing is shown that has to be noted."""

    code, status = "looks_not_kept", 503


def every_error() -> list[type[AppError]]:
    """Every kind of refusal, with those that are mistakes of ours."""
    kinds: list[type[AppError]] = [AppError]
    for error in kinds:
        kinds += error.__subclasses__()
    return kinds


TOLD_ON_PHONES: Final[tuple[type[AppError], ...]] = (
    SignedOut,
    WrongCredentials,
    SecondFactorNeeded,
    SecondFactorWrong,
    SecondFactorMissing,
    PasskeyWrong,
    PasswordEnded,
    IdentityMissing,
    TooManyAttempts,
    CsrfFailed,
    DeviceRevoked,
    NotForThisRole,
    ProtocolUnknown,
    Busy,
    DiskFull,
    OutOfOrder,
    LooksNotKept,
    AppError,
)
"""What somebody with a phone may meet and can do something about. Of anything else the phone tells the code alone: its
start has no room for more sentences.
"""
