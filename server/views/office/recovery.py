"""How far the office is safe against losing its records, and what came back after it had."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.access import SUPERVISORS, allow
from server.errors import NotFound
from server.office.recovery import recovery
from server.recovery import decide_now
from server.store import OfficeStore, reading, utcnow, writing
from server.store.recovery import WaitingRow
from server.views.office.frame import go, page, signed_in, words
from sync.numbers import write_numbers

blueprint = Blueprint("office_recovery", __name__, url_prefix="/office/recovery")


@blueprint.get("/")
@allow(*SUPERVISORS)
def index() -> AnyResponse:
    """Backups, restores, what waits for what was lost, and gaps in what phones numbered."""
    with reading(signed_in().office.id) as store:
        found = recovery(store)
        ids = {name for each in found.waiting for name in each.names}
        return page("recovery.html", store=store, found=found, words=words(store, ids), write_numbers=write_numbers)


@blueprint.post("/waiting/<uuid:change>/decide")
@allow(*SUPERVISORS)
def decide(change: Any) -> AnyResponse:
    """Decide now what waits: as a disagreement where its record is here, and otherwise as something to read."""
    who = signed_in()
    with writing(who.office.id) as store:
        row = _waiting(store, str(change))
        result = decide_now(store, row, utcnow())
    if result.conflicts:
        flash(gettext("Both versions are kept: please choose."), "caution")
        return go("office_conflicts.show", conflict=result.conflicts[0])
    if result.status == "rejected":
        flash(gettext("This could not be taken. It stays on the phone of whoever wrote it."), "caution")
    elif result.code == "base_lost":
        flash(gettext("There is no record that this belongs to. Please read it below and settle it."), "caution")
    else:
        flash(gettext("It has been put in its place."), "done")
    return go("office_recovery.index")


@blueprint.post("/waiting/<uuid:change>/settle")
@allow(*SUPERVISORS)
def settle(change: Any) -> AnyResponse:
    """Say that what has no place any more was read and seen to. It stays in the database."""
    who = signed_in()
    with writing(who.office.id) as store:
        row = _waiting(store, str(change))
        if row.state != "laid":
            raise NotFound
        store.set_waiting([row.id], "settled", by=who.user_id, now=utcnow())
    flash(gettext("Settled."), "done")
    return go("office_recovery.index")


def _waiting(store: OfficeStore, change: str) -> WaitingRow:
    store.lock()
    found = store.waiting(change)
    if not found:
        raise NotFound
    return found[0]
