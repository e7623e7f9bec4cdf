"""Recurring visits are made, changed and ended at the desk, and one of their times is moved or cancelled."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.errors import NotFound
from server.ground.ids import new_id
from server.http.access import Permission, allow, signed_in
from server.http.looks import looks_at
from server.office.ahead import Planned, in_place_of, time_on
from server.office.ahead_forms import APPOINTMENT, SERIES, SERIES_MADE, series_begun
from server.services import casework
from server.store import Office, reading, utcnow, writing
from server.views.office.case_forms import Act, CaseForms, acted, case_form, home_of, serve, worker_of, written
from server.views.office.forms import FormPage, to_change
from server.views.office.frame import as_seen, existing, go, go_on, today, words
from sync.fields import Json
from sync.store import Record

blueprint = Blueprint("office_series", __name__, url_prefix="/office/series")


@blueprint.post("/<id:series>/end")
@allow(Permission.WRITE_NOTES)
def end(series: str) -> AnyResponse:
    """End a recurring visit today; one that has not begun is taken away."""
    with writing(signed_in().office.id) as store:
        record, day = to_change(store, series, "series"), today(store).isoformat()
        fields: dict[str, Json] = {"deleted": True} if record.fields["starts_on"] > day else {"until": day}
        return acted(store, record, fields, gettext("The recurring visit has ended."))


@blueprint.get("/<id:series>/times/<day>")
@allow(Permission.WRITE_NOTES)
@looks_at("series", "series")
def time(series: str, day: str) -> AnyResponse:
    """The form over one of its times; where an appointment stands in its place by now, over that."""
    with reading(signed_in().office.id) as store:
        record, planned = _time(store, series, day)
        instead = _instead(store, record, planned)
        if instead is not None:
            return go("office_appointments.edit", appointment=instead.id)
        return _time_form(store, record, day).shown(store, planned.fields)


@blueprint.post("/<id:series>/times/<day>")
@allow(Permission.WRITE_NOTES)
@looks_at("series", "series")
def move(series: str, day: str) -> AnyResponse:
    """Write an appointment in place of one of its times."""
    with writing(signed_in().office.id) as store:
        store.lock()
        record, planned = _time(store, series, day)
        page = _time_form(store, record, day)
        if _instead(store, record, planned) is not None:
            told = gettext("Somebody else has changed this time meanwhile. Please look at it in the list first.")
            return page.shown(store, planned.fields, errors={"starts_at": told}, status=409)
        in_place = {name: planned.fields[name] for name in ("series", "occurrence", "state")}
        done = gettext("This one time is changed. The others stay as they are.")
        return written(store, page, planned.fields, record.scope, done, in_place)


@blueprint.post("/<id:series>/times/<day>/cancel")
@allow(Permission.WRITE_NOTES)
def cancel(series: str, day: str) -> AnyResponse:
    """Cancel one of its times, once however often that is sent."""
    with writing(signed_in().office.id) as store:
        store.lock()
        record, planned = _time(store, series, day)
        instead = _instead(store, record, planned)
        done = gettext("This one time is cancelled. The others stay as they are.")
        if instead is not None:
            return acted(store, to_change(store, instead.id, "appointment"), {"state": "cancelled"}, done)
        fields = {**planned.fields, "state": "cancelled"}
        result = casework.change_record(store, signed_in(), "appointment", new_id(), fields, seen=None, now=utcnow())
        return go_on(result, done, "office_ahead.show", case=record.scope)


def _new(store: Office, case: str) -> FormPage:
    return case_form(store, SERIES, case, gettext("Make a recurring visit"))


def _begun(store: Office, case: str) -> dict[str, Json]:
    row = existing(as_seen(store).cases.one(case))
    return series_begun(worker_of(row), home_of(store, row), today(store))


def _form(store: Office, record: Record) -> FormPage:
    said = gettext("Today is its last day. What was visited stays as it is; one that has not begun is taken away.")
    return case_form(
        store,
        SERIES_MADE,
        record.scope,
        gettext("Change the recurring visit"),
        lead=gettext("For another rhythm, end this one and make another."),
        acts=[Act("end", gettext("End the recurring visit"), said, for_good=True)],
        acts_at=url_for("office_series.end", series=record.id),
    )


def _time_form(store: Office, series: Record, day: str) -> FormPage:
    terms = words(store)
    said = gettext("Only this one. The others stay as they are.")
    return case_form(
        store,
        APPOINTMENT,
        series.scope,
        gettext("Change one time of a recurring visit"),
        lead=f"{terms.day(dt.date.fromisoformat(day))} · {terms.value('series', 'repeats', series.fields['repeats'])}",
        acts=[Act("cancel", gettext("Cancel this one time"), said)],
        acts_at=url_for("office_series.cancel", series=series.id, day=day),
    )


def _time(store: Office, series: str, day: str) -> tuple[Record, Planned]:
    """A recurring visit that may be changed, and its time of a day. Raises ``NotFound``."""
    record = to_change(store, series, "series")
    try:
        on = dt.date.fromisoformat(day)
    except ValueError:
        raise NotFound from None
    if on.isoformat() != day:
        raise NotFound
    return record, existing(time_on(record, on, store.zone))


def _instead(store: Office, series: Record, planned: Planned) -> Record | None:
    on = dt.date.fromisoformat(str(planned.fields["occurrence"]))
    return in_place_of(as_seen(store).in_case(series.scope, ("appointment",)), series.id, on)


serve(blueprint, CaseForms("series", _new, _begun, _form, lazy_gettext("The recurring visit is made.")))
