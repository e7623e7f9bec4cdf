"""The list from which a page was opened, carried along in the addresses of records: what it was narrowed to and which
page of it, so that the way back, the record before and the next are of that list.

What was searched for is not carried: it is mostly a name, and stands at the office with the session.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final
from urllib.parse import parse_qsl, urlencode

from flask import has_request_context, request

from server.http.addresses import address_of
from server.views.office.pages import pages

ARGUMENT: Final = "list"
"""The name under which it stands in an address: ``notes?worker=…&page=2``, one value."""

_LONGEST: Final = 500
_ASKED: Final = ("state", "worker", "method", "mark", "since", "until", "search", "page")
"""The arguments of lists that are carried from one address into another."""

_UNLISTED: Final = {"claims": "office_claims.index"}
"""Lists of pages that are not in the navigation."""


@cache
def lists() -> dict[str, str]:
    """The endpoints of the lists that addresses carry along, by the names under which they do."""
    named = {each.lists: f"{each.blueprint.name}.{each.list_endpoint}" for each in pages() if each.lists}
    return named | _UNLISTED


_OF_RECORDS: Final = frozenset(
    {
        "office_agenda",
        "office_ahead",
        "office_appointments",
        "office_cases",
        "office_closures",
        "office_conflicts",
        "office_doubles",
        "office_meetings",
        "office_minutes",
        "office_notes",
        "office_papers",
        "office_persons",
        "office_plans",
        "office_recording",
        "office_reviews",
        "office_series",
    }
)


@dataclass(frozen=True, slots=True)
class OpenedFrom:
    """A list, by its name among ``lists``, and what was asked of it."""

    name: str
    asked: Mapping[str, str] = field(default_factory=dict)

    @property
    def carried(self) -> str:
        """As it stands in an address."""
        return f"{self.name}?{urlencode(self.asked)}" if self.asked else self.name

    def address(self, **more: object) -> str:
        """Where the list itself is, ``more`` in place of what was asked."""
        return address_of(lists()[self.name], **{**self.asked, **more})


def listed(name: str, **asked: object) -> str:
    """What the links of a list carry to the records that it names; what was not asked for is left out."""
    carried = {key: str(asked[key]) for key in _ASKED if asked.get(key) and (key, asked[key]) != ("page", 1)}
    return OpenedFrom(name, carried).carried


def opened_from(default: str) -> OpenedFrom:
    """The list from which this page was opened; ``default`` where its address names none."""
    name, _, query = request.args.get(ARGUMENT, "")[:_LONGEST].partition("?")
    if name not in lists():
        return OpenedFrom(default)
    return OpenedFrom(name, {key: value for key, value in parse_qsl(query) if key in _ASKED})


def carry(endpoint: str, values: dict[str, object]) -> None:
    """Let the addresses of records on this page carry the list on (Flask's ``url_defaults``)."""
    if not has_request_context() or ARGUMENT not in request.args:
        return
    if endpoint.partition(".")[0] in _OF_RECORDS and endpoint not in lists().values():
        values.setdefault(ARGUMENT, opened_from("notes").carried)
