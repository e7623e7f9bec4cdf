"""How forms over records are shown, and what they send is taken: the part that is the same for every kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import request
from werkzeug.wrappers import Response as AnyResponse

from server.ground.ids import new_id
from server.http.access import Permission, signed_in
from server.language.problems import Errors, in_words
from server.language.words import Words, named_ids
from server.office import record_forms
from server.office.inputs import Input, as_sent
from server.office.record_forms import RecordForm
from server.services import casework
from server.services.casework import ChangeRejected
from server.store import Office, utcnow
from server.store.cases import CaseRow
from server.views.office.frame import as_seen, existing, form_given, identifier, may_write, page, words
from sync.changes import Result
from sync.fields import Json
from sync.store import Record


@dataclass(frozen=True, slots=True)
class FormPage:
    """A form with what stands around it: ``further`` are forms over other records that are made with it, ``about`` is
    the case that it belongs to, ``offered`` what stands in fields that the record has no value for, ``more`` what its
    template needs besides (there ``around``), ``template`` the page where that is another.
    """

    form: RecordForm
    heading: str
    save: str
    back: str
    back_word: str
    about: CaseRow | None = None
    lead: str = ""
    further: Sequence[RecordForm] = ()
    offered: Mapping[str, str] = field(default_factory=dict)
    template: str = "record_form.html"
    more: Mapping[str, object] = field(default_factory=dict)

    def shown(
        self,
        store: Office,
        values: Mapping[str, Json],
        *,
        seen: str | None = None,
        errors: Errors | None = None,
        status: int = 200,
        labels: Sequence[tuple[str, str]] = (),
    ) -> AnyResponse:
        """The page over some values; with ``errors`` as it was sent. ``seen`` is the state of the record that it
        changes, ``None`` where the form makes one.
        """
        terms = words(store, named_ids(self.form.kind, [values]))
        forms = [(form, self._inputs(store, form, values, terms, errors)) for form in (self.form, *self.further)]
        return page(
            self.template,
            status,
            store=store,
            words=terms,
            heading=self.heading,
            save=self.save,
            back=self.back,
            back_word=self.back_word,
            about=self.about,
            lead=self.lead,
            seen=seen if errors is None or seen is None else request.form.get("seen", ""),
            record=identifier(request.form.get("record")) or new_id(),
            errors=errors or {},
            labels=[*labels, *((each.name, each.label) for _, inputs in forms for each in inputs)],
            shown_parts=[
                part for form, inputs in forms for part in record_forms.shown_parts(form, inputs, errors or {})
            ],
            around=self.more,
        )

    def _inputs(
        self, store: Office, form: RecordForm, values: Mapping[str, Json], terms: Words, errors: Errors | None
    ) -> list[Input]:
        """The inputs of one of its forms; with ``errors`` as they were sent."""
        inputs = record_forms.inputs_of(form, values, terms, people(store), sensitive=_reads_all())
        offered = record_forms.offering(inputs, self.offered)
        return offered if errors is None else as_sent(offered, form_given())

    def changed(
        self, store: Office, record: Record, also: Mapping[str, Json] | None = None
    ) -> Result | AnyResponse | None:
        """Write what was altered of a record, and ``also`` what follows from that, on the state that the form showed:
        the result, ``None`` where nothing was, or the form again where it is refused.
        """
        fields = record_forms.changes_of(self.form, form_given(), words(store), sensitive=_reads_all())
        fields |= also or {}
        if not fields:
            return None
        after = {name: value for name, value in {**record.fields, **fields}.items() if value is not None}
        errors = record_forms.problems(self.form, after, record.fields)
        if errors:
            return self.shown(store, record.fields, seen=record.head, errors=errors, status=422)
        seen = identifier(request.form.get("seen")) or record.head
        try:
            return casework.change_record(store, signed_in(), record.kind, record.id, fields, seen=seen, now=utcnow())
        except ChangeRejected as refused:
            return self.shown(store, record.fields, seen=record.head, errors=in_words(refused.result), status=422)


def given_values(store: Office, form: RecordForm) -> dict[str, Json]:
    """What was sent for a new record."""
    return record_forms.values_of(form, form_given(), words(store), sensitive=_reads_all())


def to_change(store: Office, record: str, kind: str) -> Record:
    """A record that whoever is signed in may change. Raises ``NotFound``."""
    shown = existing(as_seen(store).record(record, kind))
    return existing(shown if may_write(kind, shown) else None)


def people(store: Office) -> list[tuple[str, str]]:
    """Those who can have done something, for a select."""
    return [(user.id, user.name) for user in store.accounts.users() if user.active and user.may(Permission.WRITE_NOTES)]


def _reads_all() -> bool:
    return signed_in().may(Permission.READ_SENSITIVE)
