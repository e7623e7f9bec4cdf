"""A case is closed with a reason, and a closing is taken back."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as AnyResponse

from server.http.access import Permission, allow, signed_in
from server.http.looks import looks_at
from server.office import casefile
from server.office.record_forms import CLOSURE, REOPENING
from server.store import Office, Seen, reading, utcnow, writing
from server.views.office.forms import FormPage, to_change
from server.views.office.frame import as_seen, go_on, today
from sync.fields import Json
from sync.store import Record

blueprint = Blueprint("office_closures", __name__, url_prefix="/office/cases/<id:case>")

_TAKEN_BACK: dict[str, Json] = {"state": "open", "closure": None, "closed_on": None}


@blueprint.get("/closure")
@allow(Permission.WRITE_INTAKES)
@looks_at("case", "case")
def ask_to_close(case: str) -> AnyResponse:
    """The form for how a case ended; over a closed one, to correct that."""
    with reading(signed_in().office.id) as store:
        record = to_change(store, case, "case")
        return _closing(store, record).shown(store, record.fields, seen=record.head)


@blueprint.post("/closure")
@allow(Permission.WRITE_INTAKES)
@looks_at("case", "case")
def close(case: str) -> AnyResponse:
    """Close a case."""
    with writing(signed_in().office.id) as store:
        record = to_change(store, case, "case")
        result = _closing(store, record).changed(store, record, _beyond(record, {"state": "closed"}))
    if isinstance(result, AnyResponse):
        return result
    return go_on(result, gettext("The case is closed."), "office_cases.show", case=case)


@blueprint.get("/reopening")
@allow(Permission.WRITE_INTAKES)
@looks_at("case", "case")
def ask_to_reopen(case: str) -> AnyResponse:
    """What it means to take a closing back, and the button that does it."""
    with reading(signed_in().office.id) as store:
        record = to_change(store, case, "case")
        return _reopening(store, record).shown(store, record.fields, seen=record.head)


@blueprint.post("/reopening")
@allow(Permission.WRITE_INTAKES)
@looks_at("case", "case")
def reopen(case: str) -> AnyResponse:
    """Take a closing back."""
    with writing(signed_in().office.id) as store:
        record = to_change(store, case, "case")
        result = _reopening(store, record).changed(store, record, _beyond(record, _TAKEN_BACK))
    if isinstance(result, AnyResponse):
        return result
    return go_on(result, gettext("The case is open again."), "office_cases.show", case=case)


def _beyond(record: Record, fields: Mapping[str, Json]) -> dict[str, Json]:
    """What of the fields the record does not have yet."""
    return {name: value for name, value in fields.items() if record.fields.get(name) != value}


def _closing(store: Office, record: Record) -> FormPage:
    return FormPage(
        CLOSURE,
        gettext("Close the case"),
        gettext("Close this case"),
        url_for("office_cases.show", case=record.id),
        gettext("To the case"),
        about=as_seen(store).cases.one(record.id),
        lead=_still_open(as_seen(store), record.id),
        offered={"closed_on": today(store).isoformat()},
    )


def _reopening(store: Office, record: Record) -> FormPage:
    return FormPage(
        REOPENING,
        gettext("Take the closing back"),
        gettext("Open this case again"),
        url_for("office_cases.show", case=record.id),
        gettext("To the case"),
        about=as_seen(store).cases.one(record.id),
        lead=gettext(
            "The day and the reason of the closing are taken out; they stay in the history. This is for a closing that"
            " was a mistake, or came too early. For somebody who comes back later, a new case of the same person is"
            " opened."
        ),
    )


def _still_open(seen: Seen, case: str) -> str:
    """What of a case is still ahead, for those who are shown it."""
    ahead, promised = casefile.ahead_of(seen, case, utcnow())
    sentences = [
        ngettext("%(num)d appointment is still ahead.", "%(num)d appointments are still ahead.", ahead)
        if ahead
        else "",
        ngettext("%(num)d task is not done yet.", "%(num)d tasks are not done yet.", promised) if promised else "",
    ]
    return " ".join(sentence for sentence in sentences if sentence)
