"""Plans: which wait for approval, one plan whole, and the supervisor's word on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.ids import new_id
from server.http.access import Permission, allow, signed_in
from server.http.looks import looks_at
from server.language.problems import Errors, in_words
from server.language.words import named_ids
from server.office import plans
from server.office.history import history_in_words
from server.office.inputs import Input, altered, as_sent, inputs_for
from server.office.plans import DATES, PlanFile
from server.services.casework import ChangeRejected, Comment
from server.store import Office, reading, utcnow, writing
from server.views.office.frame import (
    PAGE_SIZE,
    as_seen,
    comment_given,
    existing,
    go,
    go_on,
    may_write,
    page,
    page_number,
    today,
    words,
)
from server.views.office.judging import take_comment, take_judgement
from server.views.office.pages import Group, OfficePage
from sync.fields import Json

blueprint = Blueprint("office_plans", __name__, url_prefix="/office/plans")


PAGE = OfficePage(
    blueprint,
    Group.MEETINGS,
    20,
    lazy_gettext("Approval of plans"),
    waiting=lambda office, seen, now: seen.plans.waiting_count(),
    lists="plans",
)

_DECISIONS: Final = frozenset({"approved", "returned"})
_TOLD_ELSEWHERE: Final = frozenset(
    {"case", "number", "follows", "signature", "submitted", "approval", "approved_by", "approved_at"}
)


@blueprint.get("/")
@allow(Permission.APPROVE)
def index() -> AnyResponse:
    """The plans that wait for approval."""
    who = signed_in()
    with reading(who.office.id) as store:
        listing = as_seen(store).plans.waiting(page=page_number(), per_page=PAGE_SIZE)
        return page("plans.html", store=store, listing=listing, words=words(store))


@blueprint.get("/<id:plan>")
@allow(Permission.READ_OWN_CASES)
@looks_at("plan", "plan")
def show(plan: str) -> AnyResponse:
    """One plan, whole."""
    with reading(signed_in().office.id) as store:
        return _page(store, _file(store, plan))


@blueprint.post("/<id:plan>")
@allow(Permission.APPROVE)
@looks_at("plan", "plan")
def settle(plan: str) -> AnyResponse:
    """Approve a plan, or return it with a comment."""
    who, decision, comment = signed_in(), request.form.get("do", ""), comment_given()
    with writing(who.office.id) as store:
        file = _file(store, plan)
        shown = partial(_page, store, file, comment=comment)
        refused = take_judgement(store, file.plan, decision, _DECISIONS, comment, shown)
        if refused is not None:
            return refused
        onward = plans.next_waiting(as_seen(store))
    done = gettext("The plan is approved.") if decision == "approved" else gettext("Returned with your comment.")
    flash(done, "done")
    return go("office_plans.index") if onward is None else go("office_plans.show", plan=onward)


@blueprint.post("/<id:plan>/comments")
@allow(Permission.WRITE_NOTES)
@looks_at("plan", "plan")
def comment(plan: str) -> AnyResponse:
    """Comment, and leave the approval as it is."""
    who, written = signed_in(), comment_given()
    with writing(who.office.id) as store:
        file = _file(store, plan)
        refused = take_comment(store, file.plan, written, partial(_page, store, file, comment=written))
        if refused is not None:
            return refused
    flash(gettext("The comment has been added."), "done")
    return go("office_plans.show", plan=file.plan.id, _anchor="comments")


@blueprint.post("/<id:plan>/dates")
@allow(Permission.WRITE_NOTES)
@looks_at("plan", "plan")
def change_dates(plan: str) -> AnyResponse:
    """Give a plan another number, or the days of its meetings and its decision."""
    who = signed_in()
    with writing(who.office.id) as store:
        file, terms = _file(store, plan), words(store)
        try:
            fields = altered("plan", DATES, request.form, terms)
            result = plans.change(store, who, plan, fields, request.form.get("seen", ""), utcnow())
        except ChangeRejected as refused:
            inputs = as_sent(inputs_for("plan", DATES, file.plan.fields, terms), request.form)
            return _page(store, file, 422, date_errors=in_words(refused.result), dates=inputs)
    return go_on(result, gettext("The plan has been changed."), "office_plans.show", plan=plan)


def _file(store: Office, plan: str) -> PlanFile:
    return existing(plans.plan_file(as_seen(store), plan, today(store)))


def _page(
    store: Office,
    file: PlanFile,
    status: int = 200,
    errors: Errors | None = None,
    *,
    comment: Comment | None = None,
    outdated: bool = False,
    dates: Sequence[Input] | None = None,
    date_errors: Errors | None = None,
) -> AnyResponse:
    values: list[Mapping[str, Json]] = [file.plan.fields]
    for entry in file.history:
        values += [entry.before, entry.after]
    named = named_ids("plan", values) | named_ids("task", [task.fields for task in file.tasks])
    terms = words(store, named)
    return page(
        "plan.html",
        status,
        store=store,
        here=url_for("office_plans.show", plan=file.plan.id),
        file=file,
        words=terms,
        stage=plans.stage_word(file.stage),
        facts=terms.facts("plan", file.plan.fields, _TOLD_ELSEWHERE),
        history=history_in_words("plan", file.history, terms),
        history_in_words=history_in_words,
        comment=comment or Comment(new_id(), "", file.state),
        errors=errors or {},
        outdated=outdated,
        dates=dates or inputs_for("plan", DATES, file.plan.fields, terms),
        date_errors=date_errors or {},
        dates_seen=request.form.get("seen", "") if dates else file.plan.head,
        may_change=may_write("plan", file.plan),
    )
