"""Disagreements: which wait, and one of them side by side."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.access import FIELD_STAFF, allow
from server.casework import Refused
from server.office import choices
from server.office.choices import ConflictFile
from server.office.history import marked
from server.office.inputs import as_given, input_for, value_from
from server.office.problems import Errors, in_words
from server.office.words import named_ids
from server.store import OfficeStore, reading, utcnow, writing
from server.views.office.frame import PAGE_SIZE, existing, go, page, page_number, reader, signed_in, words
from sync.changes import Result
from sync.records import KINDS

blueprint = Blueprint("office_conflicts", __name__, url_prefix="/office/conflicts")


@blueprint.get("/")
@allow(*FIELD_STAFF)
def index() -> AnyResponse:
    """The open ones, those put to the supervisor first; the closed ones on demand."""
    who = signed_in()
    closed = request.args.get("state") == "closed"
    with reading(who.office.id) as store:
        listing = store.conflicts(reader(who), is_open=not closed, page=page_number(), per_page=PAGE_SIZE)
        return page("conflicts.html", store=store, listing=listing, closed=closed, words=words(store))


@blueprint.get("/<uuid:conflict>")
@allow(*FIELD_STAFF)
def show(conflict: Any) -> AnyResponse:
    """One disagreement: what it was, what it is now, what was proposed."""
    who = signed_in()
    with reading(who.office.id) as store:
        return _page(store, existing(choices.conflict_file(store, reader(who), str(conflict))))


@blueprint.post("/<uuid:conflict>")
@allow(*FIELD_STAFF)
def choose(conflict: Any) -> AnyResponse:
    """End it by a choice, made on what the form showed."""
    who, conflict_id = signed_in(), str(conflict)
    with writing(who.office.id) as store:
        file = existing(choices.conflict_file(store, reader(who), conflict_id))
        if file.row.state != "open":
            flash(gettext("Somebody else has settled this already. Nothing was changed."), "caution")
            return go("office_conflicts.show", conflict=conflict_id)
        given = words(store)
        third = {name: value_from(file.row.about_kind, name, request.form, given) for name in file.group}
        choice: Any = request.form.get("choice")
        if choice not in {"current", "proposed", "third"} or (choice == "third" and not file.group):
            return _page(store, file, 422, {None: gettext("Please choose one.")})
        try:
            result = choices.choose(
                store, who, file, choice, seen=request.form.get("seen", ""), third=third, now=utcnow()
            )
        except Refused as refused:
            return _page(store, file, 422, in_words(refused.result), as_written=True)
    return _onward(conflict_id, result)


def _onward(conflict: str, result: Result) -> AnyResponse:
    if result.conflicts:
        flash(
            gettext("The record had changed meanwhile, so that your choice disagrees again. Please look once more."),
            "caution",
        )
        return go("office_conflicts.show", conflict=result.conflicts[0])
    if result.status == "merged":
        flash(gettext("Settled. The record had changed meanwhile; both were put together."), "done")
    else:
        flash(gettext("Settled. What was not chosen stays in the history."), "done")
    return go("office_conflicts.show", conflict=conflict)


def _page(
    store: OfficeStore,
    file: ConflictFile,
    status: int = 200,
    errors: Errors | None = None,
    *,
    as_written: bool = False,
) -> AnyResponse:
    row = file.row
    values = [
        file.record.fields,
        *({row.field: value} for value in (file.was, file.current.value, file.proposed.value)),
    ]
    said = words(store, named_ids(row.about_kind, values))
    staff = [(user.id, user.name) for user in store.users() if user.active]
    offered = [input_for(row.about_kind, name, file.record.fields.get(name), said, staff) for name in file.group]
    inputs = [each for each in offered if each is not None]
    return page(
        "conflict.html",
        status,
        store=store,
        here=url_for("office_conflicts.show", conflict=row.id),
        file=file,
        words=said,
        marked=marked if KINDS[row.about_kind].merge_rules[row.field] == "text" else None,
        inputs=[as_given(each, request.form) for each in inputs] if as_written else inputs,
        errors=errors or {},
        chosen=request.form.get("choice", ""),
        # What was written by hand was written on what the form showed then.
        seen=request.form.get("seen", "") if as_written else row.about_head,
    )
