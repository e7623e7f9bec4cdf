"""What is printed to be laid on the table: a case on one page, and an agenda with the cases that are talked about."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response as AnyResponse

from server.ground.trail import Act
from server.http.access import Permission, allow, signed_in
from server.http.looks import looked_at, looks_at
from server.language.words import Words, named_ids
from server.office import meetings
from server.office.followup import days_in_words
from server.office.plans import stage_word
from server.office.sheets import CaseSheet, case_sheets
from server.store import Office, reading, utcnow
from server.views.office.frame import as_seen, existing, page, thresholds, words

blueprint = Blueprint("office_papers", __name__, url_prefix="/office")


@blueprint.get("/cases/<id:case>/sheet")
@allow(Permission.READ_SENSITIVE)
@looks_at("case", "case", act=Act.PRINT_VIEW)
def sheet(case: str) -> AnyResponse:
    """One case on one page."""
    who, now = signed_in(), utcnow()
    with reading(who.office.id) as store:
        case_sheet = existing(case_sheets(as_seen(store), [case], thresholds(store), now).get(case))
        return page(
            "sheet.html",
            store=store,
            sheet=case_sheet,
            today=now,
            words=_words_of(store, [case_sheet]),
            stage_word=stage_word,
            days_in_words=days_in_words,
        )


@blueprint.get("/meetings/<id:meeting>/papers")
@allow(Permission.READ_SENSITIVE)
@looks_at("meeting", "meeting", act=Act.PRINT_VIEW)
def agenda(meeting: str) -> AnyResponse:
    """The agenda on its first page, then a page for each case that is talked about."""
    who, now = signed_in(), utcnow()
    with reading(who.office.id) as store:
        file = existing(meetings.meeting_file(as_seen(store), meeting))
        discussed = dict.fromkeys(item.scope for item in dict(file.parts)["discuss"])
        by_case = case_sheets(as_seen(store), discussed, thresholds(store), now)
        sheets = [by_case[case] for case in discussed if case in by_case]
        for each in sheets:
            looked_at("case", each.case.id, Act.PRINT_VIEW)
        return page(
            "papers.html",
            store=store,
            file=file,
            sheets=sheets,
            today=now,
            words=_words_of(store, sheets),
            stage_word=stage_word,
            days_in_words=days_in_words,
        )


def _words_of(store: Office, sheets: list[CaseSheet]) -> Words:
    """The words of some sheets, with the names of what they are about."""
    named: set[str] = set()
    for sheet in sheets:
        named |= named_ids("case", [sheet.case.fields]) | named_ids("task", [task.fields for task in sheet.tasks])
    return words(store, named)
