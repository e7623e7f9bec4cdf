"""A support record at the desk: a call, a visit, a meeting, of whichever case."""

from __future__ import annotations

from flask import Blueprint, Response, flash, jsonify, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.ids import new_id
from server.ground.trail import Act, Noted, note_later, origin
from server.http.access import Permission, allow, signed_in
from server.http.looks import looks_at
from server.language.problems import Errors, in_words
from server.office import record_forms, recording
from server.office.record_forms import SUPPORT
from server.office.recording import Pick
from server.services import casework
from server.services.casework import ChangeRejected
from server.store import Office, reading, utcnow, writing
from server.store.cases import CaseRow
from server.views.office.forms import FormPage, given_values, to_change
from server.views.office.frame import as_seen, existing, go, go_on, identifier, words
from server.views.office.pages import OfficePage
from server.views.office.searched import LONGEST

blueprint = Blueprint("office_recording", __name__, url_prefix="/office/records")

PAGE = OfficePage(blueprint, None, 15, lazy_gettext("Record"))


@blueprint.get("/")
@allow(Permission.WRITE_NOTES)
def index() -> AnyResponse:
    """The form for a record of a case that is still to be chosen."""
    with reading(signed_in().office.id) as store:
        return _empty(store, None)


@blueprint.post("/")
@allow(Permission.WRITE_NOTES)
def create() -> AnyResponse:
    """Write a record of the case that was chosen."""
    with writing(signed_in().office.id) as store:
        typed = request.form.get("case_words", "")[:LONGEST]
        return _take(store, None, recording.pick(as_seen(store), identifier(request.form.get("case")), typed))


@blueprint.get("/new/<id:case>")
@allow(Permission.WRITE_NOTES)
@looks_at("case", "case")
def prepare(case: str) -> AnyResponse:
    """The form for a record of this case."""
    with reading(signed_in().office.id) as store:
        return _empty(store, existing(as_seen(store).cases.one(case)))


@blueprint.post("/new/<id:case>")
@allow(Permission.WRITE_NOTES)
@looks_at("case", "case")
def create_in(case: str) -> AnyResponse:
    """Write a record of this case."""
    with writing(signed_in().office.id) as store:
        row = existing(as_seen(store).cases.one(case))
        return _take(store, row, Pick(chosen=row))


@blueprint.post("/cases")
@allow(Permission.WRITE_NOTES)
def find() -> Response:
    """The cases that what was typed finds, while it is typed. It comes in a body: it is mostly a name."""
    who, typed = signed_in(), request.form.get("words", "")[:LONGEST]
    with reading(who.office.id) as store:
        rows, terms = recording.matches(as_seen(store), typed), words(store)
    if rows:
        note_later(who.office.id, Noted(Act.SEARCHED, details={"list": "cases"}, origin=origin(), at=utcnow()))
    cases = [
        {
            "id": row.id,
            "name": row.person_name or gettext("(name not known)"),
            "label": recording.label(row),
            "particulars": recording.particulars(row, terms),
        }
        for row in rows
    ]
    return jsonify({"cases": cases})


@blueprint.get("/<id:note>/edit")
@allow(Permission.WRITE_NOTES)
@looks_at("support", "note")
def edit(note: str) -> AnyResponse:
    """The form by which a record is corrected."""
    with reading(signed_in().office.id) as store:
        record = to_change(store, note, "support")
        return _correction(store, note, record.scope).shown(store, record.fields, seen=record.head)


@blueprint.post("/<id:note>/edit")
@allow(Permission.WRITE_NOTES)
@looks_at("support", "note")
def correct(note: str) -> AnyResponse:
    """Change what was altered, on the state that the form showed."""
    with writing(signed_in().office.id) as store:
        record = to_change(store, note, "support")
        result = _correction(store, note, record.scope).changed(store, record)
    if isinstance(result, AnyResponse):
        return result
    return go_on(result, gettext("The note has been corrected."), "office_notes.show", note=note)


def _page(case: CaseRow | None, picked: Pick) -> FormPage:
    back = url_for("office_cases.index") if case is None else url_for("office_cases.show", case=case.id)
    return FormPage(
        SUPPORT,
        gettext("Write a support record"),
        gettext("Save the record"),
        back,
        gettext("To the list") if case is None else gettext("To the case"),
        about=case,
        more={"picked": None if case else picked, "particulars": recording.particulars},
    )


def _empty(store: Office, case: CaseRow | None) -> AnyResponse:
    return _page(case, Pick()).shown(store, recording.begun(signed_in().user_id, utcnow()))


def _take(store: Office, case: CaseRow | None, picked: Pick) -> AnyResponse:
    """Write the record, or show its form again with all that was typed."""
    who, begun = signed_in(), recording.begun(signed_in().user_id, utcnow())
    values = given_values(store, SUPPORT)
    errors: Errors = {**_unchosen(picked), **record_forms.problems(SUPPORT, values)}
    shown = _page(case, picked)
    labels = [("case_words", words(store).kind("case"))]
    if picked.chosen is None or errors:
        return shown.shown(store, begun, errors=errors, status=422, labels=labels)
    try:
        record = identifier(request.form.get("record")) or new_id()
        casework.create_record(store, who, "support", record, {**values, "case": picked.chosen.id}, utcnow())
    except ChangeRejected as refused:
        return shown.shown(store, begun, errors=in_words(refused.result), status=422, labels=labels)
    flash(gettext("The record is saved."), "done")
    return go("office_cases.show", case=picked.chosen.id, _anchor="course")


def _unchosen(picked: Pick) -> Errors:
    if picked.chosen is not None:
        return {}
    if picked.offered:
        return {"case_words": gettext("Please choose the case.")}
    return {
        "case_words": gettext("No case is found. Please look at what you typed.")
        if picked.words
        else gettext("Please say which case it is.")
    }


def _correction(store: Office, note: str, case: str) -> FormPage:
    return FormPage(
        SUPPORT,
        gettext("Correct the note"),
        gettext("Save the correction"),
        url_for("office_notes.show", note=note),
        gettext("To the note"),
        about=as_seen(store).cases.one(case),
    )
