"""Taking a phone out of use."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.access import allow, signed_in
from server.errors import NotFound
from server.store import OfficeStore, reading, utcnow, writing
from server.store.rows import DeviceRow
from server.views.office.frame import go, page, words
from server.views.office.users import KEEPERS

blueprint = Blueprint("office_devices", __name__, url_prefix="/office/users/<uuid:user>/phones/<uuid:device>")


@blueprint.get("/revoke")
@allow(*KEEPERS)
def ask_to_revoke(user: Any, device: Any) -> AnyResponse:
    """What it means to take a phone out of use."""
    with reading(signed_in().office.id) as store:
        return page("revoke.html", store=store, device=_device(store, str(user), str(device)), words=words(store))


@blueprint.post("/revoke")
@allow(*KEEPERS)
def revoke(user: Any, device: Any) -> AnyResponse:
    """Take a phone out of use, at once and for good."""
    with writing(signed_in().office.id) as store:
        _device(store, str(user), str(device))
        store.revoke_device(str(device), utcnow())
    flash(gettext("The phone is out of use."), "done")
    return go("office_users.show", user=user)


def _device(store: OfficeStore, user: str, device: str) -> DeviceRow:
    for row in store.devices(user):
        if row.id == device:
            return row
    raise NotFound
