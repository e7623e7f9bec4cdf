"""Tasks are made and changed at the desk, and ticked where they are read."""

from __future__ import annotations

import re
from typing import Final

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.http.access import Permission, allow, signed_in
from server.office.ahead_forms import TASK, task_begun
from server.services import casework
from server.store import Office, utcnow, writing
from server.views.office.case_forms import Act, CaseForms, acted, case_form, serve, worker_of
from server.views.office.forms import FormPage, to_change
from server.views.office.frame import as_seen, existing, go_on, identifier, today
from sync.fields import Json
from sync.store import Record

blueprint = Blueprint("office_tasks", __name__, url_prefix="/office/tasks")

_A_PAGE: Final = re.compile(r"/office/[\w/-]*", re.ASCII)


@blueprint.post("/<id:task>/remove")
@allow(Permission.WRITE_NOTES)
def remove(task: str) -> AnyResponse:
    """Take out a task that was a mistake."""
    with writing(signed_in().office.id) as store:
        return acted(store, to_change(store, task, "task"), {"deleted": True}, gettext("The task is removed."))


@blueprint.post("/<id:task>")
@allow(Permission.WRITE_NOTES)
def tick(task: str) -> AnyResponse:
    """Say that a task is done today, or is not done after all, and go back to the page where it was ticked."""
    done = request.form.get("do") == "done"
    with writing(signed_in().office.id) as store:
        record = to_change(store, task, "task")
        wanted = today(store).isoformat() if done else None
        seen = identifier(request.form.get("seen")) or record.head
        result = None
        if ("done_on" in record.fields) != done:
            fields = {"done_on": wanted}
            result = casework.change_record(store, signed_in(), "task", task, fields, seen=seen, now=utcnow())
    sentence = gettext("The task is done.") if done else gettext("The task is open again.")
    onward = go_on(result, sentence, "office_cases.show", case=record.scope, _anchor="tasks")
    here = request.form.get("here", "")
    if result is not None and not result.conflicts and _A_PAGE.fullmatch(here):
        return redirect(f"{here}#tasks", 303)
    return onward


def _new(store: Office, case: str) -> FormPage:
    return case_form(store, TASK, case, gettext("Write down a task"))


def _begun(store: Office, case: str) -> dict[str, Json]:
    return task_begun(worker_of(existing(as_seen(store).cases.one(case))))


def _form(store: Office, record: Record) -> FormPage:
    said = gettext("For one that was written by mistake. It stays in the history only.")
    return case_form(
        store,
        TASK,
        record.scope,
        gettext("Change the task"),
        acts=[Act("remove", gettext("Remove the task"), said, for_good=True)],
        acts_at=url_for("office_tasks.remove", task=record.id),
    )


serve(blueprint, CaseForms("task", _new, _begun, _form, lazy_gettext("The task is written down.")))
