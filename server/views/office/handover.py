"""The work of somebody who leaves or is away, handed to colleagues: listed first, done in one step, undone in one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, flash, request
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as AnyResponse

from server.http.access import Permission, allow, signed_in
from server.language.problems import Errors, in_words
from server.office import handover, handover_undone
from server.office.casefile import NotOfField
from server.office.handover import NotNamed
from server.office.handover_undone import Withheld
from server.services.casework import ChangeRejected
from server.store import Office, reading, utcnow, writing
from server.store.accounts import UserRow
from server.store.cases import CaseFilter
from server.views.office.frame import PAGE_SIZE, as_seen, existing, go, identifier, leavers, page, today, words

blueprint = Blueprint("office_handover", __name__, url_prefix="/office/handover")

NOBODY: Final = "nobody"
"""In an address: the cases that nobody has."""

_STAYS: Final = "stays"
_MOST_STEPS: Final = 10
_CHOICE: Final = "to."


@blueprint.get("/")
@allow(Permission.ASSIGN)
def index() -> AnyResponse:
    """Whose work can be handed over, which cases nobody looks after, and the latest steps; or the work of one."""
    asked = request.args.get("from", "")
    with reading(signed_in().office.id) as store:
        return _work(store, asked) if asked else _overview(store)


@blueprint.post("/")
@allow(Permission.ASSIGN)
def hand_over() -> AnyResponse:
    """Hand over what was listed: to whoever is named for a case, or else for all."""
    asked = request.form.get("from", "")
    try:
        with writing(signed_in().office.id) as store:
            left_by = None if asked == NOBODY else _member(store, asked).id
            step = handover.hand_over(store, signed_in(), as_seen(store), left_by, _chosen(), utcnow())
    except NotOfField:
        return _refused(asked, {"to": gettext("Please choose somebody who works with cases.")})
    except NotNamed as barred:
        problem = gettext("This case is restricted. Please name them first among those who may open it.")
        return _refused(asked, {f"{_CHOICE}{case}": problem for case in barred.cases})
    except ChangeRejected as refused:
        return _refused(asked, in_words(refused.result))
    said = gettext("Nothing was changed.") if step is None else _said(step.cases, step.further)
    flash(said, "done")
    return go("office_handover.index")


@blueprint.post("/<id:step>/undo")
@allow(Permission.ASSIGN)
def undo(step: str) -> AnyResponse:
    """Undo a step, and name what stays as it is."""
    with writing(signed_in().office.id) as store:
        seen = as_seen(store)
        made = existing(seen.handovers.one(step))
        try:
            kept = handover_undone.undo(store, signed_in(), seen, made, utcnow())
        except Withheld:
            flash(
                gettext("It concerns restricted cases. Somebody who may open them can undo it."),
                "caution",
            )
            return go("office_handover.index")
        if kept:
            cases = seen.cases.by_id({record.scope for record in kept})
            named = [record for record in kept if record.scope in cases]
            return page("handover_undone.html", store=store, kept=named, cases=cases, words=words(store))
    flash(gettext("The hand-over is undone. Everything stands as before."), "done")
    return go("office_handover.index")


def _overview(store: Office) -> AnyResponse:
    seen = as_seen(store)
    nobodys = seen.cases.page(CaseFilter("open", unassigned=True), per_page=PAGE_SIZE)
    left = seen.cases.page(CaseFilter("open", left=True), per_page=PAGE_SIZE)
    loads = store.accounts.charges()
    return page(
        "handover.html",
        store=store,
        words=words(store),
        people=[user for user in store.accounts.users() if user.may(Permission.BE_IN_CHARGE) or user.id in loads],
        loads=loads,
        away=_away(store),
        nobodys=nobodys,
        left=left,
        steps=seen.handovers.latest(_MOST_STEPS),
    )


def _work(store: Office, asked: str, errors: Errors | None = None, status: int = 200) -> AnyResponse:
    member = None if asked == NOBODY else _member(store, asked)
    seen = as_seen(store)
    away, charges = _away(store), store.accounts.charges()
    colleagues = [
        (user.id, _colleague(user, sum(charges.get(user.id, {}).values()), is_away=user.id in away))
        for user in store.accounts.users()
        if user.may(Permission.BE_IN_CHARGE) and user.id != asked
    ]
    return page(
        "handover_work.html",
        status,
        store=store,
        words=words(store),
        member=member,
        asked=asked,
        shares=handover.work_of(seen, None if member is None else member.id, utcnow()),
        withheld=seen.restrictions.count(),
        colleagues=colleagues,
        errors=errors or {},
        form=request.form,
        has_left=member is not None and member.id in leavers(store),
    )


def _refused(asked: str, errors: Errors) -> AnyResponse:
    """The list again, with nothing of the step written."""
    with reading(signed_in().office.id) as store:
        return _work(store, asked, errors, 422)


def _colleague(user: UserRow, load: int, *, is_away: bool) -> str:
    said = gettext("%(name)s (%(num)d)", name=user.name, num=load)
    return gettext("%(name)s, away", name=said) if is_away else said


def _away(store: Office) -> frozenset[str]:
    """Those who are away today."""
    day = today(store)
    return frozenset(each.worker for each in store.team.absences_from(day) if each.worker and each.since <= day)


def _member(store: Office, user: str) -> UserRow:
    found = (each for each in store.accounts.users() if each.id == identifier(user))
    return existing(next(found, None))


def _chosen() -> Mapping[str, str]:
    """The colleague for each case that was listed; those that are to stay are left out."""
    for_all = request.form.get("to", "")
    named = {name.removeprefix(_CHOICE): value for name, value in request.form.items() if name.startswith(_CHOICE)}
    return {case: value or for_all for case, value in named.items() if value != _STAYS}


def _said(cases: int, further: int) -> str:
    of_cases = ngettext("%(num)d case was handed over.", "%(num)d cases were handed over.", cases)
    beside = ngettext(
        "With it %(num)d appointment, recurring visit or task.",
        "With them %(num)d appointments, recurring visits and tasks.",
        further,
    )
    return " ".join([of_cases, *([beside] if further else [])])
