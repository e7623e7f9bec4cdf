"""Meetings: which there are, a new one, and one with its agenda."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.ids import new_id
from server.http.access import Permission, allow, signed_in
from server.http.looks import looks_at
from server.language.problems import Errors, in_words
from server.language.words import named_ids
from server.office import agenda, meetings
from server.office.inputs import Input, altered, as_sent, inputs_for
from server.office.meetings import FIELDS, MeetingFile
from server.services import casework
from server.services.casework import ChangeRejected
from server.store import Office, reading, utcnow, writing
from server.views.office.filters import conditions, one_of, read_filter
from server.views.office.frame import (
    PAGE_SIZE,
    as_seen,
    existing,
    go,
    go_on,
    identifier,
    may_write,
    page,
    page_number,
    thresholds,
    words,
)
from server.views.office.pages import Group, OfficePage
from sync.store import Record

blueprint = Blueprint("office_meetings", __name__, url_prefix="/office/meetings")
_CONDITIONS: Final = conditions(state=one_of(["ahead", "past"], "ahead"))

PAGE = OfficePage(blueprint, Group.MEETINGS, 30, lazy_gettext("Meetings"), lists="meetings")


@blueprint.get("/")
@allow(Permission.READ_OWN_CASES)
def index() -> AnyResponse:
    """The meetings to come, and on demand those that are over."""
    who, past = signed_in(), read_filter(_CONDITIONS, request.args)["state"] == "past"
    with reading(who.office.id) as store:
        listing = as_seen(store).meetings.page(utcnow(), ahead=not past, page=page_number(), per_page=PAGE_SIZE)
        return page(
            "meetings.html",
            store=store,
            listing=listing,
            past=past,
            words=words(store),
            may_change=may_write("meeting"),
        )


@blueprint.get("/new")
@allow(Permission.KEEP_MEETINGS)
def prepare() -> AnyResponse:
    """The form for a new meeting."""
    with reading(signed_in().office.id) as store:
        begun = {"meeting_kind": "coordination", "held_at": meetings.next_hour(utcnow())}
        inputs = inputs_for("meeting", FIELDS, begun, words(store))
        return page("meeting_form.html", store=store, inputs=inputs, errors={}, record=new_id(), meeting=None)


@blueprint.post("/new")
@allow(Permission.KEEP_MEETINGS)
def create() -> AnyResponse:
    """Write a new meeting."""
    who, meeting = signed_in(), identifier(request.form.get("record")) or new_id()
    with writing(who.office.id) as store:
        terms = words(store)
        shown = {f"shown_{name}": "" for name in FIELDS}
        try:
            fields = altered("meeting", FIELDS, {**request.form, **shown}, terms)
            casework.create_record(store, who, "meeting", meeting, fields, utcnow())
        except ChangeRejected as refused:
            inputs = as_sent(inputs_for("meeting", FIELDS, {}, terms), request.form)
            errors = in_words(refused.result)
            return page(
                "meeting_form.html", 422, store=store, inputs=inputs, errors=errors, record=meeting, meeting=None
            )
    flash(gettext("The meeting is written down. Please choose what is on its agenda."), "done")
    return go("office_meetings.show", meeting=meeting)


@blueprint.get("/<id:meeting>")
@allow(Permission.READ_OWN_CASES)
@looks_at("meeting", "meeting")
def show(meeting: str) -> AnyResponse:
    """One meeting with its agenda; who may change it sees what else could be on it."""
    who, now = signed_in(), utcnow()
    with reading(who.office.id) as store:
        file = existing(meetings.meeting_file(as_seen(store), meeting))
        return agenda_page(store, file, now)


@blueprint.get("/<id:meeting>/edit")
@allow(Permission.KEEP_MEETINGS)
@looks_at("meeting", "meeting")
def edit(meeting: str) -> AnyResponse:
    """The form for when and where a meeting is held, and who takes part."""
    with reading(signed_in().office.id) as store:
        record = existing(as_seen(store).record(meeting, "meeting"))
        inputs = inputs_for("meeting", FIELDS, record.fields, words(store))
        return page("meeting_form.html", store=store, inputs=inputs, errors={}, record=record.head, meeting=record)


@blueprint.post("/<id:meeting>/edit")
@allow(Permission.KEEP_MEETINGS)
@looks_at("meeting", "meeting")
def change(meeting: str) -> AnyResponse:
    """Change what was altered of a meeting."""
    who, seen = signed_in(), request.form.get("record", "")
    with writing(who.office.id) as store:
        record, terms = existing(as_seen(store).record(meeting, "meeting")), words(store)
        try:
            fields = altered("meeting", FIELDS, request.form, terms)
            result = meetings.change(store, who, record, fields, seen, utcnow())
            file = existing(meetings.meeting_file(as_seen(store), meeting))
            agenda.date_plans(store, who, as_seen(store), file, utcnow())
        except ChangeRejected as refused:
            inputs = as_sent(inputs_for("meeting", FIELDS, record.fields, terms), request.form)
            return _refused(store, record, inputs, in_words(refused.result), seen)
    return go_on(result, gettext("The meeting has been changed."), "office_meetings.show", meeting=meeting)


def agenda_page(store: Office, file: MeetingFile, now: dt.datetime) -> AnyResponse:
    """A meeting's page."""
    may_change = may_write("meeting", file.meeting)
    seen = as_seen(store)
    offered = agenda.offers(seen, file, thresholds(store), now) if may_change else []
    later = seen.meetings.page(now, ahead=True).rows if may_change else []
    tasks = [task.fields for tasks in file.tasks.values() for task in tasks]
    cases = dict(file.cases) | seen.cases.by_id({offer.case for offer in offered})
    plans = dict(file.plans) | seen.plans.by_id({offer.plan for offer in offered if offer.plan})
    return page(
        "meeting.html",
        store=store,
        here=url_for("office_meetings.show", meeting=file.meeting.id),
        file=file,
        words=words(store, named_ids("task", tasks)),
        offers=[offer for offer in offered if offer.case in cases],
        cases=cases,
        plans=plans,
        others=[row for row in later if row.id != file.meeting.id],
        withheld=seen.restrictions.on_agenda(file.meeting.id),
        may_change=may_change,
    )


def _refused(store: Office, record: Record, inputs: Sequence[Input], errors: Errors, seen: str) -> AnyResponse:
    return page("meeting_form.html", 422, store=store, inputs=inputs, errors=errors, record=seen, meeting=record)
