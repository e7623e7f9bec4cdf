"""Cases and who is in charge of them."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.http.access import Permission, allow, signed_in
from server.http.looks import looks_at
from server.language.problems import Errors, in_words
from server.language.words import named_ids
from server.office import casefile, consents
from server.office.casefile import CaseFile, Charge, NotNamed, NotOfField
from server.services.casework import ChangeRejected, StaleView
from server.store import Office, reading, utcnow, writing
from server.store.cases import CaseFilter
from server.views.office.filters import Person, conditions, one_of, read_filter
from server.views.office.frame import (
    PAGE_SIZE,
    as_seen,
    existing,
    go,
    leavers,
    may_write,
    page,
    page_number,
    staff_options,
    words,
)
from server.views.office.pages import Group, OfficePage
from server.views.office.searched import take_words, words_of
from sync.codes import CODE_LISTS

blueprint = Blueprint("office_cases", __name__, url_prefix="/office/cases")

PAGE = OfficePage(blueprint, Group.CASES, 90, lazy_gettext("Cases"), lists="cases")

_NOBODY: Final = "nobody"
_LEFT: Final = "left"
_CONDITIONS: Final = conditions(state=one_of([*CODE_LISTS["case_state"], "all"], "open"), worker=Person(_NOBODY, _LEFT))


@blueprint.get("/")
@allow(Permission.READ_OWN_CASES)
def index() -> AnyResponse:
    """The list."""
    filters = read_filter(_CONDITIONS, request.args) | {"words": words_of("cases")}
    with reading(signed_in().office.id) as store:
        seen = as_seen(store)
        listing = seen.cases.page(_filter(filters), page=page_number(), per_page=PAGE_SIZE)
        return page(
            "cases.html",
            store=store,
            listing=listing,
            filters=filters,
            withheld=seen.restrictions.count(),
            staff=staff_options(store),
            leavers=leavers(store),
            words=words(store),
        )


@blueprint.post("/")
@allow(Permission.READ_OWN_CASES)
def search() -> AnyResponse:
    """Take the filter, and the words beside it."""
    kept = {name: request.form[name] for name in ("state", "worker") if request.form.get(name)}
    return go("office_cases.index", **kept, **take_words("cases"))


@blueprint.get("/<id:case>")
@allow(Permission.READ_OWN_CASES)
@looks_at("case", "case")
def show(case: str) -> AnyResponse:
    """One case, from the top."""
    with reading(signed_in().office.id) as store:
        return _page(store, existing(casefile.case_file(as_seen(store), case, utcnow())))


@blueprint.post("/<id:case>")
@allow(Permission.ASSIGN)
@looks_at("case", "case")
def assign(case: str) -> AnyResponse:
    """Put a case in somebody's charge."""
    who = signed_in()
    shown = Charge(request.form.get("shown_main") or None, frozenset(request.form.getlist("shown_others")))
    wanted = Charge(request.form.get("main") or None, frozenset(request.form.getlist("others")))
    with writing(who.office.id) as store:
        file = existing(casefile.case_file(as_seen(store), case, utcnow()))
        try:
            written = casefile.assign(store, who, case, shown, wanted, utcnow())
        except StaleView:
            problem = gettext("Somebody else has changed the main worker meanwhile. Please look, and choose again.")
            return _page(store, file, 409, {"main": problem})
        except NotOfField:
            problem = gettext("Please choose somebody who works with cases.")
            return _page(store, file, 422, {"main": problem}, wanted)
        except NotNamed:
            problem = gettext("This case is restricted. Please name them first among those who may open it.")
            return _page(store, file, 422, {"main": problem}, wanted)
        except ChangeRejected as refused:
            return _page(store, file, 422, in_words(refused.result), wanted)
    flash(gettext("The assignment has been changed.") if written else gettext("Nothing was changed."), "done")
    return go("office_cases.show", case=case, _anchor="charge")


def _page(
    store: Office,
    file: CaseFile,
    status: int = 200,
    errors: Errors | None = None,
    wanted: Charge | None = None,
) -> AnyResponse:
    shown, oldest_first = Charge.of(file.case.fields), "oldest" in request.args
    named = named_ids("case", [file.case.fields])
    if file.person is not None:
        named |= named_ids("person", [file.person.fields])
    named |= named_ids("task", [task.fields for task in file.tasks])
    named |= named_ids("consent", [consent.fields for consent, _ in file.consents])
    in_charge = {shown.main, *shown.others}
    return page(
        "case.html",
        status,
        store=store,
        file=file,
        words=words(store, named),
        may_take_consent=may_write("consent"),
        consent_words=consents.WORDS,
        consent_shapes=consents.SHAPES,
        restricted=as_seen(store).restrictions.one(file.case.id) if "restricted_to" in file.case.fields else None,
        shown=shown,
        wanted=wanted or shown,
        errors=errors or {},
        staff=[user for user in store.accounts.users() if user.may(Permission.BE_IN_CHARGE) or user.id in in_charge],
        loads={user: sum(parts.values()) for user, parts in store.accounts.charges().items()},
        months=casefile.by_month(file.course, oldest_first=oldest_first),
        oldest_first=oldest_first,
        here=url_for("office_cases.show", case=file.case.id) if request.method == "POST" else None,
    )


def _filter(filters: dict[str, str]) -> CaseFilter:
    nobody, left = (filters["worker"] == word for word in (_NOBODY, _LEFT))
    return CaseFilter(
        state=None if filters["state"] == "all" else filters["state"],
        worker=None if nobody or left else filters["worker"] or None,
        unassigned=nobody,
        left=left,
        words=filters["words"] or None,
    )
