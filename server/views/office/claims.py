"""What waits for the office's word: second cases, households that a worker gave, persons without a case."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, flash
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.access import SUPERVISORS, allow
from server.casework import change_as_server
from server.errors import NotFound
from server.store import reading, utcnow, writing
from server.views.office.frame import go, page, reader, signed_in, words

blueprint = Blueprint("office_claims", __name__, url_prefix="/office/claims")

_CLAIMS: Final = {"case": "self_assigned", "person": "household_by"}


@blueprint.get("/")
@allow(*SUPERVISORS)
def index() -> AnyResponse:
    """The list."""
    with reading(signed_in().office.id) as store:
        uncased, uncased_total = store.uncased()
        return page(
            "claims.html",
            store=store,
            cases=store.case_claims(),
            households=store.household_claims(),
            uncased=uncased,
            uncased_total=uncased_total,
            words=words(store),
        )


@blueprint.post("/cases/<uuid:case>")
@allow(*SUPERVISORS)
def confirm_case(case: Any) -> AnyResponse:
    """Say that a case which its worker opened is theirs."""
    return _confirm("case", str(case))


@blueprint.post("/persons/<uuid:person>")
@allow(*SUPERVISORS)
def confirm_household(person: Any) -> AnyResponse:
    """Say that a person belongs to the household that a worker gave."""
    return _confirm("person", str(person))


def _confirm(kind: str, record: str) -> AnyResponse:
    """A worker's word is the office's from now on."""
    who, claim = signed_in(), _CLAIMS[kind]
    with writing(who.office.id) as store:
        found = store.seen(reader(who), record, kind)
        if found is None:
            raise NotFound
        if claim in found.fields:
            change_as_server(store, kind, record, {claim: None}, by=who.user_id, role=who.role, now=utcnow())
    flash(gettext("Confirmed."), "done")
    return go("office_claims.index")
