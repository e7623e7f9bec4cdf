"""How long after they had come support records were judged (記録から確認まで)."""

from __future__ import annotations

from flask_babel import lazy_gettext

from server.office.statistics import NOT_STATED, TOTAL, delay_titles, monthly_report
from server.reports.further import REVIEW_DELAYS

REPORT = monthly_report(
    REVIEW_DELAYS,
    lazy_gettext("From a note to its review"),
    delay_titles() | {"waiting": lazy_gettext("Not reviewed yet"), "not_stated": NOT_STATED, "total": TOTAL},
    place=140,
)
