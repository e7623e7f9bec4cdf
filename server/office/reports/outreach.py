"""How home visits ended: met, only the family, nobody at home, refused (訪問の結果)."""

from __future__ import annotations

from flask_babel import lazy_gettext

from server.office.statistics import NOT_STATED, TOTAL, monthly_report, word
from server.reports.further import OUTREACH

REPORT = monthly_report(
    OUTREACH,
    lazy_gettext("Results of visits"),
    {
        **{code: word("outcome", code) for code in ("met", "family_only", "absent", "letter_left", "refused")},
        "not_stated": NOT_STATED,
        "total": TOTAL,
    },
    place=80,
)
