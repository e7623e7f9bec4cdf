"""Who did and looked at what, for the manager; and who looked at one client's record, to be given to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from flask import Blueprint, Response, request
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.trail import Act, Detail, Noted, note_later, origin
from server.http.access import Permission, allow, signed_in
from server.http.looks import looks_at
from server.office.trail import ACT_NAMES, LOOKS, lines, looked_at
from server.reports.csv_text import as_csv
from server.store import Office, reading, utcnow, writing
from server.store.trail import TrailFilter, TrailRow
from server.views.office.filters import CalendarDay, Person, conditions, day_of, one_of, read_filter
from server.views.office.frame import PAGE_SIZE, account_options, as_seen, existing, page, page_number, words
from server.views.office.pages import Group, OfficePage

blueprint = Blueprint("office_trail", __name__, url_prefix="/office/trail")
PAGE = OfficePage(blueprint, Group.SETTINGS, 125, lazy_gettext("Looks and acts"))

MOST_ROWS: Final = 100_000
"""How many entries a file holds, the newest. A spreadsheet is slow to open more; a filter finds the others."""

_COLUMNS: Final = ("number", "at", "actor", "what", "about_kind", "about", "device", "address", "reason", "details")
_LOOK_COLUMNS: Final = ("at", "who", "what")
_CONDITIONS: Final = conditions(
    what=one_of([str(act) for act in Act]), who=Person(), since=CalendarDay(), until=CalendarDay(), case=Person()
)


@blueprint.get("/")
@allow(Permission.READ_TRAIL)
def index() -> AnyResponse:
    """The entries, the newest first."""
    filters = read_filter(_CONDITIONS, request.args)
    with reading(signed_in().office.id) as store:
        listing = store.trail.page(_filter(store, filters), page=page_number(), per_page=PAGE_SIZE)
        note_later(store.id, Noted(Act.TRAIL_READ, origin=origin(), at=utcnow()))
        terms = words(store)
        return page(
            "trail.html",
            store=store,
            listing=listing,
            lines=lines(store, as_seen(store), listing.rows, terms),
            filters=filters,
            acts=[(str(act), name) for act, name in ACT_NAMES.items()],
            staff=account_options(store.accounts.users()),
            words=terms,
            most=MOST_ROWS,
        )


@blueprint.get("/trail.csv")
@allow(Permission.READ_TRAIL)
def download() -> Response:
    """The same as a file, without pages."""
    filters = read_filter(_CONDITIONS, request.args)
    with reading(signed_in().office.id) as store:
        rows = store.trail.all(_filter(store, filters), most=MOST_ROWS)
        table = lines(store, as_seen(store), rows, words(store))
    cells = [
        (
            str(line.row.number),
            line.at,
            line.who,
            line.what,
            line.row.about_kind or "",
            line.about,
            line.device,
            line.row.address or "",
            line.reason,
            line.details,
        )
        for line in table
    ]
    return _file("trail.csv", _COLUMNS, cells, {"list": "trail", "rows": len(cells)})


@blueprint.get("/cases/<id:case>")
@allow(Permission.READ_TRAIL)
@looks_at("case", "case", act=Act.TRAIL_READ)
def of_case(case: str) -> AnyResponse:
    """Who looked at a client's record, and when."""
    with reading(signed_in().office.id) as store:
        wanted = _looks(store, case)
        listing = store.trail.page(wanted, page=page_number(), per_page=PAGE_SIZE)
        terms = words(store)
        return page(
            "trail_case.html",
            store=store,
            case=case,
            row=as_seen(store).cases.by_id([case]).get(case),
            listing=listing,
            looks=_looks_in_words(store, listing.rows),
            words=terms,
        )


@blueprint.get("/cases/<id:case>.csv")
@allow(Permission.READ_TRAIL)
@looks_at("case", "case", act=Act.TRAIL_READ)
def download_of_case(case: str) -> Response:
    """The same as a file, to be given to the client: names of staff, and neither phones nor addresses."""
    with reading(signed_in().office.id) as store:
        cells = _looks_in_words(store, store.trail.all(_looks(store, case), most=MOST_ROWS))
    return _file("looks.csv", _LOOK_COLUMNS, cells, {"list": "looks", "rows": len(cells)}, case)


def _looks_in_words(store: Office, rows: Sequence[TrailRow]) -> list[tuple[str, str, str]]:
    terms = words(store)
    return [(terms.moment(row.at), terms.name(row.actor), looked_at(row, terms)) for row in rows]


def _file(
    name: str, header: Sequence[str], rows: Sequence[Sequence[str]], details: dict[str, Detail], case: str | None = None
) -> Response:
    """A file that goes out of the house, which is noted before it does."""
    with writing(signed_in().office.id) as store:
        about = None if case is None else "case"
        store.trail.note(Noted(Act.EXPORTED, about, case, scope=case, details=details))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(as_csv(header, rows), mimetype="text/csv", headers=headers)


def _looks(store: Office, case: str) -> TrailFilter:
    """The looks at a case, its person and their household. Raises ``NotFound`` where there is no such case; one that
    was removed was looked at as well."""
    seen = as_seen(store)
    case_record = seen.records([case]).get(case)
    record = existing(case_record if case_record is not None and case_record.kind == "case" else None)
    person = str(record.fields["person"])
    known = seen.records([person]).get(person)
    household = None if known is None else known.fields.get("household")
    return TrailFilter(what=LOOKS, scopes=(case, person, *([household] if household else [])))


def _filter(store: Office, filters: dict[str, str]) -> TrailFilter:
    since, until = day_of(filters["since"]), day_of(filters["until"])
    return TrailFilter(
        what=(Act(filters["what"]),) if filters["what"] else (),
        actor=filters["who"] or None,
        since=None if since is None else _midnight(store, since),
        until=None if until is None or until == dt.date.max else _midnight(store, until + dt.timedelta(days=1)),
        scopes=(filters["case"],) if filters["case"] else (),
    )


def _midnight(store: Office, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), store.zone)
