"""New consultations by the first judgement at intake (初回の判断)."""

from __future__ import annotations

from flask_babel import lazy_gettext

from server.office.statistics import NOT_STATED, TOTAL, monthly_report, word
from server.reports.further import TRIAGE
from sync.codes import CODE_LISTS

REPORT = monthly_report(
    TRIAGE,
    lazy_gettext("First judgement"),
    {code: word("triage", code) for code in CODE_LISTS["triage"]} | {"not_stated": NOT_STATED, "total": TOTAL},
    place=35,
)
