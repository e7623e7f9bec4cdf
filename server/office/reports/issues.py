"""New consultations by group of issues (相談内容); a consultation may be about several."""

from __future__ import annotations

from flask_babel import lazy_gettext

from server.office.statistics import TOTAL, monthly_report, word
from server.reports.published import ISSUES
from sync.codes import CODE_LISTS

REPORT = monthly_report(
    ISSUES,
    lazy_gettext("Issues"),
    {code: word("issue", code) for code in CODE_LISTS["issue"]} | {"total": TOTAL},
    place=50,
)
