"""Tasks are ticked where they are read."""

from __future__ import annotations

import re
from typing import Final

from flask import Blueprint, redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.http.access import Permission, allow, signed_in
from server.services import casework
from server.store import utcnow, writing
from server.views.office.forms import to_change
from server.views.office.frame import go_on, identifier, today

blueprint = Blueprint("office_tasks", __name__, url_prefix="/office/tasks")

_A_PAGE: Final = re.compile(r"/office/[\w/-]*", re.ASCII)


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
