"""Push messages to the phone of whoever is signed in."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final
from uuid import UUID

from server.access import FIELD_STAFF, allow, signed_in
from server.api import Blueprint
from server.attempts import bucket, take
from server.description import refuses
from server.errors import NotFound, TooManyAttempts
from server.push.subscribing import choose, send_test, standing, state_of_test, subscribe, unsubscribe
from server.schemas import (
    PushChoicesSchema,
    PushDeliverySchema,
    PushStandingSchema,
    PushSubscriptionSchema,
    PushTestSchema,
)
from server.store import utcnow
from server.store.subscriptions import Address

blueprint = Blueprint("push", __name__, url_prefix="/api/push", description="Push messages to this phone")

MOST_TESTS: Final = 6
TESTS_WITHIN: Final = dt.timedelta(minutes=10)


@blueprint.get("")
@blueprint.response(200, PushStandingSchema)
@allow(*FIELD_STAFF)
def show() -> dict[str, Any]:
    """What a browser subscribes with, whether this phone is subscribed, and the kinds that are muted."""
    return standing(signed_in())


@blueprint.put("/subscription")
@blueprint.arguments(PushSubscriptionSchema)
@blueprint.response(204)
@allow(*FIELD_STAFF)
def put_subscription(given: dict[str, Any]) -> None:
    """Push this user's notices to this phone, at this address and at no other. Saying it again is well."""
    subscribe(signed_in(), Address(given["endpoint"], **given["keys"]), utcnow())


@blueprint.delete("/subscription")
@blueprint.response(204)
@allow(*FIELD_STAFF)
def delete_subscription() -> None:
    """Push nothing to this phone any more."""
    unsubscribe(signed_in())


@blueprint.put("/choices")
@blueprint.arguments(PushChoicesSchema)
@blueprint.response(204)
@allow(*FIELD_STAFF)
def put_choices(given: dict[str, Any]) -> None:
    """Mute these kinds of notices, on all phones of this user, and no others."""
    choose(signed_in(), given["muted"])


@blueprint.post("/test")
@blueprint.response(202, PushTestSchema)
@refuses(NotFound, TooManyAttempts)
@allow(*FIELD_STAFF)
def post_test() -> dict[str, str]:
    """Send this user a notice to try it out."""
    take(bucket("push-test", signed_in().user_id, MOST_TESTS, TESTS_WITHIN))
    return {"notice": send_test(signed_in(), utcnow())}


@blueprint.get("/test/<uuid:notice>")
@blueprint.response(200, PushDeliverySchema)
@allow(*FIELD_STAFF)
def show_test(notice: UUID) -> dict[str, str]:
    """What has become of it on its way to this phone."""
    return {"state": state_of_test(signed_in(), str(notice))}
