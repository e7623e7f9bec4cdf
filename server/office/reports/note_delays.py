"""How long after their end visits and accompaniments were written (訪問から記録まで)."""

from __future__ import annotations

from flask_babel import lazy_gettext

from server.office.statistics import TOTAL, delay_titles, monthly_report
from server.reports.further import NOTE_DELAYS

REPORT = monthly_report(
    NOTE_DELAYS,
    lazy_gettext("From a visit to its note"),
    delay_titles() | {"total": TOTAL},
    place=130,
)
