"""How far the office is safe against losing its records, and what came back after it had."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.errors import NotFound
from server.http.access import Permission, allow, signed_in
from server.http.looks import looked_into
from server.language.problems import in_words
from server.office.recovery import is_withheld, recovery
from server.services.looks import shown_in
from server.services.recovery import decide_now
from server.store import Office, reading, utcnow, writing
from server.store.recovery import HELD, WaitingRow
from server.unsent.taking import bring_held
from server.views.office.frame import PAGE_SIZE, as_seen, existing, go, page, page_number, words
from server.views.office.pages import Group, OfficePage
from sync.numbers import write_numbers

blueprint = Blueprint("office_recovery", __name__, url_prefix="/office/recovery")


PAGE = OfficePage(
    blueprint,
    Group.SETTINGS,
    110,
    lazy_gettext("Backups and losses"),
    waiting=lambda office, seen, now: office.recovery.waiting_count(),
)


@blueprint.get("/")
@allow(Permission.SETTLE_LOSSES)
def index() -> AnyResponse:
    """Backups, restores, what waits for what was lost, and gaps in what phones numbered. What waits is shown whole, so
    that it is looked at.
    """
    with reading(signed_in().office.id) as store:
        listing = store.recovery.waiting(page=page_number(), per_page=PAGE_SIZE)
        state = recovery(store, as_seen(store), listing)
        ids = {name for each in state.waiting for name in each.names}
        looked_into(shown_in(store, [each.shows for each in state.waiting if each.fields]))
        return page(
            "recovery.html",
            store=store,
            state=state,
            listing=listing,
            words=words(store, ids),
            write_numbers=write_numbers,
        )


@blueprint.post("/waiting/<id:change>/decide")
@allow(Permission.SETTLE_LOSSES)
def decide(change: str) -> AnyResponse:
    """Decide now what waits: as a disagreement where its record is here, and otherwise as something to read."""
    who = signed_in()
    with writing(who.office.id) as store:
        row = _waiting(store, change)
        if row.state == HELD:
            raise NotFound
        result = decide_now(store, row, utcnow())
    if result.conflicts:
        flash(gettext("Both versions are kept: please choose."), "caution")
        return go("office_conflicts.show", conflict=result.conflicts[0])
    if result.status == "rejected":
        flash(gettext("This could not be taken. It is kept below, and on the phone of whoever wrote it."), "caution")
    elif result.code == "base_lost":
        flash(gettext("There is no record that this belongs to. Please read it below and settle it."), "caution")
    else:
        flash(gettext("It has been put in its place."), "done")
    return go("office_recovery.index")


@blueprint.post("/held/<id:change>/take")
@allow(Permission.SETTLE_LOSSES)
def take(change: str) -> AnyResponse:
    """Put a held change in its place, as its author's late work; or all that is held of its phone."""
    who = signed_in()
    with reading(who.office.id) as store:
        row = _open(store, change)
        if row.state != HELD:
            raise NotFound
        rows = store.recovery.held_with(row) if request.form.get("do") == "all" else [row]
        rows = [each for each in rows if not is_withheld(store, as_seen(store), each)]
    fates = bring_held(who.office, rows, by=who.user_id, now=utcnow()).changes
    refused = [fate.result for fate in fates if fate.status == "rejected"]
    if refused:
        reasons = " ".join(dict.fromkeys(sentence for result in refused for sentence in in_words(result).values()))
        flash(gettext("This cannot be put in its place: %(reasons)s", reasons=reasons), "caution")
    elif any(fate.status == "waiting" for fate in fates):
        flash(gettext("What this belongs to is not here. Please read it below and settle it."), "caution")
    elif any(fate.status == "conflict" for fate in fates):
        flash(gettext("Both versions are kept: please choose."), "caution")
    else:
        flash(gettext("It has been put in its place."), "done")
    return go("office_recovery.index")


@blueprint.post("/waiting/<id:change>/settle")
@allow(Permission.SETTLE_LOSSES)
def settle(change: str) -> AnyResponse:
    """Note that a person has read a change that has no record any more. It stays in the database."""
    who = signed_in()
    with writing(who.office.id) as store:
        row = _waiting(store, change)
        if row.state not in {"laid", HELD}:
            raise NotFound
        store.recovery.set_waiting([row.id], "settled", by=who.user_id, now=utcnow())
    flash(gettext("Settled."), "done")
    return go("office_recovery.index")


def _waiting(store: Office, change: str) -> WaitingRow:
    store.lock()
    return _open(store, change)


def _open(store: Office, change: str) -> WaitingRow:
    """A change that waits. Raises ``NotFound``, also where it is of a case that is not open to the reader."""
    row = existing(store.recovery.waiting_change(change))
    if is_withheld(store, as_seen(store), row):
        raise NotFound
    return row
