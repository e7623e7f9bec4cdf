"""Case reviews: which are due, and one with what it looks at."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.access import SUPERVISORS, allow
from server.casework import Refused
from server.ids import new_id
from server.office import reviews
from server.office.history import told
from server.office.notes import Comment
from server.office.problems import Errors, in_words
from server.office.reviews import NotADay, Review
from server.office.words import named_ids
from server.store import OfficeStore, reading, utcnow, writing
from server.views.office.frame import comment_given, existing, go, page, reader, signed_in, today, words

blueprint = Blueprint("office_reviews", __name__, url_prefix="/office/reviews")


@blueprint.get("/")
@allow(*SUPERVISORS)
def index() -> AnyResponse:
    """Those that are due."""
    who = signed_in()
    with reading(who.office.id) as store:
        due = reviews.due_reviews(store, reader(who), today(store))
        return page("reviews.html", store=store, due=due, words=words(store))


@blueprint.get("/<uuid:plan>")
@allow(*SUPERVISORS)
def show(plan: Any) -> AnyResponse:
    """What a review looks at, and where it is recorded."""
    who = signed_in()
    with reading(who.office.id) as store:
        return _page(store, existing(reviews.review(store, reader(who), str(plan), utcnow())))


@blueprint.post("/<uuid:plan>")
@allow(*SUPERVISORS)
def record(plan: Any) -> AnyResponse:
    """Write that the review was held."""
    who, on, comment = signed_in(), request.form.get("on", ""), comment_given()
    with writing(who.office.id) as store:
        found: Review = existing(reviews.review(store, reader(who), str(plan), utcnow()))
        try:
            reviews.record_review(store, who, found.plan, on, comment, utcnow())
        except NotADay:
            said = gettext("Please give a day, today or before.")
            return _page(store, found, 422, on, comment, {"on": said})
        except Refused as refused:
            return _page(store, found, 422, on, comment, in_words(refused.result))
    flash(gettext("The case review has been recorded."), "done")
    return go(".index")


def _page(
    store: OfficeStore,
    found: Review,
    status: int = 200,
    on: str | None = None,
    comment: Comment | None = None,
    errors: Errors | None = None,
) -> AnyResponse:
    named = named_ids("case", [found.file.case.fields]) | named_ids("support", [note.fields for note in found.latest])
    return page(
        "review.html",
        status,
        store=store,
        here=url_for(".show", plan=found.plan.id),
        review=found,
        told=told,
        on=today(store).isoformat() if on is None else on,
        today=today(store),
        comment=comment or Comment(new_id(), "", found.plan.head),
        errors=errors or {},
        words=words(store, named),
    )
