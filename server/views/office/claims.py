"""What waits for the office's word: second cases, households that a worker gave, persons without a case."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, flash
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.http.access import Permission, allow, signed_in
from server.services.casework import change_as_server
from server.store import reading, utcnow, writing
from server.views.office.frame import as_seen, existing, go, page, words

blueprint = Blueprint("office_claims", __name__, url_prefix="/office/claims")

_CLAIMS: Final = {"case": "self_assigned", "person": "household_by"}


@blueprint.get("/")
@allow(Permission.ASSIGN)
def index() -> AnyResponse:
    """The list."""
    with reading(signed_in().office.id) as store:
        seen = as_seen(store)
        uncased, uncased_total = seen.claims.uncased()
        return page(
            "claims.html",
            store=store,
            cases=seen.claims.cases(),
            households=seen.claims.households(),
            uncased=uncased,
            uncased_total=uncased_total,
            words=words(store),
        )


@blueprint.post("/cases/<id:case>")
@allow(Permission.ASSIGN)
def confirm_case(case: str) -> AnyResponse:
    """Say that a case which its worker opened is theirs."""
    return _confirm("case", case)


@blueprint.post("/persons/<id:person>")
@allow(Permission.ASSIGN)
def confirm_household(person: str) -> AnyResponse:
    """Say that a person belongs to the household that a worker gave."""
    return _confirm("person", person)


def _confirm(kind: str, record: str) -> AnyResponse:
    """Make a worker's word the office's from now on."""
    who, claim = signed_in(), _CLAIMS[kind]
    with writing(who.office.id) as store:
        claimed = existing(as_seen(store).record(record, kind))
        if claim in claimed.fields:
            change_as_server(store, kind, record, {claim: None}, by=who.user_id, role=who.role, now=utcnow())
    flash(gettext("Confirmed."), "done")
    return go("office_claims.index")
