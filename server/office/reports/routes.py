"""New consultations by route (相談経路)."""

from __future__ import annotations

from flask_babel import lazy_gettext

from server.office.statistics import NOT_STATED, TOTAL, monthly_report, word
from server.reports.published import ROUTES

REPORT = monthly_report(
    ROUTES,
    lazy_gettext("Routes"),
    {
        "self": word("route", "self"),
        "family_acquaintance": word("route", "family_acquaintance"),
        "agencies_total": lazy_gettext("Agencies"),
        "agency_within_city": word("route", "agency_within_city"),
        "agency_outside_city": word("route", "agency_outside_city"),
        "other": word("route", "other"),
        "not_stated": NOT_STATED,
        "total": TOTAL,
    },
    place=30,
)
