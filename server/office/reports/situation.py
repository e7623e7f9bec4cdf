"""The monthly situation of support that the nation asks for (支援状況)."""

from __future__ import annotations

from flask_babel import lazy_gettext

from server.office.statistics import monthly_report, word
from server.reports.further import SITUATION

REPORT = monthly_report(
    SITUATION,
    lazy_gettext("Situation of support (for the nation)"),
    {
        "new": lazy_gettext("New consultations"),
        "plans": lazy_gettext("Plans made"),
        "plans_toward_work": lazy_gettext("Plans with support toward work"),
        "housing_benefit": word("programme", "housing_benefit"),
        "temporary_living": word("programme", "temporary_living"),
        "household_improvement": word("programme", "household_improvement"),
        "employment_preparation": word("programme", "employment_preparation"),
        "work_training": lazy_gettext("Certified work training"),
        "employment": word("programme", "employment"),
        "welfare_loan": lazy_gettext("Welfare fund loans"),
        "assistance_work": lazy_gettext("Job office scheme for recipients of public assistance and others"),
        "employed": lazy_gettext("Found work (closed for it)"),
        "employed_with_plan": lazy_gettext("Of these, plan holders"),
        "raised_income": lazy_gettext("Raised their income"),
        "raised_income_with_plan": lazy_gettext("Raised their income, plan holders"),
    },
    per_people=True,
    place=150,
)
