"""Forms over what is ahead in a case: the part that is the same for appointments, recurring visits and tasks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from flask import Blueprint, flash, request, url_for
from flask_babel import LazyString, gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.ids import new_id
from server.http.access import Permission, allow, signed_in
from server.http.looks import looks_at
from server.language.problems import in_words
from server.office.record_forms import RecordForm
from server.services import casework
from server.services.casework import ChangeRejected
from server.store import Office, reading, utcnow, writing
from server.store.cases import CaseRow
from server.views.office.forms import FormPage, given_values, to_change
from server.views.office.frame import as_seen, existing, go, go_on, identifier
from sync.fields import Json
from sync.store import Record


@dataclass(frozen=True, slots=True)
class Act:
    """A button below a form: what it sends, its words, and what it does. One ``for_good`` takes something away."""

    does: str
    word: str
    said: str
    for_good: bool = False


@dataclass(frozen=True, slots=True)
class CaseForms:
    """The two forms of a kind: the one that makes a record of a case, over what it holds when it is ``begun``, and the
    one ``over`` a record that there is. ``also`` is written besides what a new one was given, and ``done`` said then.
    """

    kind: str
    new: Callable[[Office, str], FormPage]
    begun: Callable[[Office, str], Mapping[str, Json]]
    over: Callable[[Office, Record], FormPage]
    done: LazyString
    also: Mapping[str, Json] = field(default_factory=dict)


def serve(blueprint: Blueprint, forms: CaseForms) -> None:
    """Show and take the forms of a kind, as ``prepare``, ``create``, ``edit`` and ``change`` of its blueprint. The
    record's id has the kind's name in the address.
    """

    @blueprint.get("/new/<id:case>")
    @allow(Permission.WRITE_NOTES)
    @looks_at("case", "case")
    def prepare(case: str) -> AnyResponse:
        with reading(signed_in().office.id) as store:
            return forms.new(store, case).shown(store, forms.begun(store, case))

    @blueprint.post("/new/<id:case>")
    @allow(Permission.WRITE_NOTES)
    @looks_at("case", "case")
    def create(case: str) -> AnyResponse:
        with writing(signed_in().office.id) as store:
            page, begun = forms.new(store, case), forms.begun(store, case)
            return written(store, page, begun, case, str(forms.done), forms.also)

    @blueprint.get(f"/<id:{forms.kind}>/edit")
    @allow(Permission.WRITE_NOTES)
    @looks_at(forms.kind, forms.kind)
    def edit(**named: str) -> AnyResponse:
        with reading(signed_in().office.id) as store:
            record = to_change(store, named[forms.kind], forms.kind)
            return forms.over(store, record).shown(store, record.fields, seen=record.head)

    @blueprint.post(f"/<id:{forms.kind}>/edit")
    @allow(Permission.WRITE_NOTES)
    @looks_at(forms.kind, forms.kind)
    def change(**named: str) -> AnyResponse:
        with writing(signed_in().office.id) as store:
            record = to_change(store, named[forms.kind], forms.kind)
            result = forms.over(store, record).changed(store, record)
        if isinstance(result, AnyResponse):
            return result
        return go_on(result, gettext("It has been changed."), "office_ahead.show", case=record.scope)


def case_form(
    store: Office,
    form: RecordForm,
    case: str,
    heading: str,
    *,
    lead: str = "",
    acts: Sequence[Act] = (),
    acts_at: str = "",
) -> FormPage:
    """The form over a record of a case, with the acts that stand below it. Raises ``NotFound``."""
    about: CaseRow = existing(as_seen(store).cases.one(case))
    return FormPage(
        form,
        heading,
        gettext("Save"),
        url_for("office_ahead.show", case=case),
        gettext("To appointments and tasks"),
        about=about,
        lead=lead,
        template="ahead_form.html",
        more={"acts": acts, "acts_at": acts_at},
    )


def written(
    store: Office,
    page: FormPage,
    begun: Mapping[str, Json],
    case: str,
    done: str,
    also: Mapping[str, Json] | None = None,
) -> AnyResponse:
    """Write a new record of a case as the form gave it, ``also`` with what no form asks for; or show the form again
    where it is refused.
    """
    record, kind = identifier(request.form.get("record")) or new_id(), page.form.kind
    fields = {**given_values(store, page.form), **(also or {}), "case": case}
    try:
        casework.create_record(store, signed_in(), kind, record, fields, utcnow())
    except ChangeRejected as refused:
        return page.shown(store, begun, errors=in_words(refused.result), status=422)
    flash(done, "done")
    return go("office_ahead.show", case=case)


def acted(store: Office, record: Record, fields: Mapping[str, Json], done: str) -> AnyResponse:
    """Write what a button below a form says, on the state that the form showed."""
    seen = identifier(request.form.get("seen")) or record.head
    wanted = {name: value for name, value in fields.items() if record.fields.get(name) != value}
    who, result = signed_in(), None
    if wanted:
        result = casework.change_record(store, who, record.kind, record.id, wanted, seen=seen, now=utcnow())
    return go_on(result, done, "office_ahead.show", case=record.scope)


def worker_of(case: CaseRow) -> str:
    """Who is offered for what is ahead in a case: its main worker, or whoever writes."""
    return case.main_worker or signed_in().user_id


def home_of(store: Office, case: CaseRow) -> Json:
    """Where a visit is offered: where the client lives, as far as the reader is shown it."""
    person = as_seen(store).record(case.person_id, "person")
    return None if person is None else person.fields.get("address")
