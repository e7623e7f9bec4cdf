"""A person with all their cases; and the forms over a person, a case and a household."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.ids import new_id
from server.http.access import Permission, allow, signed_in
from server.http.looks import looked_at, looks_at
from server.language.problems import in_words
from server.office.record_forms import CASE, HOUSEHOLD, PERSON
from server.services import casework
from server.services.casework import ChangeRejected
from server.store import Office, reading, utcnow, writing
from server.views.office.forms import FormPage, given_values, to_change
from server.views.office.frame import as_seen, existing, go, go_on, identifier, page, words
from sync.store import Record

blueprint = Blueprint("office_persons", __name__, url_prefix="/office")


@blueprint.get("/persons/<id:person>")
@allow(Permission.READ_OWN_CASES)
@looks_at("person", "person")
def show(person: str) -> AnyResponse:
    """One person: who they are, with whom they live, and every case of theirs that the reader sees."""
    with reading(signed_in().office.id) as store:
        seen = as_seen(store)
        record = existing(seen.record(person, "person"))
        household_id = record.fields.get("household")
        household = None if household_id is None else seen.record(household_id, "household")
        cases = seen.cases.of_persons([person]).get(person, [])
        return page("person.html", store=store, words=words(store), person=record, household=household, cases=cases)


@blueprint.get("/persons/<id:person>/edit")
@allow(Permission.WRITE_INTAKES)
@looks_at("person", "person")
def edit(person: str) -> AnyResponse:
    """The form over a person."""
    with reading(signed_in().office.id) as store:
        return _edit(_person_form(person), store, to_change(store, person, "person"))


@blueprint.post("/persons/<id:person>/edit")
@allow(Permission.WRITE_INTAKES)
@looks_at("person", "person")
def change(person: str) -> AnyResponse:
    """Change what was altered of a person."""
    with writing(signed_in().office.id) as store:
        result = _person_form(person).changed(store, to_change(store, person, "person"))
    if isinstance(result, AnyResponse):
        return result
    return go_on(result, gettext("It has been changed."), "office_persons.show", person=person)


@blueprint.get("/cases/<id:case>/edit")
@allow(Permission.WRITE_INTAKES)
@looks_at("case", "case")
def edit_case(case: str) -> AnyResponse:
    """The form over what was taken down at the intake of a case."""
    with reading(signed_in().office.id) as store:
        return _edit(_case_form(store, case), store, to_change(store, case, "case"))


@blueprint.post("/cases/<id:case>/edit")
@allow(Permission.WRITE_INTAKES)
@looks_at("case", "case")
def change_case(case: str) -> AnyResponse:
    """Change what was altered of a case."""
    with writing(signed_in().office.id) as store:
        result = _case_form(store, case).changed(store, to_change(store, case, "case"))
    if isinstance(result, AnyResponse):
        return result
    return go_on(result, gettext("It has been changed."), "office_cases.show", case=case)


@blueprint.get("/persons/<id:person>/household")
@allow(Permission.WRITE_INTAKES)
@looks_at("person", "person")
def edit_household(person: str) -> AnyResponse:
    """The form over the household of a person; over a new one, where nobody has written any down."""
    with reading(signed_in().office.id) as store:
        record = to_change(store, person, "person")
        household = _household(store, record)
        form = _household_form(store, record)
        if household is None:
            return form.shown(store, {"name": gettext("Household of %(name)s", name=record.fields["name"])})
        looked_at("household", household.id)
        return form.shown(store, household.fields, seen=household.head)


@blueprint.post("/persons/<id:person>/household")
@allow(Permission.WRITE_INTAKES)
@looks_at("person", "person")
def change_household(person: str) -> AnyResponse:
    """Change what was altered of a household, or write down a new one and that the person lives there."""
    with writing(signed_in().office.id) as store:
        record = to_change(store, person, "person")
        household, form = _household(store, record), _household_form(store, record)
        if household is None:
            refused = _settle(store, record, form)
            if refused is not None:
                return refused
            result = None
        else:
            changed = form.changed(store, household)
            if isinstance(changed, AnyResponse):
                return changed
            result = changed
    if household is None:
        flash(gettext("The household is written down."), "done")
        return go("office_persons.show", person=person)
    return go_on(result, gettext("It has been changed."), "office_persons.show", person=person)


def _settle(store: Office, person: Record, form: FormPage) -> AnyResponse | None:
    """Write a new household and that a person lives there; the form again where that is refused."""
    who, household = signed_in(), identifier(request.form.get("record")) or new_id()
    values = given_values(store, HOUSEHOLD)
    try:
        casework.create_record(store, who, "household", household, values, utcnow())
        lives = {"household": household}
        casework.change_record(store, who, "person", person.id, lives, seen=person.head, now=utcnow())
    except ChangeRejected as refused:
        return form.shown(store, values, errors=in_words(refused.result), status=422)
    return None


def _edit(form: FormPage, store: Office, record: Record) -> AnyResponse:
    return form.shown(store, record.fields, seen=record.head)


def _person_form(person: str) -> FormPage:
    back = url_for("office_persons.show", person=person)
    return FormPage(PERSON, gettext("Change the client"), gettext("Save"), back, gettext("To the client"))


def _case_form(store: Office, case: str) -> FormPage:
    return FormPage(
        CASE,
        gettext("Change the case"),
        gettext("Save"),
        url_for("office_cases.show", case=case),
        gettext("To the case"),
        about=as_seen(store).cases.one(case),
    )


def _household_form(store: Office, person: Record) -> FormPage:
    return FormPage(
        HOUSEHOLD,
        gettext("The household"),
        gettext("Save"),
        url_for("office_persons.show", person=person.id),
        gettext("To the client"),
        lead=str(person.fields["name"]),
    )


def _household(store: Office, person: Record) -> Record | None:
    household = person.fields.get("household")
    return None if household is None else as_seen(store).record(household, "household")
