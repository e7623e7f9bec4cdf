"""Support by method (支援方法別の件数)."""

from __future__ import annotations

from flask_babel import lazy_gettext

from server.office.statistics import TOTAL, monthly_report, word
from server.reports.published import SUPPORT_METHODS

REPORT = monthly_report(
    SUPPORT_METHODS,
    lazy_gettext("Support by method"),
    {
        "phone_mail": word("method", "phone_mail"),
        "visit_accompaniment": lazy_gettext("Visits and accompaniments"),
        "interview": word("method", "interview"),
        "coordination_meeting": word("method", "coordination_meeting"),
        "other_agency_meeting": word("method", "other_agency_meeting"),
        "internal_meeting": word("method", "internal_meeting"),
        "total": TOTAL,
    },
    place=20,
)
