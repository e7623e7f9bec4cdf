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


@blueprint.post("/<any(case, person):kind>/<uuid:record>")
@allow(*SUPERVISORS)
def confirm(kind: str, record: Any) -> AnyResponse:
    """Say that a worker's word is right: it is the office's from now on."""
    who, claim = signed_in(), _CLAIMS[kind]
    with writing(who.office.id) as store:
        found = store.seen(reader(who), str(record), kind)
        if found is None:
            raise NotFound
        if claim in found.fields:
            change_as_server(store, kind, found.id, {claim: None}, by=who.user_id, role=who.role, now=utcnow())
    flash(gettext("Confirmed."), "done")
    return go("office_claims.index")
