"""Closed cases by reason (終結理由)."""

from __future__ import annotations

from flask_babel import lazy_gettext

from server.office.statistics import NOT_STATED, TOTAL, monthly_report, word
from server.reports.published import CLOSURES
from sync.codes import CODE_LISTS

REPORT = monthly_report(
    CLOSURES,
    lazy_gettext("Closures"),
    {code: word("closure", code) for code in CODE_LISTS["closure"]} | {"not_stated": NOT_STATED, "total": TOTAL},
    place=70,
)
