"""Building an agenda: what is put on it, its order, and what goes on to another meeting."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as AnyResponse

from server.access import FIELD_STAFF, SUPERVISORS, allow
from server.casework import Refused
from server.ids import new_id
from server.office import agenda, meetings
from server.office.inputs import value_from
from server.office.meetings import MeetingFile
from server.office.problems import in_words
from server.store import OfficeStore, reading, utcnow, writing
from server.views.office.frame import existing, go, identifier, page, reader, signed_in, words

blueprint = Blueprint("office_agenda", __name__, url_prefix="/office")

_STEPS = {"up": -1, "down": 1}
_ITEM = ("purpose", "treatment", "points", "plan")


@blueprint.post("/meetings/<uuid:meeting>/agenda")
@allow(*SUPERVISORS)
def add(meeting: Any) -> AnyResponse:
    """Put what was ticked on the agenda."""
    who, now = signed_in(), utcnow()
    treatments = {name.removeprefix("treatment."): value for name, value in request.form.items()}
    with writing(who.office.id) as store:
        store.lock()
        file = _file(store, str(meeting))
        offered = agenda.offers(store, reader(who), file, now)
        chosen = agenda.chosen_of(offered, set(request.form.getlist("offer")))
        count = agenda.add(store, who, file, chosen, treatments, now)
        _date_plans(store, str(meeting))
    said = ngettext("%(num)d item is on the agenda now.", "%(num)d items are on the agenda now.", count)
    flash(said if count else gettext("Nothing was changed."), "done")
    return go("office_meetings.show", meeting=meeting)


@blueprint.post("/meetings/<uuid:meeting>/agenda/<uuid:item>/move")
@allow(*SUPERVISORS)
def move(meeting: Any, item: Any) -> AnyResponse:
    """Move an item one place up or down."""
    who, way = signed_in(), request.form.get("way", "")
    with writing(who.office.id) as store:
        store.lock()
        agenda.move(store, who, _file(store, str(meeting)), str(item), _STEPS.get(way, 0), utcnow())
    return go("office_meetings.show", meeting=meeting, moved=item, way=way, _anchor=f"item-{item}")


@blueprint.post("/meetings/<uuid:meeting>/agenda/<uuid:item>/remove")
@allow(*SUPERVISORS)
def remove(meeting: Any, item: Any) -> AnyResponse:
    """Take an item off the agenda."""
    who = signed_in()
    with writing(who.office.id) as store:
        store.lock()
        file = _file(store, str(meeting))
        record = existing(next((each for each in file.items if each.id == str(item)), None))
        gone = agenda.remove(store, who, file, record, utcnow())
    if gone:
        flash(gettext("It is off the agenda."), "done")
    else:
        flash(gettext("There are minutes about it already, so that it stays."), "caution")
    return go("office_meetings.show", meeting=meeting)


@blueprint.post("/meetings/<uuid:meeting>/carry")
@allow(*SUPERVISORS)
def carry(meeting: Any) -> AnyResponse:
    """Carry what is unfinished on to another meeting."""
    who, other = signed_in(), identifier(request.form.get("to"))
    with writing(who.office.id) as store:
        store.lock()
        onward = existing(None if other is None else meetings.meeting_file(store, reader(who), other))
        count = agenda.carry(store, who, _file(store, str(meeting)), onward, utcnow())
        _date_plans(store, onward.meeting.id)
    said = ngettext("%(num)d item was carried to this meeting.", "%(num)d items were carried to this meeting.", count)
    flash(said if count else gettext("Nothing was changed."), "done")
    return go("office_meetings.show", meeting=other)


@blueprint.get("/cases/<uuid:case>/agenda")
@allow(*FIELD_STAFF)
def prepare(case: Any) -> AnyResponse:
    """The form that puts a case on the agenda of a meeting to come."""
    with reading(signed_in().office.id) as store:
        return _form(store, str(case), {})


@blueprint.post("/cases/<uuid:case>/agenda")
@allow(*FIELD_STAFF)
def put(case: Any) -> AnyResponse:
    """Put a case on the agenda of a meeting to come."""
    who, case_id, now = signed_in(), str(case), utcnow()
    item = identifier(request.form.get("record")) or new_id()
    with writing(who.office.id) as store:
        store.lock()
        existing(store.seen(reader(who), case_id, "case"))
        other = identifier(request.form.get("meeting"))
        file = None if other is None else meetings.meeting_file(store, reader(who), other)
        if file is None:
            return _form(store, case_id, {"meeting": gettext("Please choose a meeting.")}, 422)
        given = {name: value_from("agenda_item", name, request.form, words(store)) for name in _ITEM}
        fields = {name: value for name, value in given.items() if value is not None}
        try:
            agenda.put(store, who, item, case_id, file.meeting.id, fields, now)
            _date_plans(store, file.meeting.id)
        except Refused as refused:
            return _form(store, case_id, in_words(refused.result), 422)
    flash(gettext("The case is on the agenda."), "done")
    return go("office_meetings.show", meeting=file.meeting.id)


def _date_plans(store: OfficeStore, meeting: str) -> None:
    who = signed_in()
    agenda.date_plans(store, who, reader(who), _file(store, meeting), utcnow())


def _file(store: OfficeStore, meeting: str) -> MeetingFile:
    file: MeetingFile = existing(meetings.meeting_file(store, reader(signed_in()), meeting))
    return file


def _form(store: OfficeStore, case: str, errors: dict[Any, str], status: int = 200) -> AnyResponse:
    who = signed_in()
    record = existing(store.seen(reader(who), case, "case"))
    rows = store.meetings(reader(who), utcnow(), ahead=True).rows
    plans = store.seen_in_case(reader(who), case, ["plan"])
    return page(
        "agenda_put.html",
        status,
        store=store,
        case=store.cases_among([record.id])[record.id],
        meetings=rows,
        plans=plans,
        errors=errors,
        given=request.form,
        record=new_id(),
        words=words(store),
    )
