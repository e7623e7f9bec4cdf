"""What every office page shares: its frame, who reads it, and how requests are read."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from typing import Any, Final
from urllib.parse import urlencode

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from server.access import FIELD_STAFF, SUPERVISORS, signed_in
from server.auth import current
from server.backups.watch import BackupHealth, backup_health
from server.errors import NotFound
from server.ids import new_id
from server.locale import LANGUAGES, language
from server.office.notes import Comment
from server.office.outings import watched
from server.office.words import Words
from server.reminders.watch import reminders_last_ran, stands_still
from server.store import OfficeStore, reading, utcnow
from server.store.outings import OutingRow
from server.store.rows import Reader, SessionRow
from server.store.supports import SupportFilter
from sync.changes import Result
from sync.kinds import INTAKE_STAFF
from sync.permission import refusal
from sync.records import KINDS
from sync.store import Record

PAGE_SIZE: Final = 50
MOST_PAGES: Final = 100_000

_NAVIGATION: Final = (
    ("office_notes", "office_notes.index", SUPERVISORS),
    ("office_plans", "office_plans.index", SUPERVISORS),
    ("office_meetings", "office_meetings.index", INTAKE_STAFF),
    ("office_reviews", "office_reviews.index", SUPERVISORS),
    ("office_team", "office_team.index", SUPERVISORS),
    ("office_outings", "office_outings.index", FIELD_STAFF),
    ("office_conflicts", "office_conflicts.index", FIELD_STAFF),
    ("office_followup", "office_followup.index", INTAKE_STAFF),
    ("office_cases", "office_cases.index", INTAKE_STAFF),
    ("office_reminders", "office_reminders.index", SUPERVISORS),
    ("office_recovery", "office_recovery.index", SUPERVISORS),
    ("office_unsent", "office_unsent.index", SUPERVISORS),
    ("office_users", "office_users.index", frozenset({"administrator", "manager"})),
)


def reader(who: SessionRow) -> Reader:
    """How far somebody reads: supervisors the whole office, workers their own cases, clerks registers only."""
    whole = who.role in SUPERVISORS or who.role == "clerk"
    return Reader(who.user_id, whole_office=whole, narratives=who.role != "clerk")


def may_write(kind: str, record: Record | None = None) -> bool:
    """Whether whoever is signed in may change a record, or make one where none is given, as the exchange answers it."""
    who = signed_in()
    return refusal(KINDS[kind], who.user_id, who.role, record, {}) is None


def words(store: OfficeStore, ids: set[str] | None = None) -> Words:
    """The words of this request's language, with the names of the office's people and of the given records."""
    names = {user.id: user.name for user in store.users()} | (store.names(ids) if ids else {})
    return Words(language(), store.zone, names)


def today(store: OfficeStore) -> dt.date:
    """The present day where the office is."""
    return utcnow().astimezone(store.zone).date()


def page(
    template: str,
    status: int = 200,
    *,
    store: OfficeStore | None = None,
    here: str | None = None,
    **values: Any,
) -> Response:
    """A page in the frame. ``store`` is the transaction that is open, ``here`` the page's address where that is not the
    one that was asked for.
    """
    rendered = render_template(f"office/{template}", **_frame(store, here), **values)
    return make_response(rendered, status)


def go(endpoint: str, **values: Any) -> AnyResponse:
    """Send the browser on after a form was taken."""
    return redirect(url_for(endpoint, **values), 303)


def go_on(result: Result | None, done: str, endpoint: str, **values: Any) -> AnyResponse:
    """Send the browser on after a change: to the disagreement that it raised, or else to ``endpoint`` with ``done``
    said there. ``None`` says that nothing was altered.
    """
    if result is not None and result.conflicts:
        flash(gettext("Somebody else has given another value meanwhile. Both are kept: please choose."), "caution")
        return go("office_conflicts.show", conflict=result.conflicts[0])
    flash(gettext("Nothing was changed.") if result is None else done, "done")
    return go(endpoint, **values)


def page_number() -> int:
    """Which page of a list is asked for."""
    return min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES)


def day_given(name: str) -> dt.date | None:
    """A day from the address; ``None`` for anything that is none."""
    try:
        return dt.date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def identifier(given: str | None) -> str | None:
    """An id in its canonical spelling; ``None`` for anything else."""
    try:
        return str(uuid.UUID(given or ""))
    except ValueError:
        return None


def comment_given() -> Comment:
    """A comment as a form gives it. A made-up id is replaced, since it could be that of another record."""
    text = request.form.get("text", "").replace("\r\n", "\n").strip()
    return Comment(identifier(request.form.get("comment")) or new_id(), text, request.form.get("seen", ""))


def existing(found: Any) -> Any:
    """What was found. Raises ``NotFound`` where there is nothing, or nothing for this reader."""
    if found is None:
        raise NotFound
    return found


def _frame(store: OfficeStore | None, here: str | None) -> dict[str, Any]:
    who = current()
    languages = [(code, _address(here, code)) for code in LANGUAGES]
    if who is None:
        return {"who": None, "languages": languages}
    said = Words(language(), zoneinfo.ZoneInfo(who.office.time_zone))
    return {
        "who": who,
        "navigation": _navigation(who, store),
        "role": said.role(who.role),
        "reminders_stopped": who.role in SUPERVISORS and stands_still(reminders_last_ran(who.office.id), utcnow()),
        "backups": _backups(who),
        "answers_alarms": who.role in SUPERVISORS,
        "alarms": _alarms(who, store),
        "clock": said.clock,
        "moment_said": said.moment,
        "languages": languages,
    }


def _backups(who: SessionRow) -> BackupHealth | None:
    """What is wrong with the backups, for those who can have it mended."""
    if who.role not in SUPERVISORS and who.role != "administrator":
        return None
    health = backup_health(utcnow(), who.office.id)
    return None if health.state == "ok" else health


def _address(here: str | None, code: str) -> str:
    """This page in a language. Whatever else the address says is kept."""
    asked = {} if here else {name: value for name, value in request.args.items() if name != "lang"}
    return f"{here or request.path}?{urlencode(asked | {'lang': code})}"


def _navigation(who: SessionRow, store: OfficeStore | None) -> list[dict[str, Any]]:
    names = {
        "office_notes": gettext("Review of notes"),
        "office_plans": gettext("Approval of plans"),
        "office_meetings": gettext("Meetings"),
        "office_reviews": gettext("Case reviews"),
        "office_team": gettext("The team"),
        "office_outings": gettext("Out on visits"),
        "office_conflicts": gettext("Disagreements"),
        "office_followup": gettext("To follow up"),
        "office_cases": gettext("Cases"),
        "office_reminders": gettext("Reminders"),
        "office_recovery": gettext("Backups and losses"),
        "office_unsent": gettext("Files from phones"),
        "office_users": gettext("Staff and phones"),
    }
    waiting = _waiting(who, store) if who.role in FIELD_STAFF else {}
    return [
        {
            "name": names[blueprint],
            "address": url_for(endpoint),
            "current": request.blueprint == blueprint,
            "waiting": waiting.get(blueprint, 0),
        }
        for blueprint, endpoint, roles in _NAVIGATION
        if who.role in roles
    ]


def _waiting(who: SessionRow, store: OfficeStore | None) -> dict[str, int]:
    """How much waits, by page."""
    if store is None:
        with reading(who.office.id) as opened:
            return _waiting(who, opened)
    reviews = store.review_counts(SupportFilter(reader=reader(who), waiting=True))
    return {
        "office_notes": sum(reviews.values()),
        "office_plans": store.plans_waiting_count(reader(who)),
        "office_outings": sum(each.urgent for each in watched(store.outings_open(reader(who)), utcnow())),
        "office_conflicts": store.open_conflict_count(reader(who)),
        "office_recovery": store.waiting_count(),
    }


def _alarms(who: SessionRow, store: OfficeStore | None) -> list[OutingRow]:
    """The calls for help that are open, on every page of those who answer them."""
    if who.role not in SUPERVISORS:
        return []
    if store is None:
        with reading(who.office.id) as opened:
            return opened.alarms_open(reader(who))
    return store.alarms_open(reader(who))


__all__ = [
    "PAGE_SIZE",
    "comment_given",
    "day_given",
    "existing",
    "go",
    "go_on",
    "identifier",
    "page",
    "page_number",
    "reader",
    "signed_in",
    "today",
    "words",
]
