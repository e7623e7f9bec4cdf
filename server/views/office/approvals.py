"""What an administrator asked for and a second person decides on: accounts that come to cases, lost second factors."""

from __future__ import annotations

from flask import Blueprint, flash
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.http.access import Permission, allow, signed_in
from server.services.approvals import approve, refuse
from server.services.casework import ChangeRejected
from server.store import Office, reading, utcnow, writing
from server.store.approvals import RequestRow
from server.views.office.frame import existing, go, page, words
from server.views.office.pages import Group, OfficePage
from server.views.office.users import link_page

blueprint = Blueprint("office_approvals", __name__, url_prefix="/office/approvals")


PAGE = OfficePage(
    blueprint,
    Group.SETTINGS,
    135,
    lazy_gettext("Accounts to approve"),
    waiting=lambda office, seen, now: office.approvals.waiting_count(),
)


@blueprint.get("/")
@allow(Permission.APPROVE_ACCOUNTS)
def index() -> AnyResponse:
    """What waits."""
    with reading(signed_in().office.id) as store:
        users = {user.id: user for user in store.accounts.users()}
        return page("approvals.html", store=store, requests=store.approvals.waiting(), users=users, words=words(store))


@blueprint.post("/<id:request_id>/approve")
@allow(Permission.APPROVE_ACCOUNTS)
def agree(request_id: str) -> AnyResponse:
    """Approve what was asked. Where the account begins anew, its link is shown, this once."""
    who = signed_in()
    try:
        with writing(who.office.id) as store:
            asked = _asked(store, request_id)
            link = approve(store, asked, by=who.user_id, now=utcnow())
            user = existing(store.accounts.user(asked.user))
    except ChangeRejected:
        flash(gettext("This could not be done. Please ask the administrator."), "caution")
        return go("office_approvals.index")
    if link is not None:
        return link_page(user, link)
    flash(gettext("Approved. It is so from now on."), "done")
    return go("office_approvals.index")


@blueprint.post("/<id:request_id>/refuse")
@allow(Permission.APPROVE_ACCOUNTS)
def disagree(request_id: str) -> AnyResponse:
    """Refuse what was asked: everything stays as it is."""
    who = signed_in()
    with writing(who.office.id) as store:
        refuse(store, _asked(store, request_id), by=who.user_id, now=utcnow())
    flash(gettext("Refused. Everything stays as it is."), "done")
    return go("office_approvals.index")


def _asked(store: Office, request_id: str) -> RequestRow:
    return existing(next((each for each in store.approvals.waiting() if each.id == request_id), None))
