"""What the office is reminded of, and when: for supervisors to look at and to change."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.trail import Act, Noted
from server.http.access import Permission, allow, signed_in
from server.office.reminders import choices, given_policy
from server.reminders.settings import to_stored
from server.store import reading, writing
from server.views.office.frame import go, page
from server.views.office.pages import Group, OfficePage

blueprint = Blueprint("office_reminders", __name__, url_prefix="/office/reminders")

PAGE = OfficePage(blueprint, Group.SETTINGS, 100, lazy_gettext("Reminders"))


@blueprint.get("/")
@allow(Permission.KEEP_SETTINGS)
def index() -> AnyResponse:
    """The office's choices."""
    with reading(signed_in().office.id) as store:
        return page("reminders.html", store=store, choices=choices(store.reminders.settings()), errors={})


@blueprint.post("/")
@allow(Permission.KEEP_SETTINGS)
def change() -> AnyResponse:
    """Write the office's choices. A notice that was given already stays."""
    policy, errors = given_policy(request.form, request.form.getlist("on"))
    with writing(signed_in().office.id) as store:
        if policy is None:
            shown = choices(store.reminders.settings(), request.form, request.form.getlist("on"))
            return page("reminders.html", 422, store=store, choices=shown, errors=errors)
        known, chosen = store.reminders.settings(), to_stored(policy)
        store.reminders.keep_settings(chosen)
        altered = sorted(name for name in {*known, *chosen} if known.get(name) != chosen.get(name))
        store.trail.note(Noted(Act.SETTINGS_CHANGED, details={"settings": tuple(altered)}))
    flash(gettext("The reminders have been changed."), "done")
    return go("office_reminders.index")
