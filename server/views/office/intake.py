"""Intake at the desk: a client with their case, from an empty page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.ids import new_id
from server.ground.trail import Act, Noted, note_later, origin
from server.http.access import Permission, allow, signed_in
from server.language.problems import Errors, in_words, sentence
from server.language.words import Words
from server.office import intake
from server.office.intake import Ids, Likeness
from server.office.record_forms import INTAKE
from server.services.casework import ChangeRejected
from server.store import Office, reading, utcnow, writing
from server.views.office.forms import FormPage, given_values
from server.views.office.frame import as_seen, existing, go, identifier, today, words
from server.views.office.pages import Group, OfficePage
from sync.fields import Json

blueprint = Blueprint("office_intake", __name__, url_prefix="/office/intake")

PAGE = OfficePage(blueprint, Group.CASES, 16, lazy_gettext("Intake"))

_SOMEBODY_ELSE = "new"
_ASKED = (*INTAKE[0].asked, *INTAKE[2].asked)


@dataclass(frozen=True, slots=True)
class _IntakeForm:
    """What an intake's form said, by the record that it becomes."""

    case: Mapping[str, Json]
    person: Mapping[str, Json]
    household: Mapping[str, Json]

    @classmethod
    def of(cls, store: Office) -> _IntakeForm:
        first, person, about, household = (given_values(store, form) for form in INTAKE)
        if first.get("handling_consent") not in {"written", "orally"}:
            first.pop("handling_consent_on", None)
        case, person = intake.with_age({**first, **about}, person)
        return cls(case, person, household)

    def problems(self) -> Errors:
        """What is missing that the form asks for."""
        missing = [name for name in _ASKED if name not in self.case]
        missing += [] if "name" in self.person else ["name"]
        return dict.fromkeys(missing, sentence("required"))


@blueprint.get("/")
@allow(Permission.WRITE_INTAKES)
def index() -> AnyResponse:
    """The empty form."""
    with reading(signed_in().office.id) as store:
        return _shown(store)


@blueprint.post("/")
@allow(Permission.WRITE_INTAKES)
def create() -> AnyResponse:
    """Write the client and the case; of somebody whom the office knows, the case alone."""
    who = signed_in()
    with writing(who.office.id) as store:
        form, known = _IntakeForm.of(store), identifier(request.form.get("person"))
        errors = form.problems()
        if errors:
            return _shown(store, errors)
        try:
            if known is not None:
                return _of_known(store, form, known)
            likenesses = intake.alike(as_seen(store), form.person)
            if likenesses and request.form.get("person") != _SOMEBODY_ELSE:
                problem = gettext("Somebody who is known here resembles them. Please look below, before the end.")
                return _shown(store, {None: problem}, likenesses)
            case = intake.write(store, who, _ids(), form.case, form.person, form.household, utcnow())
        except ChangeRejected as refused:
            return _shown(store, in_words(refused.result))
    flash(gettext("The intake is recorded."), "done")
    return go("office_cases.show", case=case)


@blueprint.post("/alike")
@allow(Permission.WRITE_INTAKES)
def resembling() -> AnyResponse:
    """Those who resemble whoever comes, while the form is filled in."""
    who = signed_in()
    with reading(who.office.id) as store:
        likenesses, terms = intake.alike(as_seen(store), _IntakeForm.of(store).person), words(store)
        shown = render_template("office/intake_alike.html", likenesses=likenesses, words=terms, alike_in=_alike_in)
    if likenesses:
        note_later(who.office.id, Noted(Act.SEARCHED, details={"list": "cases"}, origin=origin(), at=utcnow()))
    return AnyResponse(shown, mimetype="text/html")


def _of_known(store: Office, form: _IntakeForm, known: str) -> AnyResponse:
    person = existing(as_seen(store).record(known, "person"))
    case = _ids().case
    others = intake.write_for(store, signed_in(), case, form.case, person, form.person, utcnow())
    flash(gettext("The intake is recorded, as a new case of the same person."), "done")
    if others:
        labels = gettext(", ").join(words(store).field("person", name) for name in others)
        flash(gettext("The office knows something else here, which stays: %(fields)s.", fields=labels), "caution")
    return go("office_cases.show", case=case)


def _shown(store: Office, errors: Errors | None = None, likenesses: Sequence[Likeness] = ()) -> AnyResponse:
    page = FormPage(
        INTAKE[0],
        gettext("Intake"),
        gettext("Record the intake"),
        url_for("office_cases.index"),
        gettext("To the list"),
        further=INTAKE[1:],
        template="intake.html",
        more={"likenesses": likenesses, "alike_in": _alike_in, "ids": _ids()},
    )
    return page.shown(store, intake.begun(today(store)), errors=errors, status=422 if errors else 200)


def _ids() -> Ids:
    names = ("record", "record_person", "record_household")
    return Ids(*(identifier(request.form.get(name)) or new_id() for name in names))


def _alike_in(likeness: Likeness, terms: Words) -> str:
    """In what somebody resembles whoever comes, and what else tells who they are."""
    known = [terms.value("person", name, likeness.person.fields.get(name)) for name in ("kana", "born_on", "phone")]
    same = [str(intake.COMPARED[name]) for name in likeness.alike]
    return " · ".join([*(each for each in known if each), gettext(", ").join(same)])
