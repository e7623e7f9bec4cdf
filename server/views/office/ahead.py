"""What is ahead in a case, on one page: appointments, recurring visits and tasks, each with the way to change it."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response as AnyResponse

from server.http.access import Permission, allow, signed_in
from server.http.looks import looks_at
from server.language.words import named_ids
from server.office.ahead import ahead_in
from server.store import reading, utcnow
from server.views.office.frame import as_seen, existing, page, words

blueprint = Blueprint("office_ahead", __name__, url_prefix="/office/cases/<id:case>/ahead")


@blueprint.get("/")
@allow(Permission.WRITE_NOTES)
@looks_at("case", "case")
def show(case: str) -> AnyResponse:
    """What is ahead in one case."""
    with reading(signed_in().office.id) as store:
        seen = as_seen(store)
        record, row = existing(seen.record(case, "case")), existing(seen.cases.one(case))
        ahead = ahead_in(seen, record, utcnow())
        named = named_ids("task", [task.fields for task in ahead.tasks])
        return page("ahead.html", store=store, case=row, ahead=ahead, words=words(store, named))
