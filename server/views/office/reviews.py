"""Case reviews: which are due, and one with what it looks at."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.ids import new_id
from server.http.access import Permission, allow, signed_in
from server.http.looks import looks_at
from server.language.problems import Errors, in_words
from server.language.words import named_ids
from server.office import reviews
from server.office.history import history_in_words
from server.office.reviews import CaseReview, NotADay
from server.services.casework import ChangeRejected, Comment
from server.store import Office, reading, utcnow, writing
from server.views.office.frame import as_seen, comment_given, existing, go, page, thresholds, today, words
from server.views.office.pages import Group, OfficePage

blueprint = Blueprint("office_reviews", __name__, url_prefix="/office/reviews")

PAGE = OfficePage(blueprint, Group.MEETINGS, 40, lazy_gettext("Case reviews"), lists="reviews")


@blueprint.get("/")
@allow(Permission.REVIEW)
def index() -> AnyResponse:
    """Those that are due."""
    who = signed_in()
    with reading(who.office.id) as store:
        due = reviews.due_reviews(as_seen(store), today(store), thresholds(store))
        return page("reviews.html", store=store, due=due, words=words(store))


@blueprint.get("/<id:plan>")
@allow(Permission.REVIEW)
@looks_at("plan", "plan")
def show(plan: str) -> AnyResponse:
    """What a review looks at, and where it is recorded."""
    who = signed_in()
    with reading(who.office.id) as store:
        return _page(store, existing(reviews.review(as_seen(store), plan, utcnow())))


@blueprint.post("/<id:plan>")
@allow(Permission.REVIEW)
@looks_at("plan", "plan")
def record(plan: str) -> AnyResponse:
    """Write that the review was held."""
    who, on, comment = signed_in(), request.form.get("on", ""), comment_given()
    with writing(who.office.id) as store:
        case_review = existing(reviews.review(as_seen(store), plan, utcnow()))
        try:
            reviews.record_review(store, who, case_review.plan, on, comment, utcnow())
        except NotADay:
            problem = gettext("Please give a day, today or before.")
            return _page(store, case_review, 422, on, comment, {"on": problem})
        except ChangeRejected as refused:
            return _page(store, case_review, 422, on, comment, in_words(refused.result))
    flash(gettext("The case review has been recorded."), "done")
    return go(".index")


def _page(
    store: Office,
    case_review: CaseReview,
    status: int = 200,
    on: str | None = None,
    comment: Comment | None = None,
    errors: Errors | None = None,
) -> AnyResponse:
    named = named_ids("case", [case_review.file.case.fields]) | named_ids(
        "support", [note.fields for note in case_review.latest]
    )
    return page(
        "review.html",
        status,
        store=store,
        here=url_for(".show", plan=case_review.plan.id),
        review=case_review,
        history_in_words=history_in_words,
        on=today(store).isoformat() if on is None else on,
        today=today(store),
        comment=comment or Comment(new_id(), "", case_review.plan.head),
        errors=errors or {},
        words=words(store, named),
    )
