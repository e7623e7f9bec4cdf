"""Registering the phone that asks, and approving another one of the same user's."""

from __future__ import annotations

from typing import TypedDict

from server.ground.errors import NotFound, ProofNeeded, TooManyAttempts
from server.http.access import Permission, allow, also_while_waiting, signed_in
from server.http.api import Blueprint
from server.http.description import refuses
from server.http.device_schemas import ComparedSchema, OwnDevicesSchema, RegistrationSchema, StandingSchema
from server.http.proofs import check_body, prove
from server.services import registration
from server.services.registration import PHONE, Standing
from server.store import reading, utcnow, writing
from server.store.accounts import DeviceRow
from sync.fields import write_moment

blueprint = Blueprint("devices", __name__, url_prefix="/api", description="Registering phones")


class Asked(TypedDict):
    """``RegistrationSchema``, as it was read."""

    key: str


class Compared(TypedDict):
    """``ComparedSchema``, as it was read."""

    code: str


@blueprint.post("/registration")
@blueprint.arguments(RegistrationSchema)
@blueprint.response(200, StandingSchema)
@refuses(NotFound, ProofNeeded, TooManyAttempts)
@also_while_waiting
@allow(Permission.USE_PHONE)
def register(asked: Asked) -> dict[str, Standing]:
    """Register this phone with its key, or have it wait for approval. The request proves that the phone has the private
    half. Asking again tells how it stands.
    """
    who = signed_in()
    if who.phone is None:
        raise NotFound
    prove(who, asked["key"])
    check_body()
    return {"state": registration.register(who, asked["key"], utcnow())}


@blueprint.get("/devices")
@blueprint.response(200, OwnDevicesSchema)
@allow(Permission.USE_PHONE)
def index() -> dict[str, object]:
    """The user's phones, those last seen first."""
    who = signed_in()
    with reading(who.office.id) as store:
        devices = store.accounts.devices(who.user_id)
    return {"devices": [_as_listed(device, who.phone.id if who.phone else None) for device in devices]}


@blueprint.post("/devices/<id:device>/approve")
@blueprint.arguments(ComparedSchema)
@blueprint.response(204)
@allow(Permission.USE_PHONE)
def approve(asked: Compared, device: str) -> None:
    """Approve another phone of the user's that waits and whose code was compared. No phone approves itself: one that
    waits is not let in here.
    """
    who = signed_in()
    with writing(who.office.id) as store:
        registration.approve(store, who.user_id, device, asked["code"], how=PHONE, by=who.user_id, now=utcnow())


@blueprint.post("/devices/<id:device>/refuse")
@blueprint.arguments(ComparedSchema)
@blueprint.response(204)
@allow(Permission.USE_PHONE)
def refuse(asked: Compared, device: str) -> None:
    """Refuse another phone of the user's that waits."""
    who = signed_in()
    with writing(who.office.id) as store:
        registration.refuse(store, who.user_id, device, asked["code"], now=utcnow())


def _as_listed(device: DeviceRow, this: str | None) -> dict[str, object]:
    waits = registration.waits(device, utcnow()) and device.asked_key is not None
    state = "out_of_use" if device.revoked_at else "waiting" if waits or not device.in_use else "registered"
    return {
        "id": device.id,
        "name": device.name,
        "is_this": device.id == this,
        "state": state,
        "code": registration.code_of(device.asked_key) if waits and device.asked_key else None,
        "registered_at": write_moment(device.registered_at),
        "last_seen_at": write_moment(device.last_seen_at),
    }
