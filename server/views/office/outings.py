"""Who is out on a visit now, calls for help, and the visits that have ended."""

from __future__ import annotations

import unicodedata
import zoneinfo
from contextlib import suppress
from http import HTTPStatus

from flask import Blueprint, Response, flash, make_response, render_template, request
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.http.access import Permission, allow, asked_by_itself, signed_in
from server.http.auth import current
from server.http.locale import language
from server.language.problems import in_words
from server.language.words import Words
from server.office import outings
from server.office.outings import Settled, watched
from server.services.casework import ChangeRejected
from server.store import Unavailable, reading, utcnow, writing
from server.views.office.frame import PAGE_SIZE, as_seen, existing, go, page, page_number, words
from server.views.office.pages import Group, OfficePage

blueprint = Blueprint("office_outings", __name__, url_prefix="/office/outings")


PAGE = OfficePage(
    blueprint,
    Group.TODAY,
    60,
    lazy_gettext("Out on visits"),
    waiting=lambda office, seen, now: sum(each.urgent for each in watched(seen.outings.under_way(), now)),
    lists="visits",
    list_endpoint="past",
)


@blueprint.get("/")
@allow(Permission.WATCH_OUTINGS)
def index() -> AnyResponse:
    """Who is out now, those who call for help before everybody."""
    who, now = signed_in(), utcnow()
    with reading(who.office.id) as store:
        watched = outings.watched(as_seen(store).outings.under_way(), now)
        return page("outings.html", store=store, watched=watched, now=now, words=words(store))


@blueprint.get("/alarms")
@asked_by_itself
@allow(Permission.ANSWER_ALARMS)
def alarms() -> AnyResponse:
    """The calls for help that wait for an answer, for every page of those who answer them. The answer is empty where
    there are none, and 304 where the page has them already. Every such page asks every few seconds, so this is one
    query.
    """
    who = signed_in()
    with reading(who.office.id) as store:
        waiting = outings.alarms(as_seen(store), utcnow())
    if not waiting:
        return Response(status=HTTPStatus.NO_CONTENT)
    clock = Words(language(), zoneinfo.ZoneInfo(who.office.time_zone)).clock
    response = make_response(render_template("office/alarms.html", alarms=waiting, clock=clock))
    response.add_etag()
    return response.make_conditional(request)


@blueprint.app_template_global()
def watches_for_alarms() -> bool:
    """Whether whoever is shown this page answers calls for help. Where the database cannot say who is signed in, which
    may be on the page that reports a problem, nobody is.
    """
    with suppress(Unavailable):
        who = current()
        return who is not None and who.may(Permission.ANSWER_ALARMS)
    return False


@blueprint.app_template_filter()
def dialled(number: str) -> str:
    """A telephone number as it is dialled: full width digits as plain ones, and nothing but digits and a plus."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", number) if sign.isdigit() or sign == "+")


blueprint.add_app_template_global(outings.whereabouts)


@blueprint.get("/past")
@allow(Permission.WATCH_OUTINGS)
def past() -> AnyResponse:
    """The visits that have ended."""
    who = signed_in()
    with reading(who.office.id) as store:
        listing = as_seen(store).outings.past(page=page_number(), per_page=PAGE_SIZE)
        return page("outings_past.html", store=store, listing=listing, words=words(store))


@blueprint.post("/<id:outing>")
@allow(Permission.ANSWER_ALARMS)
def decide(outing: str) -> AnyResponse:
    """Take a call for help or an overrun in hand, or say that the worker is safe."""
    who, decision = signed_in(), request.form.get("do", "")
    with writing(who.office.id) as store:
        store.lock()
        row = existing(as_seen(store).outings.one(outing))
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
        except ChangeRejected as refused:
            flash("; ".join(in_words(refused.result).values()), "alert")
    return go("office_outings.index")
