"""What phones have sealed for their office."""

from __future__ import annotations

from dataclasses import asdict
from typing import Final, TypedDict

from server.http.access import (
    Permission,
    allow,
    also_for_delivery,
    also_on_locked_phone,
    also_on_revoked_phone,
    signed_in,
)
from server.http.api import Blueprint
from server.http.bodies import body_up_to
from server.http.schemas import OutboxReplySchema, OutboxRequestSchema
from server.services.outbox import Envelope, take_envelopes

BODY_LIMIT: Final = 8 << 20

blueprint = Blueprint("outbox", __name__, url_prefix="/api", description="What was sealed while a phone was locked")


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
