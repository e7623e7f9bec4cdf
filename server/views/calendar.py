"""Calendar addresses, and the calendars behind them."""

from __future__ import annotations

import datetime as dt
from typing import Final

from flask import Blueprint, Response, make_response, request

from server.ground.errors import NotFound
from server.http import api
from server.http.access import Permission, allow, allow_by_secret, signed_in
from server.http.addresses import whole_address_of
from server.http.attempts import address, bucket, refuse_past, take
from server.http.locale import language
from server.http.schemas import CalendarAddressSchema, CalendarFeedSchema
from server.services import feeds
from server.store import utcnow
from sync.fields import write_moment

blueprint = Blueprint("calendar", __name__)
api_blueprint = api.Blueprint("calendar_feed", __name__, url_prefix="/api", description="A worker's calendar address")

WITHIN: Final = dt.timedelta(minutes=15)
MOST_WRONG: Final = 30
"""Addresses that open nothing, from one address of the net. To guess one is hopeless; this keeps it cheap."""


@blueprint.get("/calendar/<token>.ics")
@allow_by_secret
def calendar(token: str) -> Response:
    """The calendar of whoever was given this address. It names nobody."""
    wrong = bucket("calendar", address(), MOST_WRONG, WITHIN)
    refuse_past(wrong)
    try:
        feed = feeds.feed_of(token, language(), utcnow())
    except NotFound:
        take(wrong)
        raise
    response = make_response(feed.content)
    response.mimetype = "text/calendar"
    # Weak, since each answer says anew when it was written.
    response.set_etag(feed.mark, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    response.make_conditional(request)
    return response


@api_blueprint.get("/calendar-feed")
@api_blueprint.response(200, CalendarFeedSchema)
@allow(Permission.WRITE_NOTES)
def show() -> dict[str, str | None]:
    """Whether the user has a calendar address. The address itself is not known here."""
    return {"since": _written(feeds.feed_since(signed_in()))}


@api_blueprint.post("/calendar-feed")
@api_blueprint.response(201, CalendarAddressSchema)
@allow(Permission.WRITE_NOTES)
def renew() -> dict[str, str | None]:
    """Give the user a new calendar address, shown this once. The earlier address is good no longer."""
    token, since = feeds.open_feed(signed_in())
    return {"since": _written(since), "address": whole_address_of("calendar.calendar", token=token)}


@api_blueprint.delete("/calendar-feed")
@api_blueprint.response(204)
@allow(Permission.WRITE_NOTES)
def end() -> None:
    """Take the user's calendar address back."""
    feeds.close_feed(signed_in())


def _written(moment: dt.datetime | None) -> str | None:
    return None if moment is None else write_moment(moment)
