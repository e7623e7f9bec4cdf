"""The exchange with phones."""

from __future__ import annotations

from typing import Final

from flask import Response, request

from server.ground.errors import CursorNotYours, HistoryChanged, ProtocolUnknown
from server.http.access import Permission, allow, also_for_delivery, signed_in
from server.http.api import Blueprint, reply
from server.http.bodies import accept_up_to
from server.http.description import PROTOCOL, refuses
from server.http.schemas import ExchangeReplySchema, ExchangeRequestSchema
from server.services.exchange import Request, exchange

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
@allow(Permission.USE_PHONE)
def exchange_with_phone(asked: Request) -> Response:
    """One round trip: store what can be stored, and give the next page of what is new."""
    return reply(exchange(signed_in(), asked))
