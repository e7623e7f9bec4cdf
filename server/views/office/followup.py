"""What must be followed up: monitoring, plans that have ended, clients who have not been heard from."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, request
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.http.access import Permission, allow, signed_in
from server.office.followup import days_in_words, follow_up_lists
from server.store import reading
from server.store.followup import FollowUpFilter
from server.views.office.filters import Person, conditions, read_filter
from server.views.office.frame import as_seen, leavers, page, staff_options, thresholds, today, words
from server.views.office.pages import Group, OfficePage

blueprint = Blueprint("office_followup", __name__, url_prefix="/office/followup")

PAGE = OfficePage(blueprint, Group.TODAY, 80, lazy_gettext("To follow up"), lists="followup")

_NOBODY: Final = "nobody"
_CONDITIONS: Final = conditions(worker=Person(_NOBODY))


@blueprint.get("/")
@allow(Permission.READ_OWN_CASES)
def index() -> AnyResponse:
    """All lists of today, for the whole office or one worker."""
    who = signed_in()
    worker = read_filter(_CONDITIONS, request.args)["worker"]
    wanted = FollowUpFilter(worker=None if worker == _NOBODY else worker or None, unassigned=worker == _NOBODY)
    with reading(who.office.id) as store:
        day = today(store)
        return page(
            "followup.html",
            store=store,
            lists=follow_up_lists(as_seen(store), day, wanted, thresholds(store)),
            today=day,
            worker=worker,
            staff=staff_options(store),
            leavers=leavers(store),
            days_in_words=days_in_words,
            words=words(store),
        )
