"""Appointments are made, moved and cancelled at the desk."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.http.access import Permission, allow, signed_in
from server.office.ahead_forms import APPOINTMENT, appointment_begun
from server.store import Office, utcnow, writing
from server.views.office.case_forms import Act, CaseForms, acted, case_form, home_of, serve, worker_of
from server.views.office.forms import FormPage, to_change
from server.views.office.frame import as_seen, existing
from sync.fields import Json, read_moment
from sync.store import Record

blueprint = Blueprint("office_appointments", __name__, url_prefix="/office/appointments")

_WRITES: Final[dict[str, dict[str, Json]]] = {
    "cancel": {"state": "cancelled"},
    "plan": {"state": "planned"},
    "done": {"state": "done"},
    "remove": {"deleted": True},
}
"""What each button below the form writes."""


@blueprint.post("/<id:appointment>/state")
@allow(Permission.WRITE_NOTES)
def settle(appointment: str) -> AnyResponse:
    """Cancel an appointment, plan it again, say that it took place, or take out one that was a mistake: of a recurring
    visit, the time that it stood in place of is back then.
    """
    wanted = existing(_WRITES.get(request.form.get("do", "")))
    said = {
        "cancel": gettext("The appointment is cancelled."),
        "plan": gettext("The appointment is planned again."),
        "done": gettext("The appointment took place."),
        "remove": gettext("The appointment is removed."),
    }
    with writing(signed_in().office.id) as store:
        record = to_change(store, appointment, "appointment")
        return acted(store, record, wanted, said[request.form["do"]])


def _new(store: Office, case: str) -> FormPage:
    return case_form(store, APPOINTMENT, case, gettext("Make an appointment"))


def _begun(store: Office, case: str) -> dict[str, Json]:
    row = existing(as_seen(store).cases.one(case))
    return appointment_begun(worker_of(row), home_of(store, row), utcnow())


def _form(store: Office, record: Record) -> FormPage:
    return case_form(
        store,
        APPOINTMENT,
        record.scope,
        gettext("Change the appointment"),
        acts=_acts(record),
        acts_at=url_for("office_appointments.settle", appointment=record.id),
    )


def _acts(record: Record) -> list[Act]:
    back = gettext("Back to the recurring time") if "series" in record.fields else gettext("Remove the appointment")
    why = (
        gettext("The recurring visit has its own time on that day again.")
        if "series" in record.fields
        else gettext("For one that was written by mistake. It stays in the history only.")
    )
    remove = Act("remove", back, why, for_good=True)
    if record.fields.get("state", "planned") != "planned":
        return [Act("plan", gettext("Plan it again"), gettext("It is ahead again as it stands.")), remove]
    said = gettext("It stays to be read as cancelled, and nobody is reminded of it.")
    cancel = Act("cancel", gettext("Cancel the appointment"), said)
    if read_moment(record.fields["starts_at"]) > utcnow():
        return [cancel, remove]
    done = gettext("What was done is told in a support record, as ever.")
    return [Act("done", gettext("It took place"), done), cancel, remove]


serve(
    blueprint, CaseForms("appointment", _new, _begun, _form, lazy_gettext("The appointment is made."), _WRITES["plan"])
)
