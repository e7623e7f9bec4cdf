"""Plans: which wait for approval, one plan whole, and the supervisor's word on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.access import FIELD_STAFF, SUPERVISORS, allow
from server.casework import Refused
from server.ids import new_id
from server.office import plans
from server.office.history import told
from server.office.inputs import Input, altered, as_sent, inputs_for
from server.office.notes import Comment, Outdated, comment_on
from server.office.plans import DATES, PlanFile
from server.office.problems import Errors, in_words
from server.office.words import named_ids
from server.store import OfficeStore, reading, utcnow, writing
from server.views.office.frame import (
    PAGE_SIZE,
    comment_given,
    existing,
    go,
    go_on,
    may_write,
    page,
    page_number,
    reader,
    signed_in,
    today,
    words,
)
from sync.kinds import INTAKE_STAFF
from sync.records import KINDS

blueprint = Blueprint("office_plans", __name__, url_prefix="/office/plans")

_DECISIONS: Final = frozenset({"approved", "returned"})
_TOLD_ELSEWHERE: Final = frozenset(
    {"case", "number", "follows", "signature", "submitted", "approval", "approved_by", "approved_at"}
)


@blueprint.get("/")
@allow(*SUPERVISORS)
def index() -> AnyResponse:
    """The plans that wait for approval."""
    who = signed_in()
    with reading(who.office.id) as store:
        listing = store.plans_waiting(reader(who), page=page_number(), per_page=PAGE_SIZE)
        return page("plans.html", store=store, listing=listing, words=words(store))


@blueprint.get("/<uuid:plan>")
@allow(*INTAKE_STAFF)
def show(plan: Any) -> AnyResponse:
    """One plan, whole."""
    with reading(signed_in().office.id) as store:
        return _page(store, _file(store, str(plan)))


@blueprint.post("/<uuid:plan>")
@allow(*SUPERVISORS)
def settle(plan: Any) -> AnyResponse:
    """Approve a plan, or return it with a comment."""
    who, decision, comment = signed_in(), request.form.get("do", ""), comment_given()
    with writing(who.office.id) as store:
        file = _file(store, str(plan))
        if decision not in _DECISIONS or (decision == "returned" and not comment.text):
            problem = gettext("Please write what should be changed.")
            return _page(store, file, 422, comment, {"text": problem})
        try:
            plans.settle(store, who, file.plan, decision, comment, utcnow())
        except Outdated:
            return _page(store, file, 409, comment, outdated=True)
        except Refused as refused:
            return _page(store, file, 422, comment, in_words(refused.result))
        onward = plans.next_waiting(store, reader(who))
    done = gettext("The plan is approved.") if decision == "approved" else gettext("Returned with your comment.")
    flash(done, "done")
    return go("office_plans.index") if onward is None else go("office_plans.show", plan=onward)


@blueprint.post("/<uuid:plan>/comments")
@allow(*FIELD_STAFF)
def comment(plan: Any) -> AnyResponse:
    """Comment, and leave the approval as it is."""
    who, given = signed_in(), comment_given()
    with writing(who.office.id) as store:
        file = _file(store, str(plan))
        if not given.text:
            return _page(store, file, 422, given, {"text": gettext("Please write a comment.")})
        try:
            comment_on(store, who, file.plan, given, utcnow())
        except Refused as refused:
            return _page(store, file, 422, given, in_words(refused.result))
    flash(gettext("The comment has been added."), "done")
    return go("office_plans.show", plan=file.plan.id, _anchor="comments")


@blueprint.post("/<uuid:plan>/dates")
@allow(*KINDS["plan"].editors)
def change_dates(plan: Any) -> AnyResponse:
    """Give a plan another number, or the days of its meetings and its decision."""
    who, plan_id = signed_in(), str(plan)
    with writing(who.office.id) as store:
        file, said = _file(store, plan_id), words(store)
        try:
            fields = altered("plan", DATES, request.form, said)
            result = plans.change(store, who, plan_id, fields, request.form.get("seen", ""), utcnow())
        except Refused as refused:
            inputs = as_sent(inputs_for("plan", DATES, file.plan.fields, said), request.form)
            return _page(store, file, 422, date_errors=in_words(refused.result), dates=inputs)
    return go_on(result, gettext("The plan has been changed."), "office_plans.show", plan=plan_id)


def _file(store: OfficeStore, plan: str) -> PlanFile:
    file: PlanFile = existing(plans.plan_file(store, reader(signed_in()), plan, today(store)))
    return file


def _page(
    store: OfficeStore,
    file: PlanFile,
    status: int = 200,
    comment: Comment | None = None,
    errors: Errors | None = None,
    *,
    outdated: bool = False,
    dates: Sequence[Input] | None = None,
    date_errors: Errors | None = None,
) -> AnyResponse:
    values: list[Any] = [file.plan.fields]
    for entry in file.history:
        values += [entry.before, entry.after]
    named = named_ids("plan", values) | named_ids("task", [task.fields for task in file.tasks])
    said = words(store, named)
    may_settle = signed_in().role in SUPERVISORS
    return page(
        "plan.html",
        status,
        store=store,
        here=url_for("office_plans.show", plan=file.plan.id),
        file=file,
        words=said,
        stage=plans.stage_word(file.stage),
        facts=said.facts("plan", file.plan.fields, _TOLD_ELSEWHERE),
        history=told("plan", file.history, said),
        told=told,
        comment=comment or Comment(new_id(), "", file.state),
        errors=errors or {},
        outdated=outdated,
        dates=dates or inputs_for("plan", DATES, file.plan.fields, said),
        date_errors=date_errors or {},
        dates_seen=request.form.get("seen", "") if dates else file.plan.head,
        may_settle=may_settle,
        may_change=may_write("plan", file.plan),
        reads_narratives=reader(signed_in()).narratives,
    )
