"""The exchange with phones."""

from __future__ import annotations

from typing import Any, Final

from flask import Response, request

from server.access import FIELD_STAFF, allow, also_for_delivery, signed_in
from server.api import Blueprint, reply
from server.bodies import accept_up_to
from server.description import PROTOCOL, refuses
from server.errors import CursorNotYours, HistoryChanged, ProtocolUnknown
from server.exchange import Request, exchange
from server.schemas import ExchangeReplySchema, ExchangeRequestSchema

BODY_LIMIT: Final = 8 << 20

blueprint = Blueprint("exchange", __name__, url_prefix="/api", description="Push what is queued, pull what is new")


@blueprint.before_request
def _prepare() -> None:
    if request.headers.get("Banso-Protocol") != PROTOCOL:
        raise ProtocolUnknown(f"this server speaks version {PROTOCOL}")
    accept_up_to(BODY_LIMIT)


@blueprint.post("/exchange")
@blueprint.arguments(ExchangeRequestSchema)
@blueprint.response(200, ExchangeReplySchema)
@refuses(ProtocolUnknown, CursorNotYours, HistoryChanged)
@also_for_delivery
@allow(*FIELD_STAFF)
def exchange_with_phone(asked: dict[str, Any]) -> Response:
    """One round trip: store what can be stored, and give the next page of what is new."""
    return reply(exchange(signed_in(), Request(**asked)))
