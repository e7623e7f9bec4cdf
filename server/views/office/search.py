"""Searching all that one may see: who somebody is, and what was written."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Final

from flask import Blueprint, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.http.access import Permission, allow, signed_in
from server.http.addresses import address_of
from server.office.search import Hit, hits
from server.services.searching import take_over_due
from server.store import Unavailable, reading
from server.store.directory import SessionRow
from server.views.office.frame import as_seen, go, page, page_number, words
from server.views.office.lists import listed
from server.views.office.pages import OfficePage
from server.views.office.searched import take_words, words_of
from sync.search import MOST_WORDS, Query

blueprint = Blueprint("office_search", __name__, url_prefix="/office/search")

PAGE = OfficePage(blueprint, None, 17, lazy_gettext("Search"), lists="search")

_WAITS_S: Final = 1.0
"""For how long a search takes over what is due before it answers without the rest."""

_OPENED: Final[Mapping[str, tuple[str, str, str | None]]] = {
    "support": ("office_notes.show", "note", None),
    "plan": ("office_plans.show", "plan", None),
    "plan_support": ("office_plans.show", "plan", "plan"),
}
"""Kinds that have a page of their own, or stand on that of the record which a field names; others on their case's."""


@blueprint.get("/")
@allow(Permission.READ_OWN_CASES)
def index() -> AnyResponse:
    """What was found."""
    who, typed = signed_in(), words_of("search")
    query = Query.of(typed)
    problem = _problem(typed, query)
    due = _take_over(who) if query is not None and not problem else 0
    with reading(who.office.id) as store:
        seen = as_seen(store)
        return page(
            "search.html",
            store=store,
            typed=typed,
            problem=problem,
            found=hits(seen, query, page_number()) if query is not None and not problem else None,
            due=due,
            withheld=seen.restrictions.count(),
            address=_address,
            words=words(store),
        )


@blueprint.post("/")
@allow(Permission.READ_OWN_CASES)
def search() -> AnyResponse:
    """Take the words."""
    return go("office_search.index", **take_words("search"))


def _problem(typed: str, query: Query | None) -> str:
    """What is wrong with what was typed; empty where nothing is."""
    if typed and query is None:
        return gettext("There is nothing in this to search for. Please write at least one letter or digit.")
    if query is not None and len(query.words) > MOST_WORDS:
        return gettext("These are too many words. %(most)d can be searched for at once.", most=MOST_WORDS)
    return ""


def _take_over(who: SessionRow) -> int:
    """Take over what was written meanwhile. Returns how much is not searched yet."""
    until = time.monotonic() + _WAITS_S
    try:
        return take_over_due(who.office.id, lambda: time.monotonic() < until)
    except Unavailable:
        with reading(who.office.id) as store:
            return store.search_index.due()


def _address(hit: Hit, number: int) -> str | None:
    """Where a hit is opened: its own page, or that of its case; ``None`` where it has none."""
    record, carried = hit.row.record, listed("search", search=1, page=number)
    if record.kind in _OPENED:
        endpoint, argument, field = _OPENED[record.kind]
        id_ = record.id if field is None else str(record.fields[field])
        return address_of(endpoint, **{argument: id_, "list": carried})
    return url_for("office_cases.show", case=hit.cases[0].id, list=carried) if hit.cases else None
