"""The minutes of a meeting, item by item: what was said, decided and promised."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.ids import new_id
from server.http.access import Permission, allow, signed_in
from server.http.looks import looks_at
from server.language.problems import Errors, in_words
from server.language.words import named_ids
from server.office import meetings, minutes
from server.office.inputs import Input, altered, as_sent, inputs_for, value_from
from server.office.minutes import FIELDS, TASK_FIELDS, ItemFile
from server.services.casework import ChangeRejected
from server.store import Office, reading, utcnow, writing
from server.views.office.frame import as_seen, existing, go, go_on, identifier, may_write, page, words
from sync.changes import Result

blueprint = Blueprint("office_minutes", __name__, url_prefix="/office/meetings/<id:meeting>")


@blueprint.get("/minutes")
@allow(Permission.READ_SENSITIVE)
@looks_at("meeting", "meeting")
def show(meeting: str) -> AnyResponse:
    """The minutes as they are printed."""
    who = signed_in()
    with reading(who.office.id) as store:
        file = existing(meetings.meeting_file(as_seen(store), meeting))
        tasks = [task.fields for of_item in file.tasks.values() for task in of_item]
        return page("minutes.html", store=store, file=file, words=words(store, named_ids("task", tasks)))


@blueprint.get("/items/<id:item>")
@allow(Permission.READ_SENSITIVE)
@looks_at("agenda_item", "item")
def item(meeting: str, item: str) -> AnyResponse:
    """One item: what it is about, and the form for its minutes."""
    with reading(signed_in().office.id) as store:
        return _page(store, _file(store, meeting, item))


@blueprint.post("/items/<id:item>")
@allow(Permission.WRITE_NOTES)
@looks_at("agenda_item", "item")
def write(meeting: str, item: str) -> AnyResponse:
    """Write the minutes of an item."""
    who = signed_in()
    with writing(who.office.id) as store:
        file, terms = _file(store, meeting, item), words(store)
        try:
            fields = altered("agenda_item", FIELDS, request.form, terms)
            result = meetings.change(store, who, file.item, fields, request.form.get("seen", ""), utcnow())
        except ChangeRejected as refused:
            return _page(store, file, 422, errors=in_words(refused.result), sent="minutes")
    return _onward(file, result)


@blueprint.post("/items/<id:item>/plan")
@allow(Permission.WRITE_NOTES)
@looks_at("agenda_item", "item")
def change_plan(meeting: str, item: str) -> AnyResponse:
    """Write what the meeting found about the plan: its evaluation, or when it is looked at next."""
    who, now, seen = signed_in(), utcnow(), request.form.get("seen", "")
    with writing(who.office.id) as store:
        file, terms = _file(store, meeting, item), words(store)
        try:
            if request.form.get("do") == "decide":
                result = minutes.decide_plan(store, who, file, seen, now)
            else:
                fields = altered("plan", file.plan_fields, request.form, terms)
                result = minutes.change_plan(store, who, file, fields, seen, now)
        except ChangeRejected as refused:
            return _page(store, file, 422, errors=in_words(refused.result), sent="plan")
    return go_on(
        result, gettext("The plan has been changed."), "office_minutes.item", meeting=meeting, item=item, _anchor="plan"
    )


@blueprint.post("/items/<id:item>/review")
@allow(Permission.REVIEW)
@looks_at("agenda_item", "item")
def note_review(meeting: str, item: str) -> AnyResponse:
    """Write down that the case was reviewed."""
    who = signed_in()
    with writing(who.office.id) as store:
        minutes.note_case_review(store, who, _file(store, meeting, item), utcnow())
    flash(gettext("The case review is written down."), "done")
    return go("office_minutes.item", meeting=meeting, item=item, _anchor="plan")


@blueprint.post("/items/<id:item>/tasks")
@allow(Permission.WRITE_NOTES)
@looks_at("agenda_item", "item")
def add_task(meeting: str, item: str) -> AnyResponse:
    """Write down what somebody promised."""
    who, task = signed_in(), identifier(request.form.get("task")) or new_id()
    with writing(who.office.id) as store:
        file, terms = _file(store, meeting, item), words(store)
        values = {name: value_from("task", name, request.form, terms) for name in TASK_FIELDS}
        fields = {name: value for name, value in values.items() if value is not None}
        try:
            minutes.add_task(store, who, file.item, task, fields, utcnow())
        except ChangeRejected as refused:
            return _page(store, file, 422, errors=in_words(refused.result), sent="task")
    flash(gettext("The task is written down. It reaches the phones of those who have the case."), "done")
    return go("office_minutes.item", meeting=meeting, item=item, _anchor="tasks")


def _onward(file: ItemFile, result: Result | None) -> AnyResponse:
    """After the minutes of an item the next one comes, and after the last the meeting."""
    meeting, done = file.file.meeting.id, gettext("The minutes are saved.")
    if request.form.get("do") == "next" and file.after is not None:
        return go_on(result, done, "office_minutes.item", meeting=meeting, item=file.after.id)
    return go_on(result, done, "office_minutes.item", meeting=meeting, item=file.item.id)


def _dated(shown: Input, file: ItemFile) -> Input:
    """An evaluation is offered with the day of the meeting, unless it has another."""
    offered = shown.name == "evaluated" and not shown.value
    return replace(shown, value=file.file.held_on.isoformat()) if offered else shown


def _file(store: Office, meeting: str, item: str) -> ItemFile:
    return existing(minutes.item_file(as_seen(store), meeting, item))


def _owners(store: Office, case: str) -> list[tuple[str, str]]:
    seen = as_seen(store)
    restricted = seen.restrictions.one(case)
    users = [user for user in store.accounts.users() if restricted is None or user.id in restricted.named]
    return minutes.owners(users, seen.cases.assignments(case))


def _page(
    store: Office, file: ItemFile, status: int = 200, errors: Errors | None = None, sent: str = ""
) -> AnyResponse:
    tasks = file.file.tasks.get(file.item.id, [])
    terms = words(store, named_ids("task", [task.fields for task in tasks]))
    plan_fields = {} if file.plan is None else dict(file.plan.fields)
    forms = {
        "minutes": inputs_for("agenda_item", FIELDS, file.item.fields, terms),
        "plan": [_dated(each, file) for each in inputs_for("plan", file.plan_fields, plan_fields, terms)],
        "task": inputs_for("task", TASK_FIELDS, {}, terms, _owners(store, file.case.id)),
    }
    if sent:
        forms[sent] = as_sent(forms[sent], request.form)
    return page(
        "agenda_item.html",
        status,
        store=store,
        here=url_for("office_minutes.item", meeting=file.file.meeting.id, item=file.item.id),
        file=file,
        words=terms,
        forms=forms,
        errors={sent: errors or {}},
        seen=request.form.get("seen", ""),
        sent=sent,
        tasks=tasks,
        task=identifier(request.form.get("task")) or new_id(),
        may_change_plan=file.plan is not None and may_write("plan", file.plan),
    )
