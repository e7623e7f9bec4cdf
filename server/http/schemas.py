"""What the API takes and gives, as schemas: they read requests, and the API's description is made from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate

from server.services.exchange import VERSION_LENGTH, Request
from server.services.outbox import CODES, VERSIONS, Envelope
from sync.changes import MOST_NUMBERED
from sync.fields import NAME_LENGTH, Id, Moment, canonical_whole
from sync.plain import PLAIN_PATTERN, is_plain
from sync.schema import result_codes

MOST_CHANGES: Final = 500
MOST_RECORDS: Final = 5_000
MOST_ENVELOPES: Final = 100
MOST_QUEUED: Final = 1_000_000
MOST_DROPPED: Final = 1_000
PASSWORD_LIMIT: Final = 1_000

NO_CHANGE: Final = {"description": "What is no change is answered `rejected` by itself, and holds up no other."}


class Strict(Schema):
    """A schema that takes nothing it does not know, and answers with codes."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "unknown_field", "type": "wrong_type"}  # noqa: RUF012 - marshmallow's own way


def _plain(text: str) -> None:
    if not is_plain(text):
        raise ValidationError("not_plain_text")


def _line(longest: int, *, required: bool = True) -> fields.String:
    """A text of characters that databases keep."""
    bounds = validate.Length(1, longest, error="too_long")
    return fields.String(required=required, validate=[bounds, _plain], metadata={"pattern": PLAIN_PATTERN})


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
    device_name = _line(NAME_LENGTH, required=False)
    unlocked_at = Moment(
        load_default=None,
        metadata={"description": "When somebody last opened the phone's lock; missing where what it keeps lies open."},
    )
    app_version = _line(VERSION_LENGTH, required=False)

    @post_load
    def _request(self, data: dict[str, Any], **_: object) -> Request:
        return Request(**data)


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


class OutboxKeySchema(Strict):
    """What a phone seals for: the office's current public key."""

    id = Id(required=True)
    public = fields.String(
        required=True,
        metadata={"format": "p256-point", "description": "A point of P-256: 65 bytes, the first 4, in base64url."},
    )


class ExchangeReplySchema(Strict):
    """What a phone is told."""

    results = fields.List(fields.Nested(ResultSchema), required=True)
    records = fields.List(fields.Nested(RecordSchema), required=True)
    gone = fields.List(Id(), required=True)
    erased = fields.List(Id(), required=True, metadata={"description": "Records that were erased for good."})
    cursor = fields.String(required=True)
    seq = fields.Integer(required=True, metadata={"description": "The office's counter at its newest change."})
    more = fields.Boolean(required=True)
    remaining = fields.Integer(required=True)
    server_time = Moment(required=True)
    clock_offset_s = fields.Integer(required=True)
    clock_warning = fields.Boolean(required=True)
    thresholds = fields.Nested(ThresholdsSchema, required=True)
    contact_within_s = fields.Integer(required=True, metadata={"description": "Seconds until another one is needed."})
    covered = fields.Nested(CoveredSchema, required=True, allow_none=True)
    outbox_key = fields.Nested(OutboxKeySchema)
    delivery = fields.Boolean(metadata={"description": "True: this phone's work is taken, and it is given no records."})


class EnvelopeSchema(Strict):
    """One change, sealed for the office. What cannot be opened is answered by itself, and holds up no other."""

    change = Id(required=True)
    key = fields.String(required=True, metadata={"description": "The id of the key that it was sealed for."})
    enc = fields.String(required=True, metadata={"description": "HPKE's encapsulated key, in base64url."})
    sealed = fields.String(required=True, metadata={"description": "The sealed change, in base64url."})
    version = Whole(
        load_default=VERSIONS[0],
        validate=validate.OneOf(VERSIONS, error="out_of_range"),
        metadata={"description": "The form of the envelope; one that does not say is of the first."},
    )

    @post_load
    def _envelope(self, data: dict[str, Any], **_: object) -> Envelope:
        return Envelope(**data)


class OutboxRequestSchema(Strict):
    """What a phone has sealed."""

    envelopes = fields.List(
        fields.Nested(EnvelopeSchema),
        required=True,
        validate=validate.Length(max=MOST_ENVELOPES, error="too_many"),
    )


class EnvelopeAnswerSchema(Strict):
    """What became of an envelope."""

    change = Id(required=True)
    taken = fields.Boolean(required=True, metadata={"description": "Whether the phone may let go of the envelope."})
    code = fields.String(required=True, metadata={"enum": list(CODES)})


class OutboxReplySchema(Strict):
    """The answers, in the order of the envelopes."""

    results = fields.List(fields.Nested(EnvelopeAnswerSchema), required=True)


class DeviceSchema(Strict):
    """The phone that signs in."""

    id = Id(required=True)
    name = _line(NAME_LENGTH)


class SignInSchema(Strict):
    """Login and password, the code of a second factor where one is asked for, and the phone."""

    login = fields.String(required=True, validate=validate.Length(1, NAME_LENGTH, error="too_long"))
    password = fields.String(required=True, validate=validate.Length(1, PASSWORD_LIMIT, error="too_long"))
    device = fields.Nested(DeviceSchema, required=True)
    code = fields.String(load_default="", validate=validate.Length(max=NAME_LENGTH, error="too_long"))
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
    """A session. ``device`` is null at the office's own screens. One for ``delivery`` takes what the phone keeps."""

    user = fields.Nested(UserSchema, required=True)
    office = fields.Nested(OfficeSchema, required=True)
    device = fields.Nested(SessionDeviceSchema, required=True, allow_none=True)
    delivery = fields.Boolean(required=True)


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
