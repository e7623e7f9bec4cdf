"""The field's code lists, with the exact codes of the reports they are counted in.

Their Japanese and English words stand in ``sync/words/``; the order here is the order in which a form offers them.
"""

from __future__ import annotations

from typing import Final

CODE_LISTS: Final[dict[str, tuple[str, ...]]] = {
    "method": (
        "visit",
        "accompaniment",
        "interview",
        "phone_mail",
        "coordination_meeting",
        "other_agency_meeting",
        "internal_meeting",
    ),
    "programme": (
        "consultation",
        "employment",
        "employment_preparation",
        "household_improvement",
        "housing_benefit",
        "childrens_learning",
        "temporary_living",
        "outreach",
        "disaster",
    ),
    "met": ("person", "family", "agency"),
    "outcome": ("met", "absent", "refused", "family_only", "letter_left"),
    "accompaniment_level": ("throughout", "drop_off"),
    "issue": (
        "income",
        "employment",
        "illness_disability",
        "debt_loan",
        "public_assistance",
        "housing",
        "hikikomori",
        "other",
    ),
    "route": ("self", "family_acquaintance", "agency_within_city", "agency_outside_city", "other"),
    "age_band": ("10s", "20s", "30s", "40s", "50s", "60s", "70_and_over", "unknown"),
    "gender": ("female", "male", "other", "unknown"),
    "closure": (
        "employment",
        "referred",
        "public_assistance",
        "no_support_needed",
        "interrupted",
        "other_solved",
    ),
    "case_state": ("open", "closed"),
    "review": ("unread", "read", "returned", "revised"),
    "plan_result": ("closed", "new_plan"),
    "conflict_state": ("open", "resolved", "superseded"),
    "role": ("worker", "supervisor", "manager", "clerk", "partner", "administrator"),
    "appointment_state": ("planned", "done", "cancelled"),
    "media_type": ("image/jpeg", "image/png", "image/webp", "application/pdf"),
}
