"""What phones have sealed for their office."""

from __future__ import annotations

from dataclasses import asdict
from typing import Final, TypedDict

from flask import request
from marshmallow import fields

from server.ground.errors import BodyTooLarge, InvalidRequest, UnsupportedMediaType
from server.http.access import (
    Permission,
    allow,
    also_for_delivery,
    also_on_locked_phone,
    also_on_revoked_phone,
    signed_in,
)
from server.http.api import Blueprint
from server.http.bodies import accept_raw_up_to, body_up_to, raw_parts
from server.http.description import refuses
from server.http.schemas import OutboxReplySchema, OutboxRequestSchema, Strict
from server.services.enclosures import CODES, SEALED_BYTES, Taken, take_content
from server.services.outbox import Envelope, take_envelopes
from sync.records.attachment import LARGEST_BYTES

SEALED_KEY: Final = "Banso-Sealed-Key"
BODY_LIMIT: Final = 8 << 20

_SEALED: Final[dict[str, object]] = {
    "required": True,
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary", "minLength": 1}}},
}
_KEY: Final[dict[str, object]] = {
    "in": "header",
    "name": SEALED_KEY,
    "required": True,
    "schema": {"type": "string"},
    "description": "The id of the office's key, HPKE's encapsulated key and the sealed key, with dots between them.",
}

blueprint = Blueprint("outbox", __name__, url_prefix="/api", description="What was sealed while a phone was locked")


class ContentAnswerSchema(Strict):
    """What became of a sealed content."""

    taken = fields.Boolean(required=True, metadata={"description": "Whether the phone may let go of the content."})
    code = fields.String(required=True, metadata={"enum": list(CODES)})


class Outbox(TypedDict):
    """``OutboxRequestSchema``, as it was read."""

    envelopes: list[Envelope]


@blueprint.post("/outbox")
@blueprint.arguments(OutboxRequestSchema)
@blueprint.response(200, OutboxReplySchema)
@also_on_revoked_phone
@also_on_locked_phone
@also_for_delivery
@allow(Permission.USE_PHONE)
@body_up_to(BODY_LIMIT)
def take(sealed: Outbox) -> dict[str, object]:
    """Take sealed changes as an exchange takes changes, without telling what is new.

    Of a phone that was taken out of use they are held for a supervisor, and not applied.
    """
    return {"results": [asdict(answer) for answer in take_envelopes(signed_in(), sealed["envelopes"])]}


@blueprint.put("/outbox/<id:attachment>/content")
@blueprint.doc(requestBody=_SEALED, parameters=[_KEY])
@blueprint.response(200, ContentAnswerSchema)
@refuses(BodyTooLarge, InvalidRequest, UnsupportedMediaType)
@also_on_revoked_phone
@also_on_locked_phone
@also_for_delivery
@allow(Permission.USE_PHONE)
def take_sealed_content(attachment: str) -> Taken:
    """Take the content of an attachment as it lies on a phone that cannot open it, with its key sealed for the office.

    Where the record's change is held for a supervisor, the content is held with it.
    """
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise UnsupportedMediaType("the content is taken as it is")
    accept_raw_up_to(LARGEST_BYTES + SEALED_BYTES)
    if SEALED_KEY not in request.headers or not request.content_length:
        raise InvalidRequest
    return take_content(signed_in(), attachment, request.headers[SEALED_KEY], raw_parts())
