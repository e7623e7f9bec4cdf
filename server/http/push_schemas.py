"""What the API takes and gives of push messages, as schemas."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from server.http.schemas import Strict
from server.push.endpoints import ENDPOINT_LENGTH, PUBLIC_PATTERN
from server.push.subscribing import AUTH_PATTERN, DELIVERY_STATES, MUTABLE
from sync.codes import CODE_LISTS
from sync.fields import Id

PUSH_KEY_LIMIT: Final = 100


class PushKeysSchema(Strict):
    """The keys of a browser's subscription, as it spells them."""

    p256dh = fields.String(
        required=True,
        validate=validate.Length(max=PUSH_KEY_LIMIT, error="too_long"),
        metadata={"format": "p256-point", "description": "A point of P-256: 65 bytes, the first 4, in base64url."},
    )
    auth = fields.String(
        required=True,
        validate=validate.Length(max=PUSH_KEY_LIMIT, error="too_long"),
        metadata={"pattern": AUTH_PATTERN, "description": "16 bytes in base64url."},
    )


class PushSubscriptionSchema(Strict):
    """Where a browser takes push messages."""

    endpoint = fields.String(
        required=True,
        validate=validate.Length(max=ENDPOINT_LENGTH, error="too_long"),
        metadata={"pattern": PUBLIC_PATTERN},
    )
    keys = fields.Nested(PushKeysSchema, required=True)


class PushChoicesSchema(Strict):
    """The kinds of notices that are not to be pushed."""

    muted = fields.List(
        fields.String(metadata={"enum": list(MUTABLE)}),
        required=True,
        validate=validate.Length(max=len(CODE_LISTS["reminder"]), error="too_many"),
    )


class PushStandingSchema(PushChoicesSchema):
    """What a phone must know to take push messages. ``kinds`` are those that can be muted."""

    public_key = fields.String(required=True)
    subscribed = fields.Boolean(required=True)
    kinds = fields.List(fields.String(), required=True)


class PushTestSchema(Strict):
    """The notice that was sent to try it out."""

    notice = Id(required=True)


class PushDeliverySchema(Strict):
    """What has become of a notice on its way to a phone."""

    state = fields.String(required=True, metadata={"enum": list(DELIVERY_STATES)})
