"""Meetings: which there are, a new one, and one with its agenda."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.access import allow
from server.casework import Refused
from server.ids import new_id
from server.office import agenda, meetings
from server.office.inputs import Input, altered, as_sent, inputs_for
from server.office.meetings import FIELDS, MeetingFile
from server.office.problems import Errors, in_words
from server.office.words import named_ids
from server.store import OfficeStore, reading, utcnow, writing
from server.views.office.frame import (
    PAGE_SIZE,
    existing,
    go,
    go_on,
    identifier,
    may_write,
    page,
    page_number,
    reader,
    signed_in,
    words,
)
from sync.kinds import INTAKE_STAFF
from sync.records import KINDS

blueprint = Blueprint("office_meetings", __name__, url_prefix="/office/meetings")


@blueprint.get("/")
@allow(*INTAKE_STAFF)
def index() -> AnyResponse:
    """The meetings to come, and on demand those that are over."""
    who, past = signed_in(), request.args.get("state") == "past"
    with reading(who.office.id) as store:
        listing = store.meetings(reader(who), utcnow(), ahead=not past, page=page_number(), per_page=PAGE_SIZE)
        return page(
            "meetings.html",
            store=store,
            listing=listing,
            past=past,
            words=words(store),
            may_change=may_write("meeting"),
        )


@blueprint.get("/new")
@allow(*KINDS["meeting"].creators)
def prepare() -> AnyResponse:
    """The form for a new meeting."""
    with reading(signed_in().office.id) as store:
        begun = {"meeting_kind": "coordination", "held_at": meetings.next_hour(utcnow())}
        inputs = inputs_for("meeting", FIELDS, begun, words(store))
        return page("meeting_form.html", store=store, inputs=inputs, errors={}, record=new_id(), meeting=None)


@blueprint.post("/new")
@allow(*KINDS["meeting"].creators)
def create() -> AnyResponse:
    """Write a new meeting."""
    who, meeting = signed_in(), identifier(request.form.get("record")) or new_id()
    with writing(who.office.id) as store:
        said = words(store)
        shown = {f"shown_{name}": "" for name in FIELDS}
        try:
            meetings.convene(store, who, meeting, altered("meeting", FIELDS, {**request.form, **shown}, said), utcnow())
        except Refused as refused:
            inputs = as_sent(inputs_for("meeting", FIELDS, {}, said), request.form)
            errors = in_words(refused.result)
            return page(
                "meeting_form.html", 422, store=store, inputs=inputs, errors=errors, record=meeting, meeting=None
            )
    flash(gettext("The meeting is written down. Please choose what is on its agenda."), "done")
    return go("office_meetings.show", meeting=meeting)


@blueprint.get("/<uuid:meeting>")
@allow(*INTAKE_STAFF)
def show(meeting: Any) -> AnyResponse:
    """One meeting with its agenda; who may change it sees what else could be on it."""
    who, now = signed_in(), utcnow()
    with reading(who.office.id) as store:
        file = existing(meetings.meeting_file(store, reader(who), str(meeting)))
        return agenda_page(store, file, now)


@blueprint.get("/<uuid:meeting>/edit")
@allow(*KINDS["meeting"].editors)
def edit(meeting: Any) -> AnyResponse:
    """The form for when and where a meeting is held, and who takes part."""
    with reading(signed_in().office.id) as store:
        record = existing(store.seen(reader(signed_in()), str(meeting), "meeting"))
        inputs = inputs_for("meeting", FIELDS, record.fields, words(store))
        return page("meeting_form.html", store=store, inputs=inputs, errors={}, record=record.head, meeting=record)


@blueprint.post("/<uuid:meeting>/edit")
@allow(*KINDS["meeting"].editors)
def change(meeting: Any) -> AnyResponse:
    """Change what was altered of a meeting."""
    who, meeting_id, seen = signed_in(), str(meeting), request.form.get("record", "")
    with writing(who.office.id) as store:
        record, said = existing(store.seen(reader(who), meeting_id, "meeting")), words(store)
        try:
            fields = altered("meeting", FIELDS, request.form, said)
            result = meetings.change(store, who, record, fields, seen, utcnow())
            file = existing(meetings.meeting_file(store, reader(who), meeting_id))
            agenda.date_plans(store, who, reader(who), file, utcnow())
        except Refused as refused:
            inputs = as_sent(inputs_for("meeting", FIELDS, record.fields, said), request.form)
            return _refused(store, record, inputs, in_words(refused.result), seen)
    return go_on(result, gettext("The meeting has been changed."), "office_meetings.show", meeting=meeting_id)


def agenda_page(store: OfficeStore, file: MeetingFile, now: Any) -> AnyResponse:
    """A meeting's page."""
    who = signed_in()
    may_change = may_write("meeting", file.meeting)
    offered = agenda.offers(store, reader(who), file, now) if may_change else []
    later = store.meetings(reader(who), now, ahead=True).rows if may_change else []
    tasks = [task.fields for tasks in file.tasks.values() for task in tasks]
    cases = dict(file.cases) | store.cases_among({offer.case for offer in offered})
    plans = dict(file.plans) | store.plans(reader(who), {offer.plan for offer in offered if offer.plan})
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
        may_change=may_change,
        reads_narratives=reader(who).narratives,
    )


def _refused(store: OfficeStore, record: Any, inputs: Sequence[Input], errors: Errors, seen: str) -> AnyResponse:
    return page("meeting_form.html", 422, store=store, inputs=inputs, errors=errors, record=seen, meeting=record)
