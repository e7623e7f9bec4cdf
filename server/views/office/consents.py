"""A consent to sharing: taken at the office, shown, and withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.ids import new_id
from server.http.access import Permission, allow, signed_in, takes_up_to
from server.http.looks import looks_at
from server.language.problems import Errors, in_words
from server.language.words import Words, named_ids
from server.office import consent_form, consents
from server.office.consent_form import ANSWER, TERMS
from server.office.consents import ConsentFile
from server.office.inputs import altered, as_given, as_sent, inputs_for
from server.services.attachments import receive
from server.services.casework import ChangeRejected
from server.store import Office, reading, utcnow, writing
from server.store.cases import CaseRow
from server.views.office.frame import as_seen, existing, go, identifier, may_write, page, today, words
from sync.records.attachment import LARGEST_BYTES

blueprint = Blueprint("office_consents", __name__, url_prefix="/office/consents")

_ENVELOPE: Final = 64 << 10
"""What a form has around its file."""


@blueprint.get("/new/<id:case>")
@allow(Permission.WRITE_NOTES)
@looks_at("case", "case")
def prepare(case: str) -> AnyResponse:
    """The form for a consent of the client or of somebody in the household."""
    with reading(signed_in().office.id) as store:
        return _form(store, existing(as_seen(store).cases.one(case)), new_id())


@blueprint.post("/new/<id:case>")
@allow(Permission.WRITE_NOTES)
@looks_at("case", "case")
def create(case: str) -> AnyResponse:
    """Write a consent, once the very text of it was shown to be read aloud; before that, show the text."""
    who, consent = signed_in(), identifier(request.form.get("record")) or new_id()
    recording = request.form.get("do") == "record"
    with writing(who.office.id) as store:
        row, terms = existing(as_seen(store).cases.one(case)), words(store)
        partners = consent_form.partners_of(store.accounts.users())
        values = consent_form.values_of(request.form, request.form.getlist("shares"), terms)
        problems = consent_form.problems(values, TERMS, partners)
        if problems:
            return _form(store, row, consent, 422, problems)
        spoken = consent_form.spoken_terms(values, terms, office=who.office.name, client=row.person_name or "")
        if not recording:
            return _form(store, row, consent, spoken=spoken)
        if not consent_form.is_what_was_read(spoken, request.form.get("read", "")):
            return _form(store, row, consent, 409, spoken=spoken, is_other=True)
        problems = consent_form.problems(values, (*TERMS, *ANSWER), partners)
        if problems:
            return _form(store, row, consent, 422, problems, spoken=spoken)
        try:
            consent_form.take(store, who, consent, row, values, utcnow())
        except ChangeRejected as refused:
            return _form(store, row, consent, 422, in_words(refused.result), spoken=spoken)
    flash(gettext("The consent has been recorded."), "done")
    return go("office_consents.show", consent=consent)


@blueprint.get("/<id:consent>")
@allow(Permission.READ_SENSITIVE)
@looks_at("consent", "consent")
def show(consent: str) -> AnyResponse:
    """One consent, whole."""
    with reading(signed_in().office.id) as store:
        file, terms = _file(store, consent)
        return page(
            "consent.html",
            store=store,
            file=file,
            words=terms,
            state=consents.WORDS[file.state],
            shape=consents.SHAPES.get(file.state, "plain"),
            may_withdraw=file.open and may_write("consent", file.record),
            may_take=may_write("consent"),
            may_attach=may_write("attachment"),
            largest=LARGEST_BYTES,
        )


@blueprint.post("/<id:consent>/papers")
@takes_up_to(LARGEST_BYTES + _ENVELOPE)
@allow(Permission.WRITE_NOTES)
@looks_at("consent", "consent")
def attach(consent: str) -> AnyResponse:
    """Attach what was signed by hand. The same file twice is one paper."""
    who = signed_in()
    upload = request.files.get("file")
    name, content = ("", b"") if upload is None else (upload.filename or "", upload.stream.read(LARGEST_BYTES + 1))
    with writing(who.office.id) as store:
        store.lock()
        file, _ = _file(store, consent)
        try:
            paper = consents.attach_paper(store, who, file, name, content, utcnow())
        except ChangeRejected as refused:
            flash(" ".join(in_words(refused.result).values()), "caution")
            return go("office_consents.show", consent=consent)
    if paper is None:
        limit = LARGEST_BYTES >> 20
        flash(
            gettext("Please choose a photo (JPEG, PNG, WebP) or a PDF of at most %(size)d MB.", size=limit), "caution"
        )
    else:
        receive(who, paper, [content])
        flash(gettext("The paper has been attached."), "done")
    return go("office_consents.show", consent=consent)


@blueprint.get("/<id:consent>/withdrawal")
@allow(Permission.WRITE_NOTES)
@looks_at("consent", "consent")
def ask_to_withdraw(consent: str) -> AnyResponse:
    """What a withdrawal does, and the button that does it."""
    with reading(signed_in().office.id) as store:
        return _asked(store, consent)


@blueprint.post("/<id:consent>/withdrawal")
@allow(Permission.WRITE_NOTES)
@looks_at("consent", "consent")
def withdraw(consent: str) -> AnyResponse:
    """Take note of a withdrawal: when it was said, and by whom."""
    who = signed_in()
    with writing(who.office.id) as store:
        store.lock()
        file, terms = _file(store, consent)
        try:
            fields = altered("consent", consents.WITHDRAWAL, request.form, terms)
            missing = [name for name in ("withdrawn_on", "withdrawn_by") if not fields.get(name)]
            if missing:
                problem = gettext("Please say when it was withdrawn, and who said so.")
                return _asked(store, consent, 422, dict.fromkeys(missing, problem))
            if file.open:
                consents.withdraw(store, who, file.record, fields, utcnow())
        except ChangeRejected as refused:
            return _asked(store, consent, 422, in_words(refused.result))
    flash(gettext("The withdrawal has been recorded. Nothing is shared any more."), "done")
    return go("office_consents.show", consent=consent)


def _form(
    store: Office,
    case: CaseRow,
    consent: str,
    status: int = 200,
    errors: Errors | None = None,
    *,
    spoken: Sequence[str] = (),
    is_other: bool = False,
) -> AnyResponse:
    """The form, empty or as it was sent. ``is_other`` says that what is to be read aloud is not what was shown."""
    terms, seen = words(store), as_seen(store)
    partners = consent_form.partners_of(store.accounts.users())
    inputs = consent_form.inputs(consent_form.begun(today(store)), terms, partners)
    # How it was given is not asked for before the text is there.
    inputs |= {name: as_given(each, request.form) for name, each in inputs.items() if name in request.form}
    return page(
        "consent_new.html",
        status,
        store=store,
        case=case,
        members=consent_form.members_described(seen, case),
        record=consent,
        words=terms,
        inputs=inputs,
        shares=request.form.getlist("shares"),
        spoken=spoken,
        is_other=is_other,
        errors=errors or {},
    )


def _asked(store: Office, consent: str, status: int = 200, errors: Errors | None = None) -> AnyResponse:
    file, terms = _file(store, consent)
    inputs = inputs_for("consent", consents.WITHDRAWAL, file.record.fields, terms)
    return page(
        "consent_withdraw.html",
        status,
        store=store,
        file=file,
        words=terms,
        inputs=as_sent(inputs, request.form) if errors else inputs,
        errors=errors or {},
        here=url_for("office_consents.ask_to_withdraw", consent=consent),
    )


def _file(store: Office, consent: str) -> tuple[ConsentFile, Words]:
    file = existing(consents.consent_file(as_seen(store), consent, today(store)))
    return file, words(store, named_ids("consent", [file.record.fields]))
