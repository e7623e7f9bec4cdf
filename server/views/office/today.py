"""Where a day at the office begins: who is out, what waits, what is due."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.http.access import Permission, allow, signed_in
from server.office.followup import follow_up_lists
from server.office.outings import watched
from server.store import reading, utcnow
from server.store.followup import FollowUpFilter
from server.views.office.frame import as_seen, page, thresholds, words
from server.views.office.pages import Group, OfficePage

blueprint = Blueprint("office_today", __name__, url_prefix="/office/today")

PAGE = OfficePage(blueprint, Group.TODAY, 5, lazy_gettext("Today"))


@blueprint.get("/")
@allow(Permission.READ_OWN_CASES)
def index() -> AnyResponse:
    """What of today this reader may see. What waits is what the navigation says."""
    who, now = signed_in(), utcnow()
    with reading(who.office.id) as store:
        seen, day = as_seen(store), store.day(now)
        out = watched(seen.outings.under_way(), now) if who.may(Permission.WATCH_OUTINGS) else None
        due = follow_up_lists(seen, day, FollowUpFilter(), thresholds(store))
        return page(
            "today.html",
            store=store,
            today=day,
            out=out,
            due=[each for each in due if each.rows],
            words=words(store),
        )
