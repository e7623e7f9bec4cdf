"""New consultations by age at intake (年代)."""

from __future__ import annotations

from flask_babel import lazy_gettext

from server.office.statistics import TOTAL, monthly_report, word
from server.reports.published import AGE_BANDS, age_column
from sync.codes import CODE_LISTS

REPORT = monthly_report(
    AGE_BANDS,
    lazy_gettext("Ages"),
    {age_column(code): word("age_band", code) for code in CODE_LISTS["age_band"]} | {"total": TOTAL},
    place=40,
)
