"""What is printed to be laid on the table: a case on one page, and an agenda with the cases that are talked about."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response as AnyResponse

from server.access import FIELD_STAFF, allow
from server.office import meetings
from server.office.followup import days_in_words
from server.office.plans import stage_word
from server.office.sheets import CaseSheet, case_sheets
from server.office.words import Words, named_ids
from server.store import OfficeStore, reading, utcnow
from server.views.office.frame import existing, page, reader, signed_in, words

blueprint = Blueprint("office_papers", __name__, url_prefix="/office")


@blueprint.get("/cases/<uuid:case>/sheet")
@allow(*FIELD_STAFF)
def sheet(case: Any) -> AnyResponse:
    """One case on one page."""
    who, now = signed_in(), utcnow()
    with reading(who.office.id) as store:
        found = existing(case_sheets(store, reader(who), [str(case)], now).get(str(case)))
        return page("sheet.html", store=store, sheet=found, today=now, **_spoken(store, [found]))


@blueprint.get("/meetings/<uuid:meeting>/papers")
@allow(*FIELD_STAFF)
def agenda(meeting: Any) -> AnyResponse:
    """The agenda on its first page, then a page for each case that is talked about."""
    who, now = signed_in(), utcnow()
    with reading(who.office.id) as store:
        file = existing(meetings.meeting_file(store, reader(who), str(meeting)))
        discussed = dict.fromkeys(item.scope for item in dict(file.parts)["discuss"])
        found = case_sheets(store, reader(who), discussed, now)
        sheets = [found[case] for case in discussed if case in found]
        return page("papers.html", store=store, file=file, sheets=sheets, today=now, **_spoken(store, sheets))


def _spoken(store: OfficeStore, sheets: list[CaseSheet]) -> dict[str, Any]:
    """What the sheets' templates say things with."""
    named: set[str] = set()
    for sheet in sheets:
        named |= named_ids("case", [sheet.case.fields]) | named_ids("task", [task.fields for task in sheet.tasks])
    said: Words = words(store, named)
    return {"words": said, "stage_word": stage_word, "days_in_words": days_in_words}
