"""Who is out on a visit now, calls for help, and the visits that have ended."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.access import FIELD_STAFF, SUPERVISORS, allow
from server.casework import Refused
from server.office import outings
from server.office.outings import Settled
from server.office.problems import in_words
from server.store import OfficeStore, reading, utcnow, writing
from server.store.rows import SessionRow
from server.views.office.frame import PAGE_SIZE, existing, go, page, page_number, reader, signed_in, words

blueprint = Blueprint("office_outings", __name__, url_prefix="/office/outings")


@blueprint.get("/")
@allow(*FIELD_STAFF)
def index() -> AnyResponse:
    """Who is out now, those who call for help before everybody."""
    who = signed_in()
    with reading(who.office.id) as store:
        return page("outings.html", store=store, **_now(store, who))


@blueprint.get("/alarms")
@allow(*SUPERVISORS)
def alarms() -> AnyResponse:
    """The calls for help that are open: the part of every page that renews itself."""
    return page("alarms_alone.html")


@blueprint.get("/past")
@allow(*FIELD_STAFF)
def past() -> AnyResponse:
    """The visits that have ended."""
    who = signed_in()
    with reading(who.office.id) as store:
        listing = store.outings_past(reader(who), page=page_number(), per_page=PAGE_SIZE)
        return page("outings_past.html", store=store, listing=listing, words=words(store))


@blueprint.post("/<uuid:outing>")
@allow(*SUPERVISORS)
def decide(outing: Any) -> AnyResponse:
    """Take a call for help or an overrun in hand, or say that the worker is safe."""
    who, decision = signed_in(), request.form.get("do", "")
    with writing(who.office.id) as store:
        store.lock()
        row = existing(store.outing(reader(who), str(outing)))
        try:
            if decision == "safe":
                outings.call_off(store, who, row, utcnow())
                flash(gettext("Noted that %(name)s is safe.", name=row.worker_name or ""), "done")
            else:
                outings.answer(store, who, row, utcnow())
                flash(
                    gettext("%(name)s can see on the phone that you are dealing with it.", name=row.worker_name), "done"
                )
        except Settled:
            flash(gettext("Somebody else has done this already. Please look at the list."), "caution")
        except Refused as refused:
            flash("; ".join(in_words(refused.result).values()), "alert")
    return go("office_outings.index")


def _now(store: OfficeStore, who: SessionRow) -> dict[str, Any]:
    now = utcnow()
    return {
        "watched": outings.watched(store.outings_open(reader(who)), now),
        "now": now,
        "words": words(store),
        "may_answer": who.role in SUPERVISORS,
    }
