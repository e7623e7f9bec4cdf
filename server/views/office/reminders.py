"""What the office is reminded of, and when: for supervisors to look at and to change."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.access import SUPERVISORS, allow, signed_in
from server.office.reminders import choices, given_policy
from server.reminders.settings import to_stored
from server.store import reading, writing
from server.views.office.frame import go, page

blueprint = Blueprint("office_reminders", __name__, url_prefix="/office/reminders")


@blueprint.get("/")
@allow(*SUPERVISORS)
def index() -> AnyResponse:
    """The office's choices."""
    with reading(signed_in().office.id) as store:
        return page("reminders.html", store=store, choices=choices(store.reminder_settings()), errors={})


@blueprint.post("/")
@allow(*SUPERVISORS)
def change() -> AnyResponse:
    """Choose otherwise. What has been told already stays told."""
    policy, errors = given_policy(request.form)
    with writing(signed_in().office.id) as store:
        if policy is None:
            shown = choices(store.reminder_settings(), request.form)
            return page("reminders.html", 422, store=store, choices=shown, errors=errors)
        store.keep_reminder_settings(to_stored(policy))
    flash(gettext("The reminders have been changed."), "done")
    return go("office_reminders.index")
