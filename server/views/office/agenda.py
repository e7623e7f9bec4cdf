"""Building an agenda: what is put on it, in which order, and what is carried on to another meeting."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.ids import new_id
from server.http.access import Permission, allow, signed_in
from server.http.looks import looks_at
from server.language.problems import Errors, in_words
from server.office import agenda, meetings
from server.office.inputs import value_from
from server.office.meetings import MeetingFile
from server.services.casework import ChangeRejected
from server.store import Office, reading, utcnow, writing
from server.views.office.frame import as_seen, existing, go, identifier, page, thresholds, words

blueprint = Blueprint("office_agenda", __name__, url_prefix="/office")

_STEPS = {"up": -1, "down": 1}
_ITEM = ("purpose", "treatment", "points", "plan")


@blueprint.post("/meetings/<id:meeting>/agenda")
@allow(Permission.KEEP_MEETINGS)
def add(meeting: str) -> AnyResponse:
    """Put what was ticked on the agenda."""
    who, now = signed_in(), utcnow()
    treatments = {name.removeprefix("treatment."): value for name, value in request.form.items()}
    with writing(who.office.id) as store:
        store.lock()
        file = _file(store, meeting)
        offered = agenda.offers(as_seen(store), file, thresholds(store), now)
        chosen = agenda.chosen_of(offered, set(request.form.getlist("offer")))
        count = agenda.add(store, who, file, chosen, treatments, now)
        _date_plans(store, meeting)
    message = ngettext("%(num)d item is on the agenda now.", "%(num)d items are on the agenda now.", count)
    flash(message if count else gettext("Nothing was changed."), "done")
    return go("office_meetings.show", meeting=meeting)


@blueprint.post("/meetings/<id:meeting>/agenda/<id:item>/move")
@allow(Permission.KEEP_MEETINGS)
def move(meeting: str, item: str) -> AnyResponse:
    """Move an item one place up or down."""
    who, way = signed_in(), request.form.get("way", "")
    with writing(who.office.id) as store:
        store.lock()
        agenda.move(store, who, _file(store, meeting), item, _STEPS.get(way, 0), utcnow())
    return go("office_meetings.show", meeting=meeting, moved=item, way=way, _anchor=f"item-{item}")


@blueprint.post("/meetings/<id:meeting>/agenda/<id:item>/remove")
@allow(Permission.KEEP_MEETINGS)
def remove(meeting: str, item: str) -> AnyResponse:
    """Take an item off the agenda."""
    who = signed_in()
    with writing(who.office.id) as store:
        store.lock()
        file = _file(store, meeting)
        record = existing(next((each for each in file.items if each.id == item), None))
        gone = agenda.remove(store, who, file, record, utcnow())
    if gone:
        flash(gettext("It is off the agenda."), "done")
    else:
        flash(gettext("There are minutes about it already, so that it stays."), "caution")
    return go("office_meetings.show", meeting=meeting)


@blueprint.post("/meetings/<id:meeting>/carry")
@allow(Permission.KEEP_MEETINGS)
def carry(meeting: str) -> AnyResponse:
    """Carry what is unfinished on to another meeting."""
    who, other = signed_in(), identifier(request.form.get("to"))
    with writing(who.office.id) as store:
        store.lock()
        onward = existing(None if other is None else meetings.meeting_file(as_seen(store), other))
        count = agenda.carry(store, who, _file(store, meeting), onward, utcnow())
        _date_plans(store, onward.meeting.id)
    message = ngettext(
        "%(num)d item was carried to this meeting.", "%(num)d items were carried to this meeting.", count
    )
    flash(message if count else gettext("Nothing was changed."), "done")
    return go("office_meetings.show", meeting=other)


@blueprint.get("/cases/<id:case>/agenda")
@allow(Permission.WRITE_NOTES)
@looks_at("case", "case")
def prepare(case: str) -> AnyResponse:
    """The form that puts a case on the agenda of a meeting to come."""
    with reading(signed_in().office.id) as store:
        return _form(store, case, {})


@blueprint.post("/cases/<id:case>/agenda")
@allow(Permission.WRITE_NOTES)
@looks_at("case", "case")
def put(case: str) -> AnyResponse:
    """Put a case on the agenda of a meeting to come."""
    who, now = signed_in(), utcnow()
    item = identifier(request.form.get("record")) or new_id()
    with writing(who.office.id) as store:
        store.lock()
        existing(as_seen(store).record(case, "case"))
        other = identifier(request.form.get("meeting"))
        file = None if other is None else meetings.meeting_file(as_seen(store), other)
        if file is None:
            return _form(store, case, {"meeting": gettext("Please choose a meeting.")}, 422)
        values = {name: value_from("agenda_item", name, request.form, words(store)) for name in _ITEM}
        fields = {name: value for name, value in values.items() if value is not None}
        try:
            agenda.put(store, who, item, case, file.meeting.id, fields, now)
            _date_plans(store, file.meeting.id)
        except ChangeRejected as refused:
            return _form(store, case, in_words(refused.result), 422)
    flash(gettext("The case is on the agenda."), "done")
    return go("office_meetings.show", meeting=file.meeting.id)


def _date_plans(store: Office, meeting: str) -> None:
    who = signed_in()
    agenda.date_plans(store, who, as_seen(store), _file(store, meeting), utcnow())


def _file(store: Office, meeting: str) -> MeetingFile:
    return existing(meetings.meeting_file(as_seen(store), meeting))


def _form(store: Office, case: str, errors: Errors, status: int = 200) -> AnyResponse:
    record = existing(as_seen(store).record(case, "case"))
    rows = as_seen(store).meetings.page(utcnow(), ahead=True).rows
    plans = as_seen(store).in_case(case, ["plan"])
    return page(
        "agenda_put.html",
        status,
        store=store,
        case=as_seen(store).cases.by_id([record.id])[record.id],
        meetings=rows,
        plans=plans,
        errors=errors,
        form=request.form,
        record=new_id(),
        words=words(store),
    )
