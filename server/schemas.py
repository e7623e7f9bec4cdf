"""What the API takes and gives, as schemas: they read requests, and the API's description is made from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from server.push.endpoints import ENDPOINT_LENGTH, PUBLIC_PATTERN
from server.push.subscribing import AUTH_PATTERN, MUTABLE
from sync.changes import MOST_NUMBERED
from sync.codes import CODE_LISTS
from sync.fields import NAME_LENGTH, PLAIN_PATTERN, Id, Moment, canonical_whole, is_plain
from sync.schema import result_codes

MOST_CHANGES: Final = 500
MOST_RECORDS: Final = 5_000
MOST_QUEUED: Final = 1_000_000
MOST_DROPPED: Final = 1_000
PASSWORD_LIMIT: Final = 1_000
PUSH_KEY_LIMIT: Final = 100


NO_CHANGE: Final = {"description": "What is no change is answered `rejected` by itself, and holds up no other."}


class Strict(Schema):
    """A schema that takes nothing it does not know, and answers with codes."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "unknown_field", "type": "wrong_type"}  # noqa: RUF012 - marshmallow's own way


def _plain(text: str) -> None:
    if not is_plain(text):
        raise ValidationError("not_plain_text")


def _line(longest: int) -> fields.String:
    """A text that must be there, of characters that databases keep."""
    bounds = validate.Length(1, longest, error="too_long")
    return fields.String(required=True, validate=[bounds, _plain], metadata={"pattern": PLAIN_PATTERN})


class Whole(fields.Integer):
    """A whole number."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        return canonical_whole(value)


class ExchangeRequestSchema(Strict):
    """What a phone sends. ``changes`` are ``Change``s, each checked and answered by itself."""

    changes = fields.List(
        fields.Raw(allow_none=True, metadata={"anyOf": [{"$ref": "#/components/schemas/Change"}, NO_CHANGE]}),
        load_default=list,
        validate=validate.Length(max=MOST_CHANGES, error="too_many"),
    )
    cursor = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=300, error="too_long"))
    latest = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=300, error="too_long"),
        metadata={"description": "The cursor of the newest reply of which anything was taken."},
    )
    limit = Whole(load_default=1_000, validate=validate.Range(1, MOST_RECORDS, error="out_of_range"))
    now = Moment(load_default=None, metadata={"description": "The phone's clock."})
    queued = Whole(load_default=0, validate=validate.Range(0, MOST_QUEUED, error="out_of_range"))
    saved = Whole(
        load_default=0,
        validate=validate.Range(0, MOST_NUMBERED, error="out_of_range"),
        metadata={"description": "How far the phone has numbered what it saved."},
    )
    dropped = fields.List(
        Whole(validate=validate.Range(1, MOST_NUMBERED, error="out_of_range")),
        load_default=list,
        validate=validate.Length(max=MOST_DROPPED, error="too_many"),
        metadata={"description": "Numbers of changes that were given up on the phone before they were sent."},
    )


class ErrorSchema(Strict):
    """What is wrong with a field, or with the whole where ``field`` is null."""

    field = fields.String(required=True, allow_none=True)
    code = fields.String(required=True)


class ResultSchema(Strict):
    """The answer to one change."""

    id = fields.String(required=True, allow_none=True)
    status = fields.String(required=True, metadata={"enum": ["applied", "merged", "conflict", "rejected", "waiting"]})
    seq = fields.Integer()
    head = Id()
    conflicts = fields.List(Id())
    late = fields.Boolean()
    code = fields.String(metadata={"enum": result_codes()})
    errors = fields.List(fields.Nested(ErrorSchema))
    incident = Id()


class RecordSchema(Strict):
    """A whole record, as ``sync.schema`` describes it by its kind."""

    kind = fields.String(required=True)
    id = Id(required=True)
    scope = Id(required=True)
    seq = fields.Integer(required=True)
    head = Id(required=True)
    fields_ = fields.Dict(required=True, data_key="fields")


class ThresholdsSchema(Strict):
    """After how long the office wants to see something on the lists of what must be followed up."""

    monitoring_soon_days = fields.Integer(required=True)
    period_ending_days = fields.Integer(required=True)
    without_plan_days = fields.Integer(required=True)
    no_contact_days = fields.Integer(required=True)
    contact_lost_months = fields.Integer(required=True)
    case_review_months = fields.Integer(required=True)


class CoveredSchema(Strict):
    """Up to where a verified backup holds what the office has, and when it was made."""

    seq = fields.Integer(required=True)
    at = Moment(required=True)


class ExchangeReplySchema(Strict):
    """What a phone is told."""

    results = fields.List(fields.Nested(ResultSchema), required=True)
    records = fields.List(fields.Nested(RecordSchema), required=True)
    gone = fields.List(Id(), required=True)
    cursor = fields.String(required=True)
    seq = fields.Integer(required=True, metadata={"description": "The office's counter at its newest change."})
    more = fields.Boolean(required=True)
    remaining = fields.Integer(required=True)
    server_time = Moment(required=True)
    clock_offset_s = fields.Integer(required=True)
    clock_warning = fields.Boolean(required=True)
    thresholds = fields.Nested(ThresholdsSchema, required=True)
    covered = fields.Nested(CoveredSchema, required=True, allow_none=True)
    delivery = fields.Boolean(metadata={"description": "True: this phone's work is taken, and it is given no records."})


class DeviceSchema(Strict):
    """The phone that signs in."""

    id = Id(required=True)
    name = _line(NAME_LENGTH)


class SignInSchema(Strict):
    """Login and password, and the phone."""

    login = fields.String(required=True, validate=validate.Length(1, NAME_LENGTH, error="too_long"))
    password = fields.String(required=True, validate=validate.Length(1, PASSWORD_LIMIT, error="too_long"))
    device = fields.Nested(DeviceSchema, required=True)
    delivers = fields.Boolean(
        load_default=False,
        truthy={True},
        falsy={False},
        metadata={"description": "Whether the phone keeps unsent work of this user."},
    )


class UserSchema(Strict):
    """Who is signed in."""

    id = Id(required=True)
    login = fields.String(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)


class OfficeSchema(Strict):
    """The office."""

    id = Id(required=True)
    name = fields.String(required=True)
    time_zone = fields.String(required=True)


class SessionDeviceSchema(Strict):
    """The phone of the session."""

    id = Id(required=True)


class CsrfSchema(Strict):
    """What every write carries in ``X-CSRF-Token``."""

    csrf_token = fields.String(required=True)


class SessionSchema(CsrfSchema):
    """A session. ``device`` is null at the office's own screens. One for ``delivery`` takes what the phone keeps, and
    is good for nothing else.
    """

    user = fields.Nested(UserSchema, required=True)
    office = fields.Nested(OfficeSchema, required=True)
    device = fields.Nested(SessionDeviceSchema, required=True, allow_none=True)
    delivery = fields.Boolean(required=True)


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

    state = fields.String(required=True, metadata={"enum": ["due", "claimed", "sent", "failed", "unsure", "gone"]})


class ProblemSchema(Strict):
    """Problem details (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True)
    detail = fields.String()
    errors = fields.List(fields.Nested(ErrorSchema))
    incident = Id()


class CalendarFeedSchema(Strict):
    """Since when the user has a calendar address; null where they have none."""

    since = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})


class CalendarAddressSchema(CalendarFeedSchema):
    """A new calendar address. It is a secret, and is told this once."""

    address = fields.Url(required=True)
