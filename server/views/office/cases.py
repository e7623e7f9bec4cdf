"""Cases and who is in charge of them."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.access import FIELD_STAFF, SUPERVISORS, allow
from server.casework import Refused
from server.office import casefile
from server.office.casefile import CaseFile, Charge, NotOfField
from server.office.notes import Outdated
from server.office.problems import Errors, in_words
from server.office.words import named_ids
from server.store import OfficeStore, reading, utcnow, writing
from server.store.cases import CaseFilter
from server.store.rows import SessionRow
from server.views.office.frame import (
    PAGE_SIZE,
    existing,
    go,
    identifier,
    page,
    page_number,
    reader,
    signed_in,
    words,
)
from sync.codes import CODE_LISTS
from sync.kinds import INTAKE_STAFF

blueprint = Blueprint("office_cases", __name__, url_prefix="/office/cases")

_NOBODY: Final = "nobody"
_LONGEST: Final = 100


@blueprint.get("/")
@allow(*INTAKE_STAFF)
def index() -> AnyResponse:
    """The list. What was searched for stands at the office, with the session, and neither in the address nor in the
    cookie, since it is mostly a name."""
    who = signed_in()
    given = {
        "state": request.args["state"] if request.args.get("state") in (*CODE_LISTS["case_state"], "all") else "open",
        "worker": _worker_given(),
    }
    given["words"] = _words_of(who, again="search" in request.args)
    with reading(who.office.id) as store:
        listing = store.cases_found(_filter(who, given), page=page_number(), per_page=PAGE_SIZE)
        staff = [(user.id, user.name) for user in store.users() if user.role in FIELD_STAFF]
        return page("cases.html", store=store, listing=listing, given=given, staff=staff, words=words(store))


@blueprint.post("/")
@allow(*INTAKE_STAFF)
def search() -> AnyResponse:
    """Take the filter, and the words beside it."""
    who, found = signed_in(), request.form.get("words", "").replace("\0", "").strip()[:_LONGEST]
    with writing(who.office.id) as store:
        store.keep_case_words(who.token_hash, found or None)
    kept = {name: request.form[name] for name in ("state", "worker") if request.form.get(name)}
    return go("office_cases.index", **kept, **({"search": 1} if found else {}))


@blueprint.get("/<uuid:case>")
@allow(*INTAKE_STAFF)
def show(case: Any) -> AnyResponse:
    """One case, from the top."""
    who = signed_in()
    with reading(who.office.id) as store:
        return _page(store, who, existing(casefile.case_file(store, reader(who), str(case), utcnow())))


@blueprint.post("/<uuid:case>")
@allow(*SUPERVISORS)
def assign(case: Any) -> AnyResponse:
    """Put a case in somebody's charge."""
    who, case_id = signed_in(), str(case)
    shown = Charge(request.form.get("shown_main") or None, frozenset(request.form.getlist("shown_others")))
    wanted = Charge(request.form.get("main") or None, frozenset(request.form.getlist("others")))
    with writing(who.office.id) as store:
        file = existing(casefile.case_file(store, reader(who), case_id, utcnow()))
        try:
            written = casefile.assign(store, who, case_id, shown, wanted, utcnow())
        except Outdated:
            problem = gettext("Somebody else has changed the main worker meanwhile. Please look, and choose again.")
            return _page(store, who, file, 409, {"main": problem})
        except NotOfField:
            return _page(
                store, who, file, 422, {"main": gettext("Please choose somebody who works with cases.")}, wanted
            )
        except Refused as refused:
            return _page(store, who, file, 422, in_words(refused.result), wanted)
    flash(gettext("The assignment has been changed.") if written else gettext("Nothing was changed."), "done")
    return go("office_cases.show", case=case_id, _anchor="charge")


def _page(
    store: OfficeStore,
    who: SessionRow,
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
    eligible = [user for user in store.users() if user.active and user.role in FIELD_STAFF]
    return page(
        "case.html",
        status,
        store=store,
        file=file,
        words=words(store, named),
        shown=shown,
        wanted=wanted or shown,
        errors=errors or {},
        staff=[user for user in store.users() if user in eligible or user.id in {shown.main, *shown.others}],
        loads=store.case_counts(),
        months=casefile.by_month(file.course, oldest_first=oldest_first),
        oldest_first=oldest_first,
        may_assign=who.role in SUPERVISORS,
        reads_narratives=reader(who).narratives,
        here=url_for("office_cases.show", case=file.case.id) if request.method == "POST" else None,
    )


def _words_of(who: SessionRow, *, again: bool) -> str:
    """What is searched for. Unless it is asked for ``again``, it is forgotten."""
    with reading(who.office.id) as store:
        found = store.case_words(who.token_hash)
    if again or found is None:
        return found or ""
    with writing(who.office.id) as store:
        store.keep_case_words(who.token_hash, None)
    return ""


def _worker_given() -> str:
    worker = request.args.get("worker", "")
    return worker if worker == _NOBODY else identifier(worker) or ""


def _filter(who: SessionRow, given: dict[str, str]) -> CaseFilter:
    nobody = given["worker"] == _NOBODY
    return CaseFilter(
        reader=reader(who),
        state=None if given["state"] == "all" else given["state"],
        worker=None if nobody else given["worker"] or None,
        unassigned=nobody,
        words=given["words"] or None,
    )
