"""What must be followed up: monitoring, plans that have ended, clients who have not been heard from."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, request
from werkzeug.wrappers import Response as AnyResponse

from server.access import FIELD_STAFF, allow
from server.office.followup import days_in_words, follow_up_lists
from server.store import reading, utcnow
from server.store.followup import FollowUpFilter
from server.views.office.frame import identifier, page, reader, signed_in, words
from sync.kinds import INTAKE_STAFF

blueprint = Blueprint("office_followup", __name__, url_prefix="/office/followup")

_NOBODY: Final = "nobody"


@blueprint.get("/")
@allow(*INTAKE_STAFF)
def index() -> AnyResponse:
    """All lists of today, for the whole office or one worker."""
    who = signed_in()
    given = request.args.get("worker", "")
    worker = given if given == _NOBODY else identifier(given) or ""
    wanted = FollowUpFilter(
        worker=None if worker == _NOBODY else worker or None, unassigned=worker == _NOBODY, reader=reader(who)
    )
    with reading(who.office.id) as store:
        today = utcnow().astimezone(store.zone).date()
        return page(
            "followup.html",
            store=store,
            lists=follow_up_lists(store, today, wanted),
            today=today,
            worker=worker,
            staff=[(user.id, user.name) for user in store.users() if user.role in FIELD_STAFF],
            days_in_words=days_in_words,
            words=words(store),
        )
