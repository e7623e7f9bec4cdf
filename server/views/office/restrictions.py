"""Cases that are restricted to named staff: restricting one, lifting that, and opening one with a reason."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, flash, request
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.errors import NotFound
from server.http.access import Permission, allow, signed_in
from server.http.looks import looks_at
from server.office.restrictions import effects
from server.services import restrictions
from server.services.casework import StaleView
from server.services.restrictions import OPEN_FOR, REASON_LENGTH, NobodyLeft, NotEligible
from server.store import Office, Seen, reading, utcnow, writing
from server.views.office.frame import as_seen, existing, go, page, words
from sync.store import Record

blueprint = Blueprint("office_restrictions", __name__, url_prefix="/office/restricted")

_LONGEST: Final = 100


@blueprint.get("/")
@allow(Permission.READ_OFFICE)
def index() -> AnyResponse:
    """How many cases are withheld, and the form that opens one; for whoever restricts cases, each of them."""
    with reading(signed_in().office.id) as store:
        return _index(store)


@blueprint.post("/open")
@allow(Permission.READ_OFFICE)
def open_one() -> AnyResponse:
    """Open a case that is restricted to others, by its number or its client's name. Whoever restricts cases may also
    open one from the list. A search in vain is noted as well.
    """
    who, reason, sought = signed_in(), _reason(), request.form.get("words", "").replace("\0", "").strip()[:_LONGEST]
    with writing(who.office.id) as store:
        if not reason:
            return _index(store, 422, {"reason": gettext("Please give a reason. It stands in the trail.")}, sought)
        matching = _sought(as_seen(store), sought)
        if not matching:
            restrictions.note_sought(store, reason)
            problem = gettext("No restricted case has this number or exactly this name.")
            return _index(store, 422, {"words": problem}, sought)
        if len({person for _, person in matching}) > 1:
            problem = gettext("Several clients have this name. Please give the number of the case.")
            return _index(store, 409, {"words": problem}, sought)
        restrictions.open_with_reason(store, who, [case for case, _ in matching], reason, utcnow())
    minutes, who_knows = int(OPEN_FOR.total_seconds()) // 60, gettext("Those who are named have been told.")
    done = ngettext(
        "Opened for %(num)d minute. %(told)s", "Opened for %(num)d minutes. %(told)s", minutes, told=who_knows
    )
    flash(done, "done")
    return go("office_cases.show", case=matching[0][0])


@blueprint.get("/<id:case>")
@allow(Permission.RESTRICT_CASES)
@looks_at("case", "case")
def ask(case: str) -> AnyResponse:
    """The form that restricts a case, or changes to whom it is restricted."""
    with reading(signed_in().office.id) as store:
        record = _case(store, case)
        named = restrictions.restricted_to(record) or frozenset(
            {signed_in().user_id, *restrictions.in_charge_of(record.fields)}
        )
        return _form(store, record, named)


@blueprint.post("/<id:case>")
@allow(Permission.RESTRICT_CASES)
@looks_at("case", "case")
def restrict(case: str) -> AnyResponse:
    """Restrict a case; first show what that would mean."""
    who, reason, named = signed_in(), _reason(), frozenset(request.form.getlist("named"))
    with writing(who.office.id) as store:
        record = _case(store, case)
        try:
            restrictions.check_named(store, record, named)
            if not reason:
                problem = gettext("Please give a reason. It stands in the trail.")
                return _form(store, record, named, 422, {"reason": problem})
            if request.form.get("do") != "restrict":
                return _form(store, record, named, confirming=True)
            done = restrictions.restrict(store, who, record, named, shown=_shown(), reason=reason, now=utcnow())
        except NotEligible:
            problem = gettext("Please choose among those who see the case now.")
            return _form(store, record, named, 422, {"named": problem})
        except NobodyLeft:
            problem = gettext("Please name somebody who may read the notes: somebody has to be able to go on.")
            return _form(store, record, named, 422, {"named": problem})
        except StaleView:
            return _form(store, record, restrictions.restricted_to(record), 409, {"named": _changed()})
    flash(gettext("The case is restricted.") if done else gettext("Nothing was changed."), "done")
    return go("office_cases.show", case=case) if who.user_id in named else go("office_restrictions.index")


@blueprint.post("/<id:case>/lift")
@allow(Permission.RESTRICT_CASES)
@looks_at("case", "case")
def lift(case: str) -> AnyResponse:
    """Open a case to the whole office again."""
    who, reason = signed_in(), _reason()
    with writing(who.office.id) as store:
        record = _case(store, case)
        named = restrictions.restricted_to(record)
        if not reason:
            problem = gettext("Please give a reason. It stands in the trail.")
            return _form(store, record, named, 422, {"lift": problem})
        try:
            restrictions.lift(store, who, record, shown=_shown(), reason=reason, now=utcnow())
        except StaleView:
            return _form(store, record, named, 409, {"lift": _changed()})
    flash(gettext("The restriction has been lifted."), "done")
    return go("office_cases.show", case=case)


def _index(store: Office, status: int = 200, errors: dict[str, str] | None = None, sought: str = "") -> AnyResponse:
    seen = as_seen(store)
    return page(
        "restricted.html",
        status,
        store=store,
        count=seen.restrictions.count(),
        rows=seen.restrictions.all() if signed_in().may(Permission.RESTRICT_CASES) else [],
        active={user.id for user in store.accounts.users() if user.active},
        errors=errors or {},
        sought=sought,
        reason=_reason(),
        minutes=int(OPEN_FOR.total_seconds()) // 60,
        longest=REASON_LENGTH,
        words=words(store),
    )


def _form(
    store: Office,
    record: Record,
    named: frozenset[str],
    status: int = 200,
    errors: dict[str, str] | None = None,
    *,
    confirming: bool = False,
) -> AnyResponse:
    seen = as_seen(store)
    return page(
        "restrict.html",
        status,
        store=store,
        case=record,
        row=existing(seen.cases.one(record.id)),
        restricted=seen.restrictions.one(record.id),
        named=named,
        shown=sorted(restrictions.restricted_to(record)),
        candidates=restrictions.candidates(store, record),
        charge=restrictions.in_charge_of(record.fields),
        effects=effects(store, record, named, signed_in().user_id) if confirming else None,
        reason=_reason(),
        errors=errors or {},
        longest=REASON_LENGTH,
        words=words(store),
    )


def _sought(seen: Seen, sought: str) -> list[tuple[str, str | None]]:
    """The cases that a form names, each with its person. Raises ``NotFound`` for one that stands in no list."""
    case = request.form.get("case")
    if case is None:
        return seen.restrictions.sought(sought)
    row = seen.restrictions.one(case) if signed_in().may(Permission.RESTRICT_CASES) else None
    if row is None or not row.withheld:
        raise NotFound
    return [(row.case_id, None)]


def _case(store: Office, case: str) -> Record:
    return existing(as_seen(store).record(case, "case"))


def _reason() -> str:
    """The reason that a form gives, on one line."""
    return " ".join(request.form.get("reason", "").replace("\0", "").split())[:REASON_LENGTH]


def _shown() -> list[str]:
    return request.form.getlist("shown")


def _changed() -> str:
    return gettext("Somebody else has changed this meanwhile. Please look, and choose again.")
