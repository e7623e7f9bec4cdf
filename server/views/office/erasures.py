"""Closed cases whose time is over: one person asks that they be erased, another decides; some are held back."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.errors import NotFound
from server.http.access import Permission, allow, signed_in
from server.http.looks import looks_at
from server.office import erasures
from server.office.erasures import LONGEST_REASON, HoldRefused, NotDue, Standing
from server.reminders.settings import policy_of
from server.store import Office, Seen, reading, utcnow, writing
from server.store.candidates import Unit
from server.store.erasures import ErasureRow
from server.views.office.filters import CalendarDay, conditions, day_of, read_filter
from server.views.office.frame import PAGE_SIZE, as_seen, existing, go, page, page_number, words
from server.views.office.pages import Group, OfficePage

blueprint = Blueprint("office_erasures", __name__, url_prefix="/office/erasures")


def _waiting(store: Office, _: Seen, __: object) -> int:
    return store.erasures.waiting_count()


PAGE = OfficePage(blueprint, Group.SETTINGS, 105, lazy_gettext("Erasing closed cases"), waiting=_waiting)

_HOLD = conditions(until=CalendarDay())


@blueprint.get("/")
@allow(Permission.ERASE_CASES)
def index() -> AnyResponse:
    """What has had its time, what of it may not go and why, and what was erased."""
    with reading(signed_in().office.id) as store:
        standings = erasures.standings(store, utcnow())
        cases = erasures.all_cases(standings)
        return page(
            "erasures.html",
            store=store,
            due=[each for each in standings if each.may_go and each.asked is None],
            asked=[each for each in standings if each.asked is not None and each.asked.is_open],
            held=[
                each for each in standings if not each.may_go and (each.asked is None or not each.asked.is_under_way)
            ],
            rows=as_seen(store).cases.by_id(cases),
            withheld=as_seen(store).restrictions.withheld(cases),
            done=store.erasures.done(page=page_number(), per_page=PAGE_SIZE),
            years=policy_of(store.reminders.settings()).retention_years,
            reasons=_reasons(),
            words=words(store),
        )


@blueprint.get("/<id:case>")
@allow(Permission.ERASE_CASES)
@looks_at("case", "case")
def show(case: str) -> AnyResponse:
    """What goes with a case, what speaks against it, and the forms."""
    with reading(signed_in().office.id) as store:
        return _page(store, case)


@blueprint.post("/<id:case>/ask")
@allow(Permission.ERASE_CASES)
@looks_at("case", "case")
def propose(case: str) -> AnyResponse:
    """Ask that a case be erased."""
    who = signed_in()
    with writing(who.office.id) as store:
        _unit(store, case)
        if "understood" not in request.form:
            return _page(store, case, 422, {"understood": gettext("Please confirm that you have read this.")})
        try:
            erasures.propose(store, case, by=who.user_id, now=utcnow())
        except NotDue:
            return _page(store, case, 409, {"whole": gettext("This cannot be erased at present. Please look again.")})
    flash(gettext("Asked for. Nothing is erased before a second person has approved it."), "done")
    return go("office_erasures.index")


@blueprint.post("/<id:case>/approve")
@allow(Permission.ERASE_CASES)
@looks_at("case", "case")
def approve(case: str) -> AnyResponse:
    """Approve an erasure, as the second person."""
    who = signed_in()
    try:
        with writing(who.office.id) as store:
            asked = _asked(store, case)
            if "understood" not in request.form:
                return _page(store, case, 422, {"understood": gettext("Please confirm that you have read this.")})
            erasures.approve(store, asked, by=who.user_id, now=utcnow())
    except NotDue:
        with reading(who.office.id) as store:
            return _page(store, case, 409, {"whole": gettext("This cannot be erased at present. Please look again.")})
    flash(gettext("Approved. It is no longer to be seen, and is erased within a few minutes."), "done")
    return go("office_erasures.index")


@blueprint.post("/<id:case>/refuse")
@allow(Permission.ERASE_CASES)
def refuse(case: str) -> AnyResponse:
    """End a request to erase: the second person refuses, or the one who asked takes it back."""
    who = signed_in()
    with writing(who.office.id) as store:
        erasures.refuse(store, _asked(store, case), by=who.user_id, now=utcnow())
    flash(gettext("Nothing is erased. Everything stays as it is."), "done")
    return go("office_erasures.index")


@blueprint.post("/<id:case>/hold")
@allow(Permission.ERASE_CASES)
@looks_at("case", "case")
def hold(case: str) -> AnyResponse:
    """Keep a case from being erased until a day."""
    who = signed_in()
    until = day_of(read_filter(_HOLD, request.form)["until"])
    with writing(who.office.id) as store:
        _unit(store, case)
        try:
            erasures.hold(store, case, request.form.get("reason", ""), until, by=who.user_id, now=utcnow())
        except HoldRefused:
            problem = gettext("Please write a reason, and a day from today on within 30 years.")
            return _page(store, case, 422, {"hold": problem})
    flash(gettext("It is not erased until that day."), "done")
    return go("office_erasures.show", case=case)


@blueprint.post("/<id:case>/release")
@allow(Permission.ERASE_CASES)
def release(case: str) -> AnyResponse:
    """End the hold on a case."""
    with writing(signed_in().office.id) as store:
        _unit(store, case)
        erasures.release(store, case)
    flash(gettext("It is held back no longer."), "done")
    return go("office_erasures.show", case=case)


def _unit(store: Office, case: str, standing: Standing | None = None) -> Unit:
    """What is erased together with a case; ``standing`` is how it stands, where that is known.

    Raises ``NotFound``, also where any of it is not open to the reader: who may not read what stands there does not
    decide about it either.
    """
    unit = existing(standing.unit if standing else store.candidates.unit_of(case))
    if as_seen(store).restrictions.withheld([each.id for each in unit.cases]):
        raise NotFound
    return unit


def _asked(store: Office, case: str) -> ErasureRow:
    _unit(store, case)
    return existing(next((each for each in store.erasures.waiting() if case in each.cases), None))


def _page(store: Office, case: str, status: int = 200, errors: dict[str, str] | None = None) -> AnyResponse:
    seen = as_seen(store)
    standing = erasures.standing_of(store, case, utcnow())
    unit = _unit(store, case, standing)
    cases = [each.id for each in unit.cases]
    return page(
        "erasure.html",
        status,
        store=store,
        case=case,
        row=seen.cases.one(case),
        rows=seen.cases.by_id(cases),
        standing=standing,
        unit=unit,
        counts=sorted(store.candidates.kinds_in(unit.scopes).items()),
        meetings=erasures.meetings_that_name(seen, unit),
        hold=store.erasures.holds().get(case),
        form=request.form,
        errors=errors or {},
        longest=LONGEST_REASON,
        years=policy_of(store.reminders.settings()).retention_years,
        reasons=_reasons(),
        mine=_is_mine(standing),
        words=words(store),
    )


def _is_mine(standing: Standing | None) -> bool:
    return standing is not None and standing.asked is not None and standing.asked.asked_by == signed_in().user_id


def _reasons() -> dict[str, str]:
    return {
        "reopened": gettext("It was opened again"),
        "open_case": gettext("Somebody of the household has an open case"),
        "not_yet": gettext("Another case of the person or household has not had its time"),
        "no_closing_day": gettext("The day on which it was closed is missing"),
        "conflict": gettext("Two people wrote different things, and nobody has chosen"),
        "unsent": gettext("A phone that has the case says that it holds something unsent"),
        "waiting": gettext("Something that came for it waits to be put in its place"),
        "hold": gettext("It is held back"),
    }
