"""The agencies that the office worked with, and joint visits with them (関係機関との連携)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from flask_babel import gettext, lazy_gettext

from server.office.narrowed import supports_of
from server.office.reports import Period, Report, Table
from server.reports.agencies import Contact, agency_rows
from server.store import Office, Seen
from sync.store import Record

_METHODS: Final = ("visit", "accompaniment", "interview", "phone_mail", "other_agency_meeting")
"""Whose support records name the agencies that were there."""


def _table(store: Office, seen: Seen, period: Period) -> Table:
    supports = supports_of(store, period, _METHODS)
    withheld = seen.restrictions.withheld({support.scope for support in supports})
    contacts = [_contact(support, withheld=support.scope in withheld) for support in supports]
    return Table([row.cells for row in agency_rows(contacts)], _totals(contacts))


def _contact(support: Record, *, withheld: bool = False) -> Contact:
    """What a support record says; of a case that is withheld from the reader, no agency's name."""
    place, companions = support.fields.get("place", ""), support.fields.get("companions", ())
    if withheld:
        masked = gettext("(restricted case)")
        place, companions = place and masked, [masked] if companions else []
    return Contact(support.scope, support.fields["method"], place, companions)


def _counted(store: Office, period: Period, cases: Collection[str]) -> Mapping[str, int]:
    supports = [support for case in cases for support in supports_of(store, period, _METHODS, case)]
    return _totals([_contact(support) for support in supports])


def _totals(contacts: Sequence[Contact]) -> dict[str, int]:
    return {
        "with_agencies": sum(any(contact.agencies()) for contact in contacts),
        "joint_visits": sum(contact.is_joint_visit for contact in contacts),
    }


REPORT = Report(
    "agencies",
    lazy_gettext("Agencies worked with"),
    {
        "agency": lazy_gettext("Agency"),
        "contacts": lazy_gettext("Support records"),
        "joint_visits": lazy_gettext("Joint visits"),
        "accompanied": lazy_gettext("Accompaniments there"),
        "meetings": lazy_gettext("Meetings"),
        "clients": lazy_gettext("Clients"),
    },
    {
        "with_agencies": lazy_gettext("Support records with an agency"),
        "joint_visits": lazy_gettext("Joint visits"),
    },
    _table,
    _counted,
    place=100,
)
