"""Approving a phone, and taking one out of use."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.http.access import Permission, allow, signed_in
from server.office.lost_phone import lost_phone
from server.services.accounts import revoke_device
from server.services.registration import OFFICE, approve, refuse
from server.store import reading, utcnow, writing
from server.views.office.frame import existing, go, page, words

blueprint = Blueprint("office_devices", __name__, url_prefix="/office/users/<id:user>/phones/<id:device>")


@blueprint.get("/lost")
@allow(Permission.READ_ACCOUNTS)
def lost(user: str, device: str) -> AnyResponse:
    """What must be known of a phone that is lost. It counts, and names nobody but its user."""
    with reading(signed_in().office.id) as store:
        phone = existing(lost_phone(store, user, device))
        return page("lost_phone.html", store=store, lost=phone, words=words(store))


@blueprint.post("/approve")
@allow(Permission.KEEP_ACCOUNTS)
def agree(user: str, device: str) -> AnyResponse:
    """Register a phone that waits, after its code was compared."""
    who = signed_in()
    with writing(who.office.id) as store:
        existing(store.accounts.device(user, device))
        approve(store, user, device, request.form.get("code", ""), how=OFFICE, by=who.user_id, now=utcnow())
    flash(gettext("The phone is registered. It fetches the cases now."), "done")
    return go("office_users.show", user=user)


@blueprint.post("/refuse")
@allow(Permission.KEEP_ACCOUNTS)
def disagree(user: str, device: str) -> AnyResponse:
    """Refuse a phone that waits."""
    with writing(signed_in().office.id) as store:
        existing(store.accounts.device(user, device))
        refuse(store, user, device, request.form.get("code", ""), now=utcnow())
    flash(gettext("Refused. The phone is given nothing."), "done")
    return go("office_users.show", user=user)


@blueprint.get("/revoke")
@allow(Permission.KEEP_ACCOUNTS)
def ask_to_revoke(user: str, device: str) -> AnyResponse:
    """What it means to take a phone out of use."""
    with reading(signed_in().office.id) as store:
        phone = existing(store.accounts.device(user, device))
        return page("revoke.html", store=store, device=phone, words=words(store))


@blueprint.post("/revoke")
@allow(Permission.KEEP_ACCOUNTS)
def revoke(user: str, device: str) -> AnyResponse:
    """Take a phone out of use, at once and for good."""
    with writing(signed_in().office.id) as store:
        existing(store.accounts.device(user, device))
        revoke_device(store, device, now=utcnow())
    flash(gettext("The phone is out of use."), "done")
    return go("office_users.show", user=user)
