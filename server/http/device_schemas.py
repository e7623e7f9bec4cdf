"""What is asked and told of a user's own phones, as schemas."""

from __future__ import annotations

from marshmallow import ValidationError, fields, validate

from server.ground.signatures import is_key
from server.http.schemas import Strict
from sync.fields import Id


def _key(key: str) -> None:
    if not is_key(key):
        raise ValidationError("not_a_key")


class RegistrationSchema(Strict):
    """The public key of the phone."""

    key = fields.String(
        required=True,
        validate=_key,
        metadata={"format": "p256-point", "description": "A point of P-256: 65 bytes, the first 4, in base64url."},
    )


class StandingSchema(Strict):
    """Whether the phone is registered, or waits for approval."""

    state = fields.String(required=True, metadata={"enum": ["registered", "waiting"]})


class OwnDeviceSchema(Strict):
    """A phone of the user's. ``code`` is what is compared before it is approved; null where nothing waits."""

    id = Id(required=True)
    name = fields.String(required=True)
    is_this = fields.Boolean(required=True)
    state = fields.String(required=True, metadata={"enum": ["registered", "waiting", "out_of_use"]})
    code = fields.String(required=True, allow_none=True)
    registered_at = fields.String(required=True, metadata={"format": "date-time"})
    last_seen_at = fields.String(required=True, metadata={"format": "date-time"})


class OwnDevicesSchema(Strict):
    """The user's phones."""

    devices = fields.List(fields.Nested(OwnDeviceSchema), required=True)


class ComparedSchema(Strict):
    """The code that was compared on both screens."""

    code = fields.String(required=True, validate=validate.Regexp(r"^[0-9]{6}$", error="not_a_code"))
