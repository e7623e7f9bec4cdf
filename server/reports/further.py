"""The tables that no city prints month by month and that an office has to answer for all the same.

What each column counts is docs/decisions/0037-further-reports.md.
"""

from __future__ import annotations

from typing import Final

from server.reports.delays import STEPS
from server.reports.monitoring import KEPT
from server.reports.tallies import NOT_STATED, Column, MonthlyTable
from sync.codes import CODE_LISTS

OUTREACH: Final = MonthlyTable(
    "outreach",
    (
        *(
            Column(code, (f"outcome.{code}",), share_of="total")
            for code in ("met", "family_only", "absent", "letter_left", "refused")
        ),
        Column(NOT_STATED, (f"outcome.{NOT_STATED}",), share_of="total"),
        Column("total", ("outcome",)),
    ),
)

MONITORING: Final = MonthlyTable(
    "monitoring",
    (*(Column(code, (f"monitoring.{code}",), share_of="total") for code in KEPT), Column("total", ("monitoring",))),
)

NOTE_DELAYS: Final = MonthlyTable(
    "note_delays",
    (*(Column(code, (f"writing.{code}",), share_of="total") for code in STEPS), Column("total", ("writing",))),
)

REVIEW_DELAYS: Final = MonthlyTable(
    "review_delays",
    (
        *(Column(code, (f"review.{code}",), share_of="total") for code in (*STEPS, "waiting", NOT_STATED)),
        Column("total", ("review",)),
    ),
)

TRIAGE: Final = MonthlyTable(
    "triage",
    (
        *(Column(code, (f"triage.{code}",), share_of="total") for code in CODE_LISTS["triage"]),
        Column(NOT_STATED, (f"triage.{NOT_STATED}",), share_of="total"),
        Column("total", ("triage",)),
    ),
)

SITUATION: Final = MonthlyTable(
    "situation",
    (
        Column("new", ("sex",)),
        Column("plans", ("decided",)),
        Column("plans_toward_work", ("toward_work",)),
        Column("housing_benefit", ("used.housing_benefit",)),
        Column("temporary_living", ("used.temporary_living",)),
        Column("household_improvement", ("used.household_improvement",)),
        Column("employment_preparation", ("used.employment_preparation",)),
        Column("work_training", ()),
        Column("employment", ("used.employment",)),
        Column("welfare_loan", ()),
        Column("assistance_work", ()),
        Column("employed", ("closure.employment",)),
        Column("employed_with_plan", ("planned_closure.employment",)),
        Column("raised_income", ()),
        Column("raised_income_with_plan", ()),
    ),
    charted="new",
)
"""The monthly 支援状況 of the nation. A column that adds nothing stands for what no record tells."""
