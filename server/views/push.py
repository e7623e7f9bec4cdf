"""Push messages to the phone of whoever is signed in."""

from __future__ import annotations

import datetime as dt
from typing import Final, TypedDict

from server.ground.errors import NotFound, TooManyAttempts
from server.http.access import Permission, allow, also_on_locked_phone, signed_in
from server.http.api import Blueprint
from server.http.attempts import bucket, take
from server.http.description import refuses
from server.http.push_schemas import (
    PushChoicesSchema,
    PushDeliverySchema,
    PushStandingSchema,
    PushSubscriptionSchema,
    PushTestSchema,
)
from server.push.subscribing import choose, send_test, standing, state_of_test, subscribe, unsubscribe
from server.store import utcnow
from server.store.push import Address

blueprint = Blueprint("push", __name__, url_prefix="/api/push", description="Push messages to this phone")

MOST_TESTS: Final = 6
TESTS_WITHIN: Final = dt.timedelta(minutes=10)


class Keys(TypedDict):
    """``PushKeysSchema``, as it was read."""

    p256dh: str
    auth: str


class Subscription(TypedDict):
    """``PushSubscriptionSchema``, as it was read."""

    endpoint: str
    keys: Keys


class Choices(TypedDict):
    """``PushChoicesSchema``, as it was read."""

    muted: list[str]


@blueprint.get("")
@blueprint.response(200, PushStandingSchema)
@also_on_locked_phone
@allow(Permission.USE_PHONE)
def show() -> dict[str, object]:
    """What a browser subscribes with, whether this phone is subscribed, and the kinds that are muted."""
    return standing(signed_in())


@blueprint.put("/subscription")
@blueprint.arguments(PushSubscriptionSchema)
@blueprint.response(204)
@also_on_locked_phone
@allow(Permission.USE_PHONE)
def put_subscription(asked: Subscription) -> None:
    """Push this user's notices to this phone, at this address and at no other. Asking again changes nothing."""
    subscribe(signed_in(), Address(asked["endpoint"], **asked["keys"]), utcnow())


@blueprint.delete("/subscription")
@blueprint.response(204)
@also_on_locked_phone
@allow(Permission.USE_PHONE)
def delete_subscription() -> None:
    """Push nothing to this phone any more."""
    unsubscribe(signed_in())


@blueprint.put("/choices")
@blueprint.arguments(PushChoicesSchema)
@blueprint.response(204)
@allow(Permission.USE_PHONE)
def put_choices(asked: Choices) -> None:
    """Mute these kinds of notices, on all phones of this user, and no others."""
    choose(signed_in(), asked["muted"])


@blueprint.post("/test")
@blueprint.response(202, PushTestSchema)
@refuses(NotFound, TooManyAttempts)
@allow(Permission.USE_PHONE)
def post_test() -> dict[str, str]:
    """Send this user a notice to try it out."""
    take(bucket("push-test", signed_in().user_id, MOST_TESTS, TESTS_WITHIN))
    return {"notice": send_test(signed_in(), utcnow())}


@blueprint.get("/test/<id:notice>")
@blueprint.response(200, PushDeliverySchema)
@allow(Permission.USE_PHONE)
def show_test(notice: str) -> dict[str, str]:
    """What has become of it on its way to this phone."""
    return {"state": state_of_test(signed_in(), notice)}
