"""Disagreements: which wait, and one of them side by side."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.http.access import Permission, allow, signed_in
from server.http.looks import looks_at
from server.language.problems import Errors, in_words
from server.language.words import named_ids
from server.office import choices
from server.office.choices import ConflictFile
from server.office.history import marked
from server.office.inputs import as_given, input_for, value_from
from server.services.casework import ChangeRejected
from server.store import Office, reading, utcnow, writing
from server.views.office.filters import conditions, one_of, read_filter
from server.views.office.frame import PAGE_SIZE, as_seen, existing, form_given, go, page, page_number, words
from server.views.office.pages import Group, OfficePage
from sync.changes import Result
from sync.records import KINDS

blueprint = Blueprint("office_conflicts", __name__, url_prefix="/office/conflicts")
_CONDITIONS: Final = conditions(state=one_of(["open", "closed"], "open"))


PAGE = OfficePage(
    blueprint,
    Group.TODAY,
    70,
    lazy_gettext("Disagreements"),
    waiting=lambda office, seen, now: seen.conflicts.open_count(),
    lists="conflicts",
)


@blueprint.get("/")
@allow(Permission.RESOLVE_CONFLICTS)
def index() -> AnyResponse:
    """The open ones, those put to the supervisor first; the closed ones on demand."""
    who = signed_in()
    closed = read_filter(_CONDITIONS, request.args)["state"] == "closed"
    with reading(who.office.id) as store:
        listing = as_seen(store).conflicts.page(is_open=not closed, page=page_number(), per_page=PAGE_SIZE)
        return page("conflicts.html", store=store, listing=listing, closed=closed, words=words(store))


@blueprint.get("/<id:conflict>")
@allow(Permission.RESOLVE_CONFLICTS)
@looks_at("conflict", "conflict")
def show(conflict: str) -> AnyResponse:
    """One disagreement: what it was, what it is now, what was proposed."""
    who = signed_in()
    with reading(who.office.id) as store:
        return _page(store, _file(store, conflict))


@blueprint.post("/<id:conflict>")
@allow(Permission.RESOLVE_CONFLICTS)
@looks_at("conflict", "conflict")
def choose(conflict: str) -> AnyResponse:
    """End a disagreement by a choice, made on what the form showed."""
    who = signed_in()
    with writing(who.office.id) as store:
        file = _file(store, conflict)
        if file.row.state != "open":
            flash(gettext("Somebody else has settled this already. Nothing was changed."), "caution")
            return go("office_conflicts.show", conflict=conflict)
        terms, form = words(store), form_given()
        third = {name: value_from(file.row.about_kind, name, form, terms) for name in file.group}
        choice = choices.choice_from(request.form.get("choice"))
        if choice is None or (choice == "third" and not file.group):
            return _page(store, file, 422, {None: gettext("Please choose one.")})
        try:
            result = choices.choose(
                store, who, file, choice, seen=request.form.get("seen", ""), third=third, now=utcnow()
            )
        except ChangeRejected as refused:
            return _page(store, file, 422, in_words(refused.result), as_written=True)
    return _onward(conflict, result)


def _file(store: Office, conflict: str) -> ConflictFile:
    phones = {device.id: device.name for device in store.accounts.devices()}
    return existing(choices.conflict_file(as_seen(store), conflict, phones))


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
    store: Office,
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
    terms = words(store, named_ids(row.about_kind, values))
    staff = [(user.id, user.name) for user in store.accounts.users() if user.active]
    offered = [input_for(row.about_kind, name, file.record.fields.get(name), terms, staff) for name in file.group]
    inputs = [each for each in offered if each is not None]
    return page(
        "conflict.html",
        status,
        store=store,
        here=url_for("office_conflicts.show", conflict=row.id),
        file=file,
        words=terms,
        marked=marked if KINDS[row.about_kind].merge_rules[row.field] == "text" else None,
        inputs=[as_given(each, form_given()) for each in inputs] if as_written else inputs,
        errors=errors or {},
        chosen=request.form.get("choice", ""),
        # What was written by hand was written on what the form showed then.
        seen=request.form.get("seen", "") if as_written else row.about_head,
    )
